"""Values that a failed assertion would accept, and how a person writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from checker.documents.apply import SchemaError
from checker.model import Facet, Json, Parameter
from checker.quantities import Unit, parse_duration
from checker.quantities.dates import FIRST_YEAR

_YEAR = parse_duration("365 days")
TEXT = "what is so, in your own words"


def mended(current: Any, error: SchemaError, node: Any, words: Sequence[str] = ()) -> Any:
    """`current` changed so that `error` no longer holds of it; None where nothing small does.

    `node` is the schema of the assertion that failed, `words` those that a list may hold.
    """
    detail = error.detail
    match error.keyword:
        case "minimum" | "maximum":
            return detail["limit"]
        case "exclusiveMinimum":
            return detail["limit"] + 1
        case "exclusiveMaximum":
            return detail["limit"] - 1
        case "const":
            return detail["expected_value"]
        case "enum":
            return detail["options"][0]
        case "contains" if isinstance(current, list):
            item = made(node)
            return None if item is None else [*current, item]
        case "minItems" if isinstance(current, list):
            more = [word for word in words if word not in current]
            return [*current, *more[: detail["limit"] - len(current)]] if more else None
        case "minLength":
            return TEXT
        case "not" if isinstance(current, bool):
            return not current
        case _:
            return None


def made(node: Any) -> Any:
    """The smallest value that a schema accepts; None where it does not say enough."""
    if not isinstance(node, Mapping):
        return None
    if "const" in node:
        return node["const"]
    if "enum" in node:
        return node["enum"][0]
    if "allOf" in node:
        parts = [part for part in map(made, node["allOf"]) if part is not None]
        return _joined(parts)
    if "anyOf" in node:
        return made(node["anyOf"][0])
    for key, step in (("minimum", 0), ("maximum", 0), ("exclusiveMinimum", 1)):
        if key in node:
            return node[key] + step
    if "contains" in node:
        item = made(node["contains"])
        return None if item is None else [item]
    if "required" in node:
        fields = node.get("properties", {})
        found = {name: made(fields[name]) for name in node["required"] if name in fields}
        return None if None in found.values() else found
    if node.get("type") == "string" and "minLength" in node and "pattern" not in node:
        return TEXT
    return None


def _joined(parts: Sequence[Any]) -> Any:
    """Parts that must hold together, as one value: lists are added up, mappings merged."""
    if parts and all(isinstance(part, list) for part in parts):
        return [item for part in parts for item in part]
    if parts and all(isinstance(part, dict) for part in parts):
        return {key: value for part in parts for key, value in part.items()}
    return parts[0] if parts else None


def first(parameter: Parameter, schema: Any, control: str) -> Any:
    """A value to begin with where none is stated: what the schema asks, else the least there is.

    What it does not get right, the next failed assertion says. A duration is a number here.
    """
    # A time that only has to be one may be long as well as short.
    open_ = {"exclusiveMinimum": 0}
    bodies = _bodies(schema, control, parameter.name)
    found = next((value for body in bodies if body != open_ and (value := made(body)) is not None),
                 None)  # fmt: skip
    if found is not None:
        return found
    own = parameter.schema
    if parameter.format == "cadence" or (parameter.format, parameter.unit) == ("duration", "days"):
        return _YEAR.in_unit(cast(Unit, parameter.unit))
    if "enum" in own:
        return own["enum"][0]
    if own.get("type") == "array":
        return []
    if own.get("type") == "boolean":
        return True
    return own.get("minimum", 1)


def _bodies(node: Any, control: str, name: str) -> Iterator[Any]:
    """What a schema asks of one parameter of a control, wherever it does."""
    if isinstance(node, list):
        for item in node:
            yield from _bodies(item, control, name)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "properties" and control in value:
                yield from _named(value[control], name)
            yield from _bodies(value, control, name)


def _named(node: Any, name: str) -> Iterator[Any]:
    if isinstance(node, list):
        for item in node:
            yield from _named(item, name)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "properties" and name in value:
                yield value[name]
            elif key not in {"properties", "not", "if"}:
                yield from _named(value, name)


def written(parameter: Parameter, facet: Facet, value: Any, day: date) -> Json:
    """A plain value as a person writes it; None where it has no such form.

    A practice is written as if it began the day before `day`: an interval takes a day to show.
    """
    if parameter.format == "duration":
        return _counted(value, parameter.unit)
    if parameter.format == "cadence":
        if facet is not Facet.DOCUMENTED:
            begun = max(day - timedelta(days=1), date(FIRST_YEAR, 1, 1)).isoformat()
            since: Json = {"date": begun, "reason": "It began that day."}
            return {"performed_on": [begun], "since": since}
        every = _counted(value, parameter.unit)
        return None if every is None else {"every": every}
    if parameter.format == "date":
        return day.isoformat()
    plain: Json = list(value) if isinstance(value, list | tuple) else value
    return plain


def _counted(value: Any, unit: str) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return None
    return f"{int(value)} {unit.removesuffix('s') if value == 1 else unit}"


def options(parameter: Parameter) -> tuple[str, ...]:
    """The words that a parameter may hold, where they are a closed list."""
    own = parameter.schema
    return tuple(map(str, own.get("enum") or own.get("items", {}).get("enum") or ()))
