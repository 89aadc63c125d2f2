"""Durations: what is read, what is refused with which words, and what number is posted."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from checker.model import Json
from checker.quantities import CEILING_DAYS, FLOOR_DAYS, Duration, QuantityError, parse_duration

counts = st.integers(min_value=0, max_value=900)
durations = st.one_of(
    st.builds(Duration, weeks=counts),
    st.builds(
        Duration,
        years=st.integers(min_value=0, max_value=500),
        months=counts,
        days=counts,
        hours=counts,
        minutes=counts,
    ),
)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90 days", Duration(days=90)),
        ("1 day", Duration(days=1)),
        ("12 months", Duration(months=12)),
        ("6 years", Duration(years=6)),
        ("2 weeks", Duration(weeks=2)),
        ("72 hours", Duration(hours=72)),
        ("15 minutes", Duration(minutes=15)),
        ("0 minutes", Duration()),
        ("P90D", Duration(days=90)),
        ("PT72H", Duration(hours=72)),
        ("P1Y6M", Duration(years=1, months=6)),
        ("P2W", Duration(weeks=2)),
        ("P1DT12H30M", Duration(days=1, hours=12, minutes=30)),
        ("P1M", Duration(months=1)),
        ("PT1M", Duration(minutes=1)),
        ("1000 years", Duration(years=1000)),
    ],
)
def test_a_duration_is_read_as_written(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (90, "write the unit too"),
        ("90", "write the unit too"),
        (1.5, "`90 days`"),
        (True, "`90 days`"),
        (None, "`90 days`"),
        ([], "`90 days`"),
        ({}, "`90 days`"),
        ("", "`90 days`"),
        ("annually", "write `12 months`"),
        ("Quarterly", "write `3 months`"),
        ("bi-annual", '`6 months` or `24 months`, or `unclear: "bi-annual"`'),
        ("bimonthly", '`15 days` or `2 months`, or `unclear: "bimonthly"`'),
        ("regularly", '`unclear: "regularly"`'),
        ("without undue delay", '`unclear: "without undue delay"`'),
        ("immediately", '`0 minutes` where no time may pass, else `unclear: "immediately"`'),
        ("3 business days", '`unclear: "3 business days"`'),
        ("2 working hours", '`unclear: "2 working hours"`'),
        ("1.5 years", "a whole number of a smaller unit"),
        ("1,5 years", "a whole number of a smaller unit"),
        ("P1.5Y", "a whole number of a smaller unit"),
        ("½ year", "a whole number of a smaller unit"),
        ("-5 days", "without a sign"),
        ("+5 days", "without a sign"),
        ("-P5D", "without a sign"),
        ("P-5D", "without a sign"),
        ("30-60 days", "one end of the range"),
        ("30–60 days", "one end of the range"),
        ("3 to 5 days", "one end of the range"),
        ("30 seconds", "smallest unit is a minute"),
        ("PT30S", "smallest unit is a minute"),
        ("90 Days", "write `90 days`"),
        ("90  days", "write `90 days`"),
        ("90 days\n", "write `90 days`"),
        ("p90d", "write `P90D`"),
        ("90d", "`90 days`"),
        ("007 days", "`7 days`"),
        ("within 1 hour", "`1 hour`"),
        ("regularly, at least every 90 days", "`90 days`"),
        ("1 year 6 months", "`P1Y6M`"),
        ("P", "`P90D`"),
        ("PT", "`P90D`"),
        ("P1YT", "`P90D`"),
        ("P1Y2W", "`P90D`"),
        ("TBD", '`unclear: "TBD"`'),
        ("９０ days", '`unclear: "\\uff19\\uff10 days"`'),
        ("90\u00a0days", "write `90 days`"),
        ("a\x7fb", '`unclear: "a\\u007fb"`'),
        ("1001 years", "write a shorter duration"),
        ("P1000YT1M", "write a shorter duration"),
        ("9" * 5000 + " days", "`90 days`"),
    ],
)
def test_what_is_no_duration_is_refused_with_what_to_write(value: Json, hint: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_duration(value)

    assert hint in refused.value.hint
    assert refused.value.path == ()


def test_a_refusal_reads_as_one_sentence() -> None:
    with pytest.raises(QuantityError) as refused:
        parse_duration("annually")

    assert str(refused.value) == "'annually' is not a duration; write `12 months`"


def read_or_refused(text: str) -> Duration | QuantityError:
    try:
        return parse_duration(text)
    except QuantityError as error:
        return error


@given(
    st.text(max_size=300) | st.from_regex(r"P?[0-9TYMWDH. -]{0,12}( [a-z]{0,8})?", fullmatch=True)
)
def test_any_text_is_a_duration_or_refused_in_short_ascii(text: str) -> None:
    outcome = read_or_refused(text)

    if isinstance(outcome, Duration):
        assert parse_duration(str(outcome)) == outcome
    else:
        # Only the ellipsis of a cut is beyond ASCII.
        assert str(outcome).replace("…", "").isascii()
        assert str(outcome).isprintable()
        assert len(str(outcome)) < 1200
        assert outcome.hint


@given(durations)
def test_a_written_duration_reads_back(duration: Duration) -> None:
    assert parse_duration(str(duration)) == duration


def test_weeks_beside_other_parts_are_written_as_days() -> None:
    assert str(Duration(years=1, weeks=2, days=1)) == "P1Y15D"


def test_a_duration_has_no_negative_part() -> None:
    with pytest.raises(ValueError, match="negative"):
        Duration(months=1, days=-1)


def test_a_month_is_a_twelfth_of_a_year_of_365_and_a_quarter_days() -> None:
    assert Duration(months=1).in_unit("days") == 30.4375
    assert Duration(years=1).in_unit("days") == Duration(months=12).in_unit("days") == 365.25
    assert Duration(minutes=15).in_unit("hours") == 0.25


def test_whole_numbers_stay_integers() -> None:
    posted = [
        Duration(days=90).in_unit("days"),
        Duration(hours=72).in_unit("days"),
        Duration(years=4).in_unit("days"),
        Duration(weeks=2).in_unit("hours"),
        Duration().in_unit("minutes"),
    ]

    assert posted == [90, 3, 1461, 336, 0]
    assert {type(number) for number in posted} == {int}


@given(durations, durations)
def test_a_longer_duration_never_posts_a_smaller_number(one: Duration, other: Duration) -> None:
    in_minutes = one.in_unit("minutes") <= other.in_unit("minutes")
    in_days = one.in_unit("days") <= other.in_unit("days")

    assert in_minutes == in_days


def spans(months: int) -> set[int]:
    """Every length in days that so many calendar months have from 2001 to 2099."""
    first = date(2001, 1, 1)
    days = (first + timedelta(days=index) for index in range(365 * 92))
    return {(day + relativedelta(months=months) - day).days for day in days}


@pytest.mark.parametrize("months", CEILING_DAYS)
def test_a_ceiling_is_the_longest_span_of_its_months(months: int) -> None:
    assert CEILING_DAYS[months] == max(spans(months))
    assert Duration(months=months).in_unit("days") <= CEILING_DAYS[months]
    assert Duration(months=months + 1).in_unit("days") > CEILING_DAYS[months]


@pytest.mark.parametrize("months", FLOOR_DAYS)
def test_a_floor_is_the_short_end_of_its_months(months: int) -> None:
    # PCI DSS reads three months as at least 90 days; the calendar's shortest are 89.
    shortest = 90 if months == 3 else min(spans(months))

    assert FLOOR_DAYS[months] == shortest
    assert Duration(months=months).in_unit("days") >= FLOOR_DAYS[months]
    assert Duration(months=months - 1).in_unit("days") < FLOOR_DAYS[months]


@pytest.mark.parametrize(
    ("promised", "ceiling", "holds"),
    [
        ("12 months", 12, True),
        ("366 days", 12, True),
        ("367 days", 12, False),
        ("93 days", 3, False),
    ],
)
def test_a_promise_is_held_to_its_ceiling(promised: str, ceiling: int, *, holds: bool) -> None:
    assert (parse_duration(promised).in_unit("days") <= CEILING_DAYS[ceiling]) is holds


@pytest.mark.parametrize(
    ("promised", "floor", "holds"),
    [
        ("6 years", 72, True),
        ("2191 days", 72, True),
        ("2190 days", 72, False),
        ("89 days", 3, False),
    ],
)
def test_a_promise_is_held_to_its_floor(promised: str, floor: int, *, holds: bool) -> None:
    assert (parse_duration(promised).in_unit("days") >= FLOOR_DAYS[floor]) is holds


def test_no_month_is_longer_than_its_ceiling() -> None:
    assert max(monthrange(2024, month)[1] for month in range(1, 13)) == CEILING_DAYS[1]
