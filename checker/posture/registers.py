"""What a requirement over records is judged on: one instance for each record it selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from checker.model import Facet, Requirement, is_same
from checker.posture.evidence import name as evidence_name
from checker.posture.evidence import unacceptable
from checker.posture.records import JOINED, RecordView
from checker.posture.values import Instance, Judged, Remark
from checker.schemas import RECORDS
from checker.workspace.records import Record, RegisterDocument

if TYPE_CHECKING:
    from checker.posture.build import Posture


def judged(posture: Posture, requirement: Requirement, facet: Facet) -> Judged:
    """The records that `where` selects, as they are done or evidenced.

    No register: nothing heard. A stale one: its failing records still show, and nothing holds. A
    current one without a match: the requirement does not apply, at the register's header.
    """
    kind = requirement.for_each.removeprefix("register.")
    headers, remarks = _headers(posture, kind)
    if not headers:
        return Judged(facet, (), heard=False, remarks=tuple(remarks))
    stale = [r for name in (kind, *JOINED.get(kind, ())) for r in _stale(posture, name)]
    place = headers[0].at.place("id")
    instances = [
        Instance(part=RECORDS, value={}, place=remark.place, remarks=(remark,)) for remark in stale
    ]
    selected = 0
    for record in posture.records(kind):
        found = posture.view(record, kind)
        if found is None:
            message = f"{record.id} lies after the day of assessment: not yet said"
            remarks.append(Remark(record.at.place(), "future", message))
        elif isinstance(found, Remark):
            selected += 1
            empty = Instance(part=RECORDS, value={}, place=found.place, remarks=(found,))
            instances.append(empty)
        elif selects(requirement.where, found.values):
            selected += 1
            instances.append(_instance(found, requirement, facet, posture.day))
    if not selected and not stale:
        return Judged(facet, (), heard=True, remarks=tuple(remarks), empty_register=place)
    return Judged(facet, tuple(instances), heard=True, remarks=tuple(remarks))


def selects(where: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a record matches: each field is `const`, or one of `enum`; a list shares one."""
    for field, condition in where.items():
        allowed = condition.get("enum", [condition.get("const")])
        value = values.get(field)
        found = value if isinstance(value, list) else [value]
        if not any(_is_among(item, allowed) for item in found):
            return False
    return True


def _is_among(item: Any, allowed: Sequence[Any]) -> bool:
    if isinstance(item, str):  # as nearly every field that selects
        return item in allowed
    return any(is_same(item, option) for option in allowed)


def _headers(posture: Posture, kind: str) -> tuple[list[RegisterDocument], list[Remark]]:
    """The register's documents for this scope, those reviewed later than today left out."""
    register = posture.workspace.registers.get(kind)
    found: list[RegisterDocument] = []
    remarks: list[Remark] = []
    for document in register.documents if register else ():
        if document.scopes != ("all",) and posture.scope.id not in document.scopes:
            continue
        if document.reviewed_on > posture.day:
            message = f"{document.id} was reviewed on {document.reviewed_on}: not yet said"
            remarks.append(Remark(document.at.place("reviewed_on"), "future", message))
        else:
            found.append(document)
    return found, remarks


def _stale(posture: Posture, kind: str) -> list[Remark]:
    headers, _ = _headers(posture, kind)
    return [
        Remark(
            document.at.place("reviewed_on"),
            "overdue",
            f"the review of the register {document.id} was due on {document.review_due}",
        )
        for document in headers
        if document.review_due < posture.day
    ]


def _instance(found: RecordView, requirement: Requirement, facet: Facet, day: date) -> Instance:
    record = found.record
    instance = Instance(
        part=RECORDS,
        value=found.values,
        place=record.at.place(),
        fields=found.places,
        records=(record.id,),
        evidence=record.evidence,
        owner=str(record.values.get("owner", "")),
    )
    if facet is not Facet.EVIDENCED or not requirement.accepts:
        return instance
    return _evidenced(instance, record, requirement, day)


def _evidenced(instance: Instance, record: Record, requirement: Requirement, day: date) -> Instance:
    """The record, or nothing where it names no acceptable evidence."""
    remarks: list[Remark] = []
    for item in record.evidence:
        why = unacceptable(item, requirement.accepts, requirement.max_age, None, day)
        if not why:
            return instance
        remarks.append(Remark(item.at.place(), "evidence", f"{evidence_name(item)} {why}"))
    if not remarks:
        message = f"{record.id} names no evidence"
        remarks.append(Remark(instance.place, "evidence", message))
    return replace(instance, value={}, fields={}, remarks=tuple(remarks))
