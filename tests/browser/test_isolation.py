"""A page keeps to itself: it asks for nothing, complains of nothing, runs its own script alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from checker.render import render
from tests.browser.driver import Screen
from tests.browser.pages import PAGES
from tests.render.sample import sample

pytestmark = pytest.mark.browser

CONTROLS = "button, input, select, textarea, summary, [role=button], [onclick], th[aria-sort] *"
# Text as a reader sees it, word by word; what is hidden has none.
WORDS = "return document.body.innerText.split(/\\s+/)"
ATTACKS = {
    "script": "<script>window.hacked = 1</script>",
    "script from elsewhere": "<script src='data:text/javascript,window.hacked=1'></script>",
    "module": "<script type=module>window.hacked = 1</script>",
    "handler": "<img src=x onerror='window.hacked = 1'>",
    "handler of a drawing": "<svg onload='window.hacked = 1'></svg>",
    "address": "<iframe src='javascript:parent.hacked = 1'></iframe>",
    "frame": "<iframe srcdoc='<script>parent.hacked = 1</script>'></iframe>",
    "refused form": "<form id=form action='https://bad.example/'><input name=a></form>",
    "base": "<base href='https://bad.example/'>",
    "plug-in": "<object data='data:text/html,<script>parent.hacked=1</script>'></object>",
    "style attribute": "<p style='position: fixed; inset: 0; background: red'>styled</p>",
    "style element": "<style>main { display: none !important; }</style>",
    "style from elsewhere": "<link rel=stylesheet href='data:text/css,main{display:none}'>",
    "image": "<img src='https://bad.example/pixel.gif'>",
}


# A filter waits for the last key, and a browser for the next frame.
SETTLED = "new Promise((done) => setTimeout(() => requestAnimationFrame(done), 300))"
# Every option is chosen, every other control pressed, and every link within the page followed.
PRESS = """
  const controls = [...document.querySelectorAll(arguments[0])];
  const links = [...document.querySelectorAll('a[href^="#"]')];
  for (const control of controls) {
    for (const value of [...(control.options || [])].map((option) => option.value).concat("a")) {
      if ("value" in control) { control.value = value; }
      control.dispatchEvent(new Event("input", {bubbles: true}));
      control.dispatchEvent(new Event("change", {bubbles: true}));
    }
    control.click();
  }
  links.forEach((link) => link.click());
  return [controls.length, links.length];
"""


@pytest.mark.parametrize("page", PAGES)
def test_no_request_leaves_a_page_and_no_complaint_stands_on_its_console(
    screen: Screen, page: str
) -> None:
    screen.show(PAGES[page]())
    address = screen.browser.current_url

    controls, links = screen.run(PRESS, CONTROLS)
    screen.evaluate(SETTLED)

    assert links > 2
    assert controls > 4 or page in {"incomplete", "provisional", "unread"}
    assert screen.complaints() == []
    assert screen.requests() == [address]
    assert screen.browser.current_url.partition("#")[0] == address


def test_links_that_lead_out_tell_nothing_of_the_page(screen: Screen) -> None:
    screen.show(sample())

    out = screen.run(
        "return [...document.querySelectorAll('a[href]:not([href^=\"#\"])')]"
        ".map((link) => [link.href, link.rel, link.target])"
    )

    assert out
    assert all(href.startswith("https://") for href, _, _ in out)
    assert {(rel, target) for _, rel, target in out} == {("noreferrer", "")}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_is_slipped_into_a_page_does_nothing(screen: Screen, attack: str) -> None:
    html = render("html", sample()).decode()
    assert html.count("<main") == 1

    screen.show(html.replace("<main", f"{attack}<main"))
    screen.run("const form = document.getElementById('form'); if (form) { form.submit(); }")

    assert screen.run("return typeof window.hacked") == "undefined"
    assert screen.browser.find_element(By.TAG_NAME, "main").is_displayed()
    assert screen.run("return document.querySelectorAll('[style]').length") == attack.count(
        "style="
    )
    assert screen.run(
        "return [...document.querySelectorAll('[style]')]"
        ".every((part) => getComputedStyle(part).position === 'static')"
    )
    assert not [asked for asked in screen.requests(let_out=True) if "bad.example" in asked]
    assert screen.browser.current_url.startswith("file:")
    assert any("Content Security Policy" in said for said in screen.complaints())


class _Strict(SimpleHTTPRequestHandler):
    """Serves files under a policy of its own, as a careful archive does."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "script-src 'none'")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is theirs
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `folder` on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Strict, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("page", ["complete", "incomplete"])
def test_a_page_served_without_leave_for_scripts_is_complete(screen: Screen, page: str) -> None:
    record = PAGES[page]()
    with screen.without_scripts():
        screen.show(record)
        bare = screen.run(WORDS)

    with served(screen.folder) as address:
        screen.open(f"{address}/report.html")
        strict = screen.run(WORDS)
        controls = screen.browser.find_elements(By.CSS_SELECTOR, CONTROLS)
        shown = [control for control in controls if control.is_displayed()]
        # What a browser opens and closes by itself works without a script.
        usable = [control.get_attribute("id") for control in shown if control.tag_name != "summary"]
        said = screen.complaints()

    assert strict == bare
    assert usable == []
    assert [message for message in said if "script-src 'none'" not in message] == []
    assert said


def test_scripts_hide_nothing_and_add_only_their_own_controls(screen: Screen) -> None:
    with screen.without_scripts():
        screen.show(sample())
        bare = screen.run(WORDS)

    screen.show(sample())
    screen.run(
        "document.getElementById('filter').hidden = true;"
        "document.querySelectorAll('button.copy, #expand button').forEach(one => one.remove())"
    )

    assert screen.run(WORDS) == bare
    assert len(bare) > 2000
