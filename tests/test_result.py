"""The record: valid, complete or not, sums that add up, and the same bytes for the same files."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker import catalog as catalogs
from checker.assess import Selection, assess
from checker.errors import CheckerError
from checker.excerpts import LONGEST, excerpts
from checker.model import Place
from checker.render import FORMATS, render
from checker.result import Gate, record
from checker.workspace import load
from tests.support import (
    TODAY,
    attestation,
    catalog,
    decision,
    evidence,
    loaded,
    number,
    organization,
    policy,
    requirement,
    systems,
    write,
)

Json = dict[str, Any]
TEXTS = [name for name, made_ in FORMATS.items() if not made_.is_binary]
ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "checker" / "render" / "result.v1.schema.json"
WORKSPACES = {
    "meridian": ROOT / "policies" / "meridian",
    "datica": ROOT / "tests" / "workspaces" / "datica",
    "small": ROOT / "tests" / "workspaces" / "small",
}
STATUSES = ["satisfied", "satisfied_by_alternative", "partial", "not_satisfied", "not_attested",
            "not_applicable"]  # fmt: skip


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes()))


@cache
def made(name: str) -> Json:
    """The record of one of the workspaces that come with the project."""
    chosen = catalogs.load()
    found = load(WORKSPACES[name], chosen)
    assert found.workspace is not None
    assert not found.problems
    return record(found, assess(found.workspace, chosen, TODAY), TODAY, Gate("medium"))


def of(folder: Path, *documents: Json, keep_going: bool = False, **more: Any) -> Json:
    """The record of these documents under the catalogue of the tests."""
    using = more.pop("using", None) or catalog()
    found = loaded(folder, *documents, using=using, **more)
    may_judge = found.workspace is not None and (keep_going or not found.problems)
    assessment = assess(found.workspace, using, TODAY) if may_judge and found.workspace else None
    return record(found, assessment, TODAY, Gate("medium"))


MIXED = [
    policy(number(14)),
    attestation({"area.whole": number(11, evidence=[evidence()]),
                 "area.systems": [number(12, covers=["web"], evidence=[evidence()])]}),
    systems("web", "shop"),
    decision("risk_acceptance"),
]  # fmt: skip
WRONG = policy(number(12), id="P2", ownr="ann")


# -- the schema


@pytest.mark.parametrize("name", WORKSPACES)
def test_a_complete_record_is_what_the_schema_says(name: str) -> None:
    result = made(name)

    validator().validate(result)
    assert result["complete"] is True
    assert result["errors"] == []


def test_an_incomplete_record_is_what_the_schema_says_and_holds_no_finding(
    tmp_path: Path,
) -> None:
    result = of(tmp_path, *MIXED, WRONG)

    validator().validate(result)
    assert (result["complete"], result["provisional"]) == (False, False)
    assert result["findings"] == result["frameworks"] == result["evidence"] == []
    assert [error["code"] for error in result["errors"]] == ["unknown-key"]
    assert result["gate"]["failed"] is False


def test_a_provisional_record_is_what_the_schema_says_and_is_not_complete(tmp_path: Path) -> None:
    result = of(tmp_path, *MIXED, WRONG, keep_going=True)

    validator().validate(result)
    assert (result["complete"], result["provisional"]) == (False, True)
    assert len(result["findings"]) == 1
    assert result["errors"]


def test_a_record_without_an_organisation_is_what_the_schema_says(tmp_path: Path) -> None:
    found = load(tmp_path, catalog())

    result = record(found, None, TODAY, Gate("medium"))

    validator().validate(result)
    assert result["organization"] is None


def test_the_schema_is_closed_and_asks_for_the_stable_core() -> None:
    result = made("small")

    for key in ("schema", "as_of", "complete", "tool", "organization", "frameworks", "findings",
                "inputs", "errors", "ledger"):  # fmt: skip
        without = {name: value for name, value in result.items() if name != key}
        assert not validator().is_valid(without), key
    assert not validator().is_valid(result | {"compliant": True})


# -- sums


@pytest.mark.parametrize("name", WORKSPACES)
def test_counts_add_up_to_the_findings(name: str) -> None:
    result = made(name)

    counted = Counter((f["framework"], f["status"]) for f in result["findings"])
    for framework in result["frameworks"]:
        counts = dict(framework["counts"])
        total = counts.pop("total")
        assert list(counts) == STATUSES
        assert counts == {status: counted[framework["id"], status] for status in STATUSES}
        assert total == sum(counts.values())
    assert sum(f["counts"]["total"] for f in result["frameworks"]) == len(result["findings"])


@pytest.mark.parametrize("name", WORKSPACES)
def test_every_requirement_is_found_once_in_each_of_its_scopes(name: str) -> None:
    result = made(name)
    chosen = catalogs.load()

    expected = Counter(
        (framework, id_, scope["id"])
        for scope in result["scopes"]
        for framework in scope["frameworks"]
        for id_ in chosen.frameworks[framework].requirements
    )
    found = Counter((f["framework"], f["requirement"], f["scope"]) for f in result["findings"])

    assert found == expected


@pytest.mark.parametrize("name", WORKSPACES)
def test_the_ledger_adds_up_to_the_inputs(name: str) -> None:
    result = made(name)

    ledger = result["ledger"]
    assert ledger["found"] == ledger["read"] + ledger["refused"] + ledger["excluded"]
    assert ledger["read"] == len(result["inputs"])
    assert ledger["excluded"] == len(result["excluded"])


@pytest.mark.parametrize("name", WORKSPACES)
def test_the_gate_counts_open_gaps_at_its_severity_and_above(name: str) -> None:
    result = made(name)

    open_ = [finding for finding in result["findings"] if finding["open"]]
    above = [f for f in open_ if f["severity"] in {"medium", "high", "critical"}]
    assert result["gate"] == {
        "fail_on": "medium",
        "failed": bool(above),
        "open_gaps": len(open_),
        "gaps_at_or_above": len(above),
        "known_gaps": 0,
        "known_at_or_above": 0,
    }


def test_findings_that_do_not_add_up_are_never_written(tmp_path: Path) -> None:
    using = catalog(requirement("1"), requirement("2"))
    found = loaded(tmp_path, using=using)
    assert found.workspace is not None
    whole = assess(found.workspace, using, TODAY)
    object.__setattr__(whole, "findings", whole.findings[1:])

    with pytest.raises(CheckerError, match="2 expected, 1 found, 1 counted"):
        record(found, whole, TODAY, Gate("medium"))


def test_a_selection_counts_only_what_was_selected(tmp_path: Path) -> None:
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]
    found = loaded(tmp_path, organization(scopes=scopes))
    assert found.workspace is not None
    some = assess(found.workspace, catalog(), TODAY, Selection(scopes=("side",)))

    result = record(found, some, TODAY, Gate("medium"))

    assert [finding["scope"] for finding in result["findings"]] == ["side"]
    assert result["frameworks"][0]["counts"]["total"] == 1


# -- what annexes are made of


WORKSHEET = {
    "constraint": "It cannot.", "objective": "Nobody gets in.", "residual_risk": "Little.",
    "validation": "Tried.", "maintenance": "Watched.",
}  # fmt: skip
UNSTATED = {
    "measure": "", "targeted_risk_analysis": "", "legal_basis": "", "risk": "", "evidence": [],
}  # fmt: skip


def test_a_decision_keeps_all_that_its_type_states(tmp_path: Path) -> None:
    chosen = decision("compensating_control", controls=["area.second"], **WORKSHEET)

    (row,) = of(tmp_path, chosen)["decisions"]

    for name, value in (WORKSHEET | UNSTATED | {"controls": ["area.second"]}).items():
        assert row[name] == value, name


def test_every_field_of_a_decision_document_reaches_the_record() -> None:
    kind = json.loads((ROOT / "checker/documents/kinds/decision.json").read_bytes())

    rows = made("meridian")["decisions"]

    assert rows
    for row in rows:
        assert row.keys() == kind["properties"].keys() - {"kind"} | {"state", "place"}


def test_the_check_that_confirmed_a_decision_is_on_record(tmp_path: Path) -> None:
    checked = evidence(kind="inventory", performed_on="2026-09-15")
    del checked["result"]
    using = catalog(requirement(not_applicable_by="decision"))

    result = of(tmp_path, decision("not_applicable", evidence=[checked]), using=using)

    (item,) = result["decisions"][0]["evidence"]
    assert (item["kind"], item["date"], item["state"]) == ("inventory", "2026-09-15", "matched")
    assert item["sha256"] == checked["sha256"]
    assert result["findings"][0]["underlying"] == "not_attested"
    validator().validate(result)


def test_a_finding_relies_on_some_of_its_evidence_and_on_no_other() -> None:
    findings = made("meridian")["findings"]

    assert all(set(f["relied_on"]) <= set(f["evidence"]) for f in findings)
    assert any(set(f["relied_on"]) < set(f["evidence"]) for f in findings)
    for finding in findings:
        if finding["facets"]["evidenced"] == "holds" and finding["evidence"]:
            assert finding["relied_on"], finding["requirement"]


def test_every_item_of_a_protocol_is_a_requirement_pending_or_covered() -> None:
    result = made("meridian")
    frameworks = {row["id"]: row for row in result["frameworks"]}
    written = {r["id"] for r in result["requirements"] if r["framework"] == "hipaa"}

    protocol = frameworks["hipaa"]["protocol"]

    named = {id_ for item in protocol["items"] for id_ in item["ids"]}
    assert named <= written | set(frameworks["hipaa"]["pending"]) | set(protocol["covered"])
    assert [item["number"] for item in protocol["items"]] == list(range(1, 181))
    assert set(protocol["covered"]) <= named
    assert frameworks["gdpr"]["protocol"] is frameworks["pci_dss"]["protocol"] is None


# -- the environment of PCI DSS


PCI = catalogs.build(
    [],
    {
        "pci_dss": {
            "title": "Cards", "version": "1", "publisher": "Us", "source": "https://example.org/",
            "in_force_from": "2020-01-01", "labels": dict.fromkeys(STATUSES, "a label"),
            "sections": {}, "numbering": [], "requirements": [],
        }
    },
    {"pci_dss": "sha256:" + "0" * 64},
)  # fmt: skip
CARDS = organization(
    profile={"pci_roles": ["merchant"], "wireless": True},
    scopes=[
        {"id": "main", "title": "Main", "frameworks": ["pci_dss"], "profile": {"wireless": False}}
    ],
)
VENDORS = systems(
    kind="vendors",
    id="VEN",
    records=[
        {"id": id_, "name": id_.title(), "service": "Something", "business_associate": False,
         "processor": False, "service_provider": stated}
        for id_, stated in (("yes", True), ("no", False), ("maybe", "unknown"))
    ],
)  # fmt: skip


def test_the_environment_holds_facts_by_scope_and_what_is_not_stated(tmp_path: Path) -> None:
    (row,) = of(tmp_path, CARDS, using=PCI)["payment"]

    facts = {fact["name"]: fact for fact in row["facts"]}
    assert (row["scope"], row["assessed"]) == ("main", False)
    assert facts["pci_roles"]["value"] == ["merchant"]
    assert facts["wireless"]["value"] is False
    assert facts["segmentation"] == {"name": "segmentation", "value": None, "place": None}
    assert (row["sites"], row["systems"], row["service_providers"]) == (None, None, None)


def test_the_environment_holds_the_records_that_matter(tmp_path: Path) -> None:
    held = systems("a", "b", "c", "d")
    for record_, data in zip(
        held["records"], (["pan", "ephi"], ["none"], ["unknown"], ["ephi"]), strict=True
    ):
        record_["data"] = data
    elsewhere = {"id": "e", "title": "E", "data": ["pan"], "scopes": ["other"]}
    held["records"].append(elsewhere)
    scopes = [*CARDS["scopes"], {"id": "other", "title": "Other", "frameworks": ["pci_dss"]}]
    result = of(tmp_path, CARDS | {"scopes": scopes}, held, VENDORS, using=PCI)

    main, other = result["payment"]

    assert [(r["id"], r["note"]) for r in main["systems"]["records"]] == [
        ("a", "pan"),
        ("c", "unknown"),
    ]
    assert [r["id"] for r in other["systems"]["records"]] == ["a", "c", "e"]
    assert [(r["id"], r["note"]) for r in main["service_providers"]["records"]] == [
        ("yes", "Something"),
        ("maybe", "unknown; Something"),
    ]
    assert main["sites"] is None
    validator().validate(result)


def test_there_is_no_environment_where_pci_dss_is_not_assessed(tmp_path: Path) -> None:
    assert of(tmp_path, *MIXED)["payment"] == []


# -- places


def _places(value: Any) -> list[Json]:
    """Every place anywhere in a record."""
    if isinstance(value, dict):
        if value.keys() == {"file", "line", "column"}:
            return [value]
        return [place for child in value.values() for place in _places(child)]
    if isinstance(value, list):
        return [place for child in value for place in _places(child)]
    return []


@pytest.mark.parametrize("name", WORKSPACES)
def test_every_place_stands_inside_a_file_that_was_read(name: str) -> None:
    result = made(name)
    paths = {item["path"] for item in result["inputs"]}
    lines = {
        path: (WORKSPACES[name] / path).read_text(encoding="utf-8").split("\n") for path in paths
    }

    places = _places(result)

    assert places
    for place in places:
        assert place["file"] in paths, place
        assert 1 <= place["line"] <= len(lines[place["file"]]), place
        assert 1 <= place["column"] <= len(lines[place["file"]][place["line"] - 1]) + 1, place


@pytest.mark.parametrize("name", WORKSPACES)
def test_every_gap_has_a_reason_and_an_address(name: str) -> None:
    gaps = [finding for finding in made(name)["findings"] if finding["gap"]]

    assert gaps
    for finding in gaps:
        assert finding["observations"], finding["requirement"]
        assert all(o["message"] and o["place"]["file"] != "." for o in finding["observations"])


@pytest.mark.parametrize("name", WORKSPACES)
def test_every_finding_says_why(name: str) -> None:
    for finding in made(name)["findings"]:
        if finding["status"] == "not_applicable":
            assert finding["observations"], finding["requirement"]
        assert finding["label"]


@pytest.mark.parametrize("name", WORKSPACES)
@pytest.mark.parametrize("format_", TEXTS)
def test_no_output_holds_an_absolute_path(name: str, format_: str) -> None:
    text = render(format_, made(name)).decode()

    for part in (str(WORKSPACES[name]), str(ROOT), str(Path.home()) + "/", "/tmp/"):  # noqa: S108
        assert part not in text


def test_no_output_of_a_refused_workspace_holds_an_absolute_path(tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "link.yaml").symlink_to("/etc/passwd")
    write(tmp_path / "ws", WRONG, attestation({"area.whole": {"evidence": [evidence(path="/x")]}}))
    found = load(tmp_path / "ws", catalog())

    result = record(found, None, TODAY, Gate("medium"))

    assert {p.code for p in found.problems} >= {"symlink", "unknown-key", "outside-workspace"}
    for format_ in TEXTS:
        assert str(tmp_path) not in render(format_, result).decode()
        assert "root:" not in render(format_, result).decode()


# -- excerpts


def test_an_excerpt_is_the_line_that_a_place_names() -> None:
    lines = {"a.yaml": b"one: 1\r\n\ttwo: 2\nthree: 3"}
    places = [Place("a.yaml", 1, 1), Place("a.yaml", 2, 1), Place("a.yaml", 9, 1),
              Place("b.yaml", 1, 1)]  # fmt: skip

    assert excerpts(lines, places) == {"a.yaml": {"1": "one: 1", "2": " two: 2"}}


@pytest.mark.parametrize(
    "line",
    ["authentication.passwords: {minimum_length: 14}", "password_length: 14", "tokens of ours"],
)
def test_an_excerpt_shows_what_is_no_secret(line: str) -> None:
    assert excerpts({"a.yaml": line.encode()}, [Place("a.yaml", 1, 1)]) == {"a.yaml": {"1": line}}


@pytest.mark.parametrize(
    "line",
    [
        "api_token: ghp_1234567890",
        "  client-secret: 'ghp_1234567890'",
        "{db_passwd: ghp_1234567890, x: 1}",
        "privateKey = ghp_1234567890",
        '"apiKey": "ghp_1234567890"',
        "password: ghp_1234567890",
    ],
)
def test_an_excerpt_shows_no_secret(line: str) -> None:
    found = excerpts({"a.yaml": line.encode()}, [Place("a.yaml", 1, 1)])

    assert "ghp_" not in found["a.yaml"]["1"]


def test_an_excerpt_is_neutral_and_cut() -> None:
    line = "note: \u202e\x1b[31m" + "x" * 1000

    found = excerpts({"a.yaml": line.encode()}, [Place("a.yaml", 1, 1)])["a.yaml"]["1"]

    assert found.startswith("note: \\u{202E}\\u{1B}[31m")
    assert len(found) < LONGEST + 60


# -- what the record says of the workspace


def test_decisions_say_what_they_come_to(tmp_path: Path) -> None:
    documents = [
        decision("risk_acceptance", id="used"),
        decision("risk_acceptance", id="late", approved_on="2026-01-01", expires="2026-06-30"),
        decision("risk_acceptance", id="early", approved_on="2026-12-01"),
        decision("risk_acceptance", id="idle", requirements=["own:2"]),
    ]
    satisfied = requirement("2", applies_when={"handles_phi": True})
    using = catalog(requirement("1"), satisfied)

    result = of(tmp_path, organization(profile={"handles_phi": False}), *documents, using=using)

    states = {found["id"]: found["state"] for found in result["decisions"]}
    assert states == {"used": "active", "late": "expired", "early": "not_yet", "idle": "unused"}


def test_a_decision_in_date_that_nothing_supports_is_refused(tmp_path: Path) -> None:
    using = catalog(requirement("1", obligation="addressable"))
    instead = decision("addressable_alternative", controls=["area.second"])

    result = of(tmp_path, instead, using=using)

    assert [found["state"] for found in result["decisions"]] == ["refused"]


def test_attestations_and_policies_say_how_they_stand(tmp_path: Path) -> None:
    result = of(
        tmp_path,
        policy(number(12)),
        policy(number(12), id="OLD", approved_on="2025-01-01"),
        attestation({"area.whole": number(12)}),
        attestation({"area.whole": number(12)}, id="PAST", valid_until="2026-10-31"),
        attestation({"area.whole": number(12)}, id="SOON", attested_on="2026-12-01"),
    )

    assert {p["id"]: p["overdue"] for p in result["policies"]} == {"POL": False, "OLD": True}
    assert {a["id"]: a["state"] for a in result["attestations"]} == {
        "ATT": "in_date", "PAST": "expired", "SOON": "not_yet",
    }  # fmt: skip


def test_evidence_is_numbered_once_and_found_by_its_number(tmp_path: Path) -> None:
    result = of(tmp_path, *MIXED)

    refs = [item["ref"] for item in result["evidence"]]
    assert refs == [f"E{n}" for n in range(1, len(refs) + 1)]
    assert {ref for finding in result["findings"] for ref in finding["evidence"]} == set(refs)


@pytest.mark.parametrize("name", WORKSPACES)
def test_controls_are_those_that_requirements_read_in_the_order_of_the_catalogue(
    name: str,
) -> None:
    read = {control for row in made(name)["requirements"] for control in row["controls"]}
    known = catalogs.load().controls

    found = made(name)["controls"]

    assert [row["id"] for row in found] == [id_ for id_ in known if id_ in read]
    assert len(found) < len(known)


def test_a_control_says_what_it_covers_and_who_answers(tmp_path: Path) -> None:
    assert of(tmp_path, *MIXED)["controls"] == [
        {
            "id": "area.whole", "title": "area.whole", "domain": "area", "covers": "organisation",
            "owner_role": "security", "nist_csf": ["GV.PO-01"],
        }
    ]  # fmt: skip


def test_a_refused_workspace_has_no_controls(tmp_path: Path) -> None:
    assert of(tmp_path, *MIXED, WRONG)["controls"] == []


# -- the same bytes


def _run(workspace: Path, out: Path, **environment: str) -> dict[str, bytes]:
    """The bytes of every format that a process of its own writes under this environment.

    The pages of a PDF take half a minute here; tests/test_render_pdf.py holds them elsewhere.
    """
    names = {format_: out / f"r.{format_}" for format_ in FORMATS if format_ != "pdf"}
    outputs = [word for f, path in names.items() for word in ("-o", f"{f}={path}")]
    ended = subprocess.run(
        [sys.executable, "-m", "checker", "assess", str(workspace), "--as-of", "2026-11-21", "-q",
         "--path-prefix", "w", *outputs],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )  # fmt: skip
    assert ended.returncode in {0, 1}, ended.stderr
    return {format_: path.read_bytes() for format_, path in names.items()}


def _shuffled(source: Path, target: Path, seed: int) -> Path:
    """A copy whose files were created in another order, as a folder may list them."""
    paths = sorted(path for path in source.rglob("*") if path.is_file())
    random.Random(seed).shuffle(paths)  # noqa: S311 - the same order every time
    for path in paths:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return target


ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
    {"PYTHONHASHSEED": "42", "TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "7", "TZ": "Not/AZone", "LANG": "tr_TR.UTF-8", "NO_COLOR": "1"},
    {"PYTHONOPTIMIZE": "2", "COLUMNS": "20", "FORCE_COLOR": "1"},
]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_same_files_and_the_same_day_give_the_same_bytes(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    copy = _shuffled(WORKSPACES["meridian"], tmp_path / "ws", seed=len(str(environment)))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    first = _run(WORKSPACES["meridian"], tmp_path / "a", PYTHONHASHSEED="0", TZ="UTC")
    second = _run(copy, tmp_path / "b", **environment)

    assert first == second


def test_another_day_gives_another_record(tmp_path: Path) -> None:
    chosen = catalogs.load()
    found = load(WORKSPACES["meridian"], chosen)
    assert found.workspace is not None
    later = date(2031, 1, 1)

    result = record(found, assess(found.workspace, chosen, later), later, Gate("medium"))

    assert result["as_of"] == "2031-01-01"
    assert result["findings"] != made("meridian")["findings"]
    counts = {f["id"]: f["counts"] for f in result["frameworks"]}
    for framework in made("meridian")["frameworks"]:
        assert counts[framework["id"]]["satisfied"] <= framework["counts"]["satisfied"]


def test_an_artefact_named_by_two_claims_is_one_and_by_another_day_another(tmp_path: Path) -> None:
    def claim(id_: str, of: str, **changes: Any) -> Json:
        return attestation({of: number(14, evidence=[evidence(**changes)])}, id=id_)

    both = requirement(requires={
        "required": ["area.whole", "area.second"],
        "properties": {
            "area.whole": {"required": ["number"], "properties": {"number": {"minimum": 12}}},
            "area.second": {"required": ["number"], "properties": {"number": {"minimum": 12}}},
        },
    })  # fmt: skip
    using = catalog(both)

    alike = of(tmp_path / "a", claim("A", "area.whole"), claim("B", "area.second"), using=using)
    later = claim("B", "area.second", performed_on="2026-09-02")
    apart = of(tmp_path / "b", claim("A", "area.whole"), later, using=using)

    assert [[use["claim"] for use in row["uses"]] for row in alike["evidence"]] == [["A", "B"]]
    assert [row["date"] for row in apart["evidence"]] == ["2026-09-01", "2026-09-02"]
    assert alike["findings"][0]["evidence"] == ["E1"]
    assert apart["findings"][0]["evidence"] == ["E1", "E2"]
