"""A record as the sheets of a workbook: plain tables of typed values, whoever writes them."""

from __future__ import annotations

from checker.render.report import Report
from checker.render.rows import rows
from checker.render.sheets.changes import changes, known
from checker.render.sheets.cover import cover
from checker.render.sheets.findings import gaps, matrix, requirements
from checker.render.sheets.registers import decisions, errors, evidence
from checker.render.sheets.values import Places, Sheet


def sheets(report: Report, document: str) -> tuple[Sheet, ...]:
    """The cover and what belongs to it; of a run that is not complete the errors alone.

    Changes and what was known have a sheet where there is something that they are told from.
    """
    tables = _tables(report) if report.is_complete else (errors(report),)
    return (cover(report, document, tuple(table.name for table in tables)), *tables)


def _tables(report: Report) -> tuple[Sheet, ...]:
    found = tuple(rows(report))
    asked: dict[str, int] = {}
    for number, row in enumerate(found, start=2):
        asked.setdefault(row.asked.anchor, number)
    at = Places(
        findings={row.finding.anchor: number for number, row in enumerate(found, start=2)},
        asked=asked,
        evidence={item.anchor: number for number, item in enumerate(report.evidence, start=2)},
        decisions={item.anchor: number for number, item in enumerate(report.decisions, start=2)},
    )
    order = {finding.anchor: number for number, (_, finding) in enumerate(report.gaps)}
    worst_first = sorted(
        (row for row in found if row.gap), key=lambda row: order[row.finding.anchor]
    )
    is_told = report.known is not None
    return (
        matrix(report.frameworks, is_told),
        gaps(worst_first, at, is_told),
        *((changes(report.since, at),) if report.since else ()),
        *((known(report.known, found, at),) if report.known else ()),
        requirements(found, at),
        evidence(report, found),
        decisions(report, at),
    )
