"""The documents say what is so: links lead somewhere, pages that are made are current."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from checker.cli import COMMANDS
from checker.documents import kinds
from checker.errors import ExitCode
from checker.model import Facet, FacetState, Severity, Status
from checker.render import FORMATS
from checker.render.parts import AUDIENCES, PARTS
from scripts.generate_docs import MADE, ROOT
from scripts.pages.markdown import anchor
from scripts.pages.schemas import Words, conditions
from tests.test_architecture import ROOMS, modules

DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
HOSTS = {"eur-lex.europa.eu", "www.ecfr.gov", "www.pcisecuritystandards.org", "json-schema.org"}
# What a reader of this project has no use for: whose machine it was, and who typed.
FOREIGN = re.compile(
    r"(?<![\w.])/(?:work|tmp|root|home)\b"
    r"|\b(?:assistant|chatbot|language model|sub-?agent|anthropic|openai)s?\b"
    r"|\bthis session\b|\bmirror(?:ed)? registry\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text(name: str) -> str:
    """The text of a page below docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    return {anchor(heading) for heading in _HEADING.findall(_FENCE.sub("", TEXTS[page]))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", TEXTS[page])):
        if link.startswith("https://"):
            continue
        name, _, heading = link.partition("#")
        target = (page.parent / name).resolve() if name else page

        assert target.exists(), f"{link} leads nowhere"
        assert not heading or heading in anchors(target), f"{link} leads to no heading"


@pytest.mark.parametrize("name", MADE)
def test_a_page_that_is_made_is_current(name: str) -> None:
    made = MADE[name]()

    assert (ROOT / name).read_text(encoding="utf-8") == made, "run python scripts/generate_docs.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_speaks_of_the_project_alone(page: Path) -> None:
    found = FOREIGN.search(TEXTS[page])
    hosts = set(re.findall(r"https?://([\w.-]+)", TEXTS[page]))

    assert found is None, f"{page.name} says {found[0]!r}" if found else ""
    assert hosts <= HOSTS, hosts - HOSTS


def test_a_word_about_the_making_would_be_found() -> None:
    assert FOREIGN.search("see /tmp/report.html")
    assert FOREIGN.search("written by an assistant")
    assert not FOREIGN.search("a session is locked; it works below docs/work.md")


def test_every_page_is_in_the_index() -> None:
    index = text("README.md")

    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name


def test_every_command_is_told_of() -> None:
    page = text("commands.md")

    for name, told in COMMANDS.items():
        assert f"## checker {name}\n" in page
        assert told in page


def test_every_module_has_its_sentence() -> None:
    rows = dict(re.findall(r"^\| `([^`]+)` \|[^|]*\| (.*) \|$", text("rooms.md"), re.MULTILINE))

    for path, _ in modules().values():
        name = path.relative_to(ROOT).as_posix()
        if name != "checker/__init__.py":
            name = name.removesuffix("__init__.py")
        assert rows[name].strip(), name
    assert len(rows) == len(modules())


def test_the_architecture_names_every_room() -> None:
    page = text("architecture.md")

    for room in {*ROOMS} - {"checker", "__main__"}:
        assert f"`{room}`" in page, room


def test_every_exit_code_is_in_the_table() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \|", text("exit-codes.md"), re.MULTILINE)
    told = {int(code) for row in rows for code in row.split(",")}

    assert told == {int(code) for code in ExitCode}


def test_the_vocabulary_has_every_status_facet_state_and_decision() -> None:
    page = text("vocabulary.md")
    decisions = kinds.raw("decision")["properties"]["type"]["enum"]

    for word in (*(str(status) for status in Status), *decisions):
        assert f"| `{word}` |" in page, word
    for state in FacetState:
        assert f"| {state} |" in page, state
    for facet in Facet:
        assert f"*{facet.value.capitalize()}*" in page, facet


def test_severity_and_formats_are_told_of() -> None:
    for level in Severity:
        assert level.value in text("severity.md")
    for name in FORMATS:
        assert name in text("architecture.md")


def test_every_kind_and_every_field_is_on_the_page_of_formats() -> None:
    page = text("formats.md")
    for name in kinds.names():
        fields = kinds.raw(name)["properties"]
        records = kinds.raw(name).get("$defs", {}).get("record", {}).get("properties", {})

        for field in (*fields, *records, *kinds.raw(name).get("derived", {})):
            assert f"| `{field}` |" in page, f"{name}.{field}"


def test_what_formats_shows_of_parameters_is_accepted() -> None:
    common = kinds.raw("common")
    written = re.findall(r"`(\{[^`]+\})`", _section(text("formats.md"), "Parameters"))
    forms = ("cadence_promise", "cadence_practice", "unclear")
    schema = {"anyOf": [{"$ref": f"#/$defs/{form}"} for form in forms], "$defs": common}
    validator = jsonschema_rs.validator_for(schema)

    values = [yaml.load(item, yaml.BaseLoader) for item in written]  # noqa: S506 - text alone

    assert len(values) == 5
    for value in values:
        assert validator.is_valid(value), value
    assert not validator.is_valid({"every": 3})


def test_the_register_in_csv_is_a_valid_document() -> None:
    block = re.findall(r"```yaml\n(.*?)```", text("formats.md"), re.DOTALL)[0]
    document = yaml.load(block.replace("…", "0" * 64), yaml.BaseLoader)  # noqa: S506 - text alone

    validator = jsonschema_rs.validator_for(kinds.schema(document["kind"]))

    assert validator.is_valid(document), list(validator.iter_errors(document))
    assert set(document["source"]["columns"]) <= set(kinds.record_fields(document["kind"]))


def test_the_tutorial_closes_what_it_sets_out_to_close() -> None:
    page = text("tutorial.md")
    told = {heading: _section(page, heading) for heading in _HEADING.findall(page)}

    assert "scope cde: not satisfied" in told["Read one gap"]
    assert "scope cde: satisfied" in told["Close it"]
    assert "scope cde: not satisfied" in told["See what lapses before the audit"]
    assert told["Mend evidence"].index("partial") < told["Mend evidence"].index(": satisfied")
    assert "accepted gap[" in told["Decide about a gap"]


def test_a_mapping_that_was_shown_is_not_shown_twice() -> None:
    inner: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "integer"}}}
    schema = {"properties": {"one": inner, "two": inner}, "required": ["one"]}

    rows = list(Words({}).rows(schema))

    assert rows == [
        ("`one`", "yes", "mapping", ""),
        ("`one.a`", "", "whole number", ""),
        ("`two`", "", "mapping", ""),
        ("`two…`", "", "as in `one`", ""),
    ]


def test_conditions_are_told_in_sentences() -> None:
    schema = {
        "oneOf": [{"required": ["records"]}, {"required": ["source"]}],
        "allOf": [
            {"if": {"properties": {"status": {"const": "approved"}}},
             "then": {"required": ["approved_by", "approved_on"]}},
        ],
    }  # fmt: skip

    assert conditions(schema) == [
        "- `records` or `source`; one of them alone.",
        "- Where `status` is `approved`: `approved_by`, `approved_on`.",
    ]


def _section(page: str, heading: str) -> str:
    """The lines below a heading, up to the next of its kind."""
    return re.split(r"^## ", page.partition(f"# {heading}\n")[2], flags=re.MULTILINE)[0]


def test_the_page_on_the_report_lists_its_parts_and_who_is_given_which() -> None:
    page = (DOCS / "report.md").read_text(encoding="utf-8")

    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("|") and not line.startswith(("| part", "|---"))
    ]

    assert rows[: len(PARTS)] == [
        [part.title, *("yes" if name in part.audiences else "" for name in AUDIENCES)]
        for part in PARTS
    ]
