"""Decide whether a requirement applies in a scope, and name the line that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checker.model import Facet, Framework, Observation, Requirement, is_same
from checker.posture import Posture
from checker.quantities import parse_date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Applies:
    """Whether something applies, and the observations that say what decided it."""

    holds: bool
    observations: tuple[Observation, ...] = ()


def framework_applies(framework: Framework, posture: Posture) -> Applies:
    """By the framework's own condition; records with its class of data outrank the profile."""
    by_profile = _matches(framework.applies_when, posture)
    if by_profile.holds or not framework.data:
        return by_profile
    holding = [
        record
        for record in posture.records("systems")
        if {framework.data, "unknown"} & set(record.values["data"])
    ]
    if not holding:
        return by_profile
    denial = by_profile.observations[-1]
    record = holding[0]
    is_known = framework.data in record.values["data"]
    held = f"{record.id} {'holds' if is_known else 'may hold'} {framework.data}"
    message = f"the profile says that {framework.id} does not apply, but {held}"
    place = record.at.place("data")
    return Applies(True, (_observation("contradiction", message, place, (denial.place,)),))


def requirement_applies(requirement: Requirement, posture: Posture) -> Applies:
    """By the dates it is in force, then by its own condition on the profile."""
    out = _out_of_force(requirement, posture.day)
    if out:
        place = posture.scope.framework_place(requirement.framework)
        return Applies(False, (_observation("date", out, place),))
    return _matches(requirement.applies_when, posture)


def applies_by_fact(requirement: Requirement, posture: Posture) -> bool:
    """Whether facts that the profile states make the requirement apply, none of them missing."""
    if not requirement.applies_when:
        return False
    found = _matches(requirement.applies_when, posture)
    return found.holds and not found.observations


def _out_of_force(requirement: Requirement, day: date) -> str:
    begins, ends = requirement.in_force_from, requirement.in_force_until
    if begins and parse_date(begins) > day:
        return f"{requirement.citation} is in force from {begins}"
    if ends and parse_date(ends) < day:
        after = f", superseded by {requirement.superseded_by}" if requirement.superseded_by else ""
        return f"{requirement.citation} was in force until {ends}{after}"
    return ""


def _matches(condition: Mapping[str, Any], posture: Posture) -> Applies:
    """Every fact must match; of `any_of`, one of its maps. What is not stated matches."""
    facts = {name: wanted for name, wanted in condition.items() if name != "any_of"}
    observations: list[Observation] = []
    for name, wanted in facts.items():
        found = _fact(name, wanted, posture)
        observations += found.observations
        if not found.holds:
            return Applies(False, found.observations)
    options = condition.get("any_of", ())
    if not options:
        return Applies(True, tuple(observations))
    tried = [_matches(option, posture) for option in options]
    holding = next((option for option in tried if option.holds), None)
    if holding is None:
        return Applies(False, tuple(o for option in tried for o in option.observations))
    return Applies(True, (*observations, *holding.observations))


def _fact(name: str, wanted: Any, posture: Posture) -> Applies:
    known = posture.organization.fact(posture.scope, name)
    if known is None:
        message = f"the profile does not state {name}, so it is taken to apply"
        place = posture.scope.framework_place(posture.scope.frameworks[0])
        return Applies(True, (_observation("profile", message, place),))
    value, place = known
    options = wanted if isinstance(wanted, list) else [wanted]
    stated = value if isinstance(value, list) else [value]
    if any(is_same(item, option) for item in stated for option in options):
        return Applies(True)
    shown = ", ".join(_worded(item) for item in stated) or "nothing"
    asked = " or ".join(_worded(option) for option in options)
    message = f"{name} is {shown}; this is for {asked}"
    return Applies(False, (_observation("profile", message, place),))


def _worded(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _observation(kind: str, message: str, place: Any, related: tuple[Any, ...] = ()) -> Observation:
    return Observation(Facet.IMPLEMENTED, kind, message, place, related)
