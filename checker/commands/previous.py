"""Read the earlier records that an assessment is compared with, and refuse what cannot be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import InputError, Problem
from checker.model import Place

if TYPE_CHECKING:
    from checker.commands.saved import Record
    from checker.comparison import Earlier
    from checker.workspace.load import Loaded


def read_earlier(
    paths: Sequence[Path], loaded: Loaded, day: date
) -> tuple[Loaded, tuple[Earlier, ...]]:
    """The record in each file; what is wrong with any of them is added to what was loaded.

    They are held against the organisation that was loaded, if it could be, and `day`.
    """
    if not paths:
        return loaded, ()
    from hashlib import sha256

    from checker.commands.saved import read_record
    from checker.commands.strict import called
    from checker.comparison import Earlier
    from checker.render.json import render

    organization = loaded.workspace.organization.id if loaded.workspace else ""
    found: list[Earlier] = []
    problems: list[Problem] = []
    for path in paths:
        name = called(path)
        try:
            record = read_record(path, name)
        except InputError as error:
            problems += error.problems
            continue
        refused = list(_refusals(record, name, organization, day))
        problems += refused
        if not refused:
            found.append(Earlier(record, sha256(render(record)).hexdigest()))
    return replace(loaded, problems=(*loaded.problems, *problems)), tuple(found)


def compared(record: Record, earlier: Sequence[Earlier]) -> Record:
    """`record` with what changed since the last of `earlier`; an incomplete one is not compared."""
    if not earlier or not record["complete"]:
        return record
    from checker.comparison import since

    return record | since(earlier, record)


def _refusals(record: Record, name: str, organization: str, day: date) -> Iterator[Problem]:
    """Why this record is none that an assessment of `organization` on `day` is compared with."""
    place = Place(name, 1, 1)
    if not record["complete"]:
        what = "provisional" if record["provisional"] else "incomplete"
        hint = "give a record of a run that ended with 0 or 1"
        yield Problem(place, "previous-incomplete", f"the earlier record is {what}", hint)
    whose = record["organization"]["id"] if record["organization"] else ""
    if organization and whose != organization:
        from checker.text import quoted

        message = f"the earlier record is of {quoted(whose)}, not of {quoted(organization)}"
        yield Problem(place, "previous-other", message, "give a record of the same organisation")
    if date.fromisoformat(record["as_of"]) > day:
        message = f"the earlier record is as of {record['as_of']}, after the day of assessment"
        hint = f"give one as of {day} or before, or a later --as-of"
        yield Problem(place, "previous-later", message, hint)
