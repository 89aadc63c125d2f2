"""Write the difference between two versions: what changed, how that counts, and why it flipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.comparison import Earlier, since
from checker.comparison import changes as changes_
from checker.comparison.values import Cause, Effect, Trend
from checker.delta.reasons import REASONS, otherwise
from checker.delta.tried import Key, Trials
from checker.delta.versions import Json, Row, Version, factors
from checker.delta.why import Why
from checker.model import Severity
from checker.result.sources import place

SCHEMA = "checker/diff/v1"

_GROUPS = {
    "new_gap": "new", "applies_now": "new", "added": "new", "no_longer_accepted": "new",
    "worse": "worse", "better": "better", "closed": "fixed",
    "new_reasons": "worse", "fewer_reasons": "better",
    "accepted": "other", "applies_no_more": "other", "removed": "other",
}  # fmt: skip


def difference(old: Version, new: Version) -> Json:
    """The difference as `diff.v1.schema.json` has it; both are complete, and of one organisation.

    Where both are workspaces, they are assessed again with one thing replaced at a time, and what a
    change is due to is proved. Otherwise everything that differs is named, and may be the cause.
    """
    previous = since([Earlier(old.record, old.digest)], new.record)["previous"]
    changes = sorted([*previous["changes"], *otherwise(old, new)], key=_gravity)
    due = _due(old, new, changes)
    rows = [_change(row, due.get(_key(row))) for row in changes]
    return {
        "schema": SCHEMA,
        "organization": {name: new.record["organization"][name] for name in ("id", "name")},
        "old": _side(old),
        "new": _side(new),
        "reevaluated": old.read is not None and new.read is not None,
        "verdict": _verdict(previous["verdict"], rows),
        "counts": {
            group: sum(row["group"] == group for row in rows)
            for group in ("new", "worse", "better", "fixed", "other")
        },
        "changes": rows,
        "notes": previous["notes"],
    }


def _verdict(trend: str, rows: list[Json]) -> str:
    """The trend of all changes; reasons count like the rest."""
    if trend == Trend.NOT_COMPARABLE:
        return trend
    return str(changes_.trend(Effect(row["effect"]) for row in rows))


def worse(made: Row) -> Iterator[Row]:
    """The changes that count as worse."""
    return (row for row in made["changes"] if row["effect"] == "worse")


def _side(version: Version) -> Json:
    record = version.record
    return {
        "name": version.name,
        "source": version.source,
        "commit": version.commit,
        "as_of": record["as_of"],
        "digest": version.digest,
        "frameworks": {row["id"]: row["version"] for row in record["frameworks"]},
        "open_gaps": record["gate"]["open_gaps"],
    }


def _due(old: Version, new: Version, changes: list[Row]) -> Mapping[Key, tuple[str, list[Cause]]]:
    """How far the causes of each change are proved, and the causes; nothing of saved records."""
    if old.read is None or new.read is None or not changes:
        return {}
    between = factors(old.read, new.read)
    same = {_key(row) for row in changes if row["kind"] in REASONS}
    trials = Trials(old.read, new.read, between, same)
    why = Why(old, new, trials)
    keys = list(dict.fromkeys(map(_key, changes)))
    return {
        key: (due.certainty, why.causes(key, due.factors))
        for key, due in trials.due(keys).items()
        if due.factors
    }


def _change(row: Row, due: tuple[str, list[Cause]] | None) -> Json:
    certainty, causes = due if due else ("possible", [])
    kind = row["kind"]
    counts = kind in {"added", "applies_now"} and row["effect"] != "worse"
    return {
        **row,
        "group": "other" if counts else _GROUPS[kind],
        "certainty": certainty if causes else "possible",
        "causes": [_cause(cause) for cause in causes] or row["causes"],
    }


def _cause(cause: Cause) -> Json:
    written: Json = {"kind": cause.kind, "message": cause.message}
    return written if cause.place is None else written | {"place": place(cause.place)}


def _gravity(row: Row) -> tuple[int, int]:
    return list(Effect).index(Effect(row["effect"])), -Severity(row["severity"]).rank


def _key(row: Row) -> Key:
    return row["framework"], row["requirement"], row["scope"]
