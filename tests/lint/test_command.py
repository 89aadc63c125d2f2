"""The command, the table of probes, and the part that judges an added folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker.commands.lint_frameworks import command
from checker.framework_files import read_source
from checker.lint import shape_problems
from tests.lint.toy import (
    CATALOGUE_FILE,
    GOOD,
    LOCKOUT_FILE,
    PAGE_FILE,
    PASSWORDS_FILE,
    changed,
    linted,
    spot,
    told,
    written,
)


def ran(*arguments: str) -> Result:
    """What the command did."""
    return CliRunner().invoke(command, list(arguments))


def test_a_clean_folder_ends_well(tmp_path: Path) -> None:
    written(tmp_path, GOOD)

    first = ran(str(tmp_path), "--write-table")
    second = ran(str(tmp_path))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "3 requirements, 11 examples" in second.output
    assert " 0 survived" in second.output
    assert "0 problems" in second.output


def test_a_problem_is_printed_with_its_place(tmp_path: Path) -> None:
    text = changed(GOOD[PASSWORDS_FILE], "{minimum: 12}", "{minumum: 12}")
    written(tmp_path, {**GOOD, PASSWORDS_FILE: text})

    result = ran(str(tmp_path), "-q")

    line, column = spot(text, "minumum")
    assert result.exit_code == 4
    assert result.output.startswith(f"{PASSWORDS_FILE}:{line}:{column}: unknown-keyword: ")
    assert "did you mean 'minimum'?" in result.output
    assert "requirements," not in result.output


def test_a_file_that_cannot_be_read_ends_everything(tmp_path: Path) -> None:
    written(tmp_path, {**GOOD, PASSWORDS_FILE: "id: 'open\n"})

    result = ran(str(tmp_path))

    assert result.exit_code == 3
    assert PASSWORDS_FILE in result.output
    assert "Nothing was checked" in result.output


def test_a_folder_named_like_a_file_is_not_read(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "toy/s1/1.4.yaml").mkdir()

    result = ran(str(tmp_path))

    assert result.exit_code == 3
    assert "toy/s1/1.4.yaml:1:1: unreadable" in result.output


def test_two_documents_in_one_file_are_not_read(tmp_path: Path) -> None:
    written(tmp_path, {**GOOD, LOCKOUT_FILE: f"{GOOD[LOCKOUT_FILE]}---\nid: x\n"})

    result = ran(str(tmp_path))

    assert result.exit_code == 3
    assert "several-documents" in result.output


@pytest.mark.parametrize("text", ["", "number\tname\n1\tx\n"], ids=["empty", "other columns"])
def test_a_list_without_its_columns_is_not_read(tmp_path: Path, text: str) -> None:
    written(tmp_path, {**GOOD, "toy/numbering.tsv": text})

    result = ran(str(tmp_path))

    assert result.exit_code == 3
    assert "numbering" in result.output


def test_a_folder_without_frameworks_is_a_slip_of_the_user(tmp_path: Path) -> None:
    assert ran(str(tmp_path)).exit_code == 2
    assert ran(str(tmp_path / "missing")).exit_code == 2


def test_an_unknown_framework_is_a_slip_of_the_user(tmp_path: Path) -> None:
    written(tmp_path, GOOD)

    assert ran(str(tmp_path), "--framework", "toys").exit_code == 2


def test_one_framework_is_checked_alone(tmp_path: Path) -> None:
    other = {PAGE_FILE.replace("toy", "other"): GOOD[PAGE_FILE]}
    written(tmp_path, {**GOOD, **other})

    everything = ran(str(tmp_path), "--write-table")
    alone = ran(str(tmp_path), "--framework", "toy")

    assert everything.exit_code == 4
    assert alone.exit_code == 0


def test_the_table_has_one_line_per_probe(tmp_path: Path) -> None:
    report = linted(written(tmp_path, GOOD))

    header, *lines = report.tables["toy"].splitlines()

    assert header.split("\t") == ["requirement", "part", "example", "place", "change", "verdict"]
    assert len(lines) == report.probes
    assert len(set(lines)) == len(lines)
    assert {line.split("\t")[-1] for line in lines} == {"holds", "fails", "not_selected"}


def test_half_a_table_is_not_written(tmp_path: Path) -> None:
    text = changed(GOOD[PASSWORDS_FILE], "{minimum: 12}", "{minumum: 12}")
    written(tmp_path, {**GOOD, PASSWORDS_FILE: text})

    result = ran(str(tmp_path), "--write-table")

    assert result.exit_code == 4
    assert not (tmp_path / "toy/probes.tsv").exists()


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    report = linted(written(tmp_path, GOOD), with_table=True)

    assert told(report.problems) == [("no-table", "toy/probes.tsv", 1, 1)]


def test_a_change_of_meaning_shows_in_the_table(tmp_path: Path) -> None:
    ran(str(written(tmp_path, GOOD)), "--write-table")
    text = GOOD[LOCKOUT_FILE].replace("10", "12").replace("11", "13")
    written(tmp_path, {LOCKOUT_FILE: text})

    report = linted(tmp_path, with_table=True)

    assert [problem.code for problem in report.problems] == ["stale-table"]
    line = report.problems[0].place.line
    before = (tmp_path / "toy/probes.tsv").read_text(encoding="utf-8").splitlines()
    assert before[line - 1] != report.tables["toy"].splitlines()[line - 1]
    assert before[: line - 1] == report.tables["toy"].splitlines()[: line - 1]


def added(root: Path) -> list[str]:
    """Codes of what makes the folder unfit to judge with."""
    controls, bundles = read_source(root)
    return [problem.code for problem in shape_problems(root, controls, bundles)]


def test_a_sound_folder_may_judge(tmp_path: Path) -> None:
    assert added(written(tmp_path, GOOD)) == []


def test_controls_that_exist_elsewhere_may_be_read(tmp_path: Path) -> None:
    controls, _ = read_source(written(tmp_path / "shipped", GOOD))
    root = written(tmp_path / "own", {k: v for k, v in GOOD.items() if k != CATALOGUE_FILE})
    _, bundles = read_source(root)

    assert shape_problems(root, controls, bundles) == []
    assert {p.code for p in shape_problems(root, [], bundles)} == {"unknown-control"}


UNFIT = {
    "unknown-key": (PASSWORDS_FILE, "severity: high", "severity: high\nseverty: high"),
    "missing-key": (PAGE_FILE, "publisher: Nobody\n", ""),
    "unknown-keyword": (PASSWORDS_FILE, "{minimum: 12}", "{minumum: 12}"),
    "unknown-parameter": (PASSWORDS_FILE, "required: [system_limit]", "required: [limit]"),
    "unknown-fact": (PASSWORDS_FILE, "pci_roles", "pci_role"),
    "keyword-without-type": (PASSWORDS_FILE, "{minimum: 12}", "{minLength: 12}"),
    "dead-subschema": (PASSWORDS_FILE, "{minimum: 12}", "{minimum: 12, maximum: 4}"),
    "optional": (LOCKOUT_FILE, "required: [attempts]\n", "required: []\n"),
    "unanchored-pattern": (CATALOGUE_FILE, "type: string, desc", "type: string, pattern: a, desc"),
    "duration": (PASSWORDS_FILE, "max_age: 12 months", "max_age: yearly"),
    "unknown-section": (PAGE_FILE, "  s1: First", "  s2: First"),
}


@pytest.mark.parametrize("code", UNFIT)
def test_an_unsound_folder_may_not_judge(tmp_path: Path, code: str) -> None:
    file, old, new = UNFIT[code]
    written(tmp_path, {**GOOD, file: changed(GOOD[file], old, new)})

    assert code in added(tmp_path)


def test_a_weak_set_of_examples_is_its_authors_matter(tmp_path: Path) -> None:
    text = changed(GOOD[PASSWORDS_FILE], "expect: holds", "expect: fails")

    assert added(written(tmp_path, {**GOOD, PASSWORDS_FILE: text})) == []


def test_assessing_does_not_import_the_linter() -> None:
    program = "import sys, checker.catalog as c; c.load(); print('checker.lint' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
