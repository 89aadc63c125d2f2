"""Find where a new entry or item belongs in the text of a file, and how it is written there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker.editing import spelling
from checker.editing.nodes import Node, Part
from checker.model import Json


class Insertion(NamedTuple):
    """A text that is put in front of the character at `at`."""

    at: int
    text: str


class CannotInsertError(Exception):
    """Why nothing can be added at a place, and what to do."""

    def __init__(self, at: int, message: str) -> None:
        self.at = at
        super().__init__(message)


def inserted(text: str, insertions: Sequence[Insertion]) -> str:
    """`text` with all `insertions`; nothing that stands there is changed or moved apart."""
    # From the end, so that positions hold; of two at one position the first stays in front.
    for at, new in sorted(insertions, key=lambda one: one.at)[::-1]:
        text = text[:at] + new + text[at:]
    return text


def new_item(text: str, node: Node, value: Json) -> list[Insertion]:
    """`value` as a further item of the list at `node`, written as the last one is."""
    if not node.is_list:
        raise CannotInsertError(node.start, "no list stands here")
    if node.is_flow:
        return _in_brackets(text, node, spelling.flow(value))
    column = _column(text, node.start)
    if node.parts[-1].value.is_flow:
        first, *more = spelling.flow_lines(value, column + 2)
        lines = [f"- {first}", *(f"  {line}" for line in more)]
    else:
        lines = spelling.item(value, column)
    return [_lines_below(text, node.end, column, lines)]


def new_entry(text: str, node: Node, name: str, value: Json) -> list[Insertion]:
    """`name: value` as a further entry of the mapping at `node`, or behind `name:` left empty."""
    if not node.is_mapping:
        raise CannotInsertError(node.start, "no mapping stands here")
    part = node.part(name)
    if part is not None:
        return [_filled(text, node, part, value)]
    if node.is_flow:
        piece = f"{spelling.key(name)}: {spelling.flow(value)}"
        return _in_brackets(text, node, piece)
    column = _column(text, node.parts[0].start)
    return [_lines_below(text, node.end, column, spelling.entry(name, value, column))]


def _filled(text: str, node: Node, part: Part, value: Json) -> Insertion:
    """The value of an entry that has none yet."""
    at = part.value.start
    if not part.value.is_left_out or part.key is None:
        raise CannotInsertError(at, "something stands here already")
    if node.is_flow or not isinstance(value, dict | list):
        return Insertion(at, f" {spelling.flow(value)}")
    column = _column(text, part.start)
    lines = [f"  {line}" for line in spelling.block(value, column + 2)]
    return _lines_below(text, at, column, lines)


def _lines_below(text: str, end: int, column: int, lines: Sequence[str]) -> Insertion:
    """Whole lines under the one that holds `end`, and under the comments that belong to it."""
    newline = _newline(text, end)
    body = newline.join(f"{' ' * column}{line}" for line in lines)
    at = _next_line(text, end)
    while at < len(text) and _comment_column(text, at) > column:
        at = _next_line(text, at)
    if text[at - 1 : at] == "\n":
        return Insertion(at, body + newline)
    return Insertion(at, newline + body)  # the last line of the file is not ended, and stays so


def _in_brackets(text: str, node: Node, piece: str) -> list[Insertion]:
    """`piece` as the last part of a collection in brackets, on a line of its own if others are."""
    if not node.parts:
        return [Insertion(node.start + 1, piece)]
    last = node.parts[-1]
    end = last.value.end
    comma = _comma(text, end, node.end - 1)
    line = text.rfind("\n", 0, last.start) + 1
    indent = text[line : last.start]
    if line <= node.start or indent.strip(" "):
        if comma is None:
            return [Insertion(end, f", {piece}")]
        return [Insertion(comma + 1, f" {piece}")]
    newline = _newline(text, end)
    behind = end if comma is None else comma + 1
    stop = _line_end(text, behind)
    if stop >= node.end - 1:  # the bracket closes in the same line
        separator = "," if comma is None else ""
        return [Insertion(behind, f"{separator}{newline}{indent}{piece}")]
    if comma is None:
        return [Insertion(end, ","), Insertion(stop, f"{newline}{indent}{piece}")]
    return [Insertion(stop, f"{newline}{indent}{piece},")]


def _comma(text: str, start: int, end: int) -> int | None:
    """Where a comma stands between the last part and its bracket; None where there is none."""
    return next((at for at in _bare(text, start, end) if text[at] == ","), None)


def _bare(text: str, start: int, end: int) -> Iterator[int]:
    """Positions outside of comments."""
    at = start
    while at < end:
        if text[at] == "#":
            at = _line_end(text, at)
            continue
        yield at
        at += 1


def _column(text: str, index: int) -> int:
    return index - (text.rfind("\n", 0, index) + 1)


def _line_end(text: str, index: int) -> int:
    """Where the line that holds `index` ends, before its line break."""
    end = text.find("\n", index)
    end = len(text) if end < 0 else end
    return end - 1 if end > index and text[end - 1] == "\r" else end


def _next_line(text: str, index: int) -> int:
    """Where the line after the one that holds `index` starts; the end of the text if none does."""
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _comment_column(text: str, line: int) -> int:
    """The column of the comment that a line consists of; -1 where it holds anything else."""
    content = text[line : _line_end(text, line)]
    bare = content.lstrip(" ")
    return len(content) - len(bare) if bare.startswith("#") else -1


def _newline(text: str, index: int) -> str:
    """The line break used around `index`."""
    at = text.rfind("\n", 0, index)
    at = text.find("\n") if at < 0 else at
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"
