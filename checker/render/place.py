"""Turn a place of the record into the line it quotes, with the value at its column set apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.render.neutral import shown

# A plain scalar ends before ` #`, before `: ` and, inside brackets, before `,`, `]` or `}`.
_BLOCK_END = re.compile(r"\s+#|:(?=\s|$)|\s*$")
_FLOW_END = re.compile(r"\s+#|:(?=\s|$)|\s*[,\]}]|\s*$")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")


class Spot(NamedTuple):
    """A place as text, and its line in three neutral parts: before, the value, after.

    The parts are empty when the record holds no excerpt, or when the column lies beyond it.
    """

    file: str
    line: int
    column: int
    before: str = ""
    marked: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """`file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def has_line(self) -> bool:
        """Whether there is a line to quote."""
        return bool(self.marked)


def spot(place: Mapping[str, Any], excerpts: Mapping[str, Mapping[str, str]]) -> Spot:
    """The spot for `place`, whose file name is neutral already; `excerpts` holds raw lines."""
    file, line, column = place["file"], place["line"], place["column"]
    raw = excerpts.get(file, {}).get(str(line), "").rstrip("\r\n").replace("\t", " ")
    start = column - 1
    if start >= len(raw):
        return Spot(file, line, column)
    end = _scalar_end(raw, start)
    parts = (raw[:start], raw[start:end], raw[end:])
    return Spot(file, line, column, *(shown(part) for part in parts))


def _scalar_end(line: str, start: int) -> int:
    quoted = _QUOTED.match(line, start)
    if quoted:
        return quoted.end()
    if line[start] in "{[":
        return _bracket_end(line, start)
    is_flow = _depth(line[:start]) > 0
    end = (_FLOW_END if is_flow else _BLOCK_END).search(line, start)
    return max(start + 1, end.start() if end else len(line))


def _bracket_end(line: str, start: int) -> int:
    """Behind the bracket that closes the one at `start`, or behind that one where none does."""
    depth = 0
    for end, mark in enumerate(_bare(line)[start:], start + 1):
        depth += (mark in "{[") - (mark in "}]")
        if depth == 0:
            return end
    return start + 1


def _depth(text: str) -> int:
    """How many brackets are open at the end of `text`, those inside quotes left out."""
    bare = _bare(text)
    return sum(bare.count(mark) for mark in "{[") - sum(bare.count(mark) for mark in "}]")


def _bare(text: str) -> str:
    """`text` with what stands in quotes blanked out, character for character."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def width(text: str) -> int:
    """How many terminal columns `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
