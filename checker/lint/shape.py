"""Hold each author's file to the closed schema of its kind, and its keys to their order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

import checker.documents
from checker.documents.apply import SchemaError, Validator, compile_schema, errors
from checker.documents.explain import leading_errors
from checker.errors import Problem
from checker.lint.source import Written
from checker.lint.walk import type_of
from checker.model import Path
from checker.text import nearest, quoted

_FOLDER = FilePath(checker.documents.__file__).parent / "authors"
_FEWER, _MORE = "fewer than {limit} here", "more than {limit} here"
_SENTENCES = {
    "required": "no '{property}'",
    "type": "{found} where {types} is asked",
    "enum": "{shown} is not one of {options}",
    "minItems": _FEWER,
    "minLength": _FEWER,
    "minProperties": _FEWER,
    "maxProperties": _MORE,
    "pattern": "{shown} does not match {pattern}",
    "format": "{shown} is not a {format}",
    "uniqueItems": "the same item twice",
    "propertyNames": "a key is not spelt as names are here",
}
REQUIREMENT, FRAMEWORK, CONTROLS = "requirement", "framework", "controls"


@cache
def author_schema(kind: str) -> dict[str, Any]:
    """The closed schema of what authors write: `requirement`, `framework` or `controls`."""
    value: dict[str, Any] = json.loads((_FOLDER / f"{kind}.json").read_bytes())
    return value


@cache
def _validator(kind: str) -> Validator:
    return compile_schema(author_schema(kind))


def shape(written: Written, kind: str) -> Iterator[Problem]:
    """Every way in which a document is not of its kind."""
    for error in leading_errors(errors(_validator(kind), written.value)):
        yield from _told(written, kind, error)
    if kind != CONTROLS:
        yield from key_order(written, kind)


def key_order(written: Written, kind: str) -> Iterator[Problem]:
    """The first key that stands before one it belongs behind."""
    order = list(author_schema(kind)["properties"])
    keys = [key for key in written.value if key in order]
    for before, key in pairwise(keys):
        if order.index(key) < order.index(before):
            message = f"{quoted(key)} stands after {quoted(before)}"
            yield written.key_problem("key-order", (key,), message, f"order: {', '.join(order)}")
            return


def _told(written: Written, kind: str, error: SchemaError) -> Iterator[Problem]:
    if error.keyword == "additionalProperties":
        known = _known_keys(author_schema(kind), error.schema_path)
        for name in error.detail["unexpected"]:
            meant = nearest(name, known)
            hint = f"did you mean {quoted(meant)}?" if meant else f"known: {', '.join(known)}"
            path = (*error.path, name)
            yield written.key_problem("unknown-key", path, f"unknown key {quoted(name)}", hint)
        return
    value = _at(written.value, error.path)
    code = "missing-key" if error.keyword == "required" else "shape"
    yield written.problem(code, error.path, sentence(error, value), _hint(error, value))


def sentence(error: SchemaError, value: Any) -> str:
    """What one failed assertion says about the value it failed on."""
    shown = quoted(value) if isinstance(value, str) else quoted(json.dumps(value))
    told = _SENTENCES.get(error.keyword, "does not satisfy `{keyword}`")
    options = ", ".join(map(str, error.detail.get("options", ())))
    types = " or ".join(map(str, error.detail.get("types", ())))
    facts = {**error.detail, "options": options, "types": types, "keyword": error.keyword}
    return told.format_map({"shown": shown, "found": type_of(value), **facts})


def _hint(error: SchemaError, value: Any) -> str:
    if error.keyword == "enum" and isinstance(value, str):
        meant = nearest(value, [str(option) for option in error.detail["options"]])
        return f"did you mean {quoted(meant)}?" if meant else ""
    return ""


def _known_keys(schema: Any, schema_path: Path) -> list[str]:
    for step in schema_path[:-1]:
        schema = schema[step]
    return list(schema.get("properties", {}))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        if not isinstance(value, Mapping | list):
            return None
        value = value[step]  # type: ignore[index]
    return value
