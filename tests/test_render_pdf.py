"""The PDF: facts of its pages, not its bytes; and that it is whole, inert and the same twice."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import OpenerDirector

import pytest
import weasyprint
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject
from weasyprint.urls import FatalURLFetchingError

from checker.errors import OutputError
from checker.render import check_of, html, pdf, render, words
from checker.render.board import page
from checker.render.json import render as canonical
from checker.render.parts import AUDIENCES, PARTS
from checker.render.reading import read
from tests.render.sample import refused, sample
from tests.test_render_hostile import poisoned, renamed

ROOT = Path(__file__).parent.parent
RECORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "complete": sample,
    "incomplete": refused,
    "provisional": lambda: refused(provisional=True),
}
INERT_KEYS = {"/S", "/Type", "/URI"}
# Out of the element, out of a string of the PDF, out of the line; each also as an address.
ATTACK = "javascript:x</bdi><script>hack()</script><img src=file:///x>) /JS (x\\\nendobj\u202e::x"


@lru_cache
def made(record: str = "complete") -> bytes:
    """The PDF of one sample; laying one out takes seconds."""
    return render("pdf", RECORDS[record]())


@lru_cache
def reader(record: str = "complete") -> Any:
    """Untyped: what a key of a PDF leads to is known to its specification alone."""
    return PdfReader(io.BytesIO(made(record)))


def pages(data: bytes) -> list[str]:
    """The words of each page in the order of its content, one blank between them."""
    text = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=data, check=True, capture_output=True
    ).stdout.decode()
    return [" ".join(one.split()) for one in text.split("\f")[:-1]]


@lru_cache
def words_of_pages(record: str = "complete") -> list[str]:
    return pages(made(record))


def titles(outline: list[Any]) -> list[Any]:
    return [titles(entry) if isinstance(entry, list) else entry.title for entry in outline]


def values(data: bytes) -> Iterator[Any]:
    """Every value of every object of the file, with those inside."""
    found: Any = PdfReader(io.BytesIO(data))
    waiting = [found.trailer, *(found.get_object(n) for n in range(1, int(found.trailer["/Size"])))]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, DictionaryObject):
            waiting.extend(value.raw_get(key) for key in value)
        elif isinstance(value, ArrayObject):
            waiting.extend(value)


def test_the_first_page_names_the_organisation_and_gives_the_verdict() -> None:
    report = read(sample())
    first = words_of_pages()[0]

    assert report.organization.name in first
    assert words.gate(report) in first
    for framework in report.frameworks:
        assert f"{framework.title}, {framework.version}" in first
        assert words.standing(framework) in first


def test_every_finding_stands_on_a_page_with_its_requirement() -> None:
    places = reader().named_destinations
    text = words_of_pages()

    for asked, finding in read(sample()).findings:
        number = reader().get_destination_page_number(places[finding.anchor])
        assert number is not None
        assert f"{asked.id} {asked.title}" in text[number]


def test_a_requirement_that_fits_on_a_page_is_not_torn() -> None:
    places = reader().named_destinations
    text = words_of_pages()

    for asked, finding in read(sample()).findings:
        number = reader().get_destination_page_number(places[asked.anchor])
        assert number is not None
        for part in (asked.summary, *(reason.message for reason in finding.reasons)):
            assert " ".join(part.split()) in text[number]


def test_later_pages_carry_document_organisation_day_and_number() -> None:
    view = page(sample())
    text = words_of_pages()

    assert len(text) > 5
    for number, one in enumerate(text[1:], start=2):
        assert f"{view.report.organization.name} As of {view.report.as_of}, UTC " in one
        assert f"{view.document_id} Page {number} of {len(text)}" in one


def test_the_contents_give_the_page_of_each_part() -> None:
    text = words_of_pages()
    contents = next(one for one in text if "CONTENTS" in one)

    for part in PARTS:
        found = re.search(rf"{part.title} (?:\. ?){{5,}}(\d+)", contents)
        assert found is not None
        assert part.title in text[int(found[1]) - 1]


def test_bookmarks_lead_from_the_parts_to_every_requirement() -> None:
    (name, parts) = titles(reader().outline)

    assert name == sample()["organization"]["name"]
    wanted = [part.title for part in PARTS]
    assert [part for part in parts if isinstance(part, str)] == ["Where we stand", *wanted]
    below = str(parts[parts.index("Every requirement") + 1])
    for asked, _ in read(sample()).findings:
        assert f"{asked.id} {asked.title}" in below


@pytest.mark.parametrize("record", RECORDS)
def test_the_record_travels_with_the_document(record: str) -> None:
    (attached,) = reader(record).attachments["result.json"]
    digest = hashlib.sha256(attached).hexdigest()

    assert attached == canonical(RECORDS[record]())
    assert digest == page(RECORDS[record]()).digest
    assert digest in "".join(words_of_pages(record)).replace(" ", "")


def test_the_file_says_what_it_is_and_when_it_was_made_only_by_its_record() -> None:
    view = page(sample())
    found = reader()
    about = found.metadata
    catalogue = found.trailer["/Root"]

    assert about is not None
    assert about.title == "Meridian Telehealth: compliance assessment as of 2026-11-21"
    assert about.author == view.report.organization.name
    assert about.subject == f"Document {view.document_id}, as of 2026-11-21"
    assert not {"/CreationDate", "/ModDate"} & set(about)
    assert found.trailer["/ID"][0] == view.digest
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    dates = {value for value in values(made()) if isinstance(value, str) and value[:2] == "D:"}
    assert dates == {"D:20261121000000Z"}


def test_tables_and_headings_are_tagged_for_those_who_listen() -> None:
    kinds = Counter(
        str(value["/S"])
        for value in values(made())
        if isinstance(value, DictionaryObject) and value.get("/Type") == "/StructElem"
    )

    assert {"/H1", "/H2", "/H5", "/Table", "/TH", "/TD", "/Link", "/L"} <= set(kinds)
    assert kinds["/H5"] == len(sample()["requirements"])


def test_equal_records_give_equal_bytes_in_any_process() -> None:
    code = (
        "import hashlib; from checker.render import render; from tests.render.sample import sample;"
        "print(hashlib.sha256(render('pdf', sample())).hexdigest())"
    )

    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"))
    }

    assert printed == {hashlib.sha256(made()).hexdigest()}


@pytest.mark.parametrize("record", RECORDS)
def test_the_maker_of_pages_understands_all_of_our_style(
    caplog: pytest.LogCaptureFixture, record: str
) -> None:
    caplog.set_level(logging.WARNING, logger="weasyprint")

    render("pdf", RECORDS[record]())

    said = [entry.getMessage() for entry in caplog.records]
    assert [one for one in said if not one.startswith(".notdef")] == []  # fonts, not style


def test_no_page_is_laid_out_as_flex_or_grid() -> None:
    # Both are slow there, and WeasyPrint fails at some that a page's end tears: see paged.css.
    document = weasyprint.HTML(string=html.document(sample(), paged=True)).render()
    kinds = {
        type(box).__name__
        for one in document.pages
        for box in one._page_box.descendants()  # there is no public way to a box
    }

    assert "TableBox" in kinds
    assert not {kind for kind in kinds if "Flex" in kind or "Grid" in kind}


def test_charts_bring_their_colours() -> None:
    text = html.document(sample(), paged=True)
    charts = re.findall(r"<svg\b.*?</svg>", text, re.DOTALL)

    assert charts
    for chart in charts:
        assert ".fill-bad { fill: #9a1b1b; }" in chart
        assert "var(" not in chart
    assert "<style>" not in re.sub(r"<head>.*</head>", "", html.document(sample()), flags=re.DOTALL)


def test_pages_have_no_script_and_no_style_of_browsers() -> None:
    paged = html.document(sample(), paged=True)

    assert "<script" in html.document(sample())
    assert "<script" not in paged
    assert "prefers-color-scheme" not in paged


@pytest.mark.parametrize("change", [poisoned, renamed])
def test_hostile_text_is_inert_on_paper(
    change: Callable[[Mapping[str, Any], str], dict[str, Any]],
) -> None:
    fixed = {"tool": sample()["tool"], "schema": sample()["schema"]}
    record = change(sample(), ATTACK) | fixed

    data = render("pdf", record)

    actions = [
        value for value in values(data) if isinstance(value, DictionaryObject) and "/URI" in value
    ]
    keys = {key for value in values(data) if isinstance(value, DictionaryObject) for key in value}
    assert all(str(action["/URI"]).startswith("https://") for action in actions)
    assert all(set(action) == INERT_KEYS and str(action["/S"]) == "/URI" for action in actions)
    assert not keys & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/AcroForm", "/Launch", "/XFA"}
    assert set(PdfReader(io.BytesIO(data)).attachments) == {"result.json"}
    assert "<script>hack()</script>" in "".join(pages(data)).replace(" ", "")


def test_links_lead_to_places_of_the_document_and_to_https_addresses() -> None:
    links = [
        value
        for value in values(made())
        if isinstance(value, DictionaryObject) and value.get("/Subtype") == "/Link"
    ]
    inside = {str(link["/Dest"]) for link in links if "/Dest" in link}
    outside = {str(link.get("/A", {}).get("/URI")) for link in links if "/Dest" not in link}

    assert len(inside) > 20
    assert inside <= set(reader().named_destinations)
    assert outside == {
        "https://standards.example/gdpr",
        "https://standards.example/hipaa",
        "https://standards.example/pci_dss",
        "https://standards.example/protocol",
        "https://evidence.meridian.example/scans/6?view=full",
    }


def test_no_stream_shows_text_that_a_read_back_could_take_for_structure() -> None:
    record = sample()
    record["organization"]["name"] = "1 0 obj\n<</Type /EmbeddedFile>>\nstream\n) (x) [1 0 R /XYZ "

    check_of("pdf", record)(render("pdf", record))


FETCHES = {
    "image": "<img src='file:///etc/hostname'>",
    "data": "<img src='data:image/png;base64,AAAA'>",
    "sheet": "<link rel='stylesheet' href='https://bad.example/a.css'>",
    "import": "<style>@import 'http://bad.example/a.css';</style>",
    "background": "<style>body { background: url(file:///etc/passwd) }</style>",
    "attachment": "<link rel='attachment' href='file:///etc/passwd'>",
    "chart": "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
}


@pytest.mark.parametrize("attack", FETCHES)
def test_nothing_is_fetched_from_the_network_or_the_disk(
    monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    text = f"<html lang=en><body>{FETCHES[attack]}</body>"
    opened: list[object] = []
    monkeypatch.setattr(html, "document", lambda *_, **__: text)
    monkeypatch.setattr(OpenerDirector, "open", lambda _, url, *__, **___: opened.append(url))

    # What fails inside an SVG leaves a hole in it; everything else ends the run.
    with (
        suppress(FatalURLFetchingError)
        if attack == "chart"
        else pytest.raises(FatalURLFetchingError)
    ):
        render("pdf", sample())

    assert opened == []


@pytest.mark.parametrize("record", RECORDS)
def test_what_was_rendered_passes_its_own_check(record: str) -> None:
    check_of("pdf", RECORDS[record]())(made(record))


def test_the_counts_are_those_of_the_record() -> None:
    assert pdf.counts(made()) == html.counts(render("html", sample()))
    assert pdf.counts(made("provisional")).total() > 0


def test_a_finding_that_is_on_no_page_fails_the_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    anchor = read(sample()).findings[0][1].anchor
    text = html.document(sample(), paged=True).replace(f' id="{anchor}"', "")
    monkeypatch.setattr(html, "document", lambda *_, **__: text)

    with pytest.raises(OutputError, match=f"1 findings are on no page, among them {anchor}"):
        check_of("pdf", sample())(render("pdf", sample()))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_shorter_file_for_an_audience_passes_its_check(audience: str) -> None:
    data = render("pdf", sample(), audience=audience)

    check_of("pdf", sample())(data)
    assert f"FOR THE {audience.upper()}" in pages(data)[0]
    assert len(pages(data)) < len(words_of_pages())


def test_a_status_that_turned_green_fails_the_read_back() -> None:
    redder = sample()
    redder["findings"][0]["status"] = "partial"
    redder["frameworks"][0]["counts"] |= {"satisfied": 0, "partial": 2}

    with pytest.raises(OutputError, match="statuses differ"):
        check_of("pdf", redder)(made())


@pytest.mark.parametrize("torn", [b"", b"%PDF-1.7\n", "end", "middle", "attachment"])
def test_a_torn_file_fails_the_read_back(torn: str | bytes) -> None:
    data = made()
    if torn == "end":
        data = data[:-20]
    elif torn == "middle":
        data = data[: len(data) // 2] + data[-40:]
    elif torn == "attachment":
        at = data.index(b"stream\n", data.index(b"/Type /EmbeddedFile")) + 40
        data = data[:at] + bytes(64) + data[at + 64 :]
    elif isinstance(torn, bytes):
        data = torn

    with pytest.raises(OutputError, match="cannot be read back"):
        check_of("pdf", sample())(data)


def missing(error: Exception) -> Callable[[str], Any]:
    """An import that fails as WeasyPrint's does: with words on standard output."""

    def fail(name: str) -> Any:
        if name != "weasyprint":
            return import_module(name)
        print("-----\nWeasyPrint could not import some external libraries.")
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ModuleNotFoundError("No module named 'weasyprint'"), "pip install 'checker[pdf]'"),
        (OSError("cannot load library 'libpango-1.0-0'\nmore"), "'libpango-1.0-0'"),
    ],
)
def test_what_is_missing_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, says: str
) -> None:
    monkeypatch.setattr(pdf, "import_module", missing(error))

    with pytest.raises(OutputError) as caught:
        render("pdf", sample())

    assert says in str(caught.value)
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in str(
        caught.value
    )
    assert "\n" not in str(caught.value)
    assert capsys.readouterr().out == ""


