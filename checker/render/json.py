"""The record itself as canonical JSON, and the counts read back from its bytes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

from checker.render.neutral import COMMAND
from checker.text import HIDDEN


def render(result: Mapping[str, Any]) -> bytes:
    """`result` as UTF-8: keys sorted, two spaces, a final line feed; equal records, equal bytes.

    Characters that a terminal or a CI log would act on are written as JSON escapes, so reading the
    bytes gives back exactly `result`. Raises `ValueError` for numbers that JSON does not have.
    """
    return inert(_laid_out(result, "\n"))


def inert(text: str) -> bytes:
    """JSON text as UTF-8 lines, with what a terminal or a CI log acts on as JSON escapes."""
    text = "\n".join(map(_shown, text.split("\n")))
    text = COMMAND.sub(r"#\\u0023", text)
    return f"{text}\n".encode()


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many findings the bytes hold by framework and status. Raises `ValueError` if torn."""
    result = json.loads(data)
    return Counter((row["framework"], row["status"]) for row in result["findings"])


_plain = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _laid_out(value: Any, line: str) -> str:
    """What `json.dumps` gives with sorted keys and an indent of two, a third faster.

    `line` is a line feed and the blanks before `value`. Every page carries the digest of this text,
    so that writing it was a tenth of a whole assessment.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__repr__(value)
    within = f"{line}  "
    if isinstance(value, dict) and value:
        rows = [f"{encode_basestring(k)}: {_laid_out(value[k], within)}" for k in sorted(value)]
        return f"{{{within}{f',{within}'.join(rows)}{line}}}"
    if isinstance(value, list | tuple) and value:
        rows = [_laid_out(item, within) for item in value]
        return f"[{within}{f',{within}'.join(rows)}{line}]"
    return _plain(value)


def _shown(line: str) -> str:
    """The search costs more than the encoding; nearly every line has nothing to be found."""
    if line.isascii() and line.isprintable():
        return line
    return HIDDEN.sub(_escaped, line)


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
