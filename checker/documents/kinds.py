"""The document kinds: their JSON Schemas, as a person writes them and as the posture holds them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from checker.schemas import DIALECT

FOLDER = FilePath(__file__).parent / "kinds"
_FIRST = ("organization", "policy", "attestation", "decision")
_HEADERS = frozenset({"title", "plural", "derived"})


@cache
def names() -> tuple[str, ...]:
    """Every kind, the four that every workspace has first."""
    found = sorted(path.stem for path in FOLDER.glob("*.json"))
    return (*_FIRST, *(name for name in found if name not in _FIRST and name != "common"))


def registers() -> tuple[str, ...]:
    """The kinds that are registers."""
    return tuple(name for name in names() if name not in _FIRST)


@cache
def raw(kind: str) -> dict[str, Any]:
    """The schema file of a kind as it is shipped, without the common definitions."""
    value: dict[str, Any] = json.loads((FOLDER / f"{kind}.json").read_bytes())
    return value


@cache
def schema(kind: str) -> dict[str, Any]:
    """The closed JSON Schema 2020-12 of one kind of document, complete in itself."""
    own = {key: value for key, value in raw(kind).items() if key not in _HEADERS}
    defs = {**raw("common"), **own.pop("$defs", {})}
    return {
        "$schema": DIALECT,
        "$id": f"urn:checker:kind:{kind}",
        "title": raw(kind)["title"],
        **own,
        "$defs": defs,
    }


@cache
def record_fields(kind: str) -> dict[str, Any]:
    """The fields of one record of a register, as a person writes them."""
    fields: dict[str, Any] = raw(kind)["$defs"]["record"]["properties"]
    return fields


@cache
def posture_records() -> dict[str, dict[str, Any]]:
    """`register.<kind>` -> the schema of one record as the posture holds it, derived fields too.

    Open, because a requirement names what it reads; words of time stay text, clocks are derived.
    """
    return {f"register.{kind}": _posture_record(kind) for kind in registers()}


def _posture_record(kind: str) -> dict[str, Any]:
    fields = {name: resolved(field) for name, field in record_fields(kind).items()}
    derived = raw(kind).get("derived", {})
    return {"type": "object", "title": raw(kind)["title"], "properties": {**fields, **derived}}


def resolved(schema_: Any) -> Any:
    """A schema with the common definitions written out and our own keywords removed."""
    if isinstance(schema_, list):
        return [resolved(item) for item in schema_]
    if not isinstance(schema_, Mapping):
        return schema_
    result: dict[str, Any] = {}
    reference = schema_.get("$ref")
    if isinstance(reference, str):
        result.update(resolved(raw("common")[reference.removeprefix("#/$defs/")]))
    own = {k: resolved(v) for k, v in schema_.items() if k not in {"$ref", "quantity"}}
    return {**result, **own}
