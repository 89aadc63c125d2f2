"""Durations: from the words a person writes to the number a schema compares."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from checker.model import Json
from checker.quantities.errors import QuantityError, quoted

Unit = Literal["minutes", "hours", "days"]

UNIT_MINUTES: Final = MappingProxyType({"minutes": 1, "hours": 60, "days": 1440})
# A month is 30.4375 days and a year 365.25: both are whole minutes, so sums are exact.
FIELD_MINUTES: Final = MappingProxyType(
    {"years": 525_960, "months": 43_830, "weeks": 10_080, "days": 1440, "hours": 60, "minutes": 1}
)
LONGEST_YEARS: Final = 1000

CEILING_DAYS: Final = MappingProxyType({1: 31, 3: 92, 6: 184, 12: 366})
"""Months that a regulation allows at most -> the days its schema writes as `maximum`.

The longest calendar span of that many months, so that a promise in the regulation's own words
holds: "12 months" posts 365.25 and 12 months may last 366 days. PCI DSS v4.0.1, section 7, reads
three months as 90 to 92 days, six as 180 to 184, a year as 365 or 366.
"""

FLOOR_DAYS: Final = MappingProxyType({3: 90, 12: 365, 72: 2191})
"""Months that a regulation asks for at least -> the days its schema writes as `minimum`.

The short end of that span: "6 years" posts 2191.5 and may last 2191 days (45 CFR 164.316(b)(2)(i)).
For three months it is PCI's 90 and not the 89 days from February to May.
"""


@dataclass(frozen=True, slots=True)
class Duration:
    """A span as it was written, not yet reduced to one unit: months stay months for the calendar.

    Raises `ValueError` for a negative part; no written duration has one.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0

    def __post_init__(self) -> None:
        if min(self._counts) < 0:
            raise ValueError("a duration has no negative part")

    def __str__(self) -> str:
        """The duration as a person writes it; `parse_duration` reads it back."""
        stated = [(field.name, getattr(self, field.name)) for field in fields(self)]
        stated = [(name, count) for name, count in stated if count]
        if not stated:
            return "0 minutes"
        if len(stated) > 1:
            return self._iso()
        name, count = stated[0]
        return f"{count} {name[:-1] if count == 1 else name}"

    def in_unit(self, unit: Unit) -> int | float:
        """The length in `unit`, a month being 30.4375 days, a year 365.25; whole stays `int`."""
        minutes: int = sum(getattr(self, name) * size for name, size in FIELD_MINUTES.items())
        whole, rest = divmod(minutes, UNIT_MINUTES[unit])
        return minutes / UNIT_MINUTES[unit] if rest else whole

    @property
    def is_zero(self) -> bool:
        """Whether nothing may pass at all."""
        return not any(self._counts)

    @property
    def _counts(self) -> tuple[int, ...]:
        return (self.years, self.months, self.weeks, self.days, self.hours, self.minutes)

    def _iso(self) -> str:
        # ISO 8601 lets weeks stand only alone.
        day = _letters((self.years, "Y"), (self.months, "M"), (self.days + 7 * self.weeks, "D"))
        time = _letters((self.hours, "H"), (self.minutes, "M"))
        return f"P{day}T{time}" if time else f"P{day}"


_LONGEST_MINUTES = LONGEST_YEARS * FIELD_MINUTES["years"]
_WHOLE = "(?:0|[1-9][0-9]{0,17})"
_WRITTEN = re.compile(rf"({_WHOLE}) (year|month|week|day|hour|minute)s?")
_ISO = re.compile(
    rf"P(?=[0-9T])(?:(?P<weeks>{_WHOLE})W"
    rf"|(?:(?P<years>{_WHOLE})Y)?(?:(?P<months>{_WHOLE})M)?(?:(?P<days>{_WHOLE})D)?"
    rf"(?:T(?=[0-9])(?:(?P<hours>{_WHOLE})H)?(?:(?P<minutes>{_WHOLE})M)?)?)"
)


def parse_duration(value: Json) -> Duration:
    """Read `90 days`, `12 months`, `15 minutes`, or ISO 8601 `P90D`, `PT72H`, `P1Y6M`, `P2W`.

    Whole ASCII numbers from zero, one space, up to 1000 years. Anything else, a bare number above
    all, raises `QuantityError` with what to write: a guessed unit could turn a gap into a pass.
    """
    duration = _read(value) if isinstance(value, str) else None
    if duration is None:
        raise QuantityError(f"{quoted(value)} is not a duration", _hint(value))
    if duration.in_unit("minutes") > _LONGEST_MINUTES:
        raise QuantityError(
            f"{quoted(value)} is longer than {LONGEST_YEARS} years", "write a shorter duration"
        )
    return duration


@lru_cache(maxsize=1024)  # people write the same few again and again
def _read(text: str) -> Duration | None:
    if written := _WRITTEN.fullmatch(text):
        return Duration(**{f"{written[2]}s": int(written[1])})
    if iso := _ISO.fullmatch(text):
        return Duration(**{name: int(count) for name, count in iso.groupdict("0").items()})
    return None


def _hint(value: Json) -> str:
    # A dozen expressions to compile, wanted only when something is wrong.
    from checker.quantities import hints

    return hints.for_text(value, _read) if isinstance(value, str) else hints.for_other(value)


def _letters(*parts: tuple[int, str]) -> str:
    return "".join(f"{count}{letter}" for count, letter in parts if count)
