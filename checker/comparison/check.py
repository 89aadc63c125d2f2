"""Hold what a saved record says of change against what else it says."""

from __future__ import annotations

from collections.abc import Iterator

from checker.comparison.changes import effect, trend
from checker.comparison.sides import Row
from checker.comparison.values import Effect, Kind, Trend
from checker.model import GAP_STATUSES


def contradictions(record: Row) -> Iterator[str]:
    """What in `previous` and `history` cannot be so, whatever the earlier records held."""
    days = [point["as_of"] for point in record.get("history", ())]
    if days != sorted(days) or any(day > record["as_of"] for day in days):
        yield "its history is not in the order of days, or goes beyond its own"
    previous = record.get("previous")
    if previous is None:
        return
    if not record["complete"]:
        yield "it is incomplete and compared with an earlier one"
    if previous["as_of"] > record["as_of"]:
        yield "it is compared with a later one"
    yield from _changes(previous, record)
    yield from _verdicts(previous)


def _changes(previous: Row, record: Row) -> Iterator[str]:
    found = {(f["framework"], f["requirement"], f["scope"]): f for f in record["findings"]}
    told = [(c["framework"], c["requirement"], c["scope"], c["kind"]) for c in previous["changes"]]
    if len(set(told)) < len(told):
        yield "a change is told twice"
    for change in previous["changes"]:
        ref = f"{change['framework']}:{change['requirement']}"
        row = found.get((change["framework"], change["requirement"], change["scope"]))
        if (change["now"], change["open"]) != (
            (row["status"], row["open"]) if row else ("", False)
        ):
            yield f"the change of {ref} does not end at its finding"
        is_gap = change["now"] in GAP_STATUSES
        if change["effect"] != effect(Kind(change["kind"]), is_gap):
            yield f"the change of {ref} counts as {change['effect']}"


def _verdicts(previous: Row) -> Iterator[str]:
    for name in ("", *(row["id"] for row in previous["frameworks"])):
        rows = [row for row in previous["frameworks"] if row["id"] == name]
        stated = rows[0]["verdict"] if rows else previous["verdict"]
        own = [c for c in previous["changes"] if not name or c["framework"] == name]
        if stated not in {trend(Effect(c["effect"]) for c in own), Trend.NOT_COMPARABLE}:
            yield f"its changes{f' of {name}' if name else ''} do not make it {stated}"
