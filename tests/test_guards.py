"""Guards that only a rare input reaches; each was broken once and was not noticed elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.assess import _proved
from checker.evaluate import Disagreement, Engine, _result, evaluate
from checker.model import Facet, FacetResult, FacetState, Status
from checker.posture import Judged, Posture
from checker.posture.registers import selects
from tests.support import (
    TODAY,
    attestation,
    catalog,
    decision,
    evidence,
    finding,
    loaded,
    messages,
    number,
    policy,
    requirement,
    systems,
)

BOTH = {
    "required": ["area.whole", "area.second"],
    "properties": {"area.whole": {"required": ["number"]}, "area.second": {"required": ["number"]}},
}
INVENTORY: dict[str, Any] = {
    "for_each": "register.systems",
    "where": {"data": {"enum": ["pan", "unknown"]}},
    "requires": {"required": ["title"], "properties": {"title": {"minLength": 2}}},
    "asks_for": ["evidenced"],
    "evidence": {"accepts": ["test_result", "contract"]},
}


def test_statements_that_differ_too_often_are_counted_and_not_multiplied(tmp_path: Path) -> None:
    statements = [{"parameters": {"number": 12 + n, "other": n}} for n in range(9)]

    found = finding(tmp_path, policy(*statements))

    assert "81 combinations of differing values; at most 64 are tried" in messages(found)


@pytest.mark.parametrize(("ways", "state"), [(8, FacetState.HOLDS), (9, FacetState.FAILS)])
def test_answers_to_two_controls_that_differ_too_often_fail(
    tmp_path: Path, ways: int, state: FacetState
) -> None:
    statements = [
        {"control": control, "parameters": {"number": 12 + n}}
        for control in ("area.whole", "area.second")
        for n in range(ways)
    ]

    found = finding(tmp_path, policy(*statements), using=catalog(requirement(requires=BOTH)))

    assert found.facets[Facet.DOCUMENTED] is state


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"kind": "contract", "in_force": {"from": "2026-11-22"}}, "is in force from 2026-11-22"),
        ({"performed_on": "2026-11-22"}, "is dated after the day of assessment"),
    ],
)
def test_a_record_is_not_proved_by_what_lies_ahead(
    tmp_path: Path, item: dict[str, Any], why: str
) -> None:
    shown = evidence(**item)
    if "in_force" in item:
        del shown["performed_on"], shown["result"]
    register = systems("web")
    register["records"][0]["evidence"] = [shown]

    found = finding(tmp_path, register, using=catalog(requirement(**INVENTORY)))

    assert found.status is Status.NOT_SATISFIED
    assert why in messages(found)


def test_a_register_reviewed_later_is_not_yet_said(tmp_path: Path) -> None:
    using = catalog(requirement(**INVENTORY))

    found = finding(tmp_path, systems("web", reviewed_on="2026-11-22"), using=using)

    assert found.status is Status.NOT_ATTESTED
    assert "SYS was reviewed on 2026-11-22: not yet said" in messages(found)


def test_a_selection_by_true_does_not_take_one() -> None:
    assert selects({"breach": {"const": True}}, {"breach": True})
    assert not selects({"breach": {"const": True}}, {"breach": 1})


def vendors_and_agreements(
    signed_on: str = "2026-01-10", reviewed_on: str = "2026-06-01"
) -> list[dict[str, Any]]:
    vendor = {
        "id": "host", "name": "Host", "business_associate": True, "processor": False,
        "service_provider": False,
    }  # fmt: skip
    agreement = {
        "id": "BAA", "vendor": "host", "type": "business_associate_agreement",
        "signed_on": signed_on, "in_force": {"from": "2026-01-01"},
    }  # fmt: skip
    return [
        systems(kind="vendors", id="VEN", records=[vendor]),
        systems(kind="agreements", id="AGR", records=[agreement], reviewed_on=reviewed_on),
    ]


AGREED: dict[str, Any] = {
    "for_each": "register.vendors",
    "where": {"business_associate": {"enum": [True, "unknown"]}},
    "requires": {
        "required": ["agreements"],
        "properties": {"agreements": {"contains": {"required": ["type"]}}},
    },
    "asks_for": ["implemented"],
    "evidence": {},
}


def test_a_stale_register_that_is_joined_makes_the_judged_one_stale(tmp_path: Path) -> None:
    using = catalog(requirement(**AGREED))

    fresh = finding(tmp_path / "a", *vendors_and_agreements(), using=using)
    stale = finding(tmp_path / "b", *vendors_and_agreements(reviewed_on="2025-06-01"), using=using)

    assert fresh.status is Status.SATISFIED
    assert stale.status is Status.NOT_SATISFIED


def test_an_agreement_in_force_before_it_is_signed_does_not_count_yet(tmp_path: Path) -> None:
    using = catalog(requirement(**AGREED))

    found = finding(tmp_path, *vendors_and_agreements(signed_on="2026-11-22"), using=using)

    assert found.status is Status.NOT_SATISFIED


def test_an_alternative_for_some_people_stands_in_for_nobody(tmp_path: Path) -> None:
    using = catalog(requirement(obligation="addressable"))
    claim = number(1, evidence=[evidence()]) | {"for": "administrators"}
    instead = decision("addressable_alternative", controls=["area.second"])

    found = finding(tmp_path, attestation({"area.second": [claim]}), instead, using=using)

    assert found.status is Status.NOT_ATTESTED


def result(judged: int) -> FacetResult:
    return FacetResult(Facet.IMPLEMENTED, FacetState.HOLDS, judged)


def test_only_what_was_judged_proves() -> None:
    assert _proved([result(1)]) is Status.SATISFIED
    assert _proved([result(1), result(0)]) is None
    assert _proved([]) is None


def test_a_facet_with_nothing_to_judge_does_not_hold(tmp_path: Path) -> None:
    using = catalog()
    workspace = loaded(tmp_path, using=using).workspace
    assert workspace is not None
    posture = Posture(workspace, workspace.organization.scopes[0], TODAY, using)
    engine = Engine(using.frameworks["own"], using)
    nothing = Judged(Facet.IMPLEMENTED, (), heard=True)

    found = _result(engine, nothing, {}, {}, posture)

    assert found.state is FacetState.FAILS


def test_two_engines_that_disagree_give_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    using = catalog()
    workspace = loaded(tmp_path, policy(number(12)), using=using).workspace
    assert workspace is not None
    posture = Posture(workspace, workspace.organization.scopes[0], TODAY, using)
    engine = Engine(using.frameworks["own"], using)
    monkeypatch.setattr("checker.second_opinion.holds", lambda schema, value: False)

    with pytest.raises(Disagreement, match="own:1#controls"):
        evaluate(engine, posture, second_opinion=True)


POLICY_TOO: dict[str, Any] = {
    "for_each": "register.incidents",
    "where": {"personal_data_breach": {"enum": [True, "unknown"]}},
    "requires": {"required": ["effects"], "properties": {"effects": {"minLength": 3}}},
    "documented": {
        "required": ["area.whole"],
        "properties": {
            "area.whole": {"required": ["number"], "properties": {"number": {"maximum": 72}}}
        },
    },
    "evidence": {},
}


@pytest.mark.parametrize(("hours", "status"), [(72, Status.SATISFIED), (73, Status.NOT_SATISFIED)])
def test_a_policy_is_judged_before_the_first_incident(
    tmp_path: Path, hours: int, status: Status
) -> None:
    register = systems(kind="incidents", id="INC", records=[])

    found = finding(
        tmp_path, register, policy(number(hours)), using=catalog(requirement(**POLICY_TOO))
    )

    assert found.status is status
    assert "no record in the register of incidents is one of those asked about" in messages(found)


def test_without_policy_and_incident_nothing_is_attested(tmp_path: Path) -> None:
    register = systems(kind="incidents", id="INC", records=[])

    found = finding(tmp_path, register, using=catalog(requirement(**POLICY_TOO)))

    assert found.status is Status.NOT_ATTESTED


def test_the_day_of_a_claim_may_be_the_day_of_assessment(tmp_path: Path) -> None:
    claim = attestation({"area.whole": number(12)}, attested_on="2026-11-21")

    assert finding(tmp_path, claim).facets[Facet.IMPLEMENTED] is FacetState.HOLDS
    assert finding(tmp_path, claim, on=date(2026, 11, 20)).facets[Facet.IMPLEMENTED] is (
        FacetState.SILENT
    )


@pytest.mark.parametrize(
    ("until", "status"),
    [("2026-11-21", Status.SATISFIED_BY_ALTERNATIVE), ("2026-11-20", Status.NOT_ATTESTED)],
)
def test_an_alternative_inherited_from_a_vendor_stands_while_the_vendor_vouches(
    tmp_path: Path, until: str, status: Status
) -> None:
    vendor = {
        "id": "host", "name": "Host", "business_associate": False, "processor": False,
        "service_provider": True,
        "attestations": [
            {"framework": "own", "kind": "certificate",
             "in_force": {"from": "2026-01-01", "until": until}}
        ],
    }  # fmt: skip
    claim = number(1, evidence=[evidence()], status="inherited") | {"from": "host"}
    instead = decision("addressable_alternative", controls=["area.second"])

    found = finding(
        tmp_path, systems(kind="vendors", id="VEN", records=[vendor]),
        attestation({"area.second": claim}), instead,
        using=catalog(requirement(obligation="addressable")),
    )  # fmt: skip

    assert found.status is status
