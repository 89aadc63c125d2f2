"""Every field of every document kind carries hostile text once, and nothing of it comes alive."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from checker.__main__ import run
from checker.documents import kinds
from checker.errors import ExitCode
from checker.render.neutral import neutral
from tests.browser import hostile
from tests.browser.driver import Screen
from tests.browser.hostile import ANSWERED, Field

pytestmark = pytest.mark.browser

# As a whole it is an address, a break out of an attribute, of elements and of a style, a template
# and an entity; the other begins a line, as commands to a CI log do.
MARKUP = (
    "javascript:hacked(1);\"'`><script>hacked(2)</script><img src=x onerror=hacked(3)>"
    "<svg onload=hacked(4)><a xlink:href=javascript:hacked(5)>a</a></svg></title></style></script>"
    "<style>main{display:none}a{color:expression(hacked(6))}</style><base href=javascript:>"
    '" autofocus onfocus=hacked(7) style="display:none" x="{{7*7}}{% raw %}{# x #}${7*7}<%= 7*7 %>'
    "&lt;b&gt;&#60;i>"
)
COMMANDS = "::error file=a::b\n::stop-commands::x\n##[add-mask]y ##vso[task.complete]"
ATTACKS = {"markup": MARKUP, "commands": COMMANDS}
# What turns the order of letters round, or says from where to read.
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Free by their schemas, but names of something else, and refused where there is no such thing.
REFERENCES = {"policy.statements[].control": ANSWERED, "decision.controls[]": ANSWERED}
FREE = hostile.free()
SOUND = "sound words"
# Fields that the record holds and this page leaves out, each with the reason.
LEFT_OUT = {
    "organization.people[].email": "shown for the data protection officer, whom a person reaches",
    "processing_activities.records[].processing_categories[]": "article 30(2) is about processors",
    "processing_activities.records[].controllers[].name": "article 30(2) is about processors",
    "processing_activities.records[].controllers[].contact": "article 30(2) is about processors",
    "policy.statements[].parameters.*.unclear": "no line is quoted for a facet that is not asked",
    "attestation.controls.*.parameters.*.unclear": "cut in the message, for it may be long",
}
TOKENS = {field: f"Q{number}Q" for number, field in enumerate(FREE)}
UNSHOWN = tuple(token for field, token in TOKENS.items() if str(field) in LEFT_OUT)
# Everything that a page of ours may hold that does something.
LIVE = (
    "main script, main style, img, iframe, object, embed, form, base, svg a, svg script,"
    "[autofocus], [style], [onload], [onerror], [onfocus], a:not([href^='#']):not([href^='https://'])"
)
WATCH = """
  window.ran = [];
  window.hacked = (what) => window.ran.push(what);
  window.alert = window.confirm = window.prompt = () => window.ran.push("dialog");
"""


def hostile_text(attack: str) -> Callable[[Field], str]:
    """`attack` with the field's token behind it; a reference stays one."""
    return lambda field: REFERENCES.get(str(field), f"{attack} {TOKENS[field]}")


def sound_text(field: Field) -> str:
    """Words of the field's own that harm nobody."""
    return REFERENCES.get(str(field), f"{SOUND} {TOKENS[field]}")


def assess(workspace: Path, folder: Path) -> tuple[ExitCode, dict[str, Any]]:
    """Assess by the command line into `report.html` and `result.json`, and read the record."""
    outputs = ["-o", f"html={folder / 'report.html'}", "-o", f"json={folder / 'result.json'}"]
    code = run(["assess", str(workspace), "--as-of", "2026-11-21", "--fail-on", "never", *outputs])
    return code, json.loads((folder / "result.json").read_bytes())


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)


def spaced(text: str) -> str:
    """`text` with every run of blanks as one space."""
    return " ".join(text.split())


def refused(record: dict[str, Any], *codes: str) -> set[tuple[str, int]]:
    """File and line of every problem, or of those with one of the codes."""
    errors = [error for error in record["errors"] if not codes or error["code"] in codes]
    return {(error["place"]["file"], error["place"]["line"]) for error in errors}


