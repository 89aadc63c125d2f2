"""`-o csv` and `-o xlsx`: said early when they cannot be made, whole when they can."""

from __future__ import annotations

import csv
import io
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checker import catalog as catalogs
from checker.render import render, xlsx
from tests.commands.conftest import DAY, SMALL, Checker
from tests.render.sample import sample
from tests.support import catalog, number, policy, requirement, write
from tests.test_render_formats import reversed_keys


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """A saved assessment of a dozen findings."""
    path = tmp_path / "result.json"
    path.write_bytes(render("json", sample()))
    return path


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> Any:
        if name == "xlsxwriter":
            raise ModuleNotFoundError("No module named 'xlsxwriter'")
        return import_module(name)

    monkeypatch.setattr(xlsx, "import_module", fail)


def test_one_run_writes_several_formats_of_one_document(checker: Checker, tmp_path: Path) -> None:
    paths = {name: tmp_path / f"r.{name}" for name in ("csv", "xlsx", "json")}
    outputs = [f"-o{name}={path}" for name, path in paths.items()]

    ran = checker("assess", SMALL, "--as-of", DAY, "-q", *outputs)

    assert ran.code == 1, ran.err
    findings = json.loads(paths["json"].read_bytes())["findings"]
    with paths["csv"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    book = openpyxl.load_workbook(paths["xlsx"])
    assert len(rows) == len(findings) == book["Requirements"].max_row - 1
    assert {row["document"] for row in rows} == {book.properties.subject}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.csv", "r.json", "r.xlsx"]


def test_bytes_go_to_a_pipe(checker: Checker, result: Path) -> None:
    assert checker("render", result, "-o", "xlsx").data.startswith(b"PK")
    assert checker("render", result, "-o", "csv").data.startswith(b"framework,")


def test_a_workbook_does_not_go_to_a_terminal(
    checker: Checker, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())

    ran = checker("render", result, "-o", "xlsx")

    assert ran.code == 2
    assert "a terminal cannot show xlsx; write xlsx=PATH" in ran.err


@pytest.mark.usefixtures("no_library")
@pytest.mark.parametrize("command", ["assess", "render"])
def test_a_missing_library_is_said_before_anything_is_read(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(catalogs, "load", lambda _: pytest.fail("the frameworks were read"))
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"yesterday's")

    ran = checker(command, tmp_path / "nowhere", "-o", f"xlsx={path}", "-o", "text")

    assert ran.code == 5
    assert ran.data == b""
    assert "pip install 'checker[xlsx]'" in ran.err
    assert "nowhere" not in ran.err
    assert path.read_bytes() == b"yesterday's"
    assert (tmp_path / "report.xlsx.incomplete").exists()


@pytest.mark.usefixtures("no_library")
def test_a_table_needs_no_library(checker: Checker, result: Path) -> None:
    assert checker("render", result, "-o", "csv").code == 0


@pytest.mark.parametrize("more", [[], ["--keep-going"]])
def test_an_input_that_was_refused_leaves_no_finding_in_any_sheet(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setattr(catalogs, "load", lambda _: catalog(requirement("1")))
    workspace = write(tmp_path / "workspace", policy(number(12)))
    (workspace / "bad.yaml").write_text("kind: [policy\n")
    table, book = tmp_path / "r.csv", tmp_path / "r.xlsx"

    ran = checker(
        "assess", workspace, "--as-of", DAY, "-q", *more, "-o", f"csv={table}", "-o", f"xlsx={book}"
    )

    assert ran.code == 3
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["status"], row["place"].partition(":")[0]) for row in rows] == [
        ("incomplete", "bad.yaml")
    ]
    assert openpyxl.load_workbook(book).sheetnames == ["Cover", "Errors"]


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_neither_the_order_of_keys_nor_a_rendering_before_changes_the_bytes(format_: str) -> None:
    record = sample()
    first = render(format_, record)

    assert record == sample()
    assert render(format_, reversed_keys(record)) == first
