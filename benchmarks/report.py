"""Measure the page of a report on every requirement: `python -m benchmarks.report`.

It runs in a checkout, with what the browser tests need: `pip install -e '.[test]'`, chromium and
its driver. The page is opened in chromium, and keys are pressed in the text filter. What a key
costs is the time from its press, as the browser stamps it, to the first frame painted after the
last change of the list.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from checker.render import render
from tests.browser.driver import Screen, start
from tests.render.large import by_part, large

MOST_BYTES = 1_500_000
MOST_MILLISECONDS = 100
# Words of many requirements, typed and taken back, letter by letter.
WORD = "encryption"
BACKSPACE = "\b"

# Listens for one key. The list is taken to be done when nothing of it changes for a while.
_LISTEN = """window.measured = new Promise((done) => {
  const field = document.getElementById("filter-text");
  field.addEventListener("keydown", (key) => {
    let painted = 0, waiting = 0;
    const changes = new MutationObserver(() => {
      requestAnimationFrame(() => requestAnimationFrame(() => {
        painted = performance.now();
        clearTimeout(waiting);
        waiting = setTimeout(() => { changes.disconnect(); done(painted - key.timeStamp); }, 300);
      }));
    });
    changes.observe(document.getElementById("requirements"),
      {subtree: true, childList: true, characterData: true, attributeFilter: ["hidden"]});
  }, {once: true, capture: true});
}); 0"""


def key_times(screen: Screen, keys: str) -> Iterator[float]:
    """Milliseconds from each key, pressed in the text filter, to the page that shows its effect."""
    screen.run("document.getElementById('filter-text').focus({preventScroll: true})")
    for key in keys:
        screen.evaluate(_LISTEN)
        if key == BACKSPACE:
            pressed = {"key": "Backspace", "code": "Backspace", "windowsVirtualKeyCode": 8}
        else:
            pressed = {"key": key, "text": key, "windowsVirtualKeyCode": ord(key.upper())}
        screen.command("Input.dispatchKeyEvent", type="keyDown", **pressed)
        screen.command("Input.dispatchKeyEvent", type="keyUp", **pressed)
        yield float(screen.evaluate("window.measured"))


def main() -> None:
    """Print the size of the page by its parts, and what a key costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    html = render("html", large()).decode()
    size = len(html.encode())
    _tell("bytes", size, MOST_BYTES, "size of the page")
    for name, part in sorted(by_part(html).items(), key=lambda part: -part[1]):
        print(f"{part:12,} bytes  {100 * part / size:5.1f} %  {name}")
    browser = start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            screen = Screen(browser, Path(folder))
            screen.show(html)
            times = list(key_times(screen, WORD + BACKSPACE * len(WORD)))
    finally:
        browser.quit()
    median, worst = statistics.median(times), max(times)
    _tell("ms", median, MOST_MILLISECONDS, f"a key of the filter, median of {len(times)}")
    _tell("ms", worst, MOST_MILLISECONDS, f"a key of the filter, worst of {len(times)}")
    if arguments.json:
        figures = {"bytes": size, "median": median, "worst": worst, "times": times}
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _tell(unit: str, found: float, most: int, what: str) -> None:
    kept = "kept" if found <= most else "MISSED"
    print(f"{found:12,.0f} {unit} (at most {most:,}) {kept:6}  {what}")


if __name__ == "__main__":
    main()