def lines_with(pattern: str, workspace: Path) -> set[tuple[str, int]]:
    """File and line of everything in the documents that fits `pattern`."""
    return {
        (path.name, number)
        for path in workspace.glob("*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line)
    }


def assert_inert(screen: Screen) -> str:
    """Open the report, touch everything, and see that nothing ran; returns the page's text."""
    watch = screen.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    try:
        address = (screen.folder / "report.html").as_uri()
        screen.open(address)
        screen.run(
            "for (const part of document.querySelectorAll('*')) {"
            "  for (const name of ['mouseover', 'focus', 'click', 'toggle', 'load', 'error']) {"
            "    if (name !== 'click' || part.tagName !== 'A') {"
            "      part.dispatchEvent(new Event(name)); } } }"
        )
        assert screen.run("return window.ran") == []
        assert screen.run(f"return [...document.querySelectorAll({json.dumps(LIVE)})].length") == 0
        assert screen.complaints() == []
        assert screen.requests() == [address]
        assert screen.browser.current_url == address
        return spaced(screen.run("return document.body.textContent"))
    finally:
        screen.command("Page.removeScriptToEvaluateOnNewDocument", identifier=watch["identifier"])


def test_the_walk_comes_by_every_text_that_a_schema_asks_for() -> None:
    assert hostile.walked_nodes() == hostile.string_nodes()
    assert {field.kind for field in FREE} == set(kinds.names())
    assert len(FREE) > 130


def test_every_free_field_is_in_the_workspace() -> None:
    documents, files = hostile.documents(hostile_text("x"))
    words = json.dumps(documents) + b"".join(files.values()).decode()

    missing = [str(f) for f, token in TOKENS.items() if not re.search(f"{token}[^0-9]", words)]

    assert missing == list(REFERENCES)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_in_every_field_is_shown_and_runs_nothing(
    screen: Screen, tmp_path: Path, attack: str
) -> None:
    documents = hostile.documents(hostile_text(attack))
    workspace = hostile.write(tmp_path / "workspace", *documents)

    code, record = assess(workspace, tmp_path)
    text = assert_inert(screen)

    assert record["errors"] == []
    assert code is ExitCode.OK
    said = [line for line in strings(record) if re.search(r"Q[0-9]+Q", line)]
    # What the record does not hold cannot be on the page; what it holds is there to the letter.
    assert len({token for token in TOKENS.values() if any(token in line for line in said)}) > 25
    missing = [line for line in said if spaced(neutral(line)) not in text]
    assert [line for line in missing if not any(token in line for token in UNSHOWN)] == []
    assert not re.search(r'x="49|\$49|%49', text)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(?:::|##\[)", html, re.MULTILINE)
    assert "##[" not in unescape(html)


@pytest.mark.parametrize("name", REFERENCES)
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_reference_is_refused_and_the_refusal_runs_nothing(
    screen: Screen, tmp_path: Path, attack: str, name: str
) -> None:
    def text(field: Field) -> str:
        return f"{attack} {TOKENS[field]}" if str(field) == name else sound_text(field)

    workspace = hostile.write(tmp_path / "workspace", *hostile.documents(text))

    code, record = assess(workspace, tmp_path)
    shown = assert_inert(screen)

    assert code is ExitCode.INPUT
    lines = lines_with("hacked|stop-commands", workspace)
    assert lines
    assert lines - refused(record) == set()
    assert record["findings"] == []
    assert [e for e in record["errors"] if spaced(neutral(e["message"])) not in shown] == []


def is_free_text(value: str) -> bool:
    return value.startswith(SOUND) or value in REFERENCES.values()


def is_in_parameters(path: str, value: str) -> bool:
    return ".parameters." in path and not is_free_text(value)


def is_elsewhere(path: str, value: str) -> bool:
    return ".parameters." not in path and not is_free_text(value) and path != ".kind"


@pytest.mark.parametrize("is_chosen", [is_elsewhere, is_in_parameters])
def test_hostile_text_where_no_text_is_free_is_refused_at_its_line(
    screen: Screen, tmp_path: Path, is_chosen: Callable[[str, str], bool]
) -> None:
    documents, files = hostile.documents(sound_text)
    spoilt = [hostile.spoilt(document, MARKUP, is_chosen) for document in documents]
    workspace = hostile.write(tmp_path / "workspace", spoilt, files)

    code, record = assess(workspace, tmp_path)
    assert_inert(screen)

    assert code is ExitCode.INPUT
    lines = lines_with("hacked", workspace)
    assert lines
    assert lines - refused(record) == set()


def turned(field: Field) -> str:
    """Text with one of the characters that turn, each in every twelfth field."""
    character = TURNING[FREE.index(field) % len(TURNING)]
    return REFERENCES.get(str(field), f"{character}TNAILPMOC {TOKENS[field]}")


@pytest.mark.parametrize("is_escaped", [False, True], ids=["as it is", "escaped"])
def test_what_turns_lines_round_is_refused_in_every_field(
    screen: Screen, tmp_path: Path, is_escaped: bool
) -> None:
    documents, _ = hostile.documents(turned)
    workspace = hostile.write(tmp_path / "workspace", documents, {}, ascii_=is_escaped)

    code, record = assess(workspace, tmp_path)
    assert_inert(screen)

    assert code is ExitCode.INPUT
    lines = lines_with("TNAILPMOC", workspace)
    assert len(lines) > len(FREE)
    assert lines - refused(record, "hidden-character") == set()


@pytest.mark.parametrize("character", TURNING)
def test_a_table_that_turns_lines_round_is_refused(tmp_path: Path, character: str) -> None:
    documents, files = hostile.documents(sound_text)
    path = next(path for path in files if files[path] != hostile.SHOWN)
    changed = files[path] + character.encode()
    source = next(d["source"] for d in documents if d.get("source", {}).get("path") == path)
    source["sha256"] = hashlib.sha256(changed).hexdigest()
    workspace = hostile.write(tmp_path / "workspace", documents, files | {path: changed})

    code, record = assess(workspace, tmp_path)

    assert code is ExitCode.INPUT
    assert (path, "hidden-character") in {
        (error["place"]["file"], error["code"]) for error in record["errors"]
    }
