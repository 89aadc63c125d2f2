"""The sentences that every document says alike on what changed since an earlier assessment."""

from __future__ import annotations

from collections.abc import Sequence

from checker.render.since import ChangeView, Course, Numbers, Since
from checker.render.words import count

NONE = "No earlier assessment was given, so nothing is said about change."
# How many findings changed in a way: one, several.
_TALLY = {
    "new_gap": ("new gap", "new gaps"),
    "worse": ("worse", "worse"),
    "no_longer_accepted": ("no longer accepted", "no longer accepted"),
    "applies_now": ("applies now", "apply now"),
    "added": ("added", "added"),
    "accepted": ("newly accepted", "newly accepted"),
    "applies_no_more": ("no longer applies", "no longer apply"),
    "removed": ("dropped", "dropped"),
    "better": ("better", "better"),
    "closed": ("closed", "closed"),
}


def tally(changes: Sequence[ChangeView]) -> str:
    """`2 new gaps, 1 closed`, the gravest first; `nothing changed` where nothing did."""
    found = [change.look.key for change in changes]
    return ", ".join(
        count(found.count(kind), one, many) for kind, (one, many) in _TALLY.items() if kind in found
    ) or "nothing changed"  # fmt: skip


def since(found: Since) -> str:
    """`since 2026-08-31: 2 new gaps, 1 closed; 12 gaps then, 13 now.`, as it follows its trend."""
    if found.whole.look.key == "not_comparable":
        return f"with {found.as_of}: no finding stands in both."
    return f"since {found.as_of}: {course(found.whole, found.as_of)}"


def course(found: Course, day: str) -> str:
    """`2 new gaps, 1 closed; 12 gaps then, 13 now.`, or why nothing can be said."""
    if found.before is None or found.now is None:
        known, when, missing = (
            (found.before, f"on {day}", "now") if found.before else (found.now, "now", f"on {day}")
        )
        told = f"; {_gaps(known)} {when}" if known else ""
        return f"not assessed {missing}{told}."
    changed = tally(found.changes)
    if found.before.total == found.now.total:
        return f"{changed}; {count(found.before.gaps, 'gap')} then, {found.now.gaps:,} now."
    then, now = (_gaps(numbers) for numbers in (found.before, found.now))
    return f"{changed}; {then} then, {now} now."


def _gaps(found: Numbers) -> str:
    """`12 gaps of 69 findings`."""
    return f"{count(found.gaps, 'gap')} of {count(found.total, 'finding')}"


def due_to(found: Since) -> str:
    """`Due to` where the records differ in one thing alone, else `May be due to`."""
    return "Due to" if found.is_one_difference else "May be due to"


def compared(found: Since) -> str:
    """What differs between the two records as wholes, in one sentence."""
    return f"What differs between the two: {'; '.join(found.notes)}."
