"""`checker render`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli import COMMANDS
from checker.commands import saved
from checker.commands.render import command
from checker.render import FORMATS
from tests.commands.conftest import DAY, SMALL, Checker

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def result(checker: Checker, tmp_path: Path) -> Path:
    """The saved assessment of the small workspace."""
    path = tmp_path / "result.json"
    ran = checker("assess", SMALL, "--as-of", DAY, "-q", "-o", f"json={path}")
    assert ran.code in {0, 1}, ran.err
    return path


def changed(result: Path, change: Change) -> Path:
    """The same record with one thing changed."""
    record = json.loads(result.read_bytes())
    change(record)
    path = result.with_name("changed.json")
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_the_overview_says_what_the_command_says_of_itself() -> None:
    assert (command.help or "").splitlines()[0] == COMMANDS["render"]


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "pdf"])  # see test_pdf
def test_a_saved_record_gives_the_bytes_that_the_assessment_gave(
    checker: Checker, result: Path, format_: str
) -> None:
    asked = ("-o", format_, "--path-prefix", "own")
    first = checker("assess", SMALL, "--as-of", DAY, *asked)

    assert checker("render", result, *asked).data == first.data


def test_text_goes_to_the_terminal_when_nothing_is_asked_for(
    checker: Checker, result: Path
) -> None:
    ran = checker("render", result)

    assert ran.code == 0
    assert "Small Clinic · assessed as of 2026-11-21" in ran.out


def test_gaps_do_not_fail_a_rendering(checker: Checker, result: Path) -> None:
    assert json.loads(result.read_bytes())["gate"]["failed"]
    assert checker("render", result).code == 0


def test_only_what_was_asked_for_is_written(checker: Checker, result: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"

    ran = checker("render", result, "-o", f"html={target}")

    assert (ran.code, ran.out) == (0, "")
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "result.json"]


def test_an_incomplete_record_is_rendered_and_said_to_be_so(
    checker: Checker, broken: Path, tmp_path: Path
) -> None:
    path = tmp_path / "incomplete.json"
    assert checker("assess", broken, "-o", f"json={path}").code == 3

    ran = checker("render", path)

    assert ran.code == 0
    assert "INCOMPLETE" in ran.out
    assert "The record is incomplete" in ran.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"not json", "result.json:1:1: not-json"),
        (b'{\n  "a": \xff}', "result.json:2:8: encoding"),
        (b'{"a": NaN}', "NaN is no number of JSON"),
        (b'{"a": -Infinity}', "-Infinity is no number of JSON"),
        (b'{"a": 1e999}', "1e999 is too large a number"),
        (b'{"a": -9007199254740992}', "-9007199254740992 is too large a number"),
        (b'{"a": 1' + 400 * b"0" + b"}", "0000 is too large a number"),
        (b'{"a": 1, "a": 2}', "'a' stands twice in one object"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1, 2]", "this is no checker/result/v1: it does not say so"),
        (b'{"schema": "checker/result/v2"}', "it says 'checker/result/v2'"),
        (b'{"schema": "checker/result/v1"}', "required does not hold (as_of)"),
        (b"\xef\xbb\xbf{}", "not-json"),
    ],
)
def test_a_file_that_is_no_result_is_refused(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("result.json").write_bytes(data)

    ran = checker("render", "result.json", "-o", "html=report.html")

    assert ran.code == 3
    assert said in ran.err
    assert ran.out == ""
    assert not Path("report.html").exists()


def remove_finding(record: dict[str, Any]) -> None:
    record["findings"].pop()


def turn_green(record: dict[str, Any]) -> None:
    gap = next(f for f in record["findings"] if f["status"] == "not_satisfied")
    gap["status"] = "satisfied"


def forget_error(record: dict[str, Any]) -> None:
    record["complete"] = False


def close_gap(record: dict[str, Any]) -> None:
    next(f for f in record["findings"] if f["open"])["open"] = False


def remove_requirement(record: dict[str, Any]) -> None:
    record["requirements"].pop()


def miscount(record: dict[str, Any]) -> None:
    record["frameworks"][0]["counts"]["total"] += 1


@pytest.mark.parametrize(
    "change",
    [remove_finding, turn_green, forget_error, close_gap, remove_requirement, miscount],
)
def test_a_record_whose_parts_disagree_is_refused(
    checker: Checker, result: Path, change: Change
) -> None:
    ran = checker("render", changed(result, change))

    assert ran.code == 3
    assert "not-whole" in ran.err
    assert ran.out == ""


def test_a_word_that_the_schema_does_not_know_is_refused_with_its_pointer(
    checker: Checker, result: Path
) -> None:
    def unknown(record: dict[str, Any]) -> None:
        record["findings"][0]["status"] = "passed"

    ran = checker("render", changed(result, unknown))

    assert ran.code == 3
    assert "not-a-result: /findings/0/status: enum does not hold" in ran.err


def test_many_problems_are_counted_and_the_first_are_shown(checker: Checker, result: Path) -> None:
    def unknown(record: dict[str, Any]) -> None:
        for finding in record["findings"]:
            finding["status"] = "passed"

    ran = checker("render", changed(result, unknown))

    number = len(json.loads(result.read_bytes())["findings"])
    assert f"{number} problems; 10 are shown" in ran.err
    assert len(ran.err.splitlines()) == 12


def test_a_file_larger_than_the_limit_is_not_read(
    checker: Checker, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "LARGEST", 1_000)

    ran = checker("render", result)

    assert ran.code == 3
    assert "too-large" in ran.err


def test_a_pipe_a_link_and_a_folder_are_no_results(
    checker: Checker, result: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(result)

    for name in ("pipe", "link", ".", "missing.json"):
        assert checker("render", tmp_path / name).code == 3


def test_a_folder_is_said_to_be_one_whatever_it_is_called(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    for named in (".", "..", tmp_path):
        ran = checker("render", named)
        assert ran.code == 3
        assert "not-a-file: this is a folder; give a file that" in ran.err


def test_an_older_report_stays_marked_when_the_record_is_refused(
    checker: Checker, result: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    assert checker("render", result, "-o", f"html={report}").code == 0
    before = report.read_bytes()

    result.write_text("torn")
    ran = checker("render", result, "-o", f"html={report}")

    assert ran.code == 3
    assert report.read_bytes() == before
    assert (tmp_path / "report.html.incomplete").is_file()


def test_hidden_characters_in_a_record_stay_hidden_from_the_terminal(
    checker: Checker, result: Path
) -> None:
    def hide(record: dict[str, Any]) -> None:
        record["organization"]["name"] = "Small\u202eClinic\x1b[31m\ud800"

    ran = checker("render", changed(result, hide))

    assert ran.code == 0
    assert "Small\\u{202E}Clinic\\u{1B}[31m\\u{D800}" in ran.out


def test_an_unknown_format_is_a_usage_error_with_the_nearest(
    checker: Checker, result: Path
) -> None:
    ran = checker("render", result, "-o", "htlm")

    assert ran.code == 2
    assert "Did you mean 'html'?" in ran.err


def test_a_folder_that_does_not_exist_ends_with_5(
    checker: Checker, result: Path, tmp_path: Path
) -> None:
    assert checker("render", result, "-o", f"html={tmp_path / 'none' / 'a.html'}").code == 5


def test_the_saved_record_needs_no_workspace(checker: Checker, tmp_path: Path) -> None:
    copy, path = tmp_path / "copy", tmp_path / "result.json"
    shutil.copytree(SMALL, copy)
    checker("assess", copy, "--as-of", DAY, "-q", "-o", f"json={path}")

    shutil.rmtree(copy)

    assert checker("render", path).code == 0


def test_an_audience_gets_the_same_file_from_a_record_and_from_an_assessment(
    checker: Checker, result: Path, tmp_path: Path
) -> None:
    assessed, rendered, whole = (tmp_path / name for name in ("a.html", "r.html", "w.html"))

    checker("assess", SMALL, "--as-of", DAY, "-q", "--audience", "board", "-o", f"html={assessed}")
    checker("render", result, "--audience", "board", "-o", f"html={rendered}")
    checker("render", result, "-o", f"html={whole}")

    assert assessed.read_bytes() == rendered.read_bytes()
    assert b"<div data-status=" in whole.read_bytes()
    assert b"<div data-status=" not in rendered.read_bytes()
    assert len(rendered.read_bytes()) < len(whole.read_bytes())


def test_an_unknown_audience_is_a_usage_error(checker: Checker, result: Path) -> None:
    ran = checker("render", result, "--audience", "press")

    assert ran.code == 2
    assert "'board', 'management', 'auditor'" in ran.err
