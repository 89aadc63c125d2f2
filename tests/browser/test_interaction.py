"""What the script adds: a filter that stands in the address, tables that sort, gaps to copy."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.driver import Screen
from tests.render.sample import sample

pytestmark = pytest.mark.browser


def choose(screen: Screen, name: str, value: str) -> None:
    screen.browser.find_element(By.CSS_SELECTOR, f"#filter-{name} option[value='{value}']").click()


def counted(screen: Screen) -> str:
    return screen.browser.find_element(By.ID, "filter-count").text


def address(screen: Screen) -> str:
    return str(screen.run("return location.hash"))


def shown(screen: Screen) -> list[str]:
    """Ids of the requirements that a reader sees."""
    found: list[str] = screen.run(
        "return Array.from(document.querySelectorAll('#requirements h5'))"
        ".filter(h => h.offsetParent !== null).map(h => h.id)"
    )
    return found


def test_a_filter_stands_in_the_address_and_comes_back_from_it(screen: Screen) -> None:
    screen.show(sample())
    choose(screen, "framework", "pci_dss")
    choose(screen, "status", "gap")
    screen.browser.find_element(By.ID, "filter-text").send_keys("minimum_length: 11, ")
    stated, before = address(screen), shown(screen)

    here = screen.browser.current_url.partition("#")[0]
    screen.browser.get("about:blank")
    screen.open(here + stated)

    assert stated == "#?text=minimum_length%3A%2011%2C%20&framework=pci_dss&status=gap"
    assert counted(screen).startswith("Showing 1 of 12 findings")
    assert shown(screen) == before == ["pci_dss-8.3.6"]


def test_the_address_is_plain_again_once_everything_is_shown(screen: Screen) -> None:
    screen.show(sample())
    choose(screen, "scope", "eu")
    assert address(screen) == "#?scope=eu"

    screen.browser.find_element(By.ID, "filter-reset").click()

    assert address(screen) == "#requirements"
    assert counted(screen) == "Showing 12 of 12 findings."


@pytest.mark.parametrize(
    "hash_",
    ["#?status=nonsense&owner=99", "#?%E0%A4%A", "#?", "#?text", "#%E0%A4%A", "#no-such-place"],
)
def test_an_address_that_means_nothing_hides_nothing(screen: Screen, hash_: str) -> None:
    screen.show(sample())

    screen.open(screen.browser.current_url.partition("#")[0] + hash_)

    assert counted(screen) == "Showing 12 of 12 findings."
    assert screen.complaints() == []


def test_scope_and_owner_filter_what_they_name(screen: Screen) -> None:
    record = sample()
    for row in record["findings"]:
        row["owner"] = "li.chen" if row["scope"] == "eu" else "dana.reyes"
    screen.show(record)

    choose(screen, "scope", "eu")
    of_scope = shown(screen)
    choose(screen, "scope", "")
    screen.browser.find_element(By.XPATH, "//option[starts-with(., 'Li Chen')]").click()
    of_owner = shown(screen)

    expected = {row["requirement"] for row in record["findings"] if row["scope"] == "eu"}
    assert len(of_scope) == len(expected) > 0
    assert of_owner == of_scope


def test_a_filter_of_several_scopes_hides_the_findings_of_the_others(screen: Screen) -> None:
    record = sample()
    row = next(f for f in record["findings"] if f["framework"] == "pci_dss")
    record["findings"].append(row | {"scope": "eu"})
    counts = next(f["counts"] for f in record["frameworks"] if f["id"] == "pci_dss")
    counts[row["status"]] += 1
    counts["total"] += 1
    screen.show(record)

    choose(screen, "framework", "pci_dss")
    choose(screen, "scope", "eu")

    assert counted(screen).startswith("Showing 1 of 13 findings")
    seen = screen.run(
        "return Array.from(document.querySelectorAll('#requirements [data-status]'))"
        ".filter(a => a.offsetParent !== null).map(a => a.dataset.scope)"
    )
    assert seen == ["eu"]


def cells(screen: Screen, column: int) -> list[str]:
    found: list[str] = screen.run(
        "return Array.from(arguments[0].tBodies[0].rows)"
        ".map(row => row.cells[arguments[1]].textContent.trim())",
        table(screen),
        column,
    )
    return found


def table(screen: Screen) -> WebElement:
    """The sortable table with most rows."""
    found: WebElement = screen.run(
        "return Array.from(document.querySelectorAll('table.sortable'))"
        ".reduce((a, b) => a.rows.length >= b.rows.length ? a : b)"
    )
    return found


def test_a_table_sorts_by_the_head_that_is_pressed_and_says_so(screen: Screen) -> None:
    record = sample()
    for number, row in enumerate(record["requirements"]):
        row["effort_days"] = (7, 12, 1.5, 30, 4)[number % 5]
    screen.show(record)
    heads = table(screen).find_elements(By.CSS_SELECTOR, "thead th")
    ranks = {"critical": 0, "high": 1, "medium": 2, "low": 3}

    heads[4].find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    days = [float(text) for text in cells(screen, 4)]
    assert days == sorted(days)
    assert len(set(days)) > 2
    assert heads[4].get_attribute("aria-sort") == "ascending"

    heads[4].find_element(By.TAG_NAME, "button").send_keys(Keys.SPACE)
    assert [float(text) for text in cells(screen, 4)] == sorted(days, reverse=True)
    assert heads[4].get_attribute("aria-sort") == "descending"

    heads[0].find_element(By.TAG_NAME, "button").click()
    levels = [ranks[text] for text in cells(screen, 0)]
    assert levels == sorted(levels)
    assert heads[4].get_attribute("aria-sort") is None


def copied(screen: Screen, requirement: str) -> str:
    """What the button of a gap puts on the clipboard; headless, a clipboard of the test's own."""
    screen.run(
        "window.copied = null;"
        "Object.defineProperty(navigator, 'clipboard', {configurable: true, value:"
        " {writeText: text => { window.copied = text; return Promise.resolve(); }}});"
    )
    button = screen.browser.find_element(
        By.XPATH, f"//h5[@id='{requirement}']/..//button[contains(@class, 'copy')]"
    )
    button.send_keys(Keys.ENTER)
    text: str = screen.evaluate("new Promise(done => setTimeout(() => done(window.copied), 50))")
    return text


