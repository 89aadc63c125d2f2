"""What lies between two versions, and what each change is due to, proved by assessing again."""

from __future__ import annotations

import hashlib
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
from tests.revisions.repository import commit, start, state
from tests.support import (
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
DAY = "2026-11-21"
ONE, TWO = requirement("1"), requirement("2", severity="low", title="Low numbers")


def claim(value: int = 14, id_: str = "ATT", **more: Any) -> Json:
    return attestation({"area.whole": number(value, evidence=[evidence()])}, id=id_, **more)


GOOD, GAP = (policy(number(14)), claim(14)), (policy(number(14)), claim(11))
ACCEPTED = decision("risk_acceptance", requirements=["own:1", "own:2"])


@pytest.fixture(autouse=True)
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """The catalogue of the tests in place of the shipped one; call it for one by a folder."""
    known: dict[Path | None, Catalog] = {None: catalog(ONE, TWO)}

    def load(added: Path | None = None) -> Catalog:
        return known[added]

    monkeypatch.setattr(catalogs, "load", load)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def asking(folder: Path, *requirements: Json, **framework: Any) -> None:
        folder.mkdir()
        known[folder] = catalog(*requirements, **framework)

    return asking


class Desk:
    """Two folders, compared in any way."""

    def __init__(self, checker: Checker, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.checker, self.folder = checker, folder
        monkeypatch.chdir(folder)

    def run(self, *options: str | Path) -> Ran:
        return self.checker("diff", "./old", "./new", "--as-of", DAY, *options)

    def diff(
        self, old: tuple[Json, ...], new: tuple[Json, ...], *options: str | Path, **more: Any
    ) -> Json:
        write(self.folder / "old", *old, files=more.get("old_files"))
        write(self.folder / "new", *new, files=more.get("new_files"))
        target = self.folder / "diff.json"
        ran = self.run("-o", f"json={target}", *options)
        assert ran.code in {0, 1}, ran.err
        made: Json = json.loads(target.read_bytes())
        jsonschema.Draft202012Validator(shipped("diff")).validate(made)
        assert sum(made["counts"].values()) == len(made["changes"])
        assert ran.code == any(row["effect"] == "worse" for row in made["changes"])
        return made


@pytest.fixture
def desk(checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(checker, tmp_path, monkeypatch)


def told(made: Json, at: int = 0) -> tuple[str, str, list[tuple[str, str]]]:
    """Kind and certainty of a change, and the kind and message of each cause."""
    row = made["changes"][at]
    return row["kind"], row["certainty"], [(c["kind"], c["message"]) for c in row["causes"]]


# -- one thing is replaced


def test_nothing_differs(desk: Desk) -> None:
    made = desk.diff(GAP, GAP)

    assert (made["verdict"], made["changes"]) == ("same", [])


@pytest.mark.parametrize(("old", "new", "kind"), [(14, 11, "new_gap"), (11, 14, "closed")])
def test_an_edit_is_named_by_its_value_and_line(desk: Desk, old: int, new: int, kind: str) -> None:
    made = desk.diff((policy(number(14)), claim(old)), (policy(number(14)), claim(new)))

    assert told(made) == (kind, "alone", [("file", f"ATT: number is {new}, was {old}")])
    place = made["changes"][0]["causes"][0]["place"]
    line = (desk.folder / "new" / place["file"]).read_text().splitlines()[place["line"] - 1]
    assert f'"number": {new}' in line


def test_edits_that_change_nothing_are_not_blamed(desk: Desk) -> None:
    other = policy({"control": "area.second", **number(3)}, id="POL2")
    edited = policy({"control": "area.second", **number(4)}, id="POL2")

    made = desk.diff((*GOOD, other), (policy(number(14)), claim(11), edited))

    assert told(made) == ("new_gap", "alone", [("file", "ATT: number is 11, was 14")])


def test_a_document_that_is_gone_or_new(desk: Desk) -> None:
    gone = desk.diff(GOOD, (policy(number(14)),))
    assert told(gone)[2] == [("file", "ATT is gone from 02-attestation.yaml")]


def test_a_new_document(desk: Desk) -> None:
    new = desk.diff((policy(number(14)),), GOOD)

    assert told(new) == ("closed", "alone", [("file", "ATT is new")])
    assert new["changes"][0]["causes"][0]["place"]["file"] == "02-attestation.yaml"


def test_what_lapsed_is_time(desk: Desk) -> None:
    documents = policy(number(14)), claim(14, valid_until="2026-11-10")

    made = desk.diff(documents, documents, "--old-as-of", "2026-10-31")

    assert told(made) == ("new_gap", "alone", [("time", "ATT expired on 2026-11-10")])
    assert (made["old"]["as_of"], made["new"]["as_of"]) == ("2026-10-31", DAY)


def test_time_and_an_edit_are_told_apart(desk: Desk) -> None:
    """The claim lapsed, and a policy was edited meanwhile that has nothing to do with it."""
    old = policy(number(14)), claim(14, valid_until="2026-11-10")
    new = policy(number(15)), claim(14, valid_until="2026-11-10")

    made = desk.diff(old, new, "--old-as-of", "2026-10-31")

    assert told(made)[2] == [("time", "ATT expired on 2026-11-10")]


def test_a_decision_that_is_gone_new_or_changed(desk: Desk) -> None:
    made = desk.diff((*GAP, ACCEPTED), GAP)

    assert told(made) == (
        "no_longer_accepted", "alone", [("decision", "decision DEC is gone")],
    )  # fmt: skip
    assert made["counts"]["new"] == 2


def test_a_decision_cut_short(desk: Desk) -> None:
    made = desk.diff((*GAP, ACCEPTED), (*GAP, ACCEPTED | {"expires": "2026-11-20"}))

    assert told(made)[2] == [
        ("decision", "decision DEC was changed: expires is 2026-11-20, was 2026-12-31")
    ]


def test_evidence_that_was_altered(desk: Desk) -> None:
    made = desk.diff(GOOD, GOOD, new_files={"evidence/result.txt": b"other\n"})

    assert told(made)[2] == [("evidence", "evidence/result.txt is another file than before")]


def test_a_scope_that_is_new(desk: Desk) -> None:
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]

    made = desk.diff((organization(), *GOOD), (organization(scopes=scopes), *GOOD))

    assert [(row["kind"], row["scope"]) for row in made["changes"]] == [("added", "side")] * 2
    assert told(made) == ("added", "alone", [("scope", "scope side is new")])


def test_a_profile_that_switches_a_requirement_on(
    desk: Desk, ask: Callable[..., None], tmp_path: Path
) -> None:
    ask(tmp_path / "f", ONE, requirement("2", applies_when={"wireless": True}))
    options = ("--frameworks", tmp_path / "f")

    made = desk.diff(
        (organization(profile={"wireless": False}), *GAP),
        (organization(profile={"wireless": True}), *GAP),
        *options,
    )

    assert told(made) == (
        "applies_now", "alone", [("profile", "profile: wireless is true, was false")],
    )  # fmt: skip


def test_a_framework_that_asks_for_more(
    desk: Desk, ask: Callable[..., None], tmp_path: Path
) -> None:
    ask(tmp_path / "was", ONE)
    ask(tmp_path / "is", ONE | {"evidence": {"accepts": ["test_result"], "max_age": "1 month"}},
        version="2")  # fmt: skip

    made = desk.diff(
        GOOD, GOOD, "--old-frameworks", tmp_path / "was", "--frameworks", tmp_path / "is"
    )

    kind, certainty, causes = told(made)
    assert (kind, certainty) == ("new_gap", "alone")
    assert causes == [
        ("requirement", "the requirement was changed: max age is 1 month, was 6 months"),
        ("framework", "own: version 2, was 1"),
    ]


# -- several things are


def test_either_of_two_edits_would_do(desk: Desk) -> None:
    """Two claims speak, and both fall short: taking back either leaves a gap."""
    made = desk.diff(
        (policy(number(14)), claim(14), claim(14, "ATT2")),
        (policy(number(14)), claim(11), claim(11, "ATT2")),
    )

    assert told(made) == (
        "new_gap",
        "alone",
        [("file", "ATT: number is 11, was 14"), ("file", "ATT2: number is 11, was 14")],
    )


def test_only_both_edits_together_do(desk: Desk) -> None:
    """Neither a policy nor a claim alone brings it from one end to the other."""
    made = desk.diff(GOOD, (policy(number(11)), claim(11)))

    kind, certainty, causes = told(made)
    assert (kind, certainty) == ("new_gap", "together")
    assert causes == [
        ("file", "ATT: number is 11, was 14"),
        ("file", "POL: number is 11, was 14"),
    ]


def test_a_claim_that_follows_a_statement_is_stale_by_the_policy_alone(desk: Desk) -> None:
    from checker.workspace import load
    from checker.workspace.stated import digest

    first = policy(number(14))
    found = load(write(desk.folder / "digest", first), catalogs.load())
    assert found.workspace is not None
    stated = {"statement": "POL/S-1", "sha256": digest(found.workspace.voices[0])}
    follows = attestation({"area.whole": {"as_stated": stated, "evidence": [evidence()]}})

    made = desk.diff((first, follows), (policy(number(15)), follows))

    assert told(made) == ("new_gap", "alone", [("file", "POL: number is 15, was 14")])


def test_a_register_kept_in_a_table_is_read_where_it_lies(
    desk: Desk, ask: Callable[..., None], tmp_path: Path
) -> None:
    grouped = requirement("3", for_each="register.systems", asks_for=["implemented"],
                          requires={"required": ["groups"]})  # fmt: skip
    ask(tmp_path / "f", ONE, grouped)

    def register(*rows: str) -> tuple[Json, dict[str, bytes]]:
        data = "\n".join(["id,title,data,groups", *rows, ""]).encode()
        digest = hashlib.sha256(data).hexdigest()
        body = systems() | {"source": {"path": "systems.csv", "sha256": digest}}
        return {k: v for k, v in body.items() if k != "records"}, {"systems.csv": data}

    before, old_files = register("one,One,pan,a")
    after, new_files = register("one,One,pan,a", "two,Two,pan,")

    made = desk.diff(
        (before, *GOOD), (after, policy(number(14)), claim(11)), "--frameworks", tmp_path / "f",
        old_files=old_files, new_files=new_files,
    )  # fmt: skip

    assert [row["requirement"] for row in made["changes"]] == ["1", "3"]
    assert told(made, 0)[2] == [("file", "ATT: number is 11, was 14")]
    assert told(made, 1)[:2] == ("new_gap", "alone")
    assert told(made, 1)[2] == [("file", "SYS: sha256 was changed")]


def test_many_edits_are_grouped_and_still_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.delta.versions.MOST_PARTS", 2)
    others = [attestation({"area.second": number(value)}, id="ATT2") for value in (3, 4)]
    policies = [policy({"control": "area.second", **number(v)}, id="POL2") for v in (3, 4)]

    made = desk.diff((*GOOD, others[0], policies[0]), (GOOD[0], claim(11), others[1], policies[1]))

    assert told(made) == ("new_gap", "alone", [("file", "one or more of ATT, ATT2")])


# -- a gap that stays


def test_a_gap_that_stays_for_more_reasons_is_worse(desk: Desk) -> None:
    made = desk.diff(GAP, (*GAP, claim(10, "ATT2")))

    assert told(made) == ("new_reasons", "alone", [("file", "ATT2 is new")])
    assert (made["verdict"], made["counts"]["worse"]) == ("worse", 2)


def test_a_gap_that_stays_for_fewer_reasons_is_better(desk: Desk) -> None:
    made = desk.diff((*GAP, claim(10, "ATT2")), GAP)

    assert told(made)[:2] == ("fewer_reasons", "alone")
    assert made["verdict"] == "better"


def test_a_number_that_goes_farther_from_its_limit_is_worse(desk: Desk) -> None:
    made = desk.diff(GAP, (policy(number(14)), claim(10)))

    assert told(made) == ("new_reasons", "alone", [("file", "ATT: number is 10, was 11")])


# -- what may be compared with what


def test_a_revision_is_compared_with_the_working_tree_and_nothing_is_touched(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = start(tmp_path / "repository")
    write(folder / "ws", *GOOD)
    id_ = commit(folder)
    write(folder / "ws", *GAP)
    monkeypatch.chdir(folder)
    before = state(folder)

    by_option = checker("diff", "HEAD", ".", "--workspace", "ws", "--as-of", DAY, "-o", "json")
    by_path = checker("diff", "main:ws", "./ws", "--as-of", DAY, "-o", "json")

    assert (by_option.code, by_path.code) == (1, 1)
    made, other = json.loads(by_option.data), json.loads(by_path.data)
    assert made["old"]["commit"] == other["old"]["commit"] == id_
    assert made["changes"] == other["changes"]
    assert told(made)[2] == [("file", "ATT: number is 11, was 14")]
    assert state(folder) == before


def test_evidence_beside_two_revisions_is_that_of_each(checker: Checker, tmp_path: Path) -> None:
    folder = start(tmp_path / "repository")
    file = folder / "proofs" / "evidence" / "result.txt"
    file.parent.mkdir(parents=True)
    write(folder / "ws", *GOOD)
    (folder / "ws" / "evidence" / "result.txt").rename(file)
    commit(folder)
    file.write_text("altered\n")
    commit(folder)
    words = ("--workspace", folder / "ws", "--evidence-root", folder / "proofs", "--as-of", DAY)

    ran = checker("diff", "HEAD~1", "HEAD", *words, "-o", "json")

    assert ran.code == 1
    cause = ("evidence", "evidence/result.txt is another file than before")
    assert told(json.loads(ran.data))[2] == [cause]


def test_saved_records_name_what_may_be_the_cause(desk: Desk) -> None:
    for name, documents in (("old", GOOD), ("new", GAP)):
        folder = write(desk.folder / name, *documents)
        words = ("assess", folder, "--as-of", DAY, "-q", "-o", f"json={name}.json")
        assert desk.checker(*words).code in {0, 1}

    both = desk.checker("diff", "old.json", "new.json", "-o", "json")
    one = desk.checker("diff", "old.json", "./new", "--as-of", DAY, "-o", "json")
    text = desk.checker("diff", "old.json", "new.json")

    for ran in (both, one):
        made = json.loads(ran.data)
        assert ran.code == 1
        assert made["reevaluated"] is False
        assert told(made) == (
            "new_gap", "possible", [("file", "02-attestation.yaml was changed")],
        )  # fmt: skip
    assert "may be due to" in text.out


def test_a_record_that_is_compared_is_never_written_over(desk: Desk) -> None:
    (desk.folder / "old.json").write_text("{}")

    ran = desk.checker("diff", "old.json", "./new", "-o", "json=./old.json")

    assert ran.code == 2
    assert (desk.folder / "old.json").read_text() == "{}"


# -- exit codes


@pytest.mark.parametrize(
    ("old", "new", "options", "code"),
    [
        (GOOD, GOOD, (), 0),
        (GAP, GOOD, (), 0),
        (GOOD, GAP, (), 1),
        (GOOD, GAP, ("--fail-on", "high"), 1),
        (GOOD, GAP, ("--fail-on", "critical"), 0),
        (GOOD, GAP, ("--fail-on", "never"), 0),
        (GOOD, (*GOOD, policy(number(12), id="P2", ownr="ann")), (), 3),
        ((*GOOD, policy(number(12), id="P2", ownr="ann")), GOOD, ("--fail-on", "never"), 3),
        (GOOD, (organization(id="another"), *GOOD), (), 3),
        (GOOD, GOOD, ("--scope", "nowhere"), 3),
        (GOOD, GOOD, ("-F", "nothing"), 2),
        (GOOD, GOOD, ("--evidence-root", "nothing"), 2),
        (GOOD, GOOD, ("-o", "html"), 2),
        (GOOD, GOOD, ("-o", "json", "-o", "text"), 2),
        (GOOD, GOOD, ("--old-as-of", "2026-12-01"), 2),
        (GOOD, GOOD, ("-o", "json=missing/diff.json"), 5),
    ],
)
def test_exit_codes(
    desk: Desk, old: tuple[Json, ...], new: tuple[Json, ...], options: tuple[str, ...], code: int
) -> None:
    write(desk.folder / "old", *old)
    write(desk.folder / "new", *new)

    ran = desk.run(*options)

    assert ran.code == code, ran.err
    if code in {2, 3, 5}:
        assert ran.out == ""
    if code == 3:
        assert "Nothing was compared" in ran.err
    assert str(desk.folder) not in ran.out + ran.err


@pytest.mark.parametrize(
    "name", ["none.json", "nowhere", "./nowhere", "HEAD:ws", "--", "a\x1b[31m"]
)
def test_3_for_what_is_no_version(desk: Desk, name: str) -> None:
    write(desk.folder / "new", *GOOD)

    ran = desk.checker("diff", "--as-of", DAY, "--", name, "./new")

    assert ran.code == 3
    assert "\x1b" not in ran.err


def test_the_outputs_neither_command_nor_break_out(desk: Desk) -> None:
    hostile = "::error::`x` | <b>@all</b> ![x](http://e.example/x)"
    made = desk.diff((organization(name=hostile), *GOOD), (organization(name=hostile), *GAP))
    assert made["organization"]["name"] == hostile

    text, markdown = desk.run(), desk.run("-o", "markdown")

    for ran in (text, markdown):
        assert not any(line.lstrip().startswith("::") for line in ran.out.splitlines())
    for active in ("<b>", "@all", "](", "`x`", " http://"):
        assert active not in markdown.out
    rows = [line for line in markdown.out.splitlines() if line.startswith("| own")]
    assert all(line.count("|") == 6 for line in rows)
    assert rows


def test_the_same_two_give_the_same_bytes(desk: Desk) -> None:
    desk.diff(GOOD, GAP)

    for format_ in ("json", "text", "markdown"):
        assert desk.run("-o", format_).data == desk.run("-o", format_).data
