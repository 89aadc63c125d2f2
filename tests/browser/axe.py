"""Run axe-core on the page that a browser shows, and bring home what it found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from tests.browser.driver import Screen

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BEST_PRACTICE = "best-practice"
CONTRAST = "color-contrast"
# WCAG 1.4.3, for text that is not large.
LEAST_CONTRAST = 4.5

# Of thousands of elements only those stay that hold something of which there were not two before.
_THIN = """(() => {
  const seen = new Map();
  const kind = (element) => {
    let name = getComputedStyle(element).color;
    for (let at = element; at !== document.body; at = at.parentElement) {
      name = at.tagName + "." + at.getAttribute("class") + ">" + name;
    }
    return name;
  };
  const thin = (parent) => {
    for (const child of [...parent.children]) {
      const kinds = [child, ...child.querySelectorAll("*")].map(kind);
      if (kinds.every((name) => seen.get(name) > 1)) { child.remove(); continue; }
      if (child.children.length > 0) { thin(child); }
      seen.set(kinds[0], (seen.get(kinds[0]) || 0) + 1);
    }
  };
  thin(document.body);
  return document.querySelectorAll("*").length;
})()"""
# What axe cannot judge: glyphs, single characters, what a scroll bar hides in part. Nothing on our
# pages lies over another thing, so the first ground around a text is the one it stands on.
_RUN = """(async () => {
  const found = await axe.run(document, %s);
  const channels = (text) => text.match(/[0-9.]+/g).map(Number);
  const luminance = (rgb) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const part = rgb[at] / 255;
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  function ratio(element) {
    const ink = channels(getComputedStyle(element).color);
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at), ground = channels(style.backgroundColor);
      if (style.backgroundImage !== "none" || Number(style.opacity) < 1) { return null; }
      if (ground.length === 4 && ground[3] === 0) { continue; }
      if (ground.length === 4 || ink.length === 4) { return null; }
      const [dark, light] = [luminance(ink), luminance(ground)].sort((one, two) => one - two);
      return (light + 0.05) / (dark + 0.05);
    }
    return null;
  }
  const told = (rules) => rules.flatMap((rule) => rule.nodes.map((node) => [
    rule.id, rule.tags, node.html, (node.failureSummary || "").replace(/\\s+/g, " "),
    rule.id === "color-contrast" ? ratio(node.element) : null]));
  return JSON.stringify({
    violations: told(found.violations), incomplete: told(found.incomplete),
    passes: found.passes.map((rule) => [rule.id, rule.nodes.length])});
})()"""


@dataclass(frozen=True, slots=True)
class Node:
    """An element that a rule finds wrong or cannot judge; `ratio` is its contrast, where asked."""

    rule: str
    tags: tuple[str, ...]
    html: str
    why: str
    ratio: float | None

    def __str__(self) -> str:
        return f"{self.rule}: {self.html[:160]}: {self.why}"


@dataclass(frozen=True, slots=True)
class Found:
    """What axe found: elements against the rules, elements it could not judge, rules that held."""

    violations: tuple[Node, ...]
    incomplete: tuple[Node, ...]
    passes: Mapping[str, int]

    @property
    def required(self) -> list[str]:
        """What is wrong by WCAG."""
        return [str(node) for node in self.violations if BEST_PRACTICE not in node.tags]

    @property
    def recommended(self) -> list[str]:
        """What is wrong by custom alone."""
        return [str(node) for node in self.violations if BEST_PRACTICE in node.tags]

    @property
    def unjudged(self) -> list[str]:
        """What axe left open, without text whose contrast is computed here, and is enough."""
        return [
            str(node)
            for node in self.incomplete
            if node.rule != CONTRAST or node.ratio is None or node.ratio < LEAST_CONTRAST
        ]


@cache
def source() -> str:
    """The text of axe-core."""
    try:
        found = distribution("axe-playwright-python")
    except PackageNotFoundError:
        raise AssertionError("axe-core is missing; scripts/test.sh installs it") from None
    return Path(str(found.locate_file("axe_playwright_python/axe.min.js"))).read_text("utf-8")


def load(screen: Screen) -> None:
    """Bring axe into the page, past the page's policy, which stays in force."""
    screen.evaluate(f"{source()};0")


def thin(screen: Screen) -> int:
    """Leave two of each kind of element, and what is around them; returns how many stay."""
    left: int = screen.evaluate(_THIN)
    return left


def judge(screen: Screen, *left_out: str) -> Found:
    """Everything on the page by every rule of WCAG 2.2 A and AA, and by custom, less `left_out`."""
    tags = {"type": "tag", "values": [*WCAG, BEST_PRACTICE]}
    return _found(screen, {"runOnly": tags, "rules": {r: {"enabled": False} for r in left_out}})


def judge_by(screen: Screen, *rules: str) -> Found:
    """Everything on the page by these rules."""
    return _found(screen, {"runOnly": {"type": "rule", "values": rules}})


def _found(screen: Screen, options: Mapping[str, Any]) -> Found:
    options = {**options, "elementRef": True, "selectors": False}
    found = json.loads(screen.evaluate(_RUN % json.dumps(options)))
    return Found(
        violations=_nodes(found["violations"]),
        incomplete=_nodes(found["incomplete"]),
        passes=dict(found["passes"]),
    )


def _nodes(rows: Sequence[Sequence[Any]]) -> tuple[Node, ...]:
    return tuple(Node(rule, tuple(tags), *rest) for rule, tags, *rest in rows)
