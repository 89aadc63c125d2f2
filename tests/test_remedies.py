"""The smallest edits that turn a gap: each is needed, and together they are enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker.assess import Selection, assess
from checker.documents.apply import compile_schema
from checker.documents.parameters import combined
from checker.model import Catalog, Facet, Status
from checker.remedies import Edit, Remedy, remedy
from checker.remedies.edits import applied
from checker.remedies.search import _Search
from checker.workspace import Workspace, load
from tests.support import (
    AT_LEAST_TWELVE,
    QUARTERLY,
    SYSTEMS_TWELVE,
    TODAY,
    attestation,
    catalog,
    evidence,
    loaded,
    number,
    organization,
    policy,
    requirement,
    systems,
)

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent
MERIDIAN = ROOT / "policies" / "meridian"
DATICA = ROOT / "tests" / "workspaces" / "datica"
SAID = policy(number(12))
DONE = attestation({"area.whole": number(12, evidence=[evidence()])})


def workspace_of(folder: Path, *documents: Json, using: Catalog) -> Workspace:
    found = loaded(folder, *documents, using=using)
    assert not found.problems, found.problems
    assert found.workspace is not None
    return found.workspace


def sought(
    folder: Path, *documents: Json, using: Catalog | None = None, on: date = TODAY
) -> Remedy:
    """The remedy of requirement 1, held to what it promises."""
    chosen = using or catalog()
    workspace = workspace_of(folder, *documents, using=chosen)
    found = chosen.requirement("own:1")
    assert found is not None
    return held(remedy(workspace, chosen, on, found, workspace.organization.scopes[0]),
                workspace, chosen, on)  # fmt: skip


def held(found: Remedy, workspace: Workspace, using: Catalog, on: date) -> Remedy:
    """`found`, once every edit is seen to be needed and all of them to be enough."""
    ref, scope = found.before.requirement, found.before.scope
    selection = Selection((ref.framework,), (scope,))

    def status(edits: list[Edit]) -> Status:
        state = applied(workspace, edits)
        findings = assess(state, using, on, selection, second_opinion=True).findings
        return next(f.status for f in findings if f.requirement.id == ref.id)

    assert status([]) is found.before.status
    if found.edits:
        assert status(list(found.edits)) is found.after.status is Status.SATISFIED
    for left_out in found.edits:
        assert status([e for e in found.edits if e is not left_out]) is not Status.SATISFIED
    return found


def told(found: Remedy) -> list[str]:
    return [edit.what for edit in found.edits]


def test_what_is_satisfied_needs_no_edit(tmp_path: Path) -> None:
    found = sought(tmp_path, SAID, DONE)

    assert found.before.status is Status.SATISFIED
    assert found.edits == ()


def test_a_value_is_raised_to_the_bound_of_the_schema_and_no_further(tmp_path: Path) -> None:
    found = sought(tmp_path, SAID, attestation({"area.whole": number(8, evidence=[evidence()])}))

    assert told(found) == ["make number 12 instead of 8"]
    assert found.edits[0].writes == {"parameters": {"number": 12}}
    assert found.edits[0].place.file == "02-attestation.yaml"


def test_a_value_that_is_not_stated_is_stated_as_asked(tmp_path: Path) -> None:
    claim = {"parameters": {"other": 3}, "evidence": [evidence()]}
    found = sought(tmp_path, SAID, attestation({"area.whole": claim}))

    assert [edit.writes for edit in found.edits] == [{"parameters": {"number": 12}}]


WITHOUT_RESULT = {key: value for key, value in evidence().items() if key != "result"}
CLAIMS: dict[str, tuple[Json, Json]] = {
    "evidence is missing": ({"evidence": []}, {}),
    "evidence is missing on disk": ({"evidence": [evidence(path="evidence/gone.txt")]}, {}),
    "evidence is altered": ({"evidence": [evidence(sha256="0" * 64)]}, {}),
    "evidence is too old": ({"evidence": [evidence(performed_on="2025-11-01")]}, {}),
    "evidence shows a failure": ({"evidence": [evidence(result="fail")]}, {}),
    "evidence states no result": ({"evidence": [WITHOUT_RESULT]}, {}),
    "the claim has expired": ({"evidence": [evidence()]}, {"valid_until": "2026-10-31"}),
    "the claim lies in the future": ({"evidence": [evidence()]}, {"attested_on": "2026-12-01"}),
    "it is planned": ({"evidence": [evidence()], "status": "planned"}, {}),
    "it is not known": (
        {"evidence": [evidence()], "status": "unknown", "owner": "ann", "due": "2026-12-31"}, {},
    ),
    "it is for some only": ({"evidence": [evidence()], "for": "administrators"}, {}),
}  # fmt: skip


@pytest.mark.parametrize("what", CLAIMS)
def test_a_claim_that_does_not_count_is_made_to_count(what: str, tmp_path: Path) -> None:
    body, document = CLAIMS[what]
    claim = number(12, **body)

    found = sought(tmp_path, SAID, attestation({"area.whole": claim}, **document))

    assert found.before.is_gap
    assert found.edits, found.prose


def test_evidence_younger_than_its_claim_comes_with_a_new_claim(tmp_path: Path) -> None:
    old = attestation(
        {"area.whole": number(12, evidence=[evidence(performed_on="2026-01-05")])},
        attested_on="2026-01-10", valid_until="2026-12-31",
    )  # fmt: skip

    found = sought(tmp_path, SAID, old)

    written_ = [dict(edit.writes) for edit in found.edits]
    assert {"attested_on": "2026-11-21", "valid_until": "2027-11-21"} in written_
    assert any("evidence" in one for one in written_)


TWO_CONTROLS = catalog(
    requirement(
        requires={
            "required": ["area.whole", "area.second"],
            "properties": dict.fromkeys(
                ("area.whole", "area.second"), AT_LEAST_TWELVE["properties"]["area.whole"]
            ),
        },
        asks_for=["implemented"],
    )
)


def test_an_attestation_that_has_expired_is_made_again_once_for_all_its_claims(
    tmp_path: Path,
) -> None:
    claims = {"area.whole": number(12), "area.second": number(12)}

    found = sought(tmp_path, attestation(claims, valid_until="2026-10-31"), using=TWO_CONTROLS)

    assert told(found) == ["attest ATT again, if all that it claims is still so"]
    assert line_of(found.edits[0], tmp_path).strip() == '"attested_on": "2026-09-30",'


def test_making_one_claim_again_makes_the_others_of_its_document_again(tmp_path: Path) -> None:
    """Dated anew, an old claim on another control speaks before a younger one that was right."""
    claims = {"area.whole": number(12), "area.second": number(1)}
    old = attestation(claims, valid_until="2026-10-31")
    young = attestation({"area.second": number(12)}, id="ATT-2", attested_on="2026-10-30")

    found = sought(tmp_path, old, young, using=TWO_CONTROLS)

    assert told(found) == [
        "attest ATT again, if all that it claims is still so", "make number 12 instead of 1",
    ]  # fmt: skip


def test_somebody_who_has_left_attests_nothing_again(tmp_path: Path) -> None:
    people = [{"id": "ann", "name": "Ann", "role": "Lead", "until": "2026-10-31"},
              {"id": "bob", "name": "Bob", "role": "CISO", "from": "2026-12-01"}]  # fmt: skip
    over = attestation({"area.whole": number(12, evidence=[evidence()])}, valid_until="2026-10-31")
    later = policy(number(12), approved_on="2026-12-01")

    found = sought(tmp_path, organization(people=people), later, over)

    assert [edit.writes for edit in found.edits] == [
        {"approved_by": "a person of the organisation", "approved_on": "2026-11-21"},
        {"attested_by": "a person of the organisation", "attested_on": "2026-11-21",
         "valid_until": "2027-11-21"},
    ]  # fmt: skip


def test_what_is_dated_later_is_pointed_at_by_its_date(tmp_path: Path) -> None:
    later = policy(number(12), approved_on="2026-12-01")
    claim = attestation({"area.whole": number(12, evidence=[evidence()])}, attested_on="2026-12-01")

    found = sought(tmp_path, later, claim)

    assert [line_of(edit, tmp_path).strip() for edit in found.edits] == [
        '"approved_on": "2026-12-01",', '"attested_on": "2026-12-01",',
    ]  # fmt: skip


def line_of(edit: Edit, folder: Path) -> str:
    lines = (folder / edit.place.file).read_text(encoding="utf-8").splitlines()
    return lines[edit.place.line - 1]


def test_a_claim_for_some_stays_beside_the_new_one_for_everyone_else(tmp_path: Path) -> None:
    some = number(12, **{"for": "administrators"})

    found = sought(tmp_path, policy(some), attestation({"area.whole": some}))

    assert told(found)[0] == "approve a statement on area.whole for everyone else in POL"
    assert "put area.whole into operation for everyone else and claim it in ATT" in told(found)


ITEMS = {
    "required": ["area.whole"],
    "properties": {"area.whole": {
        "required": ["items"],
        "properties": {"items": {"minItems": 1, "items": {"enum": ["letters", "digits"]}}},
    }},
}  # fmt: skip


@pytest.mark.parametrize(
    ("items", "mended"),
    [(["mixed"], ["letters"]), (["digits", "mixed"], ["digits", "letters"]), ([], ["letters"])],
)
def test_an_item_that_is_not_asked_for_gives_way(
    items: list[str], mended: list[str], tmp_path: Path
) -> None:
    using = catalog(requirement(requires=ITEMS, asks_for=["implemented"]))
    claim = attestation({"area.whole": {"parameters": {"items": items}}})

    found = sought(tmp_path, claim, using=using)

    assert found.edits[-1].writes == {"parameters": {"items": mended}}


def test_a_promise_of_any_interval_is_proposed_as_a_year(tmp_path: Path) -> None:
    ever = catalog(requirement(
        requires={"required": ["area.whole"],
                  "properties": {"area.whole": {
                      "required": ["interval"],
                      "properties": {"interval": {"exclusiveMinimum": 0}}}}},
        asks_for=["documented"],
    ))  # fmt: skip

    found = sought(tmp_path, policy({"parameters": {"number": 1}}), using=ever)

    assert [edit.writes for edit in found.edits] == [
        {"parameters": {"interval": {"every": "365 days"}}}
    ]


def test_on_the_first_day_that_can_be_written_nothing_began_before(tmp_path: Path) -> None:
    claim = attestation({"area.whole": {}}, attested_on="1900-01-01", valid_until="1900-03-01")

    found = sought(tmp_path, claim, using=EVERY_QUARTER, on=date(1900, 1, 1))

    assert found.before.is_gap


def test_an_edit_that_needs_another_goes_with_it(tmp_path: Path) -> None:
    """`b` is needed beside `a` alone, and `a` by nobody."""
    using = catalog()
    workspace = workspace_of(tmp_path, SAID, DONE, using=using)
    asked = using.requirement("own:1")
    assert asked is not None
    search = _Search(workspace, using, TODAY, asked, workspace.organization.scopes[0])
    (satisfied,) = search._judge({}).values()
    gap = replace(satisfied, status=Status.PARTIAL)
    right = [{"a", "b", "c"}, {"b", "c"}, {"c"}]
    search._judge = lambda edits: {  # type: ignore[method-assign]  # stands in for assessing
        "1": satisfied if {key[0] for key in edits} in right else gap
    }

    kept = search._smallest(dict.fromkeys([("a",), ("b",), ("c",)]))  # type: ignore[arg-type]

    assert list(kept) == [("c",)]


POLICIES: dict[str, Json] = {
    "draft": policy(number(12), status="draft"),
    "overdue": policy(number(12), approved_on="2025-02-01"),
    "not binding": policy(number(12, force="should")),
    "too low": policy(number(9)),
}


@pytest.mark.parametrize("what", POLICIES)
def test_a_policy_that_does_not_count_is_made_to_count(what: str, tmp_path: Path) -> None:
    found = sought(tmp_path, POLICIES[what], DONE)

    assert len(found.edits) == 1
    assert found.edits[0].place.file == "01-policy.yaml"


def test_what_nobody_says_is_said_in_a_document_that_counts(tmp_path: Path) -> None:
    other = attestation({"area.second": number(1)})
    found = sought(tmp_path, policy(number(1, control="area.second")), other)

    assert [edit.place.file for edit in found.edits if edit.is_new] == [
        "01-policy.yaml", "02-attestation.yaml",
    ]  # fmt: skip


def test_where_there_is_no_document_a_new_one_is_named_at_the_scope(tmp_path: Path) -> None:
    found = sought(tmp_path)

    assert {edit.place.file for edit in found.edits} == {"00-organization.yaml"}
    assert [what for what in told(found) if "new" in what] == [
        "approve a statement on area.whole in a new policy",
        "put area.whole into operation and claim it in a new attestation",
    ]


OVER_SYSTEMS = catalog(requirement(requires=SYSTEMS_TWELVE))
SAID_OF_SYSTEMS = policy(number(12, control="area.systems"))


def test_a_record_that_no_claim_covers_is_covered_by_the_one_that_counts(tmp_path: Path) -> None:
    claim = number(12, covers=["a"], evidence=[evidence()])
    found = sought(
        tmp_path, SAID_OF_SYSTEMS, systems("a", "b", "c"), attestation({"area.systems": claim}),
        using=OVER_SYSTEMS,
    )  # fmt: skip

    assert [edit.writes for edit in found.edits] == [{"covers": ["a", "b", "c"]}]


def test_a_system_of_its_own_keeps_its_own_value(tmp_path: Path) -> None:
    claims = [number(12, covers=["a"], evidence=[evidence()]),
              number(8, covers=["b"], evidence=[evidence()])]  # fmt: skip
    found = sought(
        tmp_path, SAID_OF_SYSTEMS, systems("a", "b"), attestation({"area.systems": claims}),
        using=OVER_SYSTEMS,
    )  # fmt: skip

    assert told(found) == ["make number 12 instead of 8"]


def test_without_a_record_there_is_one_to_list_first(tmp_path: Path) -> None:
    found = sought(tmp_path, SAID_OF_SYSTEMS, using=OVER_SYSTEMS)

    assert told(found)[0].startswith("list in a register of systems every one")


EVERY_QUARTER = catalog(requirement(requires=QUARTERLY, asks_for=["implemented"]))


BEGUN = {"date": "2026-02-20", "reason": "It began."}


def practice(*days: str, **more: Any) -> Json:
    return {"parameters": {"interval": {"performed_on": list(days), **more}}}


def test_a_step_that_is_too_long_already_stays_too_long(tmp_path: Path) -> None:
    days = practice("2026-02-20", "2026-05-20", "2026-08-10", since=BEGUN)

    found = sought(tmp_path, attestation({"area.whole": days}), using=EVERY_QUARTER)

    assert found.edits == ()
    assert "do it again now" in " ".join(found.prose)
    assert "a hole in its past (from 2026-08-10 to 2026-11-21)" in " ".join(found.prose)


def test_a_practice_nobody_has_written_of_begins(tmp_path: Path) -> None:
    found = sought(tmp_path, attestation({"area.whole": {}}), using=EVERY_QUARTER)

    since = {"date": "2026-11-20", "reason": "It began that day."}
    days = {"performed_on": ["2026-11-20"], "since": since}
    assert {"parameters": {"interval": days}} in [edit.writes for edit in found.edits]


def test_what_was_done_long_ago_is_done_again(tmp_path: Path) -> None:
    ever = catalog(requirement(
        requires={"required": ["area.whole"],
                  "properties": {"area.whole": {"required": ["interval"]}}},
        asks_for=["implemented"],
    ))  # fmt: skip

    found = sought(tmp_path, attestation({"area.whole": practice("2025-06-01")}), using=ever)

    assert "do it again, and add 2026-11-21 to interval" in told(found)


def test_a_hole_in_the_past_is_not_written_away(tmp_path: Path) -> None:
    days = practice("2025-12-01", "2026-06-01", "2026-08-15", "2026-11-01")
    found = sought(tmp_path, attestation({"area.whole": days}), using=EVERY_QUARTER)

    assert found.edits == ()
    assert "has a hole in its past (from 2025-12-01 to 2026-06-01)" in " ".join(found.prose)


def test_a_part_that_is_a_gap_is_mended_for_the_whole(tmp_path: Path) -> None:
    both = catalog(requirement(parts=["2"], requires=SYSTEMS_TWELVE), requirement("2"))
    claims = {
        "area.whole": number(8, evidence=[evidence()]),
        "area.systems": number(12, covers="all", evidence=[evidence()]),
    }
    said = policy(number(12), number(12, control="area.systems"))

    found = sought(tmp_path, said, systems("a"), attestation(claims), using=both)

    assert told(found) == ["make number 12 instead of 8"]


def test_an_organisation_that_says_nothing_is_told_every_step(tmp_path: Path) -> None:
    found = sought(tmp_path, organization(), using=OVER_SYSTEMS)

    assert [edit.is_new for edit in found.edits].count(True) == 3


# -- the examples


def gaps(folder: Path) -> list[tuple[Remedy, Workspace, Catalog]]:
    """The remedy of every gap of a workspace."""
    shipped = catalogs.load()
    workspace = load(folder, shipped).workspace
    assert workspace is not None
    found = []
    for finding in assess(workspace, shipped, TODAY).findings:
        scope = workspace.organization.scope(finding.scope)
        if finding.is_gap and scope is not None:
            one = remedy(workspace, shipped, TODAY, finding.requirement, scope)
            assert one.before.observations == finding.observations, finding.requirement.ref
            found.append((one, workspace, shipped))
    return found


@pytest.mark.parametrize("folder", [MERIDIAN, DATICA], ids=lambda folder: folder.name)
def test_the_gaps_of_the_examples(folder: Path) -> None:
    found = gaps(folder)

    assert sum(bool(one.edits) for one, _, _ in found) >= len(found) * 3 // 4
    for one, _, shipped in found:
        assert one.edits or one.prose, one.before.requirement.ref
        for edit in one.edits:
            assert_writable(edit, shipped)
    for one, workspace, shipped in found[::9]:
        held(one, workspace, shipped, TODAY)


def assert_writable(edit: Edit, using: Catalog) -> None:
    """What an edit writes as parameters is what the schema of documents accepts."""
    values = edit.writes.get("parameters")
    if not values:
        return
    control = using.controls[edit.key[1]]
    facet = Facet.DOCUMENTED if "/" in edit.key[0] or "policy" in edit.key[0] else Facet.IMPLEMENTED
    validator = compile_schema(combined([control], facet))
    assert validator.is_valid({control.id: values}), (edit.key, values)


def test_the_edit_made_in_the_file_does_what_it_promised(
    tmp_path: Path, copied: Callable[[Path, Path], Path]
) -> None:
    folder = copied(MERIDIAN, tmp_path / "meridian")
    shipped = catalogs.load()
    asked = shipped.requirement("pci_dss:8.3.6")
    workspace = load(folder, shipped).workspace
    assert asked is not None
    assert workspace is not None
    edit = remedy(workspace, shipped, TODAY, asked, workspace.organization.scopes[0]).edits[0]
    path = folder / edit.place.file
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[edit.place.line - 1] = lines[edit.place.line - 1].replace("11", "12")
    path.write_text("\n".join(lines), encoding="utf-8")

    again = load(folder, shipped).workspace

    assert again is not None
    findings = assess(again, shipped, TODAY, Selection(("pci_dss",))).findings
    assert next(f for f in findings if f.requirement.id == "8.3.6").status is Status.SATISFIED


@pytest.fixture
def copied() -> Callable[[Path, Path], Path]:
    import shutil

    return lambda source, target: Path(shutil.copytree(source, target))
