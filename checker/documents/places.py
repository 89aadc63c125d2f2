"""What a document must know for a problem to have an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from checker.model import Path, Place


class Places(Protocol):
    """A document that knows where its values stand: YAML by line and column, CSV by cell."""

    @property
    def file(self) -> str:
        """POSIX path below the workspace."""

    def place(self, path: Path = ()) -> Place:
        """Where the value at `path` stands, or the deepest that exists on the way."""

    def key_place(self, path: Path) -> Place:
        """Where the key stands that `path` ends with."""


class Walkable(Places, Protocol):
    """One that can also tell of everything in it."""

    def walk(self) -> Iterator[tuple[Path, Place, Place]]:
        """Every value below the document, from the top down: its path, its key's place, its own."""
