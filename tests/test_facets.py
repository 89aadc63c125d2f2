"""Who speaks, what they contribute, and what a facet comes to (DESIGN: what a verdict means)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.model import Facet, FacetState, Finding, Status
from tests.support import (
    QUARTERLY,
    SYSTEMS_TWELVE,
    attestation,
    catalog,
    decision,
    evidence,
    finding,
    kinds_of,
    messages,
    number,
    organization,
    policy,
    requirement,
    systems,
)

HOLDS, FAILS, SILENT = FacetState.HOLDS, FacetState.FAILS, FacetState.SILENT


def states(found: Finding) -> tuple[FacetState, FacetState, FacetState]:
    return (
        found.facets[Facet.DOCUMENTED],
        found.facets[Facet.IMPLEMENTED],
        found.facets[Facet.EVIDENCED],
    )


def proved(value: int = 12, **changes: Any) -> dict[str, Any]:
    return number(value, evidence=[evidence()]) | changes


def test_said_done_and_proved_is_satisfied(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(12)), attestation({"area.whole": proved()}))

    assert states(found) == (HOLDS, HOLDS, HOLDS)
    assert found.status is Status.SATISFIED
    assert found.owner == "ann"
    assert found.statements == ("POL/S-1",)
    assert found.attestations == ("ATT",)
    assert found.evidence == ("E1",)


def test_nothing_said_is_not_attested_at_the_framework_item(tmp_path: Path) -> None:
    found = finding(tmp_path)

    assert states(found) == (SILENT, SILENT, SILENT)
    assert found.status is Status.NOT_ATTESTED
    assert found.observations[0].place.file == "00-organization.yaml"
    line = (
        (tmp_path / "00-organization.yaml")
        .read_text()
        .splitlines()[found.observations[0].place.line - 1]
    )
    assert '"own"' in line


def test_a_value_below_the_bound_fails_at_its_own_place(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(12)), attestation({"area.whole": proved(11)}))

    assert states(found) == (HOLDS, FAILS, FAILS)
    assert found.status is Status.PARTIAL
    value = next(o for o in found.observations if o.kind == "value")
    assert value.message == "11 is below 12"
    line = (tmp_path / value.place.file).read_text().splitlines()[value.place.line - 1]
    assert line[value.place.column - 1 :].startswith("11")


def test_a_missing_parameter_points_at_the_control(tmp_path: Path) -> None:
    found = finding(tmp_path, attestation({"area.whole": {"parameters": {"other": 20}}}))

    missing = next(o for o in found.observations if o.kind == "missing")
    assert missing.message == "number is not stated"
    line = (tmp_path / missing.place.file).read_text().splitlines()[missing.place.line - 1]
    assert line[missing.place.column - 1 :].startswith('"area.whole"')


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ({"status": "planned"}, "status"),
        ({"status": "in_progress"}, "status"),
        ({"status": "not_implemented"}, "status"),
    ],
)
def test_a_claim_that_is_not_in_operation_contributes_nothing(
    tmp_path: Path, claim: dict[str, Any], kind: str
) -> None:
    found = finding(tmp_path, attestation({"area.whole": proved() | claim}))

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert kind in kinds_of(found)


def test_an_unknown_claim_is_no_voice(tmp_path: Path) -> None:
    claim = {"status": "unknown", "owner": "ann", "due": "2026-12-31"}

    found = finding(tmp_path, attestation({"area.whole": claim}))

    assert found.status is Status.NOT_ATTESTED
    assert "status" in kinds_of(found)


def test_a_claim_stands_on_its_last_day_and_not_on_the_next(tmp_path: Path) -> None:
    claim = attestation({"area.whole": proved()}, valid_until="2026-11-21")

    assert finding(tmp_path, claim).facets[Facet.IMPLEMENTED] is HOLDS
    after = finding(tmp_path, claim, on=date(2026, 11, 22))
    assert after.facets[Facet.IMPLEMENTED] is FAILS
    assert "expired" in kinds_of(after)


def test_a_claim_is_cut_to_what_the_control_allows(tmp_path: Path) -> None:
    claim = attestation(
        {"area.whole": proved()}, attested_on="2025-11-20", valid_until="2030-01-01"
    )

    found = finding(tmp_path, claim)

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert "expired on 2026-11-20, the longest this control allows" in messages(found)


def test_a_claim_dated_later_is_not_yet_said(tmp_path: Path) -> None:
    claim = attestation({"area.whole": proved()}, attested_on="2026-11-22")

    found = finding(tmp_path, claim)

    assert found.facets[Facet.IMPLEMENTED] is SILENT
    assert "future" in kinds_of(found)


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_a_policy_that_is_not_approved_binds_nobody(tmp_path: Path, status: str) -> None:
    found = finding(tmp_path, policy(number(12), status=status))

    assert found.facets[Facet.DOCUMENTED] is FAILS
    assert "unapproved" in kinds_of(found)


def test_a_retired_policy_is_not_heard(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(12), status="retired"))

    assert found.facets[Facet.DOCUMENTED] is SILENT


def test_a_policy_overdue_for_review_contributes_nothing(tmp_path: Path) -> None:
    due = policy(number(12), approved_on="2025-11-21")

    assert finding(tmp_path, due).facets[Facet.DOCUMENTED] is HOLDS
    after = finding(tmp_path, due, on=date(2026, 11, 22))
    assert after.facets[Facet.DOCUMENTED] is FAILS
    assert "overdue" in kinds_of(after)


def test_a_review_without_change_renews_a_policy(tmp_path: Path) -> None:
    old = policy(number(12), approved_on="2025-01-01", reviewed_on="2026-01-01")

    assert finding(tmp_path, old).facets[Facet.DOCUMENTED] is HOLDS


@pytest.mark.parametrize("force", ["should", "planned"])
def test_what_does_not_bind_satisfies_nothing(tmp_path: Path, force: str) -> None:
    found = finding(tmp_path, policy(number(12, force=force)))

    assert found.facets[Facet.DOCUMENTED] is FAILS
    assert "not_binding" in kinds_of(found)


def test_an_exception_is_shown_beside_a_statement_that_holds(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(12, exceptions=["the old till"])))

    assert found.facets[Facet.DOCUMENTED] is HOLDS
    assert "except: the old till" in messages(found)


def test_a_remark_on_one_control_does_not_hide_that_another_is_missing(tmp_path: Path) -> None:
    asked = {
        name: {"required": ["number"], "properties": {"number": {"minimum": 1}}}
        for name in ("area.whole", "area.second")
    }
    using = catalog(requirement("1", requires={"required": list(asked), "properties": asked}))
    statement = number(14, control="area.whole", exceptions=["The laboratory has none."])

    found = finding(tmp_path, policy(statement), using=using)

    said = [o for o in found.observations if o.facet is Facet.DOCUMENTED]
    assert [(o.kind, o.message) for o in said] == [
        ("exception", "except: The laboratory has none."),
        ("silent", "nothing is said on area.second"),
    ]
    assert said[1].place.file == "00-organization.yaml"


def test_altered_prose_silences_its_statements(tmp_path: Path) -> None:
    prose = {"path": "docs/policy.md", "sha256": "0" * 64}

    found = finding(tmp_path, policy(number(12), document=prose), files={"docs/policy.md": b"new"})

    assert found.facets[Facet.DOCUMENTED] is FAILS
    assert "prose" in kinds_of(found)


def test_the_latest_claim_speaks(tmp_path: Path) -> None:
    old = attestation({"area.whole": proved(12)}, id="OLD", attested_on="2026-08-01")
    new = attestation({"area.whole": proved(8)}, id="NEW", attested_on="2026-09-30")

    found = finding(tmp_path, new, old)

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert found.attestations == ("NEW",)


def test_an_expired_claim_is_not_replaced_by_an_older_one(tmp_path: Path) -> None:
    old = attestation({"area.whole": proved()}, id="OLD", attested_on="2026-08-01")
    new = attestation(
        {"area.whole": proved()}, id="NEW", attested_on="2026-09-30", valid_until="2026-10-31"
    )

    assert finding(tmp_path, old, new).facets[Facet.IMPLEMENTED] is FAILS


def test_a_claim_that_names_the_scope_outranks_one_for_all(tmp_path: Path) -> None:
    named = attestation({"area.whole": proved(8)}, id="NAMED", attested_on="2026-08-01")
    for_all = attestation({"area.whole": proved(12)}, id="ALL", scopes="all")

    assert finding(tmp_path, named, for_all).facets[Facet.IMPLEMENTED] is FAILS


def test_an_expired_claim_for_the_scope_still_outranks_one_for_all(tmp_path: Path) -> None:
    named = attestation({"area.whole": proved()}, id="NAMED", valid_until="2026-10-01")
    for_all = attestation({"area.whole": proved()}, id="ALL", scopes="all")

    assert finding(tmp_path, named, for_all).facets[Facet.IMPLEMENTED] is FAILS


def test_a_draft_that_names_the_scope_outranks_a_policy_for_all(tmp_path: Path) -> None:
    draft = policy(number(12), id="DRAFT", status="draft", scopes=["main"])
    approved = policy(number(12), id="APPROVED")

    assert finding(tmp_path, draft, approved).facets[Facet.DOCUMENTED] is FAILS


def test_claims_of_one_day_all_speak_and_each_must_hold(tmp_path: Path) -> None:
    good = attestation({"area.whole": proved(12)}, id="ONE")
    bad = attestation({"area.whole": proved(8)}, id="TWO")

    found = finding(tmp_path, good, bad)

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert "contradiction" in kinds_of(found)


def test_a_refusal_of_the_same_day_is_not_outvoted(tmp_path: Path) -> None:
    good = attestation({"area.whole": proved(12)}, id="ONE")
    bad = attestation({"area.whole": {"status": "not_implemented"}}, id="TWO")

    assert finding(tmp_path, good, bad).facets[Facet.IMPLEMENTED] is FAILS


def test_statements_merge_parameter_by_parameter(tmp_path: Path) -> None:
    schema = {
        "required": ["area.whole"],
        "properties": {"area.whole": {"required": ["number", "other"]}},
    }
    using = catalog(requirement(requires=schema))
    one = policy(number(12), id="ONE")
    two = policy({"parameters": {"other": 3}}, id="TWO")

    assert finding(tmp_path, one, two, using=using).facets[Facet.DOCUMENTED] is HOLDS


def test_differing_statements_are_a_contradiction_with_both_places(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(14), number(12)))

    assert found.facets[Facet.DOCUMENTED] is HOLDS
    contradiction = next(o for o in found.observations if o.kind == "contradiction")
    assert contradiction.message == "number has several values: 14, 12"
    assert len(contradiction.related) == 1


def test_every_combination_of_differing_values_must_hold(tmp_path: Path) -> None:
    assert finding(tmp_path, policy(number(14), number(8))).facets[Facet.DOCUMENTED] is FAILS


@pytest.mark.parametrize(("values", "state"), [(8, HOLDS), (9, FAILS)])
def test_more_than_64_combinations_fail(tmp_path: Path, values: int, state: FacetState) -> None:
    statements = [{"parameters": {"number": 12 + step, "other": step}} for step in range(values)]

    assert finding(tmp_path, policy(*statements)).facets[Facet.DOCUMENTED] is state


def test_says_fourteen_and_does_twelve_is_a_contradiction(tmp_path: Path) -> None:
    found = finding(tmp_path, policy(number(14)), attestation({"area.whole": proved(12)}))

    assert found.status is Status.SATISFIED
    contradiction = next(o for o in found.observations if o.kind == "contradiction")
    assert contradiction.message == "number: the policy says 14, the claim 12"
    assert [place.file for place in contradiction.related] == ["01-policy.yaml"]


def test_an_unclear_value_is_absent_and_shown(tmp_path: Path) -> None:
    statement = {"parameters": {"number": {"unclear": "about a dozen"}}}

    found = finding(tmp_path, policy(statement))

    assert found.facets[Facet.DOCUMENTED] is FAILS
    assert "number is unclear: 'about a dozen'" in messages(found)


def test_a_population_alone_does_not_answer_for_everyone(tmp_path: Path) -> None:
    admins = {"area.whole": [proved() | {"for": "administrators"}]}

    found = finding(tmp_path, attestation(admins))

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert "population" in kinds_of(found)


def test_every_population_must_hold(tmp_path: Path) -> None:
    both = [proved(), proved(8) | {"for": "VPN"}]

    found = finding(tmp_path, attestation({"area.whole": both}))

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert "11" not in messages(found)


def test_populations_that_all_hold_hold(tmp_path: Path) -> None:
    both = [proved(), proved(14) | {"for": "VPN"}]

    assert finding(tmp_path, attestation({"area.whole": both})).facets[Facet.IMPLEMENTED] is HOLDS


def test_a_population_is_told_what_everyone_is_told(tmp_path: Path) -> None:
    schema = {
        "required": ["area.whole"],
        "properties": {
            "area.whole": {
                "required": ["number", "other"],
                "properties": {"number": {"minimum": 12}, "other": {"maximum": 90}},
            }
        },
    }
    using = catalog(requirement(requires=schema))
    everyone = {"parameters": {"number": 12, "other": 90}}
    stricter = {"parameters": {"other": 60}, "for": "administrators"}
    looser = {"parameters": {"number": 8}, "for": "administrators"}

    inherited = finding(tmp_path / "a", policy(everyone, stricter), using=using)
    overridden = finding(tmp_path / "b", policy(everyone, looser), using=using)
    claimed = finding(
        tmp_path / "c", attestation({"area.whole": [everyone, stricter]}), using=using
    )

    assert inherited.facets[Facet.DOCUMENTED] is HOLDS
    assert overridden.facets[Facet.DOCUMENTED] is FAILS
    assert claimed.facets[Facet.IMPLEMENTED] is FAILS


def test_one_bad_system_is_not_hidden_by_nine_good_ones(tmp_path: Path) -> None:
    using = catalog(requirement(requires=SYSTEMS_TWELVE))
    claims = [proved() | {"covers": ["web", "db"]}, proved(8) | {"covers": ["till"]}]

    found = finding(
        tmp_path, systems("web", "db", "till"), attestation({"area.systems": claims}), using=using
    )

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert [o.message for o in found.observations if o.kind == "value"] == ["8 is below 12"]


def test_a_record_that_no_claim_covers_is_a_gap_at_its_line(tmp_path: Path) -> None:
    using = catalog(requirement(requires=SYSTEMS_TWELVE))
    claims = [proved() | {"covers": ["web"]}]

    found = finding(
        tmp_path, systems("web", "till"), attestation({"area.systems": claims}), using=using
    )

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    uncovered = next(o for o in found.observations if o.kind == "not_covered")
    assert uncovered.message == "nobody answers area.systems for till"
    assert uncovered.place.file == "01-systems.yaml"


def test_a_claim_on_all_of_an_empty_register_claims_nothing(tmp_path: Path) -> None:
    using = catalog(requirement(requires=SYSTEMS_TWELVE))
    claim = attestation({"area.systems": proved() | {"covers": "all"}})

    found = finding(tmp_path, claim, using=using)

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert "no record in the register of systems belongs to scope main" in messages(found)


def test_a_policy_commits_for_systems_yet_to_come(tmp_path: Path) -> None:
    using = catalog(requirement(requires=SYSTEMS_TWELVE))

    found = finding(tmp_path, policy(number(12, control="area.systems")), using=using)

    assert found.facets[Facet.DOCUMENTED] is HOLDS


def test_a_group_covers_its_systems(tmp_path: Path) -> None:
    using = catalog(requirement(requires=SYSTEMS_TWELVE))
    register = systems("web", "db")
    for record in register["records"]:
        record["groups"] = ["servers"]
    claim = attestation({"area.systems": proved() | {"covers": ["servers"]}})

    assert finding(tmp_path, register, claim, using=using).facets[Facet.IMPLEMENTED] is HOLDS


def test_a_record_of_another_scope_is_not_asked_about(tmp_path: Path) -> None:
    using = catalog(requirement(requires=SYSTEMS_TWELVE))
    own = organization()
    own["scopes"].append({"id": "other", "title": "Other", "frameworks": ["own"]})
    register = systems("web", "till")
    register["records"][1]["scopes"] = ["other"]
    claim = attestation({"area.systems": proved() | {"covers": ["web"]}})

    assert finding(tmp_path, own, register, claim, using=using).facets[Facet.IMPLEMENTED] is HOLDS


def done_on(*days: str, **more: Any) -> dict[str, Any]:
    return {"parameters": {"interval": {"performed_on": list(days), **more}}}


def proof_of(*days: str) -> list[dict[str, Any]]:
    return [evidence(performed_on=day) for day in days]


def test_a_missed_quarter_shows_although_the_last_scan_is_fresh(tmp_path: Path) -> None:
    using = catalog(requirement(requires=QUARTERLY))
    days = ("2025-11-25", "2026-02-20", "2026-09-20", "2026-09-29")
    claim = attestation({"area.whole": done_on(*days)})

    found = finding(tmp_path, claim, using=using)

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    value = next(o for o in found.observations if o.kind == "value")
    assert value.message == "212 is above 92 days (from 2026-02-20 to 2026-09-20)"


def test_an_expired_claim_does_not_undo_a_scan(tmp_path: Path) -> None:
    using = catalog(requirement(requires=QUARTERLY))
    old = attestation(
        {"area.whole": done_on("2025-11-25", "2026-02-20", "2026-05-15")},
        id="OLD", attested_on="2026-05-20", valid_until="2026-06-30",
    )  # fmt: skip
    new = attestation({"area.whole": done_on("2026-08-10", "2026-09-29")}, id="NEW")

    assert finding(tmp_path, old, new, using=using).facets[Facet.IMPLEMENTED] is HOLDS
    assert finding(tmp_path / "b", new, using=using).facets[Facet.IMPLEMENTED] is FAILS


def test_a_claim_says_nothing_of_what_was_done_after_it(tmp_path: Path) -> None:
    asked = requirement(requires=QUARTERLY, asks_for=["implemented"])
    days = ("2025-11-25", "2026-02-20", "2026-05-15")
    late = attestation(
        {"area.whole": done_on(*days, "2026-08-10", "2026-10-20")}, attested_on="2026-05-20"
    )
    again = attestation(
        {"area.whole": done_on("2026-08-10", "2026-10-20")}, id="NEW", attested_on="2026-10-21"
    )

    unsigned = finding(tmp_path / "a", late, using=catalog(asked))
    signed = finding(tmp_path / "b", late, again, using=catalog(asked))

    assert unsigned.status is Status.NOT_SATISFIED
    assert "190 is above 92 days (from 2026-05-15 to the day of assessment)" in messages(unsigned)
    assert "interval: 2026-08-10 is later than the claim of 2026-05-20: not yet said" in messages(
        unsigned
    )
    assert signed.status is Status.SATISFIED
    assert "future" not in kinds_of(signed)


def test_a_claim_of_later_days_alone_says_nothing(tmp_path: Path) -> None:
    asked = requirement(requires=QUARTERLY, asks_for=["implemented"])
    late = attestation({"area.whole": done_on("2026-11-20")})

    found = finding(tmp_path, late, using=catalog(asked))

    assert found.status is Status.NOT_SATISFIED
    assert {"future", "missing"} <= kinds_of(found)


def test_a_day_before_the_twelve_months_lengthens_the_first_step_whoever_says_it(
    tmp_path: Path,
) -> None:
    asked = requirement(requires=QUARTERLY, asks_for=["implemented"])
    late = attestation({"area.whole": done_on("2025-06-01")}, id="OLD", attested_on="2025-05-01",
                       valid_until="2026-01-31")  # fmt: skip
    days = ("2025-12-15", "2026-03-10", "2026-06-05", "2026-09-01")
    now = attestation({"area.whole": done_on(*days)})

    assert finding(tmp_path / "a", now, using=catalog(asked)).status is Status.SATISFIED
    assert finding(tmp_path / "b", late, now, using=catalog(asked)).is_gap


def test_since_is_printed_with_its_reason(tmp_path: Path) -> None:
    using = catalog(requirement(requires=QUARTERLY))
    since = {"date": "2026-08-01", "reason": "The scanner went live that day."}
    claim = attestation({"area.whole": done_on("2026-09-29", since=since)})

    found = finding(tmp_path, claim, using=using)

    assert found.facets[Facet.IMPLEMENTED] is HOLDS
    assert "interval counts from 2026-08-01: The scanner went live that day." in messages(found)


def test_every_occurrence_needs_its_own_evidence(tmp_path: Path) -> None:
    using = catalog(requirement(requires=QUARTERLY))
    days = ("2025-12-01", "2026-02-20", "2026-05-15", "2026-08-10", "2026-09-29")
    whole = done_on(*days) | {"evidence": proof_of(*days)}
    lacking = done_on(*days) | {"evidence": proof_of(*days[1:])}

    assert finding(
        tmp_path / "a", attestation({"area.whole": whole}), using=using
    ).facets[Facet.EVIDENCED] is HOLDS  # fmt: skip
    found = finding(tmp_path / "b", attestation({"area.whole": lacking}), using=using)
    assert found.facets[Facet.EVIDENCED] is FAILS
    assert "no evidence of what was done on 2025-12-01" in messages(found)


def test_a_promise_is_no_practice(tmp_path: Path) -> None:
    using = catalog(requirement(requires=QUARTERLY))
    promised = {"parameters": {"interval": {"every": "3 months"}}}

    found = finding(tmp_path, policy(promised), using=using)

    assert found.facets[Facet.DOCUMENTED] is HOLDS
    assert found.facets[Facet.IMPLEMENTED] is SILENT


def test_a_log_must_be_among_the_evidence(tmp_path: Path) -> None:
    using = catalog(requirement(requires=QUARTERLY))
    measured = {"parameters": {"interval": {"longest_gap": "26 hours", "log": "evidence/log.csv"}}}
    proof = evidence(kind="test_result")
    log = evidence(path="evidence/log.csv")

    without = finding(
        tmp_path / "a", attestation({"area.whole": measured | {"evidence": [proof]}}), using=using
    )
    with_log = finding(
        tmp_path / "b", attestation({"area.whole": measured | {"evidence": [log]}}), using=using,
        files={"evidence/log.csv": b"passed\n"},
    )  # fmt: skip

    assert without.facets[Facet.IMPLEMENTED] is HOLDS
    assert without.facets[Facet.EVIDENCED] is FAILS
    assert with_log.facets[Facet.EVIDENCED] is HOLDS


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "configuration_export"}, "does not show this"),
        ({"performed_on": "2026-05-20"}, "is older than 6 months"),
        ({"performed_on": "2026-10-01"}, "is later than the claim"),
        ({"sha256": "0" * 64}, "is not the file whose digest is stated"),
        ({"path": "evidence/nowhere.txt"}, "is missing"),
        ({"path": "evidence/empty.txt"}, "is empty"),
        ({"result": "exceptions"}, "shows exceptions"),
    ],
)
def test_what_does_not_prove_a_claim_leaves_it_unproved(
    tmp_path: Path, change: dict[str, str], why: str
) -> None:
    claim = attestation({"area.whole": number(12, evidence=[evidence(**change)])})

    found = finding(tmp_path, claim, files={"evidence/empty.txt": b""})

    assert found.facets[Facet.IMPLEMENTED] is HOLDS
    assert found.facets[Facet.EVIDENCED] is FAILS
    assert why in messages(found)


def test_evidence_without_a_digest_proves_nothing(tmp_path: Path) -> None:
    item = evidence()
    del item["sha256"]

    found = finding(tmp_path, attestation({"area.whole": number(12, evidence=[item])}))

    assert found.facets[Facet.EVIDENCED] is FAILS
    assert "has no digest; state its sha256" in messages(found)


def test_a_link_alone_proves_nothing(tmp_path: Path) -> None:
    item = {"kind": "test_result", "uri": "https://example.org/x", "performed_on": "2026-09-01",
            "result": "pass"}  # fmt: skip

    found = finding(tmp_path, attestation({"area.whole": number(12, evidence=[item])}))

    assert found.facets[Facet.EVIDENCED] is FAILS
    assert "is only linked, not verified" in messages(found)


@pytest.mark.parametrize("result", ["fail", None])
def test_a_failed_test_refutes_the_claim_itself(tmp_path: Path, result: str | None) -> None:
    item = evidence(result=result)
    if result is None:
        del item["result"]
    good = evidence(path="evidence/result.txt")

    found = finding(tmp_path, attestation({"area.whole": number(12, evidence=[good, item])}))

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert "refuted" in kinds_of(found)


def test_a_contract_does_not_age_but_ends(tmp_path: Path) -> None:
    using = catalog(requirement(evidence={"accepts": ["contract"], "max_age": "1 month"}))
    item = evidence(kind="contract", in_force={"from": "2020-01-01", "until": "2026-11-21"})
    del item["performed_on"], item["result"]
    claim = attestation({"area.whole": number(12, evidence=[item])})

    assert finding(tmp_path, claim, using=using).facets[Facet.EVIDENCED] is HOLDS
    after = finding(tmp_path, claim, using=using, on=date(2026, 11, 22))
    assert after.facets[Facet.EVIDENCED] is FAILS


def test_collecting_again_makes_nothing_younger(tmp_path: Path) -> None:
    item = evidence(performed_on="2026-01-01", collected_on="2026-09-29")

    found = finding(tmp_path, attestation({"area.whole": number(12, evidence=[item])}))

    assert found.facets[Facet.EVIDENCED] is FAILS


def test_either_or_needs_evidence_only_for_the_one_relied_on(tmp_path: Path) -> None:
    schema = {
        "anyOf": [
            {"required": ["area.whole"], "properties": {"area.whole": {"required": ["number"]}}},
            {"required": ["area.second"], "properties": {"area.second": {"required": ["number"]}}},
        ],
        "properties": {"area.whole": {}, "area.second": {}},
    }
    using = catalog(requirement(requires=schema))
    claim = attestation({"area.whole": proved(), "area.second": number(1)})

    assert finding(tmp_path, claim, using=using).facets[Facet.EVIDENCED] is HOLDS


def vendor(**in_force: str) -> dict[str, Any]:
    record = {
        "id": "host", "name": "Host", "business_associate": False, "processor": False,
        "service_provider": True,
        "attestations": [{"framework": "own", "kind": "certificate", "in_force": in_force}],
    }  # fmt: skip
    return systems(kind="vendors", id="VEN") | {"records": [record]}


@pytest.mark.parametrize(
    ("in_force", "state"),
    [
        ({"from": "2026-01-01", "until": "2026-11-21"}, HOLDS),
        ({"from": "2026-01-01", "until": "2026-11-20"}, FAILS),
        ({"from": "2026-11-22"}, FAILS),
    ],
)
def test_a_control_is_inherited_only_from_a_vendor_with_an_attestation_in_date(
    tmp_path: Path, in_force: dict[str, str], state: FacetState
) -> None:
    claim = attestation({"area.whole": proved() | {"status": "inherited", "from": "host"}})

    found = finding(tmp_path, vendor(**in_force), claim)

    assert found.facets[Facet.IMPLEMENTED] is state
    assert ("inherited" in kinds_of(found)) is (state is FAILS)


@pytest.mark.parametrize(
    ("file", "state"),
    [
        ({"path": "evidence/result.txt", "sha256": evidence()["sha256"]}, HOLDS),
        ({"path": "evidence/result.txt", "sha256": "0" * 64}, FAILS),
        ({"path": "evidence/result.txt"}, FAILS),
        ({"path": "evidence/gone.txt", "sha256": evidence()["sha256"]}, FAILS),
    ],
)
def test_a_vendors_attestation_must_be_the_file_of_its_digest(
    tmp_path: Path, file: dict[str, str], state: FacetState
) -> None:
    register = vendor(**{"from": "2026-01-01"})
    register["records"][0]["attestations"][0] |= file
    claim = attestation({"area.whole": proved() | {"status": "inherited", "from": "host"}})

    assert finding(tmp_path, register, claim).facets[Facet.IMPLEMENTED] is state


def test_implied_items_count(tmp_path: Path) -> None:
    schema = {
        "required": ["area.whole"],
        "properties": {
            "area.whole": {
                "required": ["items"],
                "properties": {
                    "items": {"allOf": [{"contains": {"const": "letters"}},
                                        {"contains": {"const": "digits"}}]}
                },
            }
        },
    }  # fmt: skip
    using = catalog(requirement(requires=schema))
    good = policy({"parameters": {"items": ["mixed", "digits"]}})
    bad = policy({"parameters": {"items": ["mixed"]}})

    assert finding(tmp_path / "a", good, using=using).facets[Facet.DOCUMENTED] is HOLDS
    found = finding(tmp_path / "b", bad, using=using)
    assert found.facets[Facet.DOCUMENTED] is FAILS
    assert "items lacks digits" in messages(found)


def test_a_promised_duration_becomes_a_number_in_the_catalogue_unit(tmp_path: Path) -> None:
    schema = {
        "required": ["area.whole"],
        "properties": {
            "area.whole": {"required": ["wait"], "properties": {"wait": {"maximum": 15}}}
        },
    }
    using = catalog(requirement(requires=schema))

    ok = finding(tmp_path / "a", policy({"parameters": {"wait": "15 minutes"}}), using=using)
    late = finding(tmp_path / "b", policy({"parameters": {"wait": "1 hour"}}), using=using)

    assert ok.facets[Facet.DOCUMENTED] is HOLDS
    assert late.facets[Facet.DOCUMENTED] is FAILS
    assert "60 is above 15 minutes" in messages(late)


def test_a_date_ahead_is_not_yet_said(tmp_path: Path) -> None:
    schema = {
        "required": ["area.whole"],
        "properties": {"area.whole": {"required": ["begun"]}},
    }
    using = catalog(requirement(requires=schema))
    claim = attestation({"area.whole": {"parameters": {"begun": "9999-12-31"}}})
    claim["controls"]["area.whole"]["parameters"]["begun"] = "2030-01-01"

    found = finding(tmp_path, claim, using=using)

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert "not yet said" in messages(found)


def test_a_decision_does_not_change_what_facets_say(tmp_path: Path) -> None:
    found = finding(tmp_path, attestation({"area.whole": proved(8)}), decision("risk_acceptance"))

    assert found.facets[Facet.IMPLEMENTED] is FAILS
    assert found.status is Status.NOT_SATISFIED
    assert not found.is_open
