"""Hold the days of every period in order: nothing ends before it begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.errors import Problem
from checker.model import Path
from checker.quantities import parse_date
from checker.workspace.records import At


def periods(at: At, value: Mapping[str, Any]) -> Iterator[Problem]:
    """What ends before it begins, wherever two days say from when until when."""
    for path, begins, ends in _spans(value):
        if parse_date(ends) < parse_date(begins):
            message = f"{ends} is before {begins}, when it begins"
            yield Problem(at.place(*path), "date-order", message, "correct one of the days")


def _spans(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, dict):
        for end in ("to", "until"):
            if "from" in value and end in value:
                yield (*path, end), value["from"], value[end]
        for key, child in value.items():
            if key not in {"parameters", "profile"}:
                yield from _spans(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _spans(child, (*path, index))
