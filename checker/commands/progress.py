"""What the layout of pages says meanwhile: how far it is, and which letters no font has."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from checker.text import visible

# What WeasyPrint says of its work, to those who listen.
_LOGGER = "weasyprint"
_PAGE = re.compile(r"\bPage (\d+)$")
_LETTER = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)$")
_ERASE = "\r\x1b[K"
_MOST_LETTERS = 20


class _Listener(logging.Handler):
    """Overwrites one line with the number of each page; keeps the letters that no font has."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream
        self.letters: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Take from `record` what a person can use; the rest is for authors of templates."""
        message = record.getMessage()
        if letter := _LETTER.match(message):
            self.letters[chr(int(letter[1], 16))] = None
        elif self._stream is not None and (page := _PAGE.search(message)):
            self._stream.write(f"{_ERASE}Laying out page {page[1]}")
            self._stream.flush()


@contextmanager
def shown(format_: str) -> Iterator[None]:
    """Show the pages being laid out, on a terminal; then say which letters the report lacks."""
    if format_ != "pdf":
        yield
        return
    terminal = sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None
    logger, listener = logging.getLogger(_LOGGER), _Listener(terminal)
    level = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.INFO if terminal else logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(listener)
        if terminal:
            terminal.write(_ERASE)
            terminal.flush()
    _say_lacking(list(listener.letters))


def _say_lacking(letters: list[str]) -> None:
    if letters:
        some = " ".join(visible(letter) for letter in letters[:_MOST_LETTERS])
        more = f" and {len(letters) - _MOST_LETTERS} more" if len(letters) > _MOST_LETTERS else ""
        click.echo(
            f"pdf: no font on this machine has {some}{more}; the pages show boxes in their place. "
            "Install a font that has them; on Debian, for one, fonts-noto-core or fonts-noto-cjk.",
            err=True,
        )
