"""The whole of a report as one typed value, from the cover to the integrity appendix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from checker.render.annexes import Annexes
from checker.render.forms import ProtocolView, ScopeFacts
from checker.render.history import History
from checker.render.known import KnownView
from checker.render.place import Spot
from checker.render.since import Since
from checker.render.view import (
    AttestationView,
    ControlView,
    DecisionView,
    EvidenceView,
    FindingView,
    FrameworkView,
    PolicyView,
    RegisterView,
    RequirementView,
)


class ErrorView(NamedTuple):
    """One reason why an input was refused."""

    spot: Spot
    code: str
    message: str
    hint: str


class ScopeView(NamedTuple):
    """A named part of the organisation."""

    anchor: str
    id: str
    title: str
    frameworks: tuple[str, ...]
    spot: Spot


class OrganizationView(NamedTuple):
    """Who was assessed; `period` is two ISO dates, or nothing."""

    id: str
    name: str
    prepared_by: str
    approved_by: str
    period: tuple[str, ...]
    profile: tuple[tuple[str, str], ...]


class Ledger(NamedTuple):
    """found = read + refused + excluded."""

    found: int
    read: int
    refused: int
    excluded: int


class Gate(NamedTuple):
    """What decides pass or fail for CI."""

    fail_on: str
    is_failed: bool
    open_gaps: int
    gaps_at_or_above: int
    known_at_or_above: int = 0

    @property
    def failing(self) -> int:
        """Open gaps that count: those that were not known before."""
        return self.gaps_at_or_above - self.known_at_or_above


class Report(NamedTuple):
    """Everything a document may show; nothing else of the record reaches a reader."""

    as_of: str
    is_complete: bool
    is_provisional: bool
    version: str
    organization: OrganizationView
    scopes: tuple[ScopeView, ...]
    frameworks: tuple[FrameworkView, ...]
    controls: tuple[ControlView, ...]
    decisions: tuple[DecisionView, ...]
    policies: tuple[PolicyView, ...]
    attestations: tuple[AttestationView, ...]
    evidence: tuple[EvidenceView, ...]
    registers: tuple[RegisterView, ...]
    annexes: Annexes
    protocols: tuple[ProtocolView, ...]
    payment: tuple[ScopeFacts, ...]
    errors: tuple[ErrorView, ...]
    notes: tuple[str, ...]
    documents: int
    ledger: Ledger
    gate: Gate
    inputs: tuple[tuple[str, str], ...]
    excluded: tuple[tuple[str, str], ...]
    since: Since | None  # None where no earlier assessment was given
    history: History | None
    known: KnownView | None  # None where nothing was given
    line_hashes: Mapping[str, Mapping[str, str]]  # file -> line -> what GitHub calls it

    @property
    def findings(self) -> tuple[tuple[RequirementView, FindingView], ...]:
        """Every finding with its requirement, framework after framework."""
        return tuple(pair for framework in self.frameworks for pair in framework.findings)

    @property
    def gaps(self) -> tuple[tuple[RequirementView, FindingView], ...]:
        """Gaps: new, known, then accepted ones; the most severe first, else in framework order."""
        rank = {"critical": 0, "high": 1, "medium": 2, "low": 3}
        found = [pair for pair in self.findings if pair[1].is_gap]
        return tuple(
            sorted(found, key=lambda p: (not p[1].is_open, p[1].is_known, rank[p[1].severity.key]))
        )
