"""Read a saved result.json back as a record, or say why it is none."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from checker.errors import InputError, Problem
from checker.model import Place

LARGEST = 64_000_000
_MOST_SHOWN = 10
_NAMED = {
    "findings": ("framework", "requirement", "scope"),
    "requirements": ("framework", "id"),
    "frameworks": ("id",),
    "scopes": ("id",),
}
_HINT = "give a file that `checker assess -o json=PATH` wrote"
Record = dict[str, Any]


class _RefusedError(ValueError):
    """Something JSON has no number or no object for."""


def read_record(path: Path, name: str = "") -> Record:
    """The record in the file at `path`, held to the shipped schema and to its own counts.

    Messages call the file `name`, or by its path where that is left out. Raises `InputError` when
    it is no regular file, larger than 64 MB, no UTF-8, no JSON, or no result of version 1, and when
    what it counts is not what it holds.
    """
    name = name or os.fspath(path)
    text = _text(name, _bytes(path, name))
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
    except _RefusedError as error:
        _refuse(name, "not-json", str(error))
    except json.JSONDecodeError as error:
        _refuse(name, "not-json", f"no JSON: {error.msg}", Place(name, error.lineno, error.colno))
    except RecursionError:
        _refuse(name, "too-deep", "values are nested too deeply for any result")
    except ValueError as error:
        _refuse(name, "not-json", f"no JSON: {error}")
    _require_shape(name, value)
    _require_whole(name, value)
    record: Record = value
    return record


def _bytes(path: Path, name: str) -> bytes:
    from checker.files import FileRefusedError, open_below

    try:
        return open_below(path.parent, path.name, limit=LARGEST)
    except FileRefusedError as error:
        _refuse(name, error.code, error.message, hint=error.hint)


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        _refuse(name, "encoding", "this byte is no UTF-8", Place(name, line, column))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two values under one name, a reader would see only one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        from checker.text import quoted

        twice = next(name for name, times in Counter(n for n, _ in pairs).items() if times > 1)
        raise _RefusedError(f"{quoted(twice)} stands twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise _RefusedError(f"{text} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _RefusedError(f"{text[:40]} is too large a number")
    return number


def _require_shape(name: str, value: Any) -> None:
    from checker.commands.schema import result_schema
    from checker.documents.apply import compile_schema, errors
    from checker.result import SCHEMA
    from checker.text import quoted

    stated = value.get("schema") if isinstance(value, dict) else None
    if stated != SCHEMA:
        says = f"it says {quoted(str(stated))}" if stated is not None else "it does not say so"
        _refuse(name, "not-a-result", f"this is no {SCHEMA}: {says}")
    try:
        found = list(errors(compile_schema(result_schema()), value))
    except (ValueError, RecursionError) as error:
        _refuse(name, "not-a-result", f"it cannot be held to the schema: {type(error).__name__}")
    problems = [
        Problem(Place(name, 1, 1), "not-a-result", f"{_pointer(e.path)}: {_words(e)}", _HINT)
        for e in found[:_MOST_SHOWN]
    ]
    if len(found) > _MOST_SHOWN:
        message = f"{len(found):,} problems; {_MOST_SHOWN} are shown"
        problems.append(Problem(Place(name, 1, 1), "too-many-problems", message))
    if problems:
        raise InputError(problems)


def _pointer(path: tuple[str | int, ...]) -> str:
    return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _words(error: Any) -> str:
    """Which assertion failed; `required` and `additionalProperties` name what they are about."""
    from checker.text import visible

    named = error.detail.get("property") or error.detail.get("unexpected")
    shown = named if isinstance(named, str) else ", ".join(named or ())
    about = f" ({visible(shown, 80)})" if shown else ""
    return f"{error.keyword} does not hold{about}"


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
    if record["complete"] == bool(record["errors"]):
        _refuse(name, "not-whole", "`complete` and `errors` contradict each other")
    for says in contradictions(record):
        _refuse(name, "not-whole", says)
    _require_references(name, record)


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


def _refuse(
    name: str, code: str, message: str, place: Place | None = None, hint: str = _HINT
) -> NoReturn:
    raise InputError([Problem(place or Place(name, 1, 1), code, message, hint)])
