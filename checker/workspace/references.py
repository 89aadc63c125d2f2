"""Everything that is named must exist: people, scopes, frameworks, records, requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.errors import Problem
from checker.model import Catalog, Facet, Path
from checker.quantities import due, parse_date, parse_duration
from checker.text import nearest, quoted
from checker.workspace.build import claims
from checker.workspace.records import ALL, At, Organization, Register, Voice, Workspace

_PEOPLE = ("owner", "approved_by", "attested_by", "kept_by", "performed_by", "prepared_by")
# Fields of records that name a record of another register.
_RECORDS = {
    "agreements": {"vendor": "vendors"},
    "systems": {"vendor": "vendors", "site": "sites"},
    "analyses": {"incident": "incidents", "activity": "processing_activities"},
}
_A_YEAR = parse_duration("12 months")


def reference_problems(
    workspace: Workspace, catalog: Catalog, values: Iterable[tuple[At, Mapping[str, Any]]]
) -> list[Problem]:
    """Every name that leads nowhere, every id used twice, every date that cannot be."""
    values = tuple(values)
    known = _Known(workspace, catalog)
    found: list[Problem] = []
    for at, value in values:
        found += _people(at, value, workspace.organization)
        found += _scopes(at, value, workspace.organization)
        found += known.document(at, value)
    found += _frameworks(workspace.organization, catalog)
    found += _twice(_identities(values))
    found += _coverage(workspace, catalog)
    found += _answered_twice(workspace.voices, workspace.registers, catalog)
    return found


def _nearest(at: At, path: Path, code: str, name: str, what: str, known: Iterable[str]) -> Problem:
    close = nearest(name, known)
    hint = f"did you mean '{close}'?" if close else f"add it to {what}, or correct the name"
    return Problem(at.place(*path), code, f"{quoted(name)} is not in {what}", hint)


def _named(value: Any, keys: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value under one of `keys`, at any depth but not inside parameters or profiles."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key in keys:
                yield (*path, key), child
            elif key not in {"parameters", "profile", "people"}:
                yield from _named(child, keys, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _named(child, keys, (*path, index))


def _people(at: At, value: Mapping[str, Any], organization: Organization) -> Iterator[Problem]:
    people = organization.people
    for path, name in _named(value, _PEOPLE):
        if isinstance(name, str) and name not in people:
            yield _nearest(at, path, "unknown-person", name, "people", people)
    for who, when in (("attested_by", "attested_on"), ("approved_by", "approved_on")):
        person = people.get(value.get(who, ""))
        if person is None or when not in value:
            continue
        day = parse_date(value[when])
        if person.until is not None and person.until < day:
            message = f"{person.id} left the role on {person.until}, before {day}"
            yield Problem(at.place(who), "not-in-role", message, "name who answers for it now")
        if person.since is not None and person.since > day:
            message = f"{person.id} took the role on {person.since}, after {day}"
            yield Problem(at.place(who), "not-in-role", message, "name who answered for it then")


def _scopes(at: At, value: Mapping[str, Any], organization: Organization) -> Iterator[Problem]:
    if value.get("kind") == "organization":
        return
    known = {scope.id for scope in organization.scopes}
    for path, names in _named(value, ("scopes",)):
        for index, name in enumerate(names if isinstance(names, list) else ()):
            if name not in known:
                yield _nearest(at, (*path, index), "unknown-scope", name, "scopes", known)


def _frameworks(organization: Organization, catalog: Catalog) -> Iterator[Problem]:
    for scope in organization.scopes:
        for index, name in enumerate(scope.frameworks):
            if name not in catalog.frameworks:
                path = ("frameworks", index)
                yield _nearest(
                    scope.at, path, "unknown-framework", name, "the frameworks", catalog.frameworks
                )


class _Known:
    """What each kind of document names, held against what there is."""

    def __init__(self, workspace: Workspace, catalog: Catalog) -> None:
        self._catalog = catalog
        self._ids = {
            kind: {record.id for record in register.records}
            for kind, register in workspace.registers.items()
        }

    def document(self, at: At, value: Mapping[str, Any]) -> Iterator[Problem]:
        kind = str(value["kind"])
        if kind == "decision":
            yield from self._decision(at, value)
        elif kind == "attestation":
            yield from self._attestation(at, value)
        elif "records" in value:
            yield from self._register(at, kind, value)

    def _record(self, at: At, path: Path, name: str, kind: str) -> Iterator[Problem]:
        ids = self._ids.get(kind, set())
        if name not in ids:
            yield _nearest(at, path, "unknown-record", name, f"the register of {kind}", ids)

    def _decision(self, at: At, value: Mapping[str, Any]) -> Iterator[Problem]:
        for index, ref in enumerate(value["requirements"]):
            requirement = self._catalog.requirement(ref)
            if requirement is None:
                yield self._unknown_requirement(at, index, ref)
            elif not _allowed(value["type"], requirement.alternatives):
                message = f"{ref} allows no {value['type'].replace('_', ' ')}"
                allowed = ", ".join(requirement.alternatives) or "neither measure nor approach"
                hint = f"it allows {allowed}; a risk can be accepted"
                yield Problem(at.place("requirements", index), "decision-type", message, hint)
            elif value["type"] == "not_applicable" and requirement.not_applicable_by != "decision":
                message = f"{ref} cannot be declared not applicable"
                hint = f"what decides it is: {requirement.not_applicable_by}"
                yield Problem(at.place("requirements", index), "decision-type", message, hint)
        approved, expires = parse_date(value["approved_on"]), parse_date(value["expires"])
        if expires < approved:
            message = "a decision cannot expire before it was approved"
            yield Problem(at.place("expires"), "date-order", message, "correct one of the days")
        elif expires > due(approved, _A_YEAR):
            hint = f"write {due(approved, _A_YEAR)} or earlier, and decide again then"
            message = "a decision stands at most 12 months"
            yield Problem(at.place("expires"), "too-long", message, hint)

    def _unknown_requirement(self, at: At, index: int, ref: str) -> Problem:
        known = [
            f"{name}:{id_}"
            for name, framework in self._catalog.frameworks.items()
            for id_, _ in framework.numbering
        ]
        path: Path = ("requirements", index)
        if ref in known:
            message = f"{ref} is not a requirement of its own here, or not written yet"
            hint = "see `checker list requirements --coverage`"
            return Problem(at.place(*path), "unknown-requirement", message, hint)
        return _nearest(at, path, "unknown-requirement", ref, "the frameworks", known)

    def _attestation(self, at: At, value: Mapping[str, Any]) -> Iterator[Problem]:
        if parse_date(value["valid_until"]) < parse_date(value["attested_on"]):
            message = "a claim cannot end before it was attested"
            yield Problem(at.place("valid_until"), "date-order", message, "correct one of the days")
        for _, path, claim in claims(value):
            if "from" in claim:
                yield from self._record(at, (*path, "from"), claim["from"], "vendors")

    def _register(self, at: At, kind: str, value: Mapping[str, Any]) -> Iterator[Problem]:
        reviewed, every = parse_date(value["reviewed_on"]), parse_duration(value["review_every"])
        if due(reviewed, every) > due(reviewed, _A_YEAR):
            message = "a register is reviewed at least every 12 months"
            yield Problem(at.place("review_every"), "too-long", message, "write 12 months or less")
        for index, record in enumerate(value["records"]):
            for field, other in _RECORDS.get(kind, {}).items():
                if field in record:
                    yield from self._record(at, ("records", index, field), record[field], other)


def _allowed(type_: str, alternatives: tuple[str, ...]) -> bool:
    """Whether a requirement knows this type; what changes no status is always allowed."""
    if type_ in {"risk_acceptance", "legal_exception", "not_applicable"}:
        return True
    return type_ in alternatives


def _identities(
    values: Iterable[tuple[At, Mapping[str, Any]]],
) -> Iterator[tuple[tuple[str, ...], At]]:
    """What must be unique: documents of a kind, statements of a policy, records of a register."""
    for at, value in values:
        kind = str(value["kind"])
        if hasattr(at.document, "rows"):  # a CSV file has no id of its own
            yield from _record_ids(at, kind, value)
            continue
        yield (kind, value["id"]), at.below("id")
        for index, statement in enumerate(value.get("statements", ())):
            yield (kind, value["id"], statement["id"]), at.below("statements", index, "id")
        for list_ in ("scopes", "people") if kind == "organization" else ():
            for index, item in enumerate(value[list_]):
                yield (list_, item["id"]), at.below(list_, index, "id")
        yield from _record_ids(at, kind, value)


def _record_ids(
    at: At, kind: str, value: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], At]]:
    for index, record in enumerate(value.get("records", ())):
        yield ("record", kind, record["id"]), at.below("records", index, "id")


def _twice(identities: Iterable[tuple[tuple[str, ...], At]]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], At] = {}
    for identity, at in identities:
        if identity in first:
            message = f"{quoted(identity[-1])} stands at {first[identity].place()} already"
            yield Problem(at.place(), "duplicate-id", message, "give each its own id")
        first.setdefault(identity, at)


def _coverage(workspace: Workspace, catalog: Catalog) -> Iterator[Problem]:
    """Ids and groups in `covers` are those of records of the control's kind."""
    for voice in workspace.voices:
        if voice.covers == ALL:
            continue
        kind = catalog.controls[voice.control].covers
        register = workspace.registers.get(kind)
        records = register.records if register else ()
        known = {record.id for record in records} | {g for r in records for g in r.groups}
        for index, name in enumerate(voice.covers):
            if name not in known:
                what = f"the register of {kind}"
                yield _nearest(voice.at, ("covers", index), "unknown-record", name, what, known)


def _answered_twice(
    voices: Iterable[Voice], registers: Mapping[str, Register], catalog: Catalog
) -> Iterator[Problem]:
    """In one document, one control with the same population and a common record is one too many."""
    first: dict[tuple[str, str, str, str], Voice] = {}
    for voice in voices:
        if voice.facet is not Facet.IMPLEMENTED:
            continue
        kind = catalog.controls[voice.control].covers
        records = registers[kind].records if kind in registers else ()
        covered = [r.id for r in records if _covers(voice, r.id, r.groups)] or [""]
        for record in covered:
            key = (voice.source, voice.control, voice.population, record)
            if key in first and first[key] is not voice:
                where = f" for {record}" if record else ""
                message = f"answered twice{where} (first at {first[key].at.place()})"
                hint = "give each its own `for` or `covers`"
                yield Problem(voice.at.place(), "answered-twice", message, hint)
                break
            first.setdefault(key, voice)


def _covers(voice: Voice, record: str, groups: tuple[str, ...]) -> bool:
    return voice.covers == ALL or record in voice.covers or any(g in voice.covers for g in groups)
