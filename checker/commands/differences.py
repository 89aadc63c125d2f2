"""Where the outputs of a difference go: one table of formats, each written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checker.commands.outputs import Output, asked_for
from checker.render import write as writing

FORMATS = ("text", "json", "markdown")


def parse(texts: Sequence[str]) -> tuple[Output, ...]:
    """What `-o` asks for; text on standard output where nothing is.

    Raises `click.UsageError` as `asked_for` does.
    """
    return asked_for(texts, FORMATS) or (Output("text", None),)


def write(outputs: Sequence[Output], made: Mapping[str, Any]) -> None:
    """Write files first, then standard output. Raises `OutputError` when one is not whole."""
    from checker.render import difference
    from checker.render.json import render

    makers: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
        "text": difference.text,
        "json": render,
        "markdown": difference.markdown,
    }
    for output in sorted(outputs, key=lambda o: o.path is None):
        data = makers[output.format](made)
        if output.path is None:
            writing.write_stdout(data)
        else:
            # The bytes are compared when read back.
            writing.write_atomically(output.path, data, lambda _data: None)
