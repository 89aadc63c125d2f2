"""The first sheet: what was assessed, as of when, what came of it, and what else is in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.render import words
from checker.render.looks import STATUSES
from checker.render.report import Report
from checker.render.sheets.values import COVER, Column, Heading, Jump, Sheet, Value, day
from checker.render.view import FrameworkView


def cover(report: Report, document: str, names: Iterable[str]) -> Sheet:
    """The cover of a workbook with sheets of these names."""
    whose, period = report.organization, " to ".join(report.organization.period)
    lines: list[tuple[Value, ...]] = [
        (Heading("Assessment"), whose.name),
        ("As of", day(report.as_of)),
        ("Document", document),
        *_conclusion(report),
        ("Period", period or "not stated"),
        ("Prepared by", whose.prepared_by or "not stated"),
        ("Approved by", whose.approved_by or "not stated"),
        *(("Framework", _framework(framework)) for framework in report.frameworks),
        *(("Scope", f"{scope.id}: {scope.title}") for scope in report.scopes),
        *(("Note", note) for note in report.notes),
        ("Files", words.ledger(report)),
        ("Made by", f"checker {report.version}, from the record of this document id alone"),
        ("Limits", "It reports findings, and concludes nothing: a person does. Claims are in the "
                   "name of a person, which is stated and not proved."),
    ]  # fmt: skip
    if report.is_complete:
        lines += [("Status", look) for look in STATUSES.values()]
    lines += [("Sheet", Jump(name, name, 1)) for name in names]
    return Sheet(COVER, (Column("", 18), Column("", 100)), tuple(lines), has_header=False)


def _conclusion(report: Report) -> Iterator[tuple[Value, ...]]:
    if report.is_complete:
        yield "Findings", words.verdict(report)
        yield "Gate", words.gate(report)
    else:
        yield (
            Heading("INCOMPLETE", "bad"),
            Heading("Incomplete: an input was refused, so nothing here is an assessment.", "bad"),
        )
        yield "Errors", words.no_assessment(report)


def _framework(framework: FrameworkView) -> str:
    partial = words.partial(framework)
    tail = f"; {partial}: this assessment is partial" if partial else ""
    return f"{framework.title} {framework.version} ({framework.id}), {framework.digest}{tail}"
