"""Which values of a document were edited, each with the place where it stands now."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checker.model import Path, Place, is_same
from checker.text import visible
from checker.things import named_step
from checker.workspace.mixed import Shaped

_LONGEST = 60
MOST_EDITS = 3


class Edit(NamedTuple):
    """One value that is new, gone or another one."""

    names: tuple[str, ...]  # the way to it, items of lists by what tells them apart
    message: str
    place: Place
    was: Place | None  # where it stood before


def edits(before: Shaped, now: Shaped) -> list[Edit]:
    """Every edit that leads from one document to the other, in the order of the later one."""
    return [
        Edit(names, message, now.document.place(at), before.document.place(old) if old else None)
        for names, message, at, old in _between(before.value, now.value, (), (), ())
    ]


_Found = tuple[tuple[str, ...], str, Path, Path]


def _between(old: Any, new: Any, names: tuple[str, ...], was: Path, at: Path) -> Iterator[_Found]:
    """Differences below two values; `was` and `at` are their ways, `names` that for a reader."""
    before, now = _rows(old), _rows(new)
    if before is None or now is None:
        if not _is_equal(old, new):
            yield names, _changed(names, old, new), at, was
        return
    for name in {**now, **before}:
        inner = (*names, name)
        if name not in before:
            yield inner, f"{name} is new{_shown(': ', now[name][1])}", (*at, now[name][0]), ()
        elif name not in now:
            yield inner, f"{name} is gone{_shown(', was ', before[name][1])}", at, (
                *was, before[name][0],
            )  # fmt: skip
        else:
            (old_step, old_value), (step, value) = before[name], now[name]
            yield from _between(old_value, value, inner, (*was, old_step), (*at, step))


def _rows(value: Any) -> dict[str, tuple[str | int, Any]] | None:
    """What is inside, by name; None for what is compared as a whole, as lists of plain values."""
    if isinstance(value, Mapping):
        return {str(key): (key, inner) for key, inner in value.items()}
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        found: dict[str, tuple[str | int, Any]] = {}
        for index, item in enumerate(value):
            name = named_step(item, index)
            found[name if name not in found else f"{name}/{index + 1}"] = (index, item)
        return found
    return None


def _is_equal(old: Any, new: Any) -> bool:
    return is_same(old, new) and json.dumps(old) == json.dumps(new)


def _changed(names: Sequence[str], old: Any, new: Any) -> str:
    name = names[-1] if names else "it"
    is_, was = _worded(new), _worded(old)
    if len(is_) + len(was) > _LONGEST:
        return f"{name} was changed"
    return f"{name} is {is_}, was {was}"


def _shown(joint: str, value: Any) -> str:
    text = "" if isinstance(value, Mapping | list) else _worded(value)
    return f"{joint}{text}" if text and len(text) <= _LONGEST else ""


def _worded(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return visible(text)


def telling(
    found: Sequence[Edit], places: Collection[Place], names: Collection[str]
) -> Sequence[Edit]:
    """The edits that a finding is most likely about, of those that are proved to be behind it.

    At best those at `places` it names; else those below one of `names`, the controls it reads, and
    those of the document as a whole; else all.
    """
    at = [edit for edit in found if edit.place in places or edit.was in places]
    near = [e for e in found if len(e.names) == 1 or any(name in names for name in e.names)]
    return at or near or found
