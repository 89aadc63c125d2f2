"""Without its style a page says the same in the same order, and its headings are its contents."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from checker.render import render
from checker.render.html import _SHEETS, _SOURCES
from tests.browser.driver import Screen
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

WORDS = "return document.body.innerText.toLowerCase().split(/\\s+/).filter(Boolean)"
# What moves a part of the page to where it does not stand in the document.
MOVED = """
  return [...document.querySelectorAll("body *")].filter((part) => {
    const style = getComputedStyle(part);
    return style.order !== "0" || /reverse/.test(style.flexDirection + style.flexWrap) ||
      style.float !== "none" || /absolute|fixed/.test(style.position) ||
      style.gridRowStart !== "auto" || !/auto|span/.test(style.gridColumnStart) ||
      /dense/.test(style.gridAutoFlow) || style.writingMode !== "horizontal-tb";
  }).map((part) => part.className);
"""
HEADINGS = "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => h.tagName)"
TABLES = """
  return [...document.querySelectorAll("table")].map((table) => ({
    caption: table.firstElementChild.tagName === "CAPTION" ? table.caption.textContent.trim() : "",
    columns: [...table.tHead.querySelectorAll("th[scope=col]")].map((th) => th.textContent.trim()),
    rows: [...table.querySelectorAll("tbody tr, tfoot tr")].map((row) => ({
      cells: [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0),
      heads: row.querySelectorAll("th").length})),
  }));
"""


def unstyled(html: str) -> str:
    """A page without its style."""
    bare, count = re.subn(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert count == 1
    return bare


@pytest.mark.parametrize("page", PAGES)
def test_every_word_is_there_without_the_style(screen: Screen, page: str) -> None:
    html = render("html", PAGES[page]()).decode()

    screen.show(html)
    styled = screen.run(WORDS)
    screen.show(unstyled(html))
    bare = screen.run(WORDS)

    assert screen.run("return getComputedStyle(document.querySelector('h1')).fontSize") == "32px"
    different = [(one, two) for one, two in zip(styled, bare, strict=False) if one != two]
    assert different[:5] == []
    assert len(styled) == len(bare)


def test_the_number_of_a_quoted_line_is_no_part_of_it(screen: Screen) -> None:
    screen.show(PAGES["complete"]())

    quotes = screen.run(
        "return [...document.querySelectorAll('pre > span')]"
        ".map((number) => [number.textContent, number.parentElement.textContent])"
    )

    assert quotes
    assert [text for number, text in quotes if not re.match(rf"{number}\s", text)] == []


def test_the_style_adds_no_words() -> None:
    css = "".join((_SOURCES / name).read_text(encoding="utf-8") for name in _SHEETS)
    css = re.sub(r"@supports [^{]*\{", "", css)
    css, margins = re.subn(r"@page[^{]*\{.*?\n\}", "", css, flags=re.DOTALL)

    assert margins == 2
    added = re.findall(r"(?:(?<![\w-])content|--glyph)\s*:\s*([^;}]+)", css)
    assert added.count('" (" attr(href) ")"') == 1  # on paper, where nobody can follow a link
    links = {'" (" attr(href) ")"', "none", "var(--glyph)", 'var(--glyph) / ""'}
    added = [text for text in map(str.strip, added) if text not in links]
    # A glyph beside its word, silent to who listens; for makers of PDF the same without silence.
    said = [re.sub(r' / ""$', "", text.strip()) for text in added]
    assert {text for text in said if not re.fullmatch(r'" ?(?:\W|\\219[13])"', text)} == set()
    assert all(text.endswith('/ ""') or f"--glyph: {text};" in css for text in added)
    assert 'content: var(--glyph) / "";' in css
    assert "counter-" not in css


@pytest.mark.parametrize("look", ["screen", "phone", "print"])
@pytest.mark.parametrize("page", ["complete", "incomplete"])
def test_nothing_is_shown_elsewhere_than_it_stands(screen: Screen, page: str, look: str) -> None:
    screen.show(PAGES[page]())

    if look == "phone":
        with screen.phone():
            moved = screen.run(MOVED)
    else:
        with screen.media(look):
            moved = screen.run(MOVED)

    assert moved == (["skip", "unseen"] if page == "complete" else ["skip"])


@pytest.mark.parametrize("page", PAGES)
def test_headings_go_down_one_step_at_a_time(screen: Screen, page: str) -> None:
    screen.show(unstyled(render("html", PAGES[page]()).decode()))

    levels = [int(name[1]) for name in screen.run(HEADINGS)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(up, down) for up, down in pairwise(levels) if down > up + 1] == []
    assert len(levels) > 3


@pytest.mark.parametrize("page", PAGES)
def test_sections_stand_in_the_order_of_the_contents(screen: Screen, page: str) -> None:
    screen.show(unstyled(render("html", PAGES[page]()).decode()))

    listed = screen.run(
        "return [...document.querySelectorAll('nav a')].map((a) => [a.hash, a.textContent])"
    )
    found = screen.run(
        "return [...document.querySelectorAll('.body > section')]"
        ".map((part) => ['#' + part.id, part.querySelector('h2').textContent])"
    )
    order = screen.run("return [...document.body.children].map((part) => part.tagName)")

    assert listed == found
    assert len(found) > 1
    assert order[:3] == ["A", "HEADER", "MAIN"]
    first = screen.run("return document.querySelector('main').firstElementChild.id")
    assert first == ("verdict" if "#matrix" in dict(listed) else "")


@pytest.mark.parametrize("page", PAGES)
def test_every_table_has_a_caption_and_a_head_for_each_row_and_column(
    screen: Screen, page: str
) -> None:
    screen.show(unstyled(render("html", PAGES[page]()).decode()))

    tables = screen.run(TABLES)

    assert tables or page == "unread"
    for table in tables:
        assert table["caption"], table["columns"]
        assert all(table["columns"]), table["caption"]
        assert table["rows"], table["caption"]
        wrong = [
            row for row in table["rows"]
            if row["cells"] != len(table["columns"]) or row["heads"] != 1
        ]  # fmt: skip
        assert wrong == [], table["caption"]


@pytest.mark.parametrize("page", PAGES)
def test_every_drawing_has_its_words(screen: Screen, page: str) -> None:
    screen.show(PAGES[page]())

    names = screen.run(
        "return [...document.querySelectorAll('svg')]"
        ".filter((drawing) => !drawing.closest('[aria-hidden=true]')).map((drawing) =>"
        " drawing.getAttribute('role') === 'img' && (drawing.getAttribute('aria-label') ||"
        " (drawing.querySelector('title') || {}).textContent))"
    )

    assert all(names)
