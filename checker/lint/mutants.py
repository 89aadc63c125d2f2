"""Change an author's schema in one place at a time, as a slip of the pen would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.lint.vocabulary import COMBINING
from checker.lint.walk import Definition, Node, nodes
from checker.model import Path

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_SIZES = ("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains")
_INCLUSIVE = {
    "minimum": "exclusiveMinimum",
    "maximum": "exclusiveMaximum",
    "exclusiveMinimum": "minimum",
    "exclusiveMaximum": "maximum",
}
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A schema that differs in one place: where in the file, what is different, and the whole."""

    path: Path
    what: str
    schema: Schema
    is_omission: bool = False  # something was left out, rather than changed
    is_condition: bool = False


def mutants(key: str, schema: Schema, definition: Definition) -> Iterator[Mutant]:
    """Every mutant of the schema written under `key`."""
    for node in nodes(key, schema, definition):
        for path, what, changed in _changes(node):
            whole = _put(schema, node.path[1:], changed)
            omission = what.endswith("left out")
            yield Mutant((*node.path, *path), what, whole, omission, node.is_condition)


def _changes(node: Node) -> Iterator[tuple[Path, str, Schema]]:
    schema = node.schema
    for keyword, value in schema.items():
        for path, what, changed in _of_keyword(node, keyword, value):
            yield (keyword, *path), what, changed


def _of_keyword(node: Node, keyword: str, value: Any) -> Iterator[tuple[Path, str, Schema]]:
    schema = node.schema
    if keyword == "properties":
        for name in value:
            rest = {k: v for k, v in value.items() if k != name}
            yield (name,), f"property {name} left out", {**schema, keyword: rest}
        return
    if keyword in ("required", "enum", *COMBINING) and len(value) > 1:
        for position, item in enumerate(value):
            rest_ = [v for n, v in enumerate(value) if n != position]
            shown = f"branch {position + 1}" if keyword in COMBINING else repr(item)
            yield (position,), f"{shown} of {keyword} left out", {**schema, keyword: rest_}
    else:
        rest = {k: v for k, v in schema.items() if k != keyword}
        yield (), f"{keyword} left out", rest
    for what, changed in _replaced(node, keyword, value):
        yield (), what, changed


def _replaced(node: Node, keyword: str, value: Any) -> Iterator[tuple[str, Schema]]:
    schema = node.schema
    rest = {k: v for k, v in schema.items() if k != keyword}
    match keyword:
        case "const":
            for other in _other_values(value, node.definition)[:1]:
                yield f"const {value!r} becomes {other!r}", {**schema, "const": other}
        case "enum":
            for added in _other_values(None, node.definition):
                if added not in value:
                    yield f"{added!r} joins enum", {**schema, "enum": [*value, added]}
        case "pattern":
            for loose in (value.removeprefix("^"), value.removesuffix("$")):
                yield f"pattern loses an anchor: {loose}", {**schema, "pattern": loose}
        case "anyOf" | "allOf" | "oneOf":
            other = "anyOf" if keyword != "anyOf" else "allOf"
            if len(value) > 1 and other not in schema:
                yield f"{keyword} becomes {other}", {**rest, other: value}
        case "if":
            yield "condition reversed", {**schema, "if": {"not": value}}
        case _ if keyword in (*_BOUNDS, *_SIZES):
            yield from _moved(schema, rest, keyword, value)
        case _:
            return


def _moved(
    schema: Schema, rest: Schema, keyword: str, value: float
) -> Iterator[tuple[str, Schema]]:
    for changed in (value - 1, value + 1):
        if keyword in _BOUNDS or changed >= 0:
            yield f"{keyword} {value} becomes {changed}", {**schema, keyword: changed}
    other = _INCLUSIVE.get(keyword)
    if other and other not in schema:
        yield f"{keyword} {value} becomes {other}", {**rest, other: value}


def _other_values(value: Any, definition: Definition) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    known = [v for v in definition.get("enum", []) if v != value]
    if known or value is None:
        return known
    return [f"{value}x" if isinstance(value, str) else value + 1]


def _put(schema: Any, path: Path, changed: Any) -> Any:
    """A copy of `schema` with what stands at `path` replaced."""
    if not path:
        return changed
    step, below = path[0], path[1:]
    if isinstance(schema, list):
        return [_put(v, below, changed) if n == step else v for n, v in enumerate(schema)]
    return {**schema, step: _put(schema[step], below, changed)}
