"""Turn a page of documentation into the steps it tells, take them, and compare what is printed.

A page holds four kinds of step, in the order a reader takes them:

- a fenced `console` block with `$ command` lines, each followed by what it prints;
- a fenced block after `<!-- file: PATH -->`: a file with that content is written;
- a fenced `diff` block: hunks that are applied to a file;
- everything else is prose.

In what a command prints, a line `…` stands for lines left out, a word `…` for anything inside its
line, and a last line `[exit N]` for the exit code, 0 when absent. A page that begins with
`<!-- workspace: PATH -->` is played in an empty folder with a copy of that folder below the same
path; any other page in the checkout, and there only commands of `checker` are run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_BLOCK = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n\n?)?^```(?P<language>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_WORKSPACE = re.compile(r"^<!-- workspace: (\S+) -->$", re.MULTILINE)
_COMMAND = re.compile(r"^\$ (?P<line>.+)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_EXIT = re.compile(r"\[exit (\d+)\]")
_HUNK = re.compile(r"^@@.*\n", re.MULTILINE)
_OUTPUTS = re.compile(r"=(?=[\w-]+\.(?:html|json)$|[\w-]+\.(?:html|json) )")
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Write:
    """A file that the reader writes."""

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that the reader makes to one file, as a diff shows it."""

    diff: str


@dataclass(frozen=True, slots=True)
class Example:
    """A command, what the page says it prints, and where in the page that stands."""

    page: str
    command: str
    output: str
    span: tuple[int, int]

    @property
    def expected(self) -> list[str]:
        """Lines of output, without the line that states the exit code."""
        lines = self.output.rstrip("\n").split("\n") if self.output.strip() else []
        return lines[:-1] if lines and _EXIT.fullmatch(lines[-1]) else lines

    @property
    def code(self) -> int:
        """The exit code that the page states."""
        stated = _EXIT.search(self.output.rstrip("\n").rpartition("\n")[2])
        return int(stated[1]) if stated else 0


Step = Write | Edit | Example


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did print, and how it ended."""

    lines: list[str]
    code: int

    def differs(self, example: Example) -> str:
        """What was printed where it is not what the page shows; empty where it is."""
        if self.code == example.code and is_shown(example.expected, self.lines):
            return ""
        return "\n".join([f"{example.page}: {example.command}", *self.lines, f"[exit {self.code}]"])


def steps(page: str, text: str) -> Iterator[Step]:
    """Every step that the text of a page tells."""
    for block in _BLOCK.finditer(text):
        if block["file"]:
            yield Write(block["file"], block["body"])
        elif block["language"] == "diff":
            yield Edit(block["body"])
        elif block["language"] == "console":
            start = block.start("body")
            for found in _COMMAND.finditer(block["body"]):
                span = (start + found.start("output"), start + found.end("output"))
                yield Example(page, found["line"], found["output"], span)


def is_shown(expected: list[str], lines: list[str]) -> bool:
    """Whether `lines` are what the page shows, with what it leaves out."""
    pattern = "\n".join(
        r"(?:.*\n)*?.*" if line == ELLIPSIS else _line_pattern(line) for line in expected
    )
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in lines)) is not None


def _line_pattern(line: str) -> str:
    words = re.split(rf"(?<!\S){ELLIPSIS}(?!\S)", line.rstrip())
    return ".+".join(re.escape(word) for word in words)


def patched(text: str, diff: str) -> str:
    """`text` with each hunk of `diff` applied; line numbers are not looked at.

    Raises `ValueError` unless the lines that a hunk replaces stand in `text` exactly once.
    """
    for hunk in _HUNK.split(diff)[1:]:
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        if text.count(old) != 1:
            raise ValueError(f"{text.count(old)} places, not one, hold\n{old}")
        text = text.replace(old, new)
    return text


class Stage:
    """A folder in which a page is played, from its first step to its last."""

    def __init__(self, text: str, folder: Path) -> None:
        """`folder` is empty and is the caller's to remove."""
        found = _WORKSPACE.search(text)
        self.is_copy = found is not None
        self._folder = folder / "stage"
        self._commands = folder / "commands"
        for path in (self._folder, self._commands):
            path.mkdir()
        if found is not None:
            shutil.copytree(ROOT / found[1], self._folder / found[1])
        for name, arguments in (("checker", " -m checker"), ("python", "")):
            command = self._commands / name
            command.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
            command.chmod(0o755)

    def write(self, step: Step) -> None:
        """Write a file, or change one; a command is left to `run`."""
        if isinstance(step, Write):
            path = self._folder / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.content, encoding="utf-8")
        elif isinstance(step, Edit):
            self._change(step)

    def _change(self, step: Edit) -> None:
        named = re.match(r"--- (\S+)\n\+\+\+ (\S+)\n", step.diff)
        if named is None or named[1] != named[2]:
            raise ValueError(f"a diff begins with the name of its file, twice:\n{step.diff}")
        path = self._folder / named[1]
        path.write_text(patched(path.read_text(encoding="utf-8"), step.diff), encoding="utf-8")

    def runs(self, example: Example) -> bool:
        """Whether a command can be run here: outside a copy only ours, which reads alone."""
        return self.is_copy or example.command.startswith("checker ")

    def run(self, example: Example) -> Outcome:
        """Run a command in a shell; both of its streams, as a terminal shows them."""
        command = example.command
        if not self.is_copy:
            command = _OUTPUTS.sub(f"={self._folder}/", command)
        environment = {
            **os.environ,
            "PATH": f"{self._commands}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self._folder if self.is_copy else ROOT, env=environment, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        # Whether the day of assessment is today's depends on the day the page is played.
        lines = [x for x in done.stdout.splitlines() if not x.startswith("Assessed as of ")]
        return Outcome(lines, done.returncode)


def renewed(example: Example, outcome: Outcome) -> str:
    """The output that the page is to show: what it left out stays left out.

    Each run of lines is looked for where it fits best, after the one before it.
    """
    shown: list[str] = []
    at = 0
    for segment in _segments(example.expected):
        if segment == [ELLIPSIS]:
            shown.append(ELLIPSIS)
            continue
        is_first, is_last = not shown, len(shown) + len(segment) == len(example.expected)
        size = len(outcome.lines) if is_first and is_last else len(segment)
        if is_last and not is_first:
            at = max(at, len(outcome.lines) - size)
        elif not is_first:
            at = _best(segment, outcome.lines, at)
        found = outcome.lines[at : at + size]
        kept = zip(segment, found, strict=False) if len(segment) == len(found) else ()
        shown += [old if is_shown([old], [new]) else new for old, new in kept] or found
        at += len(found)
    code = [f"[exit {outcome.code}]"] if outcome.code else []
    return "".join(f"{line}\n" for line in [*(line.rstrip() for line in shown), *code])


def _segments(lines: list[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for line in lines:
        if line == ELLIPSIS:
            if run:
                yield run
            yield [line]
            run = []
        else:
            run.append(line)
    if run:
        yield run


def _best(segment: list[str], lines: list[str], at: int) -> int:
    """Where in `lines`, from `at` on, the lines most like `segment` begin."""

    def likeness(begin: int) -> float:
        pairs = zip(segment, lines[begin : begin + len(segment)], strict=False)
        return sum(SequenceMatcher(None, old, new).ratio() for old, new in pairs)

    return max(range(at, max(at, len(lines) - len(segment)) + 1), key=likeness)
