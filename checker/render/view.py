"""The record of an assessment as typed values: what templates and the terminal read.

Named tuples, for they cost an eighth of a frozen dataclass to define, at every start.
"""

from __future__ import annotations

from typing import NamedTuple

from checker.frozen import frozen
from checker.render.looks import EVIDENCE, Look
from checker.render.place import Spot
from checker.render.worksheet import Details


class Link(NamedTuple):
    """A name and the anchor it leads to; an empty anchor is a name alone."""

    text: str
    anchor: str = ""


class Reason(NamedTuple):
    """One observation, once for all facets that share it; `is_asked`: one of them is asked for."""

    facets: tuple[str, ...]
    kind: str
    message: str
    spot: Spot
    related: tuple[Spot, ...]
    is_asked: bool
    thing: str = ""  # what stands at the place, without lines; records of older versions lack it
    since: str = ""  # `new`, `worse` or `known`, where the gap it belongs to is compared

    @property
    def is_news(self) -> bool:
        """Whether it is more than was known of the gap."""
        return self.since in {"new", "worse"}


class FacetView(NamedTuple):
    """The state of one facet and whether it counts."""

    name: str
    look: Look
    is_asked: bool


class EvidenceView(NamedTuple):
    """One artefact; `href` is empty unless the record names an https address."""

    anchor: str
    ref: str
    kind: str
    where: str
    href: str
    date: str
    valid: str
    until: str
    sha256: str
    look: Look
    result: str
    uses: tuple[tuple[str, str, Spot], ...]  # control, claim, place

    @property
    def digest(self) -> str:
        """The first twelve hex digits, or nothing."""
        return self.sha256[:12]

    @property
    def when(self) -> str:
        """The day or the period the artefact speaks about."""
        return self.valid or self.date


class DecisionView(NamedTuple):
    """One decision of the register; dates are ISO text, `expires` is inclusive."""

    anchor: str
    id: str
    type: str
    type_word: str
    requirements: tuple[Link, ...]
    scopes: tuple[str, ...]
    reason: str
    approved_by: str
    approved_on: str
    expires: str
    details: Details
    evidence: tuple[EvidenceView, ...]  # not of the index: without reference and anchor
    look: Look
    spot: Spot


class AttestationView(NamedTuple):
    """One attested claim; `person` is an id, `attested_by` the name and role behind it."""

    anchor: str
    id: str
    person: str
    attested_by: str
    attested_on: str
    valid_until: str
    controls: tuple[str, ...]
    look: Look
    spot: Spot


class PolicyView(NamedTuple):
    """One policy document."""

    anchor: str
    id: str
    title: str
    version: str
    status: str
    owner: str
    approved_by: str
    approved_on: str
    review_due: str
    look: Look
    spot: Spot


class RegisterView(NamedTuple):
    """One register document."""

    anchor: str
    kind: str
    id: str
    title: str
    kept_by: str
    reviewed_on: str
    review_due: str
    records: int
    look: Look
    spot: Spot


class ControlView(NamedTuple):
    """A safeguard of the common catalogue that a requirement reads."""

    id: str
    title: str
    domain: str
    covers: str
    owner_role: str
    nist_csf: tuple[str, ...]


