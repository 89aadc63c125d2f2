"""The gaps of the earlier assessments as a table and as bars, framework by framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from checker.render.since import Numbers, numbers
from checker.render.view import FrameworkView

MOST = 12  # as many bars as a printed page has room for
_STEP, _TOP, _TALLEST, _FOOT = 88, 24, 96, 26


class Point(NamedTuple):
    """One assessment; a framework that it did not assess is None."""

    day: str
    numbers: tuple[Numbers | None, ...]
    open_gaps: int
    is_this: bool


class Bar(NamedTuple):
    """One assessment of one framework, in pixels; `number` is what stands above it."""

    day: str
    number: str
    middle: int
    top: int
    height: int
    is_other: bool  # it judged another number of findings than the last


class Chart(NamedTuple):
    """The bars of one framework."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        """In pixels."""
        return _STEP * len(self.bars)

    @property
    def height(self) -> int:
        """In pixels."""
        return _TOP + _TALLEST + _FOOT

    @property
    def base(self) -> int:
        """Where the bars stand."""
        return _TOP + _TALLEST


class History(NamedTuple):
    """The last assessments up to this one, the oldest first; `before` are not shown."""

    titles: tuple[str, ...]
    points: tuple[Point, ...]
    charts: tuple[Chart, ...]
    before: int

    @property
    def has_others(self) -> bool:
        """Whether a bar stands for another number of findings."""
        return any(bar.is_other for chart in self.charts for bar in chart.bars)


def history(raw: Mapping[str, Any], frameworks: Sequence[FrameworkView]) -> History | None:
    """The history that a neutral record tells, and the record itself; None where it tells none."""
    earlier = raw.get("history", [])
    if not earlier:
        return None
    names = [view.id for view in frameworks]
    points = [*(_earlier(row, names) for row in earlier), _this(raw, frameworks)][-MOST:]
    return History(
        titles=tuple(view.title for view in frameworks),
        points=tuple(points),
        charts=tuple(
            Chart(view.title, _bars([(point.day, point.numbers[at]) for point in points]))
            for at, view in enumerate(frameworks)
        ),
        before=len(earlier) + 1 - len(points),
    )


def _earlier(raw: Mapping[str, Any], names: Sequence[str]) -> Point:
    counts = {row["id"]: numbers(row["counts"]) for row in raw["frameworks"]}
    return Point(raw["as_of"], tuple(map(counts.get, names)), raw["open_gaps"], is_this=False)


def _this(raw: Mapping[str, Any], frameworks: Sequence[FrameworkView]) -> Point:
    found = {row["id"]: numbers(row["counts"]) for row in raw["frameworks"]}
    every = tuple(found[view.id] for view in frameworks)
    return Point(raw["as_of"], every, raw["gate"]["open_gaps"], is_this=True)


def _bars(found: Sequence[tuple[str, Numbers | None]]) -> tuple[Bar, ...]:
    most = max((n.gaps for _, n in found if n), default=0)
    total = found[-1][1].total if found[-1][1] else 0
    return tuple(
        _bar(day, n, most, total, _STEP * at + _STEP // 2) for at, (day, n) in enumerate(found)
    )


def _bar(day: str, found: Numbers | None, most: int, total: int, middle: int) -> Bar:
    if found is None:
        return Bar(day, "not assessed", middle, _TOP + _TALLEST, 0, is_other=False)
    height = max(2, _TALLEST * found.gaps // most) if found.gaps else 0
    top = _TOP + _TALLEST - height
    return Bar(day, f"{found.gaps:,}", middle, top, height, is_other=found.total != total)
