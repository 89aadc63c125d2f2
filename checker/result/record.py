"""Write an assessment as the record that every output is derived from: result.json, version 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from checker import __version__
from checker.assess import Assessment, scopes_of
from checker.errors import CheckerError, Problem
from checker.excerpts import excerpts
from checker.frozen import frozen
from checker.line_hashes import line_hashes
from checker.model import (
    Facet,
    Finding,
    Framework,
    Observation,
    Place,
    Requirement,
    Severity,
    Status,
)
from checker.result import claims, decided, payment, registers, sources
from checker.result.protocol import protocol
from checker.result.sources import Json, place
from checker.things import Things
from checker.workspace.ledger import Ledger
from checker.workspace.load import Loaded

SCHEMA = "checker/result/v1"


@frozen
class Gate:
    """What fails a run: open gaps at or above a severity, or never."""

    fail_on: str

    def failing(self, findings: Iterable[Finding]) -> int:
        """How many open gaps are at or above the severity."""
        if self.fail_on == "never":
            return 0
        least = Severity(self.fail_on).rank
        return sum(f.is_open and f.requirement.severity.rank >= least for f in findings)


def record(
    loaded: Loaded, assessment: Assessment | None, day: date, gate: Gate, notes: Sequence[str] = ()
) -> Json:
    """The record of one run, as `result.v1.schema.json` has it.

    Without an assessment, or with problems beside it, the record is not complete. It knows no
    earlier record: `checker.comparison` says what there is to say of one.
    """
    findings = assessment.findings if assessment else ()
    frameworks = [_framework(f, findings) for f in (assessment.frameworks if assessment else ())]
    if assessment:
        _require_sum(assessment, frameworks)
    workspace = assessment.workspace if assessment else None
    things = Things(workspace.documents if workspace else ())
    return {
        "schema": SCHEMA,
        "as_of": day.isoformat(),
        "complete": assessment is not None and not loaded.problems,
        "provisional": assessment is not None and bool(loaded.problems),
        "tool": {"name": "checker", "version": __version__},
        "organization": sources.organization(loaded.workspace.organization)
        if loaded.workspace
        else None,
        "scopes": sources.scopes(loaded.workspace),
        "frameworks": frameworks,
        "requirements": [
            _requirement(r, assessment) for r in _requirements(findings) if assessment
        ],
        "controls": sources.controls(assessment),
        "findings": [finding(f, assessment, things) for f in findings if assessment],
        "decisions": decided.decisions(workspace, findings, day),
        "policies": sources.policies(workspace, day),
        "attestations": sources.attestations(workspace, day),
        "evidence": sources.evidence(assessment),
        **_annexes(assessment, day),
        "excerpts": excerpts(workspace.lines, _places(findings)) if workspace else {},
        "line_hashes": line_hashes(workspace.lines, _places(findings)) if workspace else {},
        "inputs": [{"path": i.path, "sha256": i.sha256} for i in loaded.inputs],
        "errors": [_problem(problem) for problem in loaded.problems],
        "documents": loaded.documents,
        "ledger": _ledger(loaded.ledger),
        "excluded": [{"path": path, "rule": rule} for path, rule in loaded.excluded],
        "gate": _gate(gate, findings),
        "notes": list(notes),
    } | {"previous": None, "history": [], "baseline": None}  # compared with nothing


def _annexes(assessment: Assessment | None, day: date) -> Json:
    """What the annexes of a report are made from; nothing where nothing was assessed."""
    workspace = assessment.workspace if assessment else None
    findings = assessment.findings if assessment else ()
    return {
        "registers": registers.registers(workspace, day),
        "processing_activities": registers.processing_activities(workspace, findings),
        "vendors": registers.vendors(workspace, findings, day),
        "inherited": claims.inherited(assessment),
        "began": claims.began(assessment),
        "payment": payment.payment(assessment),
    }


def _gate(gate: Gate, findings: Sequence[Finding]) -> Json:
    failing = gate.failing(findings)
    return {
        "fail_on": gate.fail_on,
        "failed": failing > 0,
        "open_gaps": sum(f.is_open for f in findings),
        "gaps_at_or_above": failing,
        "known_gaps": 0,
        "known_at_or_above": 0,
    }


def _require_sum(assessment: Assessment, frameworks: Sequence[Json]) -> None:
    """Requirements x scopes = findings = the sum of their statuses; `CheckerError` if it is off."""
    pairs = {(finding.requirement.ref, finding.scope) for finding in assessment.findings}
    scopes = {scope for _, scope in pairs}
    expected = sum(
        len(framework.requirements)
        for framework in assessment.frameworks
        for scope in scopes_of(assessment.workspace, framework.id)
        if scope.id in scopes
    )
    counted = sum(framework["counts"]["total"] for framework in frameworks)
    found = len(assessment.findings)
    if not expected == len(pairs) == found == counted:
        message = f"{expected} expected, {found} found, {counted} counted"
        raise CheckerError(f"the ledger of findings does not add up: {message}")


def _ledger(ledger: Ledger) -> Json:
    return {
        "found": ledger.found,
        "read": ledger.read,
        "refused": ledger.refused,
        "excluded": ledger.excluded,
    }


def _problem(problem: Problem) -> Json:
    return {
        "place": place(problem.place),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def _framework(framework: Framework, findings: Sequence[Finding]) -> Json:
    counts = dict.fromkeys(Status, 0)
    for finding in findings:
        if finding.requirement.framework == framework.id:
            counts[finding.status] += 1
    return {
        "id": framework.id,
        "title": framework.title,
        "version": framework.version,
        "publisher": framework.publisher,
        "source": framework.source,
        "in_force_from": framework.in_force_from,
        "digest": framework.digest,
        "written": len(framework.requirements),
        "of": framework.to_write,
        "pending": list(framework.pending),
        "labels": dict(framework.labels),
        "sections": [{"id": id_, "title": title} for id_, title in framework.sections.items()],
        "counts": {**{str(s): n for s, n in counts.items()}, "total": sum(counts.values())},
        "partial": bool(framework.pending),
        "protocol": protocol(framework),
    }


def _requirements(findings: Iterable[Finding]) -> Iterable[Requirement]:
    return {f.requirement.ref: f.requirement for f in findings}.values()


def _requirement(requirement: Requirement, assessment: Assessment) -> Json:
    controls = [assessment.catalog.controls[name] for name in requirement.controls]
    own = assessment.workspace.organization.assessment.get("effort", {})
    codes = dict.fromkeys(code for control in controls for code in control.nist_csf)
    return {
        "framework": requirement.framework,
        "id": requirement.id,
        "slug": requirement.slug,
        "title": requirement.title,
        "summary": requirement.summary,
        "citation": requirement.citation,
        "obligation": requirement.obligation,
        "severity": str(requirement.severity),
        "section": requirement.section,
        "asks_for": [str(facet) for facet in requirement.asks_for],
        "parts": list(requirement.parts),
        "controls": [control.id for control in controls],
        "registers": [requirement.for_each.removeprefix("register.")]
        if requirement.for_each
        else [],
        "accepts": list(requirement.accepts),
        "max_age": requirement.max_age,
        "judgement": requirement.judgement,
        "remediation": requirement.remediation,
        "effort_days": sum(own.get(c.id, {}).get("days", c.effort_days) for c in controls),
        "nist_csf": list(codes),
    }


def _observation(observation: Observation, things: Things) -> Json:
    return {
        "facet": str(observation.facet),
        "kind": observation.kind,
        "thing": things.of(observation),
        "message": observation.message,
        "place": place(observation.place),
        "related": [place(found) for found in observation.related],
    }


def finding(found: Finding, assessment: Assessment, things: Things) -> Json:
    """The row of one finding."""
    requirement = found.requirement
    labels = assessment.catalog.frameworks[requirement.framework].labels
    return {
        "framework": requirement.framework,
        "requirement": requirement.id,
        "scope": found.scope,
        "status": str(found.status),
        "underlying": str(found.underlying),
        "severity": str(requirement.severity),
        "label": labels[found.status],
        "facets": {str(facet): str(found.facets[facet]) for facet in Facet},
        "asks_for": [str(facet) for facet in requirement.asks_for],
        "gap": found.is_gap,
        "open": found.is_open,
        "known": False,  # that is for `checker.baseline` to say
        "on_word": found.on_word,
        "observations": [_observation(o, things) for o in found.observations],
        "decisions": list(found.decisions),
        "owner": found.owner,
        "target": found.target,
        "statements": list(found.statements),
        "attestations": list(found.attestations),
        "evidence": list(found.evidence),
        "relied_on": list(found.relied_on),
    }


def _places(findings: Iterable[Finding]) -> Iterable[Place]:
    for finding in findings:
        for observation in finding.observations:
            yield observation.place
            yield from observation.related
