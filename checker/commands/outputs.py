"""Where outputs go: parse `-o FORMAT[=PATH]`, and write each once everything is known."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from checker.commands.environment import variable
from checker.commands.repository import prefix_option
from checker.frozen import frozen
from checker.render import FORMATS, check_of, render, require
from checker.render import write as writing
from checker.render.parts import AUDIENCES

Command = TypeVar("Command", bound=Callable[..., Any])


@frozen
class Output:
    """One output: a format, and a file or standard output."""

    format: str
    path: Path | None


def parse_outputs(texts: Sequence[str], quiet: bool = False) -> tuple[Output, ...]:
    """What `-o` asks for; text on standard output where nothing else goes there.

    Raises `click.UsageError` as `asked_for` does.
    """
    found = asked_for(texts)
    if not quiet and all(output.path is not None for output in found):
        return (Output("text", None), *found)
    return found


def asked_for(texts: Sequence[str], known: Collection[str] = FORMATS) -> tuple[Output, ...]:
    """What `-o` asks for, of the formats `known`, which are among `FORMATS`.

    Raises `click.UsageError` for an unknown format, two outputs on standard output or one path
    twice.
    """
    found = tuple(_output(text, known) for text in texts)
    if sum(output.path is None for output in found) > 1:
        raise click.UsageError("-o: at most one output can go to standard output; name a PATH.")
    paths = [output.path for output in found if output.path is not None]
    if len({os.path.abspath(path) for path in paths}) < len(paths):  # noqa: PTH100 - no symlinks followed
        raise click.UsageError("-o: two outputs would go to one file.")
    return found


def _output(text: str, known: Collection[str]) -> Output:
    name, equals, path = text.partition("=")
    if name not in known:
        from checker.text import nearest, quoted

        close = nearest(name, known)
        hint = f" Did you mean '{close}'?" if close else f" Known: {', '.join(known)}."
        raise click.UsageError(f"-o: there is no format {quoted(name)}.{hint}")
    if equals and not path:
        raise click.UsageError(f"-o: '{text}' names no file; write {name}=PATH.")
    if not equals and FORMATS[name].is_binary and sys.stdout is not None and sys.stdout.isatty():
        raise click.UsageError(f"-o: a terminal cannot show {name}; write {name}=PATH.")
    return Output(name, Path(path) if equals else None)


def _require_apart(outputs: Sequence[Output], read: Iterable[Path | None]) -> None:
    """Raise `click.UsageError` where an output would replace a file that is `read` to compare."""
    kept = {path.resolve() for path in read if path is not None}
    for output in outputs:
        if output.path is not None and output.path.resolve() in kept:
            raise click.UsageError(f"-o: '{output.path}' is read too; write to another file.")


def announce(outputs: Sequence[Output], read: Iterable[Path | None] = ()) -> None:
    """Mark every file as not of this run, before anything is read.

    Raises `click.UsageError` for one of the files that are `read` to compare, and `OutputError`
    when a file or a format cannot be made here; the marks stay.
    """
    _require_apart(outputs, read)
    for output in outputs:
        if output.path is not None:
            writing.announce(output.path)
    for output in outputs:
        require(output.format)


def write(
    outputs: Sequence[Output],
    record: Mapping[str, Any],
    color: str = "never",
    min_severity: str = "low",
    audience: str = "",
    path_prefix: str = "",
) -> None:
    """Write files first, then standard output. Raises `OutputError` when one is not whole.

    Colour and `min_severity` are for text on standard output: a file holds everything.
    """
    from checker.commands.progress import shown
    from checker.render.reading import Record

    record = Record(record)
    given = {"audience": audience, "path_prefix": path_prefix}
    on_stdout = {"color": is_coloured(color), "min_severity": min_severity}
    for output in sorted(outputs, key=lambda o: o.path is None):
        options = {**given, **({} if output.path else on_stdout)}
        with shown(output.format):
            data = render(output.format, record, **options)
        if output.path is not None:
            writing.write_atomically(output.path, data, check_of(output.format, record))
        else:
            writing.write_stdout(data)


def output_options(command: Command) -> Command:
    """What is written, where, how it looks, for whom, and with which paths."""
    *names, last = FORMATS
    help_ = f"Write {', '.join(names)} or {last}, to PATH or standard output; repeatable."
    output = click.option(
        "-o", "--output", "outputs", multiple=True, metavar="FORMAT[=PATH]", help=help_
    )
    help_ = "A shorter html or pdf file for this reader; everything when left out."
    audience = click.option(
        "--audience", type=click.Choice(AUDIENCES), help=help_, **variable("audience")
    )
    color = click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto",
        help="Colour on the terminal.", **variable("color"),
    )  # fmt: skip
    return output(audience(color(prefix_option(command))))


def is_coloured(choice: str) -> bool:
    """Whether the terminal gets colour; `NO_COLOR` is honoured under `auto`."""
    if choice == "auto":
        # There is no stream at all where standard output was closed before the start.
        return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return choice == "always"
