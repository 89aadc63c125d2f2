"""How long notices of a breach wait because a law enforcement official asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from checker.model import Place
from checker.quantities import due_on_us, parse_date
from checker.workspace.records import Record

ORAL_DAYS = 30  # 45 CFR 164.412(b)
_FIELD = "law_enforcement_statements"
_Statement = Mapping[str, Any]


def statement_clocks(record: Record, day: date) -> dict[str, tuple[int, Place]]:
    """What 45 CFR 164.412 asks of the statements that were made by `day`."""
    statements = _statements(record, day)
    timeless = [n for n, s in statements if s["form"] == "written" and "until" not in s]
    oral = [(n, s) for n, s in statements if s["form"] == "oral"]
    bare = [n for n, s in oral if not {"official", "statement"} <= s.keys()]
    every = [s for _, s in statements]
    waits = [(_held(s, every, day), n) for n, s in oral]
    longest, at = max(waits, key=lambda wait: wait[0], default=(0, None))
    return {
        "written_without_time": (len(timeless), _place(record, *timeless)),
        "oral_undocumented": (len(bare), _place(record, *bare)),
        "oral_delay_days": (longest, _place(record, *([] if at is None else [at]))),
    }


def delays(record: Record, day: date, form: str = "") -> list[tuple[date, date]]:
    """First and last day of each delay asked for by `day`, of one form or of both, in order."""
    every = [s for _, s in _statements(record, day)]
    return sorted(_delay(s, every) for s in every if form in ("", s["form"]))


def extended(record: Record, due: date, day: date) -> date:
    """The due day, or the last day of delays that were asked for before it had passed."""
    for begun, end in delays(record, day):
        if begun <= due:
            due = max(due, end)
    return due


def _statements(record: Record, day: date) -> list[tuple[int, _Statement]]:
    """Statements that were made by the day, each with its position."""
    stated = record.values.get(_FIELD, ())
    return [(n, one) for n, one in enumerate(stated) if parse_date(one["made_on"]) <= day]


def _place(record: Record, *positions: int) -> Place:
    """The place of the first of these statements, else of all, else of the record."""
    if positions:
        return record.at.place(_FIELD, positions[0])
    return record.at.place(_FIELD) if _FIELD in record.values else record.at.place()


def _ends(statement: _Statement, among: Sequence[_Statement]) -> list[date]:
    """Days that end an oral delay: the one stated, and that of a written statement in its time."""
    begun = parse_date(statement["made_on"])
    written = [parse_date(one["made_on"]) for one in among if one["form"] == "written"]
    followed = [day for day in written if begun <= day <= due_on_us(begun, ORAL_DAYS)]
    return followed + ([parse_date(statement["until"])] if "until" in statement else [])


def _delay(statement: _Statement, among: Sequence[_Statement]) -> tuple[date, date]:
    """First and last day on which notices wait; a written statement without a time delays none."""
    begun = parse_date(statement["made_on"])
    if statement["form"] == "oral":
        return begun, min([due_on_us(begun, ORAL_DAYS), *_ends(statement, among)])
    until = statement.get("until")
    return begun, parse_date(until) if until else begun - timedelta(days=1)


def _held(statement: _Statement, among: Sequence[_Statement], day: date) -> int:
    """Days for which an oral statement held notices back."""
    ends = _ends(statement, among)
    return max(0, (min([*ends] or [day]) - parse_date(statement["made_on"])).days)
