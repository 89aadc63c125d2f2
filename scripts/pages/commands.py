"""The page on commands: the help of each, as the command line prints it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from checker.cli import COMMANDS, cli
from scripts.pages.markdown import NOTE, anchor, code, paragraph, table

_WIDTH = 80
_ROOT = Path(__file__).parent.parent.parent


def page() -> str:
    """The page as it is to be in `docs/commands.md`."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from (NOTE, "", "# Commands", "")
    yield from paragraph(
        "What `checker COMMAND --help` prints. The document goes to standard output, everything "
        "else to standard error; the [exit codes](exit-codes.md) are the same everywhere."
    )
    rows = [(f"[{code(name)}](#{anchor(_heading(name))})", told) for name, told in COMMANDS.items()]
    yield from table(("command", "what it does"), rows)
    for name in COMMANDS:
        yield from (f"## {_heading(name)}", "", "```text", _help(name), "```", "")
        for inner in _inner(name):
            both = f"{name} {inner}"
            yield from (f"### {_heading(both)}", "", "```text", _help(both), "```", "")


def _inner(name: str) -> list[str]:
    """The commands of a command that is a group of them."""
    found = cli.get_command(click.Context(cli), name)
    return list(found.commands) if isinstance(found, click.Group) else []


def _help(name: str) -> str:
    """What a process of its own prints: click keeps the help flags of a command's first caller."""
    # The width is the page's, not that of the terminal which makes it.
    done = subprocess.run(
        [sys.executable, "-m", "checker", *name.split(), "--help"],
        cwd=_ROOT,
        env={**os.environ, "COLUMNS": str(_WIDTH + 2)},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.rstrip("\n")


def _heading(name: str) -> str:
    return f"checker {name}"
