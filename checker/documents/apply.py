"""The one way to apply a JSON Schema: compile it strictly, and list its errors as values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import jsonschema_rs

from checker.model import Path

Validator: TypeAlias = jsonschema_rs.Draft202012Validator


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SchemaError:
    """One failed assertion: where in the instance, where in the schema, which keyword and limit."""

    path: Path
    schema_path: Path
    keyword: str
    detail: Mapping[str, Any]
    branches: tuple[tuple[SchemaError, ...], ...] = ()  # of anyOf and oneOf


def compile_schema(
    schema: dict[str, Any], formats: Mapping[str, Callable[[str], bool]] | None = None
) -> Validator:
    """A validator without network, with checked formats and a regular engine of linear time.

    `formats` are formats of our own, each with what says whether a text has it. Raises
    `ValueError` when the schema is no valid JSON Schema 2020-12.
    """
    return jsonschema_rs.Draft202012Validator(
        schema,
        formats=dict(formats or {}),
        validate_formats=True,
        ignore_unknown_formats=False,
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        mask="…",
    )


def errors(validator: Validator, instance: Any) -> Iterator[SchemaError]:
    """Every failed assertion, in the order the validator meets them."""
    for error in validator.iter_errors(instance):
        yield _as_value(error)


def _as_value(error: jsonschema_rs.ValidationError) -> SchemaError:
    kind = error.kind
    detail = kind.as_dict() or {}
    branches: tuple[tuple[SchemaError, ...], ...] = ()
    if "context" in detail:
        branches = tuple(tuple(_as_value(e) for e in branch) for branch in detail["context"])
        detail = {}
    return SchemaError(
        path=tuple(error.instance_path),
        schema_path=tuple(error.schema_path),
        keyword=kind.name,
        detail=detail,
        branches=branches,
    )
