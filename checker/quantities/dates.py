"""Days and moments: from text to `date` and `datetime`, and calendar arithmetic between days."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from dateutil.relativedelta import relativedelta

from checker.model import Json
from checker.quantities.durations import UNIT_MINUTES, Duration
from checker.quantities.errors import QuantityError, quoted

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
# In use on earth, in minutes: -12:00 to +14:00.
OFFSETS: Final = range(-12 * 60, 14 * 60 + 1)
# The names in `calendar` follow the locale; a report must not.
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_ZONE = re.compile(r"Z|([+-])([0-9]{2}):([0-9]{2})")
_TIMESTAMP = re.compile(rf"({_DATE.pattern})[T ]({_TIME.pattern})({_ZONE.pattern})?")
_LOOSE_DATE = re.compile(r"([0-9]{4})(-?)([0-9]{1,2})\2([0-9]{1,2})")
_TIMESTAMP_HINT = "write it as 2027-03-31T09:30Z or 2027-03-31T11:30+02:00"


def parse_date(value: Json) -> date:
    """Read `YYYY-MM-DD`: ASCII, a day of the calendar, from 1900 to 2200.

    Every other form raises `QuantityError`, also the shorter ones of ISO 8601.
    """
    if not isinstance(value, str):
        raise QuantityError(f"{quoted(value)} is not a date", _date_hint(value))
    return _day(value)


@lru_cache(maxsize=4096)  # a workspace names the same days again and again
def _day(value: str) -> date:
    found = _DATE.fullmatch(value)
    if found is None:
        raise QuantityError(f"{quoted(value)} is not a date", _date_hint(value))
    year, month, day = (int(part) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise QuantityError(
            f"the year {found[1]} is outside {FIRST_YEAR} to {LAST_YEAR}", "write the real year"
        )
    if not 1 <= month <= len(MONTHS):
        raise QuantityError(
            f"{quoted(found[0])} is not a date: there is no month {found[2]}",
            "write year, month and day, such as 2027-03-31",
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise QuantityError(
            f"{day} {MONTHS[month - 1]} {year} does not exist",
            f"the month ends on {year}-{month:02}-{last}",
        )
    return date(year, month, day)


def parse_timestamp(value: Json) -> datetime:
    """Read `2027-03-31T11:30+02:00` as a moment in UTC; `T` or one space, minutes or seconds.

    Raises `QuantityError` for anything else; without `Z` or an offset no moment can be compared.
    """
    found = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise QuantityError(f"{quoted(value)} is not a date with a time", _timestamp_hint(value))
    day = parse_date(found[1])
    if found[9] is None:
        raise QuantityError(
            f"{quoted(value)} has no time zone",
            f"add Z for UTC or the offset of the place: {found[0]}Z or {found[0]}+02:00",
        )
    hour, minute, second = (int(part or 0) for part in found.group(6, 7, 8))
    if hour > 23 or minute > 59 or second > 59:
        raise QuantityError(f"the time {found[5]} does not exist", "the last one is 23:59:59")
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)
    return moment - timedelta(minutes=_offset(found[9]))


def add(start: date, duration: Duration, times: int = 1) -> date:
    """The day `times` durations after `start`, by the calendar, clamped to the month's end.

    Always counted from `start`, so 29 February comes back in the next leap year. Hours and minutes
    count as the days they fill; the rest is dropped, since the earlier day is the stricter one. A
    day after the year 9999 becomes its last. Raises `ValueError` for a moment or negative `times`.
    """
    if isinstance(start, datetime) or times < 0:
        raise ValueError("calendar arithmetic takes a day, forward")
    minutes = times * (duration.hours * UNIT_MINUTES["hours"] + duration.minutes)
    try:
        moved: date = start + relativedelta(
            years=times * duration.years,
            months=times * duration.months,
            days=times * (7 * duration.weeks + duration.days) + minutes // UNIT_MINUTES["days"],
        )
    except (ValueError, OverflowError):
        return date.max
    return moved


def due(start: date, duration: Duration) -> date:
    """The last day in time for what happened on `start` and falls due every `duration`.

    Inclusive: reviewed on 2026-02-01 and due every 12 months is due on 2027-02-01, and overdue the
    day after.
    """
    return add(start, duration)


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    offset = (60 * hours + minutes) * (-1 if zone[0] == "-" else 1)
    if minutes > 59 or offset not in OFFSETS:
        raise QuantityError(
            f"no place has the offset {zone}", "write one from -12:00 to +14:00, or Z for UTC"
        )
    return offset


def _date_hint(value: Json) -> str:
    if isinstance(value, str) and (found := _TIMESTAMP.fullmatch(value)):
        return f"write the day alone: {found[1]}"
    # A number is what YAML makes of 20270331.
    text = f"{value:08}" if isinstance(value, int) and 0 <= value < 10**8 else value
    if isinstance(text, str) and (found := _LOOSE_DATE.fullmatch(text)):
        meant = f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}"
        if _is_date(meant):
            return f"write {meant}"
    return "write year, month and day, such as 2027-03-31"


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except QuantityError:
        return False
    return True


def _timestamp_hint(value: Json) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return f"add the time and its zone: {value}T09:30Z"
    return _TIMESTAMP_HINT
