"""Read a folder of frameworks as its authors wrote it: every document with its text and places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from checker.errors import Problem
from checker.framework_files import protocol_items, slug
from checker.model import Path, Place
from checker.yamlsource import Document, read_documents

PAGE, NUMBERING = "framework.yaml", "numbering.tsv"


@dataclass(frozen=True, slots=True)
class Written:
    """One file of an author: its single document, and the text that the comments stand in."""

    document: Document
    text: str
    folder: str  # the section of a requirement, the framework of a page
    name: str  # the file's name without its suffix

    @property
    def value(self) -> dict[str, Any]:
        """The document's value."""
        return self.document.value

    def remark(self, topic: str) -> str:
        """What a comment line `# <topic>: …` says, empty where there is none."""
        found = re.search(rf"^[ \t]*# {re.escape(topic)}:[ \t]*(\S.*)$", self.text, re.MULTILINE)
        return found[1].strip() if found else ""

    def problem(self, code: str, path: Path, message: str, hint: str = "") -> Problem:
        """A problem at the value that `path` leads to."""
        return Problem(self.document.place(path), code, message, hint)

    def key_problem(self, code: str, path: Path, message: str, hint: str = "") -> Problem:
        """A problem at the key that `path` ends with."""
        return Problem(self.document.key_place(path), code, message, hint)


@dataclass(frozen=True, slots=True)
class Folder:
    """A framework's folder: its page, its official list, its requirements in the list's order."""

    id: str
    page: Written
    numbering: tuple[tuple[str, str], ...]
    requirements: tuple[Written, ...]
    protocol: Mapping[int, list[str]]  # item of the audit protocol -> official ids

    @property
    def numbers(self) -> frozenset[str]:
        """Every official id."""
        return frozenset(id_ for id_, _ in self.numbering)


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything below one root: controls, frameworks, and what could not be read."""

    root: FilePath
    controls: tuple[Written, ...]
    folders: tuple[Folder, ...]
    unread: tuple[Problem, ...]


@dataclass(slots=True)
class _Reader:
    root: FilePath
    problems: list[Problem] = field(default_factory=list)

    def text(self, path: FilePath) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            reason = error.strerror or "cannot be read"
            self.problems.append(Problem(self.top(path), "unreadable", reason))
            return b""

    def top(self, path: FilePath) -> Place:
        return Place(path.relative_to(self.root).as_posix(), 1, 1)

    def written(self, path: FilePath) -> Iterator[Written]:
        """The file's document; none where it is not well-formed, and then a problem."""
        before = len(self.problems)
        data = self.text(path)
        if len(self.problems) > before:
            return
        documents, problems = read_documents(data, self.top(path).file)
        self.problems.extend(problems)
        if len(documents) > 1:
            message = f"{len(documents)} documents in one file"
            hint = "one file, one document: it is one diff, one reviewer, one link"
            self.problems.append(Problem(documents[1].place(), "several-documents", message, hint))
        if len(documents) == 1 and not problems:
            folder, text = path.parent.name, data.decode("utf-8", "replace")
            yield Written(documents[0], text, folder, path.stem)

    def numbering(self, path: FilePath) -> tuple[tuple[str, str], ...]:
        if not path.is_file():
            return ()
        lines = self.text(path).decode("utf-8", "replace").splitlines() or [""]
        columns = lines[0].split("\t")
        if not {"id", "title"} <= set(columns):
            message, hint = "no columns id and title", "begin with a line of column names"
            self.problems.append(Problem(self.top(path), "numbering", message, hint))
            return ()
        at_id, at_title = columns.index("id"), columns.index("title")
        rows = [line.split("\t") for line in lines[1:]]
        return tuple((row[at_id], row[at_title]) for row in rows if len(row) == len(columns))


def read(root: FilePath, only: tuple[str, ...] = ()) -> Sources:
    """Every author's file below `root`; with `only`, the frameworks of these ids alone."""
    reader = _Reader(root)
    controls = [
        w for path in sorted((root / "controls").glob("*.yaml")) for w in reader.written(path)
    ]
    folders = [
        folder
        for path in sorted(root.iterdir())
        if (path / PAGE).is_file() and (not only or path.name in only)
        for folder in _folder(reader, path)
    ]
    return Sources(root, tuple(controls), tuple(folders), tuple(sorted(reader.problems)))


def _folder(reader: _Reader, path: FilePath) -> Iterator[Folder]:
    numbering = reader.numbering(path / NUMBERING)
    order = {id_: position for position, (id_, _) in enumerate(numbering)}
    requirements = [w for file in sorted(path.glob("*/*.yaml")) for w in reader.written(file)]
    requirements.sort(key=lambda w: (order.get(str(w.value.get("id")), len(order)), w.name))
    for page in reader.written(path / PAGE):
        written = page.value.get("protocol") if isinstance(page.value, dict) else None
        column = str(written.get("column")) if isinstance(written, dict) else ""
        items = protocol_items(path / NUMBERING, column) if column else {}
        yield Folder(path.name, page, numbering, tuple(requirements), items)


def named(written: Written) -> str:
    """The slug that the document's id asks its file to be named."""
    return slug(str(written.value.get("id", "")))
