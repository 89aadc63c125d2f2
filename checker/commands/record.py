"""`checker record`: something that must happen again and again was done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from checker.commands import completing
from checker.commands.common import Day
from checker.commands.edit_options import Addition, Where, adding, edit_options
from checker.commands.edits import (
    artefact,
    control_named,
    drafted,
    finish,
    opened,
    refusals,
    require_kind,
    require_past,
    tell,
    the_claim,
)

if TYPE_CHECKING:
    from checker.model import Control
    from checker.workspace.records import Voice


@click.command(name="record")
@click.argument("control", shell_complete=completing.controls)
@click.option("--on", "on", type=Day(), required=True, help="The day it was done.")
@click.option("--kind", metavar="KIND", help="The kind of evidence; as before when left out.")
@adding
@click.option("--parameter", default="", metavar="NAME",
              help="Which interval it counts for, where the control has several.")  # fmt: skip
@edit_options
def command(
    control: str, on: date, kind: str | None, parameter: str, asked: Addition, where: Where
) -> None:
    """Record that a control was performed on a day, and the file that shows it.

    The day goes to `performed_on` of the claim that speaks on CONTROL, the file with its digest to
    the evidence of the same claim. Lines are added and nothing else in the file changes: comments,
    order and line ends stay. What the edit does not do is said: a claim is not supported by what is
    later than itself, until somebody renews it.

    \b
    Examples:
      checker record vulnerability.internal_scan --on 2026-06-02 --file june.txt --result pass
      checker record network.ruleset_review --on 2026-11-20 --file ~/review.md --copy --result pass
      checker record people.training --on 2026-11-18 --file evidence/attendance.csv --dry-run

    \b
    Ends with
      0  the day and the file are recorded (with --dry-run: could be)
      2  wrong use of the command, or several claims could be meant
      3  an input could not be read or trusted, or cannot be edited: nothing is written
      4  a framework is invalid
      5  the file could not be written
    """
    from checker.upkeep import artefacts, recording

    place = opened(where)
    require_past(on, "--on", place)
    found = control_named(control, place.catalog)
    name = _parameter(found, parameter)
    voice = the_claim(control, asked, place)
    kind = kind or _usual_kind(voice, found)
    require_kind(kind, asked.result)
    file = artefact(asked, place)
    shown = artefacts.Shown(kind, asked.result, asked.title, performed_on=on)
    with refusals():
        draft = drafted(voice, place)
        recording.add_occurrence(draft, voice, name, on)
        recording.add_evidence(draft, voice, artefacts.item(file, shown))
    after = finish(draft, file, place)
    tell(place, after, voice, file.path, f"{found.id} was done on {on}")


def _parameter(control: Control, name: str) -> str:
    """The interval that is meant. Raises `click.UsageError`."""
    from checker.text import quoted
    from checker.upkeep.recording import cadences

    known = cadences(control)
    if name and name not in known:
        raise click.UsageError(f"--parameter: {control.id} has no interval {quoted(name)}.")
    if not known:
        raise click.UsageError(
            f"{control.id} has no interval: nothing in it counts days. Add the file with "
            f"`checker evidence add`."
        )
    if not name and len(known) > 1:
        raise click.UsageError(
            f"{control.id} has several intervals; choose one with --parameter: {', '.join(known)}."
        )
    return name or known[0]


def _usual_kind(voice: Voice, control: Control) -> str:
    """The kind of the claim's latest artefact of an event, or the only one there can be."""
    events = [item for item in voice.evidence if item.performed_on is not None]
    if events:
        return max(events, key=lambda item: item.performed_on or date.min).kind
    if len(control.evidence) == 1:
        return control.evidence[0]
    raise click.UsageError(f"--kind is missing; usual here: {', '.join(control.evidence)}.")
