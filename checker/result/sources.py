"""What the workspace itself holds, as the record shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from checker.assess import Assessment
from checker.model import Place
from checker.workspace.records import Evidence, Organization, Workspace

Json = dict[str, Any]


def place(found: Place) -> Json:
    """A place as the record has it."""
    return {"file": found.file, "line": found.line, "column": found.column}


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def organization(found: Organization) -> Json:
    """Who is assessed, and the people its documents name."""
    assessment = found.assessment
    return {
        "id": found.id,
        "name": found.name,
        "profile": dict(found.profile),
        "people": [
            {
                "id": p.id,
                "name": p.name,
                "role": p.role,
                "from": _day(p.since),
                "until": _day(p.until),
                "email": p.email,
            }
            for p in found.people.values()
        ],
        "prepared_by": assessment.get("prepared_by", ""),
        "approved_by": assessment.get("approved_by", ""),
        "period": assessment.get("period"),
    }


def scopes(workspace: Workspace | None) -> list[Json]:
    """The scopes: the frameworks and facts of each, what was left out, how many systems it has."""
    systems = workspace.registers.get("systems") if workspace else None
    return [
        {
            "id": scope.id,
            "title": scope.title,
            "frameworks": list(scope.frameworks),
            "profile": dict(scope.profile),
            "excluded": [
                {"what": what, "reason": reason, "place": place(scope.at.place("excluded", index))}
                for index, (what, reason) in enumerate(scope.excluded)
            ],
            "systems": sum(record.is_in(scope.id) for record in systems.records)
            if systems
            else None,
            "place": place(scope.at.place("id")),
        }
        for scope in (workspace.organization.scopes if workspace else ())
    ]


def controls(assessment: Assessment | None) -> list[Json]:
    """Every control that an assessed requirement reads, in the order of the catalogue."""
    if assessment is None:
        return []
    read = {name for finding in assessment.findings for name in finding.requirement.controls}
    return [
        {
            "id": control.id,
            "title": control.title,
            "domain": control.domain,
            "covers": control.covers,
            "owner_role": control.owner_role,
            "nist_csf": list(control.nist_csf),
        }
        for control in assessment.catalog.controls.values()
        if control.id in read
    ]


def policies(workspace: Workspace | None, day: date) -> list[Json]:
    """Every policy, and whether its review is overdue on `day`."""
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
            "place": place(policy.at.place("id")),
        }
        for policy in sorted(workspace.policies if workspace else (), key=lambda p: p.id)
    ]


def attestations(workspace: Workspace | None, day: date) -> list[Json]:
    """Every attestation, and whether it is in date on `day`."""

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
            "place": place(attestation.at.place("id")),
        }
        for attestation in sorted(workspace.attestations if workspace else (), key=lambda a: a.id)
    ]


def evidence(assessment: Assessment | None) -> list[Json]:
    """The artefacts that findings rest on, numbered from E1."""
    items = assessment.evidence if assessment else ()
    return [
        {
            "ref": f"E{number}",
            **artefact(item),
            "until": _day(until),
            "uses": [
                {"control": use.control, "claim": use.claim, "place": place(use.place)}
                for use in uses
            ],
        }
        for number, (item, uses, until) in enumerate(items, start=1)
    ]


def artefact(item: Evidence) -> Json:
    """One artefact: what it is, when, and what became of its file."""
    return {
        "kind": item.kind,
        "path": item.path,
        "uri": item.uri,
        "date": _day(item.day),
        "valid": _validity(item),
        "sha256": item.sha256,
        "state": str(item.state),
        "result": item.result,
    }


def _validity(item: Evidence) -> str:
    if item.covers:
        return f"{item.covers[0]} to {item.covers[1]}"
    if item.in_force:
        begins, ends = item.in_force
        return f"from {begins}" + (f" until {ends}" if ends else "")
    return ""
