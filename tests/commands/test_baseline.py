"""Known gaps: a baseline of a record, what it knows of another one, and what it never lets pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker import catalog as catalogs
from checker.commands.schema import shipped
from checker.model import Catalog
from tests.commands.conftest import Checker, Ran
from tests.support import (
    QUARTERLY,
    attestation,
    catalog,
    decision,
    evidence,
    number,
    organization,
    policy,
    requirement,
    systems,
    write,
)

Json = dict[str, Any]
DAY, LATER = "2026-11-21", "2026-11-30"
REQUIREMENTS = (requirement("1"), requirement("2", severity="low", title="Low numbers"))
Ask = Callable[..., None]


def claim(value: int = 14, id_: str = "ATT", **more: Any) -> Json:
    return attestation({"area.whole": number(value, evidence=[evidence()])}, id=id_, **more)


@pytest.fixture(autouse=True)
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The catalogue of the tests in place of the shipped one; call it to ask something else."""

    def asking(*requirements: Json, **framework: Any) -> None:
        using = catalog(*requirements, **framework)

        def load(added: Path | None = None) -> Catalog:
            return using

        monkeypatch.setattr(catalogs, "load", load)

    asking(*REQUIREMENTS)
    return asking


class Desk:
    """Assesses documents, makes baselines of them, and assesses other documents with these."""

    def __init__(self, checker: Checker, folder: Path) -> None:
        self.checker, self.folder, self._count = checker, folder, 0

    def workspace(self, *documents: Json, **more: Any) -> Path:
        self._count += 1
        return write(self.folder / f"ws{self._count}", *documents, **more)

    def record(self, *documents: Json, day: str = DAY, options: tuple[str, ...] = ()) -> Path:
        folder = self.workspace(*documents)
        path = self.folder / f"r{self._count}.json"
        ran = self.checker("assess", folder, "--as-of", day, "-q", "-o", f"json={path}", *options)
        assert ran.code in {0, 1}, ran.err
        return path

    def baseline(self, *documents: Json, **more: Any) -> Path:
        path = self.folder / f"b{self._count}.json"
        ran = self.checker("baseline", "create", self.record(*documents, **more), "-o", path)
        assert ran.code == 0, ran.err
        return path

    def assess(
        self, known: Path, *documents: Json, day: str = LATER, **more: Any
    ) -> tuple[Ran, Json]:
        folder = self.workspace(*documents, **more.pop("files", {}))
        path = self.folder / "out.json"
        ran = self.checker("assess", folder, "--as-of", day, "-o", "text", "-o", f"json={path}",
                           "--baseline", known, *more.pop("options", ()))  # fmt: skip
        return ran, json.loads(path.read_bytes())


@pytest.fixture
def desk(checker: Checker, tmp_path: Path) -> Desk:
    return Desk(checker, tmp_path)


def known(record: Json) -> list[str]:
    return [row["requirement"] for row in record["findings"] if row["known"]]


def worse(record: Json) -> list[str]:
    return [why for row in record["baseline"]["worse"] for why in row["why"]]


GAP = (policy(number(14)), claim(11))


# -- what is known


def test_a_baseline_of_a_record_lets_the_same_documents_pass(desk: Desk) -> None:
    ran, record = desk.assess(desk.baseline(*GAP), *GAP)

    assert ran.code == 0
    assert known(record) == ["1", "2"]
    assert [row["gap"] and row["open"] for row in record["findings"]] == [True, True]
    assert record["gate"] == {
        "fail_on": "medium", "failed": False, "open_gaps": 2, "gaps_at_or_above": 1,
        "known_gaps": 2, "known_at_or_above": 1,
    }  # fmt: skip
    assert "known gap[own:1]" in ran.out
    assert "Gate holds: no new open gap at or above medium; 1 known one does not count" in ran.out
    jsonschema.Draft202012Validator(shipped("result")).validate(record)


