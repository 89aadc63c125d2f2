"""Find the words that fill a field without saying anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from checker.documents.places import Places
from checker.errors import Problem
from checker.model import Json, Path
from checker.text import fold, quoted

# Words that fill a field without saying anything.
PLACEHOLDERS = frozenset(
    {"", "-", "--", "?", "...", "…", "tbd", "tba", "tbc", "todo", "to do", "n/a", "na", "none",
     "nil", "xxx", "replace_me", "replace me", "replaceme", "change_me", "changeme", "change me",
     "fixme", "coming soon", "placeholder", "lorem ipsum", "unknown person", "someone",
     "to be defined", "to be determined",
     # What our own stubs and proposals show where a person is to write.
     "what is so, in your own words", "your own sentence, as it is approved",
     "the sentence of the policy", "what it is"}
)  # fmt: skip


def placeholders(
    document: Places, value: Json, base: Path, schema: Mapping[str, Any]
) -> Iterator[Problem]:
    """A problem for every text in `value` that fills a field and says nothing.

    `value` stands at `base` of the document; a word that `schema` itself offers for the field is
    none of them.
    """
    if not _holds_one(value):  # nearly always; where each text stands is not asked then
        return
    offered = _options(schema)
    stack: list[tuple[Path, Json]] = [(base, value)]
    while stack:
        path, item = stack.pop()
        if isinstance(item, dict):
            stack += [((*path, key), child) for key, child in item.items()]
        elif isinstance(item, list):
            stack += [((*path, index), child) for index, child in enumerate(item)]
        elif isinstance(item, str) and _says_nothing(item):
            if _is_option(path, item, offered):
                continue
            message = f"{quoted(item)} is a placeholder"
            hint = "say what is so, or leave the key out"
            yield Problem(document.place(path), "placeholder", message, hint)


def _holds_one(value: Json) -> bool:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            # Plain words, as nearly all are, fold to their lower case.
            is_plain = item.isascii() and item.isprintable()
            if item.strip().lower() in PLACEHOLDERS if is_plain else _says_nothing(item):
                return True
        elif isinstance(item, dict):
            stack += item.values()
        elif isinstance(item, list):
            stack += item
    return False


def _says_nothing(text: str) -> bool:
    return fold(text.strip()) in PLACEHOLDERS


def _options(schema: Any) -> Mapping[str, frozenset[str]]:
    """Name of a property -> the words that the schema itself offers for it."""
    found: dict[str, set[str]] = defaultdict(set)
    stack: list[tuple[str, Any]] = [("", schema)]
    while stack:
        name, node = stack.pop()
        if isinstance(node, list):
            stack += [(name, item) for item in node]
        elif isinstance(node, Mapping):
            words = [*node.get("enum", ()), node.get("const")]
            found[name] |= {word for word in words if isinstance(word, str)}
            for key, child in node.items():
                if key == "properties":
                    stack += list(child.items())
                elif isinstance(child, Mapping | list):
                    stack.append((name, child))
    return {name: frozenset(words) for name, words in found.items()}


def _is_option(path: Path, word: str, offered: Mapping[str, frozenset[str]]) -> bool:
    """Whether `word`, a placeholder elsewhere, is one of the schema's own words for this field."""
    names = [step for step in path if isinstance(step, str)]
    # The values of parameters are typed by the catalogue, whose schema is applied next.
    return bool(names) and (word in offered.get(names[-1], ()) or "parameters" in names)
