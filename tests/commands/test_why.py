"""`checker why`: the chain of reasons to the line, and the changes that would do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker.__main__ import run
from checker.errors import ExitCode
from checker.model import Catalog
from tests.support import (
    attestation,
    catalog,
    decision,
    evidence,
    number,
    organization,
    policy,
    requirement,
    write,
)

DAY = ["--as-of", "2026-11-21"]
SAID = policy(number(12))


@pytest.fixture(autouse=True)
def own_frameworks(monkeypatch: pytest.MonkeyPatch) -> None:
    one = catalog(requirement(), requirement("2"))
    other = catalog(requirement("9"), id="second").frameworks["own"]
    asked = {id_: replace(r, framework="second") for id_, r in other.requirements.items()}
    other = replace(other, requirements=asked)
    both = Catalog(one.controls, {**one.frameworks, "second": other})
    monkeypatch.setattr(catalogs, "load", lambda added=None: both)


def claimed(value: int, **changes: Any) -> dict[str, Any]:
    return attestation({"area.whole": number(value, evidence=[evidence()], **changes)})


def why(folder: Path, *options: str) -> ExitCode:
    return run(["why", "own:1", "--workspace", str(folder), *DAY, *options])


def test_the_chain_leads_from_the_requirement_to_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert why(write(tmp_path, SAID, claimed(8))) is ExitCode.OK

    out = capsys.readouterr().out
    lines = [line.strip() for line in out.splitlines()]
    order = [
        "own:1  Numbers are high",
        "scope         main, as of 2026-11-21",
        "status        partial",
        "documented holds",
        "area.whole",
        "01-policy.yaml:13:3: POL/S-1 says it (approved, ann, 2026-02-01 to 2027-02-01)",
        "implemented fails",
        "02-attestation.yaml:11:17: ATT claims it (implemented, ann, 2026-09-30 to 2027-03-31)",
        "02-attestation.yaml:14:15: value: 8 is below 12",
        '14 |     "number": 8',
        "1 change would do; assessed in memory with that, it is satisfied.",
        "1. 02-attestation.yaml:14:15: make number 12 instead of 8",
        "parameters: {number: 12}",
    ]
    positions = [lines.index(line) for line in order]
    assert positions == sorted(positions)


def test_who_does_not_count_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    why(write(tmp_path, SAID, claimed(12, status="planned")))

    out = " ".join(capsys.readouterr().out.split())
    assert "ATT claims it (planned, ann, 2026-09-30 to 2027-03-31), and does not count" in out


def test_a_new_claim_is_written_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    why(write(tmp_path, SAID))

    out = capsys.readouterr().out
    block = out.partition("claim it in a new attestation\n")[2]
    words = " ".join(block.split())
    assert "status: implemented parameters: {number: 12} evidence: - {kind: test_result" in words
    assert out.count("  1. ") == 1
    assert "  2. " not in out


def test_what_is_satisfied_needs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert why(write(tmp_path, SAID, claimed(12))) is ExitCode.OK

    assert "There is nothing to change." in capsys.readouterr().out


def test_an_accepted_gap_is_a_gap_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    why(write(tmp_path, SAID, claimed(8), decision("risk_acceptance")))

    out = capsys.readouterr().out
    assert "status        partial, accepted until 2026-12-31 (DEC)" in out
    assert "make number 12 instead of 8" in out


def test_each_scope_is_told_of_and_one_can_be_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = (("main", ["own"]), ("side", ["own"]), ("far", ["second"]))
    scopes = [{"id": id_, "title": id_, "frameworks": names} for id_, names in named]
    folder = write(tmp_path, organization(scopes=scopes), SAID, claimed(8))

    why(folder, "--format", "json")
    every = json.loads(capsys.readouterr().out)
    why(folder, "--format", "json", "--scope", "side")
    one = json.loads(capsys.readouterr().out)

    assert [row["scope"] for row in every] == ["main", "side"]
    assert one == [every[1]]


def test_json_holds_reasons_and_changes_with_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    why(write(tmp_path, SAID, claimed(8)), "--format", "json")

    (row,) = json.loads(capsys.readouterr().out)
    place = {"file": "02-attestation.yaml", "line": 14, "column": 15}
    assert (row["requirement"], row["status"], row["status_after"]) == (
        "own:1", "partial", "satisfied",
    )  # fmt: skip
    assert row["reasons"][0]["message"] == "8 is below 12"
    assert row["reasons"][0]["place"] == place
    assert row["changes"] == [
        {"place": place, "what": "make number 12 instead of 8",
         "writes": {"parameters": {"number": 12}}, "new": False},
    ]  # fmt: skip


def test_nothing_in_the_workspace_is_touched(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", SAID, claimed(8))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    why(folder)

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("own:7", "There is no requirement 'own:7'"),
        ("area.whole", "There is no requirement 'area.whole'"),
        ("nothing:1", "There is no framework 'nothing'"),
    ],
)
def test_what_is_no_requirement_is_wrong_use(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["why", name, "--workspace", str(tmp_path)]) is ExitCode.USAGE
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_scope_without_the_framework_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, SAID, claimed(8))

    assert run(["why", "second:9", "--workspace", str(folder)]) is ExitCode.INPUT
    assert why(folder, "--scope", "nowhere") is ExitCode.INPUT

    out, err = capsys.readouterr()
    assert out == ""
    assert "no scope that was selected names second" in err
    assert "there is no scope 'nowhere'" in err


def test_nothing_is_said_of_what_cannot_be_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, SAID, claimed(8), policy(number(3), id="P2", owner="zoe"))

    assert why(folder) is ExitCode.INPUT
    assert capsys.readouterr().out == ""


def test_text_of_the_workspace_cannot_drive_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = claimed(12, **{"for": "::error::x"})

    why(write(tmp_path, SAID, claim))

    out = capsys.readouterr().out
    assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]
