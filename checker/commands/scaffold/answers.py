"""What `checker init` has to know, and what it takes where nothing was said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date

from checker.frozen import frozen

# Id and title of a scope for a framework, where none was named.
USUAL_SCOPES = {
    "pci_dss": ("cde", "Card data environment"),
    "hipaa": ("ephi", "Systems with electronic health information"),
    "gdpr": ("eu", "People in the Union"),
}
_PLAIN = re.compile(r"[a-z][a-z0-9_.-]*[a-z0-9]")
# Words that readers of YAML take for something else.
_TAKEN = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n", "inf", "nan"})


@frozen
class Person:
    """Somebody whom documents may name."""

    id: str
    name: str
    role: str


@frozen
class Scope:
    """A part of the organisation, and the frameworks that apply to it."""

    id: str
    title: str
    frameworks: tuple[str, ...]


@frozen
class Answers:
    """Who the workspace is of; `profile` maps a fact to what was said of it."""

    id: str
    name: str
    profile: Mapping[str, tuple[str, ...]]
    scopes: tuple[Scope, ...]
    people: tuple[Person, ...]
    day: date
    folder: str  # of the workspace in its repository, for the snippets

    @property
    def frameworks(self) -> tuple[str, ...]:
        """Every framework of a scope, once."""
        return tuple(dict.fromkeys(name for scope in self.scopes for name in scope.frameworks))

    @property
    def owner(self) -> Person:
        """Who finds out what is not known yet."""
        return self.people[0]


def usual_scopes(frameworks: Iterable[str]) -> tuple[Scope, ...]:
    """One scope for each framework."""
    return tuple(
        Scope(*USUAL_SCOPES.get(name, (name, f"What {name} applies to")), (name,))
        for name in frameworks
    )


def text(value: str) -> str:
    """A text as YAML reads it back, whatever it holds; plain where that is certain."""
    if _PLAIN.fullmatch(value) and value not in _TAKEN:
        return value
    return json.dumps(value, ensure_ascii=False)


def listed(values: Iterable[str]) -> str:
    """A list of texts on one line."""
    return f"[{', '.join(map(text, values))}]"
