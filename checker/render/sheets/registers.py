"""The sheets behind the findings: evidence and decisions; and errors, where there are any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from checker.render.report import Report
from checker.render.rows import NO_ASSESSMENT, NO_REASON, Row
from checker.render.sheets.values import (
    DECISIONS,
    ERRORS,
    EVIDENCE,
    REQUIREMENTS,
    Column,
    Jump,
    Places,
    Sheet,
    Value,
    day,
)
from checker.render.view import DecisionView


def errors(report: Report) -> Sheet:
    columns = (
        Column("File", 40), Column("Line", 8), Column("Column", 8), Column("Code", 24),
        Column("Message", 70), Column("What to do", 50),
    )  # fmt: skip
    lines: list[tuple[Value, ...]] = [
        (error.spot.file, error.spot.line, error.spot.column, error.code, error.message, error.hint)
        for error in report.errors
    ]
    return Sheet(ERRORS, columns, tuple(lines) or ((NO_ASSESSMENT, "", "", "", NO_REASON, ""),))


def evidence(report: Report, found: Iterable[Row]) -> Sheet:
    columns = (
        Column("Reference", 11), Column("Kind", 22), Column("File or address", 52),
        Column("State", 22), Column("Result", 12), Column("Date", 12), Column("Period", 24),
        Column("Accepted until", 14), Column("Findings", 10), Column("Relied on by", 12),
        Column("Controls", 44), Column("Named at", 48), Column("SHA-256", 68),
    )  # fmt: skip
    named: Counter[str] = Counter()
    relied: Counter[str] = Counter()
    for row in found:
        named.update(item.ref for item in row.finding.evidence)
        relied.update(item.ref for item in row.finding.relied_on)
    lines: list[tuple[Value, ...]] = [
        (
            item.ref, item.kind, item.where, item.look, item.result, day(item.date), item.valid,
            day(item.until), named[item.ref], relied[item.ref],
            ", ".join(dict.fromkeys(control for control, _, _ in item.uses)),
            ", ".join(dict.fromkeys(spot.text for _, _, spot in item.uses)), item.sha256,
        )
        for item in report.evidence
    ]  # fmt: skip
    return Sheet(EVIDENCE, columns, tuple(lines))


def decisions(report: Report, at: Places) -> Sheet:
    columns = (
        Column("Decision", 16), Column("Type", 24), Column("State", 24), Column("Requirements", 34),
        Column("Scopes", 16), Column("Reason", 60), Column("Approved by", 26),
        Column("Approved on", 12), Column("Expires", 12), Column("Place", 40),
    )  # fmt: skip
    lines: list[tuple[Value, ...]] = [
        (
            item.id, item.type_word, item.look, _named_by(item, at), ", ".join(item.scopes),
            item.reason, item.approved_by, day(item.approved_on), day(item.expires),
            item.spot.text,
        )
        for item in report.decisions
    ]  # fmt: skip
    return Sheet(DECISIONS, columns, tuple(lines))


def _named_by(item: DecisionView, at: Places) -> Value:
    text = ", ".join(link.text for link in item.requirements)
    there = [at.asked[link.anchor] for link in item.requirements if link.anchor in at.asked]
    return Jump(text, REQUIREMENTS, there[0]) if there else text
