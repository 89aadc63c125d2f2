"""The examples of the documents are what the commands really print."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"^\[exit (\d+)\]$")


def examples() -> list[tuple[str, str, str]]:
    """Page, command and expected output of every `$ checker …` in a console block."""
    found = []
    for page in PAGES:
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                if command.startswith("checker "):
                    found.append((page.name, command, output))
    return found


@pytest.mark.parametrize(("page", "command", "output"), examples())
def test_an_example_prints_what_the_page_shows(
    page: str, command: str, output: str, tmp_path: Path
) -> None:
    """A line `…` stands for lines left out; `[exit N]` at the end for the code, 0 when absent."""
    expected = output.rstrip("\n").split("\n")
    code = 0
    if expected and (stated := _EXIT.match(expected[-1])):
        code = int(stated[1])
        expected.pop()
    arguments = [
        re.sub(r"=(?=[\w-]+\.(html|json)$)", f"={tmp_path}/", argument)
        for argument in shlex.split(command)[1:]
    ]

    done = subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == code, done.stdout
    # The note that the day is not today's depends on the day the test runs.
    lines = [line for line in done.stdout.splitlines() if not line.startswith("Assessed as of ")]
    pattern = "\n".join(
        r"(?:.*\n)*?.*" if line == "…" else re.escape(line.rstrip()) for line in expected
    )
    shown = "\n".join(line.rstrip() for line in lines)
    assert re.fullmatch(pattern, shown), f"{page}: {command}\n{shown}"


def test_the_pages_have_examples() -> None:
    assert len({command for page, command, _ in examples() if page == "README.md"}) >= 5
