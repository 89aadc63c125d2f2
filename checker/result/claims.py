"""What claims say about others and about time: who runs a control for us, and what began lately."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from checker.assess import Assessment
from checker.model import IN_OPERATION, Control, Facet, Place
from checker.posture.conversion import performed, says
from checker.posture.speakers import speakers
from checker.posture.voices import Voices
from checker.quantities import NoOccurrence, Performed, longest_gap, window_start
from checker.result.sources import Json, place
from checker.workspace.records import Record, Scope, Voice, Workspace

# What is claimed of a control for one record: the claims of each population apart.
_Claims: TypeAlias = list[list[Voice]]


def inherited(assessment: Assessment | None) -> list[Json]:
    """Every claim heard on the day that a vendor runs a control for us, once for each scope.

    `whole`: in that scope nobody else answers for the control, and nothing is left unanswered.
    """
    if assessment is None:
        return []
    day = assessment.as_of
    names = {voice.control for voice in assessment.workspace.voices if _vendor(voice)}
    return [
        {
            "control": control.id,
            "vendor": _vendor(voice),
            "scope": scope.id,
            "whole": whole == _vendor(voice),
            "attestation": voice.source,
            "for": voice.population,
            "covers": list(voice.covers) if control.is_of_records else [],
            "state": "expired" if voice.until is not None and voice.until < day else "in_date",
            "place": place(voice.at.place("from")),
        }
        for control, scope, asked in _asked(assessment, names)
        for heard, whole in [_heard(asked, scope, day)]
        for voice in heard
        if _vendor(voice)
    ]


def _vendor(voice: Voice) -> str:
    """The vendor who runs the control, as the claim has it; empty when it is ourselves."""
    return voice.inherited_from if voice.status in IN_OPERATION else ""


def _heard(asked: Iterable[_Claims], scope: Scope, day: date) -> tuple[list[Voice], str]:
    """Who speaks on a control, and the vendor who alone answers for all of it, or nothing."""
    heard: dict[int, Voice] = {}
    answering: set[str] = set()
    for populations in asked:
        found = [speakers(own, scope.id, day)[0] for own in populations]
        general = [voice for own in found for voice in own if not voice.population]
        # What no claim for everyone covers is nobody else's, so it is ours.
        answering |= {_vendor(voice) for own in found for voice in own} if general else {""}
        heard |= {id(voice): voice for own in found for voice in own}
    return list(heard.values()), answering.pop() if len(answering) == 1 else ""


def _asked(
    assessment: Assessment, names: Collection[str]
) -> Iterator[tuple[Control, Scope, list[_Claims]]]:
    """For each of these controls and each scope: what is claimed, record by record."""
    workspace, catalog = assessment.workspace, assessment.catalog
    said = [voice for voice in workspace.voices if voice.control in names]
    scopes = [(scope, Voices(said, scope.id)) for scope in workspace.organization.scopes]
    for control in (catalog.controls[name] for name in sorted(names)):
        for scope, voices in scopes:
            records = _records(workspace, scope, control)
            yield control, scope, [_claims(voices, control, record) for record in records]


def _claims(voices: Voices, control: Control, record: Record | None) -> _Claims:
    claimed = voices.on(control.id, Facet.IMPLEMENTED, record)
    populations = sorted({voice.population for voice in claimed})
    return [[voice for voice in claimed if voice.population == name] for name in populations]


def _records(workspace: Workspace, scope: Scope, control: Control) -> Sequence[Record | None]:
    """The records that a control is about; a single None where it is the organisation's own."""
    if not control.is_of_records:
        return (None,)
    register = workspace.registers.get(control.covers)
    return [r for r in register.records if r.is_in(scope.id)] if register else ()


def began(assessment: Assessment | None) -> list[Json]:
    """What is stated to have begun in the 12 months up to the day, so that its history is shorter.

    A `since` that earlier occurrences refute is not among them: it counts for nothing.
    """
    if assessment is None:
        return []
    controls = assessment.catalog.controls
    names = {
        voice.control
        for voice in assessment.workspace.voices
        for name in _cadences(controls[voice.control])
        if any(found.since is not None for found in _stated(voice, name))
    }
    found: dict[Place, Json] = {}
    for control, scope, asked in _asked(assessment, names):
        for own in (own for populations in asked for own in populations):
            for at, row in _begun(control, own, assessment.as_of):
                scopes = found.setdefault(at, row)["scopes"]
                scopes += [scope.id] if scope.id not in scopes else []
    return list(found.values())


def _begun(control: Control, own: Sequence[Voice], day: date) -> Iterator[tuple[Place, Json]]:
    """What the occurrences of these claims count from, where that lies in the 12 months."""
    history = [voice for voice in own if voice.dated is not None and voice.dated <= day]
    for name in _cadences(control):
        counted = _counts_from(name, history, day)
        for voice in history:
            for since in (found.since for found in _stated(voice, name)):
                if since is None or since.date != counted or counted <= window_start(day):
                    continue
                at = voice.at.place("parameters", name, "since")
                yield (
                    at,
                    {
                        "control": control.id,
                        "parameter": name,
                        "for": voice.population,
                        "since": since.date.isoformat(),
                        "reason": since.reason,
                        "scopes": [],
                        "attestation": voice.source,
                        "place": place(at),
                    },
                )


def _counts_from(name: str, history: Iterable[Voice], day: date) -> date | None:
    """The `since` that the first step counts from; None where another day does, or none."""
    stated = [(voice, found) for voice in history for found in _stated(voice, name)]
    days = [done for v, found in stated for done in found.performed_on if says(v, done, day)]
    since = [found.since.date for _, found in stated if found.since is not None]
    try:
        return longest_gap(days, since, day).since
    except NoOccurrence:
        return None


def _cadences(control: Control) -> list[str]:
    return [name for name, found in control.parameters.items() if found.format == "cadence"]


def _stated(voice: Voice, name: str) -> list[Performed]:
    """The days that a claim lists for a cadence; nothing where it says it another way."""
    found = performed(name, voice)
    return [found] if found is not None else []
