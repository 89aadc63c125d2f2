"""Put a workspace together from two that were read: each document, each file, from one of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from checker.model import Catalog
from checker.workspace.evidence import EvidenceFiles
from checker.workspace.load import Reading
from checker.workspace.records import At, FileState, Workspace
from checker.workspace.registers import CsvRecords
from checker.yamlsource import Document


class Part(NamedTuple):
    """Something that two workspaces may hold otherwise: a document, or a file that others name."""

    kind: str  # of the document; `file`
    id: str  # of the document; the path


class Shaped(NamedTuple):
    """A document that has the shape of its kind."""

    document: Document
    kind: str
    value: dict[str, Any]


def documents(reading: Reading) -> dict[Part, Shaped]:
    """The documents of a workspace by kind and id; there is one organisation, whatever its id."""
    found = {}
    for row in reading.shaped:
        shaped = Shaped(*row)
        id_ = "" if shaped.kind == "organization" else str(shaped.value.get("id", ""))
        found[Part(shaped.kind, id_)] = shaped
    return found


def differing(old: Reading, new: Reading) -> list[Part]:
    """What the two hold otherwise, by what it says: lines and names of files do not count."""
    before, now = documents(old), documents(new)
    parts = [part for part in {**before, **now} if _said(before, part) != _said(now, part)]
    was, is_ = old.files.seen, new.files.seen
    files = [path for path in sorted(was.keys() & is_.keys()) if was[path] != is_[path]]
    return [*sorted(parts), *(Part("file", path) for path in files)]


def _said(found: dict[Part, Shaped], part: Part) -> str:
    return json.dumps(found[part].value, sort_keys=True) if part in found else ""


def mixed(
    old: Reading, new: Reading, from_old: Collection[Part], catalog: Catalog
) -> Workspace | None:
    """The new workspace with these parts as they were in the old one.

    It may contradict itself, as when a claim names a person who was not there yet; what comes of
    that explains a difference, and is no verdict. None where no organisation is left.
    """
    chosen = _chosen(documents(old), documents(new), from_old)
    before = {part.id for part in from_old if part.kind == "file"}
    files = _Files(old.files, new.files, before)
    reading = _Mixed(new.root, catalog, files, checkers={**old.checkers, **new.checkers})
    for is_old, shaped in chosen:
        reading.shaped.append((shaped.document, shaped.kind, shaped.value))
        reading.roots[id(shaped.document)] = (old if is_old else new).root
    reading.take()
    return reading.workspace()


def _chosen(
    before: dict[Part, Shaped], now: dict[Part, Shaped], from_old: Collection[Part]
) -> Iterator[tuple[bool, Shaped]]:
    """Documents in the order of the new workspace, and whether each is the old one."""
    for part in {**now, **before}:
        source = before if part in from_old else now
        if part in source:
            yield source is before, source[part]


class _Files(EvidenceFiles):
    """Files as one of two workspaces has them; both know already what became of theirs."""

    def __init__(self, old: EvidenceFiles, new: EvidenceFiles, from_old: Collection[str]) -> None:
        super().__init__(Path())
        self._old, self._new, self._from_old = old, new, from_old

    def file(self, path: str, at: At) -> tuple[FileState, str]:
        """The state in the old workspace, for what is chosen from there or only known there."""
        is_old = path in self._from_old or path not in self._new.seen
        return (self._old if is_old else self._new).file(path, at)


@dataclass
class _Mixed(Reading):
    """Tables are read where the document that names them lies."""

    roots: dict[int, Path] = field(default_factory=dict)

    def _table(self, kind: str, value: dict[str, Any], at: At) -> CsvRecords | None:
        self.root = self.roots[id(at.document)]
        return super()._table(kind, value, at)
