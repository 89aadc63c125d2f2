"""Write an assessment as the record that every output is derived from: result.json, version 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from checker import __version__
from checker.assess import Assessment
from checker.decisions import state as decision_state
from checker.errors import Problem
from checker.excerpts import excerpts
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
from checker.workspace.load import Loaded
from checker.workspace.records import Evidence, Organization, Workspace

SCHEMA = "checker/result/v1"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
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

    Without an assessment, or with problems beside it, the record is not complete.
    """
    findings = assessment.findings if assessment else ()
    frameworks = assessment.frameworks if assessment else ()
    workspace = assessment.workspace if assessment else None
    failing = gate.failing(findings)
    return {
        "schema": SCHEMA,
        "as_of": day.isoformat(),
        "complete": assessment is not None and not loaded.problems,
        "provisional": assessment is not None and bool(loaded.problems),
        "tool": {"name": "checker", "version": __version__},
        "organization": _organization(loaded.workspace.organization) if loaded.workspace else None,
        "scopes": _scopes(loaded.workspace),
        "frameworks": [_framework(f, findings) for f in frameworks],
        "requirements": [
            _requirement(r, assessment) for r in _requirements(findings) if assessment
        ],
        "findings": [_finding(f, frameworks) for f in findings],
        "decisions": _decisions(workspace, findings, day),
        "policies": _policies(workspace, day),
        "attestations": _attestations(workspace, day),
        "evidence": _evidence(assessment),
        "excerpts": excerpts(workspace.lines, _places(findings)) if workspace else {},
        "inputs": [{"path": i.path, "sha256": i.sha256} for i in loaded.inputs],
        "errors": [_problem(problem) for problem in loaded.problems],
        "ledger": {
            "found": loaded.ledger.found,
            "read": loaded.ledger.read,
            "refused": loaded.ledger.refused,
            "excluded": loaded.ledger.excluded,
        },
        "excluded": [{"path": path, "rule": rule} for path, rule in loaded.excluded],
        "gate": {
            "fail_on": gate.fail_on,
            "failed": failing > 0,
            "open_gaps": sum(f.is_open for f in findings),
            "gaps_at_or_above": failing,
        },
        "notes": list(notes),
    }


def _place(place: Place) -> Json:
    return {"file": place.file, "line": place.line, "column": place.column}


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _problem(problem: Problem) -> Json:
    return {
        "place": _place(problem.place),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def _organization(organization: Organization) -> Json:
    assessment = organization.assessment
    return {
        "id": organization.id,
        "name": organization.name,
        "profile": dict(organization.profile),
        "people": [
            {
                "id": p.id,
                "name": p.name,
                "role": p.role,
                "from": _day(p.since),
                "until": _day(p.until),
            }
            for p in organization.people.values()
        ],
        "prepared_by": assessment.get("prepared_by", ""),
        "approved_by": assessment.get("approved_by", ""),
        "period": assessment.get("period"),
    }


def _scopes(workspace: Workspace | None) -> list[Json]:
    return [
        {
            "id": scope.id,
            "title": scope.title,
            "frameworks": list(scope.frameworks),
            "place": _place(scope.at.place("id")),
        }
        for scope in (workspace.organization.scopes if workspace else ())
    ]


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


def _observation(observation: Observation) -> Json:
    return {
        "facet": str(observation.facet),
        "kind": observation.kind,
        "message": observation.message,
        "place": _place(observation.place),
        "related": [_place(place) for place in observation.related],
    }


def _finding(finding: Finding, frameworks: Sequence[Framework]) -> Json:
    requirement = finding.requirement
    labels = next(f.labels for f in frameworks if f.id == requirement.framework)
    return {
        "framework": requirement.framework,
        "requirement": requirement.id,
        "scope": finding.scope,
        "status": str(finding.status),
        "severity": str(requirement.severity),
        "label": labels[finding.status],
        "facets": {str(facet): str(finding.facets[facet]) for facet in Facet},
        "asks_for": [str(facet) for facet in requirement.asks_for],
        "gap": finding.is_gap,
        "open": finding.is_open,
        "on_word": finding.on_word,
        "observations": [_observation(o) for o in finding.observations],
        "decisions": list(finding.decisions),
        "owner": finding.owner,
        "statements": list(finding.statements),
        "attestations": list(finding.attestations),
        "evidence": list(finding.evidence),
    }


def _decisions(workspace: Workspace | None, findings: Sequence[Finding], day: date) -> list[Json]:
    used = {
        id_
        for finding in findings
        for id_ in finding.decisions
        if finding.accepted
        or finding.status in {Status.SATISFIED_BY_ALTERNATIVE, Status.NOT_APPLICABLE}
    }
    return [
        {
            "id": decision.id,
            "type": decision.type,
            "requirements": list(decision.requirements),
            "scopes": list(decision.scopes),
            "reason": decision.reason,
            "approved_by": decision.approved_by,
            "approved_on": decision.approved_on.isoformat(),
            "expires": decision.expires.isoformat(),
            "state": _state(decision_state(decision, day), decision.id in used),
            "place": _place(decision.at.place("id")),
        }
        for decision in (workspace.decisions if workspace else ())
    ]


def _state(state: str, is_used: bool) -> str:
    return "unused" if state == "active" and not is_used else state


def _policies(workspace: Workspace | None, day: date) -> list[Json]:
    return [
        {
            "id": policy.id,
            "title": policy.title,
            "version": policy.version,
            "status": policy.status,
            "owner": policy.owner,
            "approved_by": policy.approved_by,
            "approved_on": _day(policy.approved_on),
            "review_due": _day(policy.review_due),
            "overdue": policy.review_due is not None and policy.review_due < day,
            "place": _place(policy.at.place("id")),
        }
        for policy in sorted(workspace.policies if workspace else (), key=lambda p: p.id)
    ]


def _attestations(workspace: Workspace | None, day: date) -> list[Json]:
    def state(begins: date, ends: date) -> str:
        if begins > day:
            return "not_yet"
        return "expired" if ends < day else "in_date"

    return [
        {
            "id": attestation.id,
            "attested_by": attestation.attested_by,
            "attested_on": attestation.attested_on.isoformat(),
            "valid_until": attestation.valid_until.isoformat(),
            "controls": list(attestation.controls),
            "state": state(attestation.attested_on, attestation.valid_until),
            "place": _place(attestation.at.place("id")),
        }
        for attestation in sorted(workspace.attestations if workspace else (), key=lambda a: a.id)
    ]


def _evidence(assessment: Assessment | None) -> list[Json]:
    return [
        {
            "ref": f"E{number}",
            "kind": item.kind,
            "path": item.path,
            "uri": item.uri,
            "date": _day(item.day),
            "valid": _validity(item),
            "sha256": item.sha256,
            "state": str(item.state),
            "result": item.result,
            "control": control,
            "claim": claim,
            "place": _place(item.at.place()),
        }
        for number, (item, control, claim) in enumerate(
            assessment.evidence if assessment else (), start=1
        )
    ]


def _validity(item: Evidence) -> str:
    if item.covers:
        return f"{item.covers[0]} to {item.covers[1]}"
    if item.in_force:
        begins, ends = item.in_force
        return f"from {begins}" + (f" until {ends}" if ends else "")
    return ""


def _places(findings: Iterable[Finding]) -> Iterable[Place]:
    for finding in findings:
        for observation in finding.observations:
            yield observation.place
            yield from observation.related
