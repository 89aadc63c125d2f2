"""Make every text of a record safe to show: one line, nothing hidden, no command to a CI log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checker.text import visible

_LINE_BREAK = re.compile(r"[ \t]*(?:\r?\n)+[ \t]*")
# `##[name]` and its relatives, anywhere in a line, are commands to CI runners that read the log.
COMMAND = re.compile(r"##(?=\[|vso\[|teamcity\[)")


def shown(text: str) -> str:
    """`text` on one line, with hidden characters and the start of a CI command as `\\u{23}`."""
    text = visible(text)
    return COMMAND.sub(r"#\\u{23}", text) if "##" in text else text


def neutral(value: Any) -> Any:
    """`value` with every string in it shown, keys too; a line break in prose is a space."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and "##" not in value:
            return value  # as nearly all of the thousands of texts in a record
        if not value.isprintable():
            value = _LINE_BREAK.sub(" ", value.strip())
        return shown(value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {neutral(key): neutral(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [neutral(item) for item in value]
    return value