def test_lines_added_above_change_nothing(desk: Desk) -> None:
    before = desk.baseline(*GAP)
    folder = desk.workspace(*GAP)
    for path in folder.glob("*.yaml"):
        path.write_text("# a comment\n" * 100 + path.read_text())
        path.rename(path.with_name(f"other-{path.name}"))

    ran = desk.checker("assess", folder, "--as-of", LATER, "--baseline", before)

    assert ran.code == 0, ran.out


def test_a_number_for_each_entry_adds_up(desk: Desk) -> None:
    before = desk.baseline(*GAP)

    ran, record = desk.assess(before, policy(number(14)), claim(14))

    found = record["baseline"]
    assert ran.code == 0
    assert (found["entries"], found["known"], found["new"]) == (2, 0, 0)
    assert [(row["requirement"], row["now"], row["whole"]) for row in found["fixed"]] == [
        ("1", "satisfied", True),
        ("2", "satisfied", True),
    ]
    assert "fixed[own:1] scope main: satisfied" in ran.out


def test_reasons_that_are_gone_are_told_though_the_gap_stays(desk: Desk) -> None:
    before = desk.baseline(*GAP, claim(11, "ATT2"))

    ran, record = desk.assess(before, *GAP)

    fixed = record["baseline"]["fixed"][0]
    assert ran.code == 0
    assert known(record) == ["1", "2"]
    assert (fixed["requirement"], fixed["whole"]) == ("1", False)
    assert all(" at ATT2/" in reason for reason in fixed["reasons"])
    assert "less[own:1] scope main: still a gap, without" in ran.out


# -- what is new


@pytest.mark.parametrize(
    ("now", "why"),
    [
        # status and facets
        ((policy(number(11)), claim(11)), "not satisfied, was partial"),
        ((policy(number(14)),), "implemented silent, was fails"),
        ((), "not attested, was partial"),
        # one more reason
        ((*GAP, claim(10, "ATT2")), "at ATT2/controls/area.whole"),
        ((policy(number(14)), claim(11, valid_until="2026-11-25")), "implemented expired"),
        # the same reason under another name
        ((policy(number(14)), claim(11, "ATT2")), "at ATT2/controls/area.whole"),
    ],
)  # fmt: skip
def test_what_became_worse_fails_the_gate(desk: Desk, now: tuple[Json, ...], why: str) -> None:
    ran, record = desk.assess(desk.baseline(*GAP), *now)

    assert ran.code == 1
    assert record["gate"]["failed"] is True
    assert any(why in told for told in worse(record)), worse(record)
    assert "1" not in known(record)


def test_a_higher_severity_is_new(desk: Desk, ask: Ask) -> None:
    before = desk.baseline(*GAP)
    ask(requirement("1", severity="critical"), REQUIREMENTS[1])

    ran, record = desk.assess(before, *GAP)

    assert ran.code == 1
    assert worse(record) == ["severity critical, was high"]


def test_a_facet_that_is_asked_besides_is_new(desk: Desk, ask: Ask) -> None:
    ask(requirement("1", asks_for=["implemented"]))
    before = desk.baseline(claim(11))
    ask(requirement("1", asks_for=["documented", "implemented"]))

    ran, record = desk.assess(before, claim(11))

    assert ran.code == 1
    assert "documented silent, was not asked" in worse(record)


def test_another_record_with_the_same_fault_is_new(desk: Desk, ask: Ask) -> None:
    ask(requirement("1", for_each="register.systems", where={}, asks_for=["implemented"],
                    requires={"required": ["groups"]}))  # fmt: skip
    before = desk.baseline(systems("one"))

    same, _ = desk.assess(before, systems("one"))
    ran, record = desk.assess(before, systems("one", "two"))

    assert same.code == 0
    assert ran.code == 1
    assert worse(record) == ["implemented missing at SYS/records/two/groups"]


