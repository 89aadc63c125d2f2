"""`checker work`: what is left to do, first what may close most."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands.common import (
    FOLDER,
    Day,
    load_catalog,
    load_workspace,
    reading_options,
    require_whole,
    today,
)
from checker.commands.printing import put, verbose_option

if TYPE_CHECKING:
    from checker.model import Catalog
    from checker.upkeep.tasks import Owner, Sources
    from checker.workspace.load import Loaded


@click.command(name="work")
@click.option("--owner", default="", metavar="ID",
              help="A person, or the role of what nobody is named for.")  # fmt: skip
@click.option("--all", "is_all", is_flag=True, help="Everybody's work.")
@click.option("--as-of", type=Day(), help="The day it is; today, UTC, when left out.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]),
              default="text", help="How the list is written.")  # fmt: skip
@click.option("--workspace", type=FOLDER, default=Path(), metavar="DIR",
              help="The workspace; the current folder when left out.")  # fmt: skip
@reading_options
@verbose_option
def command(
    owner: str,
    is_all: bool,
    as_of: date | None,
    format_: str,
    workspace: Path,
    frameworks: Path | None,
    evidence_root: Path | None,
) -> None:
    """List what is left to do, first what may close most.

    First what open gaps come from, each claim, statement or record once: next always stands what
    may close most gaps when everything above it is done, of equals what more gaps wait for, then
    the gravest, then the cheapest. After these stand claims that nobody could make yet (`unknown`),
    and what ends or must be reviewed within 90 days. Where nobody is named, the role is told that
    usually answers. A gap may close with the last of its reasons that today's assessment knows; the
    next one may find a reason behind it, such as a wrong value in a claim that had expired.

    \b
    Examples:
      checker work --owner dana.reyes
      checker work --all --format markdown > work.md
      checker work --owner identity --as-of 2026-11-21

    \b
    Ends with
      0  everything was read, and the list is printed
      2  wrong use of the command
      3  an input could not be read or trusted
      4  a framework is invalid
      5  standard output could not be written
    """
    from checker.commands import worklist
    from checker.upkeep.tasks import tasks

    if bool(owner) == is_all:
        raise click.UsageError("Say whose work: --owner ID, or --all.")
    catalog = load_catalog(frameworks)
    loaded = load_workspace(workspace, catalog, evidence_root)
    require_whole(loaded)
    day = as_of or today()
    sources = _sources(loaded, catalog, day)
    _require_known(owner, sources)

    def is_wanted(found: Owner) -> bool:
        return is_all or found.id == owner

    found = tasks(sources, is_wanted, day)
    put(worklist.FORMATS[format_](found, worklist.Head(owner or "everybody", day)))


def _sources(loaded: Loaded, catalog: Catalog, day: date) -> Sources:
    """An assessment of the whole workspace, as its record has it."""
    from checker.assess import assess
    from checker.render.reading import read
    from checker.result import Gate, record
    from checker.upkeep.tasks import Sources

    workspace = require_whole(loaded)
    made = record(loaded, assess(workspace, catalog, day), day, Gate("never"))
    return Sources(workspace, catalog, made, read(made))


def _require_known(owner: str, sources: Sources) -> None:
    from checker.text import nearest, quoted
    from checker.upkeep.tasks import UNOWNED

    people = sources.workspace.organization.people
    roles = {control.owner_role for control in sources.catalog.controls.values()}
    known = [*people, *sorted(roles), UNOWNED]
    if owner and owner not in known:
        close = nearest(owner, known)
        hint = f" Did you mean '{close}'?" if close else f" Known: {', '.join(people)}."
        raise click.UsageError(f"--owner: there is no person or role {quoted(owner)}.{hint}")
