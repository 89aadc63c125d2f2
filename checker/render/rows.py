"""One row for each finding, with the facts that sheets show of it; and for what is one no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from checker.render.json import render as canonical
from checker.render.report import ErrorView, Report
from checker.render.since import ChangeView
from checker.render.view import FindingView, FrameworkView, Reason, RequirementView
from checker.result.identity import document_id

# What stands in place of a status: of an error, and of what there was a finding of.
INCOMPLETE, REMOVED = "incomplete", "removed"
NO_ASSESSMENT = "No assessment was made"
NO_REASON = "No reason was recorded."


class Row(NamedTuple):
    """A finding with the requirement and the framework it is about, and what was known of it."""

    framework: FrameworkView
    asked: RequirementView
    finding: FindingView
    known: str = ""  # a key of KNOWN but `less`; nothing where nothing is to be said
    changes: tuple[ChangeView, ...] = ()

    @property
    def first(self) -> Reason | None:
        """The first reason of a facet that is asked for; else the first of any."""
        reasons = self.finding.reasons
        return next((reason for reason in reasons if reason.is_asked), next(iter(reasons), None))

    @property
    def place(self) -> str:
        """`file:line:column` of the first reason, or nothing."""
        return self.first.spot.text if self.first else ""

    @property
    def message(self) -> str:
        """What the first reason says, or nothing."""
        return self.first.message if self.first else ""

    @property
    def gap(self) -> str:
        """`open`, `accepted`, or nothing where there is no gap."""
        if not self.finding.is_gap:
            return ""
        return "open" if self.finding.is_open else "accepted"

    @property
    def asked_facets(self) -> tuple[str, ...]:
        """The facets that count."""
        return tuple(facet.name for facet in self.finding.facets if facet.is_asked)


class Gone(NamedTuple):
    """What an earlier assessment or a baseline has, and this one has no finding of."""

    ref: str
    scope: str
    known: str
    changes: tuple[ChangeView, ...]


Key = tuple[str, str]  # reference of a requirement, scope


def rows(report: Report) -> Iterator[Row]:
    """Every finding, framework after framework."""
    changes, worse, fixed = _changes(report), _worse(report), _fixed(report)
    for framework in report.frameworks:
        for asked, finding in framework.findings:
            key = (asked.ref, finding.scope.text)
            if not report.known:
                known = ""
            elif finding.is_open:
                known = "known" if finding.is_known else "worse" if key in worse else "new"
            else:
                known = "fixed" if key in fixed else ""
            yield Row(framework, asked, finding, known, changes.get(key, ()))


def gone(report: Report) -> Iterator[Gone]:
    """What has no finding any more, the gravest change first; where it was known, it is fixed."""
    changes, fixed = _changes(report), _fixed(report)
    there = {(asked.ref, finding.scope.text) for asked, finding in report.findings}
    for key in dict.fromkeys((*changes, *fixed)):
        if key not in there:
            yield Gone(*key, "fixed" if key in fixed else "", changes.get(key, ()))


def _changes(report: Report) -> dict[Key, tuple[ChangeView, ...]]:
    found: dict[Key, tuple[ChangeView, ...]] = {}
    for change in report.since.changes if report.since else ():
        key = (change.ref, change.scope)
        found[key] = (*found.get(key, ()), change)
    return found


def _worse(report: Report) -> frozenset[Key]:
    worse = report.known.worse if report.known else ()
    return frozenset((one.ref, one.scope) for one in worse)


def _fixed(report: Report) -> dict[Key, None]:
    """What was known and of which no gap is left, in the order of the baseline."""
    fixed = report.known.fixed if report.known else ()
    return {(one.ref, one.scope): None for one in fixed if one.is_whole}


def named(result: Mapping[str, Any]) -> str:
    """The id that every document made of this record carries."""
    return document_id(sha256(canonical(result)).hexdigest())


def sentence(error: ErrorView) -> str:
    """`code: message; hint` of an error."""
    hint = f"; {error.hint}" if error.hint else ""
    return f"{error.code}: {error.message}{hint}"
