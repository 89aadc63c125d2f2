"""axe-core finds nothing at WCAG 2.2 A and AA, in light and dark, in print and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.browser import axe
from tests.browser.driver import Screen
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

Look = Callable[[Screen], AbstractContextManager[None]]
LOOKS: dict[str, Look] = {
    "light": lambda screen: screen.media(prefers_color_scheme="light"),
    "dark": lambda screen: screen.media(prefers_color_scheme="dark"),
    "print": lambda screen: screen.media("print"),
    "phone": lambda screen: screen.phone(),
}


# What the look of a page decides; the rest is the same in all of them.
LOOKED_AT = (axe.CONTRAST, "target-size", "link-in-text-block")
# Links on paper are printed as text, for nobody can press them.
NOT_IN: dict[str, tuple[str, ...]] = {"print": ("link-in-text-block", "target-size")}


def assert_accessible(found: axe.Found) -> None:
    print("recommended:", *found.recommended, sep="\n")
    assert found.required == []
    assert found.unjudged == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", ["complete", "clean", "incomplete", "unread"])
def test_a_page_holds_every_rule_of_wcag(screen: Screen, page: str, look: str) -> None:
    with LOOKS[look](screen):
        screen.show(PAGES[page]())
        axe.load(screen)
        found = axe.judge(screen, *NOT_IN.get(look, ()))

    assert_accessible(found)
    assert found.passes[axe.CONTRAST] > 20
    assert len(found.passes) > 15


def test_the_report_of_the_example_holds_every_rule_of_wcag(screen: Screen) -> None:
    # Contrast takes half a minute on twenty thousand elements; the next test sees each kind.
    screen.show(PAGES["meridian"]())
    axe.load(screen)

    found = axe.judge(screen, axe.CONTRAST)

    assert_accessible(found)
    assert found.passes["td-headers-attr"] > 20


@pytest.mark.parametrize("look", LOOKS)
def test_every_kind_of_element_of_the_example_can_be_seen(screen: Screen, look: str) -> None:
    with LOOKS[look](screen):
        screen.show(PAGES["meridian"]())
        axe.load(screen)
        left = axe.thin(screen)
        found = axe.judge_by(screen, *(set(LOOKED_AT) - {*NOT_IN.get(look, ())}))

    assert_accessible(found)
    assert found.passes[axe.CONTRAST] > 200
    assert left > 500
