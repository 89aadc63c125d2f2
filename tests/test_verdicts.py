"""Status, applicability and decisions: what a finding comes to (DESIGN: what a verdict means)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.assess import Selection, assess
from checker.model import Facet, FacetState, Finding, Status
from checker.workspace import load
from tests.support import (
    TODAY,
    assessed,
    attestation,
    catalog,
    codes,
    decision,
    evidence,
    finding,
    kinds_of,
    loaded,
    messages,
    number,
    organization,
    policy,
    requirement,
    systems,
    write,
)


def proved(value: int = 12, **changes: Any) -> dict[str, Any]:
    return number(value, evidence=[evidence()]) | changes


def asking(*facets: str, **changes: Any) -> Any:
    return catalog(requirement(asks_for=list(facets), **changes))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (["documented"], Status.SATISFIED),
        (["documented", "implemented"], Status.PARTIAL),
        (["implemented"], Status.NOT_SATISFIED),
        (["implemented", "evidenced"], Status.NOT_SATISFIED),
    ],
)
def test_only_the_asked_facets_count(tmp_path: Path, asked: list[str], status: Status) -> None:
    found = finding(tmp_path, policy(number(12)), using=asking(*asked))

    assert found.status is status


def test_a_voice_in_a_facet_not_asked_is_not_silence(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(12)), using=asking("evidenced"))

    assert found.status is Status.NOT_SATISFIED


def test_satisfied_without_evidence_asked_is_on_the_signatorys_word(tmp_path: Path) -> None:
    claim = attestation({"area.whole": number(12)})

    assert finding(tmp_path, claim, using=asking("implemented")).on_word
    assert not finding(
        tmp_path, attestation({"area.whole": proved()}), using=asking("evidenced")
    ).on_word


def test_a_parent_is_not_satisfied_while_a_part_is_not(tmp_path: Path) -> None:
    part_schema = {
        "required": ["area.second"],
        "properties": {"area.second": {"required": ["number"]}},
    }
    whole = requirement("1", asks_for=["implemented"], parts=["1.1"])
    part = requirement("1.1", asks_for=["implemented"], requires=part_schema)
    using = catalog(whole, part)
    both = attestation({"area.whole": number(12), "area.second": number(1)})

    lacking = finding(tmp_path / "a", attestation({"area.whole": number(12)}), using=using)
    complete = finding(tmp_path / "b", both, using=using)

    assert lacking.status is Status.PARTIAL
    assert "1.1 is not satisfied" in messages(lacking)
    assert complete.status is Status.SATISFIED


def test_an_accepted_risk_covers_a_gap_that_only_a_part_makes(tmp_path: Path) -> None:
    part_schema = {
        "required": ["area.second"],
        "properties": {"area.second": {"required": ["number"]}},
    }
    using = catalog(
        requirement("1", asks_for=["implemented"], parts=["1.1"]),
        requirement("1.1", asks_for=["implemented"], requires=part_schema),
    )

    found = finding(
        tmp_path, attestation({"area.whole": number(12)}), decision("risk_acceptance"), using=using
    )

    assert found.status is Status.PARTIAL
    assert not found.is_open


# -- applicability


def test_a_fact_decides_and_is_named(tmp_path: Path) -> None:
    using = catalog(requirement(applies_when={"pci_roles": ["issuer"]}))

    found = finding(tmp_path, organization(profile={"pci_roles": ["merchant"]}), using=using)

    assert found.status is Status.NOT_APPLICABLE
    assert found.observations[0].message == "pci_roles is merchant; this is for issuer"
    assert found.observations[0].place.file == "00-organization.yaml"


def test_a_fact_that_is_not_stated_switches_nothing_off(tmp_path: Path) -> None:
    using = catalog(requirement(applies_when={"pci_roles": ["issuer"]}))

    found = finding(tmp_path, using=using)

    assert found.status is Status.NOT_ATTESTED
    assert "profile" in kinds_of(found)


def test_the_scopes_fact_outranks_the_organisations(tmp_path: Path) -> None:
    using = catalog(requirement(applies_when={"wireless": True}))
    own = organization(profile={"wireless": False})
    own["scopes"][0]["profile"] = {"wireless": True}

    assert finding(tmp_path, own, using=using).status is Status.NOT_ATTESTED


@pytest.mark.parametrize(("segmentation", "applies"), [(True, True), (False, False)])
def test_any_of_needs_one_of_its_maps(tmp_path: Path, segmentation: bool, applies: bool) -> None:
    condition = {"any_of": [{"wireless": True}, {"segmentation": True}]}
    own = organization(profile={"wireless": False, "segmentation": segmentation})

    found = finding(tmp_path, own, using=catalog(requirement(applies_when=condition)))

    assert (found.status is not Status.NOT_APPLICABLE) is applies


def test_true_is_not_one(tmp_path: Path) -> None:
    using = catalog(requirement(applies_when={"employees": True}))

    found = finding(tmp_path, organization(profile={"employees": 1}), using=using)

    assert found.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ({"in_force_from": "2026-11-21"}, Status.NOT_ATTESTED),
        ({"in_force_from": "2026-11-22"}, Status.NOT_APPLICABLE),
        ({"in_force_until": "2026-11-21"}, Status.NOT_ATTESTED),
        ({"in_force_until": "2026-11-20"}, Status.NOT_APPLICABLE),
    ],
)
def test_a_requirement_counts_from_its_first_to_its_last_day(
    tmp_path: Path, dates: dict[str, str], status: Status
) -> None:
    assert finding(tmp_path, using=catalog(requirement(**dates))).status is status


def test_a_framework_without_subject_is_not_applicable_whatever_is_claimed(tmp_path: Path) -> None:
    using = catalog(requirement(), applies_when={"handles_phi": True}, data="ephi")
    own = organization(profile={"handles_phi": False})

    found = finding(tmp_path, own, policy(number(12)), using=using)

    assert found.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("data", ["ephi", "unknown"])
def test_a_system_with_the_data_outranks_the_profile(tmp_path: Path, data: str) -> None:
    using = catalog(requirement(), applies_when={"handles_phi": True}, data="ephi")
    own = organization(profile={"handles_phi": False})
    register = systems("web")
    register["records"][0]["data"] = [data]

    found = finding(tmp_path, own, register, using=using)

    assert found.status is Status.NOT_ATTESTED
    contradiction = next(o for o in found.observations if o.kind == "contradiction")
    assert contradiction.place.file == "01-systems.yaml"
    assert contradiction.related[0].file == "00-organization.yaml"


# -- registers


def incident(id_: str = "INC-1", **changes: Any) -> dict[str, Any]:
    return {
        "id": id_, "title": "Lost disk", "aware_at": "2026-03-02T09:00Z",
        "personal_data_breach": True, "phi_breach": False, "gdpr_role": "controller",
        "risk_to_people": "risk", "hipaa_role": "none",
    } | changes  # fmt: skip


def incidents(*records: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return (
        systems(kind="incidents", id="INC", records=list(records), reviewed_on="2026-03-01")
        | changes
    )


def notice(at: str, **changes: Any) -> dict[str, Any]:
    return {"notifications": [{"to": "supervisory_authority", "at": at} | changes]}


AUTHORITY: dict[str, Any] = {
    "for_each": "register.incidents",
    "where": {"personal_data_breach": {"enum": [True, "unknown"]}},
    "requires": {
        "required": ["authority_notified", "authority_hours_late"],
        "properties": {
            "authority_notified": {"const": True},
            "authority_hours_late": {"maximum": 0},
        },
    },
    "asks_for": ["implemented"],
    "evidence": {},
}


def over_incidents(folder: Path, *documents: Any, **more: Any) -> Finding:
    return finding(folder, *documents, using=catalog(requirement(**AUTHORITY)), **more)


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-03-05T09:00Z", Status.SATISFIED),
        ("2026-03-05T10:00+01:00", Status.SATISFIED),
        ("2026-03-05T09:01Z", Status.NOT_SATISFIED),
    ],
)
def test_the_clock_counts_elapsed_hours_with_zones(tmp_path: Path, at: str, status: Status) -> None:
    assert over_incidents(tmp_path, incidents(incident(**notice(at)))).status is status


def test_an_open_clock_runs_to_the_end_of_the_day_of_assessment(tmp_path: Path) -> None:
    found = over_incidents(tmp_path, incidents(incident()), on=date(2026, 3, 6))

    # From 2 March 09:00 to the end of 6 March are 111 hours.
    assert "authority_hours_late: 39 is above 0" in messages(found)
    late = next(o for o in found.observations if "39" in o.message)
    assert late.place.file == "01-incidents.yaml"


def test_an_open_incident_in_time_is_still_a_gap(tmp_path: Path) -> None:
    found = over_incidents(tmp_path, incidents(incident()), on=date(2026, 3, 2))

    assert found.status is Status.NOT_SATISFIED
    assert "authority_notified is false, not true" in messages(found)


def test_a_notice_after_the_day_is_not_yet_given(tmp_path: Path) -> None:
    told = incidents(incident(**notice("2026-03-04T09:00Z")))

    assert over_incidents(tmp_path, told, on=date(2026, 3, 3)).status is Status.NOT_SATISFIED
    assert over_incidents(tmp_path, told, on=date(2026, 3, 4)).status is Status.SATISFIED


def test_no_matching_record_in_a_current_register_is_not_applicable(tmp_path: Path) -> None:
    found = over_incidents(tmp_path, incidents(incident(personal_data_breach=False)))

    assert found.status is Status.NOT_APPLICABLE
    assert found.observations[0].place.file == "01-incidents.yaml"


def test_no_register_is_not_attested(tmp_path: Path) -> None:
    assert over_incidents(tmp_path).status is Status.NOT_ATTESTED


def test_a_record_that_is_unknown_is_selected(tmp_path: Path) -> None:
    found = over_incidents(tmp_path, incidents(incident(personal_data_breach="unknown")))

    assert found.status is Status.NOT_SATISFIED


def test_nothing_holds_on_a_stale_register(tmp_path: Path) -> None:
    told = incident(**notice("2026-03-04T09:00Z"))
    stale = incidents(told, reviewed_on="2025-11-20")

    found = over_incidents(tmp_path, stale)

    assert found.status is Status.NOT_SATISFIED
    assert "the review of the register INC was due on 2026-11-20" in messages(found)


def test_one_stale_document_makes_the_register_stale(tmp_path: Path) -> None:
    told = incident(**notice("2026-03-04T09:00Z"))
    stale = incidents(reviewed_on="2025-11-20", id="OLD")

    assert over_incidents(tmp_path, incidents(told), stale).status is Status.NOT_SATISFIED


def test_an_empty_stale_register_proves_no_absence(tmp_path: Path) -> None:
    assert over_incidents(tmp_path, incidents(reviewed_on="2025-11-20")).status is (
        Status.NOT_SATISFIED
    )


def test_one_late_record_among_good_ones_fails(tmp_path: Path) -> None:
    good = incident("INC-1", **notice("2026-03-04T09:00Z"))
    late = incident("INC-2", **notice("2026-03-14T09:00Z"))

    assert over_incidents(tmp_path, incidents(good, late)).status is Status.NOT_SATISFIED


def test_an_incident_after_the_day_is_not_yet_said(tmp_path: Path) -> None:
    found = over_incidents(tmp_path, incidents(incident()), on=date(2026, 3, 1))

    assert found.status is Status.NOT_APPLICABLE


def test_a_record_is_its_own_evidence_where_no_kind_is_accepted(tmp_path: Path) -> None:
    using = catalog(requirement(**AUTHORITY | {"asks_for": ["implemented", "evidenced"]}))

    found = finding(tmp_path, incidents(incident(**notice("2026-03-04T09:00Z"))), using=using)

    assert found.facets[Facet.EVIDENCED] is FacetState.HOLDS


def test_a_record_needs_evidence_where_kinds_are_accepted(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"asks_for": ["evidenced"], "evidence": {"accepts": ["test_result"]}}
    using = catalog(requirement(**AUTHORITY | asked))
    told = incident(**notice("2026-03-04T09:00Z"))

    bare = finding(tmp_path / "a", incidents(told), using=using)
    shown = finding(tmp_path / "b", incidents(told | {"evidence": [evidence()]}), using=using)

    assert bare.facets[Facet.EVIDENCED] is FacetState.FAILS
    assert "INC-1 names no evidence" in messages(bare)
    assert shown.facets[Facet.EVIDENCED] is FacetState.HOLDS


def test_an_agreement_counts_from_its_signature_to_its_end(tmp_path: Path) -> None:
    asked = requirement(
        for_each="register.vendors",
        where={"business_associate": {"enum": [True, "unknown"]}},
        requires={
            "required": ["agreements"],
            "properties": {
                "agreements": {
                    "contains": {
                        "required": ["type"],
                        "properties": {"type": {"const": "business_associate_agreement"}},
                    }
                }
            },
        },
        asks_for=["implemented"], evidence={},
    )  # fmt: skip
    vendors = systems(kind="vendors", id="VEN", records=[
        {"id": "host", "name": "Host", "business_associate": True, "processor": False,
         "service_provider": False}
    ])  # fmt: skip
    agreements = systems(kind="agreements", id="AGR", records=[
        {"id": "BAA-1", "vendor": "host", "type": "business_associate_agreement",
         "signed_on": "2026-01-10", "in_force": {"from": "2026-01-15", "until": "2026-11-21"}}
    ], reviewed_on="2026-01-05")  # fmt: skip
    using = catalog(asked)

    def on(day: date) -> Status:
        return finding(
            tmp_path, vendors | {"reviewed_on": "2026-01-05"}, agreements, using=using, on=day
        ).status

    assert on(date(2026, 1, 14)) is Status.NOT_SATISFIED
    assert on(date(2026, 1, 15)) is Status.SATISFIED
    assert on(date(2026, 11, 21)) is Status.SATISFIED
    assert on(date(2026, 11, 22)) is Status.NOT_SATISFIED


# -- decisions


def test_an_accepted_gap_stays_a_gap_and_is_not_open(tmp_path: Path) -> None:
    found = finding(tmp_path, attestation({"area.whole": proved(8)}), decision("risk_acceptance"))

    assert found.status is Status.NOT_SATISFIED
    assert found.is_gap
    assert not found.is_open
    assert found.decisions == ("DEC",)


def test_a_legal_exception_covers_as_an_acceptance_does(tmp_path: Path) -> None:
    exception = decision("legal_exception", legal_basis="45 CFR 164.412")

    assert not finding(tmp_path, exception).is_open


@pytest.mark.parametrize(
    ("on", "is_open"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
    ],
)
def test_a_decision_stands_from_its_first_to_its_last_day(
    tmp_path: Path, on: date, is_open: bool
) -> None:
    found = finding(tmp_path, decision("risk_acceptance"), on=on)

    assert found.is_open is is_open
    assert (found.decisions == ()) is is_open


def test_an_expired_decision_says_so(tmp_path: Path) -> None:
    found = finding(tmp_path, decision("risk_acceptance"), on=date(2027, 1, 1))

    assert "DEC expired on 2026-12-31" in messages(found)


def test_a_decision_covers_its_own_scope_only(tmp_path: Path) -> None:
    own = organization()
    own["scopes"].append({"id": "other", "title": "Other", "frameworks": ["own"]})

    found = assessed(tmp_path, own, decision("risk_acceptance")).findings

    assert [(f.scope, f.is_open) for f in found] == [("main", False), ("other", True)]


def test_approving_ones_own_claim_is_observed(tmp_path: Path) -> None:
    own = decision("risk_acceptance", approved_by="ann")

    found = finding(tmp_path, attestation({"area.whole": proved(8)}), own)

    assert "own_approval" in kinds_of(found)
    assert not found.is_open


def alternative(**changes: Any) -> dict[str, Any]:
    return decision("addressable_alternative", controls=["area.second"]) | changes


ADDRESSABLE = {"obligation": "addressable"}


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (proved(1), Status.SATISFIED_BY_ALTERNATIVE),
        (number(1), Status.NOT_ATTESTED),
        (proved(1, status="planned"), Status.NOT_ATTESTED),
    ],
)
def test_an_alternative_stands_in_when_it_is_implemented_and_evidenced(
    tmp_path: Path, claim: dict[str, Any], status: Status
) -> None:
    using = catalog(requirement(**ADDRESSABLE))

    found = finding(tmp_path, attestation({"area.second": claim}), alternative(), using=using)

    assert found.status is status


def test_an_alternative_may_state_that_no_measure_is_needed(tmp_path: Path) -> None:
    none = alternative(measure="none")
    del none["controls"]

    found = finding(tmp_path, none, using=catalog(requirement(**ADDRESSABLE)))

    assert found.status is Status.SATISFIED_BY_ALTERNATIVE


def test_what_is_satisfied_needs_no_alternative(tmp_path: Path) -> None:
    using = catalog(requirement(**ADDRESSABLE))
    claims = attestation({"area.whole": proved(), "area.second": proved(1)})

    found = finding(tmp_path, policy(number(12)), claims, alternative(), using=using)

    assert found.status is Status.SATISFIED


def test_a_required_requirement_refuses_an_addressable_alternative(tmp_path: Path) -> None:
    assert codes(loaded(tmp_path, alternative())) == ["decision-type"]


def compensating(**changes: Any) -> dict[str, Any]:
    texts = dict.fromkeys(
        ["constraint", "objective", "residual_risk", "validation", "maintenance"], "As written."
    )
    return decision("compensating_control", controls=["area.second"], **texts) | changes


def test_a_compensating_control_stands_in(tmp_path: Path) -> None:
    found = finding(tmp_path, attestation({"area.second": proved(1)}), compensating())

    assert found.status is Status.SATISFIED_BY_ALTERNATIVE


def test_a_compensating_control_carries_its_regulations_fields(tmp_path: Path) -> None:
    bare = compensating()
    del bare["objective"]

    assert codes(loaded(tmp_path, bare)) == ["missing-key"]


def not_applicable(**changes: Any) -> dict[str, Any]:
    checked = evidence(kind="inventory", performed_on="2026-09-15")
    del checked["result"]
    return decision("not_applicable", evidence=[checked]) | changes


def test_a_decision_declares_not_applicable_where_the_requirement_allows_it(
    tmp_path: Path,
) -> None:
    using = catalog(requirement(not_applicable_by="decision"))

    found = finding(tmp_path, not_applicable(), using=using)

    assert found.status is Status.NOT_APPLICABLE
    assert found.decisions == ("DEC",)


def test_not_applicable_needs_the_evidence_of_its_check(tmp_path: Path) -> None:
    using = catalog(requirement(not_applicable_by="decision"))
    stale = not_applicable(evidence=[evidence(kind="inventory", sha256="0" * 64)])

    found = finding(tmp_path, stale, using=using)

    assert found.status is Status.NOT_ATTESTED
    assert "DEC is not confirmed" in messages(found)


def test_not_applicable_has_no_effect_where_the_profile_says_the_contrary(tmp_path: Path) -> None:
    using = catalog(requirement(not_applicable_by="decision", applies_when={"wireless": True}))

    stated = finding(
        tmp_path / "a", organization(profile={"wireless": True}), not_applicable(), using=using
    )
    open_ = finding(tmp_path / "b", not_applicable(), using=using)

    assert stated.status is Status.NOT_ATTESTED
    assert "DEC has no effect: the profile says that own:1 applies" in messages(stated)
    assert open_.status is Status.NOT_APPLICABLE


def test_not_applicable_is_refused_where_the_profile_decides(tmp_path: Path) -> None:
    assert codes(loaded(tmp_path, not_applicable())) == ["decision-type"]


# -- the whole


def test_counts_are_findings_of_every_requirement_in_every_scope(tmp_path: Path) -> None:
    own = organization()
    own["scopes"].append({"id": "other", "title": "Other", "frameworks": ["own"]})
    using = catalog(requirement("1"), requirement("2"))

    found = assessed(tmp_path, own, using=using).findings

    assert [(f.requirement.id, f.scope) for f in found] == [
        ("1", "main"), ("1", "other"), ("2", "main"), ("2", "other")
    ]  # fmt: skip


def test_a_selection_narrows_frameworks_and_scopes(tmp_path: Path) -> None:
    own = organization()
    own["scopes"].append({"id": "other", "title": "Other", "frameworks": ["own"]})
    using = catalog()
    workspace = load(write(tmp_path, own), using).workspace
    assert workspace is not None

    found = assess(workspace, using, TODAY, Selection(scopes=("other",)))

    assert [f.scope for f in found.findings] == ["other"]
