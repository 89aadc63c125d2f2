"""The document that a new statement or claim would stand in: one that counts, else a new one."""

from __future__ import annotations

from datetime import date

from checker.frozen import frozen
from checker.model import Control, Place
from checker.posture import Posture
from checker.quantities import due, parse_duration
from checker.workspace.records import ALL, At, Attestation, Policy

_YEAR = parse_duration("12 months")


@frozen
class Host:
    """A document, and what a voice in it takes from it; `policy` where it has to be added."""

    source: str  # id
    name: str  # as a sentence calls it
    owner: str
    scopes: tuple[str, ...]
    dated: date
    until: date
    at: At
    place: Place
    policy: Policy | None = None


def attestation(control: Control, posture: Posture) -> Host:
    """An attestation in date for the scope, on the control's domain rather than on another."""
    scopes = _scopes(posture)
    found = [
        one
        for one in posture.workspace.attestations
        if one.attested_on <= posture.day <= one.valid_until and one.id in scopes
    ]
    if not found:
        return _new("a new attestation", posture)
    best = max(found, key=lambda one: (_alike(one, control), one.attested_on, one.id))
    return Host(
        source=best.id,
        name=best.id,
        owner=best.attested_by,
        scopes=scopes[best.id],
        dated=best.attested_on,
        until=best.valid_until,
        at=best.at.below("controls", control.id, "new"),
        place=best.at.place("controls"),
    )


def policy(control: Control, posture: Posture) -> Host:
    """An approved policy for the scope whose review is not overdue, of the domain if there is."""
    domains: dict[str, set[str]] = {}
    scopes = {}
    for voice in posture.workspace.voices:
        id_, _, statement = voice.source.partition("/")
        if statement and voice.speaks_in(posture.scope.id):
            domains.setdefault(id_, set()).add(voice.control.partition(".")[0])
            scopes[id_] = voice.scopes
    found = [
        one
        for one in posture.workspace.policies
        if one.status == "approved" and one.id in scopes and one.approved_on is not None
        and one.approved_on <= posture.day and one.review_due is not None
        and one.review_due >= posture.day
    ]  # fmt: skip
    if not found:
        return _new("a new policy", posture)
    best = max(found, key=lambda one: (control.domain in domains[one.id], one.id))
    return Host(
        source=best.id,
        name=best.id,
        owner=best.owner,
        scopes=scopes[best.id],
        dated=best.approved_on or posture.day,
        until=best.review_due or posture.day,
        at=best.at.below("statements", "new", control.id),
        place=best.at.place("statements"),
    )


def _scopes(posture: Posture) -> dict[str, tuple[str, ...]]:
    """Id of an attestation -> its scopes, for those that speak in the posture's."""
    return {
        voice.source: voice.scopes
        for voice in posture.workspace.voices
        if voice.speaks_in(posture.scope.id)
    }


def _alike(one: Attestation, control: Control) -> int:
    return sum(name.partition(".")[0] == control.domain for name in one.controls)


def _new(name: str, posture: Posture) -> Host:
    day = posture.day
    scope = posture.scope
    at = scope.at.below("id")
    made = Policy(
        id=name, title=name, version="1", status="approved", owner="", approved_by="",
        approved_on=day, review_due=due(day, _YEAR), document_state=None, at=at,
    )  # fmt: skip
    return Host(
        source=name,
        name=name,
        owner="",
        scopes=(scope.id,) if scope.id != "all" else ALL,
        dated=day,
        until=due(day, _YEAR),
        at=at,
        place=scope.at.place("frameworks"),
        policy=made if name.endswith("policy") else None,
    )
