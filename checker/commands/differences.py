"""Where the outputs of a difference go: one table of formats, each written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from checker.frozen import frozen
from checker.render import write as writing

FORMATS = ("text", "json", "markdown")


@frozen
class Output:
    """One output: a format, and a file or standard output."""

    format: str
    path: Path | None


def parse(texts: Sequence[str]) -> tuple[Output, ...]:
    """What `-o` asks for; text on standard output where nothing is.

    Raises `click.UsageError` for an unknown format, two outputs on standard output or one path
    twice.
    """
    found = tuple(_output(text) for text in texts)
    if sum(output.path is None for output in found) > 1:
        raise click.UsageError("-o: at most one output can go to standard output; name a PATH.")
    paths = [os.path.abspath(o.path) for o in found if o.path is not None]  # noqa: PTH100 - links stay
    if len(set(paths)) < len(paths):
        raise click.UsageError("-o: two outputs would go to one file.")
    return found or (Output("text", None),)


def _output(text: str) -> Output:
    name, equals, path = text.partition("=")
    if name not in FORMATS:
        from checker.text import nearest, quoted

        close = nearest(name, FORMATS)
        hint = f" Did you mean '{close}'?" if close else f" Known: {', '.join(FORMATS)}."
        raise click.UsageError(f"-o: there is no format {quoted(name)}.{hint}")
    if equals and not path:
        raise click.UsageError(f"-o: '{text}' names no file; write {name}=PATH.")
    return Output(name, Path(path) if equals else None)


def announce(outputs: Sequence[Output]) -> None:
    """Mark every file as not of this run, before anything is read. Raises `OutputError`."""
    for output in outputs:
        if output.path is not None:
            writing.announce(output.path)


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
