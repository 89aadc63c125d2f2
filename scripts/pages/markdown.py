"""Put values into Markdown: cells that hold together, tables, links and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap

NOTE = "<!-- Made by `python scripts/generate_docs.py`; change what it is made from instead. -->"


def cell(text: str) -> str:
    """`text` on one line, so that no character of it ends the cell."""
    return " ".join(text.split()).replace("|", "\\|")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table, and an empty one after it."""
    lines = [f"| {' | '.join(headings)} |", "|" + "---|" * len(headings)]
    lines += [f"| {' | '.join(cell(text) for text in row)} |" for row in rows]
    return [*lines, ""]


def paragraph(text: str) -> list[str]:
    """`text` in lines of a page, and an empty one after it."""
    return [*wrap(text, 100, break_long_words=False, break_on_hyphens=False), ""]


def code(text: str) -> str:
    """`text` as code."""
    return f"`{text}`"


def codes(texts: Iterable[str], most: int | None = None) -> str:
    """Several texts as code, with commas; beyond `most` only how many more there are."""
    found = list(texts)
    shown = found if most is None else found[:most]
    more = f" and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
    return ", ".join(code(text) for text in shown) + more


def anchor(heading: str) -> str:
    """The anchor that a heading gets on the pages of GitHub and GitLab."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
