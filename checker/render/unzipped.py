"""Read a workbook that was just written back into the texts of its cells, and count its findings.

Standard library alone, so that what the writer leaves out is not left out twice. Documents with a
DOCTYPE, formulas and links that lead out are refused: a workbook of ours has none.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TypeAlias
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from checker.render.looks import STATUSES
from checker.render.sheets.values import ALL, FRAMEWORK, MATRIX, REQUIREMENTS, SECTION, STATUS

Table: TypeAlias = "list[dict[int, str]]"
_COLUMN = re.compile(r"[A-Z]{1,3}")


def tables(data: bytes) -> dict[str, Table]:
    """The rows of every sheet by its name: texts by column, from 1; numbers as they are written.

    Raises `ValueError` for what is no whole workbook, or no workbook of ours.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ValueError(f"the file is no whole archive: {error}") from error
    if any(b"External" in part for name, part in parts.items() if name.endswith(".rels")):
        raise ValueError("a link leads out of the file")
    texts = _Part(parts.get("xl/sharedStrings.xml", b"<sst/>")).texts
    sheets = _Part(parts["xl/workbook.xml"]).sheets
    return {
        name: _Part(parts[f"xl/worksheets/sheet{number}.xml"], texts).rows
        for number, name in enumerate(sheets, start=1)
    }


def counted(found: Mapping[str, Table]) -> Counter[tuple[str, str]]:
    """The findings of the sheet of requirements; `ValueError` where the matrix counts others."""
    header, *lines = found[REQUIREMENTS]
    at = {title: column for column, title in header.items()}
    framework, status = at[FRAMEWORK], at[STATUS]
    keys = {f"{look.glyph} {look.word}": look.key for look in STATUSES.values()}
    held = Counter((line[framework], keys[line[status]]) for line in lines)
    header, *lines = found[MATRIX]
    at = {title: column for column, title in header.items()}
    sums: Counter[tuple[str, str]] = Counter()
    totals: Counter[tuple[str, str]] = Counter()
    last = {line[framework]: number for number, line in enumerate(lines)}
    for number, line in enumerate(lines):
        is_total = last[line[framework]] == number and line[at[SECTION]] == ALL
        for title, key in keys.items():
            (totals if is_total else sums)[line[framework], key] += int(line[at[title]])
    if not +held == +sums == +totals:
        raise ValueError("the matrix counts other findings than there are")
    return held


class _Part:
    """One part of the archive, read: texts that cells refer to, names of sheets, or rows."""

    def __init__(self, data: bytes, texts: Sequence[str] = ()) -> None:
        """Raises `ValueError` for what is no XML, and for a DOCTYPE or a formula in it."""
        self.texts: list[str] = []
        self.sheets: list[str] = []
        self.rows: Table = []
        self._shared = texts
        self._inside = self._written = self._type = ""
        self._at = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, LookupError) as error:
            raise ValueError(f"a part is no XML of a workbook: {error}") from error

    def _refuse(self, *_: object) -> None:
        raise ValueError("a part has a DOCTYPE")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside, self._written = name, ""
        match name:
            case "sheet":
                self.sheets.append(attributes["name"])
            case "si":
                self.texts.append("")
            case "row":
                self.rows.append({})
            case "c":
                self._at = _number(attributes["r"])
                self._type = attributes.get("t", "n")
                self.rows[-1][self._at] = ""
            case "f":
                raise ValueError("a cell holds a formula")

    def _data(self, text: str) -> None:
        self._written += text

    def _end(self, name: str) -> None:
        if name == "t" and self._inside == "t":
            self.texts[-1] += self._written
        elif name == "v":
            is_text = self._type == "s"
            self.rows[-1][self._at] = self._shared[int(self._written)] if is_text else self._written
        self._inside = ""


def _number(address: str) -> int:
    """The column of a cell: 1 of `A7`, 28 of `AB7`."""
    found = _COLUMN.match(address)
    if found is None:
        raise ValueError(f"{address} is no cell")
    number = 0
    for letter in found[0]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
