"""Everything that is named must exist: people, scopes, frameworks, records, requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.documents.kinds import registers
from checker.errors import Problem
from checker.model import Catalog, Path
from checker.quantities import due, parse_date, parse_duration
from checker.workspace.build import claims
from checker.workspace.identities import answered_twice, taken_for_all, used_twice
from checker.workspace.periods import periods
from checker.workspace.records import ALL, At, Organization, Workspace
from checker.workspace.risks import risk_problems
from checker.workspace.unknown import unknown, unknown_control

_PEOPLE = ("owner", "approved_by", "attested_by", "kept_by", "performed_by", "prepared_by")
_NOT_OURS = frozenset({"parameters", "profile", "people", "source"})
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
    own = workspace.organization.at
    # A second organisation is refused as such; what it repeats is not told one by one.
    values = tuple((a, v) for a, v in values if v["kind"] != "organization" or a is own)
    known = _Known(workspace, catalog)
    found: list[Problem] = []
    for at, value in values:
        found += _people(at, value, workspace.organization)
        found += _scopes(at, value, workspace.organization)
        found += periods(at, value)
        found += known.document(at, value)
        found += risk_problems(at, value, workspace, catalog)
    found += _frameworks(workspace.organization, catalog)
    found += _vouched(workspace, catalog)
    found += _estimates(workspace.organization, catalog)
    found += _coverage(workspace, catalog)
    found += _parameters(workspace, catalog)
    found += [*used_twice(values), *taken_for_all(values)]
    found += answered_twice(workspace.voices, workspace.registers, catalog)
    return found


def _named(value: Any, keys: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value under one of `keys`, at any depth but not inside parameters or profiles."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key in keys:
                yield (*path, key), child
            elif isinstance(child, dict | list) and key not in _NOT_OURS:
                yield from _named(child, keys, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            if isinstance(child, dict | list):
                yield from _named(child, keys, (*path, index))


def _people(at: At, value: Mapping[str, Any], organization: Organization) -> Iterator[Problem]:
    people = organization.people
    for path, name in _named(value, _PEOPLE):
        if isinstance(name, str) and name not in people:
            yield unknown(at, path, "unknown-person", name, "people", people)
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
                yield unknown(at, (*path, index), "unknown-scope", name, "scopes", known)


def _frameworks(organization: Organization, catalog: Catalog) -> Iterator[Problem]:
    for scope in organization.scopes:
        for index, name in enumerate(scope.frameworks):
            if name not in catalog.frameworks:
                path = ("frameworks", index)
                yield unknown(
                    scope.at, path, "unknown-framework", name, "the frameworks", catalog.frameworks
                )


def _vouched(workspace: Workspace, catalog: Catalog) -> Iterator[Problem]:
    """Vendors are attested for frameworks that there are."""
    vendors = workspace.registers.get("vendors")
    for record in vendors.records if vendors else ():
        for index, stated in enumerate(record.values.get("attestations", ())):
            if stated["framework"] not in catalog.frameworks:
                path: Path = ("attestations", index, "framework")
                what, known = "the frameworks", catalog.frameworks
                yield unknown(
                    record.at, path, "unknown-framework", stated["framework"], what, known
                )


def _estimates(organization: Organization, catalog: Catalog) -> Iterator[Problem]:
    path: Path = ("assessment", "effort")
    for name in organization.assessment.get("effort", {}):
        if name not in catalog.controls:
            yield unknown_control(organization.at.key(*path, name), name, catalog.controls)


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
        elif kind in registers():
            yield from self._register(at, kind, value)

    def _record(self, at: At, path: Path, name: str, kind: str) -> Iterator[Problem]:
        ids = self._ids.get(kind, set())
        if name not in ids:
            yield unknown(at, path, "unknown-record", name, f"the register of {kind}", ids)

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
        return unknown(at, path, "unknown-requirement", ref, "the frameworks", known)

    def _attestation(self, at: At, value: Mapping[str, Any]) -> Iterator[Problem]:
        if parse_date(value["valid_until"]) < parse_date(value["attested_on"]):
            message = "a claim cannot end before it was attested"
            yield Problem(at.place("valid_until"), "date-order", message, "correct one of the days")
        for _, path, claim in claims(value):
            if "from" in claim:
                yield from self._record(at, (*path, "from"), claim["from"], "vendors")

    def _register(self, at: At, kind: str, value: Mapping[str, Any]) -> Iterator[Problem]:
        if "review_every" in value:  # the records of a CSV file come without their header
            reviewed, every = (
                parse_date(value["reviewed_on"]),
                parse_duration(value["review_every"]),
            )
            if due(reviewed, every) > due(reviewed, _A_YEAR):
                message = "a register is reviewed at least every 12 months"
                hint = "write 12 months or less"
                yield Problem(at.place("review_every"), "too-long", message, hint)
        for index, record in enumerate(value.get("records", ())):
            for field, other in _RECORDS.get(kind, {}).items():
                if field in record:
                    yield from self._record(at, ("records", index, field), record[field], other)


def _allowed(type_: str, alternatives: tuple[str, ...]) -> bool:
    """Whether a requirement knows this type; what changes no status is always allowed."""
    if type_ in {"risk_acceptance", "legal_exception", "not_applicable"}:
        return True
    return type_ in alternatives


def _coverage(workspace: Workspace, catalog: Catalog) -> Iterator[Problem]:
    """Ids and groups in `covers` are those of records of the control's kind."""
    names = {
        kind: {name for record in register.records for name in (record.id, *record.groups)}
        for kind, register in workspace.registers.items()
    }
    for voice in workspace.voices:
        if voice.covers == ALL:
            continue
        kind = catalog.controls[voice.control].covers
        known = names.get(kind, set())
        for index, name in enumerate(voice.covers):
            if name not in known:
                what = f"the register of {kind}"
                yield unknown(voice.at, ("covers", index), "unknown-record", name, what, known)


def _parameters(workspace: Workspace, catalog: Catalog) -> Iterator[Problem]:
    """Parameters that name people, vendors or systems name those there are."""
    known = {kind: {record.id for record in r.records} for kind, r in workspace.registers.items()}
    known["people"] = set(workspace.organization.people)
    for voice in workspace.voices:
        for name, parameter in catalog.controls[voice.control].parameters.items():
            kind = parameter.refers_to
            if not kind or name not in voice.parameters:
                continue
            what = "people" if kind == "people" else f"the register of {kind}"
            code = "unknown-person" if kind == "people" else "unknown-record"
            for path, id_ in _texts(voice.parameters[name], ("parameters", name)):
                if id_ not in known.get(kind, set()):
                    yield unknown(voice.at, path, code, id_, what, known.get(kind, set()))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The ids in a parameter: one, or a list of them; what is unclear names nobody."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
