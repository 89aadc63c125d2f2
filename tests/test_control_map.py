"""The control catalogue is well formed, and its map answers every id of the official lists."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

FRAMEWORKS = Path(__file__).parents[1] / "frameworks"
DOMAIN_FILES = tuple(sorted((FRAMEWORKS / "controls").glob("*.yaml")))

KEYS = [
    "id", "title", "domain", "description", "covers", "valid_for", "parameters", "evidence",
    "owner_role", "effort", "nist_csf",
]  # fmt: skip
COVERS = {"organisation", "systems", "vendors", "sites", "processing_activities"}
EVIDENCE = {
    "policy_document", "procedure", "contract", "appointment", "configuration_export",
    "screenshot", "log_extract", "scan_report", "penetration_test_report", "test_result",
    "review_record", "exercise_report", "training_record", "ticket", "inventory", "diagram",
    "register_extract", "risk_analysis", "signed_statement", "certificate", "audit_report",
    "notification", "photo",
}  # fmt: skip
OWNER_ROLES = {
    "governance", "security", "identity", "network", "platform", "development", "people",
    "facilities", "legal", "privacy", "vendors", "payments", "continuity",
}  # fmt: skip
REGISTERS = {
    "systems", "vendors", "agreements", "processing_activities", "incidents", "requests",
    "notices", "analyses", "tests", "changes", "workforce", "risks", "policies",
}  # fmt: skip
# The 106 subcategories of NIST CSF 2.0 (CSWP 29, February 2024); the gaps in the numbering are its.
CSF = {
    f"{category}-{number:02}"
    for category, numbers in {
        "GV.OC": range(1, 6), "GV.RM": range(1, 8), "GV.RR": range(1, 5), "GV.PO": range(1, 3),
        "GV.OV": range(1, 4), "GV.SC": range(1, 11), "ID.AM": (1, 2, 3, 4, 5, 7, 8),
        "ID.RA": range(1, 11), "ID.IM": range(1, 5), "PR.AA": range(1, 7), "PR.AT": (1, 2),
        "PR.DS": (1, 2, 10, 11), "PR.PS": range(1, 7), "PR.IR": range(1, 5),
        "DE.CM": (1, 2, 3, 6, 9), "DE.AE": (2, 3, 4, 6, 7, 8), "RS.MA": range(1, 6),
        "RS.AN": (3, 6, 7, 8), "RS.CO": (2, 3), "RS.MI": (1, 2), "RC.RP": range(1, 7),
        "RC.CO": (3, 4),
    }.items()
    for number in numbers
}  # fmt: skip
# Requirements whose controls have typed parameters; whoever writes a further requirement adds it.
PARAMETERISED = {
    "hipaa": """
        164.308(a)(1)(i) 164.308(a)(1)(ii)(A) 164.308(a)(1)(ii)(B) 164.308(a)(1)(ii)(C)
        164.308(a)(1)(ii)(D) 164.308(a)(2) 164.308(a)(3)(i) 164.308(a)(3)(ii)(A)
        164.308(a)(3)(ii)(B) 164.308(a)(3)(ii)(C) 164.308(a)(4)(i) 164.308(a)(4)(ii)(A)
        164.308(a)(4)(ii)(B) 164.308(a)(4)(ii)(C) 164.308(a)(5)(i) 164.308(a)(5)(ii)(A)
        164.308(a)(5)(ii)(B) 164.308(a)(5)(ii)(C) 164.308(a)(5)(ii)(D) 164.308(a)(6)(i)
        164.308(a)(6)(ii) 164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B)
        164.308(a)(7)(ii)(C) 164.308(a)(7)(ii)(D) 164.308(a)(7)(ii)(E) 164.308(a)(8)
        164.308(b)(1) 164.308(b)(2) 164.308(b)(3) 164.310(a)(2)(iv) 164.310(b) 164.310(d)(2)(i)
        164.312(a)(1) 164.312(a)(2)(i) 164.312(a)(2)(ii) 164.312(a)(2)(iii) 164.312(a)(2)(iv)
        164.312(b) 164.312(c)(1) 164.312(c)(2) 164.312(d) 164.312(e)(1) 164.312(e)(2)(i)
        164.312(e)(2)(ii) 164.314(a)(2)(i)(C) 164.316(b)(2)(i) 164.402(1) 164.402(2)
        164.404(a)(1) 164.404(a)(2) 164.404(b) 164.404(c)(1)(A) 164.404(c)(1)(B)
        164.404(c)(1)(C) 164.404(c)(1)(D) 164.404(c)(1)(E) 164.404(c)(2) 164.404(d)(1)(i)
        164.404(d)(1)(ii) 164.404(d)(2)(i) 164.404(d)(2)(ii)(A) 164.404(d)(2)(ii)(B) 164.406(a)
        164.406(b) 164.406(c) 164.408(a) 164.408(b) 164.408(c) 164.410(a)(1) 164.410(a)(2)
        164.410(b) 164.410(c)(1) 164.410(c)(2) 164.412(a) 164.412(b) 164.414(a) 164.414(b)""",
    "pci_dss": """
        1.2.7 6.3.3 7.2.4 8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.2.4 8.2.5 8.2.6 8.2.7 8.2.8 8.3.1 8.3.2
        8.3.3 8.3.4 8.3.5 8.3.6 8.3.7 8.3.8 8.3.9 8.3.10 8.3.10.1 8.3.11 8.4.1 8.4.2 8.4.3 8.5.1
        8.6.1 8.6.2 8.6.3 10.1.1 10.1.2 10.2.1 10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5
        10.2.1.6 10.2.1.7 10.2.2 10.3.1 10.3.2 10.3.3 10.3.4 10.4.1 10.4.1.1 10.4.2 10.4.2.1
        10.4.3 10.5.1 10.6.1 10.6.2 10.6.3 10.7.1 10.7.2 10.7.3 11.3.1 11.3.2 11.4.3 11.4.5
        11.5.2 12.7.1 12.10.1 12.10.2 12.10.3 12.10.4 12.10.4.1 12.10.5 12.10.6 12.10.7""",
    "gdpr": """
        28(1) 28(2) 28(3) 28(4) 30(1) 30(2) 30(3) 30(4) 32(1) 32(1)(a) 32(1)(b) 32(1)(c) 32(1)(d)
        32(2) 32(4) 33(1) 33(2) 33(3) 33(4) 34(1) 34(2) 34(3) 37(1)""",
}
UNITS = {"duration": {"minutes", "hours", "days"}, "cadence": {"hours", "days"}}
# Our keywords beside the standard ones; a plain validator reads `duration` as its own format.
OURS = {"unit", "implies", "refers_to"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the map: an official id and what its requirement reads."""

    framework: str
    id: str
    reads: tuple[str, ...]
    note: str


