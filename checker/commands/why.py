"""`checker why`: from a requirement to the lines that decide it, and what would satisfy it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands import completing
from checker.commands.common import (
    FOLDER,
    asking_options,
    load_catalog,
    load_workspace,
    reading_options,
    require_whole,
    today,
)
from checker.commands.printing import verbose_option

if TYPE_CHECKING:
    from checker.model import Requirement
    from checker.workspace.records import Scope, Workspace


@click.command(name="why")
@click.argument("name", metavar="ID", shell_complete=completing.requirements)
@click.option("--workspace", type=FOLDER, metavar="DIR", default=Path(),
              help="The workspace to ask; the current folder when left out.")  # fmt: skip
@asking_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              help="Lines for a person, or an array of objects.")  # fmt: skip
@reading_options
@verbose_option
def command(
    name: str,
    workspace: Path,
    as_of: date | None,
    scopes: tuple[str, ...],
    format_: str,
    frameworks: Path | None,
    evidence_root: Path | None,
) -> None:
    """Say why a requirement has its status, line by line, and what would satisfy it.

    ID is a requirement: pci_dss:8.3.6, or 8.3.6 where that is unique. For each scope, the chain of
    reasons leads from the requirement over its facets and who speaks on them to the lines. For a
    gap, the smallest set of changes that was found follows. It was made in memory alone: the
    workspace so changed was assessed and satisfies the requirement, and without any one of the
    changes it does not. Nothing is written, and writing something down does not make it so.

    \b
    Examples:
      checker why pci_dss:8.3.6 --workspace policies/meridian
      checker why hipaa:164.312.a.1 --workspace policies/meridian --scope ephi --format json
      checker why 8.3.6 --as-of 2026-11-21

    \b
    Ends with
      0  it is said, whatever the status
      2  wrong use of the command, or an unknown ID
      3  the workspace could not be read or trusted, or no such scope has the framework
      4  a framework is invalid
      5  standard output could not be written
    """
    from checker.commands import chain, lookup
    from checker.commands.printing import as_json, as_text, put
    from checker.remedies import remedy

    catalog = load_catalog(frameworks)
    asked = lookup.requirement(name, catalog)
    found = require_whole(load_workspace(workspace, catalog, evidence_root))
    day = as_of or today()
    told = [
        chain.Told(remedy(found, catalog, day, asked, scope), found, catalog, day, scope)
        for scope in _scopes(found, asked, scopes)
    ]
    if format_ == "json":
        put(as_json([chain.plain(one) for one in told]))
    else:
        blocks = ([*(("",) if at else ()), *chain.lines(one)] for at, one in enumerate(told))
        put(as_text(line for block in blocks for line in block))


def _scopes(workspace: Workspace, asked: Requirement, names: tuple[str, ...]) -> tuple[Scope, ...]:
    """The scopes selected that have the framework; none of them ends the run with 3."""
    from checker.commands import lookup

    found = lookup.scopes(workspace, names)
    having = tuple(scope for scope in found if asked.framework in scope.frameworks)
    if not having:
        message = f"no scope that was selected names {asked.framework}"
        lookup.refuse_selection(workspace, [(message, "see `scopes` in the organisation")])
    return having
