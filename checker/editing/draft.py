"""Hold a YAML file while it is edited, and give it back only if nothing else has changed."""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence
from copy import deepcopy
from difflib import unified_diff
from typing import Any, NoReturn

from checker.editing import nodes
from checker.editing.insertion import (
    CannotInsertError,
    Insertion,
    inserted,
    new_entry,
    new_item,
)
from checker.errors import InputError, Problem
from checker.model import Json, Path, Place
from checker.text import quoted
from checker.yamlsource import read_documents

_BY_HAND = "write it by hand"


class Draft:
    """One file, to which entries and items are added; `file` is its neutral path for messages.

    Raises `InputError` when the bytes cannot be read, and when something cannot be added without
    touching anything else.
    """

    def __init__(self, file: str, data: bytes) -> None:
        documents, problems = read_documents(data, file)
        if problems:
            raise InputError(problems)
        self.file, self.before = file, data
        self._mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self._original = self._text = data.removeprefix(self._mark).decode()
        self._expected: list[dict[str, Json]] = [deepcopy(found.value) for found in documents]

    def add(self, document: int, path: Path, name: str, value: Json) -> None:
        """Give the mapping at `path` of a document a key it does not have yet."""
        mapping = self._at(document, path)
        if not isinstance(mapping, dict) or mapping.get(name) is not None:
            self._refuse(self._node(document, path).start, f"{quoted(name)} cannot be added here")
        self._insert(new_entry, document, path, name, value)
        mapping[name] = deepcopy(value)

    def append(self, document: int, path: Path, value: Json) -> None:
        """Add an item to the list at `path` of a document, which may be missing or left empty."""
        found = self._at(document, path)
        if found is None:
            *above, name = path
            self.add(document, tuple(above), str(name), [value])
            return
        if not isinstance(found, list):
            self._refuse(self._node(document, path).start, "no list stands here")
        self._insert(new_item, document, path, value)
        found.append(deepcopy(value))

    def finished(self) -> bytes:
        """The edited file, read back and found to hold what it held, and what was added."""
        data = self._mark + self._text.encode()
        documents, problems = read_documents(data, self.file)
        if problems:
            self._refuse(0, f"the edited file could not be read: {problems[0].message}")
        if [_exact(found.value) for found in documents] != [*map(_exact, self._expected)]:
            self._refuse(0, "an edit in place would change more than it is to change")
        if nodes.comments(self._text) != nodes.comments(self._original):
            self._refuse(0, "an edit in place would change a comment")
        return data

    def difference(self) -> list[str]:
        """What was added, as the lines of a unified diff."""
        return difference(self.file, self._original, self._text)

    def _at(self, document: int, path: Path) -> Any:
        """The value at `path`; None where there is none."""
        value: Any = self._expected[document]
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def _node(self, document: int, path: Path) -> nodes.Node:
        found = nodes.read(self._text)[document].below(path)
        if found is None:
            self._refuse(0, "there is no such place")
        return found

    def _insert(self, make: Any, document: int, path: Path, *what: Any) -> None:
        try:
            found: Sequence[Insertion] = make(self._text, self._node(document, path), *what)
        except CannotInsertError as error:
            self._refuse(error.at, str(error))
        self._text = inserted(self._text, found)

    def _refuse(self, at: int, message: str) -> NoReturn:
        before = self._text[:at]
        place = Place(self.file, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)
        raise InputError([Problem(place, "not-edited", message, _BY_HAND)])


def difference(file: str, before: str, after: str) -> list[str]:
    """A unified diff of two texts of one file; of a new file where `before` is empty."""
    old, new = (text.splitlines() for text in (before, after))
    return [*unified_diff(old, new, file if before else "/dev/null", file, lineterm="")]


def _exact(value: Json) -> str:
    """A value with the order of its keys; 1, 1.0 and true are three."""
    return json.dumps(value)