@cache
def numbering(framework: str) -> tuple[dict[str, str], ...]:
    """The official list of a framework, line by line, by its own header."""
    header, *lines = (FRAMEWORKS / framework / "numbering.tsv").read_text("utf-8").splitlines()
    return tuple(
        dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines if line
    )


@cache
def rows() -> tuple[Row, ...]:
    """The map, line by line."""
    header, *lines = (FRAMEWORKS / "controls" / "map.tsv").read_text("utf-8").splitlines()
    assert header.split("\t") == ["framework", "id", "reads", "note"]
    found = []
    for line in lines:
        framework, identifier, reads, note = line.split("\t")
        names = () if reads == "-" else tuple(reads.split(","))
        found.append(Row(framework, identifier, names, note))
    return tuple(found)


@cache
def controls() -> dict[str, dict[str, Any]]:
    """All controls by id."""
    return {control["id"]: control for file in DOMAIN_FILES for control in in_file(file)}


def in_file(file: Path) -> list[dict[str, Any]]:
    """The controls of one domain, as its file states them."""
    found: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))["controls"]
    return found


def parameters() -> list[tuple[str, dict[str, Any]]]:
    """Every parameter as `control/name` and its definition."""
    return [
        (f"{control['id']}/{name}", definition)
        for control in controls().values()
        for name, definition in control["parameters"].items()
    ]


