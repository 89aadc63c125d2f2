"""`checker evidence`: files that claims rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from checker.commands import completing
from checker.commands.common import Day
from checker.commands.edits import (
    artefact,
    claim_options,
    edit_options,
    file_options,
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
@file_options
@claim_options
@edit_options
def add(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command line
    target: str,
    kind: str,
    performed_on: date | None,
    covers: str | None,
    in_force: str | None,
    file: Path,
    result: str | None,
    title: str,
    is_copied: bool,
    attestation: str,
    population: str,
    record: str,
    workspace: Path,
    as_of: date | None,
    is_dry: bool,
    frameworks: Path | None,
    evidence_root: Path | None,
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
    from checker.editing import Draft
    from checker.upkeep import artefacts, recording
    from checker.upkeep.claims import Wanted, document_of

    require_kind(kind, result)
    shown = artefacts.Shown(kind, result or "", title, **_time(performed_on, covers, in_force))
    place = opened(workspace, frameworks, evidence_root, as_of, is_dry)
    for day, option in (
        (performed_on, "--performed-on"),
        ((shown.covers or (None, None))[1], "--covers"),
    ):
        if day is not None:
            require_past(day, option, place)
    voice = the_claim(target, attestation, Wanted(population=population, record=record), place)
    found = artefact(file, is_copied, place)
    with refusals():
        document = document_of(voice)
        draft = Draft(document.file, place.workspace.lines[document.file])
        recording.add_evidence(draft, voice, artefacts.item(found, shown))
    tell(
        place, finish(draft, found, place), voice, found.path, f"{voice.control} has one file more"
    )


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
