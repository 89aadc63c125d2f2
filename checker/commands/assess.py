"""`checker assess`: the main job."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
from checker.commands.completing import selection_options
from checker.commands.outputs import announce, output_options, parse_outputs, write
from checker.commands.repository import prefix_of
from checker.errors import ExitCode

if TYPE_CHECKING:
    from checker.assess import Assessment, Selection
    from checker.model import Catalog
    from checker.workspace.load import Loaded

_LEVELS = ("low", "medium", "high", "critical")
_DEFAULT_GATE = "medium"


@click.command(name="assess")
@workspace_argument
@selection_options
@click.option("--as-of", type=Day(), help="The day of assessment; today, UTC, when left out.")
@output_options
@click.option("--previous", "previous", multiple=True, metavar="RESULT.json", type=FOLDER,
              help="Say what changed since this earlier result.json; repeatable.")  # fmt: skip
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

    With --previous, every output says whether it is better, worse or the same since the latest of
    the records given, what changed and what may be behind it, and how the gaps of all of them
    developed. A record knows those it was compared with, so the latest alone will do. It must be
    complete, of the same organisation, and not later than the day of assessment.

    \b
    Ends with
      0  everything was read and assessed, and the gate holds
      1  assessed completely; open gaps at or above --fail-on
      2  wrong use of the command
      3  an input could not be read or trusted, or nothing was selected: no assessment
      4  a framework is invalid
      5  an output could not be written
    """
    chosen = parse_outputs(outputs, quiet)
    announce(chosen)
    day = as_of or today()
    if day != today():
        click.echo(f"Assessed as of {day}, which is not today.", err=True)
    catalog = load_catalog(frameworks)
    _require_known(frameworks_chosen, catalog)
    loaded = load_workspace(workspace, catalog, evidence_root)
    run = _Run(catalog, loaded, day, keep_going, second_opinion)
    record = run.record(frameworks_chosen, scopes_chosen, fail_on, previous)
    prefix = prefix_of(workspace, path_prefix)
    write(chosen, record, color, min_severity, audience or "", prefix)
    if run.loaded.problems:
        _say_refused(run.loaded, provisional=keep_going and run.assessment is not None)
        ctx.exit(ExitCode.INPUT)
    if verbose:
        _say_ledger(record)
    ctx.exit(ExitCode.GAPS if record["gate"]["failed"] else ExitCode.OK)


class _Run:
    """One assessment, from what was loaded to its record."""

    def __init__(
        self, catalog: Catalog, loaded: Loaded, day: date, keep_going: bool, second_opinion: bool
    ) -> None:
        self.catalog, self.loaded, self.day = catalog, loaded, day
        self._keep_going, self._second_opinion = keep_going, second_opinion
        self.assessment: Assessment | None = None

    def record(
        self,
        frameworks: tuple[str, ...],
        scopes: tuple[str, ...],
        fail_on: str | None,
        previous: tuple[Path, ...],
    ) -> dict[str, Any]:
        """Assess, when everything could be read or the caller keeps going, and write the record."""
        from checker.assess import Selection
        from checker.commands.previous import compared, read_earlier
        from checker.result import Gate, record

        selection = Selection(frameworks, scopes)
        self._select(selection)
        self.loaded, earlier = read_earlier(previous, self.loaded, self.day)
        if self.loaded.workspace is not None and (self._keep_going or not self.loaded.problems):
            self._assess(selection)
        notes = _notes(self.assessment, selection)
        gate = Gate(fail_on or self._own_gate())
        made = record(self.loaded, self.assessment, self.day, gate, notes)
        return compared(made, earlier)

    def _own_gate(self) -> str:
        """The gate that the workspace sets; its schema allows none looser than the default."""
        workspace = self.loaded.workspace
        own = workspace.organization.assessment.get("fail_on") if workspace else None
        return str(own or _DEFAULT_GATE)

    def _assess(self, selection: Selection) -> None:
        from checker.assess import assess
        from checker.model import Status

        workspace = self.loaded.workspace
        if workspace is None:
            return
        ids = [scope.id for scope in workspace.organization.scopes]
        if len(set(ids)) < len(ids):
            return  # refused already, and a finding could not say which of the two it is about
        names = {name for scope in workspace.organization.scopes for name in scope.frameworks}
        if not names <= self.catalog.frameworks.keys():  # refused already; the run keeps going
            chosen = selection.frameworks or sorted(names & self.catalog.frameworks.keys())
            if not chosen:
                return
            selection = replace(selection, frameworks=tuple(chosen))
        found = assess(workspace, self.catalog, self.day, selection, self._second_opinion)
        if all(finding.status is Status.NOT_APPLICABLE for finding in found.findings):
            place = workspace.organization.at.place("profile")
            self._refuse(place, "nothing-applies", "no requirement of any framework applies here")
            return
        self.assessment = found

    def _select(self, selection: Selection) -> None:
        """What was asked for and is in no scope is refused: nothing would be assessed for it."""
        workspace = self.loaded.workspace
        if workspace is None:
            return
        organization = workspace.organization
        at = organization.at.place("scopes")
        in_play = {
            name
            for scope in organization.scopes
            if not selection.scopes or scope.id in selection.scopes
            for name in scope.frameworks
        }
        known = {scope.id for scope in organization.scopes}
        for name in selection.scopes:
            if name not in known:
                self._refuse(at, "nothing-selected", f"there is no scope '{name}'")
        for name in selection.frameworks:
            if name not in in_play:
                message = f"no scope that was selected names {name}"
                self._refuse(at, "nothing-selected", message)

    def _refuse(self, place: Any, code: str, message: str) -> None:
        from checker.errors import Problem

        problem = Problem(place, code, message, "see `scopes` and `profile` in the organisation")
        self.loaded = replace(self.loaded, problems=(*self.loaded.problems, problem))


def _require_known(names: tuple[str, ...], catalog: Catalog) -> None:
    from checker.text import nearest, quoted

    for name in names:
        if name not in catalog.frameworks:
            close = nearest(name, catalog.frameworks)
            hint = f" Did you mean '{close}'?" if close else ""
            raise click.UsageError(f"There is no framework {quoted(name)}.{hint}")


def _notes(assessment: Assessment | None, selection: Selection) -> list[str]:
    """What a reader of any output must know."""
    if assessment is None:
        return []
    written = [
        f"{len(f.requirements)} of {f.to_write} requirements of {f.id}"
        for f in assessment.frameworks
        if f.pending
    ]
    notes = [f"Written so far: {', '.join(written)}. The rest was not assessed."] if written else []
    if selection.frameworks:
        notes.append(f"Only these frameworks were selected: {', '.join(selection.frameworks)}.")
    if selection.scopes:
        notes.append(f"Only these scopes were selected: {', '.join(selection.scopes)}.")
    return notes


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
