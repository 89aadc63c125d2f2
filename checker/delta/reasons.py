"""Gaps that stay what they were and are there for other reasons: more of them, or fewer."""

from __future__ import annotations

from collections.abc import Iterator

from checker.baseline import entries
from checker.baseline.held import Entry, beyond, key_of, reasons_of
from checker.comparison.changes import kinds
from checker.delta.versions import Json, Row, Version

REASONS = ("new_reasons", "fewer_reasons")


def otherwise(old: Version, new: Version) -> Iterator[Json]:
    """A change for each open gap of both, of one status, whose reasons are not the same.

    A gap is known, or worse, by the same measure as `--against` has. Records of older versions,
    whose observations name no thing, are not compared in this.
    """
    if not all(_has_things(side.record) for side in (old, new)):
        return
    is_one_day = old.record["as_of"] == new.record["as_of"]
    known = {entry.key: entry for entry in entries(old.record, with_numbers=is_one_day)}
    before = {key_of(row): row for row in old.record["findings"]}
    asked = {(row["framework"], row["id"]): row for row in new.record["requirements"]}
    decisions = {row["id"] for row in new.record["decisions"]}
    for finding in new.record["findings"]:
        key = key_of(finding)
        entry = known.get(key)
        if entry is None or not finding["open"] or kinds(before[key], finding):
            continue
        more = beyond(entry, finding, decisions)
        if more or _fewer(entry, finding, decisions):
            yield _change(finding, asked[key[:2]], more)


def _has_things(record: Row) -> bool:
    return all("thing" in o for row in record["findings"] for o in row["observations"])


def _fewer(entry: Entry, finding: Row, decisions: set[str]) -> bool:
    return any(reasons_of(finding, decisions)[r] < times for r, times in entry.reasons.items())


def _change(finding: Row, asked: Row, more: tuple[str, ...]) -> Json:
    return {
        "framework": finding["framework"],
        "requirement": finding["requirement"],
        "scope": finding["scope"],
        "title": asked["title"],
        "severity": asked["severity"],
        "kind": REASONS[0] if more else REASONS[1],
        "effect": "worse" if more else "better",
        "before": finding["status"],
        "now": finding["status"],
        "open": True,
        "causes": [{"kind": "unknown", "message": text} for text in more]
        or [{"kind": "unknown", "message": "some of its reasons are gone"}],
    }
