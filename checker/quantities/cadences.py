"""What must happen again and again: the three ways to write it, and the longest step between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from dateutil.relativedelta import relativedelta

from checker.model import Json, Path
from checker.quantities.dates import parse_date
from checker.quantities.durations import Duration, Unit, parse_duration
from checker.quantities.errors import QuantityError, quoted

# Fixed: a window that could be configured could be configured around a hole.
WINDOW_MONTHS: Final = 12
_SHAPES: Final = (
    "write `{every: 3 months}` for what is promised, `{performed_on: [2027-01-12]}` for what was "
    "done, or `{longest_gap: 26 hours, log: evidence/review.csv}` for what a machine does"
)


class Promised(NamedTuple):
    """What a policy says: at the latest `every` so long."""

    every: Duration


class Since(NamedTuple):
    """The day from which the first step counts where no occurrence lies before it, and why."""

    date: date
    reason: str


class Performed(NamedTuple):
    """What a person attests: the days it was done, in the order they are written."""

    performed_on: tuple[date, ...]
    since: Since | None = None


class Measured(NamedTuple):
    """What a machine's log shows: the longest time between two runs, and the log's path."""

    longest_gap: Duration
    log: str


Cadence: TypeAlias = Promised | Performed | Measured


class Origin(StrEnum):
    """What the longest step starts from."""

    OCCURRENCE = "occurrence"
    SINCE = "since"
    WINDOW = "window"


class LongestStep(NamedTuple):
    """The longest time without an occurrence: from where to where, and what was not counted."""

    days: int
    start: date
    end: date
    origin: Origin
    is_open: bool
    """It runs on to the day of assessment: no occurrence ends it."""
    since: date | None
    """The `since` that the first step counts from, also where another step is the longest."""
    future: tuple[date, ...]
    """Occurrences after the day of assessment: not yet said."""

    def in_unit(self, unit: Unit) -> int | float:
        """The length in `unit`, a day being 24 hours."""
        return Duration(days=self.days).in_unit(unit)


class NoOccurrence(Exception):  # noqa: N818 - it is no fault: there is no interval to speak of
    """Nothing happened in the 12 months up to the day of assessment: no history, no interval."""

    def __init__(self, as_of: date, future: tuple[date, ...] = ()) -> None:
        super().__init__(f"no occurrence in the {WINDOW_MONTHS} months up to {as_of}")
        self.as_of = as_of
        self.future = future


def window_start(as_of: date) -> date:
    """The first day of the 12 months up to `as_of` whose occurrences count."""
    return as_of - relativedelta(months=WINDOW_MONTHS)


def longest_gap(occurrences: Iterable[date], since: Iterable[date], as_of: date) -> LongestStep:
    """The longest step, in days, into an occurrence of the last 12 months or on to `as_of`.

    The window runs from the same date 12 months before `as_of` (clamped) to `as_of`, both included.
    Each of its occurrences is stepped into from the one before it, which may lie before the window
    and then counts whole. The first occurrence of all is stepped into from `since`, else from the
    window's start. Of several `since` the earliest counts; one later than that occurrence is
    refuted by it and ignored. So every doubt lengthens the step. Of equal steps the latest is
    named: it still matters tomorrow.

    Removing an occurrence never shortens the result, unless it was itself a reason: the one before
    the window that the longest step starts from, or the only one that refutes a `since`.

    Raises `NoOccurrence` when nothing falls into the window, whatever happened before it.
    PCI DSS v4.0.1, section 7, reads "every three months" this way.
    """
    days = set(occurrences)
    future = tuple(sorted(day for day in days if day > as_of))
    past = sorted(day for day in days if day <= as_of)
    window = window_start(as_of)
    first = bisect_left(past, window)
    if first == len(past):
        raise NoOccurrence(as_of, future)

    start, origin = _first_start(past, first, min(since, default=None), window)
    stops = [start, *past[first:], as_of]
    longest = max(range(len(stops) - 1), key=lambda i: (stops[i + 1] - stops[i], i))
    return LongestStep(
        days=(stops[longest + 1] - stops[longest]).days,
        start=stops[longest],
        end=stops[longest + 1],
        origin=Origin.OCCURRENCE if longest else origin,
        is_open=longest == len(stops) - 2,
        since=start if origin is Origin.SINCE else None,
        future=future,
    )


def _first_start(
    past: list[date], first: int, since: date | None, window: date
) -> tuple[date, Origin]:
    if first:
        return past[first - 1], Origin.OCCURRENCE
    if since is not None and since <= past[0]:
        return since, Origin.SINCE
    return window, Origin.WINDOW


def parse_cadence(value: Json) -> Cadence:
    """Read one of three closed shapes: `{every: DURATION}`, `{longest_gap: DURATION, log: PATH}` or
    `{performed_on: [DATE], since: {date: DATE, reason: TEXT}}`, where `since` may be absent.

    Raises `QuantityError` for any other value, its `path` leading to the part at fault.
    """
    if isinstance(value, dict):
        if "every" in value:
            _closed(value, "every")
            return Promised(_interval(value, "every"))
        if "performed_on" in value:
            _closed(value, "performed_on", "since")
            return Performed(_days(value["performed_on"]), _since(value.get("since")))
        if "longest_gap" in value:
            _closed(value, "longest_gap", "log")
            log = _text(value, "log", "name the log it is read from")
            return Measured(_interval(value, "longest_gap"), log)
    raise QuantityError(f"{quoted(value)} is not a cadence", _SHAPES)


def _interval(cadence: dict[str, Json], key: str) -> Duration:
    value = cadence[key]
    try:
        duration = parse_duration(value)
    except QuantityError as error:
        raise error.below(key) from error
    if duration.is_zero:
        # It would pass every ceiling, and nothing happens again after no time.
        raise QuantityError(
            f"{quoted(value)} is no interval", "write `1 minute` for what never pauses", (key,)
        )
    return duration


def _days(value: Json) -> tuple[date, ...]:
    if not isinstance(value, list):
        raise QuantityError(
            f"{quoted(value)} is not a list of dates", "write [2027-01-12]", ("performed_on",)
        )
    return tuple(_day(day, "performed_on", index) for index, day in enumerate(value))


def _since(value: Json) -> Since | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        hint = "write {date: 2027-01-12, reason: The scanner went live that day.}"
        raise QuantityError(f"{quoted(value)} gives no date and reason", hint, ("since",))
    _closed(value, "date", "reason", path=("since",))
    day = _day(value.get("date"), "since", "date")
    reason = _text(value, "reason", "say why nothing counts before that day", path=("since",))
    return Since(day, reason)


def _day(value: Json, *path: str | int) -> date:
    try:
        return parse_date(value)
    except QuantityError as error:
        raise error.below(*path) from error


def _text(value: dict[str, Json], key: str, hint: str, path: Path = ()) -> str:
    text = value.get(key)
    if isinstance(text, str) and text.strip():
        return text
    raise QuantityError(f"'{key}' holds no text: {quoted(text)}", hint, (*path, key))


def _closed(value: dict[str, Json], *known: str, path: Path = ()) -> None:
    for key in value:
        if key not in known:
            names = " and ".join(f"`{name}`" for name in known)
            raise QuantityError(
                f"{quoted(key)} does not stand beside `{known[0]}`",
                f"write {names} only",
                (*path, key),
            )
