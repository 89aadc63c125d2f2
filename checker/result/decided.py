"""The register of decisions as the record shows it: what each one states, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from checker.decisions import state as state_on
from checker.model import Finding, Status
from checker.result.sources import Json, artefact, place
from checker.workspace.build import STATED
from checker.workspace.records import Decision, Workspace


def decisions(workspace: Workspace | None, findings: Sequence[Finding], day: date) -> list[Json]:
    """Every decision, with what it comes to on `day`: in date, expired, not yet, or unused."""
    used = {
        id_
        for finding in findings
        for id_ in finding.decisions
        if finding.is_accepted
        or finding.status in {Status.SATISFIED_BY_ALTERNATIVE, Status.NOT_APPLICABLE}
    }
    refused = {id_ for finding in findings for id_ in finding.refused}
    assessed = {(f.requirement.ref, f.scope) for f in findings}
    assessed |= {(f"{f.requirement.framework}:{f.requirement.slug}", f.scope) for f in findings}
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
            "controls": list(decision.controls),
            "measure": decision.measure,
            **{name: decision.stated.get(name, "") for name in STATED},
            "evidence": [
                artefact(item) | {"place": place(item.at.place())} for item in decision.evidence
            ],
            "state": "refused"
            if decision.id in refused - used
            else _state(decision, day, used, assessed),
            "place": place(decision.at.place("id")),
        }
        for decision in (workspace.decisions if workspace else ())
    ]


def _state(
    decision: Decision, day: date, used: Collection[str], assessed: Collection[tuple[str, str]]
) -> str:
    """The decision's state; one on nothing that was assessed now is not called unused."""
    found = state_on(decision, day)
    asked = any((ref, s) in assessed for ref in decision.requirements for s in decision.scopes)
    return "unused" if found == "active" and asked and decision.id not in used else found