@pytest.mark.parametrize("framework", ["gdpr", "hipaa", "pci_dss"])
def test_the_map_names_every_official_id_once_and_in_order(framework: str) -> None:
    official = [line["id"] for line in numbering(framework)]

    mapped = [row.id for row in rows() if row.framework == framework]

    assert mapped == official
    assert len(set(official)) == len(official)


def test_the_official_lists_hold_831_ids_beside_the_headings() -> None:
    frameworks = ("gdpr", "hipaa", "pci_dss")

    counts = [
        sum(line.get("kind") not in {"chapter", "section"} for line in numbering(framework))
        for framework in frameworks
    ]

    assert counts == [265, 286, 280]
    assert {row.framework for row in rows()} == set(frameworks)


def test_what_a_row_reads_exists() -> None:
    known = set(controls()) | {f"register.{kind}" for kind in REGISTERS}

    unknown = {name: row.id for row in rows() for name in row.reads if name not in known}

    assert unknown == {}


def test_every_control_is_read_by_a_requirement() -> None:
    read = {name for row in rows() for name in row.reads}

    assert set(controls()) - read == set()


def test_what_reads_nothing_says_why() -> None:
    silent = [row for row in rows() if not row.reads and not row.note]

    assert silent == []


def test_only_headings_are_called_headings() -> None:
    headings = {
        line["id"] for line in numbering("pci_dss") if line["kind"] in {"chapter", "section"}
    }

    called = {row.id for row in rows() if row.note == "heading"}

    assert called == headings


def test_a_requirement_reads_one_kind_of_record_at_most() -> None:
    mixed = {}
    for row in rows():
        kinds = {controls()[name]["covers"] for name in row.reads if name in controls()}
        if len(kinds - {"organisation"}) > 1:
            mixed[row.id] = kinds

    assert mixed == {}


def test_no_row_reads_a_thing_twice() -> None:
    twice = [row.id for row in rows() if len(set(row.reads)) != len(row.reads)]

    assert twice == []


@pytest.mark.parametrize("framework", sorted(PARAMETERISED))
def test_controls_of_written_requirements_have_parameters(framework: str) -> None:
    by_id = {row.id: row for row in rows() if row.framework == framework}

    bare = {
        name: identifier
        for identifier in PARAMETERISED[framework].split()
        for name in by_id[identifier].reads
        if name in controls() and not controls()[name]["parameters"]
    }
    unread = [
        identifier
        for identifier in PARAMETERISED[framework].split()
        if not any(name in controls() for name in by_id[identifier].reads)
    ]

    assert bare == {}
    assert unread == []


