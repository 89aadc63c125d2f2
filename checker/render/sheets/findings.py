"""The sheets of findings: their matrix, the gaps, and all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from checker.render.looks import ACCEPTING, STATUSES
from checker.render.looks import KNOWN as LOOKS
from checker.render.rows import Row
from checker.render.sheets.values import (
    ALL,
    DECISIONS,
    EVIDENCE,
    FRAMEWORK,
    GAPS,
    KNOWN,
    MATRIX,
    REQUIREMENTS,
    SECTION,
    STATUS,
    Column,
    Heading,
    Jump,
    Places,
    Sheet,
    Value,
    day,
)
from checker.render.view import (
    Cell,
    DecisionView,
    EvidenceView,
    FacetView,
    FindingView,
    FrameworkView,
)


def matrix(frameworks: Iterable[FrameworkView], is_told: bool) -> Sheet:
    """Sections with their counts; the last row of a framework sums them up.

    Where `is_told` what was known, it counts the open gaps that are known, and those that are not.
    """
    looks = STATUSES.values()
    columns = (
        Column(FRAMEWORK, 12), Column(SECTION, 48),
        *(Column(f"{look.glyph} {look.word}", 14) for look in looks), Column("Total", 10),
        *((Column(KNOWN, 10), Column("New", 10)) if is_told else ()),
    )  # fmt: skip
    lines: list[tuple[Value, ...]] = []
    for framework in frameworks:
        for section in framework.sections:
            found = [finding for asked in section.requirements for finding in asked.findings]
            told = _known_and_new(found) if is_told else ()
            numbers = (*_numbers(section.cells), section.total, *told)
            lines.append((framework.id, section.title, *numbers))
        told = _known_and_new(finding for _, finding in framework.findings) if is_told else ()
        numbers = (*_numbers(framework.cells), framework.total, *told)
        lines.append((framework.id, Heading(ALL), *numbers))
    return Sheet(MATRIX, columns, tuple(lines))


def _numbers(cells: Iterable[Cell]) -> tuple[int, ...]:
    return tuple(cell.count for cell in cells)


def _known_and_new(found: Iterable[FindingView]) -> tuple[int, int]:
    known = [finding.is_known for finding in found if finding.is_open]
    return sum(known), len(known) - sum(known)


def gaps(found: Iterable[Row], at: Places, is_told: bool) -> Sheet:
    """Gaps in the order they are given; `is_told`: with what was known of each."""
    columns = (
        Column(FRAMEWORK, 12), Column("Requirement", 20), Column("Title", 42), Column("Scope", 12),
        Column(STATUS, 22), Column("Label", 18), Column("Severity", 13), Column("Gap", 11),
        *((Column(KNOWN, 12),) if is_told else ()),
        Column("Accepted until", 14), Column("Documented", 15), Column("Implemented", 15),
        Column("Evidenced", 15), Column("Owner", 26), Column("Target", 12),
        Column("Effort, days", 11), Column("Place", 40), Column("Reason", 60),
        Column("To fix it", 60), Column("Decisions", 16), Column("Evidence", 16),
        Column("Citation", 28),
    )  # fmt: skip
    return Sheet(GAPS, columns, tuple(_gap(row, at, is_told) for row in found))


def _gap(row: Row, at: Places, is_told: bool) -> tuple[Value, ...]:
    asked, finding = row.asked, row.finding
    return (
        row.framework.id,
        Jump(asked.id, REQUIREMENTS, at.findings[finding.anchor]),
        asked.title,
        finding.scope.text,
        finding.look,
        finding.label,
        finding.severity,
        row.gap,
        *((LOOKS[row.known] if row.known else "",) if is_told else ()),
        _until(row),
        *map(_facet, finding.facets),
        finding.owner,
        day(finding.target),
        asked.effort_days,
        row.place,
        row.message,
        asked.remediation,
        _decided(finding.decisions, at),
        _proved(finding.evidence, at),
        asked.citation,
    )


def _until(row: Row) -> date | str:
    """The first day on which an acceptance of the gap ends."""
    accepting = [found for found in row.finding.decisions if found.type in ACCEPTING]
    ends = sorted(decision.expires for decision in accepting if decision.expires)
    return day(ends[0]) if row.gap == "accepted" and ends else ""


def _facet(facet: FacetView) -> Value:
    """Its state; in words alone where it is shown and does not count."""
    return facet.look if facet.is_asked else f"not asked: {facet.look.word}"


def _decided(decisions: Iterable[DecisionView], at: Places) -> Value:
    return at.jump(tuple((item.id, at.decisions[item.anchor]) for item in decisions), DECISIONS)


def _proved(evidence: Iterable[EvidenceView], at: Places) -> Value:
    return at.jump(tuple((item.ref, at.evidence[item.anchor]) for item in evidence), EVIDENCE)


_OF_REQUIREMENTS = (
    Column(FRAMEWORK, 12), Column(SECTION, 34), Column("Requirement", 20), Column("Title", 42),
    Column("Scope", 12), Column(STATUS, 22), Column("Label", 18), Column("Without decisions", 22),
    Column("Severity", 13), Column("Obligation", 13), Column("Documented", 15),
    Column("Implemented", 15), Column("Evidenced", 15), Column("Gap", 11), Column("On word", 10),
    Column("A person judges", 40), Column("Owner", 26), Column("Target", 12),
    Column("Effort, days", 11), Column("Place", 40), Column("Reason", 60),
    Column("Controls", 40), Column("Decisions", 16), Column("Evidence", 16),
    Column("Citation", 28),
)  # fmt: skip


def requirements(found: Iterable[Row], at: Places) -> Sheet:
    """Every finding, so that all counts can be counted again."""
    sections = {
        asked.anchor: section.title
        for framework in {row.framework.id: row.framework for row in found}.values()
        for section in framework.sections
        for asked in section.requirements
    }
    lines = tuple(_requirement(row, sections[row.asked.anchor], at) for row in found)
    return Sheet(REQUIREMENTS, _OF_REQUIREMENTS, lines)


def _requirement(row: Row, section: str, at: Places) -> tuple[Value, ...]:
    asked, finding = row.asked, row.finding
    return (
        row.framework.id,
        section,
        asked.id,
        asked.title,
        finding.scope.text,
        finding.look,
        finding.label,
        finding.underlying,
        finding.severity,
        asked.obligation,
        *map(_facet, finding.facets),
        row.gap,
        "yes" if finding.is_on_word else "no",
        asked.judgement,
        finding.owner,
        day(finding.target),
        asked.effort_days,
        row.place,
        row.message,
        ", ".join(asked.controls),
        _decided(finding.decisions, at),
        _proved(finding.evidence, at),
        asked.citation,
    )
