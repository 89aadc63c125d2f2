"""Turn facets and decisions into findings: the one place where a status is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from checker.applicability import Applies, framework_applies, requirement_applies
from checker.decisions import Effect, effect
from checker.evaluate import Engine, Evaluated, evaluate
from checker.model import (
    GAP_STATUSES,
    Catalog,
    Facet,
    FacetResult,
    FacetState,
    Finding,
    Framework,
    Observation,
    Place,
    Requirement,
    Status,
)
from checker.posture import Posture
from checker.posture.speakers import worded
from checker.workspace.records import Decision, Evidence, Scope, Workspace

_SILENT = dict.fromkeys(Facet, FacetState.SILENT)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assessment:
    """All findings of one workspace as of one day."""

    workspace: Workspace
    catalog: Catalog
    as_of: date
    frameworks: tuple[Framework, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[tuple[Evidence, str, str], ...]  # artefact, control, claim; E1 is the first


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Selection:
    """What is to be assessed; empty tuples select everything in play."""

    frameworks: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


def assess(
    workspace: Workspace,
    catalog: Catalog,
    day: date,
    selection: Selection = Selection(),
    second_opinion: bool = False,
) -> Assessment:
    """Judge every requirement of every selected framework in each of its scopes, as of `day`.

    Raises `Disagreement` when a second opinion differs. Pure: it reads nothing, asks no clock.
    """
    index = _EvidenceIndex()
    findings: list[Finding] = []
    chosen = [
        catalog.frameworks[name]
        for name in sorted({f for scope in workspace.organization.scopes for f in scope.frameworks})
        if not selection.frameworks or name in selection.frameworks
    ]
    postures = {
        scope.id: Posture(workspace, scope, day, catalog)
        for scope in workspace.organization.scopes
        if not selection.scopes or scope.id in selection.scopes
    }
    for framework in chosen:
        engine = Engine(framework, catalog)
        for posture in postures.values():
            if framework.id in posture.scope.frameworks:
                findings += _scope_findings(engine, posture, workspace, index, second_opinion)
    order = {scope.id: i for i, scope in enumerate(workspace.organization.scopes)}
    position = {r.ref: i for f in chosen for i, r in enumerate(f.requirements.values())}
    findings.sort(
        key=lambda f: (f.requirement.framework, position[f.requirement.ref], order[f.scope])
    )
    return Assessment(workspace, catalog, day, tuple(chosen), tuple(findings), tuple(index.items))


def scopes_of(workspace: Workspace, framework: str) -> tuple[Scope, ...]:
    """The scopes that a framework applies to."""
    return tuple(s for s in workspace.organization.scopes if framework in s.frameworks)


def _scope_findings(
    engine: Engine,
    posture: Posture,
    workspace: Workspace,
    index: _EvidenceIndex,
    second_opinion: bool,
) -> list[Finding]:
    whole = framework_applies(engine.framework, posture)
    evaluated = evaluate(engine, posture, second_opinion)
    decisions = workspace.decisions
    found = [_finding(one, whole, posture, decisions, index) for one in evaluated]
    return _parts(found)


def _finding(
    one: Evaluated,
    whole: Applies,
    posture: Posture,
    decisions: Iterable[Decision],
    index: _EvidenceIndex,
) -> Finding:
    requirement = one.requirement
    applies = requirement_applies(requirement, posture) if whole.holds else whole
    if not applies.holds:
        return _without_verdict(requirement, posture.scope, applies.observations)
    empty = _empty_register(one)
    if empty and Facet.DOCUMENTED not in requirement.asks_for:
        return _without_verdict(requirement, posture.scope, empty)
    speakers = _speakers(one)
    found = effect(requirement, decisions, posture, posture.catalog, speakers)
    # Without a record there is nothing to do or prove, but a policy is asked for all the same.
    asked = (Facet.DOCUMENTED,) if empty else requirement.asks_for
    status = _status(asked, one.results, found)
    states = {facet: one.results[facet].state for facet in Facet}
    observations = (
        *(whole.observations if applies is not whole else ()),
        *applies.observations,
        *empty,
        *_observations(one, posture),
        *found.observations,
    )
    return Finding(
        requirement=requirement,
        scope=posture.scope.id,
        status=status,
        facets=states if status is not Status.NOT_APPLICABLE else _SILENT,
        observations=tuple(dict.fromkeys(observations)),
        decisions=found.ids,
        accepted=found.accepted and status in GAP_STATUSES,
        owner=speakers[0] if speakers else "",
        evidence=index.references(one),
        statements=_sources(one, Facet.DOCUMENTED),
        attestations=_sources(one, Facet.IMPLEMENTED),
        on_word=status is Status.SATISFIED and Facet.EVIDENCED not in asked,
    )


def _empty_register(one: Evaluated) -> tuple[Observation, ...]:
    """Why there is nothing to judge in a current register; empty when there is."""
    place = one.judged[Facet.IMPLEMENTED].empty_register
    if place is None:
        return ()
    kind = one.requirement.for_each.removeprefix("register.")
    message = f"no record in the register of {kind} is one of those asked about"
    return (Observation(Facet.IMPLEMENTED, "register", message, place),)


def _without_verdict(
    requirement: Requirement, scope: Scope, observations: Sequence[Observation]
) -> Finding:
    return Finding(
        requirement, scope.id, Status.NOT_APPLICABLE, _SILENT, tuple(dict.fromkeys(observations))
    )


def _status(facets: Sequence[Facet], results: Mapping[Facet, FacetResult], found: Effect) -> Status:
    """The verdict, from the asked facets and the decisions in date; worst first."""
    if found.not_applicable:
        return Status.NOT_APPLICABLE
    asked = [results[facet] for facet in facets]
    holding = [result for result in asked if result.state is FacetState.HOLDS]
    proved = _proved(asked)
    if proved is not None:
        return proved
    if found.satisfied_by_alternative:
        return Status.SATISFIED_BY_ALTERNATIVE
    if all(result.state is FacetState.SILENT for result in results.values()):
        return Status.NOT_ATTESTED
    return Status.PARTIAL if holding else Status.NOT_SATISFIED


def _proved(asked: Sequence[FacetResult]) -> Status | None:
    """`satisfied`, when every asked facet holds and each was judged on at least one instance.

    This is the only function that gives this status: no facet asked, or one that holds without
    anything having been judged, proves nothing.
    """
    if not asked:
        return None
    if all(result.state is FacetState.HOLDS and result.judged >= 1 for result in asked):
        return Status.SATISFIED
    return None


def _observations(one: Evaluated, posture: Posture) -> tuple[Observation, ...]:
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


def _speakers(one: Evaluated) -> tuple[str, ...]:
    """People whose claims, records or statements the finding rests on, claims first."""
    names: dict[str, None] = {}
    for facet in (Facet.IMPLEMENTED, Facet.DOCUMENTED):
        for instance in one.judged[facet].instances:
            for answer in instance.answers.values():
                names |= dict.fromkeys(voice.owner for voice in answer.voices)
            if instance.owner:
                names[instance.owner] = None
    return tuple(names)


def _sources(one: Evaluated, facet: Facet) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for instance in one.judged[facet].instances:
        for answer in instance.answers.values():
            names |= dict.fromkeys(voice.source for voice in answer.voices)
    return tuple(names)


class _EvidenceIndex:
    """Numbers each artefact once, in the order findings first rest on it."""

    def __init__(self) -> None:
        self.items: list[tuple[Evidence, str, str]] = []
        self._numbers: dict[int, str] = {}

    def references(self, one: Evaluated) -> tuple[str, ...]:
        """References of every artefact behind a finding's claims and records."""
        found: dict[str, None] = {}
        for instance in one.judged[Facet.IMPLEMENTED].instances:
            for control, answer in instance.answers.items():
                for voice in answer.voices:
                    for item in voice.evidence:
                        found[self._number(item, control, voice.source)] = None
            if not instance.answers:
                for item in instance.evidence:
                    kind = one.requirement.for_each
                    found[self._number(item, kind, ", ".join(instance.records))] = None
        return tuple(found)

    def _number(self, item: Evidence, control: str, claim: str) -> str:
        if id(item) not in self._numbers:
            self.items.append((item, control, claim))
            self._numbers[id(item)] = f"E{len(self.items)}"
        return self._numbers[id(item)]


def _parts(findings: list[Finding]) -> list[Finding]:
    """A requirement with parts is not satisfied while a part that applies is a gap."""
    by_id = {finding.requirement.id: finding for finding in findings}
    for id_, finding in by_id.items():
        missing = [part for part in finding.requirement.parts if by_id[part].is_gap]
        if finding.status is not Status.SATISFIED or not missing:
            continue
        place = by_id[missing[0]].observations[0].place
        message = f"{', '.join(missing)} is not satisfied"
        observation = Observation(finding.requirement.asks_for[0], "part", message, place)
        by_id[id_] = replace(
            finding,
            status=Status.PARTIAL,
            observations=(*finding.observations, observation),
        )
    return list(by_id.values())
