"""What a report asks of management: decisions needed now, and what falls due next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from checker.render.looks import ACCEPTING
from checker.render.report import Report
from checker.render.view import EvidenceView, FindingView, RequirementView
from checker.render.words import count

HORIZON_DAYS = 90
# How long before its end a decision is put before management again.
NOTICE_DAYS = 30
# What can lapse, in the order of the timeline.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "attestation": "Attestations",
        "evidence": "Evidence",
        "policy": "Policy reviews",
        "register": "Register reviews",
        "decision": "Decisions",
    }
)
# Files of one day that a line names before it counts the others.
_NAMED = 2


Pair = tuple[RequirementView, FindingView]


class Item(NamedTuple):
    """Something that needs a decision: a sentence, where to read on, a place for the terminal."""

    text: str
    anchor: str
    place: str = ""


class Due(NamedTuple):
    """What ends or must be reviewed on a day; `days` counts from the day of assessment.

    `kind` is one of `KINDS`, `name` what the sentence `what` is about, `detail` what hangs on it.
    """

    day: str
    days: int
    kind: str
    name: str
    what: str
    who: str
    anchor: str
    detail: str = ""

    @property
    def when(self) -> str:
        """`in 12 days`, `today`, `12 days ago`."""
        if self.days == 0:
            return "today"
        distance = count(abs(self.days), "day")
        return f"in {distance}" if self.days > 0 else f"{distance} ago"


def needed(report: Report) -> tuple[Item, ...]:
    """Decisions needed now, the gravest first."""
    return (*_gaps_to_decide(report), *decisions_due(report))


def decisions_due(report: Report) -> tuple[Item, ...]:
    """Decisions that do nothing although written, and those that end within thirty days."""
    found = []
    for decision in report.decisions:
        what = f"{decision.type_word} {decision.id}"
        left = _days(report.as_of, decision.expires)
        match decision.look.key:
            case "expired":
                text = f"{what} expired on {decision.expires}: close the gap or decide again"
            case "refused":
                text = f"{what} was refused and covers nothing: correct or withdraw it"
            case "unused":
                text = f"{what} covers no gap: withdraw it"
            case "active" if left is not None and left <= NOTICE_DAYS:
                ending = f"ends on {decision.expires}, in {count(left, 'day')}"
                text = f"{what} {ending}: close what it covers or decide again"
            case _:
                continue
        found.append(Item(text, decision.anchor, decision.spot.text))
    return tuple(found)


def _gaps_to_decide(report: Report) -> Iterator[Item]:
    still_open = [(asked, finding) for asked, finding in report.gaps if finding.is_open]
    for level in ("critical", "high"):
        of_level = [pair for pair in still_open if pair[1].severity.key == level]
        if of_level:
            names = ", ".join(asked.ref for asked, _ in of_level[:5])
            more = f" and {len(of_level) - 5} more" if len(of_level) > 5 else ""
            what = f"{count(len(of_level), f'{level} gap')} open"
            yield Item(f"{what}: close by a date or accept ({names}{more})", of_level[0][1].anchor)
    orphans = [finding for _, finding in still_open if not finding.owner]
    if orphans:
        yield Item(f"{count(len(orphans), 'open gap')} without an owner: name one", "gaps")


def lapses(report: Report) -> tuple[Due, ...]:
    """Everything that ends or must be reviewed, and what is overdue, by day."""
    found = (
        *_policies(report),
        *_attestations(report),
        *_evidence(report),
        *_decisions(report),
    )
    return tuple(sorted(found, key=lambda item: (item.day, item.what)))


def soon(items: Iterable[Due]) -> tuple[Due, ...]:
    """What is overdue or falls due within ninety days."""
    return tuple(item for item in items if item.days <= HORIZON_DAYS)


def due(report: Report) -> tuple[Due, ...]:
    """What is overdue, then what falls due within ninety days, by day."""
    return soon(lapses(report))


def brief(items: Iterable[Due]) -> Iterator[Due]:
    """`items` in the same order of days, the evidence of one day as one line."""
    for _, of_day in groupby(items, key=lambda item: item.day):
        same = list(of_day)
        files = [item for item in same if item.kind == "evidence"]
        yield from (item for item in same if item.kind != "evidence" or len(files) == 1)
        if len(files) > 1:
            names = ", ".join(item.name for item in files[:_NAMED])
            more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
            who = _people(item.who for item in files)
            what = f"{count(len(files), 'file')} of evidence lapse: {names}{more}"
            yield files[0]._replace(what=what, who=who, detail="")


def _policies(report: Report) -> Iterator[Due]:
    for policy in report.policies:
        what = f"Review of {policy.id}, {policy.title}"
        due_on = Due(policy.review_due, 0, "policy", policy.id, what, policy.owner, policy.anchor)
        yield from _dated(report, due_on)


def _attestations(report: Report) -> Iterator[Due]:
    renewed = {
        control
        for claim in report.attestations
        if claim.look.key == "in_date"
        for control in claim.controls
    }
    for claim in report.attestations:
        # An expired claim whose every control has been claimed anew asks nothing of anybody.
        is_replaced = claim.look.key == "expired" and renewed.issuperset(claim.controls)
        if claim.look.key != "not_yet" and not is_replaced:
            what = f"Attestation {claim.id} ends"
            who, anchor = claim.attested_by, claim.anchor
            ends = Due(claim.valid_until, 0, "attestation", claim.id, what, who, anchor)
            yield from _dated(report, ends)


def _decisions(report: Report) -> Iterator[Due]:
    for decision in report.decisions:
        if decision.look.key == "active":
            verb = "ends" if decision.type in ACCEPTING else "is reviewed"
            what = f"{decision.type_word} {decision.id} {verb}"
            who, anchor = decision.approved_by, decision.anchor
            ends = Due(decision.expires, 0, "decision", decision.id, what, who, anchor)
            yield from _dated(report, ends)


def _evidence(report: Report) -> Iterator[Due]:
    """A line for each file that findings rest on, on the first day that one of them loses it."""
    signers = {claim.id: claim.attested_by for claim in report.attestations}
    files: dict[str, list[tuple[EvidenceView, list[Pair]]]] = defaultdict(list)
    for item, pairs in _cited(report):
        is_over = item.until < report.as_of
        resting = [pair for pair in pairs if _rests(pair, item, is_over)]
        if resting:
            files[item.where].append((item, resting))
    for where, cited in files.items():
        first = min((item for item, _ in cited), key=lambda item: item.until)
        number = len({asked.ref for _, pairs in cited for asked, _ in pairs})
        rest = f"{count(number, 'requirement')} {'rests' if number == 1 else 'rest'} on it"
        who = _people(
            signers.get(claim, pair[1].owner)
            for item, pairs in cited
            for pair in pairs
            for _, claim, _ in item.uses
        )
        what, detail = f"{first.kind.capitalize()} {first.ref} lapses", f"{where}, {rest}"
        ends = Due(first.until, 0, "evidence", where, what, who, first.anchor, detail)
        yield from _dated(report, ends)


def _cited(report: Report) -> Iterator[tuple[EvidenceView, list[Pair]]]:
    """Each artefact that lapses, with the findings that name it."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for pair in report.findings:
        for item in pair[1].evidence:
            if item.until:
                pairs[item.ref].append(pair)
    for item in report.evidence:
        if item.ref in pairs:
            yield item, pairs[item.ref]


def _rests(pair: Pair, item: EvidenceView, is_over: bool) -> bool:
    """Whether a finding needs the artefact; one that is over and replaced is needed no more."""
    asked, finding = pair
    is_asked = any(facet.name == "evidenced" and facet.is_asked for facet in finding.facets)
    if not is_asked or finding.look.key == "not_applicable":
        return False
    if asked.accepts and item.kind not in asked.accepts:
        return False
    places = {spot for _, _, spot in item.uses}
    return not is_over or any(
        reason.kind == "evidence" and reason.spot in places for reason in finding.reasons
    )


def _people(names: Iterable[str]) -> str:
    """The first of some people, and how many more there are."""
    first, *others = dict.fromkeys(name for name in names if name) or ("",)
    return f"{first} and {len(others)} more" if others else first


def _dated(report: Report, item: Due) -> Iterator[Due]:
    """`item` with the days that are left, or nothing where it has no day."""
    left = _days(report.as_of, item.day)
    if left is not None:
        yield item._replace(days=left)


def _days(start: str, end: str) -> int | None:
    """Days from `start` to `end`, or None where `end` is not a day."""
    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)).days
    except ValueError:
        return None
