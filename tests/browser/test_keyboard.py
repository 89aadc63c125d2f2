"""With the keyboard alone everything that can be used is reached, seen and used."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.driver import Screen
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

# Where the focus is: what number it has among all elements, and whether a person can see it. An
# outline is drawn around it, it is in view, and nothing lies over the middle of its first line
# that is.
FOCUS = """
  const at = document.activeElement;
  if (at === document.body) { return null; }
  const boxes = [...at.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  const style = getComputedStyle(at), box = boxes[0] || at.getBoundingClientRect();
  const x = box.left + box.width / 2, y = Math.max(box.top, 0) + Math.min(box.height / 2, 12);
  const top = document.elementFromPoint(x, y);
  return {
    number: [...document.querySelectorAll("*")].indexOf(at),
    name: at.outerHTML.slice(0, 120) + " in " + (at.closest("table") || at).className,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    tall: boxes.length > 0,
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !(top && (at.contains(top) || top.contains(at))),
  };
"""
# What a person may want to use: by its nature, or because there is more of it than fits.
USABLE = """
  const all = [...document.querySelectorAll("*")];
  const scrolls = (part) => /auto|scroll/.test(getComputedStyle(part).overflowX) &&
    part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0;
  return all.map((part, number) => [part, number]).filter(([part]) =>
    part.checkVisibility({checkVisibilityCSS: true}) && (scrolls(part) || part.matches(
      "a[href], button, input, select, textarea, summary, [tabindex='0'], [onclick], [role=button]"
    ))).map(([part, number]) => number);
"""


def tab(screen: Screen, *, back: bool = False) -> Any:
    """Press the tabulator and say where the focus is then."""
    key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 8 if back else 0}
    screen.command("Input.dispatchKeyEvent", type="keyDown", **key)
    screen.command("Input.dispatchKeyEvent", type="keyUp", **key)
    return screen.run(FOCUS)


def walk(screen: Screen, most: int) -> list[Any]:
    """Tab from the top until the page is left."""
    found = []
    while (focus := tab(screen)) is not None:
        found.append(focus)
        assert len(found) <= most, "the focus goes round in circles"
    return found


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("page", ["complete", "incomplete"])
def test_everything_is_reached_in_order_and_seen(screen: Screen, page: str, width: str) -> None:
    if width == "phone":
        with screen.phone(), screen.media(prefers_reduced_motion="reduce"):
            screen.show(PAGES[page]())
            usable = screen.run(USABLE)
            found = walk(screen, len(usable))
    else:
        with screen.media(prefers_reduced_motion="reduce"):
            screen.show(PAGES[page]())
            usable = screen.run(USABLE)
            found = walk(screen, len(usable))

    numbers = [focus["number"] for focus in found]
    assert numbers == usable
    assert [pair for pair in pairwise(numbers) if pair[0] >= pair[1]] == []
    assert [focus["name"] for focus in found if focus["outline"] < 2] == []
    assert [focus["name"] for focus in found if not focus["tall"] or not focus["inView"]] == []
    assert [focus["name"] for focus in found if focus["covered"]] == []
    assert len(found) > 5


def test_the_way_back_is_the_same(screen: Screen) -> None:
    screen.show(PAGES["incomplete"]())
    there = [focus["number"] for focus in walk(screen, 100)]

    back = []
    while (focus := tab(screen, back=True)) is not None:
        back.append(focus["number"])

    assert back == there[::-1]


def test_the_first_key_offers_the_way_past_the_contents(screen: Screen) -> None:
    with screen.media(prefers_reduced_motion="reduce"):
        screen.show(PAGES["complete"]())
        first = tab(screen)
        screen.browser.switch_to.active_element.send_keys(Keys.ENTER)
        after = tab(screen)

    inside = screen.run(
        "return document.querySelector('main')"
        ".contains(document.querySelectorAll('*')[arguments[0]])",
        after["number"],
    )
    assert 'class="skip"' in first["name"]
    assert first["inView"]
    assert inside


def test_the_filter_is_worked_by_keys(screen: Screen) -> None:
    screen.show(PAGES["complete"]())
    keys = screen.browser.switch_to
    screen.browser.find_element(By.ID, "filter-text").send_keys("brightmail")
    shown(screen, "Showing 1 of 12")

    keys.active_element.send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.DELETE)
    shown(screen, "Showing 12 of 12")
    keys.active_element.send_keys(Keys.TAB)
    assert keys.active_element.get_attribute("id") == "filter-framework"
    keys.active_element.send_keys(Keys.ARROW_DOWN)
    shown(screen, "Showing 3 of 12")
    keys.active_element.send_keys(Keys.TAB)
    assert keys.active_element.get_attribute("id") == "filter-scope"
    keys.active_element.send_keys(Keys.TAB)
    keys.active_element.send_keys("gaps")
    shown(screen, "Showing 2 of 12")
    while keys.active_element.get_attribute("id") != "filter-reset":
        keys.active_element.send_keys(Keys.TAB)
    keys.active_element.send_keys(Keys.SPACE)

    assert shown(screen, "Showing 12 of 12").endswith("findings.")
    assert keys.active_element.get_attribute("id") == "filter-reset"


def shown(screen: Screen, start: str) -> str:
    """Wait until the count of the filter starts so."""

    def count(_: Any) -> str:
        text: str = screen.browser.find_element(By.ID, "filter-count").text
        return text if text.startswith(start) else ""

    return WebDriverWait(screen.browser, 5).until(count)


def test_what_scrolls_aside_is_scrolled_by_keys(screen: Screen) -> None:
    with screen.phone(), screen.media(prefers_reduced_motion="reduce"):
        screen.show(PAGES["complete"]())
        table = screen.browser.find_element(By.CSS_SELECTOR, ".table[tabindex='0']")
        table.send_keys(Keys.ARROW_RIGHT)
        WebDriverWait(screen.browser, 5).until(
            lambda _: screen.run("return arguments[0].scrollLeft", table) > 0
        )

        names = screen.run(
            "return [...document.querySelectorAll('[tabindex=\"0\"]')].map((part) =>"
            " part.getAttribute('role') && (part.getAttribute('aria-label') ||"
            " document.getElementById(part.getAttribute('aria-labelledby')).textContent.trim()))"
        )

    assert names
    assert all(names)
