"""What the commands that edit have in common: which claim, which file, and writing it down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from checker.commands.common import (
    FOLDER,
    Day,
    load_catalog,
    load_workspace,
    reading_options,
    require_whole,
    say_problems,
    today,
)
from checker.commands.printing import as_text, put, verbose_option
from checker.errors import ExitCode, InputError
from checker.frozen import frozen

if TYPE_CHECKING:
    from checker.editing import Draft
    from checker.model import Catalog, Control
    from checker.upkeep.artefacts import Artefact
    from checker.upkeep.claims import NoClaimError, Wanted
    from checker.workspace.records import Voice, Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


@frozen
class Place:
    """Where an edit takes place: the workspace, read and found whole, and the day."""

    root: Path
    catalog: Catalog
    workspace: Workspace
    evidence_root: Path | None
    day: date
    is_dry: bool


def _shown_whole(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """A text that reads as it is written: on one line, nothing in it hidden."""
    from checker.text import quoted, visible

    if visible(value) != value:
        raise click.BadParameter(
            f"{quoted(value)} has a character that does not show. Leave it out."
        )
    return value


def claim_options(function: Command) -> Command:
    """Options that tell which claim is meant, where several speak."""
    for option in (
        click.option("--about", "record", default="", metavar="ID",
                     help="The claim that covers this record or group."),
        click.option("--for", "population", default="", metavar="TEXT",
                     help="The claim for this population."),
        click.option("--attestation", default="", metavar="ID",
                     help="The attestation to add to; the one that speaks when left out."),
    ):  # fmt: skip
        function = option(function)
    return function


def file_options(function: Command) -> Command:
    """Options about the file that becomes evidence."""
    for option in (
        click.option("--copy", "is_copied", is_flag=True,
                     help="Copy the file below evidence/ first."),
        click.option("--title", default="", metavar="TEXT", callback=_shown_whole,
                     help="A few words for the evidence index."),
        click.option("--result", type=click.Choice(["pass", "fail", "exceptions"]),
                     help="The outcome, for scans, tests, reviews and exercises."),
        click.option("--file", "file", type=FOLDER, required=True, metavar="FILE",
                     help="The file that shows it."),
    ):  # fmt: skip
        function = option(function)
    return function


def edit_options(function: Command) -> Command:
    """Options of every command that edits."""
    for option in (
        verbose_option,
        reading_options,
        click.option("--dry-run", "is_dry", is_flag=True,
                     help="Print what would change as a diff; write nothing."),
        click.option("--as-of", type=Day(), help="The day it is; today, UTC, when left out."),
        click.option("--workspace", type=FOLDER, default=Path(), metavar="DIR",
                     help="The workspace; the current folder when left out."),
    ):  # fmt: skip
        function = option(function)
    return function


def opened(
    workspace: Path,
    frameworks: Path | None,
    evidence_root: Path | None,
    as_of: date | None,
    is_dry: bool,
) -> Place:
    """The workspace, which must be whole; ends the run with 3 otherwise."""
    catalog = load_catalog(frameworks)
    found = require_whole(load_workspace(workspace, catalog, evidence_root))
    return Place(workspace, catalog, found, evidence_root, as_of or today(), is_dry)


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


def require_kind(kind: str, result: str | None) -> None:
    """There is such a kind of evidence, and its outcome is stated where it has one."""
    from checker.text import nearest, quoted
    from checker.upkeep import artefacts

    known = artefacts.known_kinds()
    if kind not in known:
        close = nearest(kind, known)
        hint = f" Did you mean '{close}'?" if close else f" Known: {', '.join(known)}."
        raise click.UsageError(f"--kind: there is no kind {quoted(kind)}.{hint}")
    if artefacts.lacks_result(kind, result or ""):
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


def the_claim(name: str, attestation: str, wanted: Wanted, place: Place) -> Voice:
    """The claim on a control, or in an attestation, that is meant. Raises `click.UsageError`."""
    from checker.upkeep.claims import NoClaimError, claim_in, claim_on

    is_attestation = any(found.id == name for found in place.workspace.attestations)
    try:
        if is_attestation and not attestation:
            return claim_in(place.workspace, wanted.of(name))
        control = control_named(name, place.catalog)
        return claim_on(place.workspace, control, place.day, wanted.of(attestation))
    except NoClaimError as error:
        raise refuse_choice(error) from error


def artefact(file: Path, is_copied: bool, place: Place) -> Artefact:
    """The file that becomes evidence; ends the run with 3 where it cannot be read."""
    from checker.upkeep import artefacts

    with refusals():
        if is_copied:
            return artefacts.copied(file, place.root)
        return artefacts.located(file, place.root, place.evidence_root)


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
