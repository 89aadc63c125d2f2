"""The options that commands which edit have in common, gathered into one value each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from checker.commands.common import FOLDER, Day, reading_options
from checker.commands.printing import verbose_option
from checker.frozen import frozen


@frozen
class Addition:
    """What is to be added: a file, what it shows, and to which claim; empty texts leave it open."""

    file: Path
    result: str
    title: str
    is_copied: bool
    attestation: str
    population: str
    record: str


@frozen
class Where:
    """Where and when an edit takes place, and whether it only rehearses."""

    workspace: Path
    as_of: date | None
    is_dry: bool
    frameworks: Path | None
    evidence_root: Path | None


def _shown_whole(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """A text that reads as it is written: on one line, nothing in it hidden."""
    from checker.text import quoted, visible

    if visible(value) != value:
        raise click.BadParameter(
            f"{quoted(value)} has a character that does not show. Leave it out."
        )
    return value


def adding(function: Callable[..., None]) -> Callable[..., None]:
    """Options about a file that becomes evidence, and its claim, given as one `Addition`."""

    @wraps(function)
    def gathered(
        file: Path,
        result: str | None,
        title: str,
        is_copied: bool,
        attestation: str,
        population: str,
        record: str,
        **own: Any,
    ) -> None:
        parts = (file, result or "", title, is_copied, attestation, population, record)
        function(asked=Addition(*parts), **own)

    command: Callable[..., None] = gathered
    for option in (
        click.option("--about", "record", default="", metavar="ID",
                     help="The claim that covers this record or group."),
        click.option("--for", "population", default="", metavar="TEXT",
                     help="The claim for this population."),
        click.option("--attestation", default="", metavar="ID",
                     help="The attestation to add to; the one that speaks when left out."),
        click.option("--copy", "is_copied", is_flag=True,
                     help="Copy the file below evidence/ first."),
        click.option("--title", default="", metavar="TEXT", callback=_shown_whole,
                     help="A few words for the evidence index."),
        click.option("--result", type=click.Choice(["pass", "fail", "exceptions"]),
                     help="The outcome, for scans, tests, reviews and exercises."),
        click.option("--file", "file", type=FOLDER, required=True, metavar="FILE",
                     help="The file that shows it."),
    ):  # fmt: skip
        command = option(command)
    return command


def edit_options(function: Callable[..., None]) -> Callable[..., None]:
    """Options of every command that edits, given as one `Where`."""

    @wraps(function)
    def gathered(
        workspace: Path,
        as_of: date | None,
        is_dry: bool,
        frameworks: Path | None,
        evidence_root: Path | None,
        **own: Any,
    ) -> None:
        function(where=Where(workspace, as_of, is_dry, frameworks, evidence_root), **own)

    command: Callable[..., None] = gathered
    for option in (
        verbose_option,
        reading_options,
        click.option("--dry-run", "is_dry", is_flag=True,
                     help="Print what would change as a diff; write nothing."),
        click.option("--as-of", type=Day(), help="The day it is; today, UTC, when left out."),
        click.option("--workspace", type=FOLDER, default=Path(), metavar="DIR",
                     help="The workspace; the current folder when left out."),
    ):  # fmt: skip
        command = option(command)
    return command
