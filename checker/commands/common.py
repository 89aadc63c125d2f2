"""What several commands share: the day, the frameworks, the workspace, and telling problems."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.commands import completing
from checker.commands.environment import stated_as, variable
from checker.errors import ExitCode, Problem

if TYPE_CHECKING:
    from checker.files import FileBytes
    from checker.model import Catalog
    from checker.workspace import Workspace
    from checker.workspace.load import Loaded

FOLDER = click.Path(path_type=Path)


def today() -> date:
    """The day by the system's clock, UTC. The only clock there is."""
    return datetime.now(UTC).date()


class Day(click.ParamType[date]):
    """A day written as 2026-11-30."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error that says what to write when it is none."""
        from checker.quantities import QuantityError, parse_date

        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except QuantityError as error:
            self.fail(str(error), param, ctx)


def workspace_argument(function: Any) -> Any:
    """The folder to read; the current one when none is named."""
    return click.argument("workspace", type=FOLDER, default=Path())(function)


def asking_options(function: Any) -> Any:
    """Of which day a command speaks, and of which scopes."""
    day = click.option(
        "--as-of", type=Day(), help="The day of assessment; today, UTC, when left out."
    )
    scopes = click.option(
        "--scope", "scopes", multiple=True, metavar="ID", shell_complete=completing.scopes,
        help="Only this scope of the workspace; may be repeated.",
    )  # fmt: skip
    return day(scopes(function))


def frameworks_option(function: Any) -> Any:
    """`--frameworks`, for every command that reads frameworks."""
    return click.option(
        "--frameworks", type=FOLDER, metavar="DIR", **variable("frameworks"),
        help="Frameworks and controls to add to the shipped ones.",
    )(function)  # fmt: skip


def reading_options(function: Any) -> Any:
    """Options of every command that reads a workspace."""
    evidence_root = click.option(
        "--evidence-root", type=FOLDER, metavar="DIR", **variable("evidence_root"),
        help="Where evidence lies that is not below the workspace.",
    )  # fmt: skip
    return evidence_root(frameworks_option(function))


def verbosity_options(function: Any) -> Any:
    """Quieter, or more talkative."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Say more; show tracebacks.")
    return quiet(verbose(function))


def load_catalog(folder: Path | None) -> Catalog:
    """The shipped catalog and what `folder` adds; ends the run with 4 when one is invalid."""
    from checker.catalog import load
    from checker.errors import FrameworkError

    if folder is not None and not folder.is_dir():
        raise click.UsageError(f"{stated_as('frameworks')}: '{folder}' is not a folder.")
    try:
        return load(folder)
    except FrameworkError as error:
        say_problems(error.problems)
        click.echo("No assessment was made: a framework is invalid.", err=True)
        raise click.exceptions.Exit(ExitCode.FRAMEWORK) from error


def load_workspace(folder: Path, catalog: Catalog, evidence_root: Path | None) -> Loaded:
    """The workspace below `folder`, with everything that is wrong with it."""
    from checker.workspace import load

    require_folder(evidence_root)
    return load(folder, catalog, evidence_root, _watched)


def require_folder(evidence_root: Path | None) -> None:
    """Raise `click.UsageError` where evidence lies in no folder."""
    if evidence_root is not None and not evidence_root.is_dir():
        raise click.UsageError(f"{stated_as('evidence_root')}: '{evidence_root}' is not a folder.")


MANY_FILES = 300  # fewer are read before a bar could be seen


def _watched(files: Sequence[FileBytes]) -> Iterator[FileBytes]:
    """The files one by one, behind a bar on a terminal's standard error when there are many."""
    if len(files) < MANY_FILES or sys.stderr is None or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, label="Reading", file=sys.stderr) as bar:
        yield from bar


def require_whole(loaded: Loaded) -> Workspace:
    """The workspace; ends the run with 3, every problem told, unless everything could be read."""
    if not loaded.problems and loaded.workspace is not None:
        return loaded.workspace
    say_problems(loaded.problems)
    count = counted(len(loaded.problems), "problem")
    click.echo(f"{count} in {counted(loaded.documents, 'document')}.", err=True)
    raise click.exceptions.Exit(ExitCode.INPUT)


def say_problems(problems: Sequence[Problem]) -> None:
    """Every problem on standard error, one a line, neutral to terminals and CI runners."""
    from checker.commands.printing import as_text

    click.echo(as_text(map(str, problems)), err=True, nl=False)


def counted(number: int, word: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
