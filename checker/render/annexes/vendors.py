"""Who answers for what: each vendor with its agreements, each requirement that rests on one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checker.render.annexes.known import Concern, Known, named
from checker.render.looks import ATTESTATIONS, EVIDENCE, MISSING, PERIODS, Look
from checker.render.place import Spot
from checker.render.registers import spaced
from checker.render.view import Link, RegisterView, RequirementView

Raw = Mapping[str, Any]

# Field of the register, and what it makes of a vendor.
_ROLES = (
    ("business_associate", "business associate"),
    ("processor", "processor"),
    ("service_provider", "service provider"),
    ("further_processor", "further processor"),
)
# Requirements on vendors that read no register of them.
_ON_VENDORS = ("pci_dss:12.8.", "pci_dss:12.9.", "hipaa:164.308(b)", "hipaa:164.314(a)", "gdpr:28(")


class Role(NamedTuple):
    """What a vendor is to us; `look` where nobody knows whether it is."""

    word: str
    look: Look | None = None


class Standing(NamedTuple):
    """An agreement or an attestation; `until` is inclusive, and empty where it is open."""

    what: str
    name: str
    signed_on: str
    begins: str
    until: str
    look: Look
    file: Look | None
    spot: Spot


class Vendor(NamedTuple):
    """One vendor."""

    anchor: str
    id: str
    name: str
    service: str
    country: str
    owner: str
    scopes: str
    register: Link
    roles: tuple[Role, ...]
    agreements: tuple[Standing, ...]
    attestations: tuple[Standing, ...]
    reviewed_on: str
    concerns: tuple[Concern, ...]
    spot: Spot

    @property
    def is_regulated(self) -> bool:
        """Whether it has, or may have, a role for which a regulation asks for an agreement."""
        return bool(self.roles)


class Inherited(NamedTuple):
    """A control that a vendor runs for us in one scope, by one claim."""

    vendor: Link
    control: str
    scope: str
    is_whole: bool
    population: str
    covers: tuple[str, ...]
    attestation: Link
    look: Look
    spot: Spot


class Answering(NamedTuple):
    """A requirement that rests on a vendor in one scope, wholly or for a part."""

    finding: Concern
    vendor: Link
    is_whole: bool
    controls: tuple[str, ...]


class VendorAnnex(NamedTuple):
    """The vendors; `total` counts all findings, those that rest on nobody else too."""

    registers: tuple[RegisterView, ...]
    asked: tuple[Concern, ...]
    vendors: tuple[Vendor, ...]
    inherited: tuple[Inherited, ...]
    answering: tuple[Answering, ...]
    total: int

    @property
    def resting(self) -> int:
        """How many findings rest on a vendor, each counted once."""
        return len({row.finding for row in self.answering})


def read(raw: Raw, known: Known) -> VendorAnnex:
    """The vendors that a record of a run holds, and what it says of their part."""
    titles = {framework.id: framework.title for framework in known.frameworks}
    vendors = tuple(_vendor(row, titles, known) for row in raw["vendors"])
    links = {vendor.id: Link(vendor.name, vendor.anchor) for vendor in vendors}
    return VendorAnnex(
        registers=tuple(
            known.registers[row["id"]]
            for row in raw["registers"]
            if row["kind"] in {"vendors", "agreements"}
        ),
        asked=known.asked(_is_on_vendors),
        vendors=vendors,
        inherited=tuple(_inherited(row, links, known) for row in raw["inherited"]),
        answering=tuple(_answering(raw["inherited"], links, known)),
        total=len(known.findings),
    )


def _is_on_vendors(asked: RequirementView) -> bool:
    return "vendors" in asked.registers or asked.ref.startswith(_ON_VENDORS)


def _vendor(raw: Raw, titles: Mapping[str, str], known: Known) -> Vendor:
    return Vendor(
        anchor=known.anchors.claim("vendor", raw["id"]),
        id=raw["id"],
        name=raw["name"],
        service=raw.get("service", ""),
        country=raw.get("country", ""),
        owner=known.index.person(raw.get("owner", "")),
        scopes=named(raw["scopes"]),
        register=known.register(raw["register"]),
        roles=tuple(_roles(raw)),
        agreements=tuple(
            _standing(row, row["type"], row["id"], _look(row, raw["agreements"], "type"), known)
            for row in raw["agreements"]
        ),
        attestations=tuple(
            _standing(
                row,
                row["kind"],
                titles.get(row["framework"], row["framework"]),
                _look(row, raw["attestations"], "framework"),
                known,
            )
            for row in raw["attestations"]
        ),
        reviewed_on=raw.get("reviewed_on", ""),
        concerns=known.concerns(raw["findings"]),
        spot=known.index.spot(raw["place"]),
    )


def _roles(raw: Raw) -> Iterator[Role]:
    for name, word in _ROLES:
        value = raw.get(name, False)
        if value is True:
            yield Role(word)
        elif value is not False:
            yield Role(word, MISSING["unknown"])


def _standing(raw: Raw, what: str, name: str, look: Look, known: Known) -> Standing:
    file = raw.get("file_state", "none")
    return Standing(
        what=spaced(what),
        name=name,
        signed_on=raw.get("signed_on", ""),
        begins=raw["from"],
        until=raw["until"],
        look=look,
        file=None if file == "none" else EVIDENCE[file],
        spot=known.index.spot(raw["place"]),
    )


def _look(row: Raw, among: Sequence[Raw], sort: str) -> Look:
    """How it stands on the day; one that ended is replaced where another of its sort is in force.

    What names a file that is not there, or is not the one whose digest is stated, replaces nothing.
    """
    is_replaced = row["state"] == "ended" and any(
        other["state"] == "in_force"
        and other[sort] == row[sort]
        and other.get("file_state", "none") in {"none", "matched"}
        for other in among
    )
    return PERIODS["replaced" if is_replaced else row["state"]]


def _inherited(raw: Raw, links: Mapping[str, Link], known: Known) -> Inherited:
    return Inherited(
        vendor=links[raw["vendor"]],
        control=raw["control"],
        scope=raw["scope"],
        is_whole=raw["whole"],
        population=raw["for"],
        covers=tuple(raw["covers"]),
        attestation=known.attestation(raw["attestation"]),
        look=ATTESTATIONS[raw["state"]],
        spot=known.index.spot(raw["place"]),
    )


def _answering(
    inherited: Iterable[Raw], links: Mapping[str, Link], known: Known
) -> Iterator[Answering]:
    """Each finding that reads a control which a vendor runs in its scope; what applies alone.

    It is the vendor's where the vendor runs all controls that the requirement reads, each whole;
    else it is shared.
    """
    run: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for row in inherited:
        run[row["scope"], row["control"]][row["vendor"]] = row["whole"]
    if not run:
        return
    for framework in known.frameworks:
        for asked, finding in framework.findings:
            parts = {c: run[key] for c in asked.controls if (key := (finding.scope.text, c)) in run}
            if finding.look.key == "not_applicable":
                continue
            for vendor in dict.fromkeys(name for part in parts.values() for name in part):
                controls = tuple(c for c, part in parts.items() if vendor in part)
                whole = all(parts.get(c, {}).get(vendor, False) for c in asked.controls)
                found = known.findings[framework.id, asked.id, finding.scope.text]
                yield Answering(found, links[vendor], whole, controls)
