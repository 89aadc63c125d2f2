"""Turn a YAML parser's complaint into a place and a sentence for the person who wrote the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from yaml.error import MarkedYAMLError

from checker.text import quoted, visible


class Complaint(NamedTuple):
    """A fault in the syntax: the index of a character, a stable code, what it is, what to do."""

    at: int
    code: str
    message: str
    hint: str


# What the parsers say, by how libyaml and then PyYAML begin it, and what it mostly means.
_PLAIN_WORDS: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (
        ("mapping values are not allowed",),
        "yaml-syntax",
        "a ':' that no key can have here",
        "quote a text that contains ': ', or align the key with those above",
    ),
    (("could not find expected ':'",), "yaml-syntax", "a key without ':'", "write 'key: value'"),
    (
        ("did not find expected key", "expected <block end>, but found"),
        "yaml-syntax",
        "this belongs neither to the value before it nor to a key",
        "align it with the keys above, or close the quote or bracket before it",
    ),
    (
        ("did not find expected '-' indicator",),
        "yaml-syntax",
        "a list item was expected here",
        "align it with the '-' above, or with the keys outside the list",
    ),
    (
        ("did not find expected ',' or ']'", "expected ',' or ']'"),
        "yaml-syntax",
        "',' or ']' was expected here",
        "separate items by commas and close the list",
    ),
    (
        ("did not find expected ',' or '}'", "expected ',' or '}'"),
        "yaml-syntax",
        "',' or '}' was expected here",
        "separate entries by commas and close the mapping",
    ),
    (
        ("did not find expected <document start>", "expected '<document start>'"),
        "yaml-syntax",
        "the document has already ended",
        "put '---' between two documents",
    ),
    (
        ("block sequence entries are not allowed", "sequence entries are not allowed"),
        "yaml-syntax",
        "a list cannot start here",
        "start it on a line of its own, or write [a, b]",
    ),
    (
        ("found unknown escape character", "did not find expected hexdecimal", "expected escape"),
        "yaml-syntax",
        "an escape that YAML does not know",
        "write '\\\\' for a backslash, or use single quotes",
    ),
    (
        ("did not find expected node content", "expected the node content"),
        "yaml-syntax",
        "a value was expected here",
        "quote it when it is text",
    ),
    (
        ("found invalid Unicode character escape",),
        "hidden-character",
        "an escape produces no character",
        "remove it",
    ),
    (
        # libyaml of PyYAML 6.0.4 looks far ahead, and stops at a thousand before we see any.
        ("exceeded maximum nesting depth",),
        "too-deep",
        "over a thousand levels of lists and mappings",
        "flatten it",
    ),
)
_CANNOT_START = "found character"
_NEVER_CLOSED = (
    "found unexpected end of stream",
    "found unexpected document indicator",
    "found unexpected document separator",
)
# How the parser's context ends when it met one of these, whatever its complaint.
_BY_CONTEXT = {
    "alias": ("alias", "'*' starts an alias", "quote the text"),
    "anchor": ("anchor", "'&' starts an anchor", "quote the text"),
    "tag": ("tag", "'!' starts a tag", "quote the text"),
    "block scalar": (
        "yaml-syntax",
        "after '|' or '>' the text starts on the next line",
        "move it there, or quote it",
    ),
}


def explain(error: Exception, text: str, start: int, line: Callable[[int], int]) -> Complaint:
    """What is wrong in `text`, where, and what to do.

    What is never closed is placed where it opens; what has no place of its own at `start`. `line`
    tells the line of an index, for messages.
    """
    if not isinstance(error, MarkedYAMLError) or error.problem is None:
        return Complaint(start, "yaml-syntax", visible(str(error), 80), "")
    context, problem = error.context or "", error.problem
    opened, noticed = _index(error.context_mark), _index(error.problem_mark)
    is_one_token = context.startswith("while scanning") or context.endswith(("scalar", "a tag"))
    index = opened if is_one_token and opened is not None else noticed
    if index is None:
        return Complaint(start, "yaml-syntax", visible(problem, 80), "")
    if text.startswith("%", _line_start(text, index)):
        return directive(_line_start(text, index))
    if problem.startswith(_CANNOT_START):
        return _cannot_start(text, index)
    if opened is None:
        return Complaint(index, *_sentence(context, problem))
    if _is_unclosed(problem, text, index if noticed is None else noticed):
        message = f"{_opener(text, opened)} is never closed"
        return Complaint(opened, "yaml-syntax", message, "close it")
    code, message, hint = _sentence(context, problem)
    if line(opened) != line(index):
        message += f", in what starts at line {line(opened)}"
    return Complaint(index, code, message, hint)


def directive(index: int) -> Complaint:
    """The complaint about a line such as `%YAML 1.1`."""
    return Complaint(index, "directive", "a directive changes how YAML is read", "remove the line")


def tab_in_scalar(index: int) -> Complaint:
    """The complaint about a tab in unquoted text, where YAML readers disagree on what it means."""
    message = "a tab in unquoted text is read in two ways"
    return Complaint(index, "tab-in-scalar", message, "use a space, or quote the text")


def _index(mark: Any) -> int | None:
    return None if mark is None else int(mark.index)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _sentence(context: str, problem: str) -> tuple[str, str, str]:
    """Code, message and hint for a parser's complaint that needs no look at the text."""
    if problem.startswith("found undefined tag handle"):
        return _BY_CONTEXT["tag"]
    for word, sentence in _BY_CONTEXT.items():
        if context.endswith(f" {word}"):
            return sentence
    for beginnings, code, message, hint in _PLAIN_WORDS:
        if problem.startswith(beginnings):
            return code, message, hint
    return "yaml-syntax", visible(problem, 80), ""


def _is_unclosed(problem: str, text: str, noticed: int) -> bool:
    """Whether the document ends before what was opened does."""
    if problem.startswith(_NEVER_CLOSED):
        return True
    if "' or '" not in problem:
        return False
    is_marker = text.startswith(("---", "..."), noticed) and _line_start(text, noticed) == noticed
    return is_marker or not text[noticed:].strip()


def _opener(text: str, index: int) -> str:
    return {"[": "this list", "{": "this mapping"}.get(text[index], "this quote")


def _cannot_start(text: str, index: int) -> Complaint:
    """The complaint about a character with which no value can begin."""
    character = text[index]
    if character != "\t":
        message = f"a value cannot begin with {quoted(character)}"
        return Complaint(index, "yaml-syntax", message, "quote it")
    if text[_line_start(text, index) : index].strip(" -?\t"):
        return tab_in_scalar(index)
    return Complaint(index, "yaml-syntax", "a tab is used for indentation", "use spaces")
