"""The name that GitHub's code scanning gives to a line: `primaryLocationLineHash`.

It is a rolling hash over the first hundred characters from the start of the line, blanks left out,
and how often it has come up in the file so far. Source: `src/fingerprints.ts` of
github/codeql-action, whose upload adds the same name, and warns about every other one it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate

from checker.excerpts import has_secret
from checker.model import Place

_BLOCK = 100
_BASE = 37
_MOD = 1 << 64
_END = "\uffff"  # stands behind the last character of a file
_BLANKS = str.maketrans("", "", " \t")


def line_hashes(lines: Mapping[str, bytes], places: Iterable[Place]) -> dict[str, dict[str, str]]:
    """File -> line number -> hash, for every place in a file of `lines`, in order.

    A line has none where a secret may be among the characters that are hashed: who knows the rest
    could try values until the hash comes out.
    """
    wanted: dict[str, set[int]] = {}
    for place in places:
        wanted.setdefault(place.file, set()).add(place.line)
    return {file: _of_file(lines[file], wanted[file]) for file in sorted(wanted.keys() & lines)}


def _of_file(data: bytes, wanted: set[int]) -> dict[str, str]:
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    # A line break stands before each line, the first one too.
    bare = "\n" + _units(text.translate(_BLANKS)) + _END
    starts = list(accumulate((len(line) + 1 for line in bare[1:].split("\n")), initial=0))
    found: dict[str, str] = {}
    for number in sorted(wanted):
        if number > len(lines):
            break
        start = starts[number - 1]
        block = bare[start : start + 1 + _BLOCK]
        if not any(map(has_secret, lines[number - 1 : number - 1 + block.count("\n")])):
            found[str(number)] = f"{_hash(block[1:]):x}:{_times(bare, block, start)}"
    return found


def _times(bare: str, block: str, start: int) -> int:
    """How many lines down to the one at `start` begin with `block`."""
    times, at = 1, bare.find(block)
    while at < start:
        times += 1
        at = bare.find(block, at + 1)
    return times


def _hash(block: str) -> int:
    value = 0
    for character in block.ljust(_BLOCK, "\0"):
        value = value * _BASE + ord(character)
    return value % _MOD


def _units(text: str) -> str:
    """`text` with a character for each unit of UTF-16, which is what is counted and hashed."""
    if not text or max(text) < "\U00010000":
        return text
    data = text.encode("utf-16-le", errors="surrogatepass")
    return "".join(chr(low | high << 8) for low, high in zip(data[::2], data[1::2], strict=True))
