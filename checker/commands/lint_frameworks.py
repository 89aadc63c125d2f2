"""`checker lint-frameworks`: hold a folder of frameworks to everything its authors promise."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import click

from checker.errors import ExitCode

if TYPE_CHECKING:
    from checker.lint.run import Report
    from checker.lint.source import Sources
    from checker.model import Control


@click.command("lint-frameworks")
@click.argument(
    "directory",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=FilePath),
)
@click.option("--framework", "only", multiple=True, metavar="ID", help="Only this one; repeatable.")
@click.option("--write-table", is_flag=True, help="Write each framework's table of probes.")
@click.option("-q", "--quiet", is_flag=True, help="Print the problems and no summary.")
@click.pass_context
def command(
    context: click.Context,
    directory: FilePath | None,
    only: tuple[str, ...],
    write_table: bool,
    quiet: bool,
) -> None:
    """Check frameworks for their authors: shape, meaning, examples, mutants.

    Left out, DIRECTORY is the `frameworks` folder of this source checkout.

    \b
    Examples:
      checker lint-frameworks frameworks
      checker lint-frameworks --framework hipaa
      checker lint-frameworks --write-table    after a change of meaning

    \b
    Ends with
      0  nothing is wrong
      2  wrong use of the command
      3  a file could not be read
      4  something is wrong; each problem names its file, line and column
    """
    from checker.catalog import SOURCE
    from checker.documents import kinds
    from checker.lint.run import run
    from checker.lint.source import read

    root = directory or SOURCE
    if not root.is_dir():
        raise click.UsageError("this is no source checkout; name the folder of the frameworks")
    sources = read(root, only)
    if sources.unread:
        for problem in sources.unread:
            click.echo(str(problem))
        click.echo(f"Nothing was checked: {len(sources.unread)} problems in reading.", err=True)
        context.exit(ExitCode.INPUT)
    _refuse_nothing(sources, only)
    table_root = None if write_table else root
    report = run(sources, _beside(root), kinds.posture_records(), table_root)
    if write_table:
        _write(root, report)
    for problem in sorted(report.problems):
        click.echo(str(problem))
    if not quiet:
        click.echo(summary(report))
    context.exit(ExitCode.FRAMEWORK if report.problems else ExitCode.OK)


def _refuse_nothing(sources: Sources, only: tuple[str, ...]) -> None:
    missing = set(only) - {folder.id for folder in sources.folders}
    if missing:
        raise click.UsageError(f"no framework {', '.join(sorted(missing))} in this folder")
    if not sources.folders and not sources.controls:
        raise click.UsageError("no framework and no control in this folder")


def _beside(root: FilePath) -> dict[str, Control]:
    """The shipped controls, which another folder's requirements may read."""
    from checker.catalog import SOURCE, load

    if SOURCE.is_dir() and root.resolve() == SOURCE.resolve():
        return {}
    return dict(load().controls)


def _write(root: FilePath, report: Report) -> None:
    from checker.lint.table import FILE

    for name, text in report.tables.items():
        (root / name / FILE).write_text(text, encoding="utf-8", newline="\n")


def summary(report: Report) -> str:
    """What was looked at, in a few lines."""
    total = report.requirements
    shares = ", ".join(
        f"{severity} {report.severities[severity]}" for severity in sorted(report.severities)
    )
    mutants = report.killed + report.equivalent + report.survived
    return "\n".join(
        (
            f"{total} requirements, {report.examples} examples, {report.probes} probes",
            f"{mutants} mutants: {report.killed} killed, {report.equivalent} equivalent, "
            f"{report.survived} survived",
            f"{report.with_values} of {total} constrain a value; severities: {shares or 'none'}",
            f"{len(report.problems)} problems",
        )
    )