def test_a_new_gap_of_another_requirement_fails(desk: Desk, ask: Ask) -> None:
    ask(requirement("1"))
    before = desk.baseline(*GAP)
    ask(requirement("1"), requirement("3"))

    ran, record = desk.assess(before, *GAP)

    assert ran.code == 1
    assert known(record) == ["1"]
    assert record["baseline"]["new"] == 1
    assert ran.out.index("gap[own:3]") < ran.out.index("known gap[own:1]")


def test_the_same_gap_in_another_scope_is_new(desk: Desk) -> None:
    before = desk.baseline(*GAP)
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]

    ran, record = desk.assess(
        before, organization(scopes=scopes), policy(number(14)), claim(11, scopes=["main", "side"])
    )

    assert ran.code == 1
    assert [(r["scope"], r["known"]) for r in record["findings"] if r["requirement"] == "1"] == [
        ("main", True),
        ("side", False),
    ]


def test_what_a_decision_accepted_is_new_once_that_lapses(desk: Desk) -> None:
    accepted = decision("risk_acceptance", requirements=["own:1", "own:2"], expires="2026-11-25")
    before = desk.baseline(*GAP, accepted)

    while_accepted, _ = desk.assess(before, *GAP, accepted, day="2026-11-25")
    after, _ = desk.assess(before, *GAP, accepted, day="2026-11-26")
    without, _ = desk.assess(before, *GAP, day="2026-11-25")

    assert json.loads(before.read_bytes())["gaps"] == []
    assert (while_accepted.code, after.code, without.code) == (0, 1, 1)


def test_a_known_gap_that_a_lapsed_decision_covered_meanwhile_is_new(desk: Desk) -> None:
    before = desk.baseline(*GAP)
    late = decision("risk_acceptance", requirements=["own:1", "own:2"], expires="2026-11-25")

    covered, record = desk.assess(before, *GAP, late, day="2026-11-25")
    ran, _ = desk.assess(before, *GAP, late, day="2026-11-26")

    assert (covered.code, ran.code) == (0, 1)
    assert (record["baseline"]["accepted"], known(record)) == (2, [])


def test_a_decision_that_lapses_a_second_time_is_new(desk: Desk) -> None:
    late = decision("risk_acceptance", requirements=["own:1", "own:2"], expires="2026-11-20")
    before = desk.baseline(*GAP, late)

    same, _ = desk.assess(before, *GAP, late)
    ran, record = desk.assess(before, *GAP, late | {"expires": "2026-11-25"}, day="2026-11-26")

    assert (same.code, ran.code) == (0, 1)
    assert worse(record)[0] == "implemented expired at DEC/expires/2026-11-25"


def test_a_lapsed_decision_counts_though_it_speaks_of_a_facet_that_is_not_asked(
    desk: Desk, ask: Ask
) -> None:
    ask(requirement("1", asks_for=["documented"]))
    before = desk.baseline(policy(number(11)))
    late = decision("risk_acceptance", expires="2026-11-25")

    ran, record = desk.assess(before, policy(number(11)), late, day="2026-11-26")

    assert ran.code == 1
    assert worse(record) == ["implemented expired at DEC/expires/2026-11-25"]


def test_a_growing_number_at_the_same_place_stays_known(desk: Desk, ask: Ask) -> None:
    """What a later day alone does to a number must not make every baseline stale overnight."""
    ask(requirement("1", requires=QUARTERLY, asks_for=["implemented"]))
    late = attestation(
        {"area.whole": {"parameters": {"interval": {"performed_on": ["2026-02-01"]}}}}
    )

    ran, record = desk.assess(desk.baseline(late), late)

    assert known(record) == ["1"], worse(record)
    assert ran.code == 0


