"""`checker diff`: what lies between two versions of a workspace, and what it is due to."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.commands.common import FOLDER, Day, load_catalog, reading_options, today
from checker.commands.printing import verbose_option
from checker.errors import ExitCode

if TYPE_CHECKING:
    from checker.delta import Version
    from checker.errors import Problem
    from checker.model import Catalog

_LEVELS = ("never", "low", "medium", "high", "critical")


@click.command(name="diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW", default=".")
@click.option("--workspace", type=FOLDER, default=Path(), metavar="DIR",
              help="The workspace that `.` and a revision without a path mean.")  # fmt: skip
@click.option("--as-of", type=Day(), help="The day of both assessments; today, UTC, if left out.")
@click.option("--old-as-of", type=Day(), help="Another, earlier day for OLD.")
@click.option("-F", "--framework", "frameworks_chosen", multiple=True, metavar="ID",
              help="Assess only this framework; may be repeated.")  # fmt: skip
@click.option("--scope", "scopes_chosen", multiple=True, metavar="ID",
              help="Assess only this scope; may be repeated.")  # fmt: skip
@click.option("--old-frameworks", type=FOLDER, metavar="DIR",
              help="What --frameworks is for OLD, where that is another folder.")  # fmt: skip
@click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT[=PATH]",
              help="Write text, json or markdown to PATH, or show it; repeatable.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(_LEVELS), default="low",
              help="Fail at changes for the worse of this severity or above.")  # fmt: skip
@reading_options
@verbose_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command line
    ctx: click.Context,
    old: str,
    new: str,
    workspace: Path,
    as_of: date | None,
    old_as_of: date | None,
    frameworks_chosen: tuple[str, ...],
    scopes_chosen: tuple[str, ...],
    old_frameworks: Path | None,
    outputs: tuple[str, ...],
    fail_on: str,
    frameworks: Path | None,
    evidence_root: Path | None,
) -> None:
    """Say what changed between two versions of a workspace, and why.

    OLD and NEW are each a saved result.json, a git revision of the workspace (`main`, or
    `v1.2:policies/meridian` with its path in the repository), or a folder (`.` is the workspace,
    the default for NEW). Neither working tree nor index is touched.

    Two workspaces are assessed again with one thing replaced at a time: day, frameworks, each
    document and file that differs. So what a change is due to is proved. Of saved records, all that
    differs is named. Both are judged as of one day unless --old-as-of says otherwise, for the dates
    of commits prove nothing.

    \b
    Examples:
      checker diff HEAD~1 --workspace policies/meridian
      checker diff main:policies/meridian feature:policies/meridian -o markdown=diff.md
      checker diff v1 . --workspace policies/meridian --old-as-of 2026-08-31
      checker diff q3.json q4.json -o json

    \b
    Ends with
      0  both were read and assessed, and nothing became worse
      1  something became worse, at or above --fail-on
      2  wrong use of the command
      3  one of the two could not be read or trusted: nothing was compared
      4  a framework is invalid
      5  an output could not be written
    """
    from checker.assess import Selection
    from checker.commands.assess import require_known
    from checker.commands.common import require_folder, say_problems
    from checker.commands.differences import parse, write
    from checker.commands.outputs import announce
    from checker.commands.versions import Sources, said
    from checker.delta import difference
    from checker.errors import InputError

    chosen = parse(outputs)
    require_folder(evidence_root)
    announce(chosen, [Path(name) for name in (old, new) if name.endswith(".json")])
    catalog = load_catalog(frameworks)
    require_known(frameworks_chosen, catalog)
    before = load_catalog(old_frameworks) if old_frameworks else catalog
    days = _days(old_as_of, as_of)
    selection = Selection(frameworks_chosen, scopes_chosen)
    with ExitStack() as stack:
        sources = Sources(stack, workspace, evidence_root, selection)
        try:
            sides = _sides((old, new), days, (before, catalog), sources)
        except InputError as error:
            say_problems(error.problems)
            click.echo(said(len(error.problems)), err=True)
            raise click.exceptions.Exit(error.exit_code) from error
        made = difference(*sides)
    write(chosen, made)
    ctx.exit(ExitCode.GAPS if _is_worse(made, fail_on) else ExitCode.OK)


def _days(old_as_of: date | None, as_of: date | None) -> tuple[date, date]:
    now = as_of or today()
    then = old_as_of or now
    if then > now:
        raise click.UsageError(f"--old-as-of: {then} is after {now}, the day of NEW.")
    for day in dict.fromkeys((then, now)):
        if day != today():
            click.echo(f"Assessed as of {day}, which is not today.", err=True)
    return then, now


def _sides(
    names: tuple[str, str],
    days: tuple[date, date],
    catalogs: tuple[Catalog, Catalog],
    sources: Any,
) -> tuple[Version, Version]:
    """Both versions; everything that is wrong with either of them is told at once."""
    from checker.commands.versions import Asked, require_comparable, version
    from checker.errors import InputError

    found: list[Version] = []
    problems: list[Problem] = []
    for name, day, catalog in zip(names, days, catalogs, strict=True):
        try:
            found.append(version(Asked(name, day, catalog), sources))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    old, new = found
    require_comparable(old, new)
    return old, new


def _is_worse(made: dict[str, Any], fail_on: str) -> bool:
    from checker.delta.written import worse
    from checker.model import Severity

    if fail_on == "never":
        return False
    least = Severity(fail_on).rank
    return any(Severity(row["severity"]).rank >= least for row in worse(made))
