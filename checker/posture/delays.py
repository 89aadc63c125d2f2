"""How long notices of a breach wait because a law enforcement official asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from checker.quantities import due_on_us, parse_date
from checker.workspace.records import Record

ORAL_DAYS = 30  # 45 CFR 164.412(b)


def statements_of(record: Record, day: date) -> list[Mapping[str, Any]]:
    """Statements of law enforcement that were made by the day."""
    stated = record.values.get("law_enforcement_statements", ())
    return [one for one in stated if parse_date(one["made_on"]) <= day]


def _ends(statement: Mapping[str, Any], among: Sequence[Mapping[str, Any]]) -> list[date]:
    """Days that end an oral delay: the one stated, and that of a written statement in its time."""
    begun = parse_date(statement["made_on"])
    written = [parse_date(one["made_on"]) for one in among if one["form"] == "written"]
    followed = [day for day in written if begun <= day <= due_on_us(begun, ORAL_DAYS)]
    return followed + ([parse_date(statement["until"])] if "until" in statement else [])


def delay(statement: Mapping[str, Any], among: Sequence[Mapping[str, Any]]) -> tuple[date, date]:
    """First and last day on which notices wait; a written statement without a time delays none."""
    begun = parse_date(statement["made_on"])
    if statement["form"] == "oral":
        return begun, min([due_on_us(begun, ORAL_DAYS), *_ends(statement, among)])
    until = statement.get("until")
    return begun, parse_date(until) if until else begun - timedelta(days=1)


def with_days(statement: Mapping[str, Any], among: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """An oral statement with the days that notices were held back for it, where an end is known."""
    ends = _ends(statement, among)
    if not ends:
        return dict(statement)
    return {**statement, "days": max(0, (min(ends) - parse_date(statement["made_on"])).days)}


def extended(record: Record, due: date, day: date) -> date:
    """The due day, or the last day of delays that were asked for before it had passed."""
    statements = statements_of(record, day)
    for begun, end in sorted(delay(one, statements) for one in statements):
        if begun <= due:
            due = max(due, end)
    return due
