"""Hold one document against its kind, and say in words what is wrong with it and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from checker.documents.apply import SchemaError, Validator, compile_schema, errors
from checker.documents.explain import leading_errors
from checker.documents.placeholders import placeholders
from checker.documents.places import Places
from checker.errors import Problem
from checker.model import Json, Path
from checker.quantities import QuantityError, parse_date, parse_duration, parse_timestamp
from checker.text import nearest, quoted

# What stands under a key of such a name is never quoted in a message.
_SECRET = re.compile(r"(?i)passw|secret|token|api[_-]?key|private[_-]?key|credential")
_UNSHOWN = "the value, which is not shown,"
MOST_SHOWN = 1000  # problems of one file; the total is always stated
_TYPES = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "array": "a list", "object": "a mapping", "null": "empty",
}  # fmt: skip
_QUANTITIES: Mapping[str, Callable[[Any], object]] = {
    "date": parse_date,
    "duration": parse_duration,
    "moment": parse_timestamp,
}
_EXAMPLES = {"date": "2027-03-31", "duration": "12 months", "moment": "2027-03-31T14:30Z"}
Said: TypeAlias = tuple[str, str]  # message, hint


def pruned(value: Json) -> Json:
    """`value` without the keys that hold nothing: an empty value is an absent one."""
    if isinstance(value, str):  # as most of a document
        return value
    if isinstance(value, dict):
        return {key: pruned(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [pruned(item) for item in value]
    return value


class Checker:
    """One schema, compiled, with the sentences for what it refuses."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._validator: Validator = compile_schema(_held_to_quantities(schema), _FORMATS)

    def problems(self, document: Places, value: Json, base: Path = ()) -> list[Problem]:
        """Everything in `value`, which stands at `base` of `document`, that the schema refuses.

        At most `MOST_SHOWN` are returned; a last one then states how many there are.
        """
        found = leading_errors(errors(self._validator, value))
        told = [p for error in found for p in self._problem(document, value, base, error)]
        told += placeholders(document, value, base, self._schema)
        problems = list(dict.fromkeys(told))
        if len(problems) > MOST_SHOWN:
            message = f"{len(problems):,} problems in this document; {MOST_SHOWN:,} are shown"
            last = Problem(document.place(base), "too-many-problems", message)
            return [*problems[:MOST_SHOWN], last]
        return problems

    def _property(self, path: Path, key: str) -> Any:
        """The schema of `key`, where the part at `path` or one above it has one."""
        for length in range(len(path), -1, -1):
            node = _walk(self._schema, path[:length])
            if isinstance(node, Mapping) and key in node.get("properties", {}):
                return node["properties"][key]
        return {}

    def _problem(
        self, document: Places, value: Json, base: Path, error: SchemaError
    ) -> Iterator[Problem]:
        at = (*base, *error.path)
        node = _walk(self._schema, error.schema_path[:-1])
        if error.keyword == "additionalProperties":
            for key in error.detail["unexpected"]:
                close = nearest(key, node.get("properties", {}))
                hint = f"did you mean '{close}'?" if close else _known(node)
                place = document.key_place((*at, key))
                yield Problem(place, "unknown-key", f"unknown key {quoted(key)}", hint)
            return
        if error.keyword == "required":
            key = str(error.detail["property"])
            hint = _description(self._property(error.schema_path[:-1], key))
            yield Problem(document.place(at), "missing-key", f"'{key}' is missing", hint)
            return
        found = _walk(value, error.path)
        name = str(at[-1]) if at else "the document"
        code, (message, hint) = _said(error, node, found, name, _is_secret(at))
        yield Problem(document.place(at), code, message, hint)


def _format(read: Callable[[Any], object]) -> Callable[[str], bool]:
    def has_format(text: str) -> bool:
        try:
            read(text)
        except QuantityError:
            return False
        return True

    return has_format


_FORMATS = {f"checker-{name}": _format(read) for name, read in _QUANTITIES.items()}


