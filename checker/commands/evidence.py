"""`checker evidence`: files that claims rest on."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from checker.commands import completing
from checker.commands.common import Day
from checker.commands.edit_options import Addition, Where, adding, edit_options
from checker.commands.edits import (
    artefact,
    drafted,
    finish,
    opened,
    refusals,
    require_kind,
    require_past,
    tell,
    the_claim,
)


@click.group(name="evidence")
def command() -> None:
    """Add files to what claims rest on.

    \b
    Examples:
      checker evidence add access.model --kind procedure --file model.md --in-force 2026-10-01
      checker evidence add --help
    """


@command.command(name="add")
@click.argument("target", metavar="CONTROL|ATTESTATION", shell_complete=completing.controls)
@click.option("--kind", required=True, metavar="KIND", help="The kind of evidence.")
@click.option("--performed-on", type=Day(), help="The day of the event it shows.")
@click.option("--covers", "covers", metavar="FROM..TO", help="The period of operation it shows.")
@click.option("--in-force", metavar="FROM[..UNTIL]",
              help="Since when it is in force, and until when.")  # fmt: skip
@adding
@edit_options
def add(
    target: str,
    kind: str,
    performed_on: date | None,
    covers: str | None,
    in_force: str | None,
    asked: Addition,
    where: Where,
) -> None:
    """Add a file, with its digest, to the evidence of a claim.

    The claim is the one that speaks on CONTROL, or the one in ATTESTATION. Its time is said with
    one of --performed-on, --covers and --in-force. Lines are added and nothing else changes;
    the status of a claim never does.

    \b
    Examples:
      checker evidence add access.model --kind procedure --file model.md --in-force 2026-10-01
      checker evidence add ATT-1 --kind ticket --file ~/t.csv --copy --covers 2026-07-01..2026-09-30
      checker evidence add access.model --kind screenshot --file s.png --performed-on 2026-11-20

    \b
    Ends with
      0  the file is added (with --dry-run: could be)
      2  wrong use of the command, or several claims could be meant
      3  an input could not be read or trusted, or cannot be edited: nothing is written
      4  a framework is invalid
      5  the file could not be written
    """
    from checker.upkeep import artefacts, recording

    require_kind(kind, asked.result)
    times = _time(performed_on, covers, in_force)
    shown = artefacts.Shown(kind, asked.result, asked.title, **times)
    place = opened(where)
    for day, option in (
        (performed_on, "--performed-on"),
        ((shown.covers or (None, None))[1], "--covers"),
    ):
        if day is not None:
            require_past(day, option, place)
    voice = the_claim(target, asked, place)
    file = artefact(asked, place)
    with refusals():
        draft = drafted(voice, place)
        recording.add_evidence(draft, voice, artefacts.item(file, shown))
    after = finish(draft, file, place)
    tell(place, after, voice, file.path, f"{voice.control} has one file more")


def _time(performed_on: date | None, covers: str | None, in_force: str | None) -> dict[str, Any]:
    """The one time that is given, by its field. Raises `click.UsageError` for none or several."""
    given = [found for found in (performed_on, covers, in_force) if found is not None]
    if len(given) != 1:
        raise click.UsageError(
            "Say when, with one of --performed-on DATE, --covers FROM..TO and "
            "--in-force FROM[..UNTIL]."
        )
    if performed_on is not None:
        return {"performed_on": performed_on}
    if covers is not None:
        start, end = _period(covers, "--covers")
        if end is None:
            raise click.UsageError("--covers: write FROM..TO, as 2026-07-01..2026-09-30.")
        return {"covers": (start, end)}
    return {"in_force": _period(in_force or "", "--in-force")}


def _period(text: str, option: str) -> tuple[date, date | None]:
    """The first and the last day of `FROM..TO`; None for an end that is left out."""
    from checker.quantities import QuantityError, parse_date

    first, dots, last = text.partition("..")
    try:
        start = parse_date(first)
        end = parse_date(last) if dots else None
    except QuantityError as error:
        raise click.UsageError(f"{option}: {error}") from error
    if end is not None and end < start:
        raise click.UsageError(f"{option}: {end} is before {start}.")
    return start, end
