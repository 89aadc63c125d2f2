"""What does not apply, and why: one row for all requirements that one line rules out."""

from __future__ import annotations

from typing import NamedTuple

from checker.render.report import Report
from checker.render.view import DecisionView, FindingView, FrameworkView, Link, Reason

# Kind of observation -> what decided, in words; any other kind is shown by its own name.
WORDS = {
    "profile": "stated facts",
    "register": "register",
    "date": "dates in force",
}


class Ruling(NamedTuple):
    """What one cause rules out in one scope."""

    by: str
    reasons: tuple[Reason, ...]
    scope: Link
    requirements: tuple[Link, ...]


class Declared(NamedTuple):
    """A requirement that a decision declares not applicable."""

    requirement: Link
    finding: FindingView
    decision: DecisionView


class Exclusions(NamedTuple):
    """Everything of one framework that does not apply."""

    framework: FrameworkView
    total: int
    rulings: tuple[Ruling, ...]
    declared: tuple[Declared, ...]


def exclusions(report: Report) -> tuple[Exclusions, ...]:
    """For each framework with anything not applicable: by what, in the order of the findings."""
    found = (_exclusions(framework) for framework in report.frameworks)
    return tuple(one for one in found if one.total)


def _exclusions(framework: FrameworkView) -> Exclusions:
    grouped: dict[tuple[tuple[Reason, ...], Link], list[Link]] = {}
    declared = []
    total = 0
    for asked, finding in framework.findings:
        if finding.look.key != "not_applicable":
            continue
        total += 1
        link = Link(asked.id, finding.anchor)
        decisions = [d for d in finding.decisions if d.type == "not_applicable"]
        declared += [Declared(link, finding, decision) for decision in decisions]
        if not decisions:
            # The same line decides, whichever facets a requirement asks for.
            reasons = tuple(r._replace(facets=(), is_asked=False) for r in finding.reasons)
            grouped.setdefault((reasons, finding.scope), []).append(link)
    rulings = tuple(
        Ruling(_by(reasons), reasons, scope, tuple(links))
        for (reasons, scope), links in grouped.items()
    )
    return Exclusions(framework, total, rulings, tuple(declared))


def _by(reasons: tuple[Reason, ...]) -> str:
    kinds = dict.fromkeys(WORDS.get(reason.kind, reason.kind) for reason in reasons)
    return ", ".join(kinds) or "no reason is on record"
