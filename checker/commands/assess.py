"""`checker assess`: the main job."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.commands import completing
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
from checker.commands.configuration import configuration_options, settle, severity_options
from checker.commands.known import known_before, known_options
from checker.commands.outputs import announce, output_options, parse_outputs, write
from checker.commands.repository import prefix_of
from checker.errors import ExitCode

if TYPE_CHECKING:
    from checker.model import Catalog
    from checker.workspace.load import Loaded


@click.command(name="assess")
@workspace_argument
@click.option("-F", "--framework", "frameworks_chosen", multiple=True, metavar="ID",
              shell_complete=completing.frameworks,
              help="Assess only this framework; may be repeated.")  # fmt: skip
@click.option("--scope", "scopes_chosen", multiple=True, metavar="ID",
              shell_complete=completing.scopes,
              help="Assess only this scope; may be repeated.")  # fmt: skip
@click.option("--as-of", type=Day(), help="The day of assessment; today, UTC, when left out.")
@output_options
@click.option("--previous", "previous", multiple=True, metavar="RESULT.json", type=FOLDER,
              help="Say what changed since this earlier result.json; repeatable.")  # fmt: skip
@known_options
@severity_options
@click.option("--keep-going", is_flag=True,
              help="Judge what could be read, provisionally; the run still fails.")  # fmt: skip
@click.option("--second-opinion", is_flag=True,
              help="Judge everything with a second JSON Schema engine too.")  # fmt: skip
@reading_options
@configuration_options
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
    path_prefix: str | None,
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
      checker assess policies/meridian -q -o sarif=gaps.sarif -o markdown=summary.md
      checker assess policies/meridian --as-of 2027-01-31 -F pci_dss --fail-on high
      checker assess policies/meridian --previous q2.json --previous q3.json
      checker assess policies/meridian --baseline baseline.json
      checker assess policies/meridian --against origin/main
      checker assess policies/meridian --fail-on high --show-config

    With --previous, text, markdown, html, pdf and xlsx say whether it is better, worse or the same
    since the latest of the records given, what changed and what may be behind it; csv says it of
    each finding, and html and pdf show how the gaps of all of them developed. A record knows those
    it was compared with, so the latest alone will do. It must be complete, of the same
    organisation, and not later than the day of assessment.

    With --baseline or --against, gaps that were known before stay gaps and are shown as known; the
    gate fails at the others alone. One that became worse is new. See docs/delta.md.

    A flag outranks its variable, and that what the workspace says under `assessment`.

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
    settle(ctx)
    announce(chosen, [baseline])
    day = as_of or today()
    if day != today():
        click.echo(f"Assessed as of {day}, which is not today.", err=True)
    catalog = load_catalog(frameworks)
    require_known(frameworks_chosen, catalog)
    loaded = load_workspace(workspace, catalog, evidence_root)
    run = Run(catalog, loaded, day, keep_going, second_opinion)
    selection = Selection(frameworks_chosen, scopes_chosen)
    record = run.record(selection, fail_on, previous, known.before if known else None)
    prefix = prefix_of(workspace, path_prefix)
    write(chosen, record, color, min_severity, audience or "", prefix)
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
    numbers = "{found} found = {read} read + {refused} refused + {excluded} excluded"
    sys.stderr.write(f"{numbers.format(**record['ledger'])}\n")
