"""Read the tables of a page, cell by cell, with the end tags that HTML lets out."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Cell:
    """A cell: its text with single spaces, and where it leads."""

    tag: str
    classes: str
    span: int
    href: str = ""
    text: str = ""


@dataclass
class Row:
    """A row, and the part of the table it is in."""

    part: str
    classes: str
    cells: list[Cell] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The texts of its cells."""
        return [cell.text for cell in self.cells]


@dataclass
class Table:
    """A table; `classes` are its own and those of the element around it."""

    classes: str
    caption: str = ""
    rows: list[Row] = field(default_factory=list)

    @property
    def body(self) -> list[Row]:
        """The rows of its bodies."""
        return [row for row in self.rows if row.part == "tbody"]

    @property
    def foot(self) -> list[str]:
        """The texts of its last row, where it has a foot."""
        return next(row.texts for row in self.rows if row.part == "tfoot")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self._around = self._part = ""
        self._caption: bool | None = None
        self._cell: Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        classes = found.get("class", "")
        if tag == "div":
            self._around = classes
        elif tag == "table":
            self.tables.append(Table(f"{classes} {self._around}".strip()))
        elif tag == "caption":
            self._caption = True
        elif tag in {"thead", "tbody", "tfoot"}:
            self._part, self._cell = tag, None
        elif tag == "tr":
            self.tables[-1].rows.append(Row(self._part, classes))
            self._cell = None
        elif tag in {"td", "th"}:
            self._cell = Cell(tag, classes, int(found.get("colspan", "1")))
            self.tables[-1].rows[-1].cells.append(self._cell)
        elif tag == "a" and self._cell is not None:
            self._cell.href = self._cell.href or found["href"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._caption = False
        elif tag == "table":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._caption:
            self.tables[-1].caption = " ".join((self.tables[-1].caption + data).split())
        elif self._cell is not None:
            self._cell.text += data


def tables(html: str, holding: str = "") -> list[Table]:
    """Every table of a page, or those whose classes hold a word."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for table in reader.tables:
        for row in table.rows:
            for cell in row.cells:
                cell.text = " ".join(cell.text.split())
    return [table for table in reader.tables if not holding or holding in table.classes.split()]
