"""Dates and moments: one spelling each, and arithmetic that neither drifts nor overflows."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model import Json
from checker.quantities import (
    Duration,
    QuantityError,
    add,
    due,
    parse_date,
    parse_timestamp,
)

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
counts = st.integers(min_value=0, max_value=12_000)
durations = st.builds(
    Duration, years=counts, months=counts, weeks=counts, days=counts, hours=counts, minutes=counts
)


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        ("2024-02-30", "30 February 2024 does not exist", "the month ends on 2024-02-29"),
        ("2023-02-29", "29 February 2023 does not exist", "the month ends on 2023-02-28"),
        ("2024-04-31", "31 April 2024 does not exist", "the month ends on 2024-04-30"),
        ("2024-01-00", "0 January 2024 does not exist", "the month ends on 2024-01-31"),
        ("2024-13-01", "there is no month 13", "such as 2027-03-31"),
        ("2024-00-01", "there is no month 00", "such as 2027-03-31"),
        ("0000-01-01", "the year 0000 is outside 1900 to 2200", "the real year"),
        ("1899-12-31", "the year 1899 is outside", "the real year"),
        ("9999-12-31", "the year 9999 is outside", "the real year"),
        ("2024-W01-1", "'2024-W01-1' is not a date", "such as 2027-03-31"),
        ("20240101", "'20240101' is not a date", "write 2024-01-01"),
        (20240101, "20240101 is not a date", "write 2024-01-01"),
        (20249901, "20249901 is not a date", "such as 2027-03-31"),
        ("2024-9-30", "'2024-9-30' is not a date", "write 2024-09-30"),
        ("31/12/2024", "'31/12/2024' is not a date", "such as 2027-03-31"),
        ("2024-01-01T10:00Z", "is not a date", "write the day alone: 2024-01-01"),
        (" 2024-01-01", "is not a date", "such as 2027-03-31"),
        ("2024-01-01\n", "is not a date", "such as 2027-03-31"),
        ("２０２４-01-01", "is not a date", "such as 2027-03-31"),
        ("next spring", "'next spring' is not a date", "such as 2027-03-31"),
        ("", "'' is not a date", "such as 2027-03-31"),
        (None, "an empty value is not a date", "such as 2027-03-31"),
        (True, "true is not a date", "such as 2027-03-31"),
        (10**18, "a number this large is not a date", "such as 2027-03-31"),
        (["2024-01-01"], "a list is not a date", "such as 2027-03-31"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_write(
    value: Json, message: str, hint: str
) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_date(value)

    assert message in refused.value.message
    assert hint in refused.value.hint


@given(days)
def test_a_written_date_reads_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day


def test_a_number_too_long_to_print_is_refused_like_any_other() -> None:
    with pytest.raises(QuantityError, match="a number this large"):
        parse_date(10**5000)


def read_or_refused(text: str) -> date | QuantityError:
    try:
        return parse_date(text)
    except QuantityError as error:
        return error


@given(st.text(alphabet="0123456789-TZ:+ W/", max_size=22) | st.text(max_size=40))
def test_any_text_is_a_date_in_its_one_spelling_or_refused(text: str) -> None:
    outcome = read_or_refused(text)

    assert outcome.hint if isinstance(outcome, QuantityError) else outcome.isoformat() == text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-03-31T09:30Z", datetime(2027, 3, 31, 9, 30, tzinfo=UTC)),
        ("2027-03-31 09:30:15Z", datetime(2027, 3, 31, 9, 30, 15, tzinfo=UTC)),
        ("2027-03-31T01:30+02:00", datetime(2027, 3, 30, 23, 30, tzinfo=UTC)),
        ("2027-03-31T22:30-05:30", datetime(2027, 4, 1, 4, 0, tzinfo=UTC)),
        ("1900-01-01T00:00+14:00", datetime(1899, 12, 31, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc(text: str, moment: datetime) -> None:
    read = parse_timestamp(text)

    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        ("2027-03-31T09:30", "has no time zone", "2027-03-31T09:30Z or 2027-03-31T09:30+02:00"),
        ("2027-03-31", "not a date with a time", "2027-03-31T09:30Z"),
        ("2027-03-31T24:00Z", "the time 24:00 does not exist", "23:59:59"),
        ("2027-03-31T23:59:60Z", "the time 23:59:60 does not exist", "23:59:59"),
        ("2027-03-31T09:60Z", "the time 09:60 does not exist", "23:59:59"),
        ("2027-02-29T09:30Z", "29 February 2027 does not exist", "2027-02-28"),
        ("2027-03-31T09:30+15:00", "no place has the offset +15:00", "+14:00"),
        ("2027-03-31T09:30-12:30", "no place has the offset -12:30", "-12:00"),
        ("2027-03-31T09:30+01:75", "no place has the offset +01:75", "+14:00"),
        ("2027-03-31T09:30+0200", "not a date with a time", "+02:00"),
        ("2027-03-31T09:30 CET", "not a date with a time", "+02:00"),
        ("2027-03-31T09:30:00.5Z", "not a date with a time", "+02:00"),
        ("2027-03-31  09:30Z", "not a date with a time", "+02:00"),
        ("2027-03-31T09Z", "not a date with a time", "+02:00"),
        (None, "an empty value is not", "+02:00"),
    ],
)
def test_what_is_no_moment_is_refused_with_what_to_write(
    value: Json, message: str, hint: str
) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_timestamp(value)

    assert message in refused.value.message
    assert hint in refused.value.hint


@given(
    st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2199, 12, 31)),
    st.integers(min_value=-12 * 60, max_value=14 * 60),
    st.sampled_from("T "),
)
def test_a_written_moment_reads_back(naive: datetime, offset: int, separator: str) -> None:
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))

    assert parse_timestamp(moment.isoformat(separator)) == moment


def test_months_are_clamped_to_the_end_of_the_month() -> None:
    assert add(date(2024, 1, 31), Duration(months=1)) == date(2024, 2, 29)
    assert add(date(2023, 10, 31), Duration(months=4)) == date(2024, 2, 29)
    assert add(date(2024, 2, 29), Duration(years=1)) == date(2025, 2, 28)


def test_repeated_months_do_not_drift() -> None:
    yearly = [add(date(2024, 2, 29), Duration(years=1), times) for times in range(9)]
    monthly = [add(date(2026, 1, 31), Duration(months=1), times) for times in (1, 2, 3)]

    assert [day.day for day in yearly] == [29, 28, 28, 28, 29, 28, 28, 28, 29]
    assert monthly == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_twelve_months_from_every_day_of_a_century_is_the_same_date_or_the_end_of_february() -> (
    None
):
    day, last = date(2000, 1, 1), date(2100, 12, 31)
    while day <= last:
        later = add(day, Duration(months=12))
        expected = (2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day)
        assert (later.year, later.month, later.day) == (day.year + 1, *expected)
        day += timedelta(days=1)


def test_hours_count_as_the_days_they_fill() -> None:
    assert add(date(2026, 3, 1), Duration(hours=72)) == date(2026, 3, 4)
    assert add(date(2026, 3, 1), Duration(hours=47, minutes=59)) == date(2026, 3, 2)
    assert add(date(2026, 3, 1), Duration(hours=36), times=2) == date(2026, 3, 4)
    assert add(date(2026, 3, 1), Duration(minutes=15)) == date(2026, 3, 1)


def test_what_is_due_every_twelve_months_is_in_time_on_that_date() -> None:
    assert due(date(2026, 2, 1), Duration(months=12)) == date(2027, 2, 1)


def test_arithmetic_takes_a_day_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        add(date(2026, 1, 1), Duration(days=1), times=-1)
    with pytest.raises(ValueError, match="takes a day"):
        add(datetime(2026, 1, 1, tzinfo=UTC), Duration(days=1))


@given(days, durations, st.integers(min_value=0, max_value=10**30))
def test_arithmetic_never_overflows_nor_goes_back(
    day: date, duration: Duration, times: int
) -> None:
    assert day <= add(day, duration, times) <= date.max


@given(days, st.integers(min_value=0, max_value=2400))
def test_months_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    later = add(day, Duration(months=months))

    assert 12 * later.year + later.month == 12 * day.year + day.month + months
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


@given(days, days, durations)
def test_a_later_start_is_never_due_earlier(one: date, other: date, duration: Duration) -> None:
    earlier, later = sorted((one, other))

    assert due(earlier, duration) <= due(later, duration)


@given(days, durations, st.integers(min_value=0, max_value=50))
def test_once_more_is_never_earlier(day: date, duration: Duration, times: int) -> None:
    assert add(day, duration, times) <= add(day, duration, times + 1)