def test_what_was_not_selected_is_not_called_fixed(desk: Desk) -> None:
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]
    documents = organization(scopes=scopes), policy(number(14)), claim(11, scopes=["main", "side"])
    before = desk.baseline(*documents)

    ran, record = desk.assess(before, *documents, options=("--scope", "side"))

    assert ran.code == 0
    assert record["baseline"]["not_assessed"] == 2
    assert record["baseline"]["fixed"] == []


def test_the_gate_and_its_flag_stay_what_they_are(desk: Desk) -> None:
    before = desk.baseline(*GAP)

    low, _ = desk.assess(before, *GAP, options=("--fail-on", "low"))
    never, _ = desk.assess(before, policy(number(11)), options=("--fail-on", "never"))

    assert (low.code, never.code) == (0, 0)


@pytest.mark.parametrize("format_", ["html", "text"])
def test_a_saved_record_tells_the_same(desk: Desk, format_: str, tmp_path: Path) -> None:
    before = desk.baseline(*GAP)
    folder, path = desk.workspace(*GAP), tmp_path / "r.json"
    words = ("assess", folder, "--as-of", LATER, "--baseline", before)
    assert desk.checker(*words, "-q", "-o", f"json={path}").code == 0

    saved = desk.checker("render", path, "-o", format_)

    assert saved.data == desk.checker(*words, "-o", format_).data
    assert "Of 2 gaps known from the baseline as of 2026-11-21" in saved.out
    assert str(tmp_path) not in saved.out


def test_formats_of_pipelines_look_at_what_is_new(desk: Desk) -> None:
    before = desk.baseline(*GAP)

    def shown(format_: str, *documents: Json) -> str:
        folder = desk.workspace(*documents)
        words = ("assess", folder, "--as-of", LATER, "--baseline", before, "-o", format_)
        return desk.checker(*words).out

    worse = policy(number(11)), claim(11)
    assert "<failure" not in shown("junit", *GAP)
    assert shown("junit", *GAP).count("known before, and is no worse") == 2
    assert shown("junit", *worse).count("<failure") == 2
    assert "file=" not in shown("github", *GAP)
    assert shown("github", *worse).count("file=") == 2
    assert "### 2 known gaps" in shown("markdown", *GAP)
    assert "### 2 new open gaps" in shown("markdown", *worse)


def test_a_record_that_calls_too_much_known_is_refused(desk: Desk, tmp_path: Path) -> None:
    _, record = desk.assess(desk.baseline(*GAP), *GAP)
    path = tmp_path / "changed.json"
    for key, value in (("known_gaps", 1), ("failed", True), ("known_at_or_above", 0)):
        path.write_text(json.dumps(record | {"gate": record["gate"] | {key: value}}))
        assert "not-whole" in desk.checker("render", path).err, key
    record["findings"][0]["known"] = False
    path.write_text(json.dumps(record))
    assert "not-whole" in desk.checker("render", path).err


def test_a_record_whose_reasons_contradict_its_baseline_is_refused(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "changed.json"
    _, record = desk.assess(desk.baseline(*GAP), policy(number(11)), claim(11))
    path.write_text(json.dumps(record))
    assert desk.checker("render", path, "-o", "sarif").code == 0

    worse = next(row for row in record["findings"] if "since" in row["observations"][0])
    for seen in worse["observations"]:
        seen["since"] = "known"
    path.write_text(json.dumps(record))
    all_known = desk.checker("render", path, "-o", "sarif")
    record["baseline"]["worse"] = []
    worse["observations"][0]["since"] = "new"
    path.write_text(json.dumps(record))
    none_worse = desk.checker("render", path, "-o", "sarif")

    for ran in (all_known, none_worse):
        assert ran.code == 3
        assert "disagree on what is new" in ran.err


def test_a_baseline_is_never_written_over(desk: Desk) -> None:
    before = desk.baseline(*GAP)
    data = before.read_bytes()
    folder = desk.workspace(*GAP)

    ran = desk.checker("assess", folder, "--baseline", before, "-o", f"json={before}")

    assert ran.code == 2
    assert "is read too" in ran.err
    assert before.read_bytes() == data


# -- what is no baseline


def changed(path: Path, **other: Any) -> Path:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | other))
    return path


