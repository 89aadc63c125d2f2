"""Turn the bytes of a file into text that shows everything it holds, or say where it does not."""

from __future__ import annotations

import codecs

from checker.errors import Problem
from checker.model import Place
from checker.text import HIDDEN

# ASCII that may stand in a file as it is; carriage returns are looked at one by one.
_PLAIN_ASCII = bytes([0x09, 0x0A, *range(0x20, 0x7F)])

# Longest marks first: UTF-32 little-endian starts like UTF-16.
_OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}

# How many hidden characters are listed one by one before the rest is only counted.
_LISTED = 100


def decode(data: bytes, file: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of `data` without a leading byte order mark, and what makes it unfit to read.

    Anything but strict UTF-8 is an `encoding` problem, and the text is then empty. Every character
    in `checker.text.HIDDEN` is a `hidden-character` problem. The text is fit only without problems.
    """
    other = _other_encoding(data)
    if other:
        problem = Problem(
            Place(file, 1, 1), "encoding", f"the file is written in {other}", "save it as UTF-8"
        )
        return "", (problem,)
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return "", (_not_utf8(body, error, file),)
    if body.isascii() and not body.translate(None, _PLAIN_ASCII):
        return text, ()
    return text, _hidden(text, file)


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at `index`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _other_encoding(data: bytes) -> str | None:
    for mark, name in _OTHER_ENCODINGS.items():
        if data.startswith(mark):
            return name
    # Plain ASCII in UTF-16 is every second byte a zero.
    return "UTF-16 or UTF-32" if data.count(0) * 3 > len(data) > 1 else None


def _not_utf8(body: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = body[: error.start].decode()
    message = f"the byte 0x{body[error.start]:02X} is not UTF-8"
    return Problem(
        Place(file, *position(before, len(before))), "encoding", message, "save the file as UTF-8"
    )


def _hidden(text: str, file: str) -> tuple[Problem, ...]:
    """One problem for each run of hidden characters, the first hundred of them."""
    problems: list[Problem] = []
    end, line, line_start, runs = -1, 1, 0, 0
    for match in HIDDEN.finditer(text):
        start = match.start()
        is_new = start != end
        end = match.end()
        if not is_new:
            continue
        runs += 1
        if runs > _LISTED:
            continue
        newlines = text.count("\n", line_start, start)
        if newlines:
            line += newlines
            line_start = text.rfind("\n", 0, start) + 1
        place = Place(file, line, start - line_start + 1)
        problems.append(Problem(place, "hidden-character", _named(match[0]), "remove it"))
    if runs > _LISTED:
        place = problems[-1].place
        message = f"{runs - _LISTED:,} more hidden characters follow"
        problems.append(Problem(place, "hidden-character", message, "remove them all"))
    return tuple(problems)


def _named(character: str) -> str:
    # The name needs a table of a megabyte, so it is loaded only to tell of a fault.
    import unicodedata

    name = unicodedata.name(character, "")
    told = f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")
    if character == "\r":
        return f"{told}: a carriage return without a line feed"
    return f"{told} cannot be seen, but changes what is read"
