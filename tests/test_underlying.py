"""What a finding would be without decisions, and which of its artefacts support it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker.assess import Assessment, assess
from checker.model import Finding, Status
from checker.workspace import load
from checker.workspace.records import Workspace
from tests.support import (
    TODAY,
    attestation,
    catalog,
    decision,
    evidence,
    finding,
    number,
    organization,
    policy,
    requirement,
)

MERIDIAN = Path(__file__).parents[1] / "policies" / "meridian"
SECOND: dict[str, Any] = {
    "required": ["area.second"],
    "properties": {"area.second": {"required": ["number"]}},
}


def proved(value: int = 12, **changes: Any) -> dict[str, Any]:
    return number(value, evidence=[evidence()]) | changes


def test_without_a_decision_the_status_is_its_own_underlying_one(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(12)))

    assert found.status is found.underlying is Status.PARTIAL


def test_an_accepted_risk_leaves_both_alone(tmp_path: Path) -> None:
    found = finding(tmp_path, attestation({"area.whole": proved(8)}), decision("risk_acceptance"))

    assert found.is_accepted
    assert found.status is found.underlying is Status.NOT_SATISFIED


def test_an_alternative_shows_what_it_stands_in_for(tmp_path: Path) -> None:
    using = catalog(requirement(obligation="addressable"))
    chosen = decision("addressable_alternative", controls=["area.second"])
    claims = {"area.whole": proved(8), "area.second": proved()}

    found = finding(tmp_path, attestation(claims), policy(number(12)), chosen, using=using)

    assert found.status is Status.SATISFIED_BY_ALTERNATIVE
    assert found.underlying is Status.PARTIAL


def test_what_is_declared_not_applicable_shows_what_it_would_be(tmp_path: Path) -> None:
    using = catalog(requirement(not_applicable_by="decision"))
    checked = evidence(kind="inventory", performed_on="2026-09-15")
    del checked["result"]

    found = finding(tmp_path, decision("not_applicable", evidence=[checked]), using=using)

    assert found.status is Status.NOT_APPLICABLE
    assert found.underlying is Status.NOT_ATTESTED


def test_what_the_profile_rules_out_is_not_applicable_underneath_too(tmp_path: Path) -> None:
    using = catalog(requirement(applies_when={"wireless": True}))

    found = finding(tmp_path, organization(profile={"wireless": False}), using=using)

    assert found.status is found.underlying is Status.NOT_APPLICABLE


def test_a_whole_that_holds_by_the_decision_on_a_part_is_partial_underneath(
    tmp_path: Path,
) -> None:
    using = catalog(
        requirement("1", asks_for=["implemented"], parts=["1.1"]),
        requirement("1.1", asks_for=["implemented"], requires=SECOND, obligation="addressable"),
    )
    chosen = decision("addressable_alternative", requirements=["own:1.1"], controls=["area.whole"])

    found = finding(tmp_path, attestation({"area.whole": proved()}), chosen, using=using)

    assert found.status is Status.SATISFIED
    assert found.underlying is Status.PARTIAL
    assert found.decisions == ()


def test_a_whole_that_lacks_a_part_rests_on_nobodys_word(tmp_path: Path) -> None:
    using = catalog(
        requirement("1", asks_for=["implemented"], parts=["1.1"]),
        requirement("1.1", asks_for=["implemented"], requires=SECOND),
    )

    found = finding(tmp_path, attestation({"area.whole": number(12)}), using=using)

    assert found.status is found.underlying is Status.PARTIAL
    assert not found.on_word


# -- meridian: underneath every decision lies what its removal leaves


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    found = load(MERIDIAN, catalogs.load()).workspace
    assert found is not None
    return found


@pytest.fixture(scope="module")
def judged(workspace: Workspace) -> Assessment:
    return assess(workspace, catalogs.load(), TODAY)


def without(workspace: Workspace, *names: str) -> dict[tuple[str, str], Finding]:
    left = tuple(one for one in workspace.decisions if one.id not in names)
    found = assess(replace(workspace, decisions=left), catalogs.load(), TODAY).findings
    return {(one.requirement.ref, one.scope): one for one in found}


def test_removing_every_decision_leaves_exactly_the_underlying_statuses(
    workspace: Workspace, judged: Assessment
) -> None:
    left = without(workspace, *(one.id for one in workspace.decisions))

    underlying = {(f.requirement.ref, f.scope): f.underlying for f in judged.findings}
    changed = [f for f in judged.findings if f.status is not f.underlying]
    assert {key: one.status for key, one in left.items()} == underlying
    assert {key: one.underlying for key, one in left.items()} == underlying
    assert len(changed) >= 7


def test_removing_one_decision_leaves_the_underlying_status_of_what_it_names(
    workspace: Workspace, judged: Assessment
) -> None:
    by_ref = {f.requirement.ref: f for f in judged.findings}
    assert workspace.decisions
    for decided in workspace.decisions:
        named = {f.requirement.ref for f in judged.findings if decided.id in f.decisions}
        wholes = {
            f.requirement.ref
            for f in judged.findings
            if named & {f"{f.requirement.framework}:{id_}" for id_ in f.requirement.parts}
        }
        assert all(by_ref[ref].decisions == (decided.id,) for ref in named)

        left = without(workspace, decided.id)

        for (ref, _), one in left.items():
            expected = by_ref[ref].underlying if ref in named | wholes else by_ref[ref].status
            assert one.status is expected, (decided.id, ref)


# -- the artefacts that count


def test_only_artefacts_that_support_a_claim_are_relied_on(tmp_path: Path) -> None:
    good = evidence()
    wrong_kind = evidence(kind="contract", path="evidence/b.txt")
    too_old = evidence(path="evidence/c.txt", performed_on="2026-01-02")
    altered = evidence(path="evidence/d.txt", sha256="0" * 64)
    files = {f"evidence/{name}.txt": b"passed\n" for name in "bcd"}
    claim = {"area.whole": number(12, evidence=[good, wrong_kind, too_old, altered])}

    found = finding(tmp_path, policy(number(12)), attestation(claim), files=files)

    assert found.status is Status.SATISFIED
    assert found.evidence == ("E1", "E2", "E3", "E4")
    assert found.relied_on == ("E1",)


def test_what_is_counted_by_its_days_does_not_age(tmp_path: Path) -> None:
    days = ["2025-12-01", "2026-03-01", "2026-05-28", "2026-08-25", "2026-11-20"]
    quarterly = {
        "required": ["area.whole"],
        "properties": {
            "area.whole": {"required": ["interval"], "properties": {"interval": {"maximum": 92}}}
        },
    }
    using = catalog(requirement(requires=quarterly, asks_for=["implemented", "evidenced"]))
    claim = {
        "parameters": {"interval": {"performed_on": days}},
        "evidence": [evidence(performed_on=day) for day in days],
    }

    found = finding(
        tmp_path, attestation({"area.whole": claim}, attested_on="2026-11-20"), using=using
    )

    assert found.status is Status.SATISFIED
    assert found.relied_on == ("E1", "E2", "E3", "E4", "E5")


def test_nothing_is_relied_on_where_nothing_applies(tmp_path: Path) -> None:
    using = catalog(requirement(applies_when={"wireless": True}))

    found = finding(
        tmp_path,
        organization(profile={"wireless": False}),
        attestation({"area.whole": proved()}),
        using=using,
    )

    assert found.relied_on == ()
