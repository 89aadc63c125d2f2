"""What the record holds for the annexes of a report: registers, vendors, activities, the scope."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from checker import catalog as catalogs
from checker.assess import assess
from checker.documents import kinds
from checker.result import Gate, record
from checker.workspace import load
from tests.support import (
    SYSTEMS_TWELVE,
    TODAY,
    attestation,
    catalog,
    evidence,
    loaded,
    number,
    organization,
    requirement,
    systems,
)

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent
MERIDIAN = ROOT / "policies" / "meridian"
SCHEMA = json.loads((ROOT / "checker" / "render" / "result.v1.schema.json").read_bytes())


def made(folder: Path, *documents: Json, **more: Any) -> Json:
    """The record of these documents, which follows the schema."""
    using = more.pop("using", None) or catalog()
    found = loaded(folder, *documents, using=using, **more)
    assert not found.problems, "\n".join(map(str, found.problems))
    assert found.workspace is not None
    result = record(found, assess(found.workspace, using, TODAY), TODAY, Gate("medium"))
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    return result


def vendor(id_: str = "host", **changes: Any) -> Json:
    return {
        "id": id_, "name": id_.title(), "business_associate": True, "processor": False,
        "service_provider": "unknown",
    } | changes  # fmt: skip


def vendors(*records: Json, **changes: Any) -> Json:
    return systems(kind="vendors", id="VEN", records=list(records)) | changes


def agreement(id_: str = "C-1", **changes: Any) -> Json:
    return {
        "id": id_, "vendor": "host", "type": "business_associate_agreement",
        "signed_on": "2025-12-01", "in_force": {"from": "2026-01-01"},
    } | changes  # fmt: skip


def agreements(*records: Json) -> Json:
    return systems(kind="agreements", id="AGR", records=list(records))


def activities(*records: Json) -> Json:
    return systems(kind="processing_activities", id="ROPA", records=list(records))


def runs(**changes: Any) -> Json:
    """A claim that the host runs a control for us."""
    return number(14, status="inherited") | {"from": "host"} | changes


# -- registers


def test_registers_say_how_their_review_stands_and_how_much_they_hold(tmp_path: Path) -> None:
    result = made(
        tmp_path,
        systems("web", "till", id="A", title="Ours"),
        systems("old", id="B", reviewed_on="2025-11-20"),
        systems(id="C", reviewed_on="2025-11-21"),
        vendors(reviewed_on="2026-11-22", kept_by="bob"),
    )

    rows = {row["id"]: row for row in result["registers"]}
    assert list(rows) == ["A", "B", "C", "VEN"]
    assert {id_: row["records"] for id_, row in rows.items()} == {"A": 2, "B": 1, "C": 0, "VEN": 0}
    assert [id_ for id_, row in rows.items() if row["overdue"]] == ["B"]
    assert [id_ for id_, row in rows.items() if row["not_yet"]] == ["VEN"]
    assert (rows["A"]["title"], rows["B"]["title"]) == ("Ours", "")
    assert (rows["A"]["kept_by"], rows["VEN"]["kept_by"]) == ("ann", "bob")
    assert rows["B"]["review_due"] == "2026-11-20"


def test_a_register_kept_as_a_table_counts_its_rows(tmp_path: Path) -> None:
    data = b"id,title,data\nweb,Web shop,pan\ntill,Till,pan\n"
    source = {"path": "s.csv", "sha256": hashlib.sha256(data).hexdigest()}
    header = {name: value for name, value in systems().items() if name != "records"}

    result = made(tmp_path, header | {"source": source}, files={"s.csv": data})

    assert [row["records"] for row in result["registers"]] == [2]
    assert result["scopes"][0]["systems"] == 2


def test_what_befell_people_is_not_copied(tmp_path: Path) -> None:
    incident = {
        "id": "INC", "title": "Lost drive of PATIENT-4711", "occurred_on": "2026-10-01",
        "aware_at": "2026-10-02T09:00Z", "personal_data": True, "phi": False, "account_data": False,
    }  # fmt: skip
    schema = kinds.schema("incidents")["$defs"]["record"]
    known = {name: value for name, value in incident.items() if name in schema["properties"]}
    for name in schema["required"]:
        if name not in known:
            known[name] = schema["properties"][name].get("enum", [True])[0]

    result = made(tmp_path, systems(kind="incidents", id="INC-REG", records=[known]))

    assert "PATIENT-4711" in (tmp_path / "01-incidents.yaml").read_text(encoding="utf-8")
    assert "PATIENT-4711" not in json.dumps(result)
    assert [(row["kind"], row["records"]) for row in result["registers"]] == [("incidents", 1)]


# -- vendors


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "in_force"),
        ({"in_force": {"from": "2026-01-01", "until": "2026-11-21"}}, "in_force"),
        ({"in_force": {"from": "2026-01-01", "until": "2026-11-20"}}, "ended"),
        ({"in_force": {"from": "2026-11-21"}}, "in_force"),
        ({"in_force": {"from": "2026-11-22"}}, "not_yet"),
        ({"signed_on": "2026-11-22"}, "not_yet"),
    ],
)
def test_an_agreement_stands_as_it_does_on_the_day(
    tmp_path: Path, changes: Json, state: str
) -> None:
    result = made(tmp_path, vendors(vendor()), agreements(agreement(**changes)))

    (found,) = result["vendors"][0]["agreements"]
    assert found["state"] == state
    assert found["until"] == changes.get("in_force", {}).get("until", "")


def test_an_agreement_stands_with_its_vendor_alone(tmp_path: Path) -> None:
    result = made(
        tmp_path,
        vendors(vendor("host"), vendor("other")),
        agreements(agreement("C-1"), agreement("C-2", vendor="other"), agreement("C-3")),
    )

    found = {row["id"]: [one["id"] for one in row["agreements"]] for row in result["vendors"]}
    assert found == {"host": ["C-1", "C-3"], "other": ["C-2"]}


@pytest.mark.parametrize(
    ("file", "state"),
    [
        ({}, "none"),
        ({"path": "evidence/result.txt", "sha256": evidence()["sha256"]}, "matched"),
        ({"path": "evidence/result.txt", "sha256": "0" * 64}, "altered"),
        ({"path": "evidence/result.txt"}, "not_pinned"),
        ({"path": "evidence/gone.txt"}, "missing"),
    ],
)
def test_an_attestation_of_a_vendor_says_what_became_of_its_file(
    tmp_path: Path, file: Json, state: str
) -> None:
    stated = {"framework": "own", "kind": "certificate", "in_force": {"from": "2026-01-01"}} | file

    result = made(tmp_path, vendors(vendor(attestations=[stated])))

    assert [one["file_state"] for one in result["vendors"][0]["attestations"]] == [state]


@pytest.mark.parametrize(
    ("in_force", "state"),
    [
        ({"from": "2026-01-01", "until": "2026-11-21"}, "in_force"),
        ({"from": "2026-01-01", "until": "2026-11-20"}, "ended"),
        ({"from": "2026-11-22"}, "not_yet"),
    ],
)
def test_an_attestation_of_a_vendor_stands_as_it_does_on_the_day(
    tmp_path: Path, in_force: Json, state: str
) -> None:
    stated = {"framework": "own", "kind": "certificate", "in_force": in_force}

    result = made(tmp_path, vendors(vendor(attestations=[stated])))

    assert [one["state"] for one in result["vendors"][0]["attestations"]] == [state]


def test_what_a_register_leaves_out_is_left_out_and_what_is_empty_is_empty(tmp_path: Path) -> None:
    result = made(
        tmp_path,
        vendors(vendor()),
        activities({"id": "PA", "title": "Care", "role": "unknown", "transfers": [], "note": "n"}),
    )

    assert set(result["vendors"][0]) == {
        "register", "id", "scopes", "name", "business_associate", "processor", "service_provider",
        "agreements", "attestations", "findings", "place",
    }  # fmt: skip
    assert result["vendors"][0]["service_provider"] == "unknown"
    (activity,) = result["processing_activities"]
    assert set(activity) == {
        "register", "id", "scopes", "title", "role", "transfers", "findings", "place",
    }  # fmt: skip
    assert activity["transfers"] == []


AGREED: Json = {
    "for_each": "register.vendors",
    "where": {"business_associate": {"enum": [True, "unknown"]}},
    "requires": {
        "required": ["agreements"],
        "properties": {
            "agreements": {"contains": {"properties": {"form": {"const": "electronic"}}}}
        },
    },
    "asks_for": ["implemented"],
    "evidence": {},
}


def test_a_finding_concerns_the_vendor_in_whose_record_its_reason_stands(tmp_path: Path) -> None:
    good, bad = agreement(form="electronic"), agreement("C-2", vendor="late", form="oral")

    result = made(
        tmp_path,
        vendors(vendor("host"), vendor("late"), vendor("bare")),
        agreements(good, bad),
        using=catalog(requirement(**AGREED)),
    )

    found = {row["id"]: row["findings"] for row in result["vendors"]}
    key = {"framework": "own", "requirement": "1", "scope": "main"}
    assert found == {"host": [], "late": [key], "bare": [key]}


def test_a_finding_concerns_the_vendor_who_no_longer_vouches(tmp_path: Path) -> None:
    ended = {"from": "2025-01-01", "until": "2026-10-31"}
    stated = {"framework": "own", "kind": "certificate", "in_force": ended}
    claim = attestation({"area.whole": runs()})

    result = made(tmp_path, vendors(vendor(attestations=[stated]), vendor("other")), claim)

    assert [len(row["findings"]) for row in result["vendors"]] == [1, 0]


def test_a_finding_concerns_the_activity_it_is_about(tmp_path: Path) -> None:
    asked = requirement(
        for_each="register.processing_activities",
        where={"role": {"enum": ["controller", "unknown"]}},
        requires={"required": ["erasure"]},
        asks_for=["implemented"],
        evidence={},
    )
    whole = {"id": "PA-1", "title": "Care", "role": "controller", "erasure": "Ten years."}

    result = made(
        tmp_path,
        activities(whole, {"id": "PA-2", "title": "Camera", "role": "controller"}),
        using=catalog(asked),
    )

    assert [len(row["findings"]) for row in result["processing_activities"]] == [0, 1]


# -- inherited


def whole(result: Json) -> list[tuple[str, bool]]:
    return [(row["attestation"], row["whole"]) for row in result["inherited"]]


def test_a_control_that_one_vendor_alone_answers_for_is_whole(tmp_path: Path) -> None:
    claim = attestation({"area.whole": runs()})

    result = made(tmp_path, vendors(vendor()), claim)

    (row,) = result["inherited"]
    assert row["whole"] is True
    assert (row["control"], row["vendor"], row["scope"]) == ("area.whole", "host", "main")
    assert (row["for"], row["covers"], row["state"]) == ("", [], "in_date")
    place = row["place"]
    line = (tmp_path / place["file"]).read_text(encoding="utf-8").split("\n")[place["line"] - 1]
    assert line[place["column"] - 1 :].startswith('"host"')


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param([runs(covers=["web"]), number(14, covers=["till"])], id="ours beside"),
        pytest.param([runs(covers=["web"])], id="a system that nobody covers"),
        pytest.param([runs(covers="all") | {"for": "staff"}], id="some people only"),
        pytest.param(
            [runs(covers="all"), number(14, covers="all") | {"for": "staff"}], id="ours for some"
        ),
        pytest.param(
            [runs(covers=["web"]), runs(covers=["till"]) | {"from": "other"}], id="two vendors"
        ),
    ],
)
def test_a_control_of_which_something_is_left_to_others_is_not_whole(
    tmp_path: Path, claims: list[Json]
) -> None:
    asked = catalog(requirement(requires=SYSTEMS_TWELVE))

    result = made(
        tmp_path,
        vendors(vendor(), vendor("other")),
        systems("web", "till"),
        attestation({"area.systems": claims}),
        using=asked,
    )

    assert {row["vendor"] for row in result["inherited"]} >= {"host"}
    assert not any(row["whole"] for row in result["inherited"])


def test_two_claims_of_one_vendor_make_a_whole(tmp_path: Path) -> None:
    claims = [runs(covers=["web"]), runs(covers=["till"])]

    result = made(
        tmp_path,
        vendors(vendor()),
        systems("web", "till"),
        attestation({"area.systems": claims}),
    )

    assert whole(result) == [("ATT", True), ("ATT", True)]
    assert [row["covers"] for row in result["inherited"]] == [["web"], ["till"]]


def test_a_claim_on_records_there_are_none_of_is_no_inheritance(tmp_path: Path) -> None:
    claim = attestation({"area.systems": runs(covers="all")})

    assert made(tmp_path, vendors(vendor()), systems(), claim)["inherited"] == []


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([attestation({"area.whole": runs()}, valid_until="2026-11-20")], [("ATT", "expired")]),
        ([attestation({"area.whole": runs()}, valid_until="2026-11-21")], [("ATT", "in_date")]),
        ([attestation({"area.whole": runs()}, attested_on="2026-11-22")], []),
        ([attestation({"area.whole": runs(status="planned")})], []),
        (
            [
                attestation({"area.whole": runs()}),
                attestation({"area.whole": number(14)}, id="NEW", attested_on="2026-10-30"),
            ],
            [],
        ),
    ],
    ids=["expired", "last day", "dated later", "planned", "answered anew by us"],
)
def test_only_claims_that_speak_on_the_day_are_inherited(
    tmp_path: Path, documents: list[Json], expected: list[tuple[str, str]]
) -> None:
    result = made(tmp_path, vendors(vendor()), *documents)

    assert [(row["attestation"], row["state"]) for row in result["inherited"]] == expected


def test_a_claim_for_two_scopes_is_inherited_in_both(tmp_path: Path) -> None:
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]
    ours = attestation({"area.whole": number(14)}, id="OURS", scopes=["side"])

    result = made(
        tmp_path,
        organization(scopes=scopes),
        vendors(vendor()),
        attestation({"area.whole": runs()}, scopes="all"),
        ours,
    )

    # In `side` a claim that names the scope outranks the one for all.
    assert [(row["scope"], row["whole"]) for row in result["inherited"]] == [("main", True)]


# -- what began


def done(*days: str, since: str = "", **changes: Any) -> Json:
    interval: Json = {"performed_on": list(days)}
    if since:
        interval["since"] = {"date": since, "reason": "It went live."}
    return {"parameters": {"interval": interval}} | changes


@pytest.mark.parametrize(
    ("claim", "since"),
    [
        (done("2026-08-01", since="2026-06-01"), ["2026-06-01"]),
        (done("2026-08-01", since="2025-11-22"), ["2025-11-22"]),
        (done("2026-08-01", since="2025-11-21"), []),
        (done("2026-08-01"), []),
        (done("2026-05-01", "2026-08-01", since="2026-06-01"), []),
        (done("2025-08-01", since="2025-07-01"), []),
    ],
    ids=["new", "a day less than a year", "a year", "not stated", "refuted", "nothing since"],
)
def test_what_began_within_twelve_months_is_said(
    tmp_path: Path, claim: Json, since: list[str]
) -> None:
    result = made(tmp_path, attestation({"area.whole": claim}))

    assert [row["since"] for row in result["began"]] == since


def test_what_began_says_why_and_where(tmp_path: Path) -> None:
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]
    claim = done("2026-08-01", since="2026-06-01") | {"for": "staff"}

    result = made(
        tmp_path,
        organization(scopes=scopes),
        attestation({"area.whole": claim}, scopes="all"),
    )

    (row,) = result["began"]
    place = row.pop("place")
    assert row == {
        "control": "area.whole", "parameter": "interval", "for": "staff", "since": "2026-06-01",
        "reason": "It went live.", "scopes": ["main", "side"], "attestation": "ATT",
    }  # fmt: skip
    lines = (tmp_path / place["file"]).read_text(encoding="utf-8").split("\n")
    assert '"since"' in lines[place["line"] - 1]


def test_an_earlier_claim_refutes_a_later_beginning(tmp_path: Path) -> None:
    first = attestation(
        {"area.whole": done("2026-01-10")}, id="OLD", attested_on="2026-01-31",
        valid_until="2026-06-30",
    )  # fmt: skip
    second = attestation({"area.whole": done("2026-08-01", since="2026-07-01")})

    assert made(tmp_path, first, second)["began"] == []


def test_of_several_beginnings_the_one_that_counts_is_said(tmp_path: Path) -> None:
    first = attestation(
        {"area.whole": done("2026-06-10", since="2026-05-01")}, id="OLD", attested_on="2026-06-30",
    )  # fmt: skip
    second = attestation({"area.whole": done("2026-08-01", since="2026-06-01")})

    result = made(tmp_path, first, second)

    assert [(row["attestation"], row["since"]) for row in result["began"]] == [
        ("OLD", "2026-05-01")
    ]


def test_what_a_claim_of_tomorrow_says_has_not_begun(tmp_path: Path) -> None:
    claim = done("2026-08-01", since="2026-06-01")

    result = made(tmp_path, attestation({"area.whole": claim}, attested_on="2026-11-22"))

    assert result["began"] == []


# -- the scope


def test_a_scope_says_what_is_in_and_what_was_left_out(tmp_path: Path) -> None:
    left_out = {"what": "The canteen", "reason": "It has no data."}
    scopes = [
        {"id": "main", "title": "Main", "frameworks": ["own"], "profile": {"wireless": False},
         "excluded": [left_out]},
        {"id": "side", "title": "Side", "frameworks": ["own"]},
    ]  # fmt: skip
    register = systems("web", "till")
    register["records"][0]["scopes"] = ["main"]

    result = made(tmp_path, organization(scopes=scopes), register)

    main, side = result["scopes"]
    (excluded,) = main["excluded"]
    place = excluded.pop("place")
    assert excluded == left_out
    lines = (tmp_path / place["file"]).read_text(encoding="utf-8").split("\n")
    assert "The canteen" in "".join(lines[place["line"] - 1 : place["line"] + 2])
    assert (main["profile"], side["profile"]) == ({"wireless": False}, {})
    assert (main["systems"], side["systems"]) == (2, 1)
    assert side["excluded"] == []


def test_without_a_register_nothing_is_counted(tmp_path: Path) -> None:
    result = made(tmp_path)

    assert result["scopes"][0]["systems"] is None
    assert result["registers"] == result["vendors"] == result["processing_activities"] == []


def test_a_run_that_assessed_nothing_copies_no_row(tmp_path: Path) -> None:
    found = loaded(tmp_path, vendors(vendor()), {"kind": "policy"})

    result = record(found, None, TODAY, Gate("medium"))

    assert result["vendors"] == result["registers"] == result["inherited"] == []


def test_people_have_the_address_that_is_stated(tmp_path: Path) -> None:
    people = deepcopy(organization()["people"])
    people[0]["email"] = "ann@org.example"

    result = made(tmp_path, organization(people=people))

    assert [row["email"] for row in result["organization"]["people"]] == ["ann@org.example", ""]


# -- the schema


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("processing_activity", "processing_activities"),
        ("vendor", "vendors"),
        ("agreement", "agreements"),
    ],
)
def test_the_record_knows_every_word_of_a_register(name: str, kind: str) -> None:
    written = kinds.schema(kind)["$defs"]["record"]["properties"]
    shown = SCHEMA["$defs"][name]["properties"]

    for field in set(shown) & set(written):
        for path in (("enum",), ("items", "enum"), ("items", "properties", "safeguard", "enum")):
            assert _at(shown[field], path) == _at(written[field], path), field
    missing = set(written) - set(shown) - {"note", "groups", "evidence", "vendor", "in_force"}
    assert missing == set()


def _at(schema: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        schema = schema.get(name, {}) if isinstance(schema, dict) else {}
    return schema or None


def test_the_record_knows_every_sort_of_attestation() -> None:
    written = kinds.schema("vendors")["$defs"]["record"]["properties"]["attestations"]["items"]

    assert (
        SCHEMA["$defs"]["assurance"]["properties"]["kind"]["enum"]
        == (written["properties"]["kind"]["enum"])
    )


# -- the example


@cache
def meridian() -> Json:
    chosen = catalogs.load()
    found = load(MERIDIAN, chosen)
    assert found.workspace is not None
    return record(found, assess(found.workspace, chosen, TODAY), TODAY, Gate("medium"))


def documents(kind: str) -> list[Json]:
    """The documents of a kind of the example, read by another parser."""
    found = [
        document
        for path in sorted(MERIDIAN.rglob("*.yaml"))
        if "evidence" not in path.parts
        for document in yaml.load_all(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    ]
    return [document for document in found if document["kind"] == kind]


def rows(kind: str) -> list[Json]:
    return [row for document in documents(kind) for row in document["records"]]


def plain(value: Any) -> Any:
    """A value as a parser has it that knows text alone."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_example_has_every_register_document_with_its_count() -> None:
    counted = {}
    for kind in kinds.registers():
        for document in documents(kind):
            if "source" in document:
                lines = (MERIDIAN / document["source"]["path"]).read_text(encoding="utf-8")
                counted[document["id"]] = len(lines.splitlines()) - 1
            else:
                counted[document["id"]] = len(document["records"])

    found = {row["id"]: row["records"] for row in meridian()["registers"]}

    assert len(found) >= 10
    assert found == counted


