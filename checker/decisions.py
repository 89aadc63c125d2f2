"""What management's decisions come to on a day: in date, honoured, and for which findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from checker.applicability import applies_by_fact
from checker.frozen import frozen
from checker.model import Catalog, Facet, Observation, Requirement
from checker.posture import Posture
from checker.posture.evidence import any_supports, unacceptable
from checker.workspace.records import Decision

ACCEPTING = frozenset({"risk_acceptance", "legal_exception"})
STANDING_IN = frozenset({"addressable_alternative", "compensating_control", "customized_approach"})


@frozen
class Effect:
    """What decisions do to one finding: cover it, stand in for it, or declare it not applicable."""

    accepted: bool = False
    satisfied_by_alternative: bool = False
    not_applicable: bool = False
    ids: tuple[str, ...] = ()  # decisions in date that have an effect
    refused: tuple[str, ...] = ()  # decisions in date that have none, for a reason observed
    observations: tuple[Observation, ...] = ()


NO_EFFECT = Effect()


def state(decision: Decision, day: date) -> str:
    """`not_yet`, `expired` or `active`; both the first and the last day are in date."""
    if decision.approved_on > day:
        return "not_yet"
    return "expired" if decision.expires < day else "active"


def effect(
    requirement: Requirement,
    decisions: Iterable[Decision],
    posture: Posture,
    catalog: Catalog,
    speakers: Sequence[str] = (),
) -> Effect:
    """The effect of every decision that names the requirement and the posture's scope.

    `speakers` are the people whose claims the finding rests on: who approves their own claim is
    observed. An expired decision does nothing, and says so.
    """
    accepted = alternative = not_applicable = False
    ids: list[str] = []
    refused: list[str] = []
    observations: list[Observation] = []
    for decision in _naming(decisions, requirement, posture):
        found = state(decision, posture.day)
        if found != "active":
            observations.append(_late(decision, found))
            continue
        reasons = _refusals(decision, requirement, posture, catalog)
        observations += reasons
        if reasons:
            refused.append(decision.id)
            continue
        ids.append(decision.id)
        accepted |= decision.type in ACCEPTING
        alternative |= decision.type in STANDING_IN
        not_applicable |= decision.type == "not_applicable"
        if decision.approved_by in speakers:
            message = f"{decision.approved_by} approved {decision.id} and made the claim"
            observations.append(_observation("own_approval", message, decision, "approved_by"))
    return Effect(
        accepted, alternative, not_applicable, tuple(ids), tuple(refused), tuple(observations)
    )


def _naming(
    decisions: Iterable[Decision], requirement: Requirement, posture: Posture
) -> Iterable[Decision]:
    names = {requirement.ref, f"{requirement.framework}:{requirement.slug}"}
    for decision in decisions:
        if posture.scope.id in decision.scopes and names & set(decision.requirements):
            yield decision


def _late(decision: Decision, found: str) -> Observation:
    if found == "expired":
        message = f"{decision.id} expired on {decision.expires}"
        ended = _observation("expired", message, decision, "expires")
        # One that was prolonged and ended again has ended another time.
        return ended._replace(about=decision.expires.isoformat())
    message = f"{decision.id} is approved on {decision.approved_on}: not yet said"
    return _observation("future", message, decision, "approved_on")


def _refusals(
    decision: Decision, requirement: Requirement, posture: Posture, catalog: Catalog
) -> list[Observation]:
    """Why a decision in date has no effect; empty when it has."""
    if decision.type == "not_applicable" and applies_by_fact(requirement, posture):
        message = f"{decision.id} has no effect: the profile says that {requirement.ref} applies"
        return [_observation("decision", message, decision, "type")]
    if decision.type == "not_applicable":
        return _unconfirmed(decision, posture.day)
    if decision.type in STANDING_IN and decision.measure != "none":
        return [
            reason
            for name in decision.controls
            for reason in _not_in_place(decision, name, requirement.framework, posture, catalog)
        ]
    return []


def _unconfirmed(decision: Decision, day: date) -> list[Observation]:
    """The check that confirmed it must be evidenced; any kind of artefact shows it."""
    reasons = [
        unacceptable(item, (item.kind,), "12 months", decision.approved_on, day)
        for item in decision.evidence
    ]
    if "" in reasons:
        return []
    message = f"{decision.id} is not confirmed: its evidence {reasons[0]}"
    return [_observation("decision", message, decision, "evidence")]


def _not_in_place(
    decision: Decision, control_id: str, framework: str, posture: Posture, catalog: Catalog
) -> list[Observation]:
    """Why a control named instead is not implemented and evidenced in this scope on this day."""
    control = catalog.controls[control_id]
    records = posture.records(control.covers) if control.is_of_records else ()
    place = ("controls", decision.controls.index(control_id))
    for record in records or (None,):
        said = posture.said(control_id, Facet.IMPLEMENTED, record, framework)
        where = f" for {record.id}" if record else ""
        if any(s.absent for s in said) or all(s.population for s in said):
            message = f"{decision.id} relies on {control_id}, which is not implemented{where}"
            return [_observation("decision", message, decision, *place)]
        for answer in (answer for s in said for answer in s.answers):
            holds, _ = any_supports(answer.voices, control.evidence, control.valid_for, posture.day)
            if not holds:
                message = f"{decision.id} relies on {control_id}, which is not evidenced{where}"
                return [_observation("decision", message, decision, *place)]
    return []


def _observation(kind: str, message: str, decision: Decision, *path: str | int) -> Observation:
    return Observation(Facet.IMPLEMENTED, kind, message, decision.at.place(*path))
