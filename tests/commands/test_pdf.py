"""`-o pdf=PATH`: said early when it cannot be made, whole when it can."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from checker import catalog as catalogs
from checker.commands.progress import shown
from checker.render import pdf, render
from tests.commands.conftest import DAY, Checker
from tests.render.sample import sample
from tests.support import catalog, number, policy, requirement, write

ROOT = Path(__file__).parent.parent.parent


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
def no_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> Any:
        if name == "weasyprint":
            raise ModuleNotFoundError("No module named 'weasyprint'")
        return import_module(name)

    monkeypatch.setattr(pdf, "import_module", fail)


def test_an_assessment_and_its_saved_record_give_the_same_whole_file(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogs, "load", lambda _: catalog(requirement("1")))
    workspace = write(tmp_path / "workspace", policy(number(12)))
    first, second, result = (tmp_path / n for n in ("first.pdf", "second.pdf", "result.json"))

    outputs = ["-o", f"pdf={first}", "-o", f"json={result}"]
    assessed = checker("assess", workspace, "--as-of", DAY, "-q", *outputs)
    rendered = checker("render", result, "-o", f"pdf={second}")

    assert assessed.code == 1, assessed.err
    assert (rendered.code, rendered.err) == (0, "")
    assert first.read_bytes() == second.read_bytes()
    (record,) = PdfReader(second).attachments["result.json"]
    assert record == result.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "first.pdf", "result.json", "second.pdf", "workspace",
    ]  # fmt: skip


def test_bytes_go_to_a_pipe(checker: Checker, result: Path) -> None:
    ran = checker("render", result, "-o", "pdf")

    assert ran.code == 0
    assert ran.data.startswith(b"%PDF-1.7\n")
    assert ran.data.endswith(b"%%EOF\n")


def test_bytes_do_not_go_to_a_terminal(
    checker: Checker, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())

    ran = checker("render", result, "-o", "pdf")

    assert ran.code == 2
    assert "a terminal cannot show pdf; write pdf=PATH" in ran.err


@pytest.mark.usefixtures("no_weasyprint")
@pytest.mark.parametrize("command", ["assess", "render"])
def test_a_missing_library_is_said_before_anything_is_read(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(catalogs, "load", lambda _: pytest.fail("the frameworks were read"))
    path = tmp_path / "report.pdf"
    path.write_bytes(b"yesterday's")

    ran = checker(command, tmp_path / "nowhere", "-o", f"pdf={path}", "-o", "text")

    assert ran.code == 5
    assert ran.data == b""
    assert "pip install 'checker[pdf]'" in ran.err
    assert "nowhere" not in ran.err
    assert path.read_bytes() == b"yesterday's"
    assert (tmp_path / "report.pdf.incomplete").exists()


def test_other_formats_do_not_ask_for_the_extra(result: Path) -> None:
    code = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "from checker.__main__ import run\n"
        "sys.exit(run(['render', sys.argv[1], '-o', 'html']))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code, str(result)], cwd=ROOT, check=False, capture_output=True
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith(b"</html>\n")


def test_a_terminal_sees_the_pages_go_by_and_nothing_stays(
    checker: Checker, result: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    ran = checker("render", result, "-o", f"pdf={tmp_path / 'report.pdf'}")

    assert ran.code == 0
    shown_pages = terminal.getvalue().partition("pdf: ")[0]
    assert "Laying out page 2" in shown_pages
    assert shown_pages.endswith("\r\x1b[K")
    assert "\n" not in shown_pages


def listened(say: Callable[[logging.Logger], None], format_: str = "pdf") -> None:
    with shown(format_):
        say(logging.getLogger("weasyprint.progress"))


def lacks(letter: str) -> Callable[[logging.Logger], None]:
    # As WeasyPrint says it.
    message = '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)'
    return lambda logger: logger.warning(message, letter, ord(letter))


def test_letters_that_no_font_has_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    def say(logger: logging.Logger) -> None:
        for letter in "パッパ\x1b":
            lacks(letter)(logger)

    listened(say)

    said = capsys.readouterr().err
    assert said.startswith("pdf: no font on this machine has パ ッ \\u{1B};")
    assert "fonts-noto-cjk" in said
    assert said.count("\n") == 1


def test_many_letters_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    def say(logger: logging.Logger) -> None:
        for number_ in range(50):
            lacks(chr(0x4E00 + number_))(logger)

    listened(say)

    assert " and 30 more; " in capsys.readouterr().err


def test_nothing_is_said_where_nothing_is_lacking(capsys: pytest.CaptureFixture[str]) -> None:
    listened(lambda logger: logger.warning("Ignored `a: b` at 1:1, unknown property."))
    listened(lambda logger: logger.info("Step 5 - Creating layout - Page %d", 7))
    listened(lacks("パ"), "html")

    assert capsys.readouterr().err == ""


def test_a_letter_without_a_font_is_found_in_a_real_report(
    checker: Checker, tmp_path: Path
) -> None:
    record = sample()
    record["notes"] = ["\U000f0000"]  # for private use: no font has it
    path = tmp_path / "result.json"
    path.write_text(json.dumps(record), encoding="utf-8")

    ran = checker("render", path, "-o", f"pdf={tmp_path / 'report.pdf'}")

    assert ran.code == 0
    assert "pdf: no font on this machine has " in ran.err
    assert "\U000f0000" in ran.err
