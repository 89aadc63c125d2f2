"""The page in a real browser: its policy holds, it reads without scripts, its filter speaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from checker.render import render
from tests.browser.driver import Show, log, messages
from tests.render.meridian import meridian
from tests.render.sample import refused, sample
from tests.test_render_html import contrast

pytestmark = pytest.mark.browser


FINDINGS = len(sample()["findings"])


def wait_for_count(browser: webdriver.Chrome, start: str) -> str:
    def count(driver: webdriver.Chrome) -> str:
        text = driver.find_element(By.ID, "filter-count").text
        return text if text.startswith(start) else ""

    return WebDriverWait(browser, 5).until(count)


@pytest.mark.parametrize("record", [sample(), refused()], ids=["complete", "incomplete"])
def test_the_page_opens_under_its_policy_without_a_complaint(
    browser: webdriver.Chrome, show: Show, record: dict[str, Any]
) -> None:
    show(record)

    assert messages(browser) == []
    asked = [
        entry["message"]
        for entry in log(browser, "performance")
        if "Network.requestWillBeSent" in entry["message"]
    ]
    assert len(asked) == 1
    colour = browser.execute_script(
        "return getComputedStyle(document.querySelector('.cover')).borderTopColor"
    )
    assert colour == "rgb(27, 63, 102)"


def test_an_injected_script_or_handler_does_not_run(browser: webdriver.Chrome, show: Show) -> None:
    html = render("html", sample()).decode()
    attack = (
        "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"
        "<p id=styled style='display:none'>a</p>"
    )

    show(html.replace("<main", f"{attack}<main"))

    assert browser.execute_script("return typeof window.hacked") == "undefined"
    assert browser.find_element(By.ID, "styled").is_displayed()
    assert len(messages(browser)) >= 3


def test_hostile_text_of_the_record_runs_nothing(browser: webdriver.Chrome, show: Show) -> None:
    record = sample()
    for row in record["requirements"]:
        row["title"] = (
            "</bdi><script>window.hacked = 1</script><img src=x onerror='window.hacked=1'>"
        )
        row["remediation"] = '<meta http-equiv="refresh" content="0;url=about:blank">'

    show(record)

    assert browser.execute_script("return typeof window.hacked") == "undefined"
    assert browser.current_url.startswith("file:")
    assert messages(browser) == []


def test_everything_is_readable_without_scripts(browser: webdriver.Chrome, show: Show) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(sample())
        findings = browser.find_elements(By.CSS_SELECTOR, "#requirements [data-status]")
        seen = [finding.is_displayed() for finding in findings]
        filter_seen = browser.find_element(By.ID, "filter").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})

    assert seen == [True] * FINDINGS
    assert not filter_seen


def test_the_filter_hides_what_does_not_fit_and_announces_its_count(
    browser: webdriver.Chrome, show: Show
) -> None:
    show(sample())
    announcer = browser.find_element(By.ID, "filter-count")
    assert announcer.get_attribute("aria-live") == "polite"
    assert announcer.text == f"Showing {FINDINGS} of {FINDINGS} findings."

    browser.find_element(By.CSS_SELECTOR, "#filter-status option[value=gap]").click()
    assert wait_for_count(browser, "Showing 7").startswith(f"Showing 7 of {FINDINGS} findings;")

    browser.find_element(By.CSS_SELECTOR, "#filter-framework option[value=pci_dss]").click()
    wait_for_count(browser, f"Showing 3 of {FINDINGS}")

    browser.find_element(By.CSS_SELECTOR, "#filter-severity option[value=high]").click()
    wait_for_count(browser, f"Showing 1 of {FINDINGS}")
    shown = browser.find_elements(By.CSS_SELECTOR, "#requirements [data-status]:not([hidden])")
    heads = browser.find_elements(By.CSS_SELECTOR, ".part > div:not([hidden]) h5")
    assert len(shown) == 1
    assert [head.get_attribute("id") for head in heads] == ["pci_dss-8.3.6"]
    assert not browser.find_element(By.ID, "framework-gdpr").is_displayed()

    browser.find_element(By.ID, "filter-reset").click()
    wait_for_count(browser, f"Showing {FINDINGS} of {FINDINGS} findings.")


def test_the_filter_finds_text_in_requirements_and_reasons(
    browser: webdriver.Chrome, show: Show
) -> None:
    show(sample())
    field = browser.find_element(By.ID, "filter-text")

    field.send_keys("BRIGHTMAIL")
    wait_for_count(browser, f"Showing 1 of {FINDINGS}")

    field.clear()
    field.send_keys("nothing holds this")
    wait_for_count(browser, f"Showing 0 of {FINDINGS}")


def test_a_link_to_a_hidden_finding_brings_it_back(browser: webdriver.Chrome, show: Show) -> None:
    show(sample())
    browser.find_element(By.CSS_SELECTOR, "#filter-framework option[value=gdpr]").click()
    wait_for_count(browser, f"Showing 3 of {FINDINGS}")

    browser.execute_script("location.hash = '#pci_dss-8.3.6'")

    wait_for_count(browser, f"Showing {FINDINGS} of {FINDINGS}")
    assert browser.find_element(By.ID, "pci_dss-8.3.6").is_displayed()


def test_print_shows_what_a_filter_hides(browser: webdriver.Chrome, show: Show) -> None:
    show(sample())
    browser.find_element(By.CSS_SELECTOR, "#filter-framework option[value=gdpr]").click()
    wait_for_count(browser, f"Showing 3 of {FINDINGS}")

    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    findings = browser.find_elements(By.CSS_SELECTOR, "#requirements [data-status]")
    seen = [finding.is_displayed() for finding in findings]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    assert seen == [True] * FINDINGS


def test_print_unfolds_the_lesser_changes(browser: webdriver.Chrome, show: Show) -> None:
    show(sample())
    seen = "return document.querySelector('#change details td').checkVisibility()"
    folded = browser.execute_script(seen)

    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    printed = browser.execute_script(seen)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    assert (folded, printed) == (False, True)


@pytest.mark.parametrize("feature", ["none", "prefers-color-scheme: dark", "forced-colors: active"])
def test_the_bars_and_their_numbers_stand_out_in_every_scheme(
    browser: webdriver.Chrome, show: Show, feature: str
) -> None:
    show(sample())
    name, _, value = feature.partition(": ")
    chosen = [{"name": name, "value": value}] if value else []

    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": chosen})
    try:
        paper, bar, number = browser.execute_script(
            "const of = (name, at) => getComputedStyle(document.querySelector(at))[name];"
            "return [of('backgroundColor', 'body'), of('fill', '.past rect:not(.other)'),"
            " of('fill', '.past .day')]"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def hexadecimal(colour: str) -> str:
        return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])

    ground = hexadecimal(paper)
    assert contrast(hexadecimal(bar), ground) >= 3
    assert contrast(hexadecimal(number), ground) >= 4.5


@pytest.mark.parametrize("record", [sample, meridian], ids=["sample", "example"])
def test_the_page_fits_a_phone(
    browser: webdriver.Chrome, show: Show, record: Callable[[], dict[str, Any]]
) -> None:
    phone = {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    try:
        show(record())
        width = browser.execute_script("return document.documentElement.scrollWidth")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert width == 320
