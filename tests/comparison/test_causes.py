"""Why a finding changed: everything that two records prove to differ, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.comparison.records import (
    artefact,
    attestation,
    causes,
    compared,
    decision,
    finding,
    framework,
    observation,
    policy,
    record,
    requirement,
)
from tests.render.sample import digest

Json = dict[str, Any]
LATER = "2026-08-31"  # 62 days after the day of an earlier record
FILES = {"a.yaml": "one", "att.yaml": "one", "b.yaml": "one"}
GOOD = finding("1")
GAP = finding("1", "partial", observations=[observation("11 is below 12")])


def test_the_same_files_on_a_later_day_differ_in_the_day_alone() -> None:
    found = compared(record(GOOD, files=FILES), record(GAP, files=FILES, as_of=LATER))

    assert found["one_difference"] is True
    assert found["notes"] == ["62 days passed", "no file that was read differs"]
    assert causes(found) == [("time", "11 is below 12")]
    assert found["changes"][0]["causes"][0]["place"]["file"] == "a.yaml"


def test_time_is_bare_where_nothing_that_ended_is_told() -> None:
    now = record(finding("1"), files=FILES, as_of=LATER)

    found = compared(record(GAP, files=FILES), now)

    assert causes(found) == [("time", "62 days passed")]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("ATT expired on 2026-07-31", "expired"),
        ("the review of POL was due on 2026-07-31", "overdue"),
        ("evidence/scan.pdf is older than 3 months", "evidence"),
        ("OWN 1 was in force until 2026-07-31", "date"),
        ("ATT-2 says planned", "status"),
        ("evidence/scan.pdf shows fail", "refuted"),
        ("host has no whole attestation for own in force on 2026-08-31", "inherited"),
    ],
)
def test_what_ended_is_named_although_other_files_changed(message: str, kind: str) -> None:
    now = finding("1", "partial", observations=[observation(message, kind), observation("new")])

    found = compared(
        record(GOOD, files=FILES), record(now, files=FILES | {"b.yaml": "two"}, as_of=LATER)
    )

    assert found["one_difference"] is False
    assert causes(found) == [("time", message)]


def test_an_ending_in_a_file_that_changed_may_be_the_files() -> None:
    ended = observation("ATT expired on 2026-07-31", "expired")
    now = record(finding("1", "partial", observations=[ended]), as_of=LATER,
                 files=FILES | {"a.yaml": "two"})  # fmt: skip

    found = compared(record(GOOD, files=FILES), now)

    assert causes(found) == [("file", "a.yaml was changed"), ("time", "62 days passed")]


def test_an_ending_that_was_told_before_is_no_cause() -> None:
    ended = observation("ATT expired on 2026-05-31", "expired")
    before = finding("1", "partial", observations=[ended])
    now = finding("1", "not_satisfied", observations=[ended, observation("11 is below 12")])

    found = compared(record(before, files=FILES), record(now, files=FILES, as_of=LATER))

    assert causes(found) == [("time", "11 is below 12")]


def test_nothing_passes_on_one_day() -> None:
    ended = observation("ATT expired on 2026-05-31", "expired")
    now = record(finding("1", "partial", observations=[ended]), files=FILES | {"b.yaml": "two"})

    found = compared(record(GOOD, files=FILES), now)

    assert causes(found) == [("other_files", "files that it does not name differ: b.yaml")]
    assert found["notes"][0] == "both are of one day"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"expires": "2026-07-31"}, "DEC expired on 2026-07-31"),
        ({"expires": "2026-06-30"}, "DEC expired on 2026-06-30"),  # the last day was in date
        ({"expires": "2026-06-29"}, "62 days passed"),
        ({"expires": LATER}, "62 days passed"),  # and this one still is
        ({"approved_on": "2026-07-01"}, "DEC was approved on 2026-07-01"),
        ({"approved_on": LATER}, f"DEC was approved on {LATER}"),
        ({"approved_on": "2026-06-30"}, "62 days passed"),
    ],
)
def test_a_decision_that_stayed_as_it_was_ends_and_begins_on_its_days(
    row: Json, message: str
) -> None:
    decisions = [decision(**row)]
    before = record(finding("1", "partial", accepted=True), decisions=decisions)
    now = record(finding("1", "partial"), decisions=decisions, as_of=LATER)

    assert causes(compared(before, now)) == [("time", message)]


def test_a_decision_that_was_cut_short_did_not_end_by_itself() -> None:
    before = record(finding("1", "partial", accepted=True), decisions=[decision()])
    cut = [decision(expires="2026-07-31")]

    found = compared(before, record(finding("1", "partial"), decisions=cut, as_of=LATER))

    assert causes(found) == [
        ("decision", "decision DEC was changed: expires is 2026-07-31, was 2026-12-31"),
        ("time", "62 days passed"),
    ]


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        ("attestations", [attestation(valid_until="2026-07-31")], "ATT expired on 2026-07-31"),
        ("attestations", [attestation(attested_on="2026-07-31")], "ATT was attested on 2026-07-31"),
        ("policies", [policy(review_due="2026-07-31")], "the review of POL was due on 2026-07-31"),
        ("policies", [policy(approved_on="2026-07-31")], "POL was approved on 2026-07-31"),
    ],
)
def test_claims_and_policies_behind_it_end_and_begin(name: str, rows: Any, message: str) -> None:
    rests_on: Json = {"attestations": ["ATT"], "statements": ["POL/S-1"]}
    before = record(finding("1", **rests_on), **{name: rows})
    now = record(finding("1", "partial"), as_of=LATER, **{name: rows})

    assert causes(compared(before, now)) == [("time", message)]


def test_each_of_several_endings_has_its_place_and_the_rest_is_counted() -> None:
    rows = [attestation(f"ATT-{n}", valid_until=f"2026-07-0{n}") for n in range(1, 6)]
    one = finding("1", attestations=[row["id"] for row in rows])

    found = compared(record(one, attestations=rows),
                     record(finding("1", "partial"), attestations=rows, as_of=LATER))  # fmt: skip

    assert causes(found) == [
        *(("time", f"ATT-{n} expired on 2026-07-0{n}") for n in range(1, 4)),
        ("time", "2 more ended or began"),
    ]
    assert ["place" in cause for cause in found["changes"][0]["causes"]] == [True] * 3 + [False]


def test_a_claim_that_it_does_not_rest_on_is_no_cause() -> None:
    rows = [attestation(valid_until="2026-07-31")]

    found = compared(record(GOOD, attestations=rows),
                     record(finding("1", "partial"), attestations=rows, as_of=LATER))  # fmt: skip

    assert causes(found) == [("time", "62 days passed")]


def test_a_requirement_that_came_into_force_is_told_by_its_day() -> None:
    waited = observation("OWN 1 is in force from 2026-07-01", "date")
    before = record(finding("1", "not_applicable", observations=[waited]), files=FILES)
    now = record(GAP, files=FILES, as_of=LATER)

    found = compared(before, now)

    assert [change["kind"] for change in found["changes"]] == ["applies_now"]
    assert causes(found) == [("time", "OWN 1 is in force from 2026-07-01")]


# -- decisions


@pytest.mark.parametrize(
    ("before", "now", "message"),
    [
        ([], [decision()], "decision DEC is new: risk acceptance until 2026-12-31"),
        ([decision()], [], "decision DEC is gone"),
        ([decision()], [decision(expires="2027-01-31", reason="Later still, alas."*2)],
         "decision DEC was changed: reason, expires is 2027-01-31, was 2026-12-31"),
        ([decision()], [decision(state="refused")], "decision DEC is refused, was in date"),
        ([decision(state="refused")], [decision()], "decision DEC is in date, was refused"),
    ],
)  # fmt: skip
def test_a_decision_on_it_is_named(before: list[Json], now: list[Json], message: str) -> None:
    open_, accepted = finding("1", "partial"), finding("1", "partial", accepted=True)

    found = compared(record(open_, decisions=before), record(accepted, decisions=now))

    assert causes(found) == [("decision", message)]


def test_a_decision_names_it_by_its_slug_too() -> None:
    one = finding(("own", "1(a)", "main"), "partial")
    made = record(one, requirements=[requirement(one, slug="1.a")])
    decided = [decision(requirements=["own:1.a"])]

    found = compared(made, made | {"findings": [one | {"open": False}], "decisions": decided})

    assert causes(found)[0][0] == "decision"


@pytest.mark.parametrize("other", [{"scopes": ["side"]}, {"requirements": ["own:2", "two:1"]}])
def test_a_decision_on_something_else_is_no_cause(other: Json) -> None:
    found = compared(record(GOOD), record(GAP, decisions=[decision(**other)]))

    assert causes(found) == [("unknown", "nothing that the two records hold differs")]


def test_that_a_decision_covers_nothing_any_more_is_an_effect_and_no_cause() -> None:
    before = record(finding("1", "partial", accepted=True), decisions=[decision()])
    now = record(GOOD, decisions=[decision(state="unused")], as_of=LATER)

    assert causes(compared(before, now)) == [("time", "62 days passed")]


# -- files and artefacts


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (FILES | {"a.yaml": "two"}, "a.yaml was changed"),
        ({name: text for name, text in FILES.items() if name != "a.yaml"}, "a.yaml is gone"),
    ],
)
def test_a_file_that_the_reasons_name_is_the_cause(files: dict[str, str], message: str) -> None:
    found = compared(record(GAP, files=FILES), record(GOOD, files=files))

    assert causes(found) == [("file", message)]
    assert found["one_difference"] is True


def test_a_new_file_with_the_claim_is_the_cause_with_its_place() -> None:
    claim = attestation(place={"file": "new.yaml", "line": 7, "column": 5})
    now = record(finding("1", attestations=["ATT"]), attestations=[claim],
                 files=FILES | {"new.yaml": "one"})  # fmt: skip

    found = compared(record(GAP, files=FILES), now)

    assert causes(found) == [("file", "new.yaml is new")]
    assert found["changes"][0]["causes"][0]["place"] == claim["place"]


def test_policies_and_artefacts_lead_to_their_files() -> None:
    rows = {"policies": [policy()], "evidence": [artefact("evidence/x.txt")]}
    one = finding("1", statements=["POL/S-1"], evidence=["E1"])
    files = {"pol.yaml": "one", "att.yaml": "one"}

    found = compared(
        record(one, files=files, **rows), record(GAP, files={"pol.yaml": "two", "att.yaml": "two"})
    )

    assert causes(found) == [("file", "att.yaml was changed"), ("file", "pol.yaml was changed")]


def test_many_files_are_counted() -> None:
    names = [f"f{number}.yaml" for number in range(8)]
    rows = [observation("bad", file=name) for name in names]
    gap = finding("1", "partial", observations=rows)

    found = compared(record(GOOD, files=dict.fromkeys(names, "one")),
                     record(gap, files=dict.fromkeys(names, "two")))  # fmt: skip

    assert [kind for kind, _ in causes(found)] == ["file"] * 6
    assert causes(found)[-1] == ("file", "3 more of its files differ")


def test_files_that_it_does_not_name_are_told_where_nothing_else_is() -> None:
    names = {f"f{number}.yaml": "two" for number in range(5)}

    found = compared(record(GAP, files=FILES), record(GOOD, files=FILES | names))

    said = "files that it does not name differ: f0.yaml, f1.yaml, f2.yaml and 2 more"
    assert causes(found) == [("other_files", said)]


def test_an_artefact_that_is_gone_is_the_cause_and_not_the_time() -> None:
    one: Json = {"attestations": ["ATT"], "evidence": ["E1"]}
    missing = observation("evidence/x.txt is missing", "evidence", "att.yaml")
    before = record(finding("1", **one), files=FILES, evidence=[artefact("evidence/x.txt")])
    now = record(finding("1", "partial", observations=[missing], **one), files=FILES, as_of=LATER,
                 evidence=[artefact("evidence/x.txt", "missing")])  # fmt: skip

    found = compared(before, now)

    assert causes(found) == [
        ("evidence", "evidence/x.txt is missing, was matched"), ("time", "62 days passed"),
    ]  # fmt: skip
    assert found["one_difference"] is False
    assert "evidence found otherwise: evidence/x.txt" in found["notes"]


def test_an_artefact_that_only_one_of_the_two_names_was_not_found_otherwise() -> None:
    before = record(finding("1", evidence=["E1"]), evidence=[artefact("evidence/x.txt")])
    now = record(finding("1", "partial", evidence=["E1"]), evidence=[artefact("evidence/y.txt")])

    assert causes(compared(before, now))[0][0] == "unknown"


# -- what is asked, of whom, and by which tool


def revised(made: Json, **other: Any) -> Json:
    row = framework("own", made["findings"], digest=f"sha256:{digest('other')}") | other
    return made | {"frameworks": [row]}


def test_a_framework_of_another_digest_was_revised() -> None:
    found = compared(record(GOOD), revised(record(GAP)))

    assert causes(found) == [("framework", "own 1: its requirements were revised")]
    assert found["notes"][-1] == "own 1: its requirements were revised"


def test_a_framework_that_grew_says_by_how_much() -> None:
    found = compared(record(GOOD), revised(record(GAP), written=9))

    assert causes(found)[0][1].endswith("revised; 3 of its requirements were written, now 9")


def test_another_version_is_named() -> None:
    found = compared(record(GOOD), revised(record(GAP), version="2"))

    assert causes(found) == [("framework", "own: version 2, was 1")]


def test_a_requirement_that_asks_otherwise_says_what() -> None:
    now = revised(record(GAP, requirements=[requirement(GAP, max_age="6 months", accepts=["x"])]))

    found = compared(record(GOOD), now)

    assert causes(found) == [
        ("requirement", "the requirement was changed: accepts, max age is 6 months, was 12 months"),
        ("framework", "own 1: its requirements were revised"),
    ]


def test_evidence_that_a_revised_framework_finds_too_old_did_not_age() -> None:
    old = observation("evidence/x.txt is older than 6 months", "evidence")
    now = record(finding("1", "partial", observations=[old]), files=FILES, as_of=LATER)

    found = compared(record(GOOD, files=FILES), revised(now))

    assert [kind for kind, _ in causes(found)] == ["framework", "time"]
    assert causes(found)[-1] == ("time", "62 days passed")


def test_another_version_of_the_tool_is_a_cause() -> None:
    found = compared(record(GOOD), record(GAP, tool={"name": "checker", "version": "1.1"}))

    assert causes(found) == [("tool", "made by checker 1.1, was by 1.0")]
    assert found["version"] == "1.0"


def test_the_profile_is_a_cause_of_what_applies_alone() -> None:
    def of(employees: int, **row: Any) -> Json:
        organization = {"id": "org", "profile": {"employees": employees}}
        return record(finding("0", **row), finding("1", **row), organization=organization)

    before, now = of(12, status="not_applicable"), of(430)
    now["findings"][1] = finding("1", "partial")
    both = record(finding("0"), GOOD, organization=before["organization"])

    said = ("profile", "profile: employees is 430, was 12")
    assert [causes(compared(before, now), at) for at in (0, 1)] == [[said], [said]]
    assert causes(compared(both, now))[0][0] == "unknown"


def test_a_fact_that_is_stated_now_was_not_before() -> None:
    def of(**profile: Any) -> Json:
        return record(GOOD, organization={"id": "org", "profile": profile})

    notes = compared(of(roles=["x"] * 40), of(stores=True))["notes"]

    assert "profile: stores is true, was not stated" in notes
    long = next(note for note in notes if "roles" in note)
    assert long.startswith('profile: roles is not stated, was ["x", "x"')
    assert len(long) < 140


def test_a_scope_with_other_frameworks_is_a_cause_of_its_findings_alone() -> None:
    main, side = ("own", "1", "main"), ("own", "1", "side")
    before = record(finding(main), finding(side))
    now = record(finding(main, "partial"), finding(side, "partial"))
    now["scopes"][0] = now["scopes"][0] | {"frameworks": ["own", "two"]}

    found = compared(before, now)

    of_scope = {c["scope"]: [x["kind"] for x in c["causes"]] for c in found["changes"]}
    assert of_scope == {"main": ["scope"], "side": ["unknown"]}
    assert "scope main: for own, two, was for own" in found["notes"]


def test_several_differences_are_all_named_and_none_is_certain() -> None:
    before = record(GAP, files=FILES)
    tool = {"name": "checker", "version": "1.1"}
    now = revised(
        record(
            GOOD, files=FILES | {"a.yaml": "two"}, as_of=LATER, decisions=[decision()], tool=tool
        )
    )

    found = compared(before, now)

    kinds = [kind for kind, _ in causes(found)]
    assert kinds == ["decision", "file", "framework", "tool", "time"]
    assert found["one_difference"] is False


@pytest.mark.parametrize("also", ["day", "tool", "file", "artefact", "framework"])
def test_of_two_differences_neither_is_the_only_one(also: str) -> None:
    """The sole difference of a pair is the day, or where the day is asked about, the tool."""
    before = record(GOOD, files=FILES, evidence=[artefact("evidence/x.txt")])
    tool: Json = {"tool": {"name": "checker", "version": "1.1"}}
    first: Json = tool if also == "day" else {"as_of": LATER}
    second: Json = {
        "day": {"as_of": LATER},
        "tool": tool,
        "file": {"inputs": []},
        "artefact": {"evidence": [artefact("evidence/x.txt", "missing")]},
        "framework": {"frameworks": revised(before)["frameworks"]},
    }[also]

    alone, other, both = (
        compared(before, before | some)["one_difference"]
        for some in (first, second, first | second)
    )

    assert alone is True
    assert both is False
    assert other is (also != "file")  # that record has three files, and the other none


def test_where_nothing_differs_the_cause_is_unknown_and_said_to_be() -> None:
    found = compared(record(GOOD, files=FILES), record(GAP, files=FILES))

    assert causes(found) == [("unknown", "nothing that the two records hold differs")]
    assert found["one_difference"] is False
