"""The page on commands: the help of each, as the command line prints it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from checker.cli import COMMANDS, cli
from scripts.pages.markdown import NOTE, anchor, code, paragraph, table

_WIDTH = 80


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
    with click.Context(cli, info_name="checker") as overview:
        for name in COMMANDS:
            command = cli.get_command(overview, name)
            if command is None:
                raise LookupError(f"the table of commands names {name}, which there is none of")
            with _context(command, name, overview) as context:
                yield from (f"## {_heading(name)}", "", "```text", context.get_help(), "```", "")


def _context(command: click.Command, name: str, parent: click.Context) -> click.Context:
    # The width is the page's, not that of the terminal which makes it.
    return click.Context(
        command, info_name=name, parent=parent, terminal_width=_WIDTH, max_content_width=_WIDTH
    )


def _heading(name: str) -> str:
    return f"checker {name}"
