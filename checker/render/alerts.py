"""Turn the open gaps of a report into alerts: what tools show beside a line, known again later."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from checker.render.looks import SEVERITIES
from checker.render.place import Spot
from checker.render.report import Report
from checker.render.view import FindingView, FrameworkView, Reason, RequirementView
from checker.text import visible

_RANK = {name: rank for rank, name in enumerate(SEVERITIES)}
_LONGEST = 1_000
# How a severity is called where three levels are known: SARIF, and with other words in a CI log.
LEVELS: Mapping[str, str] = MappingProxyType(
    {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
)


class Alert(NamedTuple):
    """One reason of an open gap, at its place; `fingerprint` holds no line number."""

    framework: FrameworkView
    asked: RequirementView
    finding: FindingView
    message: str
    spot: Spot
    related: tuple[Spot, ...]
    fingerprint: str
    since: str  # what the reason is to what was known; nothing where nothing was compared

    @property
    def severity(self) -> str:
        """The key of its severity."""
        return self.finding.severity.key


def alerts(report: Report) -> tuple[Alert, ...]:
    """Every reason of every open gap: known ones last, the most severe first, framework order."""
    found = [
        alert
        for framework in report.frameworks
        for asked, finding in framework.findings
        if finding.is_open
        for alert in _of(framework, asked, finding, report)
    ]
    return tuple(sorted(found, key=lambda alert: (alert.since == "known", _RANK[alert.severity])))


def reasons(finding: FindingView) -> tuple[Reason, ...]:
    """The reasons that make a gap one: those of facets asked for, or all where none has one.

    Those beyond what was known of the gap come first, and are shown in any case: a decision that
    lapsed may speak of a facet that is not asked for. Remarks on facets that hold come last, so
    that a gap stands where it is one.
    """
    holding = {facet.name for facet in finding.facets if facet.look.key == "holds"}
    is_worse = any(reason.since != "new" for reason in finding.reasons)
    shown = [one for one in finding.reasons if one.is_asked or (is_worse and one.is_news)]
    if not shown or finding.look.key == "not_attested":
        shown = list(finding.reasons)
    return tuple(sorted(shown, key=lambda one: (not one.is_news, holding.issuperset(one.facets))))


def spot_of(finding: FindingView, report: Report) -> Spot:
    """Where a gap is shown: at its first reason, or at the scope that brings it into play."""
    found = reasons(finding)
    if found:
        return found[0].spot
    for scope in report.scopes:
        if scope.id == finding.scope.text:
            return scope.spot
    return Spot(report.inputs[0][0] if report.inputs else "organization.yaml", 1, 1)


def open_gaps(result: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """How many open gaps a record holds by framework and status."""
    return Counter((row["framework"], row["status"]) for row in result["findings"] if row["open"])


def below(prefix: str, file: str) -> str:
    """The path of a file of the workspace in the repository that the workspace lies in.

    `.` is the workspace itself: what is wrong with a revision has no file.
    """
    if file == ".":
        return prefix or file
    return f"{prefix}/{file}" if prefix else file


def _of(
    framework: FrameworkView, asked: RequirementView, finding: FindingView, report: Report
) -> Iterator[Alert]:
    given = reasons(finding) or (_bare(finding, report),)
    seen: Counter[tuple[str, ...]] = Counter()
    for reason in given:
        key = (
            *(framework.id, asked.id, finding.scope.text),
            *(",".join(reason.facets), reason.kind, reason.thing or reason.spot.file),
        )
        seen[key] += 1
        yield Alert(
            framework=framework,
            asked=asked,
            finding=finding,
            message=visible(reason.message, _LONGEST),
            spot=reason.spot,
            related=reason.related,
            fingerprint=fingerprint(*key, str(seen[key])),
            since=reason.since,
        )


def _bare(finding: FindingView, report: Report) -> Reason:
    """What stands for the reasons of a gap that has none; such a gap is never known."""
    since = "new" if report.known else ""
    return Reason(("",), "gap", finding.look.word, spot_of(finding, report), (), True, since=since)


def fingerprint(*parts: str) -> str:
    """A name for what `parts` name together; the last tells apart what has all others in common."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