def missing(path: Path) -> Path:
    path.unlink()
    return path


def torn(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-40])
    return path


def twice(path: Path) -> Path:
    gaps = json.loads(path.read_bytes())["gaps"]
    return changed(path, gaps=[*gaps, gaps[0]])


def without_reasons(path: Path) -> Path:
    gaps = json.loads(path.read_bytes())["gaps"]
    return changed(path, gaps=[gaps[0] | {"reasons": []}])


def linked(path: Path) -> Path:
    path.rename(path.with_name("real.json"))
    path.symlink_to("real.json")
    return path


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (missing, "missing"),
        (torn, "not-json"),
        (linked, "symlink"),
        (twice, "not-whole"),
        (without_reasons, "not-a-baseline"),
        (lambda p: changed(p, schema="checker/baseline/v2"), "not-a-baseline"),
        (lambda p: changed(p, schema="checker/result/v1"), "not-a-baseline"),
        (lambda p: changed(p, organization="another"), "baseline-other"),
        (lambda p: changed(p, as_of="2027-01-01"), "baseline-later"),
        (lambda p: changed(p, as_of="soon"), "not-a-baseline"),
        (lambda p: changed(p, more=1), "not-a-baseline"),
    ],
)
def test_3_for_what_is_no_baseline_of_this(
    desk: Desk, spoil: Callable[[Path], Path], code: str, tmp_path: Path
) -> None:
    path = spoil(desk.baseline(*GAP))

    ran, record = desk.assess(path, *GAP)

    assert ran.code == 3
    assert f"{path.name}:" in ran.err
    assert code in ran.err
    assert (record["complete"], record["findings"], record["baseline"]) == (False, [], None)
    assert str(tmp_path) not in ran.err + json.dumps(record)


def test_a_run_that_keeps_going_knows_nothing(desk: Desk) -> None:
    before = desk.baseline(*GAP)
    broken = policy(number(12), id="P2", ownr="ann")

    ran, record = desk.assess(before, *GAP, broken, options=("--keep-going",))

    assert ran.code == 3
    assert record["provisional"] is True
    assert (record["baseline"], known(record)) == (None, [])


def test_2_for_both_ways_to_know(desk: Desk) -> None:
    path = desk.baseline(*GAP)

    ran = desk.checker("assess", desk.workspace(*GAP), "--baseline", path, "--against", "HEAD")

    assert ran.code == 2
    assert "name one of them" in ran.err


# -- create and prune


def test_create_writes_the_same_bytes_each_time_and_never_over_a_file(desk: Desk) -> None:
    record, path = desk.record(*GAP), desk.folder / "b.json"
    assert desk.checker("baseline", "create", record, "-o", path).code == 0
    first = path.read_bytes()

    again = desk.checker("baseline", "create", record, "-o", path)

    assert again.code == 5
    assert "--force" in again.err
    assert desk.checker("baseline", "create", record, "-o", path, "--force").code == 0
    assert path.read_bytes() == first == desk.checker("baseline", "create", record).data
    assert not list(desk.folder.glob("*.incomplete"))
    jsonschema.Draft202012Validator(shipped("baseline")).validate(json.loads(first))


@pytest.mark.parametrize("name", ["baseline", "diff"])
def test_the_schemas_are_printed(desk: Desk, name: str) -> None:
    printed = desk.checker("schema", name).json

    assert printed == shipped(name)
    jsonschema.Draft202012Validator.check_schema(printed)


def test_no_line_and_no_file_name_is_in_a_baseline(desk: Desk) -> None:
    text = desk.baseline(*GAP).read_text()

    assert '"line"' not in text
    assert ".yaml" not in text


