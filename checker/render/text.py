"""The assessment for a terminal or a log: the matrix, the gaps as annotated snippets, the gate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checker.render import trends, words
from checker.render.agenda import brief, decisions_due, due
from checker.render.annotate import Paint, gap, head
from checker.render.known import KnownView, became, summary
from checker.render.looks import STATUSES
from checker.render.place import width
from checker.render.reading import read
from checker.render.report import Report
from checker.render.since import Since
from checker.render.view import Cell, FrameworkView

_TITLE, _CELL, _TOTAL = 46, 6, 8
_RANK = {"low": 0, "medium": 1, "high": 2, "critical": 3}
# A CI runner obeys `::command::` at the start of a line, blanks or not, and `##[` anywhere in it.
_COMMAND_START = re.compile(r"^(\s*(?:\x1b\[[0-9;]*m)*\s*):(?=:)")
_COMMAND_ANYWHERE = re.compile(r"##(?=\[|vso\[|teamcity\[)")


def render(result: Mapping[str, Any], *, color: bool = False, min_severity: str = "low") -> bytes:
    """`result` as UTF-8 text, with ANSI colours when `color`.

    `min_severity` leaves the gaps below it out of the display, and says how many; every count, the
    matrix and the gate stay those of the whole.
    """
    report, paint = read(result), Paint(color)
    lines = [*_head(report, paint)]
    if not report.is_complete:
        lines += _errors(report, paint)
    if report.is_complete or report.is_provisional:
        lines += _body(report, paint, min_severity)
    lines += _tail(report, paint)
    return "".join(f"{_guarded(line)}\n" for line in lines).encode()


def _guarded(line: str) -> str:
    line = _COMMAND_START.sub(r"\1\\u{3A}", line.rstrip())
    return _COMMAND_ANYWHERE.sub(r"#\\u{23}", line)


def _head(report: Report, paint: Paint) -> Iterator[str]:
    yield paint("bold", f"{report.organization.name} · assessed as of {report.as_of}")
    if not report.is_complete:
        yield paint("red", "INCOMPLETE: an input was refused, so nothing here is an assessment.")
    if report.is_provisional:
        yield paint(
            "red", "PROVISIONAL: the findings below hold for what could be read, no further."
        )
    for note in report.notes:
        yield f"note: {note}"
    yield ""


def _errors(report: Report, paint: Paint) -> Iterator[str]:
    for error in report.errors:
        hint = f"; {error.hint}" if error.hint else ""
        yield f"{error.spot.text}: {paint('red', error.code)}: {error.message}{hint}"
        if error.spot.has_line:
            spot = error.spot
            yield f"    {spot.before}{paint('red', spot.marked)}{spot.after}"
    if not report.errors:
        yield "No reason was recorded."
    yield ""


def _body(report: Report, paint: Paint, min_severity: str) -> Iterator[str]:
    yield " · ".join(f"{look.glyph} {look.word}" for look in STATUSES.values())
    yield ""
    for framework in report.frameworks:
        yield from _matrix(framework, paint)
    if report.known:
        yield from _known(report.known, paint)
    if report.since:
        yield from _since(report.since, paint, min_severity)
    yield from _gaps(report, paint, min_severity)
    yield from _agenda(report, paint)


def _matrix(framework: FrameworkView, paint: Paint) -> Iterator[str]:
    version = _cut(framework.version, _TITLE // 2)
    title = _padded(f"{_cut(framework.title, _TITLE - 2 - width(version))} {version}", _TITLE)
    glyphs = "".join(f"{look.glyph:>{_CELL}}" for look in STATUSES.values())
    yield paint("bold", f"{title}{glyphs}{'total':>{_TOTAL}}")
    for section in framework.sections:
        yield f"  {_padded(section.title, _TITLE - 2)}{_numbers(section.cells, paint)}"
    yield f"  {_padded('all sections', _TITLE - 2)}{_numbers(framework.cells, paint)}"
    yield f"  {words.ratio(framework)}"
    word = words.on_word_in(framework)
    if word:
        names = [f"{a.ref} ({f.scope.text})" for a, f in framework.findings if f.is_on_word]
        more = f" and {word - 5} more" if word > 5 else ""
        yield f"  {word:,} of them on the signatory's word: {', '.join(names[:5])}{more}"
    reason = words.partial(framework)
    if reason:
        yield paint("yellow", f"  {reason}: this assessment is partial")
    yield ""


def _numbers(cells: tuple[Cell, ...], paint: Paint) -> str:
    text = ""
    for cell in cells:
        number = f"{cell.count or '·':>{_CELL}}"
        is_bad = cell.count and cell.look.key in {"partial", "not_satisfied", "not_attested"}
        text += paint("red", number) if is_bad else number
    return f"{text}{sum(cell.count for cell in cells):>{_TOTAL}}"


def _padded(text: str, columns: int) -> str:
    """`text` in exactly `columns` terminal columns."""
    text = _cut(text, columns - 1)
    return text + " " * (columns - width(text))


def _cut(text: str, columns: int) -> str:
    """`text` in at most `columns` terminal columns, with an ellipsis where it was longer."""
    if width(text) <= columns:
        return text
    while text and width(text) >= columns:
        text = text[:-1]
    return f"{text}…"


def _known(found: KnownView, paint: Paint) -> Iterator[str]:
    """What became of the gaps that were known, those that are worse and what is fixed."""
    yield paint("bold", summary(found))
    for note in found.notes:
        yield f"  {note}"
    for worse in found.worse:
        why = "; ".join(worse.why)
        yield f"  {paint('red', f'worse[{worse.ref}]')} scope {worse.scope}: {why}"
    for fixed in found.fixed:
        head_ = f"fixed[{fixed.ref}]" if fixed.is_whole else f"less[{fixed.ref}]"
        yield f"  {paint('blue', head_)} scope {fixed.scope}: {became(fixed)}"
    yield ""


def _since(since: Since, paint: Paint, min_severity: str) -> Iterator[str]:
    """How it went on since the earlier assessment, and the changed findings, one a line."""
    yield paint("bold", f"{since.whole.look.word.capitalize()} {trends.since(since)}")
    yield f"  {trends.compared(since)}"
    for course in since.frameworks:
        yield f"  {course.title}: {course.look.word}: {trends.course(course, since.as_of)}"
    due_to = trends.due_to(since).lower()
    shown = [c for c in since.changes if _RANK[c.severity.key] >= _RANK[min_severity]]
    for change in shown:
        head = f"{change.look.word}[{change.ref}]"
        colour = {"bad": "red", "open": "yellow", "warn": "yellow"}.get(change.look.tone, "blue")
        then, now = (look.word if look else "no finding" for look in (change.before, change.now))
        now += ", open" if change.is_open else ", accepted" if change.is_accepted else ""
        what = f"{change.scope}, {change.severity.word}: {then}, now {now}"
        yield f"  {paint(colour, head)} scope {what}; {due_to}: {change.why}"
    if len(shown) < len(since.changes):
        hidden = words.count(len(since.changes) - len(shown), "change")
        yield f"  {hidden} below {min_severity} not shown"
    yield ""


def _gaps(report: Report, paint: Paint, min_severity: str) -> Iterator[str]:
    least = _RANK[min_severity]
    word = "provisional gap" if report.is_provisional else "gap"
    hidden = 0
    for asked, finding in report.gaps:
        if _RANK[finding.severity.key] < least:
            hidden += 1
            continue
        if finding.is_known:  # a line each, below
            continue
        named = word if finding.is_open else f"accepted {word}"
        yield from gap(asked, finding, paint, named)
        yield ""
    known = [pair for pair in report.gaps if pair[1].is_known]
    for asked, finding in known:
        if _RANK[finding.severity.key] >= least:
            yield head(asked, finding, paint, f"known {word}")
    if known:
        yield ""
    if hidden:
        below = words.count(hidden, "gap")
        yield f"{below} below {min_severity} not shown; every number above and below counts them."
        yield ""


def _agenda(report: Report, paint: Paint) -> Iterator[str]:
    decisions = decisions_due(report)
    if decisions:
        yield paint("bold", "Decisions due")
        for item in decisions:
            yield f"  {item.place}: {item.text}"
        yield ""
    coming = due(report)
    if coming:
        yield paint("bold", "Overdue or due within 90 days")
        for entry in brief(coming):
            who = f" ({entry.who})" if entry.who else ""
            what = ", ".join(filter(None, (entry.what, entry.detail, entry.when)))
            yield f"  {entry.day}  {what}{who}"
        yield ""


def _tail(report: Report, paint: Paint) -> Iterator[str]:
    for path, rule in report.excluded:
        yield f"excluded: {path} ({rule})"
    yield words.ledger(report)
    if not report.is_complete:
        if report.is_provisional:
            yield f"{words.findings_ledger(report)} All of them are provisional."
        yield paint("red", f"Incomplete. {words.no_assessment(report)}")
        return
    yield words.findings_ledger(report)
    yield words.verdict(report)
    yield paint("red" if report.gate.is_failed else "bold", words.gate(report))
