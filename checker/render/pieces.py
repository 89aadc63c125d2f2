"""Fit a text into a limit: pieces are taken whole or left out whole, and those are counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from checker.render.words import count


class Piece(NamedTuple):
    """A part of a text. One with a `noun` may be left out; neighbours that share it are one list.

    `glue` stands before it when the piece before it is of the same list.
    """

    text: str
    noun: str = ""
    glue: str = "\n\n"


def fitted(pieces: Sequence[Piece], tail: str, most: int) -> str:
    """All `pieces` and `tail` in at most `most` bytes of UTF-8.

    Lists are served in their order, each up to its first piece that does not fit. What must stay
    is the caller's to keep small; `ValueError` when it alone is larger.
    """
    lists = [(noun, [*group]) for noun, group in groupby(pieces, key=lambda piece: piece.noun)]
    must = sum(_size(piece) for noun, group in lists if not noun for piece in group)
    notes = sum(len(_told(len(group), noun).encode()) + 2 for noun, group in lists if noun)
    room = most - must - notes - len(tail.encode()) - 2
    if room < 0:
        raise ValueError(f"{-room} bytes too many, with every list left out")
    text = ""
    for noun, group in lists:
        taken = 0
        for piece in group:
            size = _size(piece) if noun else 0
            if size > room:
                break
            room -= size
            glue = piece.glue if noun and taken else "\n\n"
            text += f"{glue if text else ''}{piece.text}"
            taken += 1
        if taken < len(group):
            text += f"\n\n{_told(len(group) - taken, noun)}"
    return f"{text}\n\n{tail}" if tail else text


def _size(piece: Piece) -> int:
    return len(piece.text.encode()) + max(2, len(piece.glue))


def _told(number: int, noun: str) -> str:
    return f"*{count(number, f'more {noun}')} left out here; `result.json` holds every one.*"
