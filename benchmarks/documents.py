"""The text of one synthetic document: small, valid, and with at most one flaw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from checker.model import Control, Facet, Parameter

Flow = str | int | bool | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says: of which control, in which scope, how many rounds ago."""

    document: int
    facet: Facet
    scope: str
    control: Control
    covers: tuple[str, ...]
    day: date
    age: int


@dataclass(frozen=True, slots=True)
class Flaw:
    """A document that stays silent though it should speak, and what silences it."""

    document: int
    kind: str


def organization(scopes: Sequence[str], frameworks: Sequence[str]) -> str:
    """The organisation, with every framework in every scope and a person for each role."""
    named = ", ".join(frameworks)
    rows = "".join(
        f"  - {{id: {id_}, title: Part {id_}, frameworks: [{named}]}}\n" for id_ in scopes
    )
    return (
        f"kind: organization\nid: synthetic\nname: Synthetic organisation\nscopes:\n{rows}people:\n"
        "  - {id: ann.lee, name: Ann Lee, role: Head of IT}\n"
        "  - {id: bo.ito, name: Bo Ito, role: CISO}\n"
    )


def systems(scopes: Sequence[str], each: int, as_of: date) -> str:
    """The register of systems: `each` in a scope, all of them in the group of that scope."""
    rows = "".join(
        f"  - {{id: {scope}-system-{number:04}, title: System {number}, scopes: [{scope}],"
        f" data: [unknown], groups: [{scope.replace('scope', 'group')}]}}\n"
        for scope in scopes
        for number in range(each)
    )
    reviewed = as_of - timedelta(days=60)
    return (
        "kind: systems\nid: REG-SYSTEMS\nkept_by: ann.lee\n"
        f"reviewed_on: {reviewed}\nreview_every: 12 months\nrecords:\n{rows}"
    )


def document(claim: Claim, flaw: str, digest: str) -> str:
    """A policy or an attestation of one control, silenced by `flaw`, or by nothing where empty.

    `digest` is the SHA-256 of the file that attestations name as evidence.
    """
    if claim.facet is Facet.DOCUMENTED:
        return _policy(claim, flaw)
    return _attestation(claim, flaw, digest)


def _policy(claim: Claim, flaw: str) -> str:
    approved_on = claim.day.replace(year=claim.day.year - 2) if flaw == "overdue" else claim.day
    status = "draft" if flaw == "draft" else "approved"
    body = {"id": "S-1", "control": claim.control.id, "text": "So it is done.", **_values(claim)}
    if flaw == "should":
        body["force"] = "should"
    return (
        f"kind: policy\nid: POL-{claim.document:06}\ntitle: On {claim.control.id}\n"
        f'version: "1.0"\nstatus: {status}\nscopes: [{claim.scope}]\nowner: bo.ito\n'
        f"approved_by: bo.ito\napproved_on: {approved_on}\nreview_every: 12 months\n"
        f"statements:\n  - {json.dumps(body)}\n"
    )


def _attestation(claim: Claim, flaw: str, digest: str) -> str:
    until = claim.day + timedelta(days=10 if flaw == "expired" else 360)
    status = "planned" if flaw == "planned" else "implemented"
    shown = {"path": "evidence/shown.txt", "performed_on": str(claim.day), "sha256": digest}
    kind = {"kind": "configuration_export"}
    if flaw == "refuted":
        kind = {"kind": "test_result", "result": "fail"}
    body = {"status": status, **_values(claim), "evidence": [{**kind, **shown}]}
    return (
        f"kind: attestation\nid: ATT-{claim.document:06}\nattested_by: ann.lee\n"
        f"attested_on: {claim.day}\nvalid_until: {until}\nscopes: [{claim.scope}]\n"
        f"controls:\n  {claim.control.id}: {json.dumps(body)}\n"
    )


def _values(claim: Claim) -> dict[str, Flow]:
    """Parameters, the same in every document on a control; and the systems it is about."""
    found = {
        name: _value(parameter, claim)
        for name, parameter in claim.control.parameters.items()
        if not parameter.refers_to
    }
    covers: dict[str, Flow] = {"covers": list(claim.covers)} if claim.covers else {}
    return {**covers, **({"parameters": found} if found else {})}


def _value(parameter: Parameter, claim: Claim) -> Flow:
    """A value that the schema of the parameter allows."""
    match parameter.format:
        case "duration":
            return "30 days"
        case "date":
            return "2026-01-15"
        case "cadence" if claim.facet is Facet.DOCUMENTED:
            return {"every": "30 days"}
        case "cadence":
            return {"performed_on": [str(claim.day - timedelta(days=1))]}
        case _:
            return _plain(parameter.schema)


def _plain(schema: Any) -> Flow:
    if "enum" in schema:
        first: Flow = schema["enum"][0]
        return first
    match schema.get("type"):
        case "boolean":
            return True
        case "integer" | "number":
            return max(12, int(schema.get("minimum", 0)))
        case "array":
            items = schema["items"].get("enum")
            return list(items) if items else [_plain(schema["items"])]
        case "object":
            return {}
        case _:
            return "as agreed"
