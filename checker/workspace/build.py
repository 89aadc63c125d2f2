"""Turn checked documents into the frozen values of a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from checker.model import Control, Facet
from checker.quantities import due, parse_date, parse_duration
from checker.workspace.evidence import EvidenceFiles
from checker.workspace.records import (
    ALL,
    At,
    Attestation,
    Decision,
    Organization,
    Person,
    Policy,
    Scope,
    Voice,
)

Value = Mapping[str, Any]


def day(value: Value, key: str) -> date | None:
    """The date at `key`; None when the key is absent. The schema has checked its form."""
    return parse_date(value[key]) if key in value else None


def names(value: Value, key: str, default: tuple[str, ...] = ALL) -> tuple[str, ...]:
    """Scope or record ids at `key`: `all` as ALL, a list as a tuple."""
    found = value.get(key)
    if found is None:
        return default
    return ALL if found == "all" else tuple(found)


def organization(value: Value, at: At) -> Organization:
    """The organisation's document."""
    scopes = tuple(
        Scope(
            id=scope["id"],
            title=scope["title"],
            frameworks=tuple(scope["frameworks"]),
            profile=scope.get("profile", {}),
            at=at.below("scopes", index),
            excluded=tuple((one["what"], one["reason"]) for one in scope.get("excluded", ())),
        )
        for index, scope in enumerate(value["scopes"])
    )
    people = {
        person["id"]: Person(
            id=person["id"],
            name=person["name"],
            role=person["role"],
            since=day(person, "from"),
            until=day(person, "until"),
            email=person.get("email", ""),
        )
        for person in value["people"]
    }
    return Organization(
        id=value["id"],
        name=value["name"],
        profile=value.get("profile", {}),
        scopes=scopes,
        people=people,
        assessment=value.get("assessment", {}),
        at=at,
    )


def policy(value: Value, at: At, files: EvidenceFiles) -> tuple[Policy, tuple[Voice, ...]]:
    """A policy document, and a voice for each of its statements."""
    approved_on = day(value, "approved_on")
    reviewed_on = max((d for d in (approved_on, day(value, "reviewed_on")) if d), default=None)
    review_due = due(reviewed_on, parse_duration(value["review_every"])) if reviewed_on else None
    prose = value.get("document")
    found = Policy(
        id=value["id"],
        title=value["title"],
        version=value["version"],
        status=value["status"],
        owner=value["owner"],
        approved_by=value.get("approved_by", ""),
        approved_on=approved_on,
        review_due=review_due,
        document_state=files.state(prose, at.below("document")) if prose else None,
        at=at,
    )
    scopes = names(value, "scopes")
    voices = tuple(
        Voice(
            facet=Facet.DOCUMENTED,
            source=f"{found.id}/{statement['id']}",
            owner=found.owner,
            control=statement["control"],
            population=statement.get("for", ""),
            covers=names(statement, "covers"),
            scopes=scopes,
            status=found.status,
            dated=approved_on,
            until=review_due,
            parameters=statement.get("parameters", {}),
            at=at.below("statements", index),
            force=statement.get("force", "must"),
            text=statement["text"],
            exceptions=tuple(statement.get("exceptions", ())),
        )
        for index, statement in enumerate(value["statements"])
    )
    return found, voices


def claims(value: Value) -> Iterator[tuple[str, tuple[str | int, ...], Value]]:
    """Control id, the way to it below the document, and the claim, for each claim made."""
    for control, body in value["controls"].items():
        if isinstance(body, list):
            for index, claim in enumerate(body):
                yield control, ("controls", control, index), claim
        else:
            yield control, ("controls", control), body


def attestation(
    value: Value, at: At, controls: Mapping[str, Control], files: EvidenceFiles
) -> tuple[Attestation, tuple[Voice, ...]]:
    """An attestation document, and a voice for each of its claims on known controls."""
    attested_on, valid_until = parse_date(value["attested_on"]), parse_date(value["valid_until"])
    found = Attestation(
        id=value["id"],
        attested_by=value["attested_by"],
        attested_on=attested_on,
        valid_until=valid_until,
        controls=tuple(value["controls"]),
        at=at,
    )
    voices = []
    for name, path, claim in claims(value):
        if name not in controls:
            continue
        longest = due(attested_on, parse_duration(controls[name].valid_for))
        voices.append(
            Voice(
                facet=Facet.IMPLEMENTED,
                source=found.id,
                owner=found.attested_by,
                control=name,
                population=claim.get("for", ""),
                covers=names(claim, "covers"),
                scopes=names(value, "scopes"),
                status=claim["status"],
                dated=attested_on,
                until=min(valid_until, longest),
                parameters=claim.get("parameters", {}),
                at=at.below(*path),
                inherited_from=claim.get("from", ""),
                evidence=files.items(claim.get("evidence", ()), at.below(*path, "evidence")),
                as_stated=claim.get("as_stated", {}),
                cut=valid_until > longest,
                assignee=claim.get("owner", ""),
                promised=day(claim, "due"),
            )
        )
    return found, tuple(voices)


# What single types of decision ask to be written down, in the order of their worksheets.
STATED = (
    "constraint", "objective", "residual_risk", "validation", "maintenance",
    "targeted_risk_analysis", "legal_basis", "risk",
)  # fmt: skip


def decision(value: Value, at: At, files: EvidenceFiles) -> Decision:
    """A decision."""
    return Decision(
        id=value["id"],
        type=value["type"],
        requirements=tuple(value["requirements"]),
        scopes=tuple(value["scopes"]),
        reason=value["reason"],
        approved_by=value["approved_by"],
        approved_on=parse_date(value["approved_on"]),
        expires=parse_date(value["expires"]),
        controls=tuple(value.get("controls", ())),
        measure=value.get("measure", ""),
        evidence=files.items(value.get("evidence", ()), at.below("evidence")),
        stated={name: value[name] for name in STATED if name in value},
        at=at,
    )
