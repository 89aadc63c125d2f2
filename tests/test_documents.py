"""One document at a time: what each kind accepts, what it refuses, and where it says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.catalog import build
from checker.documents import kinds
from checker.documents.apply import compile_schema
from checker.documents.check import MOST_SHOWN, Checker, pruned
from checker.documents.parameters import for_editors
from checker.documents.placeholders import PLACEHOLDERS
from checker.errors import Problem
from checker.model import Catalog, Json
from checker.workspace import load
from checker.yamlsource import Document, read_documents
from tests.support import catalog, control, write

KINDS = kinds.names()
POLICY = """\
kind: policy
id: POL
title: Access
version: "1"
status: approved
scopes: all
owner: ann
approved_by: bob
approved_on: 2026-02-01
review_every: 12 months
statements:
  - id: S-1
    control: area.whole
    text: We do it.
    parameters: {number: 12}
"""
ATTESTATION = """\
kind: attestation
id: ATT
attested_by: ann
attested_on: 2026-09-30
valid_until: 2027-03-31
scopes: [main]
controls:
  area.whole:
    status: implemented
    parameters: {number: 12}
    evidence:
      - {kind: test_result, path: evidence/result.txt, performed_on: 2026-09-01, result: pass}
"""
DECISION = """\
kind: decision
id: DEC
type: risk_acceptance
requirements: ["own:1"]
scopes: [main]
reason: The supplier is late.
approved_by: bob
approved_on: 2026-10-01
expires: 2026-12-31
"""
INCIDENTS = """\
kind: incidents
id: INC
kept_by: ann
reviewed_on: 2026-06-01
review_every: 12 months
records:
  - id: I-1
    title: A lost laptop
    aware_at: 2026-05-01T09:30Z
    personal_data_breach: unknown
    phi_breach: false
    gdpr_role: none
    hipaa_role: none
    risk_to_people: unknown
"""


def told(folder: Path, text: str, using: Catalog | None = None) -> list[str]:
    """What is said about a file `x.yaml` of this text beside a sound organisation."""
    write(folder)
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    found = load(folder, using or catalog())
    return [str(problem) for problem in found.problems if problem.place.file == "x.yaml"]


def changed(text: str, old: str, new: str) -> str:
    """`text` with `old`, which stands in it once, replaced by `new`."""
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize("text", [POLICY, ATTESTATION, DECISION, INCIDENTS])
def test_what_is_written_as_its_kind_asks_is_accepted(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


# -- every kind, by a document made from its own schema


class _Maker:
    """Makes the smallest value that a kind's schema accepts."""

    def __init__(self, kind: str) -> None:
        self.schema = kinds.schema(kind)

    def document(self) -> dict[str, Any]:
        made = self.value(self.schema)
        assert isinstance(made, dict)
        return made

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in node:
            return {**self.schema["$defs"][node["$ref"].removeprefix("#/$defs/")], **node}
        return node

    def value(self, node: dict[str, Any]) -> Any:
        node = self.resolved(node)
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return node["enum"][0]
        if "quantity" in node:
            words = {"date": "2026-01-31", "duration": "12 months", "moment": "2026-01-31T10:00Z"}
            return words[node["quantity"]]
        kind = node.get("type")
        if kind is None:
            return self.value(next(n for n in node["anyOf"] if "const" not in n))
        if kind == "object":
            return self.mapping(node)
        if kind == "array":
            return [self.value(node["items"])]
        if "pattern" in node:
            return "own:1" if ":" in node["pattern"] else "abc"
        return {"string": "Words.", "integer": 1, "number": 1, "boolean": True}[kind]

    def mapping(self, node: dict[str, Any]) -> dict[str, Any]:
        names = [*node.get("required", ())]
        for form in ("anyOf", "oneOf"):
            names += node.get(form, [{}])[0].get("required", [])
        if node.get("minProperties"):
            return {"area.whole": {"status": "implemented"}}
        return {name: self.value(node["properties"][name]) for name in names}


def made(kind: str) -> dict[str, Any]:
    return _Maker(kind).document()


