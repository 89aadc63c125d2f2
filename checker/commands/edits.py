"""What the commands that edit have in common: which claim, which file, and writing it down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands.common import (
    load_catalog,
    load_workspace,
    require_whole,
    say_problems,
    today,
)
from checker.commands.printing import as_text, put
from checker.errors import ExitCode, InputError
from checker.frozen import frozen

if TYPE_CHECKING:
    from checker.commands.edit_options import Addition, Where
    from checker.editing import Draft
    from checker.model import Catalog, Control
    from checker.upkeep.artefacts import Artefact
    from checker.upkeep.claims import NoClaimError
    from checker.workspace.records import Voice, Workspace


@frozen
class Place:
    """Where an edit takes place: the workspace, read and found whole, and the day."""

    root: Path
    catalog: Catalog
    workspace: Workspace
    evidence_root: Path | None
    day: date
    is_dry: bool


def opened(where: Where) -> Place:
    """The workspace, which must be whole; ends the run with 3 otherwise."""
    catalog = load_catalog(where.frameworks)
    found = require_whole(load_workspace(where.workspace, catalog, where.evidence_root))
    day = where.as_of or today()
    return Place(where.workspace, catalog, found, where.evidence_root, day, where.is_dry)


@contextmanager
def refusals() -> Iterator[None]:
    """Tell every problem and end the run with 3, nothing written."""
    try:
        yield
    except InputError as error:
        say_problems(error.problems)
        click.echo("Nothing was written.", err=True)
        raise click.exceptions.Exit(ExitCode.INPUT) from error


def control_named(name: str, catalog: Catalog) -> Control:
    """The control of that id. Raises `click.UsageError`, with the nearest one."""
    from checker.text import nearest, quoted

    if name not in catalog.controls:
        close = nearest(name, catalog.controls)
        hint = f" Did you mean '{close}'?" if close else " See `checker list controls`."
        raise click.UsageError(f"There is no control {quoted(name)}.{hint}")
    return catalog.controls[name]


def require_kind(kind: str, result: str) -> None:
    """There is such a kind of evidence, and its outcome is stated where it has one."""
    from checker.text import nearest, quoted
    from checker.upkeep import artefacts

    known = artefacts.known_kinds()
    if kind not in known:
        close = nearest(kind, known)
        hint = f" Did you mean '{close}'?" if close else f" Known: {', '.join(known)}."
        raise click.UsageError(f"--kind: there is no kind {quoted(kind)}.{hint}")
    if artefacts.lacks_result(kind, result):
        raise click.UsageError(
            f"--result is missing: a {kind} without one counts as failed. Write pass, fail or "
            f"exceptions, as the file says."
        )


def require_past(day: date, option: str, place: Place) -> None:
    """What is recorded has happened."""
    if day > place.day:
        raise click.UsageError(f"{option}: {day} lies ahead of {place.day}: it is not done yet.")


def refuse_choice(error: NoClaimError) -> click.UsageError:
    """The usage error that lists the claims to choose from."""
    from checker.upkeep.claims import told

    lines = [f"  {told(voice)}" for voice in error.candidates]
    hint = ["Choose one with --attestation, --for or --about:"] if lines else []
    return click.UsageError("\n".join([f"{error}.", *hint, *lines]))


def the_claim(name: str, asked: Addition, place: Place) -> Voice:
    """The claim on a control, or in an attestation, that is meant. Raises `click.UsageError`."""
    from checker.upkeep.claims import NoClaimError, Wanted, claim_in, claim_on

    wanted = Wanted(asked.attestation, asked.population, asked.record)
    is_attestation = any(found.id == name for found in place.workspace.attestations)
    try:
        if is_attestation and not asked.attestation:
            return claim_in(place.workspace, wanted.of(name))
        return claim_on(place.workspace, control_named(name, place.catalog), place.day, wanted)
    except NoClaimError as error:
        raise refuse_choice(error) from error


def drafted(voice: Voice, place: Place) -> Draft:
    """The file that a claim stands in, to be added to."""
    from checker.editing import Draft
    from checker.upkeep.claims import document_of

    file = document_of(voice).file
    return Draft(file, place.workspace.lines[file])


def artefact(asked: Addition, place: Place) -> Artefact:
    """The file that becomes evidence; ends the run with 3 where it cannot be read."""
    from checker.upkeep import artefacts

    with refusals():
        if asked.is_copied:
            return artefacts.copied(asked.file, place.root)
        return artefacts.located(asked.file, place.root, place.evidence_root)


def finish(draft: Draft, found: Artefact, place: Place) -> Workspace:
    """Write the edited file, unless this is a rehearsal; the workspace as it is then.

    Ends the run with 3 where the workspace could not be trusted any more; nothing is then written.
    """
    from checker.editing import create_below, replace_below, withdraw_below
    from checker.files import FileRefusedError, open_below
    from checker.upkeep.rehearsal import rehearsed

    with refusals():
        data = draft.finished()
        changes = {draft.file: data}
        after = rehearsed(place.root, place.catalog, place.evidence_root, changes)
        if place.is_dry:
            put(as_text(draft.difference()))
            return after
        if found.data is not None:
            create_below(place.root, found.path, found.data)
        try:
            replace_below(place.root, draft.file, draft.before, data)
        except BaseException:
            # Once the claim names the copy, it stays, whatever went wrong after that.
            with suppress(FileRefusedError):
                is_named = open_below(place.root, draft.file) == data
                if found.data is not None and not is_named:
                    withdraw_below(place.root, found.path)
            raise
    return after


def tell(place: Place, after: Workspace, voice: Voice, path: str, done: str) -> None:
    """What was written where, and what it does not do yet."""
    from checker.upkeep.recording import named, remarks

    same = next(v for v in after.voices if v.source == voice.source and v.at.path == voice.at.path)
    item = named(same.evidence, path)
    control, people = place.catalog.controls[voice.control], after.organization.people
    notes = remarks(same, control, item, place.day, people)
    lines = [f"note: {note}" for note in notes]
    if not place.is_dry:
        put(as_text([f"{item.at.place()}: {done}: {path}", *lines]))
        return
    # The diff stands alone on standard output; everything else goes beside it.
    click.echo(as_text([*lines, "Nothing was written: this is a dry run."]), err=True, nl=False)
