"""What the registers of requests and of risks derive: when answers and reviews were due."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.posture.records import RecordView, is_future, view
from checker.posture.values import Remark
from tests.support import loaded, systems

TODAY = date(2026, 11, 21)


def request(**changes: Any) -> dict[str, Any]:
    """Received on 2 March 2026: one month ends on 2 April, thirty days on 1 April."""
    return {
        "id": "R-1", "received_on": "2026-03-02", "type": "access", "regime": "gdpr",
    } | changes  # fmt: skip


def risk(**changes: Any) -> dict[str, Any]:
    return {
        "id": "K-1", "title": "Outage", "scenario": "The platform is away for a day.",
        "likelihood": "low", "impact": "high", "treatment": "mitigate", "owner": "ann",
        "reviewed_on": "2026-08-31", "review_every": "6 months", "status": "open",
    } | changes  # fmt: skip


def made(folder: Path, record: dict[str, Any], on: date, kind: str) -> RecordView | Remark:
    found = loaded(folder, systems(kind=kind, id="REG", records=[record]))
    assert not found.problems, "\n".join(map(str, found.problems))
    assert found.workspace is not None
    return view(found.workspace.registers[kind].records[0], kind, found.workspace, on)


def seen(folder: Path, on: date = TODAY, **changes: Any) -> RecordView:
    """The request as the posture holds it on a day."""
    found = made(folder, request(**changes), on, "requests")
    assert isinstance(found, RecordView)
    return found


# -- GDPR article 12(3) and (4)


@pytest.mark.parametrize(
    ("answered", "late"), [("2026-03-02", 0), ("2026-04-02", 0), ("2026-04-03", 1)]
)
def test_an_answer_may_take_one_month(tmp_path: Path, answered: str, late: int) -> None:
    found = seen(tmp_path, answered_on=answered)

    assert found.values["answered"] is True
    assert found.values["due_on"] == "2026-04-02"
    assert found.values["days_late"] == late


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-01-31", "2026-02-28"), ("2028-01-31", "2028-02-29"), ("2026-02-28", "2026-03-28")],
)
def test_a_month_ends_on_its_date_or_else_on_the_last_of_the_month(
    tmp_path: Path, received: str, due: str
) -> None:
    found = seen(tmp_path, date(2028, 12, 1), received_on=received, answered_on=due)

    assert found.values["due_on"] == due
    assert found.values["days_late"] == 0


def test_the_day_after_the_last_of_february_is_late(tmp_path: Path) -> None:
    found = seen(tmp_path, received_on="2026-01-31", answered_on="2026-03-01")

    assert found.values["days_late"] == 1


@pytest.mark.parametrize(
    ("extended", "answered", "due", "late"),
    [
        ("2026-04-02", "2026-06-02", "2026-06-02", 0),
        ("2026-04-02", "2026-06-03", "2026-06-02", 1),
        ("2026-03-02", "2026-06-02", "2026-06-02", 0),
        ("2026-04-03", "2026-06-02", "2026-04-02", 61),
        ("2026-04-03", "2026-04-02", "2026-04-02", 0),
    ],
)
def test_an_extension_told_within_the_month_gives_two_more(
    tmp_path: Path, extended: str, answered: str, due: str, late: int
) -> None:
    found = seen(tmp_path, extended_on=extended, answered_on=answered)

    assert found.values["due_on"] == due
    assert found.values["days_late"] == late


def test_three_months_are_counted_from_receipt(tmp_path: Path) -> None:
    found = seen(tmp_path, received_on="2025-11-30", extended_on="2025-12-30")

    assert found.values["due_on"] == "2026-02-28"


@pytest.mark.parametrize(
    ("day", "late"), [(date(2026, 4, 2), 0), (date(2026, 4, 3), 1), (TODAY, 233)]
)
def test_an_open_request_runs_to_the_day_of_assessment(
    tmp_path: Path, day: date, late: int
) -> None:
    found = seen(tmp_path, day)

    assert found.values["answered"] is False
    assert found.values["days_late"] == late


def test_an_outcome_without_an_answer_leaves_the_request_open(tmp_path: Path) -> None:
    found = seen(tmp_path, outcome="granted")

    assert found.values["answered"] is False
    assert found.values["days_late"] == 233


def test_an_answer_of_tomorrow_is_none_today(tmp_path: Path) -> None:
    found = seen(tmp_path, date(2026, 4, 9), answered_on="2026-04-10")

    assert found.values["answered"] is False
    assert found.values["days_late"] == 7


def test_an_extension_of_tomorrow_is_none_today(tmp_path: Path) -> None:
    found = seen(tmp_path, date(2026, 3, 20), extended_on="2026-03-21")

    assert found.values["due_on"] == "2026-04-02"


@pytest.mark.parametrize(("answered", "late"), [("2026-04-02", 0), ("2026-04-03", 1)])
def test_an_extension_gives_no_time_to_refuse(tmp_path: Path, answered: str, late: int) -> None:
    found = seen(tmp_path, extended_on="2026-03-20", answered_on=answered, outcome="refused")

    assert found.values["days_late"] == 0
    assert found.values["refusal_days_late"] == late


@pytest.mark.parametrize("outcome", ["granted", "partly", "withdrawn"])
def test_only_a_refusal_has_a_clock_of_refusals(tmp_path: Path, outcome: str) -> None:
    found = seen(tmp_path, answered_on="2026-05-01", outcome=outcome)

    assert "refusal_days_late" not in found.values
    assert found.values["days_late"] == 29


# -- 45 CFR 164.524(b)(2), 164.526(b)(2), 164.528(c)(1)


@pytest.mark.parametrize(
    ("type_", "clock", "due", "extended_due"),
    [
        ("access", "access", "2026-04-01", "2026-05-01"),
        ("portability", "access", "2026-04-01", "2026-05-01"),
        ("amendment", "amendment", "2026-05-01", "2026-05-31"),
        ("rectification", "amendment", "2026-05-01", "2026-05-31"),
        ("accounting", "accounting", "2026-05-01", "2026-05-31"),
    ],
)
def test_each_right_of_patients_has_its_days(
    tmp_path: Path, type_: str, clock: str, due: str, extended_due: str
) -> None:
    found = seen(tmp_path / "a", regime="hipaa", type=type_, answered_on=due)
    extended = seen(
        tmp_path / "b", regime="hipaa", type=type_, extended_on=due, answered_on=extended_due
    )

    assert found.values[f"{clock}_due_on"] == due
    assert extended.values[f"{clock}_due_on"] == extended_due
    assert found.values[f"{clock}_days_late"] == extended.values[f"{clock}_days_late"] == 0
    assert clocks(found) == {f"{clock}_days_late"}


@pytest.mark.parametrize(
    ("changes", "late"),
    [
        ({"answered_on": "2026-04-02"}, 1),
        ({"extended_on": "2026-04-01", "answered_on": "2026-05-02"}, 1),
        ({"extended_on": "2026-04-02", "answered_on": "2026-05-01"}, 30),
        ({}, 234),
    ],
)
def test_access_beyond_thirty_days_is_late(
    tmp_path: Path, changes: dict[str, Any], late: int
) -> None:
    assert seen(tmp_path, regime="hipaa", **changes).values["access_days_late"] == late


def clocks(found: RecordView) -> set[str]:
    return {name for name in found.values if name.endswith("days_late")}


@pytest.mark.parametrize("type_", ["erasure", "restriction", "objection"])
def test_rights_of_the_union_alone_have_no_days_for_patients(tmp_path: Path, type_: str) -> None:
    assert clocks(seen(tmp_path / "a", regime="hipaa", type=type_)) == set()
    assert clocks(seen(tmp_path / "b", regime="both", type=type_)) == {"days_late"}


@pytest.mark.parametrize("regime", ["both", "unknown"])
def test_a_request_under_both_laws_runs_against_both(tmp_path: Path, regime: str) -> None:
    found = seen(tmp_path, regime=regime, answered_on="2026-04-02")

    assert found.values["days_late"] == 0
    assert found.values["access_days_late"] == 1


def test_a_request_of_unknown_type_runs_against_every_clock(tmp_path: Path) -> None:
    assert clocks(seen(tmp_path, regime="unknown", type="unknown")) == {
        "days_late", "access_days_late", "amendment_days_late", "accounting_days_late",
    }  # fmt: skip


# -- both


@pytest.mark.parametrize("regime", ["gdpr", "hipaa"])
@pytest.mark.parametrize("field", ["answered_on", "extended_on"])
def test_what_lies_before_receipt_is_judged_in_no_way(
    tmp_path: Path, regime: str, field: str
) -> None:
    found = made(tmp_path, request(regime=regime, **{field: "2026-03-01"}), TODAY, "requests")

    assert isinstance(found, Remark)
    assert "lies before" in found.message


def test_a_clock_points_at_the_day_it_starts_from(tmp_path: Path) -> None:
    found = seen(tmp_path, regime="both", answered_on="2026-04-09", outcome="refused")
    start = found.record.at.place("received_on")

    assert {found.places[name] for name in clocks(found) | {"due_on", "access_due_on"}} == {start}
    assert found.places["answered"] == found.record.at.place("answered_on")


def test_a_request_received_later_is_not_yet_said(tmp_path: Path) -> None:
    record = seen(tmp_path).record

    assert is_future(record, "requests", date(2026, 3, 1))
    assert not is_future(record, "requests", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("day", "late"), [(date(2026, 8, 31), 0), (date(2027, 2, 28), 0), (date(2027, 3, 1), 1)]
)
def test_a_risk_waits_for_its_review_until_the_day_it_is_due(
    tmp_path: Path, day: date, late: int
) -> None:
    found = made(tmp_path, risk(), day, "risks")

    assert isinstance(found, RecordView)
    assert found.values["review_due_on"] == "2027-02-28"
    assert found.values["review_days_late"] == late
    assert found.places["review_days_late"] == found.record.at.place("reviewed_on")


def test_a_review_to_come_rates_no_risk(tmp_path: Path) -> None:
    assert isinstance(made(tmp_path, risk(), date(2026, 8, 30), "risks"), Remark)
