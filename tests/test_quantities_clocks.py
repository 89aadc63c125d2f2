"""Clocks between dates: in time on the last day, late the day after, open ones run on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.quantities import (
    QuantityError,
    days_late,
    due_on_eu,
    due_on_us,
    hours_late,
    parse_timestamp,
)

TODAY = date(2026, 11, 21)
AWARE = parse_timestamp("2026-11-10T14:30+01:00")
LIMIT = timedelta(hours=72)

moments = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2026, 11, 21, 23, 59), timezones=st.just(UTC)
)
past = st.dates(min_value=date(2026, 1, 1), max_value=TODAY)


def test_a_month_in_the_union_ends_on_its_date_or_the_last_of_the_month() -> None:
    assert due_on_eu(date(2026, 3, 5), months=1) == date(2026, 4, 5)
    assert due_on_eu(date(2026, 8, 31), months=1) == date(2026, 9, 30)
    assert due_on_eu(date(2026, 1, 31), months=1) == date(2026, 2, 28)


def test_an_extension_counts_from_the_start() -> None:
    assert due_on_eu(date(2026, 1, 31), months=3) == date(2026, 4, 30)
    assert due_on_eu(date(2025, 11, 30), months=3) == date(2026, 2, 28)


def test_weeks_and_days_in_the_union_leave_out_the_day_of_the_event() -> None:
    assert due_on_eu(date(2026, 3, 5), weeks=8) == date(2026, 4, 30)
    assert due_on_eu(date(2026, 3, 5), days=14) == date(2026, 3, 19)


def test_a_moment_counts_as_its_day_in_utc() -> None:
    late_evening = parse_timestamp("2026-03-06T00:30+01:00")

    assert due_on_eu(late_evening, months=1) == date(2026, 4, 5)
    assert due_on_us(late_evening, 60) == date(2026, 5, 4)


def test_sixty_days_from_discovery_end_on_day_sixty() -> None:
    assert due_on_us(date(2026, 1, 1), 60) == date(2026, 3, 2)
    assert due_on_us(date(2025, 12, 31), 60) == date(2026, 3, 1)


def test_exactly_72_hours_are_in_time() -> None:
    assert hours_late(AWARE, AWARE + LIMIT, 72, TODAY) == 0
    assert hours_late(AWARE, AWARE + timedelta(hours=1), 72, TODAY) == 0


def test_each_hour_begun_is_late() -> None:
    assert hours_late(AWARE, AWARE + LIMIT + timedelta(seconds=1), 72, TODAY) == 1
    assert hours_late(AWARE, AWARE + LIMIT + timedelta(hours=1), 72, TODAY) == 1
    assert hours_late(AWARE, AWARE + LIMIT + timedelta(minutes=61), 72, TODAY) == 2


def test_hours_are_elapsed_across_a_change_of_the_clocks() -> None:
    before = parse_timestamp("2026-10-24T12:00+02:00")

    assert hours_late(before, parse_timestamp("2026-10-27T11:00+01:00"), 72, TODAY) == 0
    assert hours_late(before, parse_timestamp("2026-10-27T12:00+01:00"), 72, TODAY) == 1


def test_an_open_clock_runs_to_the_end_of_the_day_in_utc() -> None:
    noon = datetime(2026, 11, 18, 12, tzinfo=UTC)

    assert hours_late(noon, None, 72, date(2026, 11, 20)) == 0
    assert hours_late(noon, None, 72, date(2026, 11, 21)) == 12


def test_an_end_in_the_future_is_not_yet_said() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    midnight = datetime(2026, 11, 22, tzinfo=UTC)

    assert hours_late(start, midnight, 72, TODAY) == hours_late(start, None, 72, TODAY)
    assert hours_late(start, date(2026, 12, 24), 72, TODAY) == hours_late(start, None, 72, TODAY)
    assert days_late(start, midnight, date(2026, 11, 20), TODAY) == 1
    assert days_late(start, date(2026, 12, 24), date(2026, 11, 20), TODAY) == 1


def test_a_day_alone_is_read_as_the_longest_it_can_mean() -> None:
    assert hours_late(date(2026, 11, 1), date(2026, 11, 3), 72, TODAY) == 0
    assert hours_late(date(2026, 11, 1), date(2026, 11, 4), 72, TODAY) == 24
    assert hours_late(AWARE, AWARE.date(), 0, TODAY) == 11


def test_the_due_day_is_in_time_and_the_day_after_is_late() -> None:
    start, due_on = date(2026, 9, 1), date(2026, 10, 1)

    assert days_late(start, due_on, due_on, TODAY) == 0
    assert days_late(start, date(2026, 10, 2), due_on, TODAY) == 1
    assert days_late(start, None, due_on, due_on) == 0
    assert days_late(start, None, due_on, TODAY) == 51


def test_days_between_moments_are_days_in_utc() -> None:
    start = parse_timestamp("2026-09-01T23:30-05:00")
    end = parse_timestamp("2026-10-02T00:30+02:00")

    assert days_late(start, end, date(2026, 10, 1), TODAY) == 0


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(QuantityError, match="lies before the start"):
        hours_late(AWARE, AWARE - timedelta(seconds=1), 72, TODAY)
    with pytest.raises(QuantityError, match="lies before the start"):
        hours_late(AWARE, AWARE.date() - timedelta(days=1), 72, TODAY)
    with pytest.raises(QuantityError, match="lies before the start"):
        days_late(date(2026, 9, 2), date(2026, 9, 1), date(2026, 10, 1), TODAY)


def test_a_start_after_the_day_of_assessment_is_refused() -> None:
    with pytest.raises(QuantityError, match="after the day of assessment"):
        hours_late(datetime(2026, 11, 22, tzinfo=UTC), None, 72, TODAY)
    with pytest.raises(QuantityError, match="after the day of assessment"):
        days_late(date(2026, 11, 22), None, date(2026, 12, 22), TODAY)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        hours_late(datetime(2026, 11, 1, 12), None, 72, TODAY)


@given(moments, moments, st.integers(min_value=0, max_value=2000))
def test_hours_late_are_zero_exactly_when_in_time(
    one: datetime, other: datetime, limit: int
) -> None:
    start, end = sorted((one, other))

    late = hours_late(start, end, limit, TODAY)

    assert (late == 0) == (end - start <= timedelta(hours=limit))
    assert end - start <= timedelta(hours=limit + late)


@given(past, st.none() | past, st.integers(min_value=1, max_value=90), st.integers(0, 400))
def test_a_later_day_of_assessment_never_makes_a_clock_less_late(
    start: date, end: date | None, limit: int, later: int
) -> None:
    if end is not None and end < start:
        start, end = end, start
    due_on, tomorrow = due_on_us(start, limit), TODAY + timedelta(days=later)

    days = days_late(start, end, due_on, TODAY), days_late(start, end, due_on, tomorrow)
    hours = hours_late(start, end, limit, TODAY), hours_late(start, end, limit, tomorrow)

    assert days[0] <= days[1]
    assert hours[0] <= hours[1]


@given(past, past, st.integers(min_value=1, max_value=90))
def test_an_open_clock_is_never_less_late_than_a_closed_one(
    one: date, other: date, limit: int
) -> None:
    start, end = sorted((one, other))
    due_on = due_on_us(start, limit)

    assert days_late(start, end, due_on, TODAY) <= days_late(start, None, due_on, TODAY)
    assert hours_late(start, end, limit, TODAY) <= hours_late(start, None, limit, TODAY)
