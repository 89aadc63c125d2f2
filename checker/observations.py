"""What there is to say of a finding: observations, silences, and policy against claim."""

from __future__ import annotations

from collections.abc import Sequence

from checker.evaluate import Evaluated
from checker.model import Facet, FacetState, Observation, Place
from checker.posture import Posture
from checker.posture.speakers import worded


def observed(one: Evaluated, posture: Posture) -> tuple[Observation, ...]:
    """Everything the facets observed; what differs between saying and doing; what nobody said."""
    found = [o for facet in Facet for o in one.results[facet].observations]
    found = _once_per_place(found)
    found += _says_and_does(one, posture)
    found += _silences(one, posture)
    return tuple(found)


_SILENT_WORDS = {
    Facet.DOCUMENTED: "no policy says anything on",
    Facet.IMPLEMENTED: "nobody attests anything on",
    Facet.EVIDENCED: "nothing proves anything on",
}


def _silences(one: Evaluated, posture: Posture) -> list[Observation]:
    """One observation for each asked facet in which nothing was said, where it comes into play."""
    requirement = one.requirement
    is_empty = one.judged[Facet.IMPLEMENTED].empty_register is not None
    countable = (Facet.DOCUMENTED,) if is_empty else tuple(Facet)
    silent = [f for f in countable if one.results[f].state is FacetState.SILENT]
    place = posture.scope.framework_place(requirement.framework)
    if len(silent) == len(countable):
        names = ", ".join(filter(None, [*requirement.controls, requirement.for_each]))
        message = f"nothing is said on {names}"
        return [Observation(requirement.asks_for[0], "silent", message, place)]
    found = []
    for facet in silent:
        # What nobody attests cannot be proved either; that is said once.
        is_repeated = facet is Facet.EVIDENCED and Facet.IMPLEMENTED in requirement.asks_for
        is_said = bool(one.results[facet].observations)
        if facet in requirement.asks_for and not is_repeated and not is_said:
            names = ", ".join(requirement.reads(facet)) or requirement.for_each
            message = f"{_SILENT_WORDS[facet]} {names}"
            found.append(Observation(facet, "silent", message, place))
    return found


def _once_per_place(found: Sequence[Observation]) -> list[Observation]:
    """Without what the evidenced facet repeats of the implemented one."""
    known = {(o.kind, o.message, o.place) for o in found if o.facet is Facet.IMPLEMENTED}
    return [
        o
        for o in found
        if o.facet is not Facet.EVIDENCED or (o.kind, o.message, o.place) not in known
    ]


def _says_and_does(one: Evaluated, posture: Posture) -> list[Observation]:
    """Where the policy and the claim give different values for one parameter."""
    said = one.judged[Facet.DOCUMENTED].instances
    done = one.judged[Facet.IMPLEMENTED].instances
    found: dict[tuple[Place, str], Observation] = {}
    for claim in (answer for instance in done for answer in instance.answers.values()):
        for policy in (i.answers.get(claim.control) for i in said):
            if policy is None or policy.population != claim.population:
                continue
            control = posture.catalog.controls[claim.control]
            for name in policy.values.keys() & claim.values.keys():
                is_cadence = control.parameters[name].format == "cadence"
                if _agrees(policy.values[name], claim.values[name], is_cadence):
                    continue
                message = (
                    f"{name}: the policy says {worded(policy.values[name])}, "
                    f"the claim {worded(claim.values[name])}"
                )
                place = claim.place_of(name)
                observation = Observation(
                    Facet.IMPLEMENTED, "contradiction", message, place, (policy.place_of(name),)
                )
                found.setdefault((place, message), observation)
    return [found[key] for key in sorted(found, key=lambda key: (key[0], key[1]))]


_SLACK_DAYS = 1.5  # a promised month is 30.4375 days, and the longest calendar one is 31


def _agrees(said: object, done: object, is_cadence: bool) -> bool:
    """Whether practice keeps the promise: a cadence may be shorter, a list may hold more."""
    if is_cadence and isinstance(said, int | float) and isinstance(done, int | float):
        return done <= said + _SLACK_DAYS
    if isinstance(said, list) and isinstance(done, list):
        return all(item in done for item in said)
    return said == done
