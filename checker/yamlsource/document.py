"""Hold one document of a YAML file: its value, and the place of everything in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property
from typing import TypeAlias

from checker.frozen import frozen
from checker.model import Json, Path, Place

# Marks mirror the value: they say at which character of the text each part of it starts. Those of
# a mapping hold its own under None and, per key, the key's and those of the value; those of a list
# its own first, then those of its items. Plain numbers, because most of them are never asked for.
MappingMarks: TypeAlias = "dict[str | None, int | tuple[int, Marks]]"
ListMarks: TypeAlias = "list[int | MappingMarks | ListMarks]"
Marks: TypeAlias = "int | MappingMarks | ListMarks"


class Lines:
    """The lines of a text; where they start is worked out when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self._text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1 and in characters, of the character at `index`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


@frozen
class Document:
    """One mapping read from a file, with its position among the file's documents, from 0.

    `file` is the POSIX path below the workspace, already neutral. `value` holds JSON's types only
    and is shared with no other document. Lines and columns count from 1, columns in characters.
    """

    file: str
    index: int
    value: dict[str, Json]
    _marks: MappingMarks = field(repr=False, compare=False)
    _lines: Lines = field(repr=False, compare=False)
    _start: int = field(default=0, repr=False, compare=False)  # what marks are counted from

    def place(self, path: Path = ()) -> Place:
        """Where the value at `path` starts; if that leads nowhere, the deepest part that exists.

        A value left out (`owner:`) stands behind its key's colon, at the latest at what follows it.
        """
        marks: Marks = self._marks
        for step in path:
            found = _step(marks, step)
            if found is None:
                break
            marks = found[1]
        return self._at(own_mark(marks))

    def key_place(self, path: Path) -> Place:
        """Where the key that `path` ends with starts; for a list's item, the item itself.

        If that leads nowhere, the same for the deepest part of it that exists.
        """
        marks: Marks = self._marks
        key = own_mark(marks)
        for step in path:
            found = _step(marks, step)
            if found is None:
                break
            key, marks = found
        return self._at(key)

    def walk(self) -> Iterator[tuple[Path, Place, Place]]:
        """Every value below the document, from the top down: its path, its key's place, its own."""
        waiting: list[tuple[Path, Marks]] = [((), self._marks)]
        while waiting:
            path, marks = waiting.pop(0)
            for step in _steps(marks):
                found = _step(marks, step)
                if found is not None:
                    key, below = found
                    yield (*path, step), self._at(key), self._at(own_mark(below))
                    waiting.append(((*path, step), below))

    def _at(self, mark: int) -> Place:
        return Place(self.file, *self._lines.position(self._start + mark))


def own_mark(marks: Marks) -> int:
    """Where the value itself starts."""
    while not isinstance(marks, int):
        # Under None, and in front of a list's items, stands a number.
        marks = marks[None] if isinstance(marks, dict) else marks[0]  # type: ignore[assignment]
    return marks


def key_mark(marks: MappingMarks, key: str) -> int:
    """Where `key` starts in the mapping that `marks` belong to."""
    pair = marks[key]
    return pair if isinstance(pair, int) else pair[0]


def _steps(marks: Marks) -> list[str | int]:
    if isinstance(marks, dict):
        return [key for key in marks if key is not None]
    return list(range(len(marks) - 1)) if isinstance(marks, list) else []


def _step(marks: Marks, step: str | int) -> tuple[int, Marks] | None:
    """Where the key (or the item) starts, and the marks one step further down; None if nowhere."""
    if isinstance(marks, dict):
        pair = marks.get(step) if isinstance(step, str) else None
        return pair if isinstance(pair, tuple) else None
    if isinstance(marks, list) and isinstance(step, int) and 0 <= step < len(marks) - 1:
        item = marks[step + 1]
        return own_mark(item), item
    return None
