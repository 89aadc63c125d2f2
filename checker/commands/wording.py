"""Put schemas, conditions and data into words and lines that a terminal shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.commands.printing import WIDTH
from checker.model import Parameter

_LABEL = 14
_QUANTITIES = {
    "date": "date (2026-11-30)",
    "duration": "duration (90 days, 12 months)",
    "moment": "moment with its zone (2026-11-30T14:30Z)",
}
_TYPES = {"integer": "whole number", "string": "text", "boolean": "true or false",
          "object": "mapping"}  # fmt: skip
_LIMITS = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "above",
           "exclusiveMaximum": "below"}  # fmt: skip


def wrapped(text: str, indent: str = "  ", first: str | None = None) -> list[str]:
    """`text` in lines of the usual width."""
    from textwrap import wrap

    start = indent if first is None else first
    return wrap(" ".join(text.split()), WIDTH, initial_indent=start, subsequent_indent=indent)


def labelled(label: str, text: str) -> list[str]:
    """A label and its text, wrapped beside it; nothing where there is no text."""
    if not text:
        return []
    indent = " " * (_LABEL + 2)
    return wrapped(text, indent, f"  {label:<{_LABEL}}")


def as_yaml(data: Any, indent: str = "  ") -> list[str]:
    """`data` as YAML, keys in their own order."""
    import yaml

    text: str = yaml.safe_dump(
        data,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=WIDTH - len(indent),
    )
    return [f"{indent}{line}" for line in text.splitlines()]


def condition(applies_when: Mapping[str, Any]) -> str:
    """A condition on the profile in words; empty when there is none."""
    found = [is_one_of(name, wanted) for name, wanted in applies_when.items() if name != "any_of"]
    options = [condition(option) for option in applies_when.get("any_of", ())]
    if options:
        found.append(f"any of: {'; '.join(options)}" if len(options) > 1 else options[0])
    return ", and ".join(found)


def is_one_of(name: str, wanted: Any) -> str:
    """`name is a or b`, for one value or a list of them."""
    options = wanted if isinstance(wanted, list) else [wanted]
    return f"{name} is {either([_plain(option) for option in options])}"


def either(words: Sequence[str]) -> str:
    """`a, b or c`."""
    *more, last = words
    return f"{', '.join(more)} or {last}" if more else last


def words_of(parameter: Parameter) -> str:
    """The type of a parameter as a person writes it, with the unit the posture counts in."""
    if parameter.format == "cadence":
        return f"cadence (every: 3 months; or performed_on: days), judged in {parameter.unit}"
    if parameter.format == "duration":
        return f"{_QUANTITIES['duration']}, judged in {parameter.unit}"
    if parameter.format == "date":
        return _QUANTITIES["date"]
    whose = f", ids of {parameter.refers_to}" if parameter.refers_to else ""
    return f"{_type(parameter.schema)}{whose}"


def words_of_schema(schema: Mapping[str, Any]) -> str:
    """The type that a schema asks for, in a few words."""
    return _type(schema)


def _type(schema: Mapping[str, Any]) -> str:
    """A JSON Schema's type in a few words."""
    if "quantity" in schema:
        return _QUANTITIES[schema["quantity"]]
    if "const" in schema:
        return _plain(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(_plain(option) for option in schema['enum'])}"
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches and "type" not in schema:
        return " or ".join(_type(branch) for branch in branches)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    told = [f"{word} {schema[key]:g}" for key, word in _LIMITS.items() if key in schema]
    stated = str(schema.get("type", "value"))
    return ", ".join([_TYPES.get(stated, stated), *told])


def _plain(option: Any) -> str:
    return str(option).lower() if isinstance(option, bool) else str(option)


def fields(
    schema: Mapping[str, Any],
    definitions: Mapping[str, Any],
    indent: str = "  ",
    depth: int = 1,
) -> Iterator[str]:
    """Each field with its type and description; those of listed mappings too, `depth` levels."""
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        merged = _merged(field, definitions)
        must = ", required" if name in required else ""
        yield from wrapped(f"{name}: {_type(merged)}{must}", f"{indent}  ", indent)
        yield from wrapped(str(merged.get("description", "")), f"{indent}    ")
        inner = merged.get("items", {})
        if depth and "properties" in inner:
            yield from fields(inner, definitions, f"{indent}      ", depth - 1)


def _merged(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """A field with the definition it refers to, and that of its items, written out."""
    result = dict(field)
    reference = result.pop("$ref", None)
    if reference is not None:
        result = {**_merged(definitions[reference.removeprefix("#/$defs/")], definitions), **result}
    if isinstance(result.get("items"), Mapping):
        result["items"] = _merged(result["items"], definitions)
    for key in ("anyOf", "oneOf"):
        if key in result:
            result[key] = [_merged(branch, definitions) for branch in result[key]]
    return result
