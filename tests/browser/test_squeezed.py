"""The page in fewer bytes is the same page: a browser reads the same elements and words in it."""

from __future__ import annotations

from typing import Any

import pytest

from checker.render import render
from checker.render.html import document, squeezed
from tests.browser.driver import Screen
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

# Every element with its attributes and its own words, white space folded. A head cell that stands
# first in its row is one of a row, said or not.
ELEMENTS = """
  const page = new DOMParser().parseFromString(arguments[0], "text/html");
  return [...page.querySelectorAll("*")].map((part) => [
    part.tagName,
    [...part.attributes].filter((one) => !(part.tagName === "TH" && one.value === "row"))
      .map((one) => `${one.name}=${one.value}`).sort().join(" "),
    part.parentElement ? part.parentElement.tagName : "",
    [...part.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.data.replace(/\\s+/g, " ").trim()).filter(Boolean).join("|"),
  ].join(" / "));
"""


@pytest.mark.parametrize("page", PAGES)
def test_a_browser_reads_the_same_elements_and_words(screen: Screen, page: str) -> None:
    record = PAGES[page]()
    screen.open("about:blank")

    written = screen.run(ELEMENTS, document(record))
    sent = screen.run(ELEMENTS, render("html", record).decode())

    assert [pair for pair in zip(written, sent, strict=False) if pair[0] != pair[1]][:3] == []
    assert len(sent) == len(written) > 30


def test_text_that_looks_like_markup_is_left_as_it_is(screen: Screen) -> None:
    record: dict[str, Any] = PAGES["complete"]()
    looks = 'a </td> </p><p class="x"> b=\'c\' <th scope="row"> id="d" >'
    record["organization"]["name"] = looks
    for row in record["requirements"]:
        row["summary"] = looks
    screen.open("about:blank")

    screen.show(record)

    text = screen.run("return document.querySelector('h1').textContent")
    assert text == looks
    summaries = screen.run(
        "return [...document.querySelectorAll('.part > div > p:first-of-type')]"
        ".map((one) => one.textContent)"
    )
    assert set(summaries) == {looks}


def test_style_and_script_are_left_alone() -> None:
    text = '<style>a[b="c"]</td> </style><p id="a">b</p> <p>c</p></div><script>x="</li>"</script>'

    assert squeezed(text) == (
        '<style>a[b="c"]</td> </style><p id=a>b<p>c</div><script>x="</li>"</script>'
    )
