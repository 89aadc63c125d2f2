"""The gap matrix: one set of findings by section, by facet, by control, by function of NIST CSF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checker.render.findings import cells_of
from checker.render.looks import CONTROLS, FUNCTIONS, LETTERS, Look
from checker.render.report import Report
from checker.render.view import (
    Cell,
    ControlView,
    FindingView,
    FrameworkView,
    RequirementView,
    SectionView,
)
from checker.render.words import count

# More findings than this are shown one by one only when asked for.
SHORT = 60
TOP = 10

Pair = tuple[RequirementView, FindingView]


class Sections(NamedTuple):
    """A framework by section; `empty` counts the sections without a finding, which are no rows."""

    framework: FrameworkView
    rows: tuple[SectionView, ...]
    empty: int


class FacetRow(NamedTuple):
    """One finding: `marks` are classes that say the tone of each cell behind the first."""

    asked: RequirementView
    finding: FindingView
    marks: str


class Facets(NamedTuple):
    """A framework in one scope, finding by finding, in tables of a bounded size."""

    framework: FrameworkView
    scope: str
    title: str
    cells: tuple[Cell, ...]
    tables: tuple[tuple[FacetRow, ...], ...]

    @property
    def total(self) -> int:
        """All its findings."""
        return sum(cell.count for cell in self.cells)


class Reading(NamedTuple):
    """What the findings of one framework that read a control came to."""

    look: Look
    text: str
    anchor: str


class ControlRow(NamedTuple):
    """A control by framework; None where no requirement of the framework reads it."""

    control: ControlView
    cells: tuple[Reading | None, ...]
    gaps: int
    spread: int  # frameworks with a gap among those who read it

    @property
    def name(self) -> str:
        """The id within its domain, under whose name it stands."""
        return self.control.id.removeprefix(f"{self.control.domain.replace(' ', '_')}.")


class Group(NamedTuple):
    """Controls of one domain."""

    domain: str
    rows: tuple[ControlRow, ...]


class Controls(NamedTuple):
    """The controls behind most gaps, and all of them in tables of a bounded size."""

    frameworks: tuple[FrameworkView, ...]
    top: tuple[ControlRow, ...]
    tables: tuple[tuple[Group, ...], ...]
    total: int


class Function(NamedTuple):
    """A function of NIST CSF 2.0; a finding counts in each function its controls serve."""

    code: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """All findings of the function."""
        return sum(cell.count for cell in self.cells)


class Matrix(NamedTuple):
    """One set of findings in four groupings."""

    sections: tuple[Sections, ...]
    facets: tuple[Facets, ...]
    controls: Controls
    functions: tuple[Function, ...]
    everything: Function

    @property
    def is_short(self) -> bool:
        """Whether the findings one by one are few enough to be shown unasked."""
        return self.everything.total <= SHORT


def matrix(report: Report, most: int) -> Matrix:
    """The gap matrix of a report, in tables of at most `most` rows."""
    return Matrix(
        sections=tuple(_sections(framework) for framework in report.frameworks),
        facets=tuple(
            found for framework in report.frameworks for found in _facets(framework, report, most)
        ),
        controls=_controls(report, most),
        functions=_functions(report),
        everything=_function("", "All findings, each once", report.findings),
    )


def _sections(framework: FrameworkView) -> Sections:
    rows = tuple(section for section in framework.sections if section.total)
    return Sections(framework, rows, len(framework.sections) - len(rows))


def _facets(framework: FrameworkView, report: Report, most: int) -> Iterable[Facets]:
    titles = {scope.id: scope.title for scope in report.scopes}
    by_scope: dict[str, list[Pair]] = defaultdict(list)
    for pair in framework.findings:
        by_scope[pair[1].scope.text].append(pair)
    for scope, pairs in by_scope.items():
        rows = [FacetRow(asked, finding, _marks(finding)) for asked, finding in pairs]
        yield Facets(
            framework=framework,
            scope=scope,
            title=titles.get(scope, ""),
            cells=cells_of(finding for _, finding in pairs),
            tables=tuple(tuple(rows[at : at + most]) for at in range(0, len(rows), most)),
        )


def _marks(finding: FindingView) -> str:
    """A class for each cell: the letter of its tone, a capital where it is not asked, its place.

    A finding that does not apply has one cell for all facets.
    """
    status = f"{LETTERS[finding.look.tone]}4"
    if finding.look.key == "not_applicable":
        return f"{LETTERS['none'].upper()}1 {status}"
    letters = [
        LETTERS[facet.look.tone] if facet.is_asked else LETTERS[facet.look.tone].upper()
        for facet in finding.facets
    ]
    return " ".join((*(f"{letter}{at}" for at, letter in enumerate(letters, start=1)), status))


def _controls(report: Report, most: int) -> Controls:
    readers: dict[tuple[str, str], list[FindingView]] = defaultdict(list)
    for framework in report.frameworks:
        for asked, finding in framework.findings:
            for name in dict.fromkeys(asked.controls):
                readers[name, framework.id].append(finding)
    rows = [_control(control, report.frameworks, readers) for control in report.controls]
    behind = sorted(
        (row for row in rows if row.gaps), key=lambda row: (-row.gaps, -row.spread, row.control.id)
    )
    domains: dict[str, list[ControlRow]] = defaultdict(list)
    for row in rows:
        domains[row.control.domain].append(row)
    return Controls(report.frameworks, tuple(behind[:TOP]), _tables(domains, most), len(rows))


def _control(
    control: ControlView,
    frameworks: Sequence[FrameworkView],
    readers: Mapping[tuple[str, str], list[FindingView]],
) -> ControlRow:
    found = [readers.get((control.id, framework.id), []) for framework in frameworks]
    gaps = [sum(finding.is_gap for finding in findings) for findings in found]
    return ControlRow(
        control=control,
        cells=tuple(_reading(findings) if findings else None for findings in found),
        gaps=sum(gaps),
        spread=sum(number > 0 for number in gaps),
    )


def _reading(findings: Sequence[FindingView]) -> Reading:
    """The gaps among the findings that apply; the link leads to the first, an open one if any."""
    applicable = [finding for finding in findings if finding.look.key != "not_applicable"]
    gaps = [finding for finding in applicable if finding.is_gap]
    still_open = [finding for finding in gaps if finding.is_open]
    if not applicable:
        look = CONTROLS["not_applicable"]
        return Reading(look, look.word, findings[0].anchor)
    if not gaps:
        return Reading(CONTROLS["none"], f"no gap of {len(applicable):,}", applicable[0].anchor)
    if not still_open:
        text = f"{count(len(gaps), 'accepted gap')} of {len(applicable):,}"
        return Reading(CONTROLS["accepted"], text, gaps[0].anchor)
    text = f"{count(len(gaps), 'gap')} of {len(applicable):,}"
    return Reading(CONTROLS["open"], text, still_open[0].anchor)


def _tables(
    domains: Mapping[str, Sequence[ControlRow]], most: int
) -> tuple[tuple[Group, ...], ...]:
    """Tables of at most `most` rows, a heading for each domain among them.

    A domain is split only where it is longer than a whole table.
    """
    tables: list[list[Group]] = []
    room = 0
    for domain, members in domains.items():
        left = list(members)
        while left:
            if room < min(len(left), most - 1) + 1:
                tables.append([])
                room = most
            part, left = left[: room - 1], left[room - 1 :]
            tables[-1].append(Group(domain, tuple(part)))
            room -= len(part) + 1
    return tuple(tuple(groups) for groups in tables)


def _functions(report: Report) -> tuple[Function, ...]:
    """The six functions, and a last row for what names none of them, where there is any."""
    by_code: dict[str, list[Pair]] = defaultdict(list)
    for asked, finding in report.findings:
        codes = {code.partition(".")[0] for code in asked.nist_csf} & FUNCTIONS.keys()
        for code in codes or {""}:
            by_code[code].append((asked, finding))
    rows = [_function(code, title, by_code[code]) for code, title in FUNCTIONS.items()]
    if by_code[""]:
        rows.append(_function("", "No function", by_code[""]))
    return tuple(rows)


def _function(code: str, title: str, pairs: Iterable[Pair]) -> Function:
    return Function(code, title, cells_of(finding for _, finding in pairs))