@pytest.mark.parametrize("keep_going", [True, False])
def test_an_incomplete_record_makes_no_baseline(desk: Desk, keep_going: bool) -> None:
    folder = desk.workspace(*GAP, policy(number(12), id="P2", ownr="ann"))
    path, target = desk.folder / "r.json", desk.folder / "b.json"
    options = ["--keep-going"] if keep_going else []
    assert desk.checker("assess", folder, "-q", "-o", f"json={path}", *options).code == 3

    ran = desk.checker("baseline", "create", path, "-o", target)

    assert ran.code == 3
    assert "result-incomplete" in ran.err
    assert not target.exists()


def test_a_record_of_an_older_version_makes_no_baseline(desk: Desk) -> None:
    path = desk.record(*GAP)
    record = json.loads(path.read_bytes())
    for row in record["findings"]:
        for observation in row["observations"]:
            del observation["thing"]
    path.write_text(json.dumps(record))

    ran = desk.checker("baseline", "create", path)

    assert ran.code == 3
    assert "result-older" in ran.err


def test_prune_takes_out_what_is_fixed_and_only_that(desk: Desk) -> None:
    path = desk.baseline(policy(number(11)), claim(11))
    before = json.loads(path.read_bytes())
    fewer = desk.record(policy(number(14)), claim(11), day=LATER)

    ran = desk.checker("baseline", "prune", path, fewer)

    after = json.loads(path.read_bytes())
    assert ran.code == 0, ran.err
    assert [gap["status"] for gap in before["gaps"]] == ["not_satisfied"] * 2
    assert [gap["status"] for gap in after["gaps"]] == ["partial"] * 2
    assert after["gaps"][0]["facets"]["documented"] == "holds"
    kept = [reason for gap in after["gaps"] for reason in gap["reasons"]]
    assert all(reason in before["gaps"][0]["reasons"] for reason in kept)
    assert len(kept) < sum(len(gap["reasons"]) for gap in before["gaps"])
    assert after["pruned"]["as_of"] == LATER
    # What had been mended may not come back.
    assert desk.assess(path, policy(number(14)), claim(11))[0].code in {0, 1}
    assert desk.assess(path, policy(number(11)), claim(11))[0].code == 1


def test_prune_never_adds_what_is_new(desk: Desk) -> None:
    path = desk.baseline(*GAP)
    before = path.read_bytes()
    more = desk.record(*GAP, claim(11, "ATT2"), day=LATER)

    ran = desk.checker("baseline", "prune", path, more)

    assert ran.code == 0
    assert path.read_bytes() == before
    assert "Nothing to take out" in ran.err


def test_prune_leaves_what_was_not_assessed(desk: Desk) -> None:
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]
    documents = organization(scopes=scopes), policy(number(14)), claim(11, scopes=["main", "side"])
    path = desk.baseline(*documents)
    good = organization(scopes=scopes), policy(number(14)), claim(14, scopes=["main", "side"])
    record = desk.record(*good, day=LATER, options=("--scope", "side"))

    assert desk.checker("baseline", "prune", path, record).code == 0

    assert {gap["scope"] for gap in json.loads(path.read_bytes())["gaps"]} == {"main"}


def test_prune_refuses_what_does_not_belong_together(desk: Desk) -> None:
    path, other = desk.baseline(*GAP, day=LATER), desk.folder / "other.json"
    before = path.read_bytes()
    earlier = desk.record(*GAP, day=DAY)
    foreign = desk.record(organization(id="another"), *GAP, day=LATER)
    other.write_text("{}")

    pairs = (path, earlier), (path, foreign), (path, other), (other, earlier)
    said = [desk.checker("baseline", "prune", *pair) for pair in pairs]

    assert [ran.code for ran in said] == [3, 3, 3, 3]
    codes = ["baseline-later", "baseline-other", "not-a-result", "not-a-baseline"]
    for ran, code in zip(said, codes, strict=True):
        assert code in ran.err
    assert path.read_bytes() == before
