"""Put earlier records in order, with what they know of still earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from checker.comparison.sides import Row

Json = dict[str, Any]


class Earlier(NamedTuple):
    """An earlier record, and the SHA-256 of its canonical bytes."""

    record: Row
    digest: str


def in_order(earlier: Iterable[Earlier]) -> tuple[Earlier, ...]:
    """Each record once, the oldest first.

    Of two with one day, the one that knows more earlier ones was made later: it may know the other,
    which cannot know it. Where that does not decide, they stay as they were given.
    """
    once = {(one.record["as_of"], one.digest): one for one in earlier}
    return tuple(
        sorted(once.values(), key=lambda e: (e.record["as_of"], len(e.record.get("history", ()))))
    )


def history(earlier: Sequence[Earlier]) -> list[Json]:
    """A point for each record of `earlier`, which is in order, and for each that these know."""
    points: dict[tuple[str, str], Json] = {}
    for one in earlier:
        for known in (*one.record.get("history", ()), _point(one)):
            points.setdefault((known["as_of"], known["digest"]), dict(known))
    return sorted(points.values(), key=lambda point: str(point["as_of"]))


def _point(one: Earlier) -> Json:
    record = one.record
    return {
        "as_of": record["as_of"],
        "digest": one.digest,
        "frameworks": [
            {"id": row["id"], "counts": dict(row["counts"])} for row in record["frameworks"]
        ],
        "open_gaps": record["gate"]["open_gaps"],
    }
