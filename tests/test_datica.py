"""A real company's published policies come to what a reader expected, or the table says why.

The workspace and its sources: `tests/workspaces/datica/README.md`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from checker import catalog
from checker.assess import Assessment, assess
from checker.model import Facet, FacetState, Finding, Observation, Status
from checker.posture import Posture
from checker.workspace import load
from checker.workspace.records import Workspace

WORKSPACE = Path(__file__).parent / "workspaces" / "datica"
AS_OF = date(2026, 3, 31)
FACTS = frozenset(f"DAT-{number:03}" for number in range(1, 111))
TELLING = ("contradiction", "exception", "unclear")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of expectations."""

    framework: str
    requirement: str
    expect: str
    outcome: str
    deviation: str
    facts: tuple[str, ...]

    @property
    def ref(self) -> str:
        return f"{self.framework}:{self.requirement}"


def _row(facts: str, **cells: str) -> Row:
    return Row(**cells, facts=tuple(facts.split()))


def _rows() -> tuple[Row, ...]:
    with (WORKSPACE / "expectations.tsv").open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(_row(**line) for line in lines)


ROWS = _rows()


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    loaded = load(WORKSPACE, catalog.load())

    assert loaded.problems == ()
    assert loaded.workspace is not None
    return loaded.workspace


@pytest.fixture(scope="module")
def assessment(workspace: Workspace) -> Assessment:
    return assess(workspace, catalog.load(), AS_OF)


@pytest.fixture(scope="module")
def findings(assessment: Assessment) -> Mapping[str, Finding]:
    return {finding.requirement.ref: finding for finding in assessment.findings}


def _documented(finding: Finding) -> list[Observation]:
    return [o for o in finding.observations if o.facet is Facet.DOCUMENTED]


def _outcome(finding: Finding) -> str:
    """What the texts come to on one requirement, in the words of the table."""
    if finding.status is Status.NOT_APPLICABLE:
        return "not_applicable"
    kinds = {observation.kind for observation in _documented(finding)}
    told = [kind for kind in TELLING if kind in kinds]
    state = finding.facets[Facet.DOCUMENTED].value
    return f"{state} with {', '.join(told)}" if told else state


def _agrees(expect: str, outcome: str) -> bool:
    state, _, told = outcome.partition(" with ")
    match expect:
        case "satisfied":
            return state == FacetState.HOLDS
        case "satisfied_with_warning":
            return state == FacetState.HOLDS and ("contradiction" in told or "unclear" in told)
        case "satisfied_with_scope_limit":
            return state == FacetState.HOLDS and "exception" in told
        case "gap" | "partial" | "no_evidence":
            return state in {FacetState.FAILS, FacetState.SILENT}
        case "indeterminate":
            return state == FacetState.FAILS and "unclear" in told
        case "not_applicable":
            return state == Status.NOT_APPLICABLE
        case _:
            raise AssertionError(f"no such expectation: {expect}")


def test_every_fact_is_in_the_workspace_and_no_other(workspace: Workspace) -> None:
    statements = {voice.source.partition("/")[2] for voice in workspace.voices}
    organization = (WORKSPACE / "organization.yaml").read_text(encoding="utf-8")

    told = {name.partition(".")[0] for name in statements}

    assert told | {"DAT-001"} == FACTS
    assert "DAT-001: infrastructure is hosted" in organization
    assert workspace.organization.profile["hipaa_roles"] == ["business_associate"]


def test_nobody_claims_anything_on_behalf_of_the_company(assessment: Assessment) -> None:
    workspace = assessment.workspace

    voices = {voice.facet for voice in workspace.voices}
    claims = [name for finding in assessment.findings for name in finding.attestations]

    assert (workspace.attestations, workspace.decisions) == ((), ())
    assert voices == {Facet.DOCUMENTED}
    assert claims == []
    assert all(
        finding.facets[Facet.EVIDENCED] is not FacetState.HOLDS for finding in assessment.findings
    )


def test_the_table_names_each_requirement_once_and_facts_that_exist() -> None:
    refs = [row.ref for row in ROWS]

    assert len(set(refs)) == len(refs) == 59
    assert all(row.facts and FACTS.issuperset(row.facts) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ref)
