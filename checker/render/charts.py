"""Turn counts into the coordinates of charts: shares of the width, ems of the height.

A chart is as wide as its place, on a phone as on a wall, and its text is never stretched: across,
everything is a percentage; down, everything is measured in the size of its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from checker.quantities import Duration, add
from checker.render.looks import Look
from checker.render.view import Cell

# A bar, in thousandths of its length: none is too short to be seen.
WHOLE = 1000
SHORTEST = 12
# What a number takes of a bar on the narrowest card, in CSS pixels.
NARROWEST_BAR = 230
DIGIT, PADDING = 9, 8

# A lane, in ems: its height, where bars stand, how high they grow, and the numbers above them.
LANE_HEIGHT = 3.9
BASELINE = 3.7
TALLEST, LOWEST = 2.3, 0.25
NUMBER_GAP = 0.3
# What is overdue stands first; its word takes the room of three months on a phone.
OVERDUE_COLUMNS = 3
HORIZON_MONTHS = 12
BAR_SHARE = 0.62  # of its month

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Segment(NamedTuple):
    """A piece of a bar; `start` and `length` in thousandths."""

    look: Look
    number: int
    start: int
    length: int

    @property
    def has_room(self) -> bool:
        """Whether the number fits into the piece, on the narrowest card too."""
        digits = len(f"{self.number:,}")
        return self.length * NARROWEST_BAR >= (DIGIT * digits + PADDING) * WHOLE

    @property
    def x(self) -> str:
        """Where it starts, as SVG has it."""
        return share(self.start / 10)

    @property
    def width(self) -> str:
        """How long it is."""
        return share(self.length / 10)

    @property
    def middle(self) -> str:
        """Where its number is centred."""
        return share((self.start + self.length / 2) / 10)


def share(percent: float) -> str:
    """A percentage as SVG has it, in at most two decimals."""
    return f"{round(percent, 2):g}%"


def bar(cells: Sequence[Cell]) -> tuple[Segment, ...]:
    """The pieces of a bar for the counts of `cells`; together they are the whole of it.

    Each has the shortest length that can be seen, and its share of the rest.
    """
    counted = [cell for cell in cells if cell.count]
    total = sum(cell.count for cell in counted)
    shared = WHOLE - SHORTEST * len(counted)
    lengths = [SHORTEST + shared * cell.count // total for cell in counted]
    if counted:
        most = max(range(len(counted)), key=lambda at: counted[at].count)
        lengths[most] += WHOLE - sum(lengths)
    return tuple(
        Segment(cell.look, cell.count, sum(lengths[:at]), length)
        for at, (cell, length) in enumerate(zip(counted, lengths, strict=True))
    )


class Tick(NamedTuple):
    """A month on the axis; `year` where it is to be said, `is_minor` where a phone has no room."""

    x: str
    month: str
    year: str
    is_minor: bool


class Mark(NamedTuple):
    """A bar over one month, or over what is overdue, and the number above it."""

    number: int
    is_overdue: bool
    left: float
    width: float
    height: float

    @property
    def x(self) -> str:
        """Its left edge."""
        return share(self.left)

    @property
    def span(self) -> str:
        """Its width, as SVG has it."""
        return share(self.width)

    @property
    def middle(self) -> str:
        """Where its number is centred."""
        return share(self.left + self.width / 2)

    @property
    def top(self) -> float:
        """Its upper edge, in ems from above."""
        return round(BASELINE - self.height, 2)

    @property
    def line(self) -> float:
        """The line its number stands on, in ems from above."""
        return round(self.top - NUMBER_GAP, 2)


class Lane(NamedTuple):
    """One kind of thing that lapses, by month, and the same as a sentence."""

    key: str
    title: str
    total: int
    marks: tuple[Mark, ...]
    sentence: str


class Timeline(NamedTuple):
    """What lapses within twelve months, month by month."""

    until: str
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    overdue: str  # where the word above what is overdue is centred
    is_dense: bool  # whether numbers have three digits, for which a phone has little room
    height: float = LANE_HEIGHT
    baseline: float = BASELINE

    @property
    def total(self) -> int:
        """How many things lapse, or have."""
        return sum(lane.total for lane in self.lanes)


def timeline(as_of: str, titles: Mapping[str, str], days: Iterable[tuple[str, str]]) -> Timeline:
    """The timeline from `as_of` for `days`, pairs of a kind and the day of something.

    `titles` names the kinds, one lane each, in that order. What lies beyond the same day a year
    later is left out. Raises `KeyError` for a kind without a title.
    """
    start = date.fromisoformat(as_of)
    end = add(start, Duration(months=HORIZON_MONTHS))
    months = _month(end) - _month(start) + 1
    found: dict[str, Counter[int]] = {kind: Counter() for kind in titles}
    for kind, text in days:
        day = date.fromisoformat(text)
        if day <= end:
            # Position 0 is what is overdue, position 1 the month of the day of assessment.
            found[kind][0 if day < start else _month(day) - _month(start) + 1] += 1
    most = max((count for counts in found.values() for count in counts.values()), default=1)
    return Timeline(
        until=end.isoformat(),
        ticks=tuple(_tick(start, at, months) for at in range(1, months + 1)),
        lanes=tuple(
            Lane(
                key=kind,
                title=titles[kind],
                total=counts.total(),
                marks=tuple(_mark(at, counts[at], months, most) for at in sorted(counts)),
                sentence=_sentence(start, end, counts),
            )
            for kind, counts in found.items()
        ),
        overdue=share(_column(0, months)[1] / 2),
        is_dense=most > 99,
    )


def _month(day: date) -> int:
    """A number that grows by one each month."""
    return 12 * day.year + day.month - 1


def _name(start: date, at: int) -> tuple[str, int]:
    """Month and year of a position, the first being that of `start`."""
    year, month = divmod(_month(start) + at - 1, 12)
    return MONTHS[month], year


def _column(at: int, months: int) -> tuple[float, float]:
    """Left edge and width of a position, in percent."""
    one = 100 / (OVERDUE_COLUMNS + months)
    return (0, OVERDUE_COLUMNS * one) if at == 0 else ((OVERDUE_COLUMNS + at - 1) * one, one)


def _mark(at: int, count: int, months: int, most: int) -> Mark:
    left, room = _column(at, months)
    width = BAR_SHARE * _column(1, months)[1]
    height = max(LOWEST, TALLEST * count / most)
    return Mark(count, at == 0, left + (room - width) / 2, width, round(height, 2))


def _tick(start: date, at: int, months: int) -> Tick:
    left, room = _column(at, months)
    month, year = _name(start, at)
    # Two years side by side would touch: a December that comes first leaves it to January.
    is_new_year = month == "January" or (at == 1 and month != "December")
    return Tick(
        x=share(left + room / 2),
        month=month[:3],
        year=f"{year}" if is_new_year or months == 1 else "",
        is_minor=at % 2 == 0,
    )


def _sentence(start: date, end: date, counts: Counter[int]) -> str:
    if not counts:
        return f"none until {end}"
    named = [
        f"{counts[at]:,} overdue"
        if at == 0
        else "{:,} in {} {}".format(counts[at], *_name(start, at))
        for at in sorted(counts)
    ]
    return ", ".join(named)
