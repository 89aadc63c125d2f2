"""One row for each finding, with the facts that sheets show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from checker.render.json import render as canonical
from checker.render.report import ErrorView, Report
from checker.render.view import FindingView, FrameworkView, Reason, RequirementView
from checker.result.identity import document_id

INCOMPLETE = "incomplete"
NO_ASSESSMENT = "No assessment was made"
NO_REASON = "No reason was recorded."


class Row(NamedTuple):
    """A finding with the requirement and the framework it is about."""

    framework: FrameworkView
    asked: RequirementView
    finding: FindingView

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


def rows(report: Report) -> Iterator[Row]:
    """Every finding, framework after framework."""
    for framework in report.frameworks:
        for asked, finding in framework.findings:
            yield Row(framework, asked, finding)


def named(result: Mapping[str, Any]) -> str:
    """The id that every document made of this record carries."""
    return document_id(sha256(canonical(result)).hexdigest())


def sentence(error: ErrorView) -> str:
    """`code: message; hint` of an error."""
    hint = f"; {error.hint}" if error.hint else ""
    return f"{error.code}: {error.message}{hint}"
