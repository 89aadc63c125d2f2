"""The words of the project as frozen values: places, requirements, findings, an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

# What a YAML document may hold once read: JSON's types only.
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
# The way to a value inside a document: keys of mappings and indexes of lists, from the top.
Path: TypeAlias = "tuple[str | int, ...]"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a POSIX path below the workspace, a line and a column, both from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How much a gap matters, in rising order; it gates CI (docs/severity.md)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical."""
        return list(Severity).index(self)


class Facet(StrEnum):
    """What is said, what is done, what can be proved."""

    DOCUMENTED = "documented"
    IMPLEMENTED = "implemented"
    EVIDENCED = "evidenced"


class FacetState(StrEnum):
    """The outcome of one facet: every instance valid, some invalid, or nothing said."""

    HOLDS = "holds"
    FAILS = "fails"
    SILENT = "silent"


class Status(StrEnum):
    """The verdict of a finding, in display order."""

    SATISFIED = "satisfied"
    SATISFIED_BY_ALTERNATIVE = "satisfied_by_alternative"
    PARTIAL = "partial"
    NOT_SATISFIED = "not_satisfied"
    NOT_ATTESTED = "not_attested"
    NOT_APPLICABLE = "not_applicable"


GAP_STATUSES = frozenset({Status.PARTIAL, Status.NOT_SATISFIED, Status.NOT_ATTESTED})
