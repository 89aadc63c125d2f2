"""Debian's chromium, driven: one page at a time, what it asked for and what it complained of."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from checker.render import render

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
DRIVER = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver") or "/usr/bin/chromedriver"
SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-ipc-flooding-protection "
    "--disable-background-networking --disable-component-update --force-prefers-reduced-motion "
    "--window-size=1280,1200"
)
PHONE = {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": True}

Record = Mapping[str, Any]
Show = Callable[[Record | str], None]


def start() -> webdriver.Chrome:
    """A browser without windows that logs what pages ask for and complain of."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for switch in SWITCHES.split():
        options.add_argument(switch)
    return webdriver.Chrome(options=options, service=Service(DRIVER))


def log(browser: webdriver.Chrome, kind: str) -> list[dict[str, str]]:
    """What the browser logged since the last call."""
    found: list[dict[str, str]] = browser.get_log(kind)  # type: ignore[no-untyped-call]  # theirs
    return found


def messages(browser: webdriver.Chrome) -> list[str]:
    """What stands on the console since the last call."""
    return [entry["message"] for entry in log(browser, "browser")]


class Screen:
    """A browser that shows one report; what it logs counts from the last page on."""

    def __init__(self, browser: webdriver.Chrome, folder: Path) -> None:
        self.browser = browser
        self.folder = folder

    def show(self, page: Record | str) -> None:
        """Open a record as its page, or a page as it is."""
        html = page if isinstance(page, str) else render("html", page).decode()
        (self.folder / "report.html").write_text(html, encoding="utf-8")
        self.open((self.folder / "report.html").as_uri())

    def open(self, address: str) -> None:
        """Open an address; what was logged before is forgotten."""
        log(self.browser, "browser")
        log(self.browser, "performance")
        self.browser.get(address)

    def complaints(self) -> list[str]:
        """What stands on the console since the page was opened or last asked about."""
        return messages(self.browser)

    def requests(self, *, let_out: bool = False) -> list[str]:
        """The addresses asked for since the page was opened or last asked about.

        With `let_out`, without those that the page's policy stopped.
        """
        entries = log(self.browser, "performance")
        events = [json.loads(entry["message"])["message"] for entry in entries]
        stopped = {
            event["params"]["requestId"]
            for event in events
            if event["method"] == "Network.loadingFailed"
            and event["params"].get("blockedReason") == "csp"
        }
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
            and not (let_out and event["params"]["requestId"] in stopped)
        ]

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function body returns; the policy of the page does not bind the driver."""
        return self.browser.execute_script(script, *arguments)

    def command(self, name: str, **parameters: Any) -> dict[str, Any]:
        """What a command of the DevTools protocol answers."""
        answer: dict[str, Any] = self.browser.execute_cdp_cmd(name, parameters)
        return answer

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited; a script in it is not held to the page's policy."""
        answer = self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    @contextmanager
    def media(self, media: str = "", **features: str) -> Iterator[None]:
        """Emulate a medium and features, as `prefers_color_scheme="dark"`."""
        named = [{"name": n.replace("_", "-"), "value": v} for n, v in features.items()]
        self.command("Emulation.setEmulatedMedia", media=media, features=named)
        try:
            yield
        finally:
            self.command("Emulation.setEmulatedMedia", media="", features=[])

    @contextmanager
    def phone(self) -> Iterator[None]:
        """A screen of 320 px."""
        self.command("Emulation.setDeviceMetricsOverride", **PHONE)
        try:
            yield
        finally:
            self.command("Emulation.clearDeviceMetricsOverride")

    @contextmanager
    def without_scripts(self) -> Iterator[None]:
        """Pages opened here run no script."""
        self.command("Emulation.setScriptExecutionDisabled", value=True)
        try:
            yield
        finally:
            self.command("Emulation.setScriptExecutionDisabled", value=False)