class FindingView(NamedTuple):
    """The verdict on one requirement in one scope."""

    anchor: str
    scope: Link
    look: Look
    underlying: Look  # without any decision
    severity: Look
    label: str
    facets: tuple[FacetView, ...]
    reasons: tuple[Reason, ...]
    decisions: tuple[DecisionView, ...]
    owner: str
    target: str
    statements: tuple[Link, ...]
    attestations: tuple[AttestationView | Link, ...]
    evidence: tuple[EvidenceView, ...]
    relied_on: tuple[EvidenceView, ...]  # those of them that support it
    is_gap: bool
    is_open: bool
    is_known: bool  # open, known before, and no worse
    is_on_word: bool
    is_for_judgement: bool  # satisfied, and a person must still judge

    @property
    def is_accepted(self) -> bool:
        """Whether it is a gap that a decision in date covers."""
        return self.is_gap and not self.is_open

    @property
    def facets_by_state(self) -> tuple[tuple[tuple[str, ...], Look, bool], ...]:
        """Facets of one state by name, that state, and whether they are asked; asked ones first."""
        found: dict[tuple[Look, bool], list[str]] = {}
        for facet in sorted(self.facets, key=lambda facet: not facet.is_asked):
            found.setdefault((facet.look, facet.is_asked), []).append(facet.name)
        return tuple((tuple(names), look, asked) for (look, asked), names in found.items())

    @property
    def evidence_by_state(self) -> tuple[tuple[Look, tuple[EvidenceView, ...]], ...]:
        """Its artefacts by what became of their files, those that prove nothing first."""
        found = {
            look: tuple(item for item in self.evidence if item.look == look)
            for look in reversed(tuple(EVIDENCE.values()))
        }
        return tuple((look, items) for look, items in found.items() if items)


class RequirementView(NamedTuple):
    """What is asked, with a finding for each scope."""

    anchor: str
    ref: str
    id: str
    title: str
    summary: str
    citation: str
    obligation: str
    severity: Look
    asks_for: tuple[str, ...]
    parts: tuple[str, ...]
    controls: tuple[str, ...]
    registers: tuple[str, ...]
    accepts: tuple[str, ...]
    max_age: str
    judgement: str
    remediation: str
    effort_days: float
    nist_csf: tuple[str, ...]
    findings: tuple[FindingView, ...]

    @property
    def has_gap(self) -> bool:
        """Whether a finding of it is a gap."""
        return any(finding.is_gap for finding in self.findings)


@frozen
class Cell:
    """How many findings have one status, and the anchor of the first of them.

    `judged`: for how many of them a person must still judge.
    """

    look: Look
    count: int
    anchor: str = ""
    judged: int = 0


class SectionView(NamedTuple):
    """A section of the regulation: its row in the matrix and its requirements."""

    anchor: str
    title: str
    cells: tuple[Cell, ...]
    requirements: tuple[RequirementView, ...]

    @property
    def total(self) -> int:
        """All findings of the section."""
        return sum(cell.count for cell in self.cells)


@frozen
class FrameworkView:
    """A framework at one version with its sections; the properties are counts of findings."""

    anchor: str
    id: str
    title: str
    version: str
    publisher: str
    source: str
    href: str
    in_force_from: str
    digest: str
    written: int
    of: int
    pending: tuple[str, ...]
    is_partial: bool
    labels: tuple[tuple[Look, str], ...]
    cells: tuple[Cell, ...]
    sections: tuple[SectionView, ...]

    @property
    def findings(self) -> tuple[tuple[RequirementView, FindingView], ...]:
        """Every finding with its requirement, in the order of the sections."""
        asked = (requirement for section in self.sections for requirement in section.requirements)
        return tuple(
            (requirement, finding) for requirement in asked for finding in requirement.findings
        )

    @property
    def single_scope(self) -> str:
        """The scope of every finding, or nothing where there are several."""
        scopes = {finding.scope.text for _, finding in self.findings}
        return scopes.pop() if len(scopes) == 1 else ""

    @property
    def unwritten(self) -> tuple[SectionView, ...]:
        """Sections without a requirement, and so without a finding."""
        return tuple(section for section in self.sections if not section.requirements)

    @property
    def total(self) -> int:
        """All findings, the sum of the six statuses."""
        return sum(cell.count for cell in self.cells)

    def count(self, *statuses: str) -> int:
        """How many findings have one of `statuses`."""
        return sum(cell.count for cell in self.cells if cell.look.key in statuses)

    @property
    def applicable(self) -> int:
        """All findings but those that do not apply."""
        return self.total - self.count("not_applicable")

    @property
    def satisfied(self) -> int:
        """Satisfied, directly or by an alternative."""
        return self.count("satisfied", "satisfied_by_alternative")
