"""Add to a claim what was done on a day, and the artefact that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from checker.editing import Draft
from checker.errors import InputError, Problem
from checker.model import IN_OPERATION, Control, Json
from checker.posture.evidence import unacceptable
from checker.quantities import Measured, Performed, parse_cadence
from checker.upkeep.claims import document_of
from checker.workspace.records import Evidence, FileState, Person, Voice


def cadences(control: Control) -> list[str]:
    """The parameters of a control that say when something was done."""
    return [name for name, found in control.parameters.items() if found.format == "cadence"]


def add_occurrence(draft: Draft, voice: Voice, parameter: str, day: date) -> None:
    """Add a day to what a claim says was done. Raises `InputError`."""
    known = voice.parameters.get(parameter)
    if known is not None:
        _require_days(voice, parameter, known, day)
    index, path = document_of(voice).index, voice.at.path
    stated = day.isoformat()
    if known is not None:
        draft.append(index, (*path, "parameters", parameter, "performed_on"), stated)
        return
    practice: Json = {"performed_on": [stated]}
    if _has(voice, "parameters"):
        draft.add(index, (*path, "parameters"), parameter, practice)
    else:
        draft.add(index, path, "parameters", {parameter: practice})


def _has(voice: Voice, key: str) -> bool:
    """Whether the claim itself has that key with something under it."""
    value: Any = document_of(voice).value
    for step in voice.at.path:
        value = value[step]
    return value.get(key) is not None


def _require_days(voice: Voice, parameter: str, known: dict[str, Json], day: date) -> None:
    """What a claim says of a cadence is a list of days, and the day is not among them."""
    place = voice.at.place("parameters", parameter)
    if "unclear" in known:
        hint = "write `performed_on` with the days instead"
        raise _refused(place, "unclear", f"{parameter} is said to be unclear", hint)
    cadence = parse_cadence(known)
    if isinstance(cadence, Measured):
        message = f"{parameter} is read from the log {cadence.log}, not from single days"
        raise _refused(place, "log", message, "add the newer log with `checker evidence add`")
    if isinstance(cadence, Performed) and day in cadence.performed_on:
        at = cadence.performed_on.index(day)
        place = voice.at.place("parameters", parameter, "performed_on", at)
        hint = "add a further file with `checker evidence add`"
        raise _refused(place, "duplicate-item", f"{day} is recorded already", hint)


def add_evidence(draft: Draft, voice: Voice, item: Mapping[str, Any]) -> None:
    """Add an item of evidence to a claim. Raises `InputError`."""
    if item["path"] == draft.file:
        message = f"the claim stands in {draft.file} itself, which this would change"
        raise _refused(voice.at.key(), "own-file", message, "name a file that shows what was done")
    for index, known in enumerate(voice.evidence):
        if known.path == item["path"] and _same_time(known, item):
            place = voice.at.place("evidence", index)
            message = f"{known.path} is named already for that time"
            raise _refused(place, "duplicate-item", message, "correct that item by hand")
    draft.append(document_of(voice).index, (*voice.at.path, "evidence"), dict(item))


def _same_time(known: Evidence, item: Mapping[str, Any]) -> bool:
    days = [known.performed_on, *(known.covers or ()), *(known.in_force or ())]
    texts = [found.isoformat() for found in days if found is not None]
    return texts == [item["performed_on"]] if "performed_on" in item else texts == [
        *item.get("covers", {}).values(), *item.get("in_force", {}).values()
    ]  # fmt: skip


def remarks(
    voice: Voice, control: Control, found: Evidence, day: date, people: Mapping[str, Person]
) -> Iterator[str]:
    """What keeps an artefact that was added from supporting the claim, as far as is known here."""
    if voice.status not in IN_OPERATION:
        status = voice.status.replace("_", " ")
        yield f"the claim says {status}, which no file changes: it stays a gap until it is renewed"
    # Its digest was taken just now; a copy is not there yet.
    there = replace(found, state=FileState.MATCHED)
    why = unacceptable(there, control.evidence, "", None, day)
    if why:
        yield f"the file {why}, so it proves nothing on {control.id}"
    if voice.dated is not None and begins(found) > voice.dated:
        yield (
            f"the claim was made on {voice.dated}, before what the file shows: it is counted once "
            f"the claim is renewed (checker attest renew {_signing(people[voice.owner], day)})"
        )
    elif voice.until is not None and voice.until < day:
        yield f"{voice.source} expired on {voice.until}; what was done counts all the same"


def _signing(person: Person, day: date) -> str:
    """How a claim is said again: by whoever made it, else by whoever answers for it now."""
    has_left = person.until is not None and person.until < day
    return f"--owner ID --claims-of {person.id}" if has_left else f"--owner {person.id}"


def begins(found: Evidence) -> date:
    """The day that a claim must not be older than, to be supported."""
    return found.day or (found.in_force[0] if found.in_force else date.min)


def named(items: Sequence[Evidence], path: str) -> Evidence:
    """The last item that names a path."""
    return next(item for item in reversed(items) if item.path == path)


def _refused(place: Any, code: str, message: str, hint: str) -> InputError:
    return InputError([Problem(place, code, message, hint)])
