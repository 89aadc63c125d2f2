"""Registers: lists of records, written in YAML or kept in a CSV file beside it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Any

from checker import files
from checker.documents import kinds
from checker.errors import Problem
from checker.frozen import frozen
from checker.model import Json, Path, Place
from checker.quantities import due, parse_date, parse_duration
from checker.text import HIDDEN, nearest, quoted
from checker.workspace.build import names
from checker.workspace.evidence import EvidenceFiles
from checker.workspace.records import At, Record, Register, RegisterDocument

_HEADER_ROW = 1


@frozen
class CsvRecords:
    """The records of a CSV file; a place is the line of a row and the number of a cell, from 1."""

    file: str
    records: list[dict[str, Json]]
    rows: tuple[int, ...]
    columns: Mapping[str, int] = field(default_factory=dict)

    def place(self, path: Path = ()) -> Place:
        """Row and column of the cell at `("records", index, field)`."""
        if len(path) < 2 or not isinstance(path[1], int) or path[1] >= len(self.rows):
            return Place(self.file, _HEADER_ROW, 1)
        column = self.columns.get(str(path[2]), 1) if len(path) > 2 else 1
        return Place(self.file, self.rows[path[1]], column)

    def key_place(self, path: Path) -> Place:
        """The same as `place`: a cell has no key of its own."""
        return self.place(path)

    def walk(self) -> Iterator[tuple[Path, Place, Place]]:
        """Every row and its cells: path and, twice, place."""
        for index in range(len(self.rows)):
            paths: list[Path] = [("records", index)]
            paths += [("records", index, name) for name in self.columns]
            for path in paths:
                yield path, self.place(path), self.place(path)


@frozen
class Source:
    """A CSV file that a register names by `path`, `sha256` and `columns`; `at` is where it does."""

    value: Mapping[str, Any]
    at: At

    @property
    def path(self) -> str:
        """The file below the workspace, without `./`."""
        return str(PurePosixPath(self.value["path"]))

    def read(self, root: FilePath, problems: list[Problem]) -> bytes | None:
        """The file's bytes; None with a problem when they cannot be had."""
        try:
            return files.open_below(root, self.value["path"])
        except files.FileRefusedError as error:
            place = self.at.place("path")
            problems.append(Problem(place, error.code, error.message, error.hint))
            return None

    def digest(self, data: bytes) -> str:
        """SHA-256 in lower-case hexadecimal."""
        return hashlib.sha256(data).hexdigest()

    def is_pinned(self, data: bytes, problems: list[Problem]) -> bool:
        """Whether the digest matches: an edited register is not the one that was reviewed."""
        found = self.digest(data)
        if found == self.value["sha256"]:
            return True
        hint = f"review the file, then write {found}; line endings count"
        message = "the file is not the one whose digest this is"
        problems.append(Problem(self.at.place("sha256"), "altered", message, hint))
        return False


def table(kind: str, source: Source, data: bytes, problems: list[Problem]) -> CsvRecords | None:
    """The records that the bytes of a CSV file hold; None with problems when they hold none."""
    return _Table(kind, source, problems).read(data)


