"""Clocks a regulation starts between two dates: when they run out, and by how much they did.

Deadlines are the plain ones. Regulation (EEC, Euratom) 1182/71, article 3(4) and (5), moves some
past weekends and public holidays; those differ by Member State, and the earlier day is stricter.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from checker.quantities.dates import add
from checker.quantities.durations import Duration
from checker.quantities.errors import QuantityError

# A day, or a moment with its zone. A day starts a clock with its first moment, in UTC, and stops it
# with its last.
When: TypeAlias = date | datetime

HOUR = timedelta(hours=1)


def due_on_eu(start: When, *, months: int = 0, weeks: int = 0, days: int = 0) -> date:
    """The last day of a period that runs from an event on `start`, as the Union counts.

    The day of the event is not counted; months end on its date, else on the last day of the month:
    asked on 31 January, one month, due on the last of February. An extension counts from `start` as
    well. A moment counts as its day in UTC.
    Source: Regulation (EEC, Euratom) 1182/71, article 3(1) and (2)(c).
    """
    return add(_day(start), Duration(months=months, weeks=weeks, days=days))


def due_on_us(start: When, days: int) -> date:
    """The last of `days` calendar days after an event on `start`; the day after it is day one.

    Discovered on D with 60 days is due on D + 60 (45 CFR 164.404(b)).
    """
    return add(_day(start), Duration(days=days))


def hours_late(start: When, end: When | None, limit_hours: int, as_of: date) -> int:
    """Elapsed hours beyond `limit_hours` from `start` to `end`; 0 in time, a begun hour is whole.

    Without an end by `as_of` the clock runs to the end of that day, UTC. Moments carry a zone; a
    day alone is read as the longest it can mean in UTC. Raises `QuantityError` when the end lies
    before the start or the start after `as_of`, since neither is in time, and `ValueError` for a
    moment without zone. The hour of the event, which article 3(1) does not count, is counted.
    """
    begun, stopped = _first_moment(start), _after(as_of)
    _refuse_future(start, begun, stopped)
    if end is not None and _first_moment(end) < stopped:
        stopped = _last_moment(end)
        _refuse_backwards(start, end, is_backwards=stopped < begun)
    late = stopped - begun - limit_hours * HOUR
    return max(0, -(-late // HOUR))


def days_late(start: When, end: When | None, due_on: date, as_of: date) -> int:
    """Days beyond `due_on` until `end`, or until `as_of` while there is no end by then; 0 in time.

    A moment counts as its day in UTC. Raises as `hours_late` does.
    """
    _refuse_future(start, _first_moment(start), _after(as_of))
    stopped = as_of
    if end is not None and _day(end) <= as_of:
        stopped = _day(end)
        _refuse_backwards(start, end, is_backwards=stopped < _day(start))
    return max(0, (stopped - due_on).days)


def _day(when: When) -> date:
    return _first_moment(when).date() if isinstance(when, datetime) else when


def _first_moment(when: When) -> datetime:
    if not isinstance(when, datetime):
        return datetime.combine(when, time(), UTC)
    if when.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be compared")
    return when.astimezone(UTC)


def _last_moment(when: When) -> datetime:
    return _first_moment(when) if isinstance(when, datetime) else _after(when)


def _after(day: date) -> datetime:
    """The moment `day` is over, UTC."""
    return _first_moment(day) + timedelta(days=1)


def _refuse_future(start: When, begun: datetime, stopped: datetime) -> None:
    if begun >= stopped:
        raise QuantityError(
            f"the clock starts on {start}, after the day of assessment", "correct the start"
        )


def _refuse_backwards(start: When, end: When, *, is_backwards: bool) -> None:
    if is_backwards:
        raise QuantityError(
            f"the end {end} lies before the start {start}", "correct one of the two"
        )
