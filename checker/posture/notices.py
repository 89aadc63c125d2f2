"""An incident on the day of assessment: its notices, and the day its clocks start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from checker.model import Place
from checker.posture.delays import extended
from checker.quantities import days_late, parse_timestamp
from checker.workspace.records import Record


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was given by the day of assessment."""

    at: datetime
    index: int
    values: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day it was given, in UTC."""
        return self.at.date()

    @property
    def is_first(self) -> bool:
        """Whether it reaches somebody for the first time."""
        return not self.values.get("follow_up", False)

    @property
    def people(self) -> int:
        """How many people it is said to reach first; none where that is not said."""
        return int(self.values.get("people", 0)) if self.is_first else 0


@dataclass(frozen=True, slots=True)
class Breach:
    """An incident on the day of assessment, with what its clocks start from."""

    record: Record
    day: date
    start: date
    start_place: Place

    def notices(self, to: str) -> list[Notice]:
        """Notices to `to` that were given by the day, the earliest first."""
        stated = enumerate(self.record.values.get("notifications", ()))
        every = [
            Notice(parse_timestamp(str(notice["at"])), index, notice)
            for index, notice in stated
            if notice["to"] == to
        ]
        given = [notice for notice in every if notice.day <= self.day]
        return sorted(given, key=lambda notice: (notice.at, notice.index))

    def place(self, notices: Sequence[Notice]) -> Place:
        """The place of the first of these notices, or of the discovery where there is none."""
        if not notices:
            return self.start_place
        return self.record.at.place("notifications", notices[0].index, "at")

    def late(self, end: date | None, due: date) -> tuple[int, Place]:
        """Days beyond `due`, which a delay for law enforcement may have moved."""
        due = extended(self.record, due, self.day)
        return days_late(self.start, end, due, self.day), self.start_place

    def number(self, name: str) -> int | None:
        """A number of people, None where nobody stated it."""
        value = self.record.values.get(name)
        return None if value is None else int(value)

    def at(self, name: str) -> Place:
        """The place of a field, or of the record where it is left out."""
        return self.record.at.place(name) if name in self.record.values else self.record.at.place()


def told(notices: Sequence[Notice]) -> list[str]:
    """What each first notice told, together with what any follow-up added."""
    firsts = [set(n.values.get("contents", ())) for n in notices if n.is_first]
    if not firsts:
        return []
    added = [set(n.values.get("contents", ())) for n in notices if not n.is_first]
    return sorted(set.intersection(*firsts).union(*added))
