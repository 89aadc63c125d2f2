"""Each validator is broken once on purpose: the code it answers with, and the place."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.lint.toy import (
    CATALOGUE_FILE,
    GOOD,
    LOCKOUT_FILE,
    PAGE_FILE,
    PASSWORDS_FILE,
    VENDORS_FILE,
    changed,
    linted,
    spot,
    told,
    written,
)


class Break(NamedTuple):
    """One change to one good file, and the one problem it makes, at the first `at` in the file."""

    code: str
    old: str
    new: str
    at: str


def broken(root: Path, file: str, case: Break) -> None:
    """Break `file`, lint, and expect exactly the one problem."""
    text = changed(GOOD[file], case.old, case.new)
    written(root, {**GOOD, file: text})

    report = linted(root)

    line, column = spot(text, case.at)
    assert told(report.problems) == [(case.code, file, line, column)]


def test_nothing_is_wrong_with_the_toy(tmp_path: Path) -> None:
    written(tmp_path, GOOD)

    report = linted(tmp_path)

    assert report.problems == []
    assert (report.requirements, report.examples, report.with_values) == (3, 11, 3)
    assert report.killed > 0
    assert report.survived == 0


LENGTH = "minimum_length: {minimum: 12}"
FIRST_HOLDS = "{minimum_length: 12, character_classes: [letters, digits]}"

REQUIREMENT = [
    Break("unknown-key", "severity: high", "severity: high\nseverty: high", "severty"),
    Break("missing-key", "severity: high\n", "", "id:"),
    Break("shape", "severity: high", "severity: hihg", "hihg"),
    Break("shape", "parts: []", "parts: none", "none"),
    Break("shape", "[configuration_export]", "[configuration_exports]", "configuration_exports"),
    Break("key-order", "severity: high\nin_force_from: 2025-03-31\n",
          "in_force_from: 2025-03-31\nseverity: high\n", "severity"),
    Break("title-length", "Passwords are long and mixed", "Passwords", "Passwords"),
    Break("title-stop", "long and mixed\n", "long and mixed.\n", "Passwords"),
    Break("title-case", "are long and mixed", "Are Long And Mixed", "Passwords"),
    Break("title-case", "Passwords are long", "passwords are long", "passwords are"),
    Break("citation", "standard, 1.1", "standard", "Toy"),
    Break("shape", "in_force_from: 2025-03-31", "in_force_from: 2025-02-30", "2025-02-30"),
    Break("date", "in_force_from: 2025-03-31", "in_force_from: 1803-03-31", "1803"),
    Break("duration", "max_age: 12 months", "max_age: annually", "annually"),
    Break("period", "2025-03-31\n", "2025-03-31\nin_force_until: 2025-03-30\n", "2025-03-30"),
    Break("unknown-requirement", "parts: []", 'parts: ["1.9"]', '"1.9"'),
    Break("self-reference", "parts: []", 'parts: ["1.1"]', '"1.1"]'),
    Break("unknown-fact", "pci_roles", "pci_role", "pci_role"),
    Break("unknown-value", "[merchant, serv", "[merchants, serv", "pci_roles"),
    Break("no-evidence", "evidence:\n  accepts: [configuration_export]\n  max_age: 12 months\n", "",
          "[implemented, ev"),
    Break("unknown-keyword", "{minimum: 12}", "{minumum: 12}", "minumum"),
    Break("unknown-keyword", "{minimum: 12}", "{Minimum: 12}", "Minimum"),
    Break("unknown-keyword", "required: [authentication", "requried: [authentication", "requried"),
    Break("reference", "{minimum: 12}", "{$ref: '#/a'}", "$ref"),
    Break("external-reference", "{minimum: 12}", "{$ref: 'https://example.org/s'}", "$ref"),
    Break("external-reference", "{minimum: 12}", "{$ref: 'file:///etc/passwd'}", "$ref"),
    Break("identity", "{minimum: 12}", "{$id: x, minimum: 12}", "$id"),
    Break("identity", "{minimum: 12}", "{$schema: x, minimum: 12}", "$schema"),
    Break("not-an-assertion", "{minimum: 12}", "{default: 12}", "default"),
    Break("not-an-assertion", "{minimum: 12}", "{contentEncoding: base64}", "contentEnc"),
    Break("wrong-dialect", "{minimum: 12}", "{dependencies: {}}", "dependencies"),
    Break("closing", "{minimum: 12}", "{additionalProperties: false}", "additionalP"),
    Break("outside-vocabulary", "{minimum: 12}", "{multipleOf: 2}", "multipleOf"),
    Break("unknown-format", "{minimum: 12}", "{format: email}", "email"),
    Break("unanchored-pattern", "{minimum: 12}", "{pattern: AES}", "AES}"),
    Break("pattern-subset", "{minimum: 12}", "{pattern: '^(?i)a$'}", "'^(?i"),
    Break("pattern-not-linear", "{minimum: 12}", "{pattern: '^(a+)+$'}", "'^(a"),
    Break("empty-schema", "{minimum: 12}", "{}", "{}"),
    Break("empty-schema", "{minimum: 12}", "true", "true}"),
    Break("keyword-value", "{minimum: 12}", "{minimum: long}", "long}"),
    Break("keyword-value", "required: [authentication.passwords]",
          "required: authentication.passwords", "authentication.passwords\n"),
    Break("unknown-control", "required: [authentication.passwords]",
          "required: [authentication.password]", "authentication.password]"),
    Break("unknown-parameter", "required: [system_limit]", "required: [system_limits]",
          "system_limits"),
    Break("keyword-without-type", "{minimum: 12}", "{minLength: 12}", "minLength"),
    Break("dead-subschema", "{minimum: 12}", "{type: string}", "{type: string}"),
    Break("unknown-value", "{const: letters}", "{const: leters}", "leters"),
    Break("unknown-value", "{minimum: 12}", "{const: twelve}", "twelve}"),
    Break("items-of-nothing", "allOf: [{contains: {const: letters}}, {contains: {const: digits}}]",
          "items: {enum: [letters, digits]}", "items"),
    Break("optional", "required: [minimum_length, character_classes]", "required: [minimum_length]",
          "character_classes:"),
    Break("condition-on-optional", "      anyOf:\n",
          "      if: {required: [hint_text]}\n      then: {required: [system_limit]}\n"
          "      anyOf:\n",
          "required: [hint_text]"),
    Break("dead-subschema", "{minimum: 12}", "{minimum: 12, maximum: 4}", "{minimum: 12, max"),
    Break("example", "expect: holds", "expect: fails", "fails"),
    Break("at", "    at: /authentication.passwords/minimum_length\n  - given", "  - given",
          "given: {authentication.passwords: {minimum_length: 11"),
    Break("at", "at: /authentication.passwords/minimum_length", "at: /authentication.passwords",
          "/authentication.passwords\n"),
    Break("at", "expect: holds\n", "expect: holds\n    at: /x\n", "at: /x"),
    Break("example-name", FIRST_HOLDS, "{minimum_lenght: 12, character_classes: [letters, digits]}",
          "minimum_lenght"),
    Break("example-type", FIRST_HOLDS,
          "{minimum_length: '12', character_classes: [letters, digits]}", "'12'"),
    Break("unknown-decision", "[implemented, evidenced]\n",
          "[implemented, evidenced]\nalternatives: [addressable_alternative]\n", "addressable_"),
    Break("keyword-value", "{minimum: 12}", "{pattern: '^((a{9999}){9999}){9999}$'}", "'^((a"),
    Break("facet", "expect: holds\n", "facet: implemented\n    expect: holds\n", "implemented\n"),
    Break("unexampled-bound", "minimum_length: 11, ", "minimum_length: 9, ", "12}}"),
    Break("unexampled-branch", "minimum_length: 12, character",
          "minimum_length: 12, system_limit: true, character",
          "properties: {minimum_length: {minimum: 12"),
]  # fmt: skip


def _ids(cases: list[Break]) -> list[str]:
    return [f"{number}-{case.code}" for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", REQUIREMENT, ids=_ids(REQUIREMENT))
def test_a_slip_in_a_requirement_has_one_code_and_its_place(tmp_path: Path, case: Break) -> None:
    broken(tmp_path, PASSWORDS_FILE, case)


RECORD = [
    Break("unknown-register", "register.vendors", "register.vendor", "for_each"),
    Break("unknown-field", "required: [agreements]", "required: [agreement]", "agreement]"),
    Break("unknown-field", "required: [type]", "required: [kind]", "kind]"),
    Break("unknown-field", "{business_associate: {", "{business_asociate: {", "business_as"),
    Break("where-on-optional", "{business_associate: {enum: [true, unknown]}}",
          "{country: {const: US}}", "country"),
    Break("where-without-unknown", "[true, unknown]", "[true]", "{enum"),
    Break("unknown-value", "[true, unknown]", "[true, unknwon, unknown]", "business_associate: {e"),
    Break("nothing-documented", "[implemented, evidenced]", "[documented, implemented]", "[docu"),
    Break("missing-example",
          "  - given: {business_associate: false}\n    expect: not_selected\n", "", "examples"),
    Break("example", "expect: not_selected", "expect: fails  # here", "fails  # here"),
]  # fmt: skip


@pytest.mark.parametrize("case", RECORD, ids=_ids(RECORD))
def test_a_slip_in_a_requirement_over_records_has_one_code(tmp_path: Path, case: Break) -> None:
    broken(tmp_path, VENDORS_FILE, case)


LOCKOUT = [
    Break("where-of-nothing", "requires:", "where: {id: {const: x}}\nrequires:", "where"),
    Break("unknown-control", "  properties:\n    authentication.lockout:\n      properties:",
          "  properties:\n    authentication.lockot:\n      properties:", "authentication.lockot:"),
    Break("facet", "facet: documented\n", "facet: records\n", "records"),
]  # fmt: skip


@pytest.mark.parametrize("case", LOCKOUT, ids=_ids(LOCKOUT))
def test_a_slip_in_a_requirement_of_two_parts_has_one_code(tmp_path: Path, case: Break) -> None:
    broken(tmp_path, LOCKOUT_FILE, case)


PAGE = [
    Break(
        "unknown-key", "publisher: Nobody", "publisher: Nobody\npublishers: Nobody", "publishers"
    ),
    Break("file-name", "id: toy", "id: toys", "toys"),
    Break("date", "in_force_from: 2025", "in_force_from: 1803", "1803"),
    Break("unknown-fact", "handles_phi", "handle_phi", "handle_phi"),
    Break("unknown-value", "handles_phi: true", "handles_phi: sometimes", "handles_phi"),
    Break("unknown-id", '"1": a heading', '"9": a heading', '"9"'),
    Break("covered-twice", '"1": a heading', '"1.1": a heading', '"1.1"'),
    Break("shape", "satisfied: In Place", "satisfied: 1", "1}"),
]


@pytest.mark.parametrize("case", PAGE, ids=_ids(PAGE))
def test_a_slip_in_a_page_has_one_code(tmp_path: Path, case: Break) -> None:
    text = changed(GOOD[PAGE_FILE], case.old, case.new)
    written(tmp_path, {**GOOD, PAGE_FILE: text})

    report = linted(tmp_path)

    line, column = spot(text, case.at)
    assert (case.code, PAGE_FILE, line, column) in told(report.problems)
    assert {problem.code for problem in report.problems} == {case.code}


def test_a_folder_that_is_no_section_is_told(tmp_path: Path) -> None:
    files = dict(GOOD)
    files["toy/s2/1.1.yaml"] = files.pop(PASSWORDS_FILE)

    report = linted(written(tmp_path, files))

    assert told(report.problems) == [("unknown-section", "toy/s2/1.1.yaml", 1, 5)]


def test_a_file_that_is_not_named_by_its_id_is_told(tmp_path: Path) -> None:
    files = dict(GOOD)
    files["toy/s1/1.1.1.yaml"] = files.pop(PASSWORDS_FILE)

    report = linted(written(tmp_path, files))

    assert told(report.problems) == [("file-name", "toy/s1/1.1.1.yaml", 1, 5)]


def test_an_id_outside_the_official_list_is_told(tmp_path: Path) -> None:
    shorter = changed(GOOD["toy/numbering.tsv"], "1.2\tVendors\n", "")

    report = linted(written(tmp_path, {**GOOD, "toy/numbering.tsv": shorter}))

    assert told(report.problems) == [("unknown-id", VENDORS_FILE, 1, 5)]


CATALOGUE = [
    Break("unknown-key", "    valid_for", "    valid_four: 1\n    valid_for", "valid_four"),
    Break("domain", "domain: authentication", "domain: network", "network"),
    Break("unknown-register", "covers: systems", "covers: system", "system\n"),
    Break("duration", "valid_for: 12 months", "valid_for: yearly", "yearly"),
    Break("unknown-value", "implies: {mixed_case: [letters]}", "implies: {mixed_case: [leters]}",
          "mixed_case: [leters"),
    Break("duplicate-id", "id: authentication.lockout", "id: authentication.passwords  # again",
          "authentication.passwords  # again"),
    Break("unanchored-pattern", "type: string, desc", "type: string, pattern: a, desc", "a, desc"),
    Break("missing-key", "format: duration, unit: days,", "format: duration,", "{format: dur"),
]  # fmt: skip


@pytest.mark.parametrize("case", CATALOGUE, ids=_ids(CATALOGUE))
def test_a_slip_in_the_catalogue_stops_everything_else(tmp_path: Path, case: Break) -> None:
    text = changed(GOOD[CATALOGUE_FILE], case.old, case.new)

    report = linted(written(tmp_path, {**GOOD, CATALOGUE_FILE: text}))

    line, column = spot(text, case.at)
    assert (case.code, CATALOGUE_FILE, line, column) in told(report.problems)
    assert {problem.code for problem in report.problems} == {case.code}
    assert report.requirements == 0
