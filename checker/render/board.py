"""What the board's page adds to a report: charts, work lists by owner, tables in bounded pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias, TypeVar

from checker.render.agenda import KINDS, Due, Item, lapses, needed, soon
from checker.render.charts import Segment, Timeline, bar, timeline
from checker.render.decided import Entry, register
from checker.render.exclusions import Exclusions, exclusions
from checker.render.json import render as canonical
from checker.render.matrix import Matrix, matrix
from checker.render.payment import Payment, payment
from checker.render.protocol import Protocol, answered
from checker.render.reading import read
from checker.render.report import Report
from checker.render.rests import Rests, rests
from checker.render.view import (
    AttestationView,
    EvidenceView,
    FindingView,
    FrameworkView,
    PolicyView,
    RequirementView,
)
from checker.result.identity import document_id

# A browser lays out fifty thousand rows ten times faster as tables of this size.
ROWS = 100
LARGE = 500
NOBODY = "No owner named"

T = TypeVar("T")
Gap: TypeAlias = tuple[RequirementView, FindingView]


class Work(NamedTuple):
    """The gaps of one owner, the most severe first; `days` is the effort to close the open ones."""

    anchor: str
    owner: str
    gaps: tuple[Gap, ...]
    open_gaps: int
    days: float


class Page(NamedTuple):
    """A report arranged for the page; registers come as tables of at most `ROWS` rows."""

    report: Report
    digest: str
    bars: tuple[tuple[FrameworkView, tuple[Segment, ...]], ...]
    needed: tuple[Item, ...]
    due: tuple[Due, ...]
    timeline: Timeline
    matrix: Matrix
    work: tuple[Work, ...]
    plans: Mapping[str, str]  # owner of a gap, or nothing -> anchor of the list of theirs
    owners: Mapping[str, int]  # everyone who answers for a finding, numbered for the filter
    decisions: tuple[tuple[Entry, ...], ...]
    evidence: tuple[tuple[EvidenceView, ...], ...]
    attestations: tuple[tuple[AttestationView, ...], ...]
    policies: tuple[tuple[PolicyView, ...], ...]
    inputs: tuple[tuple[tuple[str, str], ...], ...]
    excluded: tuple[tuple[tuple[str, str], ...], ...]
    rests: Rests
    exclusions: tuple[Exclusions, ...]
    protocols: tuple[Protocol, ...]
    payment: Payment | None

    @property
    def document_id(self) -> str:
        """What the document is called, after the digest of its record."""
        return document_id(self.digest)

    @property
    def top(self) -> tuple[Gap, ...]:
        """Open gaps, the most severe first."""
        return tuple(gap for gap in self.report.gaps if gap[1].is_open)

    @property
    def is_large(self) -> bool:
        """Whether a browser lays out only what is in view: quicker, but scroll bars then guess."""
        report = self.report
        rows = (report.findings, report.evidence, report.inputs, report.attestations)
        return sum(len(some) for some in rows) > LARGE


def page(result: Mapping[str, Any]) -> Page:
    """The page for a record."""
    report = read(result)
    work = _work(report)
    owners = sorted({finding.owner for _, finding in report.findings if finding.owner})
    coming = lapses(report)
    return Page(
        report=report,
        digest=sha256(canonical(result)).hexdigest(),
        bars=tuple((framework, bar(framework.cells)) for framework in report.frameworks),
        needed=needed(report),
        due=soon(coming),
        timeline=_timeline(report, coming),
        matrix=matrix(report, ROWS),
        work=work,
        plans={"" if one.owner == NOBODY else one.owner: one.anchor for one in work},
        owners={name: number for number, name in enumerate(owners, start=1)},
        decisions=chunks(register(report)),
        evidence=chunks(report.evidence),
        attestations=chunks(report.attestations),
        policies=chunks(report.policies),
        inputs=chunks(report.inputs),
        excluded=chunks(report.excluded),
        rests=rests(report),
        exclusions=exclusions(report),
        protocols=answered(report.protocols, report.frameworks),
        payment=payment(report.frameworks, report.payment),
    )


def chunks(rows: Sequence[T]) -> tuple[tuple[T, ...], ...]:
    """`rows` in pieces of at most `ROWS`."""
    return tuple(tuple(rows[at : at + ROWS]) for at in range(0, len(rows), ROWS))


def _timeline(report: Report, coming: Sequence[Due]) -> Timeline:
    """The timeline, with a lane for each kind that there is."""
    kinds = {item.kind for item in coming}
    titles = {kind: title for kind, title in KINDS.items() if kind in kinds}
    return timeline(report.as_of, titles, [(item.kind, item.day) for item in coming])


def _work(report: Report) -> tuple[Work, ...]:
    """Work lists, those without an owner first, then by how much is open, then by name."""
    by_owner: dict[str, list[Gap]] = defaultdict(list)
    for asked, finding in report.gaps:
        by_owner[finding.owner].append((asked, finding))
    lists = sorted(
        (_work_of(owner, gaps) for owner, gaps in by_owner.items()),
        key=lambda work: (work.owner != NOBODY, -work.open_gaps, work.owner),
    )
    return tuple(
        work._replace(anchor=f"owner:{number}") for number, work in enumerate(lists, start=1)
    )


def _work_of(owner: str, gaps: Sequence[Gap]) -> Work:
    still_open = [(asked, finding) for asked, finding in gaps if finding.is_open]
    # One effort closes a requirement in every scope.
    effort = {asked.ref: asked.effort_days for asked, _ in still_open}
    return Work("", owner or NOBODY, tuple(gaps), len(still_open), sum(effort.values()))
