"""Quote the lines that places point at: neutral, cut, and without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from checker.model import Place
from checker.text import visible

LONGEST = 200
# The value after a key of such a name is never shown.
_SECRET = re.compile(
    r"(?i)\b([\w-]*(?:(?:secret|token|api[_-]?key|private[_-]?key|credential|passwd)[\w-]*|password)"
    r"[\"']?\s*[:=]\s*)(\S.*)"
)


def excerpts(lines: Mapping[str, bytes], places: Iterable[Place]) -> dict[str, dict[str, str]]:
    """File -> line number -> that line, for every place in a file of `lines`, in order."""
    wanted: dict[str, set[int]] = {}
    for place in places:
        wanted.setdefault(place.file, set()).add(place.line)
    found: dict[str, dict[str, str]] = {}
    for file in sorted(wanted.keys() & lines.keys()):
        text = lines[file].decode("utf-8", errors="replace").split("\n")
        found[file] = {
            str(number): quoted(text[number - 1])
            for number in sorted(wanted[file])
            if number <= len(text)
        }
    return found


def has_secret(line: str) -> bool:
    """Whether something in `line` is never shown."""
    return _SECRET.search(line) is not None


def quoted(line: str) -> str:
    """One line as a report may show it."""
    bare = line.rstrip("\r").replace("\t", " ")
    return visible(_SECRET.sub(r"\1…", bare), LONGEST)
