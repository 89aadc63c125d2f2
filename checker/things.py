"""Name what a place points at, so that it is known again when lines were added above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from checker.documents.places import Walkable
from checker.model import Observation, Path, Place

Documents = Iterable[tuple[Walkable, Mapping[str, Any]]]
# What tells an item of a list apart from its siblings, before its position does.
_NAMING = ("id", "for", "covers", "control", "path", "uri", "date", "framework")
_SHORT = re.compile(r"[\w.,:/@+-]{1,120}")


class Things:
    """Names for the places of a workspace; a file is walked when its first place is asked about.

    A name is the document's id and the way to the value, items by their own id where they have one:
    `ATT-IAM/controls/authentication.passwords/parameters/minimum_length`. It does not hold the
    file's name or the line, so that moving a document changes nothing.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents: dict[str, list[tuple[Walkable, Mapping[str, Any]]]] = {}
        for document, value in documents:
            self._documents.setdefault(document.file, []).append((document, value))
        self._names: dict[str, dict[Place, str]] = {}

    def name(self, place: Place) -> str:
        """The name of what stands at `place`; that of its file where nothing known starts there."""
        if place.file not in self._names:
            self._names[place.file] = self._walked(place.file)
        return self._names[place.file].get(place, place.file)

    def of(self, observation: Observation) -> str:
        """The name of what is observed; where that has no place, it follows that of the place."""
        name = self.name(observation.place)
        return f"{name}/{observation.about}" if observation.about else name

    def _walked(self, file: str) -> dict[Place, str]:
        names: dict[Place, str] = {}
        for document, value in self._documents.get(file, ()):
            start = str(value.get("id") or value.get("kind", file))
            names[document.place()] = start
            wholes = {document.place()}
            for path, key, own in document.walk():
                name = "/".join((start, *_steps(value, path)))
                # A mapping starts where its first key does. An item of a list is meant as a whole;
                # elsewhere it is the key that is pointed at, for a mapping has one of its own.
                if isinstance(path[-1], int):
                    wholes.add(own)
                elif key not in wholes:
                    names[key] = name
                names.setdefault(own, name)
        return names


def _steps(value: Any, path: Path) -> Iterable[str]:
    """The steps of `path`, those into a list by what tells the item apart."""
    for step in path:
        below = value[step] if _leads(value, step) else None
        yield named_step(below, step) if isinstance(step, int) else step
        value = below


def _leads(value: Any, step: str | int) -> bool:
    if isinstance(value, Mapping):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def named_step(item: Any, position: int) -> str:
    """What an item of a list is called: by what tells it apart, else by its position, from 1."""
    if isinstance(item, Mapping):
        found = (_plain(item[key]) for key in _NAMING if key in item)
        return next(filter(None, found), str(position + 1))
    return _plain(item) or str(position + 1)


def _plain(value: Any) -> str:
    """A short value as a name; nothing for prose, which people reword."""
    if isinstance(value, list):
        value = ",".join(map(_plain, value))
    text = str(value) if isinstance(value, str | int | float) else ""
    return text if _SHORT.fullmatch(text) else ""
