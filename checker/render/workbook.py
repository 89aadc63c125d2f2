"""Write sheets as an Excel workbook with XlsxWriter: every text a text, and no formula.

Nothing is written to the disk on the way, and no day in the file is a clock's.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

from checker.errors import OutputError
from checker.render.looks import Look
from checker.render.sheets.values import Heading, Jump, Sheet, Value
from checker.text import visible

# What a cell holds, in units of UTF-16; the rest says how much was cut off.
LONGEST = 32_767
_ROOM = 32_700
# Links that a sheet may have; further names are texts alone.
MOST_LINKS = 65_530
# A text that would become a formula when somebody edits its cell and changes nothing.
_FORMULA = re.compile(r"[\s'\"]*[=+\-@＝＋－＠]")
_COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "good": ("#14603A", "#E4F2EA"),
        "other": ("#0D5A6B", "#E1F1F5"),
        "warn": ("#7A4700", "#FCEFD9"),
        "bad": ("#9A1B1B", "#FAE7E6"),
        "open": ("#56378A", "#EEE8F8"),
        "none": ("#404040", "#F2F2F2"),
    }
)
_A4 = 9


class Name(NamedTuple):
    """What the file says of itself."""

    title: str
    document: str
    day: str
    maker: str


def written(sheets: Iterable[Sheet], name: Name, xlsxwriter: Any) -> bytes:
    """The bytes of a workbook with these sheets.

    Raises `OutputError` when a sheet has more rows than a workbook may, or the library leaves
    anything out.
    """
    stream = BytesIO()
    options = {
        "in_memory": True,  # no copies of findings in a folder that others read
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # with one the library says what it leaves out
        try:
            book = xlsxwriter.Workbook(stream, options)
            _properties(book, name)
            formats = Formats(book)
            for sheet in sheets:
                _Writer(book.add_worksheet(sheet.name), formats).write(sheet, name)
            book.close()
        except (Warning, xlsxwriter.exceptions.XlsxWriterException) as error:
            raise OutputError(f"xlsx: the workbook cannot be written: {error}") from error
    return stream.getvalue()


def _properties(book: Any, name: Name) -> None:
    book.set_properties(
        {
            "title": name.title,
            "subject": name.document,
            "author": name.maker,
            "created": datetime.fromisoformat(name.day),
        }
    )


class Formats:
    """The formats of a workbook, each made once, in the order they are first used."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        """The format with these properties, and those that all cells share."""
        whole = {"valign": "top", "text_wrap": True, "font_size": 10, **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]

    def of(self, tone: str, **more: Any) -> Any:
        """The format of a state with this tone."""
        ink, paper = _COLOURS[tone]
        return self(font_color=ink, bg_color=paper, **more)


class _Writer:
    """Writes one sheet; everything that goes into a cell goes through `_put`."""

    def __init__(self, sheet: Any, formats: Formats) -> None:
        self._sheet, self._formats, self._links = sheet, formats, 0

    def write(self, sheet: Sheet, name: Name) -> None:
        """Its columns, its header, its rows, and how it is printed."""
        for at, column in enumerate(sheet.columns):
            self._sheet.set_column(at, at, column.width)
        first = 1 if sheet.has_header else 0
        if sheet.has_header:
            self._header(sheet)
        for row, values in enumerate(sheet.rows, start=first):
            for at, value in enumerate(values):
                self._put(row, at, value)
        self._sheet.set_paper(_A4)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        self._sheet.set_footer(f"&L{name.document}&C&A, as of {name.day}&RPage &P of &N")

    def _header(self, sheet: Sheet) -> None:
        head = self._formats(bold=True, bg_color="#22304A", font_color="#FFFFFF")
        for at, column in enumerate(sheet.columns):
            self._text(0, at, column.title, head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        self._sheet.repeat_rows(0)

    def _put(self, row: int, at: int, value: Value) -> None:
        formats = self._formats
        match value:
            case Look():
                text = f"{value.glyph} {value.word}"
                self._text(row, at, text, formats.of(value.tone, **_risky(text)))
            case Heading():
                form = formats.of(value.tone, bold=True, **_risky(value.text))
                self._text(row, at, value.text, form)
            case Jump():
                self._link(row, at, value)
            case str():
                self._text(row, at, value, formats(**_risky(value)))
            case date():
                form = formats(num_format="yyyy-mm-dd", align="left")
                _require(self._sheet.write_datetime(row, at, value, form))
            case int() | float():
                _require(self._sheet.write_number(row, at, value, formats(num_format="General")))

    def _link(self, row: int, at: int, jump: Jump) -> None:
        risky = _risky(jump.text)
        if self._links >= MOST_LINKS or _length(jump.text) > _ROOM:
            self._text(row, at, jump.text, self._formats(**risky))
            return
        self._links += 1
        # The names of sheets are ours, and hold letters alone.
        target = f"internal:'{jump.sheet}'!A{jump.row}"
        form = self._formats(font_color="#0B4F8A", underline=1, **risky)
        _require(self._sheet.write_url(row, at, target, form, jump.text))

    def _text(self, row: int, at: int, text: str, form: Any) -> None:
        if not text:
            return
        if _length(text) > LONGEST:
            text = visible(text, _ROOM // 2)
        _require(self._sheet.write_string(row, at, text, form))


def _risky(text: str) -> dict[str, bool]:
    """What a format has besides where editing its cell would make a formula of it."""
    return {"quote_prefix": True} if _FORMULA.match(text) else {}


def _length(text: str) -> int:
    """In units of UTF-16; of a text that is short in any case, no more than that."""
    return len(text.encode("utf-16-le")) // 2 if len(text) > LONGEST // 2 else len(text)


def _require(code: int) -> None:
    """The library's answer to a cell: 0, or why it wrote less than it was given."""
    if code:
        raise OutputError(
            f"xlsx: a cell cannot be written (XlsxWriter says {code}): a sheet holds 1,048,576 "
            "rows; take csv for more"
        )
