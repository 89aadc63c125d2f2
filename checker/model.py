"""The words of the project as frozen values: places, requirements, findings, an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from checker.frozen import frozen

# What a YAML document may hold once read: JSON's types only.
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
# The way to a value inside a document: keys of mappings and indexes of lists, from the top.
Path: TypeAlias = "tuple[str | int, ...]"


def is_same(left: object, right: object) -> bool:
    """Equality of plain values as JSON has it: true is not 1."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


class Place(NamedTuple):
    """Where something stands: a POSIX path below the workspace, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How much a gap matters, in rising order; it gates CI (docs/severity.md)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical."""
        return list(Severity).index(self)


class Facet(StrEnum):
    """What is said, what is done, what can be proved."""

    DOCUMENTED = "documented"
    IMPLEMENTED = "implemented"
    EVIDENCED = "evidenced"


class FacetState(StrEnum):
    """The outcome of one facet: every instance valid, some invalid, or nothing said."""

    HOLDS = "holds"
    FAILS = "fails"
    SILENT = "silent"


class Status(StrEnum):
    """The verdict of a finding, in display order."""

    SATISFIED = "satisfied"
    SATISFIED_BY_ALTERNATIVE = "satisfied_by_alternative"
    PARTIAL = "partial"
    NOT_SATISFIED = "not_satisfied"
    NOT_ATTESTED = "not_attested"
    NOT_APPLICABLE = "not_applicable"


GAP_STATUSES = frozenset({Status.PARTIAL, Status.NOT_SATISFIED, Status.NOT_ATTESTED})
# What a claim says of a control that operates.
IN_OPERATION = frozenset({"implemented", "inherited"})


@frozen
class Parameter:
    """One typed value of a control; `schema` is its JSON Schema with our formats resolved."""

    name: str
    description: str
    schema: Mapping[str, Any]  # as the catalogue states it
    format: str = ""  # duration | cadence | date | ""
    unit: str = ""  # minutes | hours | days, for durations and cadences
    refers_to: str = ""  # people | vendors | systems: whose ids the value names
    implies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class Control:
    """A safeguard of the common catalogue."""

    id: str
    title: str
    domain: str
    description: str
    covers: str  # organisation, or the kind of register whose records a claim names
    valid_for: str  # the longest a claim may stand, as a duration
    parameters: Mapping[str, Parameter]
    evidence: tuple[str, ...]
    owner_role: str
    effort_days: float
    effort_cost: float
    nist_csf: tuple[str, ...]

    @property
    def is_of_records(self) -> bool:
        """Whether a claim on this control names the records it covers."""
        return self.covers != "organisation"


@frozen
class Requirement:
    """One thing a framework asks, with its citation and its JSON Schemas."""

    framework: str
    id: str
    slug: str
    section: str
    file: str
    title: str
    summary: str
    citation: str
    obligation: str
    severity: Severity
    asks_for: tuple[Facet, ...]
    remediation: str
    not_applicable_by: str = "profile"
    in_force_from: str = ""
    in_force_until: str = ""
    superseded_by: str = ""
    parts: tuple[str, ...] = ()
    judgement: str = ""
    applies_when: Mapping[str, Any] = field(default_factory=dict)
    for_each: str = ""  # kind of register whose records are judged, or ""
    where: Mapping[str, Any] = field(default_factory=dict)
    requires: Mapping[str, Any] = field(default_factory=dict)
    documented: Mapping[str, Any] = field(default_factory=dict)
    implemented: Mapping[str, Any] = field(default_factory=dict)
    accepts: tuple[str, ...] = ()
    max_age: str = ""
    alternatives: tuple[str, ...] = ()  # decision types that may stand in for it

    @property
    def ref(self) -> str:
        """The id that is unique across frameworks, such as `pci_dss:8.3.6`."""
        return f"{self.framework}:{self.id}"

    def reads(self, facet: Facet) -> tuple[str, ...]:
        """Control ids whose answers this requirement reads for `facet`."""
        schemas = [] if self.for_each else [self.requires]
        schemas.append(self.documented if facet is Facet.DOCUMENTED else self.implemented)
        names = {name: None for schema in schemas for name in schema.get("properties", {})}
        return tuple(names)

    @property
    def controls(self) -> tuple[str, ...]:
        """Every control id read for any facet."""
        both = (*self.reads(Facet.DOCUMENTED), *self.reads(Facet.IMPLEMENTED))
        return tuple(dict.fromkeys(both))


