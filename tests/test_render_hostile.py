"""Hostile text in every field of a record shows up inert in every document."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.render import FORMATS, render
from checker.render.text import render as render_text
from tests.render.forge import ACTIVE, Page, commands, refusals
from tests.render.sample import refused, sample
from tests.render.source import source
from tests.test_render_html import Reader
from tests.test_render_junit import SCHEMAS
from tests.test_render_markdown import LIVE

ATTACKS = {
    "script": "<script>window.hacked=1</script>",
    "attribute": '"\' onmouseover=window.hacked=1 x="',
    "close": "</style></script></title><img src=x onerror=window.hacked=1>",
    "refresh": '<meta http-equiv="refresh" content="0;url=https://bad.example">',
    "url": "javascript:window.hacked=1",
    "template": "{{ 7*7 }}{% raw %}{# x #}${7*7}",
    "escape": "\x1b]0;owned\x07\x1b[2J\x9b31m\r",
    "bidi": "\u202eTNAILPMOC ✅\u2066\u200b",
    "command": "::error file=a::b\n::stop-commands::x\n##[add-mask]y ##vso[task.complete]",
    "entity": "&lt;b&gt;&#60;script&#62;",
    "comment": "--><!-- ]]>",
}
# Names of ours whose values a schema fixes; everything else of a record is somebody's text.
FIXED = {"schema", "as_of", "status", "severity", "obligation", "state", "fail_on", "asks_for"}
FIXED |= {"facet", "facets", "sha256", "digest", "effect", "before", "now", "verdict", "file_state"}
FIXED |= {"underlying"}
REFERENCES = {"id", "framework", "requirement", "scope", "section", "slug", "ref", "file"}
REFERENCES |= {"decisions", "evidence", "relied_on", "controls", "counts", "labels", "version"}
REFERENCES |= {"register", "vendor"}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


def poisoned(value: Any, attack: str, name: str = "", left: Collection[str] = frozenset()) -> Any:
    """`value` with `attack` at the end of every free text in it, but for what is `left` alone."""
    # Lists of names are references; those of rows under the same key are what is referred to.
    holds_rows = isinstance(value, list) and any(isinstance(item, Mapping) for item in value)
    if name in left or ((name in FIXED or name in REFERENCES) and not holds_rows):
        return value
    if isinstance(value, str):
        return value + attack
    if isinstance(value, Mapping):
        return {
            key: item if name == "counts" else poisoned(item, attack, key, left)
            for key, item in value.items()
        }
    if isinstance(value, list):
        names = ("" if isinstance(row, Mapping) else name for row in value)
        rows = [poisoned(row, attack, n, left) for row, n in zip(value, names, strict=True)]
        if name == "changes":  # their kinds are ours, those of observations and causes are not
            return [row | {"kind": was["kind"]} for row, was in zip(rows, value, strict=True)]
        return rows
    return value


def told(value: Any, attack: str) -> Any:
    """`poisoned`, with the kinds and types left that decide which annexes a text stands in."""
    return poisoned(value, attack, left={"kind", "type", "attestations", "measure", "ids"})


def renamed(value: Any, attack: str, name: str = "", above: str = "") -> Any:
    """`value` with `attack` in every id and in every reference to one, so that both still meet."""
    if name in REFERENCES - {"counts", "labels"} and isinstance(value, str):
        return f"{value}{attack}"
    if isinstance(value, list):
        names = {"statements", "attestations", "requirements", "scopes", "decisions", "evidence"}
        names |= {"controls", "relied_on", "parts", "ids"}
        return [
            f"{item}{attack}"
            if isinstance(item, str) and name in names
            else renamed(item, attack, "", name)
            for item in value
        ]
    if isinstance(value, Mapping):
        return {
            (f"{key}{attack}" if name in {"excerpts", "covered"} else key): renamed(
                item, attack, key, name
            )
            for key, item in value.items()
        }
    return value


def records(attack: str) -> list[dict[str, Any]]:
    """Every sample with `attack` behind each free text, and with `attack` behind each name."""
    makers = (sample, refused, lambda: refused(provisional=True))
    fixed = {"tool": sample()["tool"], "schema": sample()["schema"]}
    return [
        change(make(), attack) | fixed for make in makers for change in (poisoned, told, renamed)
    ]


MARKDOWN_TAGS = {"h2", "h3", "p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td", "ul"}
MARKDOWN_TAGS |= {"li", "code", "span", "details", "summary", "pre", "b"}
TAGS = {tag for record in (sample(), refused()) for tag, _ in Reader(source(record)).tags}
ATTRIBUTES = {
    name
    for record in (sample(), refused())
    for _, attrs in Reader(source(record)).tags
    for name in attrs
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_is_inert_on_the_page(attack: str) -> None:
    for record in records(attack):
        html = source(record)
        page = Reader(html)

        assert page.open == []
        assert {tag for tag, _ in page.tags} <= TAGS
        assert {name for _, attrs in page.tags for name in attrs} <= ATTRIBUTES
        assert len(page.values("id")) == len(set(page.values("id")))
        assert all(href.startswith(("#", "https://")) for href in page.values("href"))
        assert page.values("http-equiv") == ["Content-Security-Policy"]
        assert set(page.raw) == {"style", "script"}
        assert "window.hacked" not in page.raw["script"] + page.raw["style"]
        assert not CONTROL.search(html)
        assert "##[" not in html
        assert "##vso[" not in html
        assert not re.search(r"^\s*::", html, re.MULTILINE)


def test_hostile_text_is_shown_and_not_dropped() -> None:
    attack = "<script>window.hacked=1</script>"
    page = Reader(source(poisoned(sample(), attack)))
    annexes = Reader(source(told(sample(), attack)))

    assert page.text.count(attack) > 100
    for text in ("the policy says 14, the claim 11", "DEC-9 and made the claim",
                 "Nobody else uses an open session.", "this is for true", "merchant",
                 "Head office", "Card vault", "counts no call"):  # fmt: skip
        assert f"{text}{attack}" in annexes.text


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("color", [False, True])
def test_hostile_text_is_inert_in_a_terminal(attack: str, color: bool) -> None:
    for record in records(attack):
        text = render_text(record, color=color).decode()

        bare = re.sub("\x1b\\[(?:0|1|1;31|1;33|1;36|34)m", "", text) if color else text
        assert not CONTROL.search(bare)
        assert not re.search(r"^\s*(?:::|##\[)", bare, re.MULTILINE)
        assert "##[" not in bare
        assert "##vso[" not in bare


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_in_json_is_itself_and_moves_no_cursor(attack: str) -> None:
    for record in records(attack):
        data = render("json", record)

        assert json.loads(data) == record
        assert not CONTROL.search(data.decode())
        assert "##[" not in data.decode()


@pytest.mark.parametrize("attack", [*ATTACKS.values(), *LIVE], ids=[*ATTACKS, *range(len(LIVE))])
def test_hostile_text_stays_text_in_markdown(attack: str) -> None:
    for record in records(attack):
        data = render("markdown", record)

        page = Page(data.decode())
        assert page.tags <= MARKDOWN_TAGS
        assert page.attributes <= {"align"}
        assert page.tags.isdisjoint({"a", "img"})
        assert not [part for part in page.prose if ACTIVE.search(part)]
        assert not CONTROL.search(data.decode())
        assert not re.search(rb"^\s*::|##\[", data, re.MULTILINE)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_ends_no_workflow_command(attack: str) -> None:
    for record in records(attack):
        found = commands(render("github", record, path_prefix=f"a{attack}"))

        assert {one.name for one in found} <= {"error", "warning", "notice"}
        assert {name for one in found for name in one.properties} <= {
            "file",
            "line",
            "col",
            "title",
        }
        assert all(one.properties.get("line", "1").isdecimal() for one in found)
        shown = "".join(f"{one.message}{''.join(one.properties.values())}" for one in found)
        assert not CONTROL.search(shown.replace(attack, ""))
        assert "##[" not in shown.replace(attack, "")


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_forges_no_test_case(attack: str) -> None:
    for record in records(attack):
        data = render("junit", record)

        root = ElementTree.fromstring(data)  # noqa: S314 - our own bytes
        tags = {element.tag for element in root.iter()}
        assert tags <= {"testsuites", "testsuite", "properties", "property", "testcase",
                        "failure", "error", "skipped", "system-out", "system-err"}  # fmt: skip
        assert len(root.findall("*/testcase")) == len(record["findings"]) + len(record["errors"])
        assert not CONTROL.search(data.decode())
        assert "##[" not in data.decode()
        for schema in SCHEMAS.values():
            assert schema.is_valid(data.decode())


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("format_", ["sarif", "gitlab"])
def test_hostile_text_is_inert_in_lists_of_alerts(format_: str, attack: str) -> None:
    for record in records(attack):
        data = render(format_, record)

        found = json.loads(data)
        assert not CONTROL.search(data.decode())
        assert not CONTROL.search(json.dumps(found, ensure_ascii=False))
        assert "##[" not in data.decode()
        if format_ == "sarif":
            assert list(refusals(found)) == []
            for run in found["runs"]:
                for rule in run["tool"]["driver"]["rules"]:
                    page = Page(rule["help"]["markdown"])
                    assert page.tags <= {"p", "strong", "span"}
                    assert not [part for part in page.prose if ACTIVE.search(part)]


@pytest.mark.parametrize("color", [False, True])
def test_a_path_that_starts_like_a_command_starts_no_line(color: bool) -> None:
    record = refused()
    record["errors"][0]["place"]["file"] = "::error file=x::y"

    text = render_text(record, color=color).decode()

    assert "\\u{3A}:error file=x" in text
    assert not re.search(r"^\s*::", text, re.MULTILINE)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_any_text_leaves_the_page_balanced_and_the_terminal_quiet(attack: str) -> None:
    record = poisoned(sample(), attack)

    page = Reader(source(record))

    assert page.open == []
    assert {tag for tag, _ in page.tags} <= TAGS
    assert not CONTROL.search(render_text(record).decode())


def test_a_title_cannot_turn_the_line_around_it() -> None:
    html = source(sample())

    for row in sample()["requirements"]:
        assert f"<bdi>{row['title']}</bdi>" in html


def test_no_output_names_a_home_folder() -> None:
    for format_ in (name for name, made in FORMATS.items() if not made.is_binary):
        data = render(format_, sample()).decode()

        assert "/home" not in data
        assert str(Path.home()) + "/" not in data
        assert str(Path.cwd()) not in data
