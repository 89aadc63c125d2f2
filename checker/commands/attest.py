"""`checker attest`: say again, one by one, what is still true."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from checker.commands import completing
from checker.commands.common import counted
from checker.commands.edit_options import Where, edit_options
from checker.commands.edits import Place, control_named, opened, refusals
from checker.commands.printing import as_text, put

if TYPE_CHECKING:
    from checker.commands.asking import Interview
    from checker.quantities import Duration
    from checker.upkeep.renewal import Answered
    from checker.workspace.records import Person


@click.group(name="attest")
def command() -> None:
    """Say again, one by one, what is still true.

    \b
    Examples:
      checker attest renew --owner priya.raman --workspace policies/meridian
      checker attest renew --help
    """


@command.command(name="renew")
@click.option("--owner", required=True, metavar="ID", help="The person who says it.")
@click.option("--claims-of", default="", metavar="ID",
              help="Whose claims are asked about; the owner's own when left out.")  # fmt: skip
@click.option("--control", "controls", multiple=True, metavar="ID",
              shell_complete=completing.controls,
              help="Ask about this control only; may be repeated.")  # fmt: skip
@click.option("--within", default="30 days", metavar="DURATION", show_default=True,
              help="How far ahead an end is soon.")  # fmt: skip
@edit_options
def renew(owner: str, claims_of: str, controls: tuple[str, ...], within: str, where: Where) -> None:
    """Ask a person about claims that expired or end soon: still true?

    Each claim is shown with its values, its evidence and what was added since, and asked about by
    itself, on a terminal. There is no way to say yes to all. What was answered "yes" goes to a new
    attestation in the person's name, dated today, beside the older file, which is not touched; "no"
    becomes `status: unknown` with somebody who finds out by a day; "skip" is left out.

    \b
    Examples:
      checker attest renew --owner priya.raman
      checker attest renew --owner sofia.moretti --claims-of walt.brennan
      checker attest renew --owner dana.reyes --within "3 months" --dry-run

    \b
    Ends with
      0  the new attestations are written, or there was nothing to ask or to write
      2  wrong use of the command, or no terminal to ask on
      3  an input could not be read or trusted: nothing is written
      4  a framework is invalid
      5  a file could not be written
    130  interrupted: nothing is written
    """
    from checker.commands.asking import Interview, require_terminal
    from checker.quantities import due
    from checker.upkeep.renewal import endings

    require_terminal()
    ahead = _duration(within)
    place = opened(where)
    _require_person(owner, place)
    _require_known("--claims-of", claims_of or owner, place)
    found = endings(
        place.workspace, place.catalog, claims_of or owner, place.day, due(place.day, ahead),
        _known(controls, place),
    )  # fmt: skip
    if not found:
        put(as_text([f"No claim of {claims_of or owner} expired, ends soon or was added to."]))
        return
    interview = Interview(place.workspace, place.day, owner)
    answers = interview.ask(found)
    _write(answers, interview, place, owner)


def _duration(text: str) -> Duration:
    from checker.quantities import QuantityError, parse_duration

    try:
        return parse_duration(text)
    except QuantityError as error:
        raise click.UsageError(f"--within: {error}") from error


def _known(controls: tuple[str, ...], place: Place) -> tuple[str, ...]:
    return tuple(control_named(name, place.catalog).id for name in controls)


def _require_person(owner: str, place: Place) -> None:
    """Whoever says something is known, and in the role on the day."""
    person = _require_known("--owner", owner, place)
    if person.until is not None and person.until < place.day:
        raise click.UsageError(
            f"--owner: {owner} left the role on {person.until}. Whoever answers now says so with "
            f"--owner ID --claims-of {owner}."
        )
    if person.since is not None and person.since > place.day:
        raise click.UsageError(f"--owner: {owner} takes the role on {person.since}.")


def _require_known(option: str, name: str, place: Place) -> Person:
    from checker.text import nearest, quoted

    people = place.workspace.organization.people
    if name not in people:
        close = nearest(name, people)
        hint = f" Did you mean '{close}'?" if close else f" Known: {', '.join(people)}."
        raise click.UsageError(f"{option}: there is no person {quoted(name)}.{hint}")
    return people[name]


def _write(answers: list[Answered], interview: Interview, place: Place, owner: str) -> None:
    """Write a new attestation for each older one of which something was said."""
    from checker.upkeep import renewal

    made: dict[str, bytes] = {}
    told = []
    taken = {found.id for found in place.workspace.attestations}
    for old, said in renewal.by_attestation(answers).items():
        id_ = next(name for name in renewal.names(old, place.day) if name not in taken)
        taken.add(id_)
        path = _path(said, place, made)
        until = interview.until(id_, renewal.latest_end(said, place.day))
        document = renewal.attestation(said, id_, owner, place.day, until)
        made[path] = renewal.spelt(document, old)
        again = sum(one.answer is renewal.Answer.YES for one in said)
        told.append(
            f"{path}: {id_} says {counted(again, 'claim')} again until {until}, "
            f"and {len(said) - again} unknown"
        )
    skipped = sum(one.answer is renewal.Answer.SKIP for one in answers)
    if skipped:
        told.append(f"left out: {counted(skipped, 'claim')}")
    if not made:
        told = ["Nothing was said, so nothing was written."]
    with refusals():
        _put_down(made, place)
    if place.is_dry:
        click.echo("Nothing was written: this is a dry run.", err=True)
    else:
        put(as_text(told))


def _path(said: list[Answered], place: Place, made: dict[str, bytes]) -> str:
    """The path of a file that is not there yet, beside the older one."""
    from checker.upkeep.claims import document_of
    from checker.upkeep.renewal import names

    folder, _, file = document_of(said[0].ending.voice).file.rpartition("/")
    stem, _, ending = file.rpartition(".")
    paths = (f"{folder}/{name}.{ending}".lstrip("/") for name in names(stem, place.day))
    return next(p for p in paths if p not in made and not os.path.lexists(place.root / p))


def _put_down(made: dict[str, bytes], place: Place) -> None:
    """Write every file or none; with --dry-run print them as a diff."""
    from checker.editing import create_below, withdraw_below
    from checker.editing.draft import difference
    from checker.upkeep.rehearsal import rehearsed

    if made:
        rehearsed(place.root, place.catalog, place.evidence_root, made)
    if place.is_dry:
        put(as_text(line for p, data in made.items() for line in difference(p, "", data.decode())))
        return
    written: list[str] = []
    try:
        for path, data in made.items():
            create_below(place.root, path, data)
            written.append(path)
    except BaseException:
        for path in written:
            withdraw_below(place.root, path)
        raise
