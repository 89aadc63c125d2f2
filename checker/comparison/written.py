"""Write what lies between an earlier record and this one as the keys of the record that hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from checker.comparison.between import Between, between, notes
from checker.comparison.causes import causes
from checker.comparison.changes import changes, trend
from checker.comparison.history import Earlier, history, in_order
from checker.comparison.sides import Row, side
from checker.comparison.values import Cause, Change, Trend
from checker.model import Status
from checker.result.identity import document_id
from checker.result.sources import place

Json = dict[str, Any]

__all__ = ["Earlier", "since"]


def since(earlier: Iterable[Earlier], record: Row) -> Json:
    """`previous` and `history` of `record`, compared with the last of `earlier`; none is later.

    Pure: both records follow `result.v1.schema.json` and are complete; one without these keys will
    do. Without an earlier record, nothing is said about change.
    """
    ordered = in_order(earlier)
    return {
        "previous": _previous(ordered[-1], record) if ordered else None,
        "history": history(ordered),
    }


def _previous(earlier: Earlier, record: Row) -> Json:
    before, now = side(earlier.record), side(record)
    found = between(before, now)
    listed = [change._replace(causes=causes(change, found)) for change in changes(before, now)]
    return {
        "as_of": earlier.record["as_of"],
        "digest": earlier.digest,
        "version": earlier.record["tool"]["version"],
        "document_id": document_id(earlier.digest),
        "verdict": str(_trend(found, listed)),
        "one_difference": found.is_one_difference,
        "open_gaps": earlier.record["gate"]["open_gaps"],
        "counts": _sum(row["counts"] for row in earlier.record["frameworks"]),
        "frameworks": [_framework(row, found, listed) for row in earlier.record["frameworks"]],
        "changes": [_change(change) for change in listed],
        "notes": list(notes(found)),
    }


def _framework(row: Row, found: Between, listed: Sequence[Change]) -> Json:
    own = [change for change in listed if change.framework == row["id"]]
    return {
        "id": row["id"],
        "title": row["title"],
        "version": row["version"],
        "digest": row["digest"],
        "counts": dict(row["counts"]),
        "verdict": str(_trend(found, own, row["id"])),
    }


def _trend(found: Between, listed: Iterable[Change], framework: str = "") -> Trend:
    """The trend of all changes; there is none where the records have no finding in common."""
    both = found.before.findings.keys() & found.now.findings.keys()
    if any(not framework or key[0] == framework for key in both):
        return trend(change.effect for change in listed)
    return Trend.NOT_COMPARABLE


def _sum(counts: Iterable[Row]) -> dict[str, int]:
    total = Counter(dict.fromkeys((*map(str, Status), "total"), 0))
    for some in counts:
        total.update(some)
    return dict(total)


def _change(change: Change) -> Json:
    return {
        "framework": change.framework,
        "requirement": change.requirement,
        "scope": change.scope,
        "title": change.title,
        "severity": change.severity,
        "kind": str(change.kind),
        "effect": str(change.effect),
        "before": change.before,
        "now": change.now,
        "open": change.is_open,
        "causes": [_cause(cause) for cause in change.causes],
    }


def _cause(cause: Cause) -> Json:
    written: Json = {"kind": cause.kind, "message": cause.message}
    return written if cause.place is None else written | {"place": place(cause.place)}