def test_a_gap_copies_as_markdown_with_its_reasons_and_its_owner(screen: Screen) -> None:
    screen.show(sample())

    text = copied(screen, "pci_dss-8.3.6")

    assert text.startswith("### pci_dss: 8.3.6 Passwords are long and mixed\n\n")
    assert "✕ not satisfied" in text
    assert "\n- 11 is below 12 implemented and evidenced attestations/identity.yaml:14:34" in text
    assert "\n      14     parameters: {minimum_length: 11, character_classes:" in text
    assert "\n- Owner: Dana Reyes, Head of IT" in text
    assert "Copy as Markdown" not in text
    assert "The gap was copied as Markdown." in counted(screen)


def test_only_gaps_can_be_copied(screen: Screen) -> None:
    record: dict[str, Any] = sample()
    screen.show(record)

    buttons = screen.browser.find_elements(By.CSS_SELECTOR, "button.copy")

    assert len(buttons) == sum(row["gap"] for row in record["findings"])


def test_a_link_into_closed_details_opens_them(screen: Screen) -> None:
    screen.show(sample())
    screen.run(
        "document.querySelectorAll('#requirements > section').forEach(s => {"
        " const d = document.createElement('details'); s.before(d); d.append(s); })"
    )

    screen.run("location.hash = '#pci_dss-8.3.6'")
    screen.evaluate("new Promise(done => setTimeout(done, 50))")

    assert screen.browser.find_element(By.ID, "pci_dss-8.3.6").is_displayed()
