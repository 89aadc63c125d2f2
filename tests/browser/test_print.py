"""The report on paper: every page has its head, its foot and its text; no heading ends one."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from checker.render.board import page as board_page
from checker.render.html import document
from tests.browser.driver import Screen
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

# Headings and captions are given colours of their own, by which they are known on paper.
HEADING, CAPTION = "#ff0000", "#0000ff"
HEAD = 90  # how far down the sheet the margin of pages after the first reaches
COLOUR = """
  for (const [names, colour] of [["h2, h3, h4, h5", arguments[0]], ["caption", arguments[1]]]) {
    for (const part of document.querySelectorAll(names)) {
      for (const each of [part, ...part.querySelectorAll("*")]) {
        each.style.setProperty("color", colour, "important");
      }
    }
  }
"""


class Line(NamedTuple):
    """A piece of text on paper; `top` counts down the sheet."""

    top: int
    colour: str
    text: str


class Sheet(NamedTuple):
    """One page: its footer, its running head, and the rest from the top."""

    footer: str
    head: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(" ".join(line.text for line in self.lines).split())

    @property
    def last(self) -> Line:
        return max(self.lines)


def printed(screen: Screen, record: dict[str, Any]) -> tuple[Sheet, ...]:
    """The pages of a report that chromium prints, as poppler reads them."""
    screen.show(record)
    screen.run(COLOUR, HEADING, CAPTION)
    return paper(screen, board_page(record).document_id)


def paper(screen: Screen, document_id: str) -> tuple[Sheet, ...]:
    """The pages of what is on the screen."""
    tool = shutil.which("pdftohtml")
    assert tool, "the tests read PDF with pdftohtml; scripts/test.sh installs it"
    # Tags double the time, and no test reads them.
    options = {"preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": False}
    answer = screen.command("Page.printToPDF", **options)
    path = screen.folder / "report.pdf"
    path.write_bytes(base64.b64decode(answer["data"]))
    command = [tool, "-xml", "-i", "-stdout", "-fontfullname", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    return tuple(_sheets(done.stdout, document_id))


def _sheets(xml: bytes, document_id: str) -> Iterator[Sheet]:
    root = ElementTree.fromstring(xml)  # noqa: S314 - made of our own page, by our own tool
    colours = {font.attrib["id"]: font.attrib["color"] for font in root.iter("fontspec")}
    for number, page in enumerate(root.iter("page"), start=1):
        lines = [
            Line(int(text.attrib["top"]), colours[text.attrib["font"]], "".join(text.itertext()))
            for text in page.iter("text")
        ]
        foot = max((line.top for line in lines), default=0)
        footer = [line.text for line in lines if line.top > foot - 5]
        is_footer = document_id in footer
        rest = [line for line in lines if not (is_footer and line.top > foot - 5)]
        head = [line for line in rest if number > 1 and line.top < HEAD]
        yield Sheet(
            " ".join(sorted(footer)) if is_footer else "",
            " ".join(line.text for line in sorted(head)),
            tuple(line for line in rest if line.text.strip() and line not in head),
        )


@pytest.fixture(scope="module")
def sheets(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sheet, ...]:
    return printed(Screen(browser, tmp_path_factory.mktemp("print")), PAGES["meridian"]())


def test_the_first_page_says_what_this_is(sheets: tuple[Sheet, ...]) -> None:
    record = PAGES["meridian"]()

    text = sheets[0].text

    assert record["organization"]["name"] in text
    assert record["as_of"] in text
    assert board_page(record).document_id in text
    for framework in record["frameworks"]:
        assert framework["title"] in text


def test_every_page_has_its_footer(sheets: tuple[Sheet, ...]) -> None:
    document_id = board_page(PAGES["meridian"]()).document_id

    expected = [f"{document_id} Page {n} of {len(sheets)}" for n in range(1, len(sheets) + 1)]

    assert len(sheets) > 20
    assert [sheet.footer for sheet in sheets] == expected


def test_every_page_but_the_first_names_the_organisation_and_the_day(
    sheets: tuple[Sheet, ...],
) -> None:
    record = PAGES["meridian"]()

    assert sheets[0].head == ""
    assert {sheet.head for sheet in sheets[1:]} == {
        f"As of {record['as_of']}, UTC {record['organization']['name']}"
    }


def test_print_opens_what_is_folded_and_names_where_links_lead(screen: Screen) -> None:
    folded = (
        "<details><summary>More</summary>Folded words</details>"
        '<p><a href="https://standards.example/x">A standard</a></p></main>'
    )

    screen.show(document(PAGES["complete"]()).replace("</main>", folded))

    text = " ".join(sheet.text for sheet in paper(screen, "none"))
    assert "Folded words" in text
    assert "A standard (https://standards.example/x)" in text


def test_no_page_is_blank(sheets: tuple[Sheet, ...]) -> None:
    assert [n for n, sheet in enumerate(sheets, start=1) if len(sheet.lines) < 2] == []


@pytest.mark.parametrize("colour", [HEADING, CAPTION], ids=["heading", "caption"])
def test_nothing_that_announces_ends_a_page(sheets: tuple[Sheet, ...], colour: str) -> None:
    known = {line.colour for sheet in sheets for line in sheet.lines}

    alone = [
        f"page {number}: {sheet.last.text}"
        for number, sheet in enumerate(sheets, start=1)
        if sheet.lines and sheet.last.colour == colour
    ]

    assert colour in known
    assert alone == []


def test_every_requirement_is_on_paper(sheets: tuple[Sheet, ...]) -> None:
    text = " ".join(sheet.text for sheet in sheets).replace("ﬁ", "fi").replace("ﬀ", "ff")

    record = PAGES["meridian"]()

    for row in record["requirements"]:
        assert f"{row['id']} " in text
    labels = {label for framework in record["frameworks"] for label in framework["labels"].values()}
    named = sum(len(framework["labels"]) for framework in record["frameworks"])
    assert sum(text.count(f"“{label}”") for label in labels) == len(record["findings"]) + named


def test_an_incomplete_run_is_printed_with_its_footer(screen: Screen) -> None:
    sheets = printed(screen, PAGES["incomplete"]())

    assert all(sheet.footer for sheet in sheets)
    assert all(len(sheet.lines) > 1 for sheet in sheets)
    assert "no assessment was made" in sheets[0].text
