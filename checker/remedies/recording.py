"""What would make a register, or one of its records, what a requirement over records asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from checker.documents import kinds
from checker.documents.apply import SchemaError
from checker.model import Json, Place, Requirement
from checker.posture import Instance, Posture
from checker.posture.evidence import OUTCOMES, name, unacceptable
from checker.posture.records import JOINED
from checker.posture.speakers import worded
from checker.remedies.edits import Edit, add_record, on_document, on_record
from checker.remedies.speaking import DIGEST
from checker.remedies.values import made, mended
from checker.workspace.records import ALL, At, Evidence, FileState, Record, RegisterDocument


def reviewed(requirement: Requirement, posture: Posture) -> Iterator[Edit]:
    """A review of every document of the registers read that is overdue for one."""
    kind = requirement.for_each.removeprefix("register.")
    for read in (kind, *JOINED.get(kind, ())):
        register = posture.workspace.registers.get(read)
        for document in register.documents if register else ():
            speaks = document.scopes == ALL or posture.scope.id in document.scopes
            if speaks and document.reviewed_on <= posture.day and document.review_due < posture.day:
                yield _reviewed(document, posture)


def _reviewed(document: RegisterDocument, posture: Posture) -> Edit:
    day = posture.day
    until = day + (document.review_due - document.reviewed_on)
    return Edit(
        (document.kind, document.id, "reviewed_on"), (document.kind, document.id),
        document.at.place("reviewed_on"), f"review the register {document.id}",
        {"reviewed_on": day.isoformat()},
        on_document(document.kind, document.id,
                    lambda found: replace(found, reviewed_on=day, review_due=until)),
    )  # fmt: skip


def recorded(
    instance: Instance,
    error: SchemaError,
    schema: Mapping[str, Any],
    requirement: Requirement,
    posture: Posture,
    prose: list[str],
) -> Iterator[Edit]:
    """The edit of a record that turns one failed assertion on it; else a sentence in `prose`."""
    kind = requirement.for_each.removeprefix("register.")
    record = _record(posture, kind, instance)
    path = error.path[2:]
    is_missing = error.keyword == "required"
    field = str(error.detail["property"] if is_missing and not path else path[0] if path else "")
    if record is None or not field:
        return
    node: Any = schema
    for step in error.schema_path:
        node = node[step]
    if field == "agreements" and error.keyword == "contains":
        yield from _agreed(record, node, posture, prose)
        return
    own = kinds.record_fields(kind).get(field)
    current = record.values.get(field)
    if own is None or len(path) > 1:
        prose.append(f"{record.id}: {field} follows from what happened, and from no single value")
        return
    asked = requirement.requires.get("properties", {}).get(field)
    words = own.get("items", {}).get("enum", ())
    value = _first(asked, own, posture) if is_missing else mended(current, error, node, words)
    if value is None:
        prose.append(f"{record.id}: {field} has to say what is so")
        return
    yield _says(kind, record, field, value, posture)


def _record(posture: Posture, kind: str, instance: Instance) -> Record | None:
    return next((r for r in posture.records(kind) if r.id in instance.records), None)


def _first(asked: Any, own: Mapping[str, Any], posture: Posture) -> Any:
    whole = kinds.resolved(own)
    if whole.get("format") == "date":
        return posture.day.isoformat()
    found = made(asked)
    if found is None:
        found = made(whole)
    if found is None and own.get("type") == "array":
        item = made(whole.get("items", {}))
        return [] if item is None else [item]
    if found is None and own.get("type") == "boolean":
        return True
    return found


def _says(kind: str, record: Record, field: str, value: Json, posture: Posture) -> Edit:
    before = record.values.get(field)
    what = (
        f"state {field} of {record.id}, if it is so"
        if before is None
        else f"make {field} of {record.id} {worded(value)} instead of {worded(before)}"
    )
    return Edit(
        (kind, record.id, field), (kind, record.id), record.at.place(field), what, {field: value},
        on_record(kind, record.id,
                  lambda found: replace(found, values={**found.values, field: value})),
    )  # fmt: skip


def _agreed(record: Record, node: Any, posture: Posture, prose: list[str]) -> Iterator[Edit]:
    """A new agreement with a vendor, of the sort and with the terms that are asked for."""
    asked = made(node)
    if not isinstance(asked, dict):
        prose.append(f"{record.id}: no agreement is what is asked for")
        return
    day = posture.day.isoformat()
    id_ = f"a new agreement with {record.id}"
    values: dict[str, Any] = {
        **asked, "id": id_, "vendor": record.id, "signed_on": day, "in_force": {"from": day},
        "type": asked.get("type", "other"),
    }  # fmt: skip
    at = At(record.at.document, (*record.at.path, "id"))
    header = RegisterDocument(
        "a new register", "agreements", posture.day, posture.day, ALL, posture.scope.at
    )
    made_record = Record(id_, ALL, (), values, (), at)
    yield Edit(
        ("agreements", id_, "new"), ("agreements", id_), _agreements(posture, record),
        f"agree with {record.id} on what is asked, and record it",
        {**values, "id": "an id of its own"}, add_record("agreements", made_record, header),
        is_new=True,
    )  # fmt: skip


def _agreements(posture: Posture, record: Record) -> Place:
    register = posture.workspace.registers.get("agreements")
    return register.documents[0].at.place("records") if register else record.at.place("id")


def listed(kind: str, framework: str, posture: Posture) -> Edit:
    """A first record of a kind in the scope, so that there is something to claim a control of."""
    fields = kinds.schema(kind)["$defs"]["record"]
    data = posture.catalog.frameworks[framework].data
    values = {
        name: _first(None, fields["properties"][name], posture) for name in fields["required"]
    }
    if data and "data" in values:
        values["data"] = [data]
    id_ = f"the first of the {kind}"
    at = posture.scope.at.below("id")
    record = Record(id_, (posture.scope.id,), (), values, (), at)
    header = RegisterDocument("a new register", kind, posture.day, posture.day, ALL, at)
    register = posture.workspace.registers.get(kind)
    place = register.documents[0].at.place("records") if register else at.place()
    where = register.documents[0].id if register else f"a register of {kind}"
    return Edit(
        (kind, id_, "new"), (kind, id_), place,
        f"list in {where} every one that belongs to scope {posture.scope.id}",
        {**values, "id": "an id of its own", "scopes": [posture.scope.id]},
        add_record(kind, record, header), is_new=True,
    )  # fmt: skip


def evidenced(instance: Instance, requirement: Requirement, posture: Posture) -> Iterator[Edit]:
    """Evidence that the requirement accepts, named by a record."""
    kind = requirement.for_each.removeprefix("register.")
    record = _record(posture, kind, instance)
    accepts, age, day = requirement.accepts, requirement.max_age, posture.day
    if record is None or not accepts:
        return
    if any(not unacceptable(item, accepts, age, None, day) for item in record.evidence):
        return
    whole = [replace(item, state=FileState.MATCHED) for item in record.evidence]
    near = next((i for i in whole if not unacceptable(i, accepts, age, None, day)), None)
    if near is not None:
        yield _filed(kind, record, near)
        return
    sort = accepts[0]
    new = Evidence(
        kind=sort, at=record.at.below("evidence", "new"), path="evidence/…", performed_on=day,
        result="pass" if sort in OUTCOMES else "", state=FileState.MATCHED,
    )  # fmt: skip
    stated: dict[str, Json] = {"kind": sort, "path": new.path, "performed_on": day.isoformat()}
    if new.result:
        stated["result"] = new.result
    yield Edit(
        (kind, record.id, new.at.path), (kind, record.id), record.at.place("evidence"),
        f"name evidence in the record of {record.id}", {"evidence": [{**stated, "sha256": DIGEST}]},
        on_record(kind, record.id,
                  lambda found: replace(found, evidence=(*found.evidence, new))),
    )  # fmt: skip


def _filed(kind: str, record: Record, whole: Evidence) -> Edit:
    def change(found: Record) -> Record:
        at = whole.at.path
        items = tuple(whole if item.at.path == at else item for item in found.evidence)
        return replace(found, evidence=items)

    return Edit(
        (kind, record.id, whole.at.path), (kind, record.id), whole.at.place(),
        f"put the file there that it names, and state its digest ({name(whole)})",
        {"path": whole.path, "sha256": DIGEST}, on_record(kind, record.id, change),
    )  # fmt: skip