def test_the_example_has_every_activity_as_it_is_written() -> None:
    written = {row["id"]: row for row in rows("processing_activities")}
    held = {row["id"]: row for row in meridian()["processing_activities"]}

    assert len(held) == len(written) == 25
    for id_, row in written.items():
        facts = {n: v for n, v in row.items() if n not in {"evidence", "note", "groups", "scopes"}}
        assert plain({name: held[id_][name] for name in facts}) == facts
        added = set(held[id_]) - set(facts)
        assert added == {"register", "scopes", "findings", "place"}


def test_the_example_has_every_vendor_and_agreement_as_it_is_written() -> None:
    written = {row["id"]: row for row in rows("vendors")}
    held = {row["id"]: row for row in meridian()["vendors"]}
    of = Counter(row["vendor"] for row in rows("agreements"))

    assert len(held) == len(written) > 20
    for id_, row in written.items():
        facts = {n: v for n, v in row.items()
                 if n not in {"evidence", "note", "groups", "scopes", "attestations"}}  # fmt: skip
        assert plain({name: held[id_][name] for name in facts}) == facts
        assert len(held[id_]["attestations"]) == len(row.get("attestations", []))
        assert len(held[id_]["agreements"]) == of[id_]
    agreed = {one["id"]: one for row in held.values() for one in row["agreements"]}
    for row in rows("agreements"):
        found = agreed.pop(row["id"])
        assert (found["from"], found["until"]) == (
            row["in_force"]["from"], row["in_force"].get("until", ""),
        )  # fmt: skip
        assert plain(found["terms"]) == row["terms"] if "terms" in row else "terms" not in found
    assert agreed == {}


