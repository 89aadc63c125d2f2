"""Hold patterns to those regular expressions that all engines read alike, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_TOKEN = re.compile(
    r"(?P<class>\[\^?(?:[A-Za-z0-9 _.,:;/@#%+=!'\"()*?{}|$<>-]|\\[\]\\^\[.-])+\])"
    r"|(?P<escape>\\[.^$|?*+()\[\]{}/\\-])"
    r"|(?P<open>\((?:\?:)?(?!\?))"
    r"|(?P<close>\))"
    r"|(?P<repeat>[*+?]|\{[0-9]{1,4}(?:,[0-9]{0,4})?\})"
    r"|(?P<bar>\|)"
    r"|(?P<anchor>[\^$])"
    r"|(?P<dot>\.)"
    r"|(?P<literal>[A-Za-z0-9 _,:;/@#%&=!'\"<>~-])"
)
_SET_OPERATION = re.compile(r"--|\|\||&&|~~|\[\^?[^\]]*\[:")


def faults(pattern: str) -> Iterator[tuple[str, str]]:
    """Code and sentence for each reason not to trust `pattern`."""
    tokens = list(_tokens(pattern))
    position = sum(len(text) for _, text in tokens)
    if position < len(pattern):
        yield "pattern-subset", f"engines read {pattern[position:][:20]!r} in different ways"
        return
    names = [name for name, _ in tokens]
    if ("repeat", "repeat") in pairwise(names):
        yield "pattern-subset", "a repetition of a repetition means different things to engines"
    yield from _anchoring(tokens)
    if _is_nested(tokens):
        yield "pattern-not-linear", "a repetition inside a repetition can take exponential time"
    try:
        re.compile(pattern)
    except re.error as error:
        yield "pattern-subset", f"not a pattern: {error}"


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    position = 0
    while found := _TOKEN.match(pattern, position):
        if found.lastgroup == "class" and _SET_OPERATION.search(found[0][1:-1]):
            return
        yield str(found.lastgroup), found[0]
        position = found.end()


def _anchoring(tokens: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    anchors = [text for name, text in tokens if name == "anchor"]
    framed = bool(tokens) and tokens[0][1] == "^" and tokens[-1][1] == "$"
    depth = 0
    for name, _ in tokens:
        depth += {"open": 1, "close": -1}.get(name, 0)
        framed = framed and not (name == "bar" and depth == 0)
    if not framed or anchors != ["^", "$"]:
        yield "unanchored-pattern", "matches inside a longer text, so more than is meant holds"


def _is_nested(tokens: list[tuple[str, str]]) -> bool:
    """Whether a group that holds an unbounded repetition is itself repeated without bound."""
    stack, closed = [False], False
    for name, text in tokens:
        unbounded = name == "repeat" and (text in "*+" or text.endswith(",}"))
        if name == "open":
            stack.append(False)
        elif name == "close" and len(stack) > 1:
            closed = stack.pop()
            stack[-1] = stack[-1] or closed
            continue
        elif unbounded:
            if closed:
                return True
            stack[-1] = True
        closed = False
    return False
