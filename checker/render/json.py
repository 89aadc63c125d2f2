"""The record itself as canonical JSON, and the counts read back from its bytes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from checker.text import HIDDEN

# `##[` anywhere in a line is a command to a CI runner that reads the log.
_COMMAND = re.compile(r"##(?=\[|vso\[|teamcity\[)")


def render(result: Mapping[str, Any]) -> bytes:
    """`result` as UTF-8: keys sorted, two spaces, a final line feed; equal records, equal bytes.

    Characters that a terminal or a CI log would act on are written as JSON escapes, so reading the
    bytes gives back exactly `result`. Raises `ValueError` for numbers that JSON does not have.
    """
    text = json.dumps(result, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    text = "\n".join(map(_shown, text.split("\n")))
    text = _COMMAND.sub(r"#\\u0023", text)
    return f"{text}\n".encode()


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many findings the bytes hold by framework and status. Raises `ValueError` if torn."""
    result = json.loads(data)
    return Counter((row["framework"], row["status"]) for row in result["findings"])


def _shown(line: str) -> str:
    """The search costs more than the encoding; nearly every line has nothing to be found."""
    if line.isascii() and line.isprintable():
        return line
    return HIDDEN.sub(_escaped, line)


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
