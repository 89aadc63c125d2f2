"""Turn any text into text that shows what it holds: one neutraliser, one notion of hidden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Bidi controls, zero-width characters, fillers that show nothing, separators that some readers take
# for line breaks, tag characters, variation selectors, noncharacters and lone surrogates. Arabic
# number signs and private-use characters draw something, so they are not here.
_INVISIBLE = (
    "\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
) + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)

# What no text file of ours may hold. Tab and line feed are layout, and a carriage return counts as
# layout only right before a line feed: alone it moves the cursor back over what a person reads.
HIDDEN = re.compile(f"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f{_INVISIBLE}]|\\r(?!\\n)")

# What never leaves on one line of output: the above, and the layout characters too.
_UNSHOWN = re.compile(f"[\\x00-\\x1f{_INVISIBLE}]")

# Blanks other than the space bar's: fine inside prose, a trap in a key or round a value.
ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")

# Letters and dashes of other scripts drawn like ASCII ones, which NFKC keeps apart.
_DRAWN_ALIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝвкмнтгɡοαενικρτυχɩıոսօցքʹ‐‑‒–—−⁄∕",
    "aeopcyxijshdqwbkmhtrgoaevikptuxiinuogf'------//",
)


def visible(text: str, limit: int | None = None) -> str:
    """`text` on one line with every hidden or control character as `\\u{1B}`.

    With `limit`, at most that many characters of `text` are shown, followed by an ellipsis and the
    length of the whole.
    """
    tail = ""
    if limit is not None and len(text) > limit:
        tail = f"… ({len(text):,} characters)"
        text = text[:limit]
    if not (text.isascii() and text.isprintable()):
        text = _UNSHOWN.sub(_spelt, text)
    return text + tail


def _spelt(match: re.Match[str]) -> str:
    return f"\\u{{{ord(match[0]):X}}}"


def quoted(text: str) -> str:
    """`text` in single quotes for a message: neutral, and at most 80 characters of it."""
    return f"'{visible(text, 80)}'"


def fold(text: str) -> str:
    """What `text` looks like to a hurried reader; two names that fold alike are look-alikes.

    NFKC, case folded, hidden characters dropped, dashes and the usual Cyrillic and Greek doubles
    replaced by the ASCII character they are drawn like.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    bare = HIDDEN.sub("", unicodedata.normalize("NFKC", HIDDEN.sub("", text)))
    return unicodedata.normalize("NFKC", bare.casefold()).translate(_DRAWN_ALIKE)


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` was probably meant to be, or None.

    A candidate that looks the same wins; else the closest spelling, the first one on a tie.
    """
    wanted = fold(name[:200])
    known: dict[str, str] = {}
    for candidate in candidates:
        known.setdefault(fold(candidate), candidate)
    if wanted in known:
        return known[wanted]
    # difflib costs milliseconds to import, and is needed only when something is wrong.
    from difflib import get_close_matches

    close = get_close_matches(wanted, known, n=1, cutoff=0.7)
    return known[close[0]] if close else None
