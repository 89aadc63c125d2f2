"""What GitHub does with logs, commands and Markdown, by its documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import cmarkgfm
from cmarkgfm.cmark import Options

Json = dict[str, Any]

# Names of properties and what may stand in them: neither may hold what ends them.
_COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:\r\n]*))?::(?P<data>[^\r\n]*)")
_LIMITS = {"runs": 20, "results": 25_000, "rules": 25_000, "tags": 20, "locations": 1_000}
# What becomes a link or a picture in text that is not code, once Markdown is HTML.
ACTIVE = re.compile(
    r"(?<![\w/])@\w|#\d|(?<!\w)!\d|\bGH-\d|[A-Z]-\d|https?://|www\.\w|\w@\w|:\w+:|\$\S[^$]*\$"
    r"|\b[0-9a-f]{7,40}\b",
    re.IGNORECASE,
)


class Command(NamedTuple):
    """A workflow command as a runner reads it."""

    name: str
    properties: dict[str, str]
    message: str


def commands(data: bytes) -> list[Command]:
    """Every line of `data` as a command; `ValueError` where one is none."""
    found = []
    for line in data.decode().removesuffix("\n").split("\n"):
        match = _COMMAND.fullmatch(line)
        if match is None:
            raise ValueError(f"no command: {line!r}")
        pairs = (pair.partition("=") for pair in (match["properties"] or "").split(","))
        properties = {key: _decoded(value) for key, _, value in pairs}
        found.append(Command(match["name"], properties, _decoded(match["data"])))
    return found


def _decoded(text: str) -> str:
    """`%25` last: what it gives is no escape."""
    for code, mark in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, mark)
    return text


def refusals(log: Json) -> Iterator[str]:
    """Why code scanning would refuse a log, or show it badly."""
    if log["version"] != "2.1.0" or len(log["runs"]) > _LIMITS["runs"]:
        yield "version or number of runs"
    categories = [run["automationDetails"]["id"].rpartition("/")[0] for run in log["runs"]]
    if len(set(categories)) < len(categories) or not all(categories):
        yield f"categories are not one for each run: {categories}"
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        if len(rules) > _LIMITS["rules"] or len(run["results"]) > _LIMITS["results"]:
            yield "too many rules or results"
        yield from (f"rule {row['id']}: {why}" for row in rules for why in _of_rule(row))
        for number, row in enumerate(run["results"]):
            yield from (f"result {number}: {why}" for why in _of_result(row, rules))


def _of_rule(rule: Json) -> Iterator[str]:
    for name, most in (("shortDescription", 1_024), ("fullDescription", 1_024)):
        if not 0 < len(rule[name]["text"]) <= most:
            yield name
    if not (0 < len(rule["id"]) <= 255 and 0 < len(rule["name"]) <= 255):
        yield "id or name"
    if not (rule["help"]["text"] and rule["help"]["markdown"]):
        yield "help"
    tags = rule["properties"]["tags"]
    if len(tags) > _LIMITS["tags"] or "security" not in tags:
        yield "tags"
    if not 0.0 < float(rule["properties"]["security-severity"]) <= 10.0:
        yield "security-severity"


def _of_result(row: Json, rules: list[Json]) -> Iterator[str]:
    if rules[row["ruleIndex"]]["id"] != row["ruleId"]:
        yield "another rule stands at its index"
    if not row["message"]["text"] or not all(row["partialFingerprints"].values()):
        yield "no message or fingerprint"
    if len(row["locations"]) != 1 or len(row.get("relatedLocations", ())) > _LIMITS["locations"]:
        yield "number of locations"
    if row.get("suppressions"):
        yield "suppressed results are shown as alerts"
    for location in (*row["locations"], *row.get("relatedLocations", ())):
        place = location["physicalLocation"]
        uri = urlsplit(place["artifactLocation"]["uri"])
        if uri.scheme or uri.netloc or not uri.path or uri.path.startswith("/"):
            yield f"{uri.geturl()} is no relative path"
        if ".." in unquote(uri.path).split("/") or uri.query or uri.fragment:
            yield f"{uri.geturl()} leads elsewhere"
        if place["region"]["startLine"] < 1 or place["region"]["startColumn"] < 1:
            yield "no line or column"


class Page(HTMLParser):
    """Markdown as GitHub's own parser makes HTML of it: its tags, and text outside of code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.prose: list[str] = []
        self.text = ""
        self._code = 0
        self.feed(_html(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self._code += tag in {"code", "pre"}
        self.prose.append("")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in {"code", "pre"}
        self.prose.append("")

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self._code:
            self.prose.append(data)


def _html(markdown: str) -> str:
    extensions = ["table", "autolink", "strikethrough", "tasklist"]
    html: str = cmarkgfm.markdown_to_html_with_extensions(
        markdown, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES, extensions
    )
    return html
