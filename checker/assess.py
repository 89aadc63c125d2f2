"""Turn facets and decisions into findings: the one place where a status is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from checker.applicability import Applies, framework_applies, requirement_applies
from checker.decisions import NO_EFFECT, Effect, effect
from checker.evaluate import Engine, Evaluated, evaluate
from checker.frozen import frozen
from checker.model import (
    GAP_STATUSES,
    Catalog,
    Facet,
    FacetResult,
    FacetState,
    Finding,
    Framework,
    Observation,
    Requirement,
    Status,
)
from checker.observations import observed
from checker.posture import Posture
from checker.sources import Artefact, EvidenceIndex, promise, sources, speakers
from checker.workspace.records import Decision, Scope, Workspace

_SILENT = dict.fromkeys(Facet, FacetState.SILENT)


@frozen
class Assessment:
    """All findings of one workspace as of one day."""

    workspace: Workspace
    catalog: Catalog
    as_of: date
    frameworks: tuple[Framework, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Artefact, ...]  # E1 is the first


@frozen
class Selection:
    """What is to be assessed; empty tuples select everything in play."""

    frameworks: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


EVERYTHING = Selection()


def assess(
    workspace: Workspace,
    catalog: Catalog,
    day: date,
    selection: Selection = EVERYTHING,
    second_opinion: bool = False,
    engines: dict[str, Engine] | None = None,
) -> Assessment:
    """Judge every requirement of every selected framework in each of its scopes, as of `day`.

    `engines`, where given, keeps what was compiled for the next assessment with the same catalog.
    Raises `Disagreement` when a second opinion differs. Pure: it reads nothing, asks no clock.
    """
    index = EvidenceIndex()
    findings: list[Finding] = []
    engines = {} if engines is None else engines
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
        if framework.id not in engines:
            engines[framework.id] = Engine(framework, catalog)
        for posture in postures.values():
            if framework.id in posture.scope.frameworks:
                engine = engines[framework.id]
                findings += _scope_findings(engine, posture, workspace, index, second_opinion)
    order = {scope.id: i for i, scope in enumerate(workspace.organization.scopes)}
    position = {r.ref: i for f in chosen for i, r in enumerate(f.requirements.values())}
    findings.sort(
        key=lambda f: (f.requirement.framework, position[f.requirement.ref], order[f.scope])
    )
    return Assessment(workspace, catalog, day, tuple(chosen), tuple(findings), index.artefacts)


def scopes_of(workspace: Workspace, framework: str) -> tuple[Scope, ...]:
    """The scopes that a framework applies to."""
    return tuple(s for s in workspace.organization.scopes if framework in s.frameworks)


def _scope_findings(
    engine: Engine,
    posture: Posture,
    workspace: Workspace,
    index: EvidenceIndex,
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
    index: EvidenceIndex,
) -> Finding:
    requirement = one.requirement
    applies = requirement_applies(requirement, posture) if whole.holds else whole
    if not applies.holds:
        return _without_verdict(requirement, posture.scope, applies.observations)
    empty = _empty_register(one)
    if empty and Facet.DOCUMENTED not in requirement.asks_for:
        return _without_verdict(requirement, posture.scope, empty)
    people, promised = speakers(one), promise(one)
    found = effect(requirement, decisions, posture, posture.catalog, people)
    # Without a record there is nothing to do or prove, but a policy is asked for all the same.
    asked = (Facet.DOCUMENTED,) if empty else requirement.asks_for
    status = _status(asked, one.results, found)
    states = {facet: one.results[facet].state for facet in Facet}
    proves = Facet.EVIDENCED in asked and status is not Status.NOT_APPLICABLE
    framework = whole.observations if applies is not whole else ()
    before = (*framework, *applies.observations, *empty)
    observations = (*before, *observed(one, posture), *found.observations)
    return Finding(
        requirement=requirement,
        scope=posture.scope.id,
        status=status,
        underlying=_status(asked, one.results, NO_EFFECT),
        facets=states if status is not Status.NOT_APPLICABLE else _SILENT,
        observations=tuple(dict.fromkeys(observations)),
        decisions=found.ids,
        refused=found.refused,
        accepted=found.accepted,
        owner=promised.assignee or (people[0] if people else ""),
        target=promised.by.isoformat() if promised.by and status in GAP_STATUSES else "",
        evidence=index.references(one, posture if proves else None),
        relied_on=index.relied_on(one, posture),
        statements=sources(one, Facet.DOCUMENTED),
        attestations=sources(one, Facet.IMPLEMENTED),
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
    status = Status.NOT_APPLICABLE
    reasons = tuple(dict.fromkeys(observations))
    return Finding(requirement, scope.id, status, status, _SILENT, reasons)


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


def _parts(findings: list[Finding]) -> list[Finding]:
    """A requirement with parts is not satisfied while a part that applies is a gap.

    Neither would it be without decisions while a part would be one without them.
    """
    by_id = {finding.requirement.id: finding for finding in findings}
    for id_, finding in by_id.items():
        parts = [by_id[part] for part in finding.requirement.parts]
        missing = [part for part in parts if part.is_gap]
        if finding.status is Status.SATISFIED and missing:
            by_id[id_] = _lacking(finding, missing)
        would_be_missing = any(part.underlying in GAP_STATUSES for part in parts)
        if finding.underlying is Status.SATISFIED and would_be_missing:
            by_id[id_] = replace(by_id[id_], underlying=Status.PARTIAL)
    return list(by_id.values())


def _lacking(finding: Finding, missing: Sequence[Finding]) -> Finding:
    """The finding as partial, for want of these parts; the place is that of the first."""
    names = ", ".join(part.requirement.id for part in missing)
    place = missing[0].observations[0].place
    facet = finding.requirement.asks_for[0]
    observation = Observation(facet, "part", f"{names} is not satisfied", place)
    observations = (*finding.observations, observation)
    return replace(finding, status=Status.PARTIAL, on_word=False, observations=observations)
