"""The first sheet: what was assessed, as of when, what came of it, and what else is in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.render import known, trends, words
from checker.render.known import KnownView
from checker.render.looks import STATUSES
from checker.render.report import Report
from checker.render.sheets.values import COVER, Column, Heading, Jump, Sheet, Value, day
from checker.render.since import Since
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
        yield from _changed(report.since)
        yield "Known gaps", " ".join(_known(report.known))
    else:
        yield (
            Heading("INCOMPLETE", "bad"),
            Heading("Incomplete: an input was refused, so nothing here is an assessment.", "bad"),
        )
        yield "Errors", words.no_assessment(report)


def _changed(since: Since | None) -> Iterator[tuple[Value, ...]]:
    if since is None:
        yield "Change", trends.NONE
        return
    yield "Change", f"{since.whole.look.word.capitalize()} {trends.since(since)}"
    for course in since.frameworks:
        told = trends.course(course, since.as_of)
        yield "Change", f"{course.title}: {course.look.word}: {told}"
    earlier = f"Document {since.document_id}, as of {since.as_of}, made by checker {since.version}."
    yield "Compared with", f"{earlier} {trends.compared(since)}"


def _known(found: KnownView | None) -> tuple[str, ...]:
    return (known.summary(found), *found.notes) if found else (known.NONE,)


def _framework(framework: FrameworkView) -> str:
    partial = words.partial(framework)
    tail = f"; {partial}: this assessment is partial" if partial else ""
    return f"{framework.title} {framework.version} ({framework.id}), {framework.digest}{tail}"