@pytest.mark.parametrize("name", ["processing_activities", "vendors"])
def test_a_row_of_the_example_stands_where_it_says(name: str) -> None:
    checked = 0
    for row in meridian()[name]:
        for one in (row, *row.get("agreements", ())):
            place = one["place"]
            lines = (MERIDIAN / place["file"]).read_text(encoding="utf-8").split("\n")
            text = lines[place["line"] - 1][place["column"] - 1 :].lstrip("{")
            assert text.startswith(f"id: {one['id']}")
            checked += 1

    assert checked >= 25


def test_the_example_names_what_its_vendor_runs() -> None:
    claimed = [
        (control, claim["from"], document["id"])
        for document in documents("attestation")
        for control, found in document["controls"].items()
        for claim in (found if isinstance(found, list) else [found])
        if claim["status"] == "inherited"
    ]

    found = [(r["control"], r["vendor"], r["attestation"]) for r in meridian()["inherited"]]

    assert found == claimed
    assert [row["whole"] for row in meridian()["inherited"]] == [False]


def test_the_example_says_what_was_left_out() -> None:
    (organization,) = documents("organization")
    written = {
        scope["id"]: [(one["what"], one["reason"]) for one in scope.get("excluded", [])]
        for scope in organization["scopes"]
    }

    found = {
        row["id"]: [(one["what"], one["reason"]) for one in row["excluded"]]
        for row in meridian()["scopes"]
    }

    assert found == written
    assert sum(map(len, found.values())) == 3
