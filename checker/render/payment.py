"""What the reports of PCI DSS ask for and the record holds: environment, summary, alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checker.render.forms import ScopeFacts, named
from checker.render.looks import STATUSES
from checker.render.view import DecisionView, FindingView, FrameworkView, Link, RequirementView
from checker.render.words import partial

PCI_DSS = "pci_dss"
Pair = tuple[RequirementView, FindingView]


class Row(NamedTuple):
    """Findings of one principal requirement by what a report calls them; total is their sum."""

    name: str
    in_place: int
    with_control: int  # in place with a compensating control
    customized: int
    not_in_place: int
    not_applicable: int
    not_tested: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self[1:])


class Payment(NamedTuple):
    """The fields of the reports; `partial` says why the assessment is not of everything."""

    framework: FrameworkView
    scopes: tuple[ScopeFacts, ...]
    partial: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    labels: tuple[str, ...]  # of the columns of a row
    with_control: tuple[tuple[Link, DecisionView], ...]
    customized: tuple[tuple[Link, DecisionView], ...]
    excepted: tuple[tuple[Link, DecisionView], ...]


def payment(frameworks: Sequence[FrameworkView], scopes: tuple[ScopeFacts, ...]) -> Payment | None:
    """The fields of the reports; None where PCI DSS is not in the record."""
    framework = next((one for one in frameworks if one.id == PCI_DSS), None)
    if framework is None:
        return None
    left = [one.scope.text for one in scopes if not one.is_assessed]
    reasons = [partial(framework), *(f"scope {name} was not assessed" for name in left)]
    rows = _rows(framework, scopes)
    return Payment(
        framework=framework,
        scopes=scopes,
        partial=tuple(filter(None, reasons)),
        rows=rows,
        total=Row("All", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))),
        labels=_labels(framework),
        with_control=_decided(framework, "compensating_control"),
        customized=_decided(framework, "customized_approach"),
        excepted=_decided(framework, "legal_exception"),
    )


def _labels(framework: FrameworkView) -> tuple[str, ...]:
    """What the framework's own reports call the columns; ours where it has no label."""
    own = {look.key: label for look, label in framework.labels}
    in_place, lacking, out = (
        own.get(key, STATUSES[key].word) for key in ("satisfied", "not_satisfied", "not_applicable")
    )
    ways = (f"{in_place} with compensating control", f"{in_place} by customised approach")
    return in_place, *ways, lacking, out, "Not Tested"


def _decided(framework: FrameworkView, type_: str) -> tuple[tuple[Link, DecisionView], ...]:
    """Findings that a decision of the type in date covers, with the decision."""
    return tuple(
        (named(asked, finding, asked.id), decision)
        for asked, finding in framework.findings
        for decision in finding.decisions
        if decision.type == type_
    )


def _rows(framework: FrameworkView, scopes: Sequence[ScopeFacts]) -> tuple[Row, ...]:
    """A row for each principal requirement, those not written or not assessed included."""
    titles: dict[str, str] = {}
    pairs: dict[str, list[Pair]] = {}
    written: dict[str, int] = {}
    for section in framework.sections:
        for asked in section.requirements:
            chapter = _chapter(asked.id)
            titles.setdefault(chapter, section.title)
            written[chapter] = written.get(chapter, 0) + 1
            pairs.setdefault(chapter, []).extend((asked, one) for one in asked.findings)
    pending = [_chapter(id_) for id_ in framework.pending]
    unassessed = sum(not one.is_assessed for one in scopes)
    everywhere = max(len(scopes), 1)
    return tuple(
        _row(
            titles.get(chapter, _unwritten(chapter)),
            pairs.get(chapter, ()),
            pending.count(chapter) * everywhere + written.get(chapter, 0) * unassessed,
        )
        for chapter in sorted({*titles, *pending}, key=_order)
    )


def _row(name: str, pairs: Sequence[Pair], not_tested: int) -> Row:
    statuses = [finding.look.key for _, finding in pairs]
    alternatives = [f for _, f in pairs if f.look.key == "satisfied_by_alternative"]
    with_control = sum(
        any(decision.type == "compensating_control" for decision in finding.decisions)
        for finding in alternatives
    )
    return Row(
        name=name,
        in_place=statuses.count("satisfied"),
        with_control=with_control,
        customized=len(alternatives) - with_control,
        not_in_place=sum(finding.is_gap for _, finding in pairs),
        not_applicable=statuses.count("not_applicable"),
        not_tested=not_tested,
    )


def _chapter(id_: str) -> str:
    """The principal requirement an id belongs to: 8 for 8.3.6, A1 for A1.1.2."""
    return id_.partition(".")[0]


def _unwritten(chapter: str) -> str:
    return f"{'Appendix' if chapter.startswith('A') else 'Requirement'} {chapter}"


def _order(chapter: str) -> tuple[bool, int, str]:
    """Numbers before appendices, in their order."""
    is_number = chapter.isascii() and chapter.isdigit() and len(chapter) <= 4
    return not is_number, int(chapter) if is_number else 0, chapter
