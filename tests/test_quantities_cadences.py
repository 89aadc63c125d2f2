"""Cadences: three ways to write one, and a longest step that is never shorter than the truth."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checker.model import Json, Path
from checker.quantities import (
    Duration,
    LongestStep,
    Measured,
    NoOccurrence,
    Origin,
    Performed,
    Promised,
    QuantityError,
    Since,
    longest_gap,
    parse_cadence,
)

TODAY = date(2026, 11, 21)
WINDOW = date(2025, 11, 21)
SCANS = (date(2026, 1, 12), date(2026, 4, 9), date(2026, 7, 6))
LIVE = date(2025, 10, 20)

near = st.dates(min_value=date(2025, 5, 1), max_value=date(2027, 2, 1))
within = st.dates(min_value=WINDOW, max_value=TODAY)
histories = st.builds(set.union, st.sets(near, max_size=12), st.sets(within, min_size=1))
starts = st.sets(near, max_size=2)


def test_each_way_of_writing_a_cadence_is_read() -> None:
    promised = parse_cadence({"every": "3 months"})
    performed = parse_cadence(
        {
            "performed_on": ["2026-04-09", "2026-01-12"],
            "since": {"date": "2025-10-20", "reason": "The scanner went live that day."},
        }
    )
    measured = parse_cadence({"longest_gap": "26 hours", "log": "evidence/log-review.csv"})

    assert promised == Promised(Duration(months=3))
    assert performed == Performed(
        (date(2026, 4, 9), date(2026, 1, 12)), Since(LIVE, "The scanner went live that day.")
    )
    assert measured == Measured(Duration(hours=26), "evidence/log-review.csv")


def test_since_may_be_left_out_or_empty() -> None:
    assert parse_cadence({"performed_on": ["2026-04-09"]}) == Performed((date(2026, 4, 9),))
    assert parse_cadence({"performed_on": [], "since": None}) == Performed(())


@pytest.mark.parametrize(
    ("value", "path", "message"),
    [
        ("quarterly", (), "'quarterly' is not a cadence"),
        (3, (), "3 is not a cadence"),
        (["2026-01-12"], (), "a list is not a cadence"),
        ({}, (), "a mapping is not a cadence"),
        ({"interval": "3 months"}, (), "a mapping is not a cadence"),
        ({"every": 3}, ("every",), "3 is not a duration"),
        ({"every": "quarterly"}, ("every",), "'quarterly' is not a duration"),
        ({"every": "0 days"}, ("every",), "'0 days' is no interval"),
        ({"every": "P0D"}, ("every",), "'P0D' is no interval"),
        ({"every": "1 day", "log": "x"}, ("log",), "'log' does not stand beside `every`"),
        (
            {"every": "1 day", "performed_on": ["2026-01-12"]},
            ("performed_on",),
            "'performed_on' does not stand beside `every`",
        ),
        ({"performed_on": "2026-01-12"}, ("performed_on",), "is not a list of dates"),
        (
            {"performed_on": ["2026-01-12", "2026-02-30"]},
            ("performed_on", 1),
            "30 February 2026 does not exist",
        ),
        ({"performed_on": [], "since": "2026-01-12"}, ("since",), "gives no date and reason"),
        ({"performed_on": [], "since": {"reason": "x"}}, ("since", "date"), "not a date"),
        (
            {"performed_on": [], "since": {"date": "2026-01-12"}},
            ("since", "reason"),
            "'reason' holds no text",
        ),
        (
            {"performed_on": [], "since": {"date": "2026-01-12", "reason": " "}},
            ("since", "reason"),
            "'reason' holds no text",
        ),
        (
            {"performed_on": [], "since": {"date": "2026-01-12", "reason": "x", "by": "y"}},
            ("since", "by"),
            "'by' does not stand beside `date`",
        ),
        ({"longest_gap": "26 hours"}, ("log",), "'log' holds no text"),
        ({"longest_gap": "0 hours", "log": "x.csv"}, ("longest_gap",), "is no interval"),
    ],
)
def test_what_is_no_cadence_is_refused_at_the_part_at_fault(
    value: Json, path: Path, message: str
) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_cadence(value)

    assert refused.value.path == path
    assert message in refused.value.message
    assert refused.value.hint


def test_a_fault_is_named_from_the_value_that_holds_it() -> None:
    fault = QuantityError("no date", "write one", ("date",)).below("interval", "since")

    assert (fault.message, fault.hint) == ("no date", "write one")
    assert fault.path == ("interval", "since", "date")


def test_a_missed_quarter_shows_as_138_days() -> None:
    step = longest_gap(SCANS, [LIVE], TODAY)

    assert step == LongestStep(
        days=138,
        start=date(2026, 7, 6),
        end=TODAY,
        origin=Origin.OCCURRENCE,
        is_open=True,
        since=LIVE,
        future=(),
    )


def test_a_hole_shows_even_when_the_last_occurrence_is_fresh() -> None:
    step = longest_gap([*SCANS, TODAY - timedelta(days=1)], [LIVE], TODAY)

    assert (step.days, step.start, step.is_open) == (137, date(2026, 7, 6), False)


def test_a_step_from_before_the_window_counts_whole() -> None:
    step = longest_gap([date(2025, 3, 1), date(2026, 1, 12), TODAY], [], TODAY)

    assert (step.days, step.start, step.origin) == (317, date(2025, 3, 1), Origin.OCCURRENCE)


def test_the_occurrence_before_outranks_since() -> None:
    step = longest_gap([date(2025, 3, 1), date(2026, 1, 12), TODAY], [LIVE], TODAY)

    assert (step.start, step.since) == (date(2025, 3, 1), None)


def test_without_a_start_the_first_step_comes_from_the_start_of_the_window() -> None:
    step = longest_gap([date(2026, 11, 1)], [], TODAY)

    assert (step.days, step.start, step.origin) == (345, WINDOW, Origin.WINDOW)


def test_since_before_the_window_lengthens_the_first_step() -> None:
    step = longest_gap([date(2026, 11, 1)], [LIVE], TODAY)

    assert (step.days, step.origin, step.since) == (377, Origin.SINCE, LIVE)


def test_since_within_the_window_shortens_the_first_step() -> None:
    step = longest_gap([date(2026, 11, 1)], [date(2026, 10, 1)], TODAY)

    assert (step.days, step.start, step.origin) == (31, date(2026, 10, 1), Origin.SINCE)


def test_of_several_since_the_earliest_counts() -> None:
    step = longest_gap([date(2026, 11, 1)], [date(2026, 10, 1), date(2026, 2, 1)], TODAY)

    assert step.since == date(2026, 2, 1)


def test_a_since_that_an_occurrence_refutes_is_ignored() -> None:
    step = longest_gap([date(2026, 5, 1), TODAY], [date(2026, 5, 2)], TODAY)

    assert (step.since, step.days, step.is_open) == (None, 204, False)
    assert longest_gap([date(2026, 5, 1)], [date(2026, 5, 1)], TODAY).since == date(2026, 5, 1)


def test_what_happened_twelve_months_ago_to_the_day_is_still_in_the_window() -> None:
    assert longest_gap([WINDOW], [], TODAY).days == 365
    with pytest.raises(NoOccurrence):
        longest_gap([WINDOW], [], TODAY + timedelta(days=1))


def test_the_window_before_a_29th_of_february_starts_on_the_28th() -> None:
    assert longest_gap([date(2023, 2, 28)], [], date(2024, 2, 29)).days == 366
    with pytest.raises(NoOccurrence):
        longest_gap([date(2023, 2, 27)], [], date(2024, 2, 29))


def test_an_old_history_is_no_interval() -> None:
    with pytest.raises(NoOccurrence, match="no occurrence in the 12 months up to 2026-11-21"):
        longest_gap([date(2025, 1, 1)], [LIVE], TODAY)


def test_future_occurrences_are_named_and_not_counted() -> None:
    tomorrow = TODAY + timedelta(days=1)

    step = longest_gap([*SCANS, tomorrow, tomorrow], [LIVE], TODAY)
    with pytest.raises(NoOccurrence) as nothing:
        longest_gap([tomorrow], [], TODAY)

    assert (step.days, step.future) == (138, (tomorrow,))
    assert nothing.value.future == (tomorrow,)


def test_what_happens_on_the_day_of_assessment_counts() -> None:
    step = longest_gap([*SCANS, TODAY], [LIVE], TODAY)

    assert (step.days, step.end, step.is_open, step.future) == (138, TODAY, False, ())


def test_of_equal_steps_the_latest_is_named() -> None:
    first, second = TODAY - timedelta(days=20), TODAY - timedelta(days=10)

    step = longest_gap([first, second], [first], TODAY)

    assert (step.days, step.start, step.is_open) == (10, second, True)


def test_a_day_is_24_hours() -> None:
    step = longest_gap([TODAY], [TODAY - timedelta(days=2)], TODAY)

    assert (step.in_unit("hours"), step.in_unit("days")) == (48, 2)


def gap_or_none(
    occurrences: Iterable[date], since: Iterable[date], as_of: date
) -> LongestStep | None:
    try:
        return longest_gap(occurrences, since, as_of)
    except NoOccurrence:
        return None


@given(histories, starts, st.data())
def test_removing_an_occurrence_never_shortens_the_interval(
    history: set[date], since: set[date], data: st.DataObject
) -> None:
    before = longest_gap(history, since, TODAY)
    removed = data.draw(st.sampled_from(sorted(history)))
    is_reason = removed < WINDOW and removed == before.start
    is_refutation = bool(since) and removed == min(history) < min(since)
    assume(not is_reason and not is_refutation)

    after = gap_or_none(history - {removed}, since, TODAY)

    assert after is None or after.days >= before.days


@given(st.sets(within, min_size=1), starts, st.integers(min_value=0, max_value=300))
def test_a_later_day_never_shortens_the_open_step(
    history: set[date], since: set[date], later: int
) -> None:
    open_days = (TODAY - max(history)).days

    before = longest_gap(history, since, TODAY)
    after = gap_or_none(history, since, TODAY + timedelta(days=later))

    assert before.days >= open_days
    assert not before.is_open or before.days == open_days
    assert after is None or after.days >= open_days + later


@given(st.lists(near, max_size=12), st.lists(near, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_occurrences_never_matters(
    history: list[date], since: list[date], random: Random
) -> None:
    shuffled, starts_shuffled = history * 2, since * 2
    random.shuffle(shuffled)
    random.shuffle(starts_shuffled)

    assert gap_or_none(shuffled, starts_shuffled, TODAY) == gap_or_none(history, since, TODAY)


@given(histories, starts)
def test_the_longest_step_is_free_of_occurrences_and_ends_in_the_window(
    history: set[date], since: set[date]
) -> None:
    step = longest_gap(history, since, TODAY)

    assert step.days == (step.end - step.start).days >= 0
    assert not any(step.start < day < step.end for day in history)
    assert WINDOW <= step.end <= TODAY
