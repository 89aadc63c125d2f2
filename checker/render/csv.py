"""The findings as one table in CSV, for programs: RFC 4180, UTF-8 without a byte order mark.

Every cell goes through `cell`: spreadsheets open such files too, and take some texts for formulas.
A run that is not complete gives its errors as rows whose status is `incomplete`, and no finding.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Any, NamedTuple

from checker.render.looks import STATUSES
from checker.render.reading import read
from checker.render.report import Report
from checker.render.rows import (
    INCOMPLETE,
    NO_ASSESSMENT,
    NO_REASON,
    REMOVED,
    Gone,
    Row,
    gone,
    named,
    rows,
    sentence,
)
from checker.render.since import ChangeView

# What a spreadsheet takes for the start of a formula: at the start of a cell, behind quotes and
# blanks, and behind a semicolon, which parts cells where a comma is the decimal sign. Tabs and line
# breaks are gone by then. `::` at the start of a line is a command to CI runners that read the log.
_FORMULA = re.compile(r"(?:^|(?<=;))(?=[\s'\"]*[=+\-@＝＋－＠])|^(?=\s*::)")
_END = "\r\n"


class Column(NamedTuple):
    """One column: its name, which never changes, what it holds, and how that is had from a row.

    What is the same in every row is had from the report as a whole (`_shared`).
    """

    name: str
    about: str
    of: Callable[[Row], str] | None = None


def _facet(name: str) -> Column:
    def state(row: Row) -> str:
        return next(facet.look.key for facet in row.finding.facets if facet.name == name)

    return Column(name, "Facet: `holds`, `fails` or `silent`.", state)


# Names are stable: new columns are added at the end.
COLUMNS: tuple[Column, ...] = (
    Column("framework", "Id of the framework.", lambda row: row.framework.id),
    Column("requirement", "Id as the framework prints it.", lambda row: row.asked.id),
    Column("title", "Title of the requirement.", lambda row: row.asked.title),
    Column("scope", "Id of the scope.", lambda row: row.finding.scope.text),
    Column(
        "status",
        "One of the six statuses; `incomplete` for an error of a run without an assessment; "
        "`removed` for what is no finding any more, and was one.",
        lambda row: row.finding.look.key,
    ),
    Column("label", "The framework's own word for the status.", lambda row: row.finding.label),
    Column(
        "severity",
        "`critical`, `high`, `medium` or `low`.",
        lambda row: row.finding.severity.key,
    ),
    _facet("documented"),
    _facet("implemented"),
    _facet("evidenced"),
    Column("asked", "The facets that count.", lambda row: " ".join(row.asked_facets)),
    Column("gap", "`open`, `accepted`, or empty where there is none.", lambda row: row.gap),
    Column("owner", "Who answers for it: name and role.", lambda row: row.finding.owner),
    Column("target", "The day a claim names for closing it.", lambda row: row.finding.target),
    Column(
        "effort_days",
        "Estimated days of work to close it; a decimal point, no thousands.",
        lambda row: plain(row.asked.effort_days),
    ),
    Column("place", "`file:line:column` of the first reason.", lambda row: row.place),
    Column("message", "What the first reason says.", lambda row: row.message),
    Column(
        "decisions",
        "Ids of the decisions about it.",
        lambda row: " ".join(decision.id for decision in row.finding.decisions),
    ),
    Column(
        "evidence",
        "References into the evidence index.",
        lambda row: " ".join(item.ref for item in row.finding.evidence),
    ),
    Column("citation", "Where the framework says it.", lambda row: row.asked.citation),
    Column("version", "Version of the framework.", lambda row: row.framework.version),
    Column(
        "written",
        "How many requirements of the framework are written, of how many there are; the rest was "
        "not assessed.",
        lambda row: f"{row.framework.written} of {row.framework.of}",
    ),
    # The same in every row, so that rows of several files can stand in one table.
    Column("as_of", "The day of assessment."),
    Column("document", "The id of the record that the row is from."),
    Column(
        "ref",
        "Framework and requirement as commands take them; no spreadsheet takes it for a date.",
        lambda row: row.asked.ref,
    ),
    Column("known_from", "What gaps are known from: a baseline or a git revision, or empty."),
    Column(
        "known",
        "`new`, `worse` or `known` for an open gap, `fixed` for what was known and is no gap; else "
        "empty, and so where `known_from` is.",
        lambda row: row.known,
    ),
    Column("previous", "The document id of the earlier assessment, or empty."),
    Column("since", "The day of the earlier assessment, or empty."),
    Column(
        "change",
        "What became of the finding since: `new_gap`, `closed` and so on, as in `result.json`; "
        "empty where nothing did, and where `previous` is.",
        lambda row: _kinds(row.changes),
    ),
    Column(
        "before",
        "Its status then; empty where none changed or there was no finding.",
        lambda row: _before(row.changes),
    ),
    Column(
        "causes",
        "What differs and may be behind the change, with places; `; ` stands between.",
        lambda row: _causes(row.changes),
    ),
)
NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)


def render(result: Mapping[str, Any]) -> bytes:
    """`result` as CSV with a header; lists are names with a blank between them."""
    report = read(result)
    shared = _shared(report, named(result))
    stream = StringIO()
    writer = csv.writer(stream, lineterminator=_END, strict=True)
    writer.writerow(NAMES)
    for held in _lines(report):
        writer.writerow([cell((held | shared).get(name, "")) for name in NAMES])
    return stream.getvalue().encode()


def _shared(report: Report, document: str) -> dict[str, str]:
    return {
        "as_of": report.as_of,
        "document": document,
        "known_from": report.known.source if report.known else "",
        "previous": report.since.document_id if report.since else "",
        "since": report.since.as_of if report.since else "",
    }


def _lines(report: Report) -> Iterator[dict[str, str]]:
    if report.is_complete:
        for row in rows(report):
            yield {column.name: column.of(row) for column in COLUMNS if column.of}
        yield from map(_gone, gone(report))
    else:
        yield from _errors(report)


def _gone(one: Gone) -> dict[str, str]:
    framework, _, requirement = one.ref.partition(":")
    last = one.changes[-1] if one.changes else None
    return {
        "framework": framework,
        "requirement": requirement,
        "title": last.title if last else "",
        "scope": one.scope,
        "status": REMOVED,
        "severity": last.severity.key if last else "",
        "ref": one.ref,
        "known": one.known,
        "change": _kinds(one.changes),
        "before": _before(one.changes),
        "causes": _causes(one.changes),
    }


def _kinds(changes: Iterable[ChangeView]) -> str:
    return " ".join(change.look.key for change in changes)


def _before(changes: Iterable[ChangeView]) -> str:
    return next((change.before.key for change in changes if change.before), "")


def _causes(changes: Iterable[ChangeView]) -> str:
    """Those of every change of one finding; one that is behind two of them, once."""
    told = (cause.told for change in changes for cause in change.causes)
    return "; ".join(dict.fromkeys(told))


def _errors(report: Report) -> Iterator[dict[str, str]]:
    told = [(error.spot.text, sentence(error)) for error in report.errors] or [("", NO_REASON)]
    for place, message in told:
        yield {"status": INCOMPLETE, "label": NO_ASSESSMENT, "place": place, "message": message}


def cell(text: str) -> str:
    """Neutral `text` with `'` before whatever a spreadsheet would take for a formula."""
    return _FORMULA.sub("'", text)


def plain(number: float) -> str:
    """`3`, `2.5`, `1200`."""
    return repr(int(number) if number == int(number) else float(number))


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many rows there are by framework and status: findings, and what is none any more.

    Raises `ValueError` when the file is torn, has other columns, or a row says both or neither of
    finding and error.
    """
    text = data.decode()
    if not text.endswith(_END):
        raise ValueError("the last line has no end")
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    usual = csv.field_size_limit(len(data))  # no cell is longer than the file
    try:
        header, *lines = reader
    except csv.Error as error:
        raise ValueError(str(error)) from error
    finally:
        csv.field_size_limit(usual)
    if tuple(header) != NAMES or any(len(line) != len(NAMES) for line in lines):
        raise ValueError("the columns are not those of a table of findings")
    framework, status = NAMES.index("framework"), NAMES.index("status")
    found = Counter((line[framework], line[status]) for line in lines)
    errors = found.pop(("", INCOMPLETE), 0)
    if bool(errors) == bool(found) or any(key not in {*STATUSES, REMOVED} for _, key in found):
        raise ValueError("a row is neither a finding nor an error, or there are both")
    return found


def expected(result: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """What `counts` finds in the whole bytes of `result`, by the counts that it states."""
    report = read(result)
    found: Counter[tuple[str, str]] = Counter()
    if report.is_complete:
        for framework in report.frameworks:
            found.update({(framework.id, cell.look.key): cell.count for cell in framework.cells})
        found.update((one.ref.partition(":")[0], REMOVED) for one in gone(report))
    return found
