"""Lay the findings of two records side by side: what changed, and whether that is better or worse.

A finding is known by its framework, requirement and scope, never by a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.comparison.sides import Key, Row, Side
from checker.comparison.values import Change, Effect, Kind, Trend
from checker.model import GAP_STATUSES, Severity, Status

# Worst to best; what does not apply stands outside.
_RANKS = {
    Status.NOT_ATTESTED: 0,
    Status.NOT_SATISFIED: 1,
    Status.PARTIAL: 2,
    Status.SATISFIED_BY_ALTERNATIVE: 3,
    Status.SATISFIED: 4,
}
_KINDS = {kind: at for at, kind in enumerate(Kind)}
_EFFECTS = {effect: at for at, effect in enumerate(Effect)}


def rank(status: Status) -> int:
    """How good a status is, worst first; what does not apply is neither and has no rank."""
    return _RANKS[status]


def changes(before: Side, now: Side) -> tuple[Change, ...]:
    """Every change, the gravest first, without causes.

    What one of the two records left out by selection is not compared: it did not come or go.
    """
    left_out = unselected(before, now) | unselected(now, before)
    keys = [key for key in now.findings if (key[0], key[2]) not in left_out]
    keys += [k for k in before.findings if k not in now.findings and (k[0], k[2]) not in left_out]
    found = [change for key in keys for change in _of_finding(key, before, now)]
    # The sort is stable: where nothing else decides, the order of the records does.
    return tuple(sorted(found, key=_gravity))


def unselected(one: Side, other: Side) -> frozenset[tuple[str, str]]:
    """Framework and scope of what `other` assessed and `one` has, but was not asked about."""
    return (other.assessed - one.assessed) & one.declared


def trend(effects: Iterable[Effect]) -> Trend:
    """What changes come to: one that is worse never hides behind those that are better."""
    effects = set(effects)
    if Effect.WORSE in effects:
        return Trend.MIXED if Effect.BETTER in effects else Trend.WORSE
    return Trend.BETTER if Effect.BETTER in effects else Trend.SAME


def kinds(before: Row | None, now: Row | None) -> tuple[Kind, ...]:
    """What lies between two findings on one requirement in one scope; nothing where all is alike.

    Status and acceptance may both change: then both are told.
    """
    if now is None:
        return () if before is None else (Kind.REMOVED,)
    if before is None:
        return (Kind.ADDED,)
    return (*_of_status(Status(before["status"]), Status(now["status"])),
            *_of_acceptance(before, now))  # fmt: skip


def _of_status(before: Status, now: Status) -> tuple[Kind, ...]:
    if before is now:
        return ()
    if before is Status.NOT_APPLICABLE:
        return (Kind.APPLIES_NOW,)
    if now is Status.NOT_APPLICABLE:
        return (Kind.APPLIES_NO_MORE,)
    was_gap, is_gap = before in GAP_STATUSES, now in GAP_STATUSES
    if was_gap != is_gap:
        return (Kind.NEW_GAP if is_gap else Kind.CLOSED,)
    return (Kind.BETTER if rank(now) > rank(before) else Kind.WORSE,)


def _of_acceptance(before: Row, now: Row) -> tuple[Kind, ...]:
    if not (before["gap"] and now["gap"]) or before["open"] == now["open"]:
        return ()
    return (Kind.ACCEPTED if before["open"] else Kind.NO_LONGER_ACCEPTED,)


def effect(kind: Kind, is_gap: bool) -> Effect:
    """How a change counts, given whether the finding is a gap now.

    A gap that somebody accepts, drops or declares not applicable is not closed, so nothing of that
    is better; a gap that comes into sight, or that nobody accepts any more, is worse.
    """
    match kind:
        case Kind.NEW_GAP | Kind.WORSE | Kind.NO_LONGER_ACCEPTED:
            return Effect.WORSE
        case Kind.APPLIES_NOW | Kind.ADDED:
            return Effect.WORSE if is_gap else Effect.NONE
        case Kind.ACCEPTED | Kind.APPLIES_NO_MORE | Kind.REMOVED:
            return Effect.NONE
        case Kind.BETTER | Kind.CLOSED:
            return Effect.BETTER


def _of_finding(key: Key, before: Side, now: Side) -> Iterator[Change]:
    earlier, later = before.findings.get(key), now.findings.get(key)
    shown = now if later else before
    framework, requirement, scope = key
    for kind in kinds(earlier, later):
        asked = shown.requirements[framework, requirement]
        yield Change(
            framework=framework,
            requirement=requirement,
            scope=scope,
            title=asked["title"],
            severity=asked["severity"],
            kind=kind,
            effect=effect(kind, later is not None and later["gap"]),
            before=earlier["status"] if earlier else "",
            now=later["status"] if later else "",
            is_open=later is not None and later["open"],
        )


def _gravity(change: Change) -> tuple[int, int, int]:
    severity = Severity(change.severity).rank
    return _EFFECTS[change.effect], -severity, _KINDS[change.kind]
