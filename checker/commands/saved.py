"""Read a saved result.json back as a record, or say why it is none."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from checker.commands.strict import Strict

LARGEST = 64_000_000
_NAMED = {
    "findings": ("framework", "requirement", "scope"),
    "requirements": ("framework", "id"),
    "frameworks": ("id",),
    "scopes": ("id",),
}
_STRICT = Strict(
    "checker/result/v1", "not-a-result", "give a file that `checker assess -o json=PATH` wrote"
)
Record = dict[str, Any]


def read_record(path: Path, name: str = "") -> Record:
    """The record in the file at `path`, held to the shipped schema and to its own counts.

    Messages call the file `name`, or by its path where that is left out. Raises `InputError` when
    it is no regular file, larger than 64 MB, no UTF-8, no JSON, or no result of version 1, and when
    what it counts is not what it holds.
    """
    from checker.commands.schema import result_schema

    name = name or os.fspath(path)
    value = _STRICT.value(path, name, LARGEST)
    _STRICT.require_shape(name, value, result_schema())
    _require_whole(name, value)
    record: Record = value
    return record


def _require_whole(name: str, record: Record) -> None:
    """A record whose parts disagree was changed after it was made: no report is drawn from it."""
    from checker.comparison.check import contradictions
    from checker.model import GAP_STATUSES

    _require_once(name, record)
    if any(row["gap"] != (row["status"] in GAP_STATUSES) for row in record["findings"]):
        _refuse(name, "not-whole", "a finding is called a gap, or none, against its status")
    if any(row["open"] and not row["gap"] for row in record["findings"]):
        _refuse(name, "not-whole", "a finding is open and no gap")
    held = Counter((row["framework"], row["status"]) for row in record["findings"])
    counted = Counter(
        {
            (row["id"], status): number
            for row in record["frameworks"]
            for status, number in row["counts"].items()
            if status != "total" and number
        }
    )
    if held != counted:
        _refuse(name, "not-whole", "its frameworks count other findings than it holds")
    if any(sum(r["counts"].values()) != 2 * r["counts"]["total"] for r in record["frameworks"]):
        _refuse(name, "not-whole", "the statuses of a framework do not add up to its total")
    gaps = sum(finding["open"] for finding in record["findings"])
    if record["gate"]["open_gaps"] != gaps:
        _refuse(name, "not-whole", "its gate counts other open gaps than it holds")
    for says in _known(record):
        _refuse(name, "not-whole", says)
    if record["complete"] == bool(record["errors"]):
        _refuse(name, "not-whole", "`complete` and `errors` contradict each other")
    for says in contradictions(record):
        _refuse(name, "not-whole", says)
    _require_references(name, record)


def _known(record: Record) -> Iterator[str]:
    """What cannot be so of gaps that are called known, whatever was known before."""
    from checker.baseline import key_of

    known = [row for row in record["findings"] if row.get("known")]
    gate, baseline = record["gate"], record.get("baseline")
    if not all(row["open"] for row in known):
        yield "a finding is known and no open gap"
    if gate.get("known_gaps", 0) != len(known):
        yield "its gate counts other known gaps than it holds"
    if gate["failed"] != (gate["gaps_at_or_above"] > gate.get("known_at_or_above", 0)):
        yield "its gate contradicts what it counts"
    if (baseline["known"] if baseline else 0) != len(known):
        yield "its baseline counts other known gaps than it holds"
    worse = {key_of(row) for row in baseline["worse"]} if baseline else set()
    for row in record["findings"]:
        states = {seen["since"] for seen in row["observations"] if "since" in seen}
        if states == {"known"} or (states and (key_of(row) not in worse or row.get("known"))):
            yield "its reasons and its baseline disagree on what is new"


def _require_once(name: str, record: Record) -> None:
    """Of two rows of one name, every reader would take another one."""
    for part, keys in _NAMED.items():
        times = Counter(tuple(row[key] for key in keys) for row in record[part])
        if any(number > 1 for number in times.values()):
            _refuse(name, "not-whole", f"its {part} hold one twice")


def _require_references(name: str, record: Record) -> None:
    from checker.render.reading import read
    from checker.text import quoted

    try:
        read(record)
    except (KeyError, ValueError, IndexError, StopIteration) as error:
        _refuse(name, "not-whole", f"it refers to what it does not hold: {quoted(str(error))}")


def _refuse(name: str, code: str, message: str) -> NoReturn:
    _STRICT.refuse(name, code, message)
