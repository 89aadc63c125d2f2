"""Find the claim that somebody wants to add to: the one that speaks, or the one they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from checker.documents.check import pruned
from checker.frozen import frozen
from checker.model import Control, Facet
from checker.posture.speakers import speakers
from checker.posture.voices import Voices
from checker.text import quoted
from checker.workspace.records import Record, Scope, Voice, Workspace
from checker.yamlsource import Document


class NoClaimError(Exception):
    """Why no single claim is meant, and the claims to choose from, if any."""

    def __init__(self, message: str, candidates: Sequence[Voice] = ()) -> None:
        self.candidates = tuple(candidates)
        super().__init__(message)


@frozen
class Wanted:
    """Which claim is meant; empty texts leave it open."""

    attestation: str = ""
    population: str = ""
    record: str = ""  # a record or a group that it covers

    def of(self, attestation: str) -> Wanted:
        """The same, in that attestation."""
        return replace(self, attestation=attestation)


def speaking(workspace: Workspace, control: Control, day: date) -> dict[Voice, list[Voice]]:
    """The claims that speak on a control on `day` in any scope, expired ones too.

    With each stand those that speak in its stead somewhere, because they were made later: if it
    were made again, it would speak there instead of them.
    """
    claims = [v for v in workspace.voices if is_claim(v) and v.control == control.id]
    heard: set[Voice] = set()
    later: dict[Voice, dict[Voice, None]] = {voice: {} for voice in claims}
    for scope in workspace.organization.scopes:
        voices = Voices(claims, scope.id)
        for record in _records(workspace, scope, control):
            said = voices.on(control.id, Facet.IMPLEMENTED, record)
            for population in sorted({voice.population for voice in said}):
                own = [voice for voice in said if voice.population == population]
                now = speakers(own, scope.id, day)[0]
                heard.update(now)
                for voice in own:
                    later[voice] |= {v: None for v in now if _outdates(v, voice, scope)}
    return {voice: [*later[voice]] for voice in claims if voice in heard}


def _outdates(voice: Voice, older: Voice, scope: Scope) -> bool:
    """Whether a claim speaks instead of another for its day alone, not because it names a scope."""
    is_later = (voice.dated or date.min) > (older.dated or date.min)
    return is_later and voice.names(scope.id) == older.names(scope.id)


def is_claim(voice: Voice) -> bool:
    """Whether it is an attested control, not a statement of a policy."""
    return voice.facet is Facet.IMPLEMENTED


def _records(workspace: Workspace, scope: Scope, control: Control) -> Iterator[Record | None]:
    if not control.is_of_records:
        yield None
        return
    register = workspace.registers.get(control.covers)
    yield from (r for r in (register.records if register else ()) if r.is_in(scope.id))


def claim_on(workspace: Workspace, control: Control, day: date, wanted: Wanted) -> Voice:
    """The one claim on `control` that is meant. Raises `NoClaimError`."""
    if wanted.attestation:
        named = [v for v in workspace.voices if is_claim(v) and v.source == wanted.attestation]
        found = [voice for voice in named if voice.control == control.id]
        if not found:
            if not named:
                raise NoClaimError(f"There is no attestation {quoted(wanted.attestation)}")
            raise NoClaimError(f"{wanted.attestation} says nothing on {control.id}")
    else:
        found = [*speaking(workspace, control, day)]
        if not found:
            raise NoClaimError(f"Nobody attests {control.id} on {day}; write a claim first")
    return the_one(found, wanted)


def claim_in(workspace: Workspace, wanted: Wanted) -> Voice:
    """The one claim of an attestation that is meant. Raises `NoClaimError`."""
    found = [v for v in workspace.voices if is_claim(v) and v.source == wanted.attestation]
    if not found:
        raise NoClaimError(f"There is no attestation {quoted(wanted.attestation)}")
    return the_one(found, wanted)


def the_one(claims: Iterable[Voice], wanted: Wanted) -> Voice:
    """Of several claims the one for that population and record. Raises `NoClaimError`."""
    every = list(claims)
    found = [
        voice
        for voice in every
        if (not wanted.population or voice.population == wanted.population)
        and (not wanted.record or wanted.record in voice.covers)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoClaimError("No claim is for that population and covers that record", every)
    raise NoClaimError(f"{len(found)} claims could be meant", found)


def document_of(voice: Voice) -> Document:
    """The document that a claim stands in; claims are read from YAML alone."""
    document = voice.at.document
    if not isinstance(document, Document):
        raise TypeError(f"{voice.source} was not read from YAML")
    return document


def written(voice: Voice) -> dict[str, Any]:
    """A claim as it is written, without what was left empty and what it takes from a statement."""
    value: Any = document_of(voice).value
    for step in voice.at.path:
        value = value[step]
    found: dict[str, Any] = pruned(value)  # type: ignore[assignment]
    return found


def told(voice: Voice) -> str:
    """A claim in a few words, with its place."""
    covers = f", covers {', '.join(voice.covers)}" if voice.covers != ("all",) else ""
    whom = f", for {voice.population}" if voice.population else ""
    return f"{voice.at.key()}: {voice.source} on {voice.control}{whom}{covers}"
