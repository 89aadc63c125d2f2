"""`checker baseline`: make the file of known gaps, and make it shorter."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import click

from checker.commands.common import FOLDER, counted
from checker.commands.printing import verbose_option
from checker.errors import InputError, OutputError, Problem
from checker.model import Place


@click.group(name="baseline")
def command() -> None:
    """Make the file of gaps that are known, so that a gate fails at new ones alone.

    A baseline names each open gap by framework, requirement, scope, facet, kind and the thing
    observed, never by a line. `checker assess --baseline FILE` reads it and never writes to it.

    \b
    Examples:
      checker baseline create result.json -o baseline.json
      checker baseline prune baseline.json result.json
    """


@command.command(name="create")
@click.argument("result", metavar="RESULT.json", type=FOLDER)
@click.option("-o", "--output", "path", type=FOLDER, metavar="FILE",
              help="Write the baseline to FILE instead of standard output.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@verbose_option
def create(result: Path, path: Path | None, force: bool) -> None:
    """Write down every open gap of an assessment.

    RESULT.json is what `checker assess -o json=PATH` wrote, and must be complete. A gap that a
    decision accepts is left out: when the acceptance lapses, it is new.

    \b
    Examples:
      checker baseline create result.json -o baseline.json

    \b
    Ends with
      0  the baseline is written
      2  wrong use of the command
      3  the file is no complete result
      5  FILE exists and --force was not given, or cannot be written
    """
    from checker.baseline import baseline

    record, digest = _complete(result)
    if path is not None and not force and path.exists():
        raise OutputError(f"{path}: exists already; --force replaces it, `prune` makes it shorter")
    made = baseline(record, digest)
    _written(made, path)
    noted, gaps = len(made["gaps"]), record["gate"]["open_gaps"]
    click.echo(f"{counted(noted, 'open gap')} written down as known.", err=True)
    if noted < gaps:
        left = counted(gaps - noted, "open gap")
        click.echo(f"{left} without a reason left out: nothing could tell it apart.", err=True)


@command.command(name="prune")
@click.argument("baseline", metavar="FILE", type=FOLDER)
@click.argument("result", metavar="RESULT.json", type=FOLDER)
@verbose_option
def prune(baseline: Path, result: Path) -> None:
    """Take out of a baseline what an assessment does not show any more.

    Gaps that are fixed go, and so do reasons that are not given any more; status, severity and
    facets follow a gap that became better. Nothing is added and nothing made worse. What
    RESULT.json did not assess stays as it is.

    \b
    Examples:
      checker baseline prune baseline.json result.json

    \b
    Ends with
      0  the baseline is as short as it can be
      2  wrong use of the command
      3  a file is no baseline or no complete result, or they do not belong together
      5  FILE cannot be written
    """
    from checker.baseline import pruned
    from checker.commands.known import read_baseline

    try:
        value = read_baseline(baseline)
    except InputError as error:
        _refused(error)
    record, digest = _complete(result, value)
    made = pruned(value, record, digest)
    if made["gaps"] == value["gaps"]:
        click.echo("Nothing to take out.", err=True)
        return
    _written(made, baseline)
    click.echo(
        f"{counted(len(made['gaps']), 'gap')} still known, of {len(value['gaps']):,}; "
        f"{counted(_reasons(made), 'reason')}, of {_reasons(value):,}.",
        err=True,
    )


def _complete(result: Path, of: dict[str, Any] | None = None) -> tuple[dict[str, Any], str]:
    """The record in a file and the digest of its canonical bytes; ends with 3 unless it will do."""
    from hashlib import sha256

    from checker.commands.saved import read_record
    from checker.commands.strict import called
    from checker.render.json import render

    name = called(result)
    try:
        record = read_record(result, name)
        _require(record, Place(name, 1, 1), of)
    except InputError as error:
        _refused(error)
    return record, sha256(render(record)).hexdigest()


def _require(record: dict[str, Any], place: Place, of: dict[str, Any] | None) -> None:
    """Raise `InputError` where nothing can be said by this record of the baseline `of`."""
    from checker.text import quoted

    if not record["complete"]:
        what = "provisional" if record["provisional"] else "incomplete"
        hint = "give a record of a run that ended with 0 or 1"
        _refuse(place, "result-incomplete", f"the record is {what}", hint)
    if not all("thing" in o for f in record["findings"] for o in f["observations"]):
        message = "an older version made it, and its observations name no thing"
        _refuse(place, "result-older", message, "assess again with this version")
    if of is not None and record["organization"]["id"] != of["organization"]:
        hint = "give a record of the organisation that the baseline is of"
        message = f"the record is not of {quoted(of['organization'])}"
        _refuse(place, "baseline-other", message, hint)
    if of is not None and record["as_of"] < of["as_of"]:
        message = f"the record is as of {record['as_of']}, before the baseline"
        _refuse(place, "baseline-later", message, f"give one as of {of['as_of']} or later")


def _refuse(place: Place, code: str, message: str, hint: str) -> NoReturn:
    raise InputError([Problem(place, code, message, hint)])


def _refused(error: InputError) -> NoReturn:
    from checker.commands.common import say_problems

    say_problems(error.problems)
    click.echo("Nothing was written.", err=True)
    raise click.exceptions.Exit(error.exit_code) from error


def _written(made: dict[str, Any], path: Path | None) -> None:
    from checker.commands.printing import put
    from checker.render.json import render

    put(render(made), path)


def _reasons(value: dict[str, Any]) -> int:
    return sum(row["times"] for gap in value["gaps"] for row in gap["reasons"])
