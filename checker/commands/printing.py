"""Print a document: JSON in the order it was made, or lines of text, neutral and whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from checker.render.json import inert
from checker.render.neutral import COMMAND
from checker.text import visible

WIDTH = 100
# A CI runner that reads the log obeys `::` at the start of a line.
_COMMAND_START = re.compile(r"^(\s*):(?=:)")

# The last line of every defect asks for a second run with it.
verbose_option = click.option(
    "-v", "--verbose", is_flag=True, expose_value=False, help="Show the traceback of a defect."
)


def as_json(value: Any) -> bytes:
    """`value` as UTF-8 JSON, keys in their own order; reading it gives back exactly `value`.

    What a terminal or a CI log would act on is written as an escape. Raises `ValueError` for
    numbers that JSON does not have.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    return inert(text)


def as_text(lines: Iterable[str]) -> bytes:
    """Each line as UTF-8 on one line of output, hidden characters shown as `\\u{1B}`."""
    return "".join(f"{_guarded(visible(line.rstrip()))}\n" for line in lines).encode()


def _guarded(line: str) -> str:
    return COMMAND.sub(r"#\\u{23}", _COMMAND_START.sub(r"\1\\u{3A}", line))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Aligned columns under a header; the last column is as wide as it is."""
    shown = [tuple(header), *(tuple(visible(cell) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(header))]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in shown
    ]


def put(data: bytes, path: Path | None = None) -> None:
    """Write `data` to the file at `path`, whole or not at all, or to standard output.

    Raises `OutputError` when it cannot be written.
    """
    from checker.render import write

    if path is None:
        write.write_stdout(data)
    else:
        # The bytes are compared when read back; there is nothing to count in them.
        write.write_atomically(path, data, lambda _data: None)
