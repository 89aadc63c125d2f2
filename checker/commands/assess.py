"""`checker assess`: the main job."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.commands.assessing import Run
from checker.commands.common import (
    FOLDER,
    Day,
    counted,
    load_catalog,
    load_workspace,
    reading_options,
    say_problems,
    today,
    verbosity_options,
    workspace_argument,
)
from checker.commands.known import known_before, known_options
from checker.commands.outputs import announce, audience_option, parse_outputs, write
from checker.errors import ExitCode

if TYPE_CHECKING:
    from checker.model import Catalog
    from checker.workspace.load import Loaded

_LEVELS = ("low", "medium", "high", "critical")


@click.command(name="assess")
@workspace_argument
@click.option("-F", "--framework", "frameworks_chosen", multiple=True, metavar="ID",
              help="Assess only this framework; may be repeated.")  # fmt: skip
@click.option("--scope", "scopes_chosen", multiple=True, metavar="ID",
              help="Assess only this scope; may be repeated.")  # fmt: skip
@click.option("--as-of", type=Day(), help="The day of assessment; today, UTC, when left out.")
@click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT[=PATH]",
              help="Write text, json or html, to PATH or standard output; repeatable.")  # fmt: skip
@click.option("--previous", "previous", multiple=True, metavar="RESULT.json", type=FOLDER,
              help="Say what changed since this earlier result.json; repeatable.")  # fmt: skip
@known_options
@click.option("--fail-on", type=click.Choice(["never", *_LEVELS]),
              help="Fail at open gaps of this severity or above (default: medium).")  # fmt: skip
@click.option("--min-severity", type=click.Choice(_LEVELS), default="low",
              help="Show gaps of this severity or above in text; decides nothing.")  # fmt: skip
@click.option("--keep-going", is_flag=True,
              help="Judge what could be read, provisionally; the run still fails.")  # fmt: skip
@click.option("--second-opinion", is_flag=True,
              help="Judge everything with a second JSON Schema engine too.")  # fmt: skip
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto",
              help="Colour on the terminal.")  # fmt: skip
@audience_option
@reading_options
@verbosity_options
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command line
    ctx: click.Context,
    workspace: Path,
    frameworks_chosen: tuple[str, ...],
    scopes_chosen: tuple[str, ...],
    as_of: date | None,
    outputs: tuple[str, ...],
    previous: tuple[Path, ...],
    baseline: Path | None,
    against: str | None,
    fail_on: str | None,
    min_severity: str,
    keep_going: bool,
    second_opinion: bool,
    color: str,
    audience: str | None,
    frameworks: Path | None,
    evidence_root: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Assess a workspace: matrix, gaps, reports, and a gate for CI.

    \b
    Examples:
      checker assess policies/meridian
      checker assess policies/meridian -o html=report.html -o json=result.json
      checker assess policies/meridian -o html=board.html --audience board
      checker assess policies/meridian --as-of 2027-01-31 -F pci_dss --fail-on high
      checker assess policies/meridian --previous q2.json --previous q3.json
      checker assess policies/meridian --baseline baseline.json
      checker assess policies/meridian --against origin/main

    With --previous, every output says whether it is better, worse or the same since the latest of
    the records given, what changed and what may be behind it, and how the gaps of all of them
    developed. A record knows those it was compared with, so the latest alone will do. It must be
    complete, of the same organisation, and not later than the day of assessment.

    With --baseline or --against, gaps that were known before stay gaps and are shown as known; the
    gate fails at the others alone. One that became worse is new. See docs/delta.md.

    \b
    Ends with
      0  everything was read and assessed, and the gate holds
      1  assessed completely; open gaps at or above --fail-on that are not known
      2  wrong use of the command
      3  an input could not be read or trusted, or nothing was selected: no assessment
      4  a framework is invalid
      5  an output could not be written
    """
    from checker.assess import Selection

    known = known_before(workspace, evidence_root, baseline, against)
    chosen = parse_outputs(outputs, quiet)
    announce(chosen)
    day = as_of or today()
    if day != today():
        click.echo(f"Assessed as of {day}, which is not today.", err=True)
    catalog = load_catalog(frameworks)
    require_known(frameworks_chosen, catalog)
    loaded = load_workspace(workspace, catalog, evidence_root)
    run = Run(catalog, loaded, day, keep_going, second_opinion)
    selection = Selection(frameworks_chosen, scopes_chosen)
    record = run.record(selection, fail_on, previous, known.before if known else None)
    write(chosen, record, color=color, min_severity=min_severity, audience=audience or "")
    if run.loaded.problems:
        _say_refused(run.loaded, provisional=keep_going and run.assessment is not None)
        ctx.exit(ExitCode.INPUT)
    if verbose:
        _say_ledger(record)
    ctx.exit(ExitCode.GAPS if record["gate"]["failed"] else ExitCode.OK)


def require_known(names: tuple[str, ...], catalog: Catalog) -> None:
    """Every framework that was chosen is one; `click.UsageError` with the nearest for another."""
    from checker.text import nearest, quoted

    for name in names:
        if name not in catalog.frameworks:
            close = nearest(name, catalog.frameworks)
            hint = f" Did you mean '{close}'?" if close else ""
            raise click.UsageError(f"There is no framework {quoted(name)}.{hint}")


def _say_refused(loaded: Loaded, provisional: bool) -> None:
    say_problems(loaded.problems)
    made = "The assessment is provisional" if provisional else "No assessment was made"
    problems = len(loaded.problems)
    click.echo(
        f"{made}: {counted(problems, 'problem')} in {counted(loaded.documents, 'document')}.",
        err=True,
    )


def _say_ledger(record: dict[str, Any]) -> None:
    ledger = record["ledger"]
    sys.stderr.write(
        f"{ledger['found']} found = {ledger['read']} read + {ledger['refused']} refused + "
        f"{ledger['excluded']} excluded\n"
    )