class _Table:
    """Reads one CSV file into records; types come from the register's schema."""

    def __init__(self, kind: str, source: Source, problems: list[Problem]) -> None:
        self._fields = kinds.record_fields(kind)
        self._file = source.path
        self._at = source.at.below("columns")
        self._headings: Mapping[str, str] = source.value.get("columns", {})
        self._problems = problems

    def _problem(self, row: int, column: int, code: str, message: str, hint: str = "") -> None:
        self._problems.append(Problem(Place(self._file, row, column), code, message, hint))

    def read(self, data: bytes) -> CsvRecords | None:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._problem(line, 1, "encoding", "this is not UTF-8", "save the file as UTF-8")
            return None
        hidden = HIDDEN.search(text)
        if hidden:
            line = text.count("\n", 0, hidden.start()) + 1
            message = f"hidden character U+{ord(hidden[0]):04X}"
            self._problem(line, 1, "hidden-character", message, "delete it")
            return None
        reader = csv.reader(io.StringIO(text), strict=True)
        rows: list[tuple[int, list[str]]] = []
        begins = _HEADER_ROW
        try:
            for row in reader:
                rows.append((begins, row))
                begins = reader.line_num + 1  # a quoted cell may hold line breaks
        except csv.Error as error:
            self._problem(reader.line_num, 1, "csv-syntax", str(error))
            return None
        return self._records(rows)

    def _records(self, rows: list[tuple[int, list[str]]]) -> CsvRecords | None:
        if not rows:
            self._problem(1, 1, "empty", "the file has no heading row")
            return None
        before = len(self._problems)
        columns = self._columns(rows[0][1])
        records = []
        for line, row in rows[1:]:
            if len(row) != len(rows[0][1]):
                message = f"{len(row)} cells where the heading row has {len(rows[0][1])}"
                self._problem(line, 1, "csv-syntax", message)
            records.append(self._record(row, columns))
        if len(self._problems) > before or not columns:
            return None
        places = {name: index + 1 for name, index in columns.items()}
        return CsvRecords(self._file, records, tuple(line for line, _ in rows[1:]), places)

    def _columns(self, headings: list[str]) -> dict[str, int]:
        """Field -> index of its column; unknown fields and missing headings are problems."""
        found: dict[str, int] = {}
        wanted = self._headings or {name: name for name in headings}
        for name, heading in wanted.items():
            if name not in self._fields:
                close = nearest(name, self._fields)
                hint = f"did you mean '{close}'?" if close else ""
                place = self._at.key(name) if self._headings else self._heading(headings, name)
                message = f"unknown field {quoted(name)}"
                self._problems.append(Problem(place, "unknown-key", message, hint))
            elif headings.count(heading) != 1:
                place = self._at.place(name) if self._headings else self._heading(headings, name)
                message = f"{headings.count(heading)} columns are headed {quoted(heading)}"
                hint = "head exactly one column so"
                self._problems.append(Problem(place, "csv-heading", message, hint))
            else:
                found[name] = headings.index(heading)
        return found

    def _heading(self, headings: list[str], name: str) -> Place:
        return Place(self._file, _HEADER_ROW, headings.index(name) + 1)

    def _record(self, row: list[str], columns: Mapping[str, int]) -> dict[str, Json]:
        cells = {name: row[index] for name, index in columns.items() if index < len(row)}
        return {name: self._cell(name, text) for name, text in cells.items() if text != ""}

    def _cell(self, name: str, text: str) -> Json:
        """One cell as its field's type has it; what does not fit stays text, refused later."""
        schema = kinds.resolved(self._fields[name])
        branches = [schema, *schema.get("anyOf", ())]
        if any(text == branch.get("const") for branch in branches):
            return text
        if any(branch.get("type") == "array" for branch in branches):
            return [item.strip() for item in text.split(";")]
        if schema.get("type") == "integer" and text.isascii() and text.isdigit():
            return int(text)
        if True in schema.get("enum", ()) and text in {"true", "false"}:
            return text == "true"
        return text


def document(value: Mapping[str, Any], at: At) -> RegisterDocument:
    """The header of a register document."""
    reviewed_on, every = parse_date(value["reviewed_on"]), parse_duration(value["review_every"])
    return RegisterDocument(
        id=value["id"],
        kind=value["kind"],
        reviewed_on=reviewed_on,
        review_due=due(reviewed_on, every),
        scopes=names(value, "scopes"),
        at=at,
        title=value.get("title", ""),
        kept_by=value["kept_by"],
    )


def records(
    values: Iterable[Mapping[str, Any]], header: RegisterDocument, at: At, files_: EvidenceFiles
) -> tuple[Record, ...]:
    """The records of one register document; `at` is where their list stands."""
    return tuple(
        Record(
            id=value["id"],
            scopes=names(value, "scopes", header.scopes),
            groups=tuple(value.get("groups", ())),
            values=value,
            evidence=files_.items(value.get("evidence", ()), at.below(index, "evidence")),
            at=at.below(index),
            attested=tuple(
                files_.state(stated, at.below(index, "attestations", number))
                for number, stated in enumerate(value.get("attestations", ()))
            ),
            register=header.id,
        )
        for index, value in enumerate(values)
    )


def merged(found: Iterable[tuple[RegisterDocument, tuple[Record, ...]]]) -> dict[str, Register]:
    """Documents of one kind concatenated, in the order of their files."""
    registers: dict[str, Register] = {}
    for header, rows in found:
        known = registers.get(header.kind, Register(header.kind, (), ()))
        registers[header.kind] = Register(
            header.kind, (*known.documents, header), (*known.records, *rows)
        )
    return registers
