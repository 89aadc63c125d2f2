"""`checker decisions`: what each decision covers on a day, and why it covers nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker.__main__ import run
from checker.errors import ExitCode
from tests.support import (
    attestation,
    catalog,
    decision,
    evidence,
    number,
    policy,
    requirement,
    write,
)

GAP = [policy(number(12)), attestation({"area.whole": number(11, evidence=[evidence()])})]
MET = [policy(number(12)), attestation({"area.whole": number(12, evidence=[evidence()])})]


@pytest.fixture(autouse=True)
def own_frameworks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogs, "load", lambda added=None: catalog(requirement()))


def rows(
    capsys: pytest.CaptureFixture[str], folder: Path, on: str, *options: str
) -> list[dict[str, Any]]:
    code = run(["decisions", str(folder), "--as-of", on, "--format", "json", *options])
    assert code is ExitCode.OK
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        ("2026-09-30", "not_yet", 92),
        ("2026-10-01", "active", 91),
        ("2026-11-30", "active", 31),
        ("2026-12-01", "expiring", 30),
        ("2026-12-31", "expiring", 0),
        ("2027-01-01", "expired", -1),
    ],
)
def test_a_decision_begins_expires_and_is_over(
    on: str, state: str, left: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, *GAP, decision("risk_acceptance"))

    (row,) = rows(capsys, folder, on)

    assert (row["state"], row["days_left"]) == (state, left)
    assert bool(row["covers"]) == (state in {"active", "expiring"})
    assert bool(row["why_not"]) == (state in {"expired", "not_yet"})


def test_what_it_covers_is_told_with_what_it_would_be_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, *GAP, decision("risk_acceptance"))

    (row,) = rows(capsys, folder, "2026-11-21")

    assert row["covers"] == [
        {"requirement": "own:1", "scope": "main", "severity": "high", "status": "partial",
         "without_it": "partial", "accepted": True},
    ]  # fmt: skip


def test_a_decision_on_what_is_satisfied_is_unused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, *MET, decision("risk_acceptance"))

    (row,) = rows(capsys, folder, "2026-11-21")

    assert (row["state"], row["covers"]) == ("unused", [])


def test_an_alternative_that_is_not_in_place_is_refused_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stands_in = decision(
        "compensating_control", controls=["area.second"], constraint="A limit of the system.",
        objective="Met otherwise.", residual_risk="Little.", validation="Tested.",
        maintenance="Yearly.",
    )  # fmt: skip
    folder = write(tmp_path, *GAP, stands_in)

    (row,) = rows(capsys, folder, "2026-11-21")

    assert row["state"] == "refused"
    assert row["why_not"] == ["DEC relies on area.second, which is not implemented"]


def test_what_needs_somebody_comes_first_and_can_be_selected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(
        tmp_path, *GAP, decision("risk_acceptance", id="A"),
        decision("risk_acceptance", id="B", approved_on="2026-01-01", expires="2026-11-01"),
    )  # fmt: skip

    assert [row["id"] for row in rows(capsys, folder, "2026-11-21")] == ["B", "A"]
    chosen = rows(capsys, folder, "2026-11-21", "--state", "active", "--state", "unused")
    assert [row["id"] for row in chosen] == ["A"]


def test_the_page_counts_all_also_those_it_does_not_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, *GAP, decision("risk_acceptance"))

    run(["decisions", str(folder), "--as-of", "2026-12-30", "--state", "expired"])
    hidden = capsys.readouterr().out
    run(["decisions", str(folder), "--as-of", "2026-12-30"])
    shown = capsys.readouterr().out

    assert hidden == "1 decision as of 2026-12-30: 1 expiring.\n"
    assert "DEC  risk acceptance, until 2026-12-31 (1 day left)" in shown
    assert "covers own:1 in main (high): partial, accepted" in shown


def test_nothing_is_shown_of_what_cannot_be_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, *GAP, decision("risk_acceptance", approved_by="zoe"))

    assert run(["decisions", str(folder)]) is ExitCode.INPUT
    assert capsys.readouterr().out == ""


def test_no_decision_is_a_register_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["decisions", str(write(tmp_path, *GAP)), "--as-of", "2026-11-21"])

    assert capsys.readouterr().out == "0 decisions as of 2026-11-21.\n"
