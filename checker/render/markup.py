"""Text of a record in Markdown, where nothing in it acts: no markup, HTML, mention, link, emoji."""

from __future__ import annotations

import html
import re

# What Markdown itself acts on inside a line, as numbers: it reads none of them back as markup.
_ACTIVE = str.maketrans({mark: f"&#{ord(mark)};" for mark in "\\`*_[]<>|~&^\"'"})
_ACTIVE_IN_CODE = _ACTIVE | str.maketrans({":": "&#58;"})
# What a forge acts on after Markdown is HTML, where a number is the character again: mentions,
# issues (#1, !1, GH-1, ABC-1), addresses, emoji, commits, formulas. An element of its own parts
# such a mark from its neighbours.
_PARTED = re.compile(
    r"[@#$!]|(?<=[A-Za-z])-(?=\d)|:(?=\S)|(?<=www)\.|(?<=[0-9a-f]{6})[0-9a-f]",
    re.IGNORECASE,
)
# Inside code it acts on addresses alone.
_PARTED_IN_CODE = re.compile(r"@|(?<=www)\.", re.IGNORECASE)


def prose(text: str) -> str:
    """Neutral `text` as inline Markdown that shows exactly it."""
    return _parted(text, _PARTED, _ACTIVE)


def code(text: str) -> str:
    """Neutral `text` as inline code; not between backticks, which the text could close."""
    return f"<code>{_parted(text, _PARTED_IN_CODE, _ACTIVE_IN_CODE)}</code>"


def line(before: str, marked: str, after: str) -> str:
    """A line of a file as a block of HTML, which Markdown leaves alone, its value set in bold."""
    before, marked, after = (html.escape(part) for part in (before, marked, after))
    return f"<pre>{before}<b>{marked}</b>{after}</pre>"


def bare(markup: str) -> str:
    """The text that `prose` or `code` was given."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def _parted(text: str, parted: re.Pattern[str], active: dict[int, str]) -> str:
    parts, end = [], 0
    for match in parted.finditer(text):
        parts += [text[end : match.start()].translate(active), f"<span>{match[0]}</span>"]
        end = match.end()
    return "".join(parts) + text[end:].translate(active)
