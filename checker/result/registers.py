"""Registers as the record shows them: every document, and the rows of the two that reports print.

The rows of other registers stay in the workspace: what befell people, and who they are, does not
travel with a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from checker.model import Finding, Path, Place
from checker.quantities import parse_date
from checker.result.sources import Json, place
from checker.workspace.records import At, Record, Workspace

# What a row holds where its register states it; a fact that is left out there is left out here.
_ACTIVITY = (
    *("title", "role", "owner", "controllers", "contacts", "purposes", "legal_basis"),
    *("purposes_decided_by", "means_decided_by", "processing_categories", "data_subjects"),
    *("data_categories", "recipients", "recipients_abroad", "transfers", "erasure"),
    "security_measures",
)
_VENDOR = (
    *("name", "service", "country", "owner", "business_associate", "processor"),
    *("service_provider", "further_processor", "reviewed_on", "assessed_for", "guarantees"),
    *("engaged_on", "authorisation", "authorised_on", "announced_on"),
)
_AGREEMENT = ("type", "owner", "signed_on", "form", "terms", "sets_out")


def registers(workspace: Workspace | None, day: date) -> list[Json]:
    """Every register document, and how its review stands on `day`."""
    found = workspace.registers.values() if workspace else ()
    counted = Counter(record.register for register in found for record in register.records)
    return [
        {
            "kind": document.kind,
            "id": document.id,
            "title": document.title,
            "kept_by": document.kept_by,
            "reviewed_on": document.reviewed_on.isoformat(),
            "review_due": document.review_due.isoformat(),
            "overdue": document.review_due < day,
            "not_yet": document.reviewed_on > day,
            "records": counted[document.id],
            "place": place(document.at.place("id")),
        }
        for register in sorted(found, key=lambda register: register.kind)
        for document in register.documents
    ]


def processing_activities(workspace: Workspace | None, findings: Sequence[Finding]) -> list[Json]:
    """Every processing activity, with the findings that have a reason in it."""
    records = _records(workspace, "processing_activities")
    owners = {found: record.id for record in records for found in _places(record)}
    concerned = _concerned(owners, findings)
    return [
        _row(record, _ACTIVITY) | {"findings": concerned.get(record.id, [])} for record in records
    ]


def vendors(workspace: Workspace | None, findings: Sequence[Finding], day: date) -> list[Json]:
    """Every vendor, with its agreements and its own attestations as they stand on `day`.

    A finding concerns a vendor when a reason stands in its record, in one of its agreements, or
    where a claim names it as the one who runs a control.
    """
    records = _records(workspace, "vendors")
    agreements = _records(workspace, "agreements")
    owners = {found: record.id for record in records for found in _places(record)}
    owners |= {found: one.values["vendor"] for one in agreements for found in _places(one)}
    owners |= {
        voice.at.place("from"): voice.inherited_from
        for voice in (workspace.voices if workspace else ())
        if voice.inherited_from
    }
    concerned = _concerned(owners, findings)
    agreed: dict[str, list[Json]] = {}
    for one in agreements:
        agreed.setdefault(one.values["vendor"], []).append(_agreement(one, day))
    return [
        _row(record, _VENDOR)
        | {
            "agreements": agreed.get(record.id, []),
            "attestations": _attestations(record, day),
            "findings": concerned.get(record.id, []),
        }
        for record in records
    ]


def _records(workspace: Workspace | None, kind: str) -> tuple[Record, ...]:
    register = workspace.registers.get(kind) if workspace else None
    return register.records if register else ()


def _row(record: Record, facts: Iterable[str]) -> Json:
    return {
        "register": record.register,
        "id": record.id,
        "scopes": list(record.scopes),
        **{name: record.values[name] for name in facts if name in record.values},
        "place": place(record.at.place()),
    }


def _agreement(record: Record, day: date) -> Json:
    period = record.values["in_force"]
    begins = max(parse_date(record.values["signed_on"]), parse_date(period["from"]))
    return _row(record, _AGREEMENT) | _period(period, begins, day)


def _attestations(record: Record, day: date) -> list[Json]:
    """A vendor's own attestations; `file_state` is `none` where it names none."""
    stated = record.values.get("attestations", ())
    return [
        {
            "framework": one["framework"],
            "kind": one["kind"],
            **_period(one["in_force"], parse_date(one["in_force"]["from"]), day),
            "file_state": str(state) if "path" in one else "none",
            "place": place(record.at.place("attestations", index)),
        }
        for index, (one, state) in enumerate(zip(stated, record.attested, strict=True))
    ]


def _period(period: Mapping[str, str], begins: date, day: date) -> Json:
    """`from`, `until` (empty: open), and the state on `day` of what counts from `begins`."""
    until = period.get("until", "")
    if begins > day:
        state = "not_yet"
    else:
        state = "ended" if until and parse_date(until) < day else "in_force"
    return {"from": period["from"], "until": until, "state": state}


def _concerned(owners: Mapping[Place, str], findings: Iterable[Finding]) -> dict[str, list[Json]]:
    """Id -> the findings with a reason at one of its places, in their order."""
    found: dict[str, list[Json]] = {}
    for finding in findings:
        places = (p for o in finding.observations for p in (o.place, *o.related))
        for id_ in dict.fromkeys(owners[p] for p in places if p in owners):
            found.setdefault(id_, []).append(
                {
                    "framework": finding.requirement.framework,
                    "requirement": finding.requirement.id,
                    "scope": finding.scope,
                }
            )
    return found


def _places(record: Record) -> Iterator[Place]:
    """Where the record and every value in it stands."""
    return _below(record.at, record.values, ())


def _below(at: At, value: Any, path: Path) -> Iterator[Place]:
    yield at.place(*path)
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from _below(at, child, (*path, name))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _below(at, child, (*path, index))
