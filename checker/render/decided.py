"""The register of decisions in full: what each one changes, and its worksheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from checker.render.looks import Look
from checker.render.report import Report
from checker.render.view import DecisionView, FindingView, Link, RequirementView
from checker.render.worksheet import Worksheet, worksheet

Pair = tuple[RequirementView, FindingView]


class Effect(NamedTuple):
    """A finding that a decision names: its result without any decision, and with those in date."""

    name: Link
    scope: str
    before: Look
    after: Look
    is_accepted: bool
    is_by_part: bool = False  # named is a part of it

    @property
    def is_changed(self) -> bool:
        """Whether decisions give it another status."""
        return self.before.key != self.after.key


class Entry(NamedTuple):
    """A decision of the register; `unassessed` are those it names that no finding answers."""

    decision: DecisionView
    worksheet: Worksheet
    effects: tuple[Effect, ...]
    unassessed: tuple[tuple[Link, str], ...]


def register(report: Report) -> tuple[Entry, ...]:
    """Every decision with what it changes, in the order of the record."""
    found = {
        (asked.anchor, finding.scope.text): (asked, finding) for asked, finding in report.findings
    }
    through = _through_parts(report.findings)
    return tuple(_entry(decision, found, through[decision.id]) for decision in report.decisions)


def _entry(
    decision: DecisionView, found: Mapping[tuple[str, str], Pair], through: Iterable[Pair]
) -> Entry:
    effects, unassessed = [], []
    for name in decision.requirements:
        for scope in decision.scopes:
            pair = found.get((name.anchor, scope))
            if pair:
                effects.append(_effect(decision, pair))
            else:
                unassessed.append((name, scope))
    named = {effect.name.anchor for effect in effects}
    effects += [
        _effect(decision, pair)._replace(is_by_part=True)
        for pair in through
        if pair[1].anchor not in named
    ]
    sheet = worksheet(decision.type, decision.reason, decision.details)
    return Entry(decision, sheet, tuple(effects), tuple(unassessed))


def _effect(decision: DecisionView, pair: Pair) -> Effect:
    asked, finding = pair
    return Effect(
        name=Link(asked.ref, finding.anchor),
        scope=finding.scope.text,
        before=finding.underlying,
        after=finding.look,
        is_accepted=finding.is_accepted and decision.id in {d.id for d in finding.decisions},
    )


def _through_parts(findings: Iterable[Pair]) -> defaultdict[str, list[Pair]]:
    """By decision, findings that have another status because a part of them has."""
    pairs = tuple(findings)
    parts = {(asked.ref, finding.scope.text): finding for asked, finding in pairs}
    through: defaultdict[str, list[Pair]] = defaultdict(list)
    for asked, finding in pairs:
        if finding.underlying.key == finding.look.key:
            continue
        framework = asked.ref.removesuffix(asked.id)
        for id_ in asked.parts:
            part = parts.get((f"{framework}{id_}", finding.scope.text))
            if part and part.underlying.key != part.look.key:
                for decision in part.decisions:
                    if (asked, finding) not in through[decision.id]:
                        through[decision.id].append((asked, finding))
    return through
