"""Whatever is named exists, whatever is said once is said once, and no day is out of order."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.assess import assess
from checker.catalog import build
from checker.model import Catalog, Status
from checker.workspace.load import Loaded
from checker.workspace.records import Voice
from checker.workspace.stated import digest
from tests.support import (
    TODAY,
    assessed,
    attestation,
    catalog,
    codes,
    control,
    decision,
    evidence,
    finding,
    loaded,
    number,
    organization,
    policy,
    requirement,
    systems,
)

Json = dict[str, Any]


def said(found: Loaded) -> list[str]:
    """Every problem without the line and column, which the JSON of these tests decides."""
    return [
        f"{problem.code}: {problem.message}" + (f"; {problem.hint}" if problem.hint else "")
        for problem in found.problems
    ]


def line(folder: Path, found: Loaded, index: int = 0) -> str:
    """The text that a problem points at, up to the end of its line."""
    place = found.problems[index].place
    return (folder / place.file).read_text().split("\n")[place.line - 1][place.column - 1 :]


VENDORS: Json = {
    "kind": "vendors", "id": "VEN", "kept_by": "ann", "reviewed_on": "2026-06-01",
    "review_every": "12 months",
    "records": [{"id": "acme", "name": "Acme", "business_associate": False, "processor": True,
                 "service_provider": "unknown"}],
}  # fmt: skip
AGREEMENTS: Json = {
    "kind": "agreements", "id": "AGR", "kept_by": "ann", "reviewed_on": "2026-06-01",
    "review_every": "12 months",
    "records": [{"id": "A-1", "vendor": "acme", "type": "other", "signed_on": "2026-01-01",
                 "in_force": {"from": "2026-01-01"}}],
}  # fmt: skip


def agreement(**changes: Any) -> Json:
    return AGREEMENTS | {"records": [AGREEMENTS["records"][0] | changes]}


RISKS: Json = {
    "kind": "risks", "id": "RISKS", "kept_by": "ann", "reviewed_on": "2026-06-01",
    "review_every": "12 months",
    "records": [{"id": "RISK-1", "title": "Outage", "scenario": "The shop is away for a day.",
                 "likelihood": "low", "impact": "high", "treatment": "accept", "owner": "ann",
                 "reviewed_on": "2026-06-01", "review_every": "12 months", "status": "open"}],
}  # fmt: skip


def risk(**changes: Any) -> Json:
    return RISKS | {"records": [RISKS["records"][0] | changes]}


# One document that names what does not exist, what is said of it, and the text it is said at.
WRONG_NAMES: list[tuple[list[Json], str, str]] = [
    ([policy(number(1), owner="anne")],
     "unknown-person: 'anne' is not in people; did you mean 'ann'?", '"anne",'),
    ([policy(number(1), approved_by="zoe")],
     "unknown-person: 'zoe' is not in people; add it to people, or correct the name", '"zoe",'),
    ([attestation({"area.whole": number(1)}, attested_by="an")],
     "unknown-person: 'an' is not in people; did you mean 'ann'?", '"an",'),
    ([attestation({"area.whole": number(1, status="unknown", owner="x.y", due="2026-12-31")})],
     "unknown-person: 'x.y' is not in people; add it to people, or correct the name", '"x.y",'),
    ([decision("risk_acceptance", approved_by="bobb")],
     "unknown-person: 'bobb' is not in people; did you mean 'bob'?", '"bobb",'),
    ([systems("web", kept_by="anna")],
     "unknown-person: 'anna' is not in people; did you mean 'ann'?", '"anna",'),
    ([organization(assessment={"prepared_by": "carl"})],
     "unknown-person: 'carl' is not in people; add it to people, or correct the name", '"carl"'),
    ([organization(assessment={"effort": {"area.hole": {"days": 2}}})],
     "unknown-control: no control 'area.hole'; did you mean 'area.whole'?", '"area.hole": {'),
    ([policy(number(1), scopes=["mian"])],
     "unknown-scope: 'mian' is not in scopes; did you mean 'main'?", '"mian"'),
    ([attestation({"area.whole": number(1)}, scopes=["main", "cde"])],
     "unknown-scope: 'cde' is not in scopes; add it to scopes, or correct the name", '"cde"'),
    ([decision("risk_acceptance", scopes=["Main"])],
     "unknown-scope: 'Main' is not in scopes; did you mean 'main'?", '"Main"'),
    ([systems("web", scopes=["minn"])],
     "unknown-scope: 'minn' is not in scopes; did you mean 'main'?", '"minn"'),
    ([organization(scopes=[{"id": "main", "title": "Main", "frameworks": ["own", "owns"]}])],
     "unknown-framework: 'owns' is not in the frameworks; did you mean 'own'?", '"owns"'),
    ([decision("risk_acceptance", requirements=["own:11"])],
     "unknown-requirement: 'own:11' is not in the frameworks; did you mean 'own:1'?", '"own:11"'),
    ([decision("risk_acceptance", requirements=["gdpr:32"])],
     "unknown-requirement: 'gdpr:32' is not in the frameworks; "
     "add it to the frameworks, or correct the name", '"gdpr:32"'),
    ([decision("addressable_alternative", controls=["area.hole"])],
     "unknown-control: no control 'area.hole'; did you mean 'area.whole'?", '"area.hole"'),
    ([VENDORS, attestation({"area.whole": number(1, status="inherited", **{"from": "acne"})})],
     "unknown-record: 'acne' is not in the register of vendors; did you mean 'acme'?", '"acne"'),
    ([VENDORS, agreement(vendor="akme")],
     "unknown-record: 'akme' is not in the register of vendors; did you mean 'acme'?", '"akme",'),
    ([systems("web"), attestation({"area.systems": number(1, covers=["webb"])})],
     "unknown-record: 'webb' is not in the register of systems; did you mean 'web'?", '"webb"'),
    ([policy(number(1, control="area.systems", covers=["till"]))],
     "unknown-record: 'till' is not in the register of systems; "
     "add it to the register of systems, or correct the name", '"till"'),
    ([RISKS, decision("risk_acceptance", risk="RISK-2")],
     "unknown-record: 'RISK-2' is not in the register of risks; did you mean 'RISK-1'?",
     '"RISK-2"'),
    ([risk(decision="DEK"), decision("risk_acceptance")],
     "unknown-decision: 'DEK' is not in the decisions; "
     "add it to the decisions, or correct the name", '"DEK"'),
    ([systems("web"), risk(systems=["web", "webb"])],
     "unknown-record: 'webb' is not in the register of systems; did you mean 'web'?", '"webb"'),
    ([risk(controls=["area.whole", "area.hole"])],
     "unknown-control: no control 'area.hole'; did you mean 'area.whole'?", '"area.hole"'),
    ([risk(owner="anne")],
     "unknown-person: 'anne' is not in people; did you mean 'ann'?", '"anne",'),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "message", "at"), WRONG_NAMES)
def test_a_name_that_leads_nowhere_is_told_with_the_nearest(
    tmp_path: Path, documents: list[Json], message: str, at: str
) -> None:
    using = catalog(requirement(obligation="addressable"))

    found = loaded(tmp_path, *documents, using=using)

    assert said(found) == [message]
    assert line(tmp_path, found) == at


@pytest.mark.parametrize("documents", [case[0] for case in WRONG_NAMES])
def test_whoever_keeps_going_past_a_wrong_name_gets_no_pass_and_no_crash(
    tmp_path: Path, documents: list[Json]
) -> None:
    using = catalog(requirement(obligation="addressable"))
    found = loaded(tmp_path, *documents, using=using)
    assert found.workspace is not None

    known = replace(found.workspace.organization.scopes[0], frameworks=("own",))
    whole = replace(found.workspace.organization, scopes=(known,))
    result = assess(replace(found.workspace, organization=whole), using, TODAY)

    assert {f.status for f in result.findings} <= {Status.NOT_ATTESTED, Status.NOT_SATISFIED}


def test_risks_and_decisions_may_name_each_other(tmp_path: Path) -> None:
    named = risk(decision="DEC", systems=["web"], controls=["area.whole"])

    found = loaded(tmp_path, systems("web"), named, decision("risk_acceptance", risk="RISK-1"))

    assert codes(found) == []


def test_without_a_register_of_risks_a_decision_numbers_them_as_it_likes(tmp_path: Path) -> None:
    assert codes(loaded(tmp_path, decision("risk_acceptance", risk="RISK-2"))) == []


def test_a_system_of_a_risk_in_a_table_is_looked_up_too(tmp_path: Path) -> None:
    rows = (
        "id,title,scenario,systems,likelihood,impact,treatment,owner,reviewed_on,review_every,"
        "status\n"
        "RISK-1,Outage,The shop is away.,web;webb,low,high,accept,ann,2026-06-01,6 months,open\n"
    )
    source = {"path": "risks.csv", "sha256": hashlib.sha256(rows.encode()).hexdigest()}
    table = {key: value for key, value in RISKS.items() if key != "records"} | {"source": source}
    (tmp_path / "risks.csv").write_text(rows)

    found = loaded(tmp_path, systems("web"), table)

    assert [str(problem) for problem in found.problems] == [
        "risks.csv:2:4: unknown-record: 'webb' is not in the register of systems; "
        "did you mean 'web'?"
    ]


def test_an_id_that_is_no_requirement_of_its_own_is_told_so(tmp_path: Path) -> None:
    using = catalog(requirement(), numbering=[["1", "One"], ["2", "Two"]])

    found = loaded(tmp_path, decision("risk_acceptance", requirements=["own:2"]), using=using)

    assert said(found) == [
        "unknown-requirement: own:2 is not a requirement of its own here, or not written yet; "
        "see `checker list requirements --coverage`"
    ]


def test_a_parameter_that_names_a_person_names_one_there_is(tmp_path: Path) -> None:
    using = replace(
        catalog(),
        controls=build(
            [
                control(
                    "area.whole",
                    officer={"type": "string", "refers_to": "people", "description": "Who."},
                    run_by={
                        "type": "array",
                        "items": {"type": "string"},
                        "refers_to": "vendors",
                        "description": "By whom.",
                    },
                )
            ],
            {},
            {},
        ).controls,
    )

    def naming(officer: Any, *vendors: str) -> Json:
        values = {"officer": officer, "run_by": list(vendors)}
        return attestation({"area.whole": {"parameters": values}})

    right = loaded(tmp_path / "a", VENDORS, naming("bob", "acme"), using=using)
    wrong = loaded(tmp_path / "b", VENDORS, naming("bobby", "acme", "akme"), using=using)
    unclear = loaded(tmp_path / "c", VENDORS, naming({"unclear": "to be hired"}), using=using)

    assert codes(right) == codes(unclear) == []
    assert said(wrong) == [
        "unknown-person: 'bobby' is not in people; did you mean 'bob'?",
        "unknown-record: 'akme' is not in the register of vendors; did you mean 'acme'?",
    ]


# -- said once


def twice(found: Loaded) -> list[tuple[str, str, str]]:
    return [(p.code, p.place.file, p.message) for p in found.problems]


@pytest.mark.parametrize(
    ("documents", "id_"),
    [
        ([policy(number(1)), policy(number(2))], "POL"),
        ([attestation({"area.whole": number(12)}), attestation({"area.whole": number(1)})], "ATT"),
        ([decision("risk_acceptance"), decision("risk_acceptance")], "DEC"),
        ([systems("web"), systems("web", id="SYS-2")], "web"),
        ([systems("web"), systems("shop")], "SYS"),
    ],
)
def test_an_id_in_two_files_is_refused_with_both_places(
    tmp_path: Path, documents: list[Json], id_: str
) -> None:
    found = loaded(tmp_path, *documents)

    first, second = (f"{n:02}-{documents[0]['kind']}.yaml" for n in (1, 2))
    assert [(p.code, p.place.file) for p in found.problems] == [("duplicate-id", second)]
    place = found.problems[0].message.partition(" stands at ")[2]
    assert found.problems[0].message.startswith(f"'{id_}' stands at {first}:")
    assert place.endswith(" already")
    assert line(tmp_path, found).startswith(f'"{id_}"')


@pytest.mark.parametrize(
    "document",
    [
        policy(number(1, id="S"), number(2, id="S")),
        systems("web", "web"),
        organization(people=[{"id": "ann", "name": n, "role": "Lead"} for n in ("Ann", "Anne")]
                     + [{"id": "bob", "name": "Bob", "role": "CISO"}]),
        organization(scopes=[{"id": "main", "title": t, "frameworks": ["own"]} for t in "AB"]),
    ],
)  # fmt: skip
def test_an_id_twice_in_one_document_is_refused(tmp_path: Path, document: Json) -> None:
    assert codes(loaded(tmp_path, document)) == ["duplicate-id"]


@pytest.mark.parametrize(
    "documents",
    [
        [organization(scopes=[{"id": "main", "title": "M", "frameworks": ["own"]},
                              {"id": "all", "title": "A", "frameworks": ["own"]}]),
         policy(number(12)), attestation({"area.whole": number(12)}, scopes=["all"])],
        [systems("all", "web")],
        [systems("web", records=[{"id": "web", "title": "Web", "data": ["pan"],
                                  "groups": ["shop", "all"]}])],
    ],
    ids=["scope", "record", "group"],
)  # fmt: skip
def test_nothing_is_named_all(tmp_path: Path, documents: list[Json]) -> None:
    """A claim for the one of that name would speak for every one."""
    found = loaded(tmp_path, *documents)

    assert codes(found) == ["reserved-id"]
    assert line(tmp_path, found).startswith('"all"')


def test_one_id_may_stand_in_documents_of_different_kinds(tmp_path: Path) -> None:
    found = loaded(
        tmp_path, policy(number(1), id="X"), attestation({"area.whole": number(1)}, id="X")
    )

    assert codes(found) == []


def test_a_second_organisation_is_refused_with_the_place_of_the_first(tmp_path: Path) -> None:
    found = loaded(tmp_path, organization(), organization(id="other"))

    assert twice(found) == [
        (
            "duplicate-id",
            "01-organization.yaml",
            "a second organisation (the first stands at 00-organization.yaml:3:8)",
        )
    ]


@pytest.mark.parametrize(
    ("claims", "refused"),
    [
        ({"area.systems": [number(1, covers="all"), number(2, covers=["web"])]}, True),
        ({"area.systems": [number(1, covers=["tills"]), number(2, covers=["web"])]}, True),
        ({"area.systems": [number(1, covers=["shop"]), number(2, covers=["web"])]}, False),
        ({"area.systems": [number(1, covers="all"),
                           number(2, covers=["web"], **{"for": "admins"})]}, False),
        ({"area.whole": [number(1), number(2)]}, True),
        ({"area.whole": [number(1), number(2, **{"for": "admins"})]}, False),
    ],
)  # fmt: skip
def test_one_document_answers_a_control_once_for_each_record(
    tmp_path: Path, claims: Json, refused: bool
) -> None:
    register = systems("web", "shop")
    register["records"][0]["groups"] = ["tills"]

    found = loaded(tmp_path, register, attestation(claims))

    assert codes(found) == (["answered-twice"] if refused else [])


def test_what_is_covered_is_named_where_the_control_is_one_of_records(tmp_path: Path) -> None:
    missing = loaded(tmp_path / "a", systems("web"), attestation({"area.systems": number(1)}))
    needless = loaded(tmp_path / "b", attestation({"area.whole": number(1, covers="all")}))

    assert said(missing) == [
        "missing-key: 'covers' is missing: this control is one of systems; "
        "write `covers: all`, or the ids or groups of systems"
    ]
    assert said(needless) == [
        "unknown-key: 'covers' cannot stand here: this control is one of the organisation; "
        "leave it out"
    ]
    assert line(tmp_path / "b", needless) == '"covers": "all"'


# -- days


def people(**ann: str) -> Json:
    ann_ = {"id": "ann", "name": "Ann", "role": "Lead"} | {k.strip("_"): v for k, v in ann.items()}
    return organization(people=[ann_, {"id": "bob", "name": "Bob", "role": "CISO"}])


CLAIM = attestation({"area.whole": number(12)})


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([people(until="2026-09-29"), CLAIM],
         "not-in-role: ann left the role on 2026-09-29, before 2026-09-30; "
         "name who answers for it now"),
        ([people(from_="2026-10-01"), CLAIM],
         "not-in-role: ann took the role on 2026-10-01, after 2026-09-30; "
         "name who answered for it then"),
        ([people(until="2025-01-01"), policy(number(1), approved_by="ann")],
         "not-in-role: ann left the role on 2025-01-01, before 2026-02-01; "
         "name who answers for it now"),
        ([attestation({"area.whole": number(1)}, valid_until="2026-09-29")],
         "date-order: a claim cannot end before it was attested; correct one of the days"),
        ([decision("risk_acceptance", expires="2026-09-30")],
         "date-order: a decision cannot expire before it was approved; correct one of the days"),
        ([decision("risk_acceptance", expires="2027-10-02")],
         "too-long: a decision stands at most 12 months; "
         "write 2027-10-01 or earlier, and decide again then"),
        ([systems("web", review_every="13 months")],
         "too-long: a register is reviewed at least every 12 months; write 12 months or less"),
        ([attestation({"area.whole": number(1, evidence=[
            {"kind": "test_result", "path": "evidence/result.txt",
             "covers": {"from": "2026-06-30", "to": "2026-01-01"}}])})],
         "date-order: 2026-01-01 is before 2026-06-30, when it begins; correct one of the days"),
        ([people(from_="2026-01-01", until="2025-01-01")],
         "date-order: 2025-01-01 is before 2026-01-01, when it begins; correct one of the days"),
        ([VENDORS, agreement(in_force={"from": "2026-01-01", "until": "2025-12-31"})],
         "date-order: 2025-12-31 is before 2026-01-01, when it begins; correct one of the days"),
        ([organization(assessment={"period": {"from": "2026-02-01", "to": "2026-01-31"}})],
         "date-order: 2026-01-31 is before 2026-02-01, when it begins; correct one of the days"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(
    tmp_path: Path, documents: list[Json], message: str
) -> None:
    assert said(loaded(tmp_path, *documents)) == [message]


@pytest.mark.parametrize(
    "documents",
    [
        [people(from_="2026-09-30", until="2026-09-30"), CLAIM],
        [attestation({"area.whole": number(1)}, valid_until="2026-09-30")],
        [decision("risk_acceptance", expires="2027-10-01")],
        [decision("risk_acceptance", expires="2026-10-01")],
        [systems("web", review_every="12 months")],
        [systems("web", review_every="365 days")],
    ],
)
def test_the_last_possible_day_is_possible(tmp_path: Path, documents: list[Json]) -> None:
    assert codes(loaded(tmp_path, *documents)) == []


@pytest.mark.parametrize(
    ("type_", "changes", "hint"),
    [
        ("compensating_control", {}, "it allows addressable_alternative"),
        ("not_applicable", {"evidence": [evidence()]}, "what decides it is: profile"),
    ],
)
def test_a_decision_of_a_type_the_requirement_does_not_allow_is_refused(
    tmp_path: Path, type_: str, changes: Json, hint: str
) -> None:
    fields = dict.fromkeys(
        ("constraint", "objective", "residual_risk", "validation", "maintenance"), "Words."
    )
    more = fields | {"controls": ["area.whole"]} if type_ == "compensating_control" else {}
    using = catalog(requirement(obligation="addressable"), alternatives=["addressable_alternative"])

    found = loaded(tmp_path, decision(type_, **more, **changes), using=using)

    assert codes(found) == ["decision-type"]
    assert found.problems[0].hint.startswith(hint)


# -- as stated


def statement_digest(folder: Path, document: Json, using: Catalog) -> str:
    workspace = loaded(folder, document, using=using).workspace
    assert workspace is not None
    return digest(workspace.voices[0])


def following(sha256: str, statement: str = "POL/S-1", **parameters: Any) -> Json:
    claim = {"as_stated": {"statement": statement, "sha256": sha256}, "parameters": parameters}
    return attestation({"area.whole": claim | {"evidence": [evidence()]}})


def claim_of(found: Loaded) -> Voice:
    assert found.workspace is not None
    return found.workspace.voices[-1]


STATED = policy(number(14, parameters={"number": 14, "other": 3, "interval": {"every": "90 days"}}))


def test_a_claim_takes_the_values_of_the_statement_it_names(tmp_path: Path) -> None:
    using = catalog()
    sha256 = statement_digest(tmp_path / "a", STATED, using)

    found = loaded(tmp_path / "b", STATED, following(sha256, other=2), using=using)

    assert codes(found) == []
    assert dict(claim_of(found).parameters) == {"number": 14, "other": 2}
    assert not claim_of(found).stale
    assert finding(tmp_path / "c", STATED, following(sha256), using=using).status is (
        Status.SATISFIED
    )


def test_a_promised_interval_is_not_taken_for_practice(tmp_path: Path) -> None:
    using = catalog()
    sha256 = statement_digest(tmp_path / "a", STATED, using)

    found = loaded(tmp_path / "b", STATED, following(sha256), using=using)

    assert "interval" not in claim_of(found).parameters


@pytest.mark.parametrize(
    "later",
    [
        policy(number(15)),
        policy(number(14, text="We may do it.")),
        policy(number(14, force="should")),
        policy(number(14, **{"for": "admins"})),
    ],
)
def test_a_claim_is_stale_once_its_statement_changes(tmp_path: Path, later: Json) -> None:
    using = catalog(requirement(asks_for=["implemented"]))
    sha256 = statement_digest(tmp_path / "a", policy(number(14)), using)

    found = loaded(tmp_path / "b", later, following(sha256), using=using)

    assert codes(found) == []
    assert claim_of(found).stale
    assert finding(tmp_path / "c", later, following(sha256), using=using).status is (
        Status.NOT_SATISFIED
    )


def test_a_claim_stays_as_stated_while_only_the_document_around_it_changes(tmp_path: Path) -> None:
    using = catalog()
    sha256 = statement_digest(tmp_path / "a", policy(number(14)), using)
    renewed = policy(number(14), version="2", approved_on="2026-08-01")

    found = loaded(tmp_path / "b", renewed, following(sha256), using=using)

    assert not claim_of(found).stale


@pytest.mark.parametrize(
    ("statement", "hint"),
    [
        ("POL/S-9", "did you mean 'POL/S-1'?"),
        ("XYZ/1234", "name POLICY/STATEMENT on the same control"),
        ("POL/S-2", "did you mean 'POL/S-1'?"),
    ],
)
def test_a_statement_that_is_not_there_cannot_be_followed(
    tmp_path: Path, statement: str, hint: str
) -> None:
    both = policy(number(14), number(14, control="area.second"))

    found = loaded(tmp_path, both, following("0" * 64, statement))

    assert said(found) == [f"unknown-statement: no statement '{statement}' on area.whole; {hint}"]


def test_a_decision_on_its_last_day_still_stands(tmp_path: Path) -> None:
    accepted = decision("risk_acceptance", expires="2026-12-31")

    on_the_day = assessed(tmp_path / "a", accepted, on=date(2026, 12, 31)).findings[0]
    the_day_after = assessed(tmp_path / "b", accepted, on=date(2027, 1, 1)).findings[0]

    assert on_the_day.accepted
    assert not the_day_after.accepted


def test_a_vendor_is_attested_for_a_framework_that_there_is(tmp_path: Path) -> None:
    record = {
        "id": "host", "name": "Host", "business_associate": False, "processor": False,
        "service_provider": True,
        "attestations": [
            {"framework": "ownn", "kind": "certificate", "in_force": {"from": "2026-01-01"}}
        ],
    }  # fmt: skip
    register = systems(kind="vendors", id="VEN", records=[record])

    found = loaded(tmp_path, register)

    assert codes(found) == ["unknown-framework"]
    assert found.problems[0].hint == "did you mean 'own'?"
