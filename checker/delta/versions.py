"""The two sides of a difference, and everything between them that can be replaced one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from checker.assess import Selection
from checker.frozen import frozen
from checker.model import Catalog
from checker.workspace.load import Loaded, Reading
from checker.workspace.mixed import Part, differing

Json = dict[str, Any]
Row = Mapping[str, Any]

# Parts beyond this number are replaced by kinds: each is an assessment of its own.
MOST_PARTS = 40


@frozen
class Read:
    """A workspace that can be assessed again, as of another day or with parts of another one."""

    loaded: Loaded
    reading: Reading
    catalog: Catalog
    day: date
    selection: Selection


@frozen
class Version:
    """One side: its record, the name the caller gave it, and, unless saved, the workspace."""

    name: str
    source: str  # record | revision | folder
    record: Row
    digest: str  # SHA-256 of the record's canonical bytes
    commit: str = ""
    read: Read | None = None


class Factor(NamedTuple):
    """Something that differs and can be replaced: the day, the frameworks, parts of the workspace.

    Several parts only where there are too many to try each.
    """

    kind: str  # day | frameworks | parts
    parts: tuple[Part, ...] = ()


def factors(old: Read, new: Read) -> tuple[Factor, ...]:
    """Everything that differs between the two, the day first."""
    found = []
    if old.day != new.day:
        found.append(Factor("day"))
    if _asked(old.catalog) != _asked(new.catalog):
        found.append(Factor("frameworks"))
    return (*found, *_grouped(differing(old.reading, new.reading)))


def _asked(catalog: Catalog) -> Mapping[str, str]:
    return {name: framework.digest for name, framework in catalog.frameworks.items()}


def _grouped(parts: Sequence[Part]) -> list[Factor]:
    if len(parts) <= MOST_PARTS:
        return [Factor("parts", (part,)) for part in parts]
    kinds = dict.fromkeys(part.kind for part in parts)
    return [Factor("parts", tuple(p for p in parts if p.kind == kind)) for kind in kinds]
