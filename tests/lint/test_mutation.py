"""The mutation engine: a weak set of examples is caught, a strong one is proved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.documents import kinds
from checker.lint.cases import Case, cases, control_entries, world
from checker.lint.judge import judge
from checker.lint.mutants import mutants
from checker.lint.mutation import Trial, tried
from checker.lint.probes import probes, without_each_name
from checker.lint.source import read
from tests.lint.toy import GOOD, LOCKOUT_FILE, PASSWORDS_FILE, changed, written


def case_of(root: Path, files: dict[str, str], id_: str) -> Case:
    """The case of one requirement of the toy."""
    sources = read(written(root, files))
    known = world(control_entries(sources), {}, kinds.posture_records())
    (folder,) = sources.folders
    return next(c for c in cases(folder, folder.requirements, known) if c.requirement.id == id_)


def trial_of(root: Path, file: str = PASSWORDS_FILE, old: str = "", new: str = "") -> Trial:
    """The trial of one requirement after one change to its file."""
    text = changed(GOOD[file], old, new) if old else GOOD[file]
    return tried(case_of(root, {**GOOD, file: text}, Path(file).stem))


@pytest.mark.parametrize("id_", ["1.1", "1.2", "1.3"])
def test_every_mutant_of_a_good_requirement_is_noticed(tmp_path: Path, id_: str) -> None:
    trial = tried(case_of(tmp_path, dict(GOOD), id_))

    assert trial.problems == ()
    assert trial.killed > 5


def test_a_weak_set_of_examples_lets_a_mutant_live(tmp_path: Path) -> None:
    # Without the second holding example no probe has a system limit beside eight characters.
    weak = """\
  - given:
      authentication.passwords:
        {minimum_length: 8, character_classes: [letters, digits], system_limit: true}
    expect: holds
"""

    trial = trial_of(tmp_path, old=weak)

    assert {p.code for p in trial.problems} == {"surviving-mutant"}
    assert any("minimum 8 becomes 9" in p.message for p in trial.problems)
    assert {p.place.file for p in trial.problems} == {PASSWORDS_FILE}


def test_a_survivor_stands_at_its_keyword(tmp_path: Path) -> None:
    case = case_of(tmp_path, dict(GOOD), "1.1")
    alone = Case(case.written, case.requirement, case.folder, case.world)
    case.written.value["examples"] = [case.written.value["examples"][0]]

    trial = tried(alone)

    lines = GOOD[PASSWORDS_FILE].splitlines()
    keys = {lines[p.place.line - 1][p.place.column - 1 :].split(":")[0] for p in trial.problems}
    assert "minimum" in keys
    assert "const" in keys


def test_a_mutant_that_means_the_same_is_no_survivor(tmp_path: Path) -> None:
    # Booleans have no third value: `const: true` and `enum: [true]` admit the same.
    trial = trial_of(
        tmp_path, old="system_limit: {const: true}", new="system_limit: {enum: [true]}"
    )

    assert trial.problems == ()


def test_what_an_equivalent_omission_leaves_out_says_nothing(tmp_path: Path) -> None:
    trial = trial_of(
        tmp_path, LOCKOUT_FILE, "properties: {attempts: {maximum: 6}}",
        "required: [attempts]\n      properties: {attempts: {maximum: 6}}",
    )  # fmt: skip

    assert trial.equivalent == 1
    assert [p.code for p in trial.problems] == ["says-nothing"]


def test_probes_step_over_each_number_on_both_sides(tmp_path: Path) -> None:
    case = case_of(tmp_path, dict(GOOD), "1.1")
    judged = judge(case.requirement, case.world)

    found = {
        (probe.example, probe.change): judged.verdict(probe.part, probe.instance)
        for probe in probes(case)
        if probe.place == "/authentication.passwords/minimum_length"
    }

    # 11 and 12 without a limit, and 7 with one, are examples already.
    assert found[0, "= 13"] == "holds"
    assert found[0, "= 8"] == "fails"
    assert found[1, "= 9"] == "holds"
    assert found[1, "removed"] == "fails"


def test_probes_are_answers_that_the_types_allow(tmp_path: Path) -> None:
    case = case_of(tmp_path, dict(GOOD), "1.1")

    found = [probe.instance["authentication.passwords"] for probe in probes(case) if probe.instance]

    assert all(isinstance(given.get("minimum_length", 1), int) for given in found)
    assert len(found) == len({repr(sorted(given.items())) for given in found})


def test_records_that_are_not_selected_are_probed(tmp_path: Path) -> None:
    trial = tried(case_of(tmp_path, dict(GOOD), "1.2"))

    verdicts = {(p.place, p.change): verdict for p, verdict in trial.probes}

    assert verdicts["/business_associate", '= "unknown"'] == "holds"
    assert ("/business_associate", "removed") in verdicts


def test_each_name_is_left_out_once() -> None:
    lesser = dict(without_each_name({"a": 1, "b": [{"c": 2}]}))

    assert lesser == {
        ("a",): {"b": [{"c": 2}]},
        ("b",): {"a": 1},
        ("b", 0, "c"): {"a": 1, "b": [{}]},
    }


SLIPS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "minimum": ({"minimum": 3}, {"minimum left out", "minimum 3 becomes 2", "minimum 3 becomes 4",
                "minimum 3 becomes exclusiveMinimum"}),
    "sizes": ({"maxItems": 0}, {"maxItems left out", "maxItems 0 becomes 1"}),
    "required": ({"required": ["a", "b"]}, {"'a' of required left out",
                 "'b' of required left out"}),
    "property": ({"properties": {"a": {"const": True}}}, {"property a left out", "const left out",
                 "const True becomes False"}),
    "const": ({"const": "a"}, {"const left out", "const 'a' becomes 'ax'"}),
    "enum": ({"enum": ["a", "b"]}, {"'a' of enum left out", "'b' of enum left out"}),
    "pattern": ({"pattern": "^a$"}, {"pattern left out", "pattern loses an anchor: a$",
                "pattern loses an anchor: ^a"}),
    "anyOf": ({"anyOf": [{"minimum": 1}, {"const": 0}]}, {"branch 1 of anyOf left out",
              "branch 2 of anyOf left out", "anyOf becomes allOf"}),
    "if": ({"if": {"const": 1}}, {"if left out", "condition reversed"}),
    "list": ({"contains": {"const": 1}, "items": {"const": 1}}, {"contains left out",
             "items left out"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_each_keyword_has_its_slips(name: str) -> None:
    schema, expected = SLIPS[name]

    found = {mutant.what for mutant in mutants("requires", schema, {})}

    assert expected <= found


def test_an_enum_is_widened_by_what_the_catalogue_knows() -> None:
    found = [m.schema for m in mutants("requires", {"enum": ["a"]}, {"enum": ["a", "b"]})]

    assert {"enum": ["a", "b"]} in found


def test_a_mutant_changes_one_place_and_nothing_else() -> None:
    schema = {"properties": {"a": {"minimum": 1}, "b": {"minimum": 2}}}

    whole = {m.what: m.schema for m in mutants("requires", schema, {})}["minimum 1 becomes 2"]

    assert whole == {"properties": {"a": {"minimum": 2}, "b": {"minimum": 2}}}
    assert schema["properties"]["a"] == {"minimum": 1}
