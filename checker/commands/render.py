"""`checker render`: any format, from a saved assessment."""

from __future__ import annotations

from pathlib import Path

import click

from checker.commands.common import FOLDER
from checker.commands.outputs import output_options
from checker.commands.printing import verbose_option


@click.command(name="render")
@click.argument("result", metavar="RESULT.json", type=FOLDER)
@output_options
@verbose_option
def command(
    result: Path,
    outputs: tuple[str, ...],
    color: str,
    audience: str | None,
    path_prefix: str | None,
) -> None:
    """Turn a saved result.json into any other format.

    RESULT.json is what `checker assess -o json=PATH` wrote. Nothing is assessed again: the report
    is as of the day of the record, and says what the record says, incomplete ones included. A file
    that is not whole, or that counts other findings than it holds, is refused. Without -o, it shows
    text.

    \b
    Examples:
      checker render result.json
      checker render result.json -o html=report.html
      checker render result.json -o html=board.html --audience board
      checker render result.json -o sarif=gaps.sarif --path-prefix policies/meridian

    \b
    Ends with
      0  every output is whole, whatever it says
      2  wrong use of the command
      3  the file is no result, or not a whole one
      5  an output could not be written
    """
    from checker.commands import outputs as writing
    from checker.commands.common import say_problems
    from checker.commands.saved import read_record
    from checker.errors import InputError

    chosen = writing.parse_outputs(outputs, quiet=bool(outputs))
    writing.announce(chosen)
    try:
        record = read_record(result)
    except InputError as error:
        say_problems(error.problems)
        click.echo("Nothing was rendered.", err=True)
        raise click.exceptions.Exit(error.exit_code) from error
    if not record["complete"]:
        click.echo("The record is incomplete: an input had been refused.", err=True)
    prefix = path_prefix or ""
    writing.write(chosen, record, color=color, audience=audience or "", path_prefix=prefix)
