"""The workbook, read by another library than the one that wrote it."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from checker.errors import OutputError
from checker.render import check_of, render, require, xlsx
from checker.render.csv import render as as_csv
from checker.render.looks import CHANGES, STATUSES, Look
from checker.render.reading import read
from checker.render.rows import named
from checker.render.sheets.values import Column, Heading, Jump, Sheet, Value, day
from checker.render.unzipped import tables
from checker.render.workbook import LONGEST, MOST_LINKS, Name, written
from checker.text import HIDDEN
from tests.conftest import Golden
from tests.render.meridian import meridian
from tests.render.sample import known, refused, sample
from tests.test_render_hostile import ATTACKS, poisoned

ROOT = Path(__file__).parent.parent
TABLES = ["Matrix", "Gaps", "Changes", "Known", "Requirements", "Evidence", "Decisions"]
NAME = Name("title", "CHK-1", "2026-11-21", "checker")


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def lines(sheet: Any) -> list[dict[str, Any]]:
    """The rows below the header, by the names of their columns."""
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def cells(book: Any) -> list[Any]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def dumped(data: bytes) -> bytes:
    """Every cell that holds something, a line for each, as another library reads it."""
    return "".join(
        f"{sheet.title}!{cell.coordinate}\t{cell.data_type}\t{_shown(cell)}\n"
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ).encode()


def shown(look: Look) -> str:
    return f"{look.glyph} {look.word}"


def _shown(cell: Any) -> str:
    link = f" -> {cell.hyperlink.location}" if cell.hyperlink else ""
    value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
    return f"{value}{link}"


def one(*values: Any) -> bytes:
    """A workbook with one row of these values."""
    columns = tuple(Column(f"c{at}", 10) for at in range(len(values)))
    return written([Sheet("One", columns, (values,))], NAME, xlsxwriter)


def part_of(data: bytes, sheet: str) -> str:
    """Where the archive holds the sheet of this name."""
    return f"xl/worksheets/sheet{list(tables(data)).index(sheet) + 1}.xml"


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with one part of it changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        assert part in old.namelist()
        for name in old.namelist():
            content = old.read(name)
            after = change(content) if name == part else content
            assert name != part or after != content, "nothing was changed"
            new.writestr(name, after)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("complete", sample()),
        ("known", known()),
        ("incomplete", refused()),
        ("provisional", refused(provisional=True)),
    ],
)
def test_every_cell_equals_its_golden_file(
    golden: Golden, name: str, result: dict[str, Any]
) -> None:
    golden(f"{name}.xlsx.txt", dumped(render("xlsx", result)))


def test_each_table_has_its_sheet_with_a_frozen_header_and_filters() -> None:
    book = opened(render("xlsx", known()))

    assert book.sheetnames == ["Cover", *TABLES]
    for name in TABLES:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert all(sheet.column_dimensions[c.column_letter].width >= 8 for c in sheet[1])
        assert all(cell.font.bold for cell in sheet[1])


def test_the_page_on_sheets_tells_of_every_sheet() -> None:
    page = (ROOT / "docs" / "sheets.md").read_text(encoding="utf-8")

    told = re.findall(r"^\| ([A-Z]\w+) \|", page, re.MULTILINE)

    complete, refused_ = (opened(render("xlsx", r)).sheetnames for r in (known(), refused()))
    assert told == [*complete, "Errors"]
    assert refused_ == ["Cover", "Errors"]


def test_every_sheet_prints_on_landscape_pages_with_the_document_at_the_foot() -> None:
    result = sample()
    document = named(result)
    book = opened(render("xlsx", result))

    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # As wide as one page, which is what is meant where it is not stated; as long as it takes.
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.left.text == document
        assert "2026-11-21" in sheet.oddFooter.center.text


def test_the_cover_says_what_was_assessed_as_of_when_and_what_came_of_it() -> None:
    result = sample()
    book = opened(render("xlsx", result))
    cover = {row[0]: row[1] for row in book["Cover"].iter_rows(values_only=True)}

    assert cover["Assessment"] == "Meridian Telehealth"
    assert cover["As of"] == datetime(2026, 11, 21)
    assert re.fullmatch(r"CHK(-[0-9A-F]{4}){3}", cover["Document"])
    assert cover["Findings"].startswith("Of 10 applicable findings in 3 frameworks")
    assert cover["Gate"].startswith("Gate failed")
    assert "person" in cover["Limits"]
    assert book.properties.subject == cover["Document"]
    assert "compliant" not in dumped(render("xlsx", result)).decode().lower()


def test_what_is_not_written_yet_is_said_on_the_cover() -> None:
    result = meridian()
    book = opened(render("xlsx", result))
    told = [row[1] for row in book["Cover"].iter_rows(values_only=True) if row[0] == "Framework"]

    assert len(told) == len(result["frameworks"])
    assert all("this assessment is partial" in text for text in told)


def test_every_finding_is_a_row_and_every_gap_one_of_the_gaps() -> None:
    result = meridian()
    book = opened(render("xlsx", result))
    word = {f"{look.glyph} {look.word}": key for key, look in STATUSES.items()}

    shown = Counter(
        (line["Framework"], line["Requirement"], line["Scope"], word[line["Status"]])
        for line in lines(book["Requirements"])
    )
    gaps = [(f"{g['Framework']}:{g['Requirement']}", g["Scope"]) for g in lines(book["Gaps"])]

    assert shown == Counter(
        (f["framework"], f["requirement"], f["scope"], f["status"]) for f in result["findings"]
    )
    assert gaps == [(asked.ref, finding.scope.text) for asked, finding in read(result).gaps]


def test_the_matrix_counts_as_the_record_does() -> None:
    result = sample()
    found = lines(opened(render("xlsx", result))["Matrix"])

    for framework in result["frameworks"]:
        (total,) = (
            line for line in found
            if line["Framework"] == framework["id"] and line["Section"] == "All sections"
        )  # fmt: skip
        for key, look in STATUSES.items():
            assert total[f"{look.glyph} {look.word}"] == framework["counts"][key]
        assert total["Total"] == framework["counts"]["total"]


def test_the_matrix_counts_known_gaps_and_new_ones_where_it_is_told_of_any() -> None:
    result = known()
    found = lines(opened(render("xlsx", result))["Matrix"])
    wholes = {line["Framework"]: line for line in found if line["Section"] == "All sections"}

    for framework in result["frameworks"]:
        still_open = [
            f for f in result["findings"] if f["framework"] == framework["id"] and f["open"]
        ]
        whole = wholes[framework["id"]]
        assert whole["Known"] == sum(f["known"] for f in still_open)
        assert whole["Known"] + whole["New"] == len(still_open)
        for name in ("Known", "New"):
            own = [line[name] for line in found if line["Framework"] == framework["id"]]
            assert sum(own) == 2 * whole[name]
    assert "Known" not in lines(opened(render("xlsx", sample()))["Matrix"])[0]


def test_each_gap_says_whether_it_is_known_where_any_is() -> None:
    found = lines(opened(render("xlsx", known()))["Gaps"])

    assert [(g["Requirement"], g["Gap"], g["Known"]) for g in found] == [
        ("33(1)", "open", "✕ new"),
        ("8.3.6", "open", "↓ worse"),
        ("11.3.2", "open", "– known"),
        ("32(1)(d)", "open", "– known"),
        ("164.308(b)(1)", "open", "– known"),
        ("164.312(b)", "open", "– known"),
        ("1.2.7", "accepted", None),
    ]
    assert "Known" not in lines(opened(render("xlsx", sample()))["Gaps"])[0]


def test_what_was_known_and_is_worse_less_or_fixed_is_listed_with_its_reasons() -> None:
    found = lines(opened(render("xlsx", known()))["Known"])

    assert [(g["Became"], g["Requirement"], g["Title"], g["Now"]) for g in found] == [
        ("↓ worse", "8.3.6", "Passwords are long and mixed", "✕ not satisfied"),
        ("↑ less", "32(1)(d)", "Security is tested regularly", "◐ partial"),
        ("✓ fixed", "8.2.8", "Idle sessions are locked", "✓ satisfied"),
        ("✓ fixed", "1.2.9", None, "not asked any more"),
        ("↑ less", "1.2.7", "Rule sets are reviewed every six months", "◐ partial"),
    ]
    assert found[0]["More than was known, or gone"] == (
        "evidenced value at attestations/identity.yaml/value; "
        "implemented contradiction at attestations/identity.yaml/contradiction"
    )


def test_every_change_is_a_row_with_what_may_be_behind_it_and_where() -> None:
    result = sample()
    found = lines(opened(render("xlsx", result))["Changes"])
    told = result["previous"]["changes"]

    assert [(g["Framework"], g["Requirement"], g["Scope"], g["Change"]) for g in found] == [
        (one["framework"], one["requirement"], one["scope"], shown(CHANGES[one["kind"]]))
        for one in told
    ]
    for row, one in zip(found, told, strict=True):
        then, now = (
            (shown(STATUSES[one[k]]) if one[k] else "no finding") for k in ("before", "now")
        )
        assert (row["Then"], row["Now"]) == (then, now)
        assert all(cause["message"] in row["May be due to"] for cause in one["causes"])
    by_name = {(row["Requirement"], row["Scope"]): row for row in found}
    assert by_name["8.3.6", "cde"]["Place"] == "attestations/identity.yaml:14:34"
    assert by_name["164.312(b)", "ephi"]["Place"] == "decisions/2026.yaml:48:5"
    assert by_name["164.312(b)", "ephi"]["May be due to"].endswith(" (decisions/2026.yaml:48:5)")
    assert by_name["33(1)", "eu"]["Place"] is None
    assert by_name["33(1)", "eu"]["Gap now"] == "open"
    assert by_name["1.2.7", "cde"]["Gap now"] == "accepted"
    assert by_name["37(1)", "eu"]["Gap now"] is None


def test_what_records_that_differ_in_one_thing_prove_is_no_maybe() -> None:
    result = sample()
    result["previous"]["one_difference"] = True

    assert "Due to" in lines(opened(render("xlsx", result))["Changes"])[0]


def test_where_nothing_changed_and_nothing_known_did_both_sheets_say_so() -> None:
    result = known()
    result["previous"] |= {"changes": [], "verdict": "same"}
    result["baseline"] |= {"worse": [], "fixed": []}
    book = opened(render("xlsx", result))

    assert book["Changes"]["A2"].value == "No finding changed since 2026-08-31."
    assert book["Known"]["A2"].value == "Nothing known is worse, less or fixed."


def test_the_cover_says_what_changed_and_what_was_known() -> None:
    told = [row[:2] for row in opened(render("xlsx", known()))["Cover"].iter_rows(values_only=True)]
    texts: dict[str, list[Any]] = {}
    for name, text in told:
        texts.setdefault(name, []).append(text)

    assert len(texts["Change"]) == 1 + len(sample()["previous"]["frameworks"])
    assert texts["Change"][0].startswith("Better and worse since 2026-08-31: ")
    assert texts["Compared with"][0].startswith("Document CHK-0123-4567-89AB, as of 2026-08-31")
    assert texts["Known gaps"] == [
        "Of 8 gaps known from the baseline as of 2026-10-31: 4 still open and no worse, 1 worse, "
        "1 accepted now, 2 fixed. 2 of the open gaps are new."
    ]


def test_where_nothing_was_given_the_cover_says_so_and_no_sheet_tells_of_it() -> None:
    book = opened(render("xlsx", sample() | {"previous": None}))
    cover = dict(row[:2] for row in book["Cover"].iter_rows(values_only=True))

    assert cover["Change"] == "No earlier assessment was given, so nothing is said about change."
    assert cover["Known gaps"] == (
        "No baseline and no git revision was given, so no gap counts as known."
    )
    assert not {"Changes", "Known"} & set(book.sheetnames)


def test_evidence_and_decisions_are_all_there() -> None:
    result = sample()
    book = opened(render("xlsx", result))

    evidence, decisions = lines(book["Evidence"]), lines(book["Decisions"])

    assert [line["Reference"] for line in evidence] == [row["ref"] for row in result["evidence"]]
    assert [line["SHA-256"] or "" for line in evidence] == [r["sha256"] for r in result["evidence"]]
    assert [line["Decision"] for line in decisions] == [row["id"] for row in result["decisions"]]
    for line in evidence:
        named = [f for f in result["findings"] if line["Reference"] in f["evidence"]]
        relied = [f for f in result["findings"] if line["Reference"] in f["relied_on"]]
        assert (line["Findings"], line["Relied on by"]) == (len(named), len(relied))


def test_a_gap_is_accepted_until_an_acceptance_of_it_ends() -> None:
    result = sample()
    gap = next(f for f in result["findings"] if f["gap"] and not f["open"])
    accepting = {"risk_acceptance", "legal_exception"}
    ends = [row["expires"] for row in result["decisions"]
            if row["id"] in gap["decisions"] and row["type"] in accepting]  # fmt: skip
    other = deepcopy(result["decisions"][0]) | {"id": "DEC-0", "type": "compensating_control"}
    result["decisions"].append(other | {"expires": "2026-11-21"})
    gap["decisions"].append("DEC-0")

    (line,) = (
        line for line in lines(opened(render("xlsx", result))["Gaps"])
        if (line["Framework"], line["Requirement"]) == (gap["framework"], gap["requirement"])
    )  # fmt: skip

    assert line["Accepted until"].date().isoformat() == min(ends) > "2026-11-21"


def test_a_status_has_a_glyph_a_word_and_a_colour() -> None:
    sheet = opened(render("xlsx", sample()))["Requirements"]
    at = next(cell.column for cell in sheet[1] if cell.value == "Status")
    colours: dict[str, str] = {}

    for (cell,) in sheet.iter_rows(min_row=2, min_col=at, max_col=at):
        colours[cell.value] = cell.fill.fgColor.rgb

    assert set(colours) == {f"{look.glyph} {look.word}" for look in STATUSES.values()}
    assert len(set(colours.values())) == len(STATUSES)


def test_days_are_days_and_numbers_are_numbers() -> None:
    book = opened(render("xlsx", sample()))

    for line in lines(book["Decisions"]):
        assert isinstance(line["Approved on"], datetime)
        assert isinstance(line["Expires"], datetime)
    for line in lines(book["Gaps"]):
        assert isinstance(line["Effort, days"], int | float)
        assert line["Target"] is None or isinstance(line["Target"], datetime)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, datetime):
                    assert cell.number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("1900-03-01", date(1900, 3, 1)),
        ("1900-02-28", "1900-02-28"),
        ("0001-01-01", "0001-01-01"),
        ("2026-02-30", "2026-02-30"),
        ("20261121", "20261121"),
        ("2026-W47-6", date(2026, 11, 21)),
        ("from spring", "from spring"),
        ("", ""),
    ],
)
def test_what_a_workbook_cannot_hold_as_a_day_stays_a_text(text: str, value: object) -> None:
    assert day(text) == value


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1", ' "=1', "＝1", "{=1}", "#N/A"])
def test_a_text_is_never_a_formula_nor_an_error(text: str) -> None:
    data = one(text)

    (cell,) = opened(data)["One"][2]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == (text not in {"{=1}", "#N/A"})


@pytest.mark.parametrize("most", [0, 1])
def test_a_link_is_never_a_formula_once_it_is_edited(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("checker.render.workbook.MOST_LINKS", most)
    (cell,) = opened(one(Jump("=1+1", "One", 1)))["One"][2]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)
    assert (cell.hyperlink is not None) is bool(most)


@pytest.mark.parametrize(
    "value", [CHANGES["added"], Heading("=1+1"), Jump("=1+1", "One", 1), "=1+1"]
)
def test_no_kind_of_value_is_a_formula_once_it_is_edited(value: Value) -> None:
    (cell,) = opened(one(value))["One"][2]

    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize(
    "text", ["123", "1e5", "2026-11-21", "https://bad.example/", "mailto:a@b.example", "TRUE"]
)
def test_a_text_is_never_a_number_a_day_or_a_link(text: str) -> None:
    (cell,) = opened(one(text))["One"][2]

    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


@pytest.mark.parametrize("attack", [*ATTACKS, "formula", "escape of excel"])
def test_hostile_text_stays_text(attack: str) -> None:
    text = ATTACKS.get(attack, {"formula": "=cmd|' /C calc'!A0"}.get(attack, "_x000D_"))
    data = render("xlsx", poisoned(known(), text))

    check_of("xlsx", sample())(data)
    for cell in cells(opened(data)):
        assert cell.data_type in {"s", "n", "d"}, cell.coordinate
        assert cell.hyperlink is None or cell.hyperlink.target is None
        if isinstance(cell.value, str):
            assert HIDDEN.search(cell.value) is None


def test_text_that_looks_like_an_escape_of_excel_is_not_read_as_one() -> None:
    with zipfile.ZipFile(io.BytesIO(one("a_x000D_b"))) as archive:
        assert b"a_x005F_x000D_b" in archive.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("letter", ["a", "パ", "\U0001f600"])
def test_a_text_that_is_too_long_says_how_much_there_was(letter: str) -> None:
    (cell,) = opened(one(letter * 40_000))["One"][2]

    assert len(cell.value.encode("utf-16-le")) // 2 <= LONGEST
    assert cell.value.endswith("… (40,000 characters)")


@pytest.mark.parametrize(("letter", "times"), [("a", 40_000), ("\U0001f600", 17_000)])
def test_a_link_that_is_too_long_is_a_text_alone(letter: str, times: int) -> None:
    (cell,) = opened(one(Jump(letter * times, "One", 1)))["One"][2]

    assert cell.hyperlink is None
    assert len(cell.value.encode("utf-16-le")) // 2 <= LONGEST
    assert cell.value.endswith(f"… ({times:,} characters)")


def test_a_text_that_just_fits_is_whole() -> None:
    (cell,) = opened(one("a" * LONGEST))["One"][2]

    assert cell.value == "a" * LONGEST


@pytest.mark.parametrize(("result", "least"), [(meridian(), 50), (known(), 20)])
def test_every_link_leads_to_the_row_of_what_it_names(result: dict[str, Any], least: int) -> None:
    book = opened(render("xlsx", result))
    heads = {"Requirements": "Requirement", "Evidence": "Reference", "Decisions": "Decision"}
    led = 0

    for cell in cells(book):
        if cell.hyperlink is None:
            continue
        sheet, _, address = cell.hyperlink.location.partition("!")
        target = book[sheet.strip("'")]
        row = int(address.removeprefix("A"))
        assert 1 <= row <= target.max_row
        if row > 1:
            first = re.split(r"[ ,]", cell.value)[0]
            found = under(target, heads[target.title], row)
            assert found == first.rpartition(":")[2], cell.coordinate
            if cell.parent.title in {"Gaps", "Changes", "Known"} and target.title == "Requirements":
                scopes = under(cell.parent, "Scope", cell.row), under(target, "Scope", row)
                assert scopes[0] == scopes[1], cell.coordinate
            led += 1

    assert led > least


def under(sheet: Any, title: str, row: int) -> Any:
    """The value of a row in the column with this title."""
    return sheet.cell(row, next(cell.column for cell in sheet[1] if cell.value == title)).value


def test_a_sheet_has_no_more_links_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.render.workbook.MOST_LINKS", 1)
    first, second = opened(one(Jump("E1", "One", 1), Jump("E2", "One", 1)))["One"][2]

    assert MOST_LINKS == 65_530
    assert (first.hyperlink is not None, second.hyperlink) == (True, None)
    assert second.value == "E2"


def test_what_the_library_cannot_write_is_no_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "write_string", lambda *_: -1)

    with pytest.raises(OutputError, match="1,048,576 rows"):
        one("text")


def test_what_the_library_only_warns_of_is_no_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(*_: Any) -> int:
        warnings.warn("this cell was left out", stacklevel=1)
        return 0

    monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "write_string", warn)

    with pytest.raises(OutputError, match="this cell was left out"):
        one("text")


def test_what_the_library_refuses_is_no_output() -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        written([Sheet("Two", (), ()), Sheet("two", (), ())], NAME, xlsxwriter)
    with pytest.raises(OutputError, match="cannot be written"):
        one(Jump("E1", "x" * 3_000, 1))


@pytest.mark.parametrize("provisional", [False, True])
def test_a_run_that_is_not_complete_has_its_errors_and_no_finding(provisional: bool) -> None:
    result = refused(provisional=provisional)
    data = render("xlsx", result)
    book = opened(data)

    assert book.sheetnames == ["Cover", "Errors"]
    found = lines(book["Errors"])
    assert [line["Code"] for line in found] == [error["code"] for error in result["errors"]]
    assert [line["Line"] for line in found] == [e["place"]["line"] for e in result["errors"]]
    text = dumped(data).decode()
    assert "INCOMPLETE" in text
    assert "No assessment was made" in text
    assert not any(f"{look.glyph} {look.word}" in text for look in STATUSES.values())
    assert book.properties.title.startswith("Incomplete")


def test_errors_without_a_reason_are_still_no_findings() -> None:
    result = refused()
    result["errors"] = []
    data = render("xlsx", result)

    check_of("xlsx", result)(data)
    assert "No reason was recorded." in dumped(data).decode()


def test_equal_records_give_equal_bytes_whatever_the_seed_and_the_zone(tmp_path: Path) -> None:
    code = (
        "import hashlib; from checker.render import render; from tests.render.sample import sample;"
        "print(hashlib.sha256(render('xlsx', sample())).hexdigest())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            # Nothing is written on the way: there is nowhere to write to.
            env={"PYTHONHASHSEED": seed, "TZ": zone, "TMPDIR": str(tmp_path / "none")},
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("2", "America/Lima"))
    }

    assert len(printed) == 1


def test_no_day_in_the_file_is_a_clocks() -> None:
    data = render("xlsx", sample())

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-21T00:00:00Z"}


def test_the_workbook_and_the_table_are_of_one_document() -> None:
    result = sample()
    table = csv.DictReader(io.StringIO(as_csv(result).decode(), newline=""))

    assert {opened(render("xlsx", result)).properties.subject} == {r["document"] for r in table}


# -- read back


@pytest.mark.parametrize(
    "result", [sample(), known(), refused(), refused(provisional=True), meridian()]
)
def test_what_was_rendered_passes_its_own_check(result: dict[str, Any]) -> None:
    check_of("xlsx", result)(render("xlsx", result))


def test_the_reader_of_ours_reads_what_another_library_reads() -> None:
    data = render("xlsx", meridian())
    ours, theirs = tables(data), opened(data)

    assert list(ours) == theirs.sheetnames
    for name, rows in ours.items():
        for row, cells_ in zip(rows, theirs[name].iter_rows(), strict=True):
            for cell in cells_:
                if isinstance(cell.value, str):
                    assert row[cell.column] == cell.value
                elif isinstance(cell.value, int | float):
                    assert float(row[cell.column]) == cell.value


def _without_a_row(part: bytes) -> bytes:
    return re.sub(rb'<row r="3".*?</row>', b"", part)


def _greener(part: bytes) -> bytes:
    return part.replace("✕ not satisfied".encode(), "✓ satisfied".encode())


def _miscounted(part: bytes) -> bytes:
    return re.sub(rb'(<c r="C2"[^>]*><v>)\d+', rb"\g<1>7", part)


def _missummed(part: bytes) -> bytes:
    return re.sub(rb'(<c r="C5"[^>]*><v>)\d+', rb"\g<1>7", part)


def _formula(part: bytes) -> bytes:
    return re.sub(rb'(<c r="I2"[^>]*>)', rb"\1<f>1+1</f>", part)


def _doctype(part: bytes) -> bytes:
    return part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)


def _cut(part: bytes) -> bytes:
    return part[: len(part) // 2]


@pytest.mark.parametrize(
    ("sheet", "change", "said"),
    [
        ("Requirements", _without_a_row, "other findings"),
        ("Matrix", _miscounted, "other findings"),
        ("Matrix", _missummed, "other findings"),
        ("Matrix", _formula, "formula"),
        ("Requirements", _doctype, "DOCTYPE"),
        ("Requirements", _cut, "no XML"),
        ("Requirements", lambda part: re.sub(rb"<row [^>]*>", b"", part), "no XML"),
        ("Requirements", lambda part: re.sub(rb'r="A2"', b'r="2"', part), "no cell"),
        ("Requirements", lambda part: re.sub(rb"<v>\d+</v>", b"<v>99999</v>", part), "no XML"),
    ],
)
def test_a_sheet_that_was_changed_fails_the_read_back(
    sheet: str, change: Callable[[bytes], bytes], said: str
) -> None:
    result = sample()
    data = render("xlsx", result)
    data = changed(data, part_of(data, sheet), change)

    with pytest.raises(OutputError, match=said):
        check_of("xlsx", result)(data)


def test_a_status_that_turned_green_fails_the_read_back() -> None:
    result = sample()
    data = changed(render("xlsx", result), "xl/sharedStrings.xml", _greener)

    with pytest.raises(OutputError, match="cannot be read back"):
        check_of("xlsx", result)(data)


def test_a_finding_that_is_missing_fails_the_read_back() -> None:
    result, short = sample(), sample()
    framework = short["findings"][0]["framework"]
    status = short["findings"].pop(0)["status"]
    counts = next(row["counts"] for row in short["frameworks"] if row["id"] == framework)
    counts[status] -= 1
    counts["total"] -= 1

    with pytest.raises(OutputError, match="the output holds"):
        check_of("xlsx", result)(render("xlsx", short))


def test_a_link_that_leads_out_fails_the_read_back() -> None:
    result = sample()

    data = changed(
        render("xlsx", result),
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(b"<Relationship ", b'<Relationship TargetMode="External" ', 1),
    )

    with pytest.raises(OutputError, match="leads out"):
        check_of("xlsx", result)(data)


def test_lost_errors_fail_the_read_back() -> None:
    result = refused()
    data = render("xlsx", result)
    data = changed(
        data,
        part_of(data, "Errors"),
        lambda part: re.sub(rb'<row r="[23]".*?</row>', b"", part),
    )

    with pytest.raises(OutputError, match="no error"):
        check_of("xlsx", result)(data)


@pytest.mark.parametrize("left", [0, 10, 1000, -20, -1])
def test_a_torn_file_fails_the_read_back(left: int) -> None:
    result = sample()
    data = render("xlsx", result)

    with pytest.raises(OutputError, match="read back"):
        check_of("xlsx", result)(data[:left])


def test_a_flipped_byte_fails_the_read_back() -> None:
    result = sample()
    data = bytearray(render("xlsx", result))
    data[len(data) // 2] ^= 0xFF

    with pytest.raises(OutputError, match="read back"):
        check_of("xlsx", result)(bytes(data))


def test_an_archive_that_is_said_to_be_encrypted_fails_the_read_back() -> None:
    result = sample()
    data = bytearray(render("xlsx", result))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(OutputError, match="no whole archive"):
        check_of("xlsx", result)(bytes(data))


def test_a_workbook_without_a_row_of_any_kind_is_no_output() -> None:
    data = render("xlsx", sample())
    for name in ("Matrix", "Gaps", "Requirements"):
        path = part_of(data, name)
        data = changed(data, path, lambda part: re.sub(rb'<row r="(?!1").*?</row>', b"", part))

    with pytest.raises(OutputError, match="neither a finding nor an error"):
        check_of("xlsx", refused())(data)


# -- the extra


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> Any:
        if name == "xlsxwriter":
            raise ModuleNotFoundError("No module named 'xlsxwriter'")
        return import_module(name)

    monkeypatch.setattr(xlsx, "import_module", fail)

    with pytest.raises(OutputError, match=r"pip install 'checker\[xlsx\]'"):
        require("xlsx")
    with pytest.raises(OutputError, match=r"pip install 'checker\[xlsx\]'"):
        render("xlsx", sample())
    require("csv")


def test_the_read_back_needs_no_library() -> None:
    code = (
        "import sys; sys.modules['xlsxwriter'] = sys.modules['openpyxl'] = None\n"
        "from checker.render.xlsx import counts\n"
        "print(counts(sys.stdin.buffer.read()).total())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, check=True, capture_output=True, input=render("xlsx", sample()),
    )  # fmt: skip

    assert int(ran.stdout) == len(sample()["findings"])