def _held_to_quantities(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose quantities are judged by what reads them later, beside their pattern.

    A quantity is a common definition of its own, and stands nowhere else.
    """
    definitions = schema.get("$defs", {})
    held = {
        name: {**node, "format": f"checker-{node['quantity']}"}
        for name, node in definitions.items()
        if "quantity" in node
    }
    return {**schema, "$defs": {**definitions, **held}}


def _is_secret(path: Path) -> bool:
    """Whether any key on the way has the name of something that must not be told."""
    return any(isinstance(step, str) and _SECRET.search(step) for step in path)


def _said(
    error: SchemaError, node: Any, found: Any, name: str, is_secret: bool
) -> tuple[str, Said]:
    """A stable code, and what is wrong and what to do, for one failed assertion.

    What was found is quoted, unless `is_secret`.
    """
    detail = error.detail
    quantity = node.get("quantity", "") if isinstance(node, Mapping) else ""
    if quantity and error.keyword in {"type", "pattern", "format"}:
        return quantity, _quantity(quantity, found, is_secret)
    match error.keyword:
        case "type":
            return "type", _wrong_type(name, detail["types"], found, is_secret)
        case "enum" | "const":
            offered = detail.get("options", [detail.get("expected_value")])
            known = [str(_plain(option)) for option in offered]
            return "value", _not_an_option(found, known, is_secret)
        case "pattern":
            shown = _UNSHOWN.rstrip(",") if is_secret else quoted(str(found))
            return "pattern", (f"'{name}' cannot be {shown}", _description(node))
        case "minItems" | "minLength" | "minProperties":
            return "empty", (f"'{name}' holds too little", f"at least {detail['limit']}")
        case "uniqueItems":
            return "duplicate-item", (f"'{name}' names something twice", "name each once")
        case "anyOf" | "oneOf":
            return "choice", (f"'{name}' is none of the forms that can stand here", _forms(node))
        case "oneOfMultipleValid" | "oneOf_multiple_valid":
            return "choice", (f"'{name}' mixes forms that exclude each other", _forms(node))
        case _:
            limit = detail.get("limit", "")
            words = f"{error.keyword} {limit}".strip()
            return "value", (f"'{name}' breaks {words}", _description(node))


def _quantity(quantity: str, found: Any, is_secret: bool) -> Said:
    if is_secret:
        return f"{_UNSHOWN} is not written as a {quantity}", f"write {_EXAMPLES[quantity]}"
    try:
        _QUANTITIES[quantity](found)
    except QuantityError as error:
        return error.message, error.hint
    return f"{quoted(str(found))} is not written as a {quantity}", f"write {_EXAMPLES[quantity]}"


def _wrong_type(name: str, types: list[str], found: Any, is_secret: bool) -> Said:
    wanted = " or ".join(_TYPES[kind] for kind in types)
    is_number = isinstance(found, int | float)
    if "string" in types and is_number:
        shown = _kind_of(found) if is_secret else _plain(found)
        return f"'{name}' is read as {shown}, not as text", "quote it"
    is_shown = is_number and not isinstance(found, bool) and not is_secret
    return f"'{name}' is {wanted}, not {found if is_shown else _kind_of(found)}", ""


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    names: dict[type, str] = {str: "text", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "a mapping" if isinstance(value, dict) else "empty")


def _plain(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _not_an_option(found: Any, options: list[str], is_secret: bool) -> Said:
    shown = quoted(str(_plain(found))) if isinstance(found, str | int | float) else _kind_of(found)
    shown = _UNSHOWN if is_secret else shown
    close = nearest(str(found), options) if isinstance(found, str) else None
    hint = f"did you mean '{close}'?" if close else f"write one of: {', '.join(options)}"
    return f"{shown} is not known here", hint


def _forms(node: Any) -> str:
    branches = (node.get("oneOf") or node.get("anyOf") or []) if isinstance(node, Mapping) else []
    names = [branch["required"] for branch in branches if "required" in branch]
    if names:
        return "give one of: " + ", ".join(" with ".join(group) for group in names)
    return _description(node)


def _known(node: Any) -> str:
    names = sorted(node.get("properties", {}))
    return f"known here: {', '.join(names)}" if names and len(names) <= 15 else ""


def _description(node: Any) -> str:
    text = str(node.get("description", "")) if isinstance(node, Mapping) else ""
    first, dot, _ = text.partition(". ")
    return first + dot.strip()


def _walk(value: Any, path: Path) -> Any:
    """What stands at `path`; an empty mapping when it leads nowhere."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return value
