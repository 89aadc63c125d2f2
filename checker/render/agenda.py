"""What a report asks of management: decisions needed now, and what falls due next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from checker.render.looks import ACCEPTING
from checker.render.report import Report
from checker.render.words import count

HORIZON_DAYS = 90
# How long before its end a decision is put before management again.
NOTICE_DAYS = 30


class Item(NamedTuple):
    """Something that needs a decision: a sentence, where to read on, a place for the terminal."""

    text: str
    anchor: str
    place: str = ""


class Due(NamedTuple):
    """What ends or must be reviewed on a day; `days` counts from the day of assessment."""

    day: str
    days: int
    what: str
    who: str
    anchor: str

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


def due(report: Report) -> tuple[Due, ...]:
    """What is overdue, then what falls due within ninety days, by day."""
    found = [
        item
        for some in (_policies, _registers, _attestations, _decisions)
        for item in some(report)
        if item.days <= HORIZON_DAYS
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.what)))


def _policies(report: Report) -> Iterator[Due]:
    for policy in report.policies:
        what = f"Review of {policy.id}, {policy.title}"
        yield from _item(report, policy.review_due, what, policy.owner, policy.anchor)


def _registers(report: Report) -> Iterator[Due]:
    for register in report.registers:
        if register.look.key != "not_yet":
            what = f"Review of the register {register.id}, {register.title or register.kind}"
            yield from _item(report, register.review_due, what, register.kept_by, register.anchor)


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
            yield from _item(report, claim.valid_until, what, claim.attested_by, claim.anchor)


def _decisions(report: Report) -> Iterator[Due]:
    for decision in report.decisions:
        if decision.look.key == "active":
            verb = "ends" if decision.type in ACCEPTING else "is reviewed"
            what = f"{decision.type_word} {decision.id} {verb}"
            yield from _item(report, decision.expires, what, decision.approved_by, decision.anchor)


def _item(report: Report, day: str, what: str, who: str, anchor: str) -> Iterator[Due]:
    left = _days(report.as_of, day)
    if left is not None:
        yield Due(day, left, what, who, anchor)


def _days(start: str, end: str) -> int | None:
    """Days from `start` to `end`, or None where `end` is not a day."""
    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)).days
    except ValueError:
        return None