def test_the_texts_come_to_the_outcome_in_the_table(
    row: Row, findings: Mapping[str, Finding]
) -> None:
    finding = findings[row.ref]

    assert _outcome(finding) == row.outcome


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ref)
def test_an_outcome_agrees_with_the_reader_or_the_table_says_why(row: Row) -> None:
    agrees = _agrees(row.expect, row.outcome)

    assert agrees is (row.deviation == "")


def test_the_counts_of_the_table_stay_as_they_are() -> None:
    expected = Counter(row.expect for row in ROWS)
    states = Counter(row.outcome.partition(" with ")[0] for row in ROWS)
    deviations = [row.ref for row in ROWS if row.deviation]

    assert expected == {
        "satisfied": 37,
        "satisfied_with_warning": 3,
        "satisfied_with_scope_limit": 1,
        "partial": 4,
        "gap": 10,
        "indeterminate": 2,
        "no_evidence": 1,
        "not_applicable": 1,
    }
    assert states == {"holds": 38, "fails": 12, "silent": 7, "not_applicable": 2}
    assert deviations == [
        "hipaa:164.308(b)(1)",
        "hipaa:164.310(a)(2)(iv)",
        "hipaa:164.310(b)",
    ]


def test_weekly_and_monthly_log_review_contradict_each_other_with_both_places(
    findings: Mapping[str, Finding],
) -> None:
    finding = findings["pci_dss:10.4.1"]

    told = [o for o in _documented(finding) if o.kind == "contradiction"]

    assert [o.message for o in told] == ["interval has several values: 168, 730.5"]
    assert {p.file for p in (told[0].place, *told[0].related)} == {"policies/08-auditing.yaml"}
    assert len({told[0].place, *told[0].related}) == 2


def test_only_the_vpn_is_idle_for_too_long(findings: Mapping[str, Finding]) -> None:
    finding = findings["pci_dss:8.2.8"]

    reasons = [o for o in _documented(finding) if o.kind == "value"]

    assert [o.message for o in reasons] == ["30 is above 15 minutes"]
    assert _line(reasons[0]).startswith("parameters: {idle_limit: 30 minutes")


def test_eight_characters_without_a_digit_fall_short_twice(findings: Mapping[str, Finding]) -> None:
    reasons = {o.message for o in _documented(findings["pci_dss:8.3.6"]) if o.kind == "value"}

    assert reasons == {"character_classes lacks digits", "8 is below 12, or state system_limit"}


def test_a_clock_that_starts_after_testing_is_the_gap_in_patching(
    findings: Mapping[str, Finding],
) -> None:
    reasons = [o.message for o in _documented(findings["pci_dss:6.3.3"])]

    assert "clock_starts is end_of_testing, not release" in reasons


def test_a_month_at_hand_is_short_of_three(findings: Mapping[str, Finding]) -> None:
    reasons = [o.message for o in _documented(findings["pci_dss:10.5.1"])]

    assert reasons == ["30.4 is below 90 days"]


def test_the_aim_to_recover_in_a_day_binds_nobody(workspace: Workspace) -> None:
    posture = Posture(workspace, workspace.organization.scopes[0], AS_OF, catalog.load())

    (said,) = posture.speeches("continuity.recovery_plan", Facet.DOCUMENTED)

    assert [set(answer.values) for answer in said.answers] == [
        {"activated_after_outage", "activated_after_site_loss"}
    ]
    assert [(r.kind, r.message) for r in said.remarks] == [
        ("not_binding", "POL-13/DAT-106 says planned, which binds nobody")
    ]


def test_the_duty_of_a_business_associate_is_judged_instead_of_a_covered_entitys(
    findings: Mapping[str, Finding],
) -> None:
    of_covered_entities = findings["hipaa:164.308(b)(1)"]
    own = findings["hipaa:164.308(b)(2)"]

    assert of_covered_entities.status is Status.NOT_APPLICABLE
    assert own.facets[Facet.DOCUMENTED] is FacetState.HOLDS


def _line(observation: Observation) -> str:
    place = observation.place
    lines = (WORKSPACE / place.file).read_text(encoding="utf-8").splitlines()
    return lines[place.line - 1].strip()
