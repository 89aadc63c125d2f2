"""The sheets of what was before: every change since an earlier assessment, and what was known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checker.render import trends
from checker.render.known import Fixed, KnownView, Worse
from checker.render.looks import KNOWN as LOOKS
from checker.render.rows import Row
from checker.render.sheets.values import (
    CHANGES,
    FRAMEWORK,
    KNOWN,
    REQUIREMENTS,
    Column,
    Jump,
    Places,
    Sheet,
    Value,
)
from checker.render.since import ChangeView, Since

_NO_FINDING = "no finding"


def changes(since: Since, at: Places) -> Sheet:
    """Every change, the gravest first, with everything that may be behind it."""
    columns = (
        Column("Change", 20), Column(FRAMEWORK, 12), Column("Requirement", 20), Column("Title", 42),
        Column("Scope", 12), Column("Severity", 13), Column("Then", 22), Column("Now", 22),
        Column("Gap now", 11), Column(trends.due_to(since), 70), Column("Place", 40),
    )  # fmt: skip
    lines = tuple(_change(change, at) for change in since.changes)
    return Sheet(CHANGES, columns, lines or ((f"No finding changed since {since.as_of}.",),))


def _change(change: ChangeView, at: Places) -> tuple[Value, ...]:
    framework, _, name = change.ref.partition(":")
    there = at.findings.get(change.anchor)
    return (
        change.look,
        framework,
        Jump(name, REQUIREMENTS, there) if there else name,
        change.title,
        change.scope,
        change.severity,
        change.before or _NO_FINDING,
        change.now or _NO_FINDING,
        "open" if change.is_open else "accepted" if change.is_accepted else "",
        change.why,
        next((cause.at for cause in change.causes if cause.at), ""),
    )


def known(known_: KnownView, found: Iterable[Row], at: Places) -> Sheet:
    """What was known and is worse, less or fixed; what is as it was stands among the gaps alone."""
    columns = (
        Column("Became", 12), Column(FRAMEWORK, 12), Column("Requirement", 20), Column("Title", 42),
        Column("Scope", 12), Column("Now", 26), Column("More than was known, or gone", 90),
    )  # fmt: skip
    rows = {(row.asked.ref, row.finding.scope.text): row for row in found}
    told: list[Worse | Fixed] = [*known_.worse, *known_.fixed]
    lines = tuple(_entry(one, rows, at) for one in told)
    return Sheet(KNOWN, columns, lines or (("Nothing known is worse, less or fixed.",),))


def _entry(
    one: Worse | Fixed, rows: Mapping[tuple[str, str], Row], at: Places
) -> tuple[Value, ...]:
    framework, _, name = one.ref.partition(":")
    row = rows.get((one.ref, one.scope))
    if isinstance(one, Worse):
        look, reasons = LOOKS["worse"], one.why
    else:
        look, reasons = LOOKS["fixed" if one.is_whole else "less"], one.reasons
    return (
        look,
        framework,
        Jump(name, REQUIREMENTS, at.findings[row.finding.anchor]) if row else name,
        row.asked.title if row else "",
        one.scope,
        row.finding.look if row else "not asked any more",
        "; ".join(reasons),
    )
