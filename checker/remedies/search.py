"""Search for edits that turn a gap, assess the edited workspace each time, and keep no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from checker.assess import Selection, assess
from checker.documents.apply import SchemaError
from checker.documents.explain import leading_errors
from checker.evaluate import Engine
from checker.frozen import frozen
from checker.model import Catalog, Facet, Finding, Framework, Path, Requirement, Status
from checker.posture import Instance, Judged, Posture
from checker.remedies import proving, recording
from checker.remedies.answering import answered
from checker.remedies.edits import Edit, applied
from checker.remedies.stating import stated
from checker.schemas import RECORDS, part_for
from checker.workspace.records import Scope, Workspace

MOST_ROUNDS = 16
MOST_EDITS = 60  # more are proposed to nobody
MET = frozenset({Status.SATISFIED, Status.SATISFIED_BY_ALTERNATIVE})


@frozen
class Remedy:
    """What would satisfy a finding; `edits` are empty when nothing small was found.

    With `edits`, the workspace after them was assessed and the finding was satisfied, and for each
    of them it was not without it. `prose` says what no edit can change.
    """

    before: Finding
    after: Finding
    edits: tuple[Edit, ...]
    prose: tuple[str, ...]
    assessed: int  # how often the workspace was assessed to find out


def remedy(
    workspace: Workspace, catalog: Catalog, day: date, requirement: Requirement, scope: Scope
) -> Remedy:
    """The smallest set of edits found that satisfies `requirement` in `scope` on `day`. Pure."""
    return _Search(workspace, catalog, day, requirement, scope).run()


class _Search:
    """One finding, and the edits tried on the workspace that it is about."""

    def __init__(
        self,
        workspace: Workspace,
        catalog: Catalog,
        day: date,
        requirement: Requirement,
        scope: Scope,
    ) -> None:
        self._workspace, self._day, self._scope = workspace, day, scope
        self._requirement = requirement
        self._framework, self._catalog = _narrowed(catalog, requirement)
        self._engine = Engine(self._framework, self._catalog)
        self._assessed = 0

    def run(self) -> Remedy:
        before = found = self._judge({})
        edits: dict[Path, Edit] = {}
        prose: dict[str, None] = {}
        for _ in range(MOST_ROUNDS):
            if not found[self._requirement.id].is_gap:
                break
            state = applied(self._workspace, edits.values())
            told: list[str] = []
            new = {edit.key: edit for edit in self._proposed(state, found, told)}
            prose |= dict.fromkeys(told)
            if all(k in edits and edits[k].writes == e.writes for k, e in new.items()):
                break
            # What is proposed again comes after what it builds on.
            edits = {key: edit for key, edit in edits.items() if key not in new} | new
            if len(edits) > MOST_EDITS:
                prose[f"more than {MOST_EDITS} changes are needed"] = None
                break
            found = self._judge(edits)
        own, after = before[self._requirement.id], found[self._requirement.id]
        if own.is_gap and after.status in MET:
            kept = self._smallest(edits)
            return Remedy(own, after, tuple(kept.values()), (), self._assessed)
        return Remedy(own, own, (), tuple(prose), self._assessed)

    def _judge(self, edits: Mapping[Path, Edit]) -> dict[str, Finding]:
        """The findings on the requirement and its parts after `edits`."""
        self._assessed += 1
        state = applied(self._workspace, edits.values())
        selection = Selection((self._framework.id,), (self._scope.id,))
        findings = assess(state, self._catalog, self._day, selection).findings
        return {finding.requirement.id: finding for finding in findings}

    def _smallest(self, edits: dict[Path, Edit]) -> dict[Path, Edit]:
        """The edits without each of those that the rest can do without."""
        kept = dict(edits)
        for key in reversed(list(edits)):
            fewer = {k: e for k, e in kept.items() if k != key}
            if self._judge(fewer)[self._requirement.id].status in MET:
                kept = fewer
        # One that was needed beside another may not be needed without it.
        return kept if len(kept) == len(edits) else self._smallest(kept)

    def _proposed(
        self, state: Workspace, found: Mapping[str, Finding], prose: list[str]
    ) -> Iterator[Edit]:
        """Edits for the requirement, and for each of its parts that is a gap."""
        posture = Posture(state, self._scope, self._day, self._catalog)
        for requirement in self._framework.requirements.values():
            if found[requirement.id].is_gap:
                yield from _for(requirement, posture, self._engine, prose)


def _narrowed(catalog: Catalog, requirement: Requirement) -> tuple[Framework, Catalog]:
    """The framework with this requirement and its parts alone, in a catalog with it alone."""
    whole = catalog.frameworks[requirement.framework]
    wanted = [requirement.id]
    for id_ in wanted:  # grows while it is walked: parts may have parts
        wanted += [part for part in whole.requirements[id_].parts if part not in wanted]
    kept = {id_: r for id_, r in whole.requirements.items() if id_ in wanted}
    framework = replace(whole, requirements=kept)
    return framework, Catalog(catalog.controls, {**catalog.frameworks, whole.id: framework})


def _for(
    requirement: Requirement, posture: Posture, engine: Engine, prose: list[str]
) -> Iterator[Edit]:
    """Edits for the facets asked; what is proved is sought once what is done holds."""
    asked = set(requirement.asks_for)
    if Facet.DOCUMENTED in asked:
        yield from _of_facet(requirement, Facet.DOCUMENTED, posture, engine, prose)
    if asked & {Facet.IMPLEMENTED, Facet.EVIDENCED}:
        done = list(_of_facet(requirement, Facet.IMPLEMENTED, posture, engine, prose))
        yield from done
        if not done and Facet.EVIDENCED in asked:
            for instance in posture.judged(requirement, Facet.IMPLEMENTED).instances:
                if instance.part == RECORDS:
                    yield from recording.evidenced(instance, requirement, posture)
                else:
                    yield from proving.proved(instance, requirement, posture)


def _of_facet(
    requirement: Requirement, facet: Facet, posture: Posture, engine: Engine, prose: list[str]
) -> Iterator[Edit]:
    """Edits for everything that fails in one facet."""
    if requirement.for_each and facet is Facet.IMPLEMENTED:
        yield from recording.reviewed(requirement, posture)
    judged = posture.judged(requirement, facet)
    for instance in _judged(judged, requirement, posture, prose):
        key = f"{requirement.id}#{instance.part}"
        errors = engine.errors({key: [instance.value]}).get((key, 0), [])
        for error in leading_errors(errors):
            yield from _of_error(error, instance, requirement, facet, posture, engine, prose)


def _judged(
    judged: Judged, requirement: Requirement, posture: Posture, prose: list[str]
) -> Iterator[Instance]:
    """What is judged; where nobody was heard, the empty answer, for every record there is."""
    yield from judged.instances
    if judged.instances:
        return
    if requirement.for_each and judged.facet is not Facet.DOCUMENTED:
        kind = requirement.for_each.removeprefix("register.")
        if kind not in posture.workspace.registers:
            prose.append(
                f"there is no register of {kind}: keep one (checker schema {kind}); its records "
                "decide then, and where none of them is asked about, it does not apply"
            )
    part = part_for(requirement, judged.facet)
    if part:
        place = posture.scope.framework_place(requirement.framework)
        kinds = {posture.catalog.controls[c].covers for c in requirement.reads(judged.facet)}
        ids = tuple(r.id for kind in sorted(kinds) for r in posture.records(kind))
        yield Instance(part=part, value={}, place=place, records=ids)


def _of_error(
    error: SchemaError,
    instance: Instance,
    requirement: Requirement,
    facet: Facet,
    posture: Posture,
    engine: Engine,
    prose: list[str],
) -> Iterator[Edit]:
    path = error.path[2:]
    schema: dict[str, Any] = engine.schema
    if instance.part == RECORDS:
        found = list(recording.recorded(instance, error, schema, requirement, posture, prose))
        yield from found
    elif not path and error.keyword == "required":
        control = posture.catalog.controls[str(error.detail["property"])]
        kind = control.covers
        # A policy commits for what there will be; a claim is about what there is.
        if control.is_of_records and facet is not Facet.DOCUMENTED and not posture.records(kind):
            yield recording.listed(kind, requirement.framework, posture)
            return
        yield from answered(control, facet, instance.records, posture, requirement.framework)
    elif path and str(path[0]) in instance.answers:
        yield from stated(instance, error, schema, facet, posture, prose)