@frozen
class Protocol:
    """The items by which auditors of a framework go through it, in their order."""

    title: str
    source: str
    parts: tuple[tuple[str, int], ...]  # title, and the number of the first item
    items: tuple[tuple[str, ...], ...]  # official ids of each item; number 1 is the first


@frozen
class Framework:
    """A regulation or standard at one version, with the requirements written so far."""

    id: str
    title: str
    version: str
    publisher: str
    source: str
    in_force_from: str
    digest: str
    labels: Mapping[str, str]
    sections: Mapping[str, str]  # folder -> title
    alternatives: tuple[str, ...]  # decision types this framework knows
    numbering: tuple[tuple[str, str], ...]  # every official id with a short title
    coverage: Mapping[str, str]  # id that is no requirement of its own -> where it is covered
    requirements: Mapping[str, Requirement]
    applies_when: Mapping[str, Any] = field(default_factory=dict)
    data: str = ""  # the class of data whose presence in a system brings the framework into play
    protocol: Protocol | None = None

    @property
    def pending(self) -> tuple[str, ...]:
        """Official ids that are neither a requirement nor covered elsewhere yet."""
        known = self.coverage.keys() | self.requirements.keys()
        return tuple(id_ for id_, _ in self.numbering if id_ not in known)

    @property
    def to_write(self) -> int:
        """How many requirements this framework has when nothing is pending."""
        return len(self.requirements) + len(self.pending)


@frozen
class Catalog:
    """Everything that can be asked: controls and frameworks."""

    controls: Mapping[str, Control]
    frameworks: Mapping[str, Framework]

    def requirement(self, ref: str) -> Requirement | None:
        """The requirement for `framework:id` or `framework:slug`, None when there is none."""
        framework_id, _, rest = ref.partition(":")
        framework = self.frameworks.get(framework_id)
        if framework is None:
            return None
        found = framework.requirements.get(rest)
        if found is None:
            found = next((r for r in framework.requirements.values() if r.slug == rest), None)
        return found


class Observation(NamedTuple):
    """One reason, with a place.

    `about` goes on from there to what it is about, where that has no place: a value that is
    missing, an item that a list lacks, the day on which a decision ended.
    """

    facet: Facet
    kind: str
    message: str
    place: Place
    related: tuple[Place, ...] = ()
    about: str = ""


@frozen
class FacetResult:
    """What one facet of one requirement came to, and how many assertions prove it."""

    facet: Facet
    state: FacetState
    judged: int
    observations: tuple[Observation, ...] = ()


@frozen
class Finding:
    """The verdict on one requirement in one scope."""

    requirement: Requirement
    scope: str
    status: Status
    underlying: Status  # what it would be without any decision
    facets: Mapping[Facet, FacetState]
    observations: tuple[Observation, ...]
    decisions: tuple[str, ...] = ()  # ids of decisions in date that name it
    refused: tuple[str, ...] = ()  # ids of those that have no effect, for a reason observed
    accepted: bool = False  # a risk acceptance or legal exception in date names it
    owner: str = ""
    target: str = ""  # the day by which its claims say the gap is closed
    evidence: tuple[str, ...] = ()  # references into the evidence index
    relied_on: tuple[str, ...] = ()  # those of them that support it: kind, digest, age and result
    statements: tuple[str, ...] = ()
    attestations: tuple[str, ...] = ()
    on_word: bool = False  # satisfied without evidence asked for

    @property
    def is_gap(self) -> bool:
        """Whether something asked for is missing."""
        return self.status in GAP_STATUSES

    @property
    def is_accepted(self) -> bool:
        """Whether it is a gap that a decision in date covers."""
        return self.is_gap and self.accepted

    @property
    def is_open(self) -> bool:
        """Whether it is a gap that no decision in date covers."""
        return self.is_gap and not self.accepted
