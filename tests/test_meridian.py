"""The example organisation has the gaps that its list of flaws names, no more and no fewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker import catalog
from checker.assess import Assessment, assess
from checker.documents import kinds
from checker.model import GAP_STATUSES, Finding, Status
from checker.render import json, text
from checker.result import Gate, record
from checker.workspace import load
from checker.workspace.load import Loaded
from checker.workspace.records import FileState, Workspace
from tests.conftest import Golden

WORKSPACE = Path(__file__).parents[1] / "policies" / "meridian"
AS_OF = date(2026, 11, 21)
DECISION_TYPES = {
    "risk_acceptance", "legal_exception", "addressable_alternative", "compensating_control",
    "customized_approach", "not_applicable",
}  # fmt: skip
Row = dict[str, str]


def _table(heading: str) -> Iterator[Row]:
    """The rows of the table under a heading of FLAWS.md, by the names of its columns."""
    section = (WORKSPACE / "FLAWS.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    lines = [line for line in section.split("\n## ")[0].splitlines() if line.startswith("|")]
    names, *rows = (
        [cell.strip().strip("`") for cell in re.split(r" \| ", line.strip("|"))]
        for line in (lines[0], *lines[2:])
    )
    for cells in rows:
        yield dict(zip(names, cells, strict=True))


FLAWS = tuple(_table("Gaps"))
DECIDED = tuple(_table("Decided otherwise"))


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.requirement.ref, finding.scope, finding.status.value


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(WORKSPACE, catalog.load())


@pytest.fixture(scope="module")
def workspace(loaded: Loaded) -> Workspace:
    assert loaded.workspace is not None
    return loaded.workspace


@pytest.fixture(scope="module")
def assessment(workspace: Workspace) -> Assessment:
    return assess(workspace, catalog.load(), AS_OF, second_opinion=True)


@pytest.fixture(scope="module")
def findings(assessment: Assessment) -> dict[str, Finding]:
    return {finding.requirement.ref: finding for finding in assessment.findings}


@pytest.fixture(scope="module")
def result(loaded: Loaded, assessment: Assessment, workspace: Workspace) -> dict[str, Any]:
    gate = Gate(workspace.organization.assessment["fail_on"])
    made: dict[str, Any] = record(loaded, assessment, AS_OF, gate)
    return made


def test_every_document_can_be_trusted(loaded: Loaded) -> None:
    assert loaded.problems == ()


def test_the_gaps_are_those_listed_no_more_and_no_fewer(assessment: Assessment) -> None:
    gaps = {_key(finding) for finding in assessment.findings if finding.status in GAP_STATUSES}

    assert gaps == {(row["Requirement"], row["Scope"], row["Status"]) for row in FLAWS}
    assert len(FLAWS) == len(gaps)


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda row: row["Requirement"])
def test_each_gap_is_found_for_the_reason_listed(flaw: Row, findings: dict[str, Finding]) -> None:
    finding = findings[flaw["Requirement"]]

    reasons = {(o.kind, o.place.file) for o in finding.observations}

    assert (flaw["Kind"], flaw["File"]) in reasons


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda row: row["Requirement"])
def test_a_gap_is_accepted_by_the_decision_listed(flaw: Row, findings: dict[str, Finding]) -> None:
    finding = findings[flaw["Requirement"]]
    decision = flaw["Accepted by"]

    assert finding.decisions == (() if decision == "–" else (decision,))
    assert finding.accepted == (decision != "–")


def test_what_is_decided_otherwise_is_listed(assessment: Assessment) -> None:
    decided = {
        (*_key(finding), name)
        for finding in assessment.findings
        if finding.status not in GAP_STATUSES
        for name in finding.decisions
    }

    assert decided == {
        (row["Requirement"], row["Scope"], row["Status"], row["Decision"]) for row in DECIDED
    }


def test_the_only_files_that_are_not_what_was_stated_belong_to_the_listed_gaps(
    workspace: Workspace,
) -> None:
    wrong = {
        (item.at.place().file, item.state)
        for voice in workspace.voices
        for item in voice.evidence
        if item.state is not FileState.MATCHED
    }
    wrong_files = ("Altered evidence.", "Missing evidence.", "Linked evidence.")
    listed = {row["File"] for row in FLAWS if row["What, and why"].startswith(wrong_files)}

    assert {file for file, _ in wrong} == listed
    assert {state for _, state in wrong} == {FileState.MISSING, FileState.ALTERED, FileState.LINKED}


def test_the_example_shows_every_kind_of_register_and_decision(workspace: Workspace) -> None:
    assert set(workspace.registers) == set(kinds.registers())
    assert {decision.type for decision in workspace.decisions} == DECISION_TYPES


def test_every_artefact_in_the_folder_is_named_by_a_document() -> None:
    named = "".join(path.read_text(encoding="utf-8") for path in WORKSPACE.rglob("*.yaml"))
    folders = (WORKSPACE / "evidence", WORKSPACE / "docs")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]

    unnamed = [path.name for path in files if f" {_below(path)}" not in named]

    assert files
    assert unnamed == []


def _below(path: Path) -> str:
    return path.relative_to(WORKSPACE).as_posix()


def test_most_of_it_is_in_order(assessment: Assessment) -> None:
    applicable = [f for f in assessment.findings if f.status is not Status.NOT_APPLICABLE]

    assert len(FLAWS) * 3 < len(applicable)
    assert all(f.status is not Status.NOT_ATTESTED for f in applicable)


def test_the_terminal_shows_it_as_reviewed(result: dict[str, Any], golden: Golden) -> None:
    golden("meridian.txt", text.render(result))


def test_the_record_is_as_reviewed(result: dict[str, Any], golden: Golden) -> None:
    golden("meridian.json", json.render(result))