def checked(kind: str, value: Any) -> list[Problem]:
    """What the schema of `kind` says of `value`, written as YAML."""
    documents, problems = read_documents(json.dumps(value, indent=1).encode(), "x.yaml")
    assert not problems
    return Checker(kinds.schema(kind)).problems(documents[0], pruned(documents[0].value))


def _mappings(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every mapping in `value`."""
    if isinstance(value, dict):
        yield path
        for key, child in value.items():
            yield from _mappings(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _mappings(child, (*path, index))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_the_smallest_document_of_a_kind_is_accepted(kind: str) -> None:
    assert checked(kind, made(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_of_a_kind_compiles_and_is_described(kind: str) -> None:
    compile_schema(kinds.schema(kind))

    assert kinds.schema(kind)["description"]


def test_a_quantity_is_a_common_definition_and_stands_nowhere_else() -> None:
    """Only there is it held to what reads it."""
    defined = [node for node in kinds.raw("common").values() if "quantity" in node]

    assert len(defined) == 3
    for name in (*KINDS, "common"):
        text = (kinds.FOLDER / f"{name}.json").read_text(encoding="utf-8")
        assert text.count('"quantity":') == (len(defined) if name == "common" else 0)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_key_is_refused_wherever_it_stands(kind: str) -> None:
    for path in _mappings(made(kind)):
        if path and path[-1] == "controls":  # its keys are controls, held against the catalogue
            continue
        value = made(kind)
        _at(value, path)["unheard_of"] = 1

        found = checked(kind, value)

        assert {problem.code for problem in found} == {"unknown-key"}, path


@pytest.mark.parametrize("kind", KINDS)
def test_every_required_key_is_missed_where_it_belongs(kind: str) -> None:
    for path in _mappings(made(kind)):
        for key in _at(made(kind), path):
            value = made(kind)
            del _at(value, path)[key]

            found = checked(kind, value)

            assert found, (path, key)
            assert all(p.code in {"missing-key", "choice", "empty"} for p in found), (path, key)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_value_is_a_missing_one(kind: str) -> None:
    for key in made(kind):
        without = made(kind)
        del without[key]

        emptied = checked(kind, made(kind) | {key: None})

        assert [(p.code, p.message) for p in emptied] == [
            (p.code, p.message) for p in checked(kind, without)
        ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", [[], {}, 7.5, True, [[]], "  "])
def test_no_key_takes_a_value_of_every_type(kind: str, wrong: Any) -> None:
    for key, right in made(kind).items():
        if type(right) is type(wrong):
            continue
        assert checked(kind, made(kind) | {key: wrong}), key


# -- the words of each refusal, at the line and column


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "approved_on: 2026-02-01",
            "approved_no: 2026-02-01\napproved_on: 2026-02-01",
            ["x.yaml:9:1: unknown-key: unknown key 'approved_no'; did you mean 'approved_on'?"],
        ),
        (
            "owner: ann\n",
            "",
            ["x.yaml:1:1: missing-key: 'owner' is missing; The person who keeps it."],
        ),
        (
            "approved_by: bob\n",
            "",
            ["x.yaml:1:1: missing-key: 'approved_by' is missing; The person who approved it."],
        ),
        (
            'version: "1"',
            "version: 1.10",
            ["x.yaml:4:10: type: 'version' is read as 1.1, not as text; quote it"],
        ),
        (
            "title: Access",
            "title: true",
            ["x.yaml:3:8: type: 'title' is read as true, not as text; quote it"],
        ),
        ("title: Access", "title: [Access]", ["x.yaml:3:8: type: 'title' is text, not a list"]),
        (
            "statements:\n",
            "topics: access\nstatements:\n",
            ["x.yaml:11:9: type: 'topics' is a list, not text"],
        ),
        (
            "status: approved",
            "status: aproved",
            ["x.yaml:5:9: value: 'aproved' is not known here; did you mean 'approved'?"],
        ),
        (
            "status: approved",
            "status: signed",
            [
                "x.yaml:5:9: value: 'signed' is not known here; "
                "write one of: draft, in_review, approved, retired"
            ],
        ),
        (
            "approved_on: 2026-02-01",
            "approved_on: 2026-02-30",
            ["x.yaml:9:14: date: 30 February 2026 does not exist; the month ends on 2026-02-28"],
        ),
        (
            "review_every: 12 months",
            "review_every: annually",
            ["x.yaml:10:15: duration: 'annually' is not a duration; write `12 months`"],
        ),
        (
            "review_every: 12 months",
            "review_every: 12",
            [
                "x.yaml:10:15: duration: 12 is not a duration; write the unit too, such as "
                "`90 days`, `12 months`, `72 hours`, `15 minutes` or `P90D`"
            ],
        ),
        (
            "title: Access",
            "title: TBD",
            [
                "x.yaml:3:8: placeholder: 'TBD' is a placeholder; "
                "say what is so, or leave the key out"
            ],
        ),
        (
            "id: POL",
            "id: POL 1",
            [
                "x.yaml:2:5: pattern: 'id' cannot be 'POL 1'; "
                "Letters, digits, dots, hyphens and underscores; never reused."
            ],
        ),
        (
            "scopes: all",
            "scopes: [main, main]",
            ["x.yaml:6:9: duplicate-item: 'scopes' names something twice; name each once"],
        ),
        ("scopes: all", "scopes: []", ["x.yaml:6:9: empty: 'scopes' holds too little; at least 1"]),
    ],
)
def test_a_fault_is_told_at_its_place(tmp_path: Path, old: str, new: str, said: list[str]) -> None:
    assert told(tmp_path, changed(POLICY, old, new)) == said


def test_all_faults_of_a_document_are_told_at_once(tmp_path: Path) -> None:
    text = changed(POLICY, "status: approved", "status: signed")
    text = changed(text, "owner: ann", "owner: n/a")
    text = changed(text, "title: Access", "titel: Access")

    found = told(tmp_path, text)

    assert [line.split(": ")[:2] for line in found] == [
        ["x.yaml:1:1", "missing-key"],
        ["x.yaml:3:1", "unknown-key"],
        ["x.yaml:5:9", "value"],
        ["x.yaml:7:8", "pattern"],
        ["x.yaml:7:8", "placeholder"],
    ]


def test_a_key_that_looks_like_a_known_one_is_told_so(tmp_path: Path) -> None:
    text = changed(POLICY, "owner: ann", "owner: ann\n\u043ewner: bob")

    found = told(tmp_path, text)

    assert any("looks like 'owner'" in line or "mean 'owner'" in line for line in found)


@pytest.mark.parametrize("word", [*sorted(PLACEHOLDERS), "   ", "T.B.D"[:0], "N/A", "Todo"])
def test_a_word_that_says_nothing_is_no_reason(tmp_path: Path, word: str) -> None:
    text = changed(DECISION, "The supplier is late.", json.dumps(word, ensure_ascii=False))

    found = told(tmp_path, text)

    assert any(line.startswith("x.yaml:6:9: placeholder:") for line in found)


def test_an_empty_value_is_an_absent_one(tmp_path: Path) -> None:
    optional = changed(POLICY, "statements:\n", "topics:\nstatements:\n")
    needed = changed(POLICY, "owner: ann", "owner:")

    assert told(tmp_path / "a", optional) == []
    assert told(tmp_path / "b", needed) == [
        "x.yaml:1:1: missing-key: 'owner' is missing; The person who keeps it."
    ]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-05-01T09:30", "zone"),
        ("2026-05-01", "time"),
        ("2026-02-30T09:30Z", "30 February 2026 does not exist"),
        ("2026-05-01T25:00Z", "25:00"),
    ],
)
def test_a_moment_is_a_day_a_time_and_a_zone(tmp_path: Path, moment: str, said: str) -> None:
    found = told(tmp_path, changed(INCIDENTS, "2026-05-01T09:30Z", moment))

    assert [line.startswith("x.yaml:9:15: moment:") for line in found] == [True]
    assert said in found[0]


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-01", "0000-01-01", "20260201", "2026-2-1", "31/12/2026"]
)
def test_a_day_is_written_one_way(tmp_path: Path, day: str) -> None:
    found = told(tmp_path, changed(DECISION, "expires: 2026-12-31", f'expires: "{day}"'))

    assert [line.startswith("x.yaml:9:10: date:") for line in found] == [True]


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ("performed_on: 2026-09-01", ""),
        ("covers: {from: 2026-01-01, to: 2026-06-30}", ""),
        ("in_force: {from: 2026-01-01}", ""),
        ("collected_on: 2026-09-01", "missing-key"),
        ("performed_on: 2026-09-01, in_force: {from: 2026-01-01}", "choice"),
    ],
)
def test_evidence_has_exactly_one_of_three_times(tmp_path: Path, times: str, code: str) -> None:
    found = told(tmp_path, changed(ATTESTATION, "performed_on: 2026-09-01", times))

    assert [line.split(": ")[1] for line in found] == ([code] if code else [])


def test_evidence_is_a_file_or_an_https_address(tmp_path: Path) -> None:
    path = "path: evidence/result.txt"

    assert told(tmp_path / "a", changed(ATTESTATION, path, 'uri: "https://a.example/1"')) == []
    assert told(tmp_path / "b", changed(ATTESTATION, path, 'uri: "javascript:alert(1)"'))
    assert told(tmp_path / "c", changed(ATTESTATION, path + ", ", ""))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("unknown", "missing-key"),
        ("inherited", "missing-key"),
        ("unknown\n    owner: ann\n    due: 2026-12-31", ""),
        ("done", "value"),
    ],
)
def test_a_status_brings_what_it_needs(tmp_path: Path, status: str, code: str) -> None:
    text = changed(ATTESTATION, "status: implemented", f"status: {status}")

    found = told(tmp_path, text)

    assert {line.split(": ")[1] for line in found} == ({code} if code else set())


@pytest.mark.parametrize(
    ("type_", "more", "code"),
    [
        ("legal_exception", "", "missing-key"),
        ("legal_exception", "legal_basis: Article 17(3)(b)\n", ""),
        ("compensating_control", "", "missing-key"),
        ("addressable_alternative", "", "missing-key"),
        ("addressable_alternative", "measure: none\n", "decision-type"),
        ("not_applicable", "", "missing-key"),
        ("waiver", "", "value"),
    ],
)
def test_a_decision_carries_what_its_type_asks(
    tmp_path: Path, type_: str, more: str, code: str
) -> None:
    text = changed(DECISION, "risk_acceptance", type_) + more

    found = told(tmp_path, text)

    assert {line.split(": ")[1] for line in found} == ({code} if code else set())


@pytest.mark.parametrize("scopes", ['["*"]', '[""]', "all", "[]"])
def test_a_decision_names_scopes_without_wildcards(tmp_path: Path, scopes: str) -> None:
    assert told(tmp_path, changed(DECISION, "[main]", scopes))


@pytest.mark.parametrize("gate", ["never", "high", "critical"])
def test_a_workspace_cannot_loosen_its_own_gate(tmp_path: Path, gate: str) -> None:
    write(tmp_path)
    path = tmp_path / "00-organization.yaml"
    value = json.loads(path.read_text()) | {"assessment": {"fail_on": gate}}
    path.write_text(json.dumps(value, indent=1))

    found = load(tmp_path, catalog()).problems

    assert [problem.code for problem in found] == ["value"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: X\n", "x.yaml:1:1: missing-key: 'kind' is missing"),
        ("kind: polcy\n", "x.yaml:1:7: unknown-kind: 'polcy' is not a kind of document; did you"),
        ("kind: 7\n", "x.yaml:1:7: unknown-kind: '7' is not a kind of document; one of: "),
        ("- kind: policy\n", "x.yaml:1:1: not-a-mapping: "),
        ("", "x.yaml:1:1: empty: "),
    ],
)
def test_a_document_says_of_what_kind_it_is(tmp_path: Path, text: str, said: str) -> None:
    found = told(tmp_path, text)

    assert [line.startswith(said) for line in found] == [True], found


# -- parameters, typed by the catalogue


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("{numbr: 12}", "15:18: unknown-key: unknown key 'numbr'; did you mean 'number'?"),
        ("{number: twelve}", "15:26: type: 'number' is a whole number, not text"),
        ("{number: 11.5}", "15:26: type: 'number' is a whole number, not 11.5"),
        ("{flag: 1}", "15:24: type: 'flag' is true or false, not 1"),
        ("{items: [mixed, digit]}",
         "15:33: value: 'digit' is not known here; did you mean 'digits'?"),
        ("{items: [mixed, mixed]}",
         "15:25: duplicate-item: 'items' names something twice; name each once"),
        ("{wait: 15}",
         "15:24: duration: 15 is not a duration; write the unit too, such as `90 days`, "
         "`12 months`, `72 hours`, `15 minutes` or `P90D`"),
        ("{begun: 2026-02-30}",
         "15:25: date: 30 February 2026 does not exist; the month ends on 2026-02-28"),
        ("{interval: {performed_on: [2026-01-01]}}", ""),
        ("{interval: 3 months}", ""),
        ("{number: TBD}", ""),
    ],
)  # fmt: skip
def test_a_parameter_is_of_the_type_the_catalogue_gives(
    tmp_path: Path, parameters: str, said: str
) -> None:
    found = told(tmp_path, changed(POLICY, "{number: 12}", parameters))

    assert found
    assert not said or found == [f"x.yaml:{said}"]


@pytest.mark.parametrize(
    "parameters",
    [
        "{number: 12, flag: true, items: [mixed], wait: 15 minutes, begun: 2026-02-01}",
        "{interval: {every: 3 months}}",
        '{interval: {unclear: "bi-annual"}, number: {unclear: "a lot"}}',
    ],
)
def test_a_policy_promises_values_and_intervals(tmp_path: Path, parameters: str) -> None:
    assert told(tmp_path, changed(POLICY, "{number: 12}", parameters)) == []


@pytest.mark.parametrize(
    ("interval", "code"),
    [
        ("{performed_on: [2026-01-12, 2026-04-09]}", ""),
        ("{performed_on: [2026-01-12], since: {date: 2025-10-20, reason: Went live.}}", ""),
        ("{longest_gap: 26 hours, log: evidence/log.csv}", ""),
        ('{unclear: "from time to time"}', ""),
        ("{every: 3 months}", "unknown-key"),
        ("{performed_on: []}", "empty"),
        ("{performed_on: [2026-01-12], since: {date: 2025-10-20}}", "missing-key"),
        ("{longest_gap: 26 hours}", "missing-key"),
    ],
)
def test_an_attestation_says_when_it_was_done(tmp_path: Path, interval: str, code: str) -> None:
    text = changed(ATTESTATION, "{number: 12}", f"{{interval: {interval}}}")

    found = told(tmp_path, text)

    assert (code in {line.split(": ")[1] for line in found}) if code else not found, found
    assert all(line.startswith("x.yaml:10:") for line in found)


def test_unclear_holds_words_and_nothing_else(tmp_path: Path) -> None:
    mixed = changed(POLICY, "{number: 12}", '{number: {unclear: "a lot", value: 12}}')
    empty = changed(POLICY, "{number: 12}", "{number: {unclear: TBD}}")

    assert [line.split(": ")[1] for line in told(tmp_path / "a", mixed)] == ["unknown-key"]
    assert [line.split(": ")[1] for line in told(tmp_path / "b", empty)] == ["placeholder"]


def test_an_unknown_control_is_told_with_the_nearest(tmp_path: Path) -> None:
    claim = told(tmp_path / "a", changed(ATTESTATION, "area.whole", "area.hole"))
    statement = told(tmp_path / "b", changed(POLICY, "area.whole", "area.hole"))

    assert claim == [
        "x.yaml:8:3: unknown-control: no control 'area.hole'; did you mean 'area.whole'?"
    ]
    assert statement == [
        "x.yaml:13:14: unknown-control: no control 'area.hole'; did you mean 'area.whole'?"
    ]


def test_none_is_a_value_where_the_catalogue_offers_it(tmp_path: Path) -> None:
    offering = control(
        "area.whole",
        extent={"enum": ["all", "none"], "description": "How much."},
        words={"type": "string", "description": "Words."},
    )
    using = replace(catalog(), controls=build([offering], {}, {}).controls)

    offered = changed(POLICY, "{number: 12}", "{extent: none}")
    free = changed(POLICY, "{number: 12}", "{words: none}")

    assert told(tmp_path / "a", offered, using) == []
    assert [line.split(": ")[1] for line in told(tmp_path / "b", free, using)] == ["placeholder"]


# -- bounds, and what is never told


def test_more_problems_than_are_shown_are_counted() -> None:
    records: list[Json] = [
        {"id": f"s{number}", "title": "A system", "data": ["pan"], "x": 1} for number in range(1200)
    ]
    value = made("systems") | {"records": records}

    found = checked("systems", value)

    assert len(found) == MOST_SHOWN + 1
    assert found[-1].code == "too-many-problems"
    assert found[-1].message == "1,200 problems in this document; 1,000 are shown"


def test_a_long_value_is_cut_in_the_message(tmp_path: Path) -> None:
    found = told(tmp_path, changed(POLICY, "id: POL", f"id: {'x' * 5000}"))

    assert len(found) == 1
    assert len(found[0]) < 300
    assert "(5,000 characters)" in found[0]


SECRETS: dict[str, Any] = {
    "api_token": {"type": "string", "minLength": 1, "description": "A token."},
    "client_secret": {"enum": ["kept", "rotated"], "description": "How it is kept."},
    "password_age": {"format": "duration", "unit": "days", "description": "Its age."},
    "credential": {"type": "string", "pattern": "^[a-z]+$", "description": "Letters."},
    "private_key": {"type": "boolean", "description": "Whether there is one."},
}


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["987654321", "GHP-987654321", "[987654321]"])
def test_what_stands_under_the_name_of_a_secret_is_never_told(
    tmp_path: Path, name: str, value: str
) -> None:
    using = build([control("area.whole", **SECRETS)], {}, {})
    wrong = changed(POLICY, "{number: 12}", f"{{{name}: {value}}}")

    found = told(tmp_path, wrong, using)

    assert not any("987654321" in line for line in found)
    assert found or (name, value) == ("api_token", "GHP-987654321")


def test_the_value_of_an_unknown_key_is_not_told(tmp_path: Path) -> None:
    found = told(tmp_path, POLICY + "api_token: ghp_1234567890\n")

    assert [line.split("; ")[0] for line in found] == [
        "x.yaml:16:1: unknown-key: unknown key 'api_token'"
    ]
    assert "ghp_" not in found[0]


# -- the schemas that editors get


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_gets_a_schema_that_agrees_with_the_check(kind: str) -> None:
    schema = for_editors(kind, list(catalog().controls.values()))

    validator = compile_schema(schema)

    assert validator.is_valid(made(kind)) or kind in {"policy", "attestation"}
    assert not validator.is_valid(made(kind) | {"unheard_of": 1})


def test_an_editors_schema_knows_the_parameters_of_every_control() -> None:
    controls = list(catalog().controls.values())
    attestation = compile_schema(for_editors("attestation", controls))
    policy = compile_schema(for_editors("policy", controls))
    claim, statement = _value(ATTESTATION), _value(POLICY)

    assert attestation.is_valid(claim)
    assert policy.is_valid(statement)
    claim["controls"]["area.whole"]["parameters"] = {"numbr": 12}
    statement["statements"][0]["parameters"] = {"number": "twelve"}
    assert not attestation.is_valid(claim)
    assert not policy.is_valid(statement)


def _value(text: str) -> dict[str, Any]:
    documents: tuple[Document, ...] = read_documents(text.encode(), "x.yaml")[0]
    return dict(documents[0].value)