def test_pages_stay_readable_when_a_name_is_longer_than_the_page() -> None:
    record = sample()
    record["organization"]["name"] = name = "Unbreakable" * 40

    text = pages(render("pdf", record))

    assert name in text[0].replace(" ", "")
    assert name[:89] + "…" in text[1]


@pytest.mark.parametrize(
    "name", ['a"b\\', "</style>", "a\nb", "Ünïcødé (x)", "ab12 c", "\U0001f600"]
)
def test_a_css_string_is_the_text_again_and_ends_nothing(name: str) -> None:
    from tinycss2 import parse_one_component_value

    escaped = html.css_string(name)

    assert parse_one_component_value(f'"{escaped}"').value == name
    assert re.fullmatch(r"[A-Za-z0-9 \\]*", escaped)


def test_no_value_of_the_file_is_a_path_of_the_machine() -> None:
    texts = [str(value) for value in values(made()) if isinstance(value, str | bytes)]

    assert any("Meridian" in text for text in texts)
    for part in (str(ROOT), str(Path.home()) + "/", "/tmp/", ".ttf"):  # noqa: S108
        assert not any(part in text for text in texts)


def test_streams_are_compressed_so_that_no_text_lies_bare() -> None:
    bare = re.sub(rb"stream\n.*?\nendstream", b"", made(), flags=re.DOTALL)

    assert b"Meridian" not in bare
    assert all(
        str(value["/Filter"]) == "/FlateDecode"
        for value in values(made())
        if isinstance(value, StreamObject) and "/Length" in value
    )