def test_control_ids_are_unique() -> None:
    counts = Counter(control["id"] for file in DOMAIN_FILES for control in in_file(file))

    assert [identifier for identifier, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("file", DOMAIN_FILES, ids=lambda file: file.stem)
def test_a_domain_is_a_file_and_the_front_of_its_ids(file: Path) -> None:
    for control in in_file(file):
        assert control["domain"] == file.stem
        assert re.fullmatch(rf"{file.stem}\.[a-z][a-z0-9]*(_[a-z0-9]+)*", control["id"])


@pytest.mark.parametrize("file", DOMAIN_FILES, ids=lambda file: file.stem)
def test_controls_use_the_words_of_the_catalogue(file: Path) -> None:
    for control in in_file(file):
        assert list(control) == KEYS
        assert control["covers"] in COVERS
        assert control["evidence"]
        assert set(control["evidence"]) <= EVIDENCE
        assert control["owner_role"] in OWNER_ROLES
        assert control["valid_for"] in {"3 months", "6 months", "12 months"}
        assert set(control["effort"]) == {"days", "cost"}
        assert min(control["effort"].values()) >= 0
        assert control["description"].endswith(".")
        assert not control["title"].endswith(".")
        assert len(control["title"].split()) <= 5


def test_titles_and_descriptions_are_told_apart() -> None:
    for key in ("title", "description"):
        counts = Counter(control[key] for control in controls().values())

        assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("file", DOMAIN_FILES, ids=lambda file: file.stem)
def test_csf_codes_are_subcategories_of_csf_2_0(file: Path) -> None:
    for control in in_file(file):
        assert control["nist_csf"]
        assert set(control["nist_csf"]) <= CSF


def test_csf_2_0_has_106_subcategories() -> None:
    assert len(CSF) == 106


@pytest.mark.parametrize(
    ("name", "definition"), parameters(), ids=[name for name, _ in parameters()]
)
def test_a_parameter_is_typed_and_described(name: str, definition: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z_.0-9]+/[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    assert definition["description"].endswith(".")
    assert len(definition["description"].split()) >= 4
    if definition.get("format") in UNITS:
        assert set(definition) == {"format", "unit", "description"}
        assert definition["unit"] in UNITS[definition["format"]]
        return
    assert "unit" not in definition
    expected = {
        "boolean": {"type", "description"},
        "integer": {"type", "minimum", "description"},
        "string": {"type", "description"} | ({"enum", "format", "refers_to"} & set(definition)),
        "array": {"type", "items", "uniqueItems", "description"} | ({"implies"} & set(definition)),
    }
    assert set(definition) == expected[definition["type"]]
    if definition["type"] == "string":
        assert len({"enum", "format", "refers_to"} & set(definition)) == 1
        assert definition.get("format", "date") == "date"
        assert definition.get("refers_to", "people") in {"people", "vendors", "systems"}
    if definition["type"] == "array":
        assert definition["uniqueItems"] is True
        assert set(definition["items"]) == {"enum"}


@pytest.mark.parametrize(
    ("name", "definition"), parameters(), ids=[name for name, _ in parameters()]
)
def test_a_parameter_is_json_schema_2020_12(name: str, definition: dict[str, Any]) -> None:
    standard = {key: value for key, value in definition.items() if key not in OURS}

    jsonschema.Draft202012Validator.check_schema(standard)

    values = definition.get("enum", definition.get("items", {}).get("enum", []))
    assert len(set(values)) == len(values), name
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", value) for value in values), name


def test_what_is_implied_is_a_value_and_needs_no_second_step() -> None:
    for name, definition in parameters():
        values = set(definition.get("items", {}).get("enum", []))
        implies = definition.get("implies", {})
        for value, implied in implies.items():
            assert {value, *implied} <= values, name
            assert value not in implied, name
            for step in implied:
                assert set(implies.get(step, [])) <= set(implied), name


def test_passwords_have_the_parameters_that_three_requirements_read() -> None:
    passwords = controls()["authentication.passwords"]["parameters"]

    assert list(passwords) == [
        "minimum_length", "character_classes", "system_limit", "reuse_history", "maximum_age",
        "only_factor", "dynamic_analysis",
    ]  # fmt: skip
    assert passwords["character_classes"]["implies"]["mixed_case"] == ["letters"]
    assert passwords["maximum_age"]["unit"] == "days"


@pytest.mark.parametrize("file", DOMAIN_FILES, ids=lambda file: file.stem)
def test_the_catalogue_is_plain_yaml(file: Path) -> None:
    text = file.read_text("utf-8")

    events = list(yaml.parse(text, yaml.SafeLoader))
    scalars = [event for event in events if isinstance(event, yaml.ScalarEvent)]

    assert not any(isinstance(event, yaml.AliasEvent) for event in events)
    assert all(event.anchor is None for event in events if isinstance(event, yaml.NodeEvent))
    assert all(
        event.tag is None
        for event in events
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
    )
    for scalar in scalars:
        if scalar.style is None:
            assert not re.fullmatch(
                r"(?i)y|n|yes|no|on|off|~|null|<<|=|0[0-9].*|\d[\d_]*(:[\d.]+)+|[+-].*|\..*",
                scalar.value,
            ), scalar.start_mark
