"""What sheets are made of: columns, rows of typed values, and names that lead to other rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from checker.render.looks import Look

COVER, MATRIX, GAPS, CHANGES, KNOWN = "Cover", "Matrix", "Gaps", "Changes", "Known"
REQUIREMENTS, EVIDENCE, DECISIONS, ERRORS = "Requirements", "Evidence", "Decisions", "Errors"
FRAMEWORK, SECTION, STATUS, ALL = "Framework", "Section", "Status", "All sections"
# Days before it are counted in two ways by the programs that open workbooks.
_FIRST_DAY = date(1900, 3, 1)


class Jump(NamedTuple):
    """A text that leads to a row of a sheet of the same workbook; rows count from 1."""

    text: str
    sheet: str
    row: int


class Heading(NamedTuple):
    """A text that stands out; `tone` is that of a look."""

    text: str
    tone: str = "none"


Value: TypeAlias = "str | int | float | date | Look | Jump | Heading"


class Column(NamedTuple):
    """A column: its header, and its width in characters of the usual size."""

    title: str
    width: int


class Sheet(NamedTuple):
    """A table with a header; the cover has none, and no filters."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    has_header: bool = True


class Places(NamedTuple):
    """The rows in which findings, requirements, artefacts and decisions stand, by their anchors."""

    findings: Mapping[str, int]
    asked: Mapping[str, int]  # the first finding of a requirement
    evidence: Mapping[str, int]
    decisions: Mapping[str, int]

    def jump(self, found: tuple[tuple[str, int], ...], sheet: str) -> Value:
        """Names with a blank between them, which lead to the row of the first."""
        return Jump(" ".join(name for name, _ in found), sheet, found[0][1]) if found else ""


def day(text: str) -> date | str:
    """A date where `text` is one that a workbook can hold, else the text."""
    try:
        found = date.fromisoformat(text) if len(text) == len("2026-11-21") else None
    except ValueError:
        found = None
    return found if found and found >= _FIRST_DAY else text
