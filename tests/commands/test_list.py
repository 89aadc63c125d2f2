"""`checker list`."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from checker.catalog import SOURCE, load
from checker.cli import COMMANDS
from checker.commands.list import command
from checker.documents import kinds
from tests.commands.conftest import Checker

KEYS = {"framework", "id", "slug", "title", "severity", "obligation", "asks_for", "controls",
        "file"}  # fmt: skip


def test_the_overview_says_what_the_command_says_of_itself() -> None:
    assert (command.help or "").splitlines()[0] == COMMANDS["list"]


def test_each_requirement_names_its_file_below_the_frameworks(checker: Checker) -> None:
    found = checker("list", "requirements", "--format", "json").json

    assert {frozenset(item) for item in found} == {frozenset(KEYS)}
    assert all((SOURCE / item["file"]).is_file() for item in found)
    assert all(Path(item["file"]).stem == item["slug"] for item in found)


def test_a_requirement_is_listed_with_what_it_reads_and_asks_for(checker: Checker) -> None:
    found = checker("list", "requirements", "--format", "json", "-F", "pci_dss").json

    item = next(item for item in found if item["id"] == "8.3.6")
    assert item["controls"] == ["authentication.passwords"]
    requirement = load().requirement("pci_dss:8.3.6")
    assert requirement is not None
    assert item["asks_for"] == [str(facet) for facet in requirement.asks_for] != []
    assert item["severity"] == str(requirement.severity)
    assert {item["framework"] for item in found} == {"pci_dss"}


@pytest.mark.parametrize("framework", ["gdpr", "hipaa", "pci_dss"])
def test_coverage_shows_every_official_id_once_with_one_answer(
    checker: Checker, framework: str
) -> None:
    found = checker("list", "requirements", "--coverage", "--format", "json", "-F", framework).json

    with (SOURCE / framework / "numbering.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    official = [row["id"] for row in rows if row.get("kind") not in {"chapter", "section"}]
    assert [item["id"] for item in found] == official
    answers = {"requirement", "covered_by", "pending"}
    assert all(len(answers & item.keys()) == 1 for item in found)


def test_coverage_and_the_list_agree_on_what_is_written(checker: Checker) -> None:
    covered = checker("list", "requirements", "--coverage", "--format", "json").json
    listed = checker("list", "requirements", "--format", "json").json

    written = {(i["framework"], i["requirement"]) for i in covered if "requirement" in i}
    assert written == {(item["framework"], item["id"]) for item in listed}


def test_the_table_is_aligned_and_has_a_row_for_each_item(checker: Checker) -> None:
    found = checker("list", "requirements", "--format", "json").json
    header, *rows = checker("list", "requirements").out.splitlines()

    start = header.index("TITLE")
    assert [row[start:] for row in rows] == [item["title"] for item in found]


def test_frameworks_say_how_much_of_them_is_written(checker: Checker) -> None:
    found = checker("list", "frameworks", "--format", "json").json
    listed = checker("list", "requirements", "--format", "json").json

    for item in found:
        own = [r for r in listed if r["framework"] == item["id"]]
        assert item["written"] == len(own) <= item["of"]
        assert item["digest"].startswith("sha256:")


def test_controls_of_a_framework_are_those_its_requirements_read(checker: Checker) -> None:
    every = checker("list", "controls", "--format", "json").json
    found = checker("list", "controls", "--format", "json", "-F", "gdpr").json

    listed = checker("list", "requirements", "--format", "json", "-F", "gdpr").json
    assert {item["id"] for item in found} == {name for r in listed for name in r["controls"]}
    assert len(found) < len(every)
    assert all(ref.startswith("gdpr:") for item in found for ref in item["read_by"])


def test_kinds_are_all_there_and_registers_are_marked(checker: Checker) -> None:
    found = checker("list", "kinds", "--format", "json").json

    assert [item["id"] for item in found] == list(kinds.names())
    assert [item["id"] for item in found if item["register"]] == list(kinds.registers())


def test_an_unknown_framework_is_a_usage_error_with_the_nearest_name(checker: Checker) -> None:
    ran = checker("list", "requirements", "-F", "pci_ds")

    assert ran.code == 2
    assert "Did you mean 'pci_dss'?" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "arguments", [("controls", "--coverage"), ("kinds", "-F", "gdpr"), ("people",)]
)
def test_what_makes_no_sense_together_is_a_usage_error(
    checker: Checker, arguments: tuple[str, ...]
) -> None:
    assert checker("list", *arguments).code == 2
