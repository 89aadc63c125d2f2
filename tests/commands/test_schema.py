"""`checker schema`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from checker.catalog import load
from checker.cli import COMMANDS
from checker.commands.schema import command, standard
from checker.documents import kinds
from checker.documents.check import pruned
from checker.schemas import parts, standalone
from checker.yamlsource import read_documents
from tests.commands.conftest import SMALL, Checker

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KNOWN = frozenset(
    {"$schema", "$id", "$ref", "$defs", "title", "description", "type", "const", "enum"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"}
    | {"pattern", "format", "items", "contains", "minContains", "maxContains", "minItems"}
    | {"maxItems", "uniqueItems", "properties", "required", "additionalProperties"}
    | {"minProperties", "anyOf", "allOf", "oneOf", "not", "if", "then", "else"}
)


def keywords(schema: Any) -> Iterator[str]:
    """Every key of a schema that stands where a keyword does."""
    if isinstance(schema, list):
        for item in schema:
            yield from keywords(item)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            yield key
            if key in {"properties", "$defs"}:
                yield from (word for inner in value.values() for word in keywords(inner))
            elif key not in {"const", "enum", "required"}:
                yield from keywords(value)


def documents(kind: str) -> list[Any]:
    """The documents of a kind in the small workspace."""
    found: list[Any] = []
    for path in sorted(SMALL.rglob("*.yaml")):
        read, problems = read_documents(path.read_bytes(), path.name)
        assert not problems
        found += [pruned(document.value) for document in read]
    return [value for value in found if value["kind"] == kind]


def test_the_overview_says_what_the_command_says_of_itself() -> None:
    assert (command.help or "").splitlines()[0] == COMMANDS["schema"]


def test_a_requirement_is_printed_as_a_document_that_stands_alone(checker: Checker) -> None:
    schema = checker("schema", "pci_dss:8.3.6").json

    assert schema["$schema"] == DIALECT
    assert next(iter(schema)) == "$schema"
    assert schema["$id"] == "urn:checker:pci_dss:8.3.6:controls"
    assert set(schema["$defs"]) == {"authentication.passwords"}


@pytest.mark.parametrize("name", ["pci_dss:8.3.6", "8.3.6"])
def test_id_and_bare_id_mean_the_same_requirement(checker: Checker, name: str) -> None:
    assert checker("schema", name).data == checker("schema", "pci_dss:8.3.6").data


def test_a_slug_means_the_same_as_the_id(checker: Checker) -> None:
    by_id = checker("schema", "hipaa:164.312(a)(2)(iii)")

    assert checker("schema", "hipaa:164.312.a.2.iii").data == by_id.data
    assert by_id.code == 0


@pytest.mark.parametrize("name", [*kinds.names(), "result"])
def test_a_kind_is_printed_as_valid_2020_12_without_keywords_of_ours(
    checker: Checker, name: str
) -> None:
    schema = checker("schema", name).json

    assert schema["$schema"] == DIALECT
    assert jsonschema_rs.meta.is_valid(schema)
    assert set(keywords(schema)) <= KNOWN


def test_every_part_of_every_requirement_is_valid_2020_12_without_keywords_of_ours() -> None:
    catalog = load()

    for framework in catalog.frameworks.values():
        for requirement in framework.requirements.values():
            for part in parts(requirement):
                schema = standalone(requirement, part, catalog, kinds.posture_records())
                assert jsonschema_rs.meta.is_valid(schema)
                assert set(keywords(schema)) <= KNOWN


def test_several_parts_must_be_told_apart(checker: Checker) -> None:
    ran = checker("schema", "gdpr:33(1)")

    assert ran.code == 2
    assert "--part records or --part documented" in ran.err


def test_parts_differ_in_what_they_read(checker: Checker) -> None:
    records = checker("schema", "gdpr:33(1)", "--part", "records").json
    documented = checker("schema", "gdpr:33(1)", "--part", "documented").json

    assert "register.incidents" in records["$defs"]
    assert "breach.authority_notice" in documented["properties"]


def test_a_part_that_a_requirement_does_not_have_is_a_usage_error(checker: Checker) -> None:
    ran = checker("schema", "pci_dss:8.3.6", "--part", "records")

    assert ran.code == 2
    assert "it has only controls" in ran.err


def test_a_part_of_what_is_no_requirement_is_a_usage_error(checker: Checker) -> None:
    assert checker("schema", "policy", "--part", "records").code == 2
    assert checker("schema", "result", "--part", "records").code == 2


@pytest.mark.parametrize(
    "kind", ["organization", "policy", "attestation", "decision", "systems", "incidents"]
)
def test_an_editor_accepts_the_documents_of_a_real_workspace(checker: Checker, kind: str) -> None:
    validator = jsonschema.Draft202012Validator(checker("schema", kind).json)

    found = documents(kind)
    assert found
    for document in found:
        assert [error.message for error in validator.iter_errors(document)] == []


def test_an_editor_refuses_a_parameter_that_the_control_does_not_have(checker: Checker) -> None:
    validator = jsonschema.Draft202012Validator(checker("schema", "policy").json)

    document = documents("policy")[0]
    document["statements"][0]["parameters"]["minimal_length"] = 12
    assert not validator.is_valid(document)


def test_an_editor_refuses_a_control_that_is_not_in_the_catalogue(checker: Checker) -> None:
    validator = jsonschema.Draft202012Validator(checker("schema", "attestation").json)

    document = documents("attestation")[0]
    document["controls"]["authentication.pasword"] = {"status": "implemented"}
    assert not validator.is_valid(document)


def test_a_property_called_like_a_keyword_of_ours_stays() -> None:
    schema = {"properties": {"quantity": {"type": "string", "quantity": "date"}}}

    assert standard(schema) == {"properties": {"quantity": {"type": "string"}}}


def test_data_that_looks_like_a_schema_stays() -> None:
    schema = {"const": {"quantity": 3}}

    assert standard(schema) == schema


def test_the_schema_goes_to_a_file_and_nowhere_else(checker: Checker, tmp_path: Path) -> None:
    target = tmp_path / "policy.schema.json"

    ran = checker("schema", "policy", "-o", target)

    assert (ran.code, ran.out) == (0, "")
    assert json.loads(target.read_bytes())["$id"] == "urn:checker:kind:policy"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_file_that_cannot_be_written_ends_with_5(checker: Checker, tmp_path: Path) -> None:
    assert checker("schema", "policy", "-o", tmp_path / "none" / "a.json").code == 5


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pci_dss:8.3.66", "Did you mean 'pci_dss:8.3.6'?"),
        ("pci:8.3.6", "There is no framework 'pci'."),
        ("polcy", "Did you mean 'policy'?"),
        ("authentication.passwords", "has no schema of its own"),
        ("authentication.passwords.minimum_lenght", "authentication.passwords.minimum_length"),
        ("", "There is no requirement, control or kind ''."),
    ],
)
def test_a_name_without_a_schema_is_a_usage_error(checker: Checker, name: str, said: str) -> None:
    ran = checker("schema", name)

    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_hidden_characters_in_a_name_are_shown(checker: Checker) -> None:
    ran = checker("schema", "8.3\u202e.6\x1b[31m")

    assert ran.code == 2
    assert "\\u{202E}" in ran.err
    assert "\x1b" not in ran.err


def test_an_id_that_several_frameworks_use_is_ambiguous(checker: Checker, tmp_path: Path) -> None:
    ran = checker("schema", "8.3.6", "--frameworks", another(tmp_path))

    assert ran.code == 2
    assert "write own:8.3.6 or pci_dss:8.3.6" in ran.err


def test_an_added_framework_is_printed_too(checker: Checker, tmp_path: Path) -> None:
    schema = checker("schema", "own:8.3.6", "--frameworks", another(tmp_path)).json

    assert schema["properties"]["authentication.passwords"]["required"] == ["reuse_history"]


def another(root: Path) -> Path:
    """A folder with a framework whose only requirement has an id of PCI DSS."""
    folder = root / "frameworks" / "own" / "one"
    folder.mkdir(parents=True)
    source = (Path(__file__).parents[2] / "frameworks" / "pci_dss" / "framework.yaml").read_text()
    head, _, _ = source.partition("sections:")
    head = head.replace("id: pci_dss", "id: own")
    (folder.parent / "framework.yaml").write_text(
        f"{head}sections:\n  one: One\napplies_when: {{pci_roles: [merchant]}}\ncoverage: {{}}\n"
    )
    (folder / "8.3.6.yaml").write_text(OWN)
    return root / "frameworks"


OWN = """\
id: "8.3.6"
title: Passwords are new
summary: A password is not one of the last four.
citation: Own rules, 8.3.6
obligation: required
severity: low
asks_for: [implemented]
requires:
  required: [authentication.passwords]
  properties:
    authentication.passwords:
      required: [reuse_history]
      properties: {reuse_history: {minimum: 4}}
remediation: Keep four.
examples:
  - given: {authentication.passwords: {reuse_history: 4}}
    expect: holds
  - given: {authentication.passwords: {reuse_history: 3}}
    expect: fails
    at: /authentication.passwords/reuse_history
"""
