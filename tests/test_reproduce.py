"""Reproduce every facet from `posture` and `schema` alone, with two validators that are not ours.

`jsonschema` reads the printed schemas as they are. `fastjsonschema` knows drafts 4 to 7 only, where
a `$ref` silences the keywords beside it, so `adapted` moves each `$ref` into an `allOf` of its own;
`$schema` and `$id` are left out for it, and a keyword that draft 7 reads otherwise is refused here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import fastjsonschema
import jsonschema
import pytest

from checker.__main__ import run

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "workspaces" / "small"
DAY = "2026-11-21"
# Keywords that draft 7 and 2020-12 read alike, `$ref` once it stands alone.
ALIKE = frozenset(
    {"type", "const", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems"}
    | {"items", "contains", "properties", "required", "additionalProperties", "minProperties"}
    | {"anyOf", "allOf", "oneOf", "not", "if", "then", "else", "$ref", "$defs"}
    | {"title", "description"}
)
NAMED = frozenset({"properties", "$defs"})
DATA = frozenset({"const", "enum", "required", "type"})

Validates = Callable[[Any], bool]
Compile = Callable[[Mapping[str, Any]], Validates]
Key = tuple[str, str, str]  # scope, framework, requirement
# A printed schema is the same whatever the workspace: each is compiled once by each validator.
COMPILED: dict[tuple[str, str, str], Validates] = {}


def workspaces() -> list[Path]:
    """Every workspace of the repository: those of the tests, and the examples."""
    found = [*ROOT.glob("tests/workspaces/*/organization.yaml"), *ROOT.glob("policies/*/*.yaml")]
    return sorted({path.parent for path in found if path.name == "organization.yaml"})


def printed(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> Any:
    """What a command prints, as JSON; gaps are no failure of `assess`."""
    code = run(list(arguments))
    out, err = capfdbinary.readouterr()
    assert code in {0, 1}, err.decode()
    return json.loads(out)


def adapted(schema: Any) -> Any:
    """A 2020-12 schema of our vocabulary as draft 7 that means the same."""
    if isinstance(schema, bool):
        return schema
    assert schema.keys() <= ALIKE, f"not read alike: {schema.keys() - ALIKE}"
    result = {key: _adapted(key, value) for key, value in schema.items() if key != "$ref"}
    if "$ref" not in schema:
        return result
    definitions = {key: result.pop(key) for key in ("$defs",) if key in result}
    return {"allOf": [{"$ref": schema["$ref"]}, result], **definitions}


def _adapted(key: str, value: Any) -> Any:
    if key in NAMED:
        return {name: adapted(inner) for name, inner in value.items()}
    if isinstance(value, list) and key not in DATA:
        return [adapted(inner) for inner in value]
    if isinstance(value, Mapping) and key not in DATA:
        return adapted(value)
    return value


def by_jsonschema(schema: Mapping[str, Any]) -> Validates:
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return validator.is_valid


def by_fastjsonschema(schema: Mapping[str, Any]) -> Validates:
    draft_7 = adapted({k: v for k, v in schema.items() if k not in {"$schema", "$id"}})
    validate = fastjsonschema.compile(draft_7, use_default=False)

    def is_valid(value: Any) -> bool:
        try:
            validate(value)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return is_valid


def facet_state(facet: Mapping[str, Any], validates: Callable[[str], Validates]) -> str:
    """The rule that `checker posture --help` states, and nothing else."""
    if not facet["heard"]:
        return "silent"
    found = [validates(instance["part"])(instance["value"]) for instance in facet["instances"]]
    return "holds" if found and all(found) else "fails"


def reproduced(
    posture: Any, validator_of: Callable[[str, str], Validates]
) -> dict[Key, dict[str, str]]:
    """Facet -> state, by scope and requirement."""
    return {
        (scope["id"], item["framework"], item["id"]): {
            name: facet_state(facet, partial(validator_of, f"{item['framework']}:{item['id']}"))
            for name, facet in item["facets"].items()
        }
        for scope in posture["scopes"]
        for item in scope["requirements"]
    }


def stated(result: Any) -> dict[Key, dict[str, str]]:
    """Facet -> state of every finding that applies, as the record has it."""
    return {
        (finding["scope"], finding["framework"], finding["requirement"]): finding["facets"]
        for finding in result["findings"]
        if finding["status"] != "not_applicable"
    }


@pytest.mark.parametrize("compiled", [by_jsonschema, by_fastjsonschema])
@pytest.mark.parametrize("workspace", workspaces(), ids=lambda path: path.name)
def test_a_foreign_validator_reproduces_every_facet(
    workspace: Path,
    compiled: Compile,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    result = printed(capfdbinary, "assess", str(workspace), "--as-of", DAY, "-o", "json")
    posture = printed(capfdbinary, "posture", str(workspace), "--as-of", DAY)

    def validator_of(ref: str, part: str) -> Validates:
        key = (compiled.__name__, ref, part)
        if key not in COMPILED:
            COMPILED[key] = compiled(printed(capfdbinary, "schema", ref, "--part", part))
        return COMPILED[key]

    found = reproduced(posture, validator_of)
    expected = stated(result)
    assert result["complete"]
    assert expected
    assert {key: found[key] for key in expected} == expected


def test_the_small_workspace_shows_every_state_in_every_facet(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    result = printed(capfdbinary, "assess", str(SMALL), "--as-of", DAY, "-o", "json")

    findings = stated(result).values()
    for facet in ("documented", "implemented", "evidenced"):
        assert {states[facet] for states in findings} == {"holds", "fails", "silent"}


def test_the_small_workspace_is_answered_by_an_alternative_and_contradicts_itself(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    result = printed(capfdbinary, "assess", str(SMALL), "--as-of", DAY, "-o", "json")

    kinds = {o["kind"] for finding in result["findings"] for o in finding["observations"]}
    statuses = {finding["status"] for finding in result["findings"]}
    assert {"contradiction", "not_covered", "value"} <= kinds
    assert "satisfied_by_alternative" in statuses


def test_the_installed_commands_print_what_the_function_prints(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    posture = ("posture", str(SMALL), "--as-of", DAY, "--requirement", "pci_dss:8.3.6")
    schema = ("schema", "pci_dss:8.3.6")

    for arguments in (posture, schema):
        started = subprocess.run(
            [sys.executable, "-m", "checker", *arguments], capture_output=True, check=True, cwd=ROOT
        )
        assert json.loads(started.stdout) == printed(capfdbinary, *arguments)


def test_a_value_beyond_its_bound_fails_under_both_validators(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    schema = printed(capfdbinary, "schema", "pci_dss:8.3.6")
    long = {"minimum_length": 12, "character_classes": ["letters", "digits"]}
    short = {**long, "minimum_length": 11}

    for compiled in (by_jsonschema, by_fastjsonschema):
        is_valid = compiled(schema)
        assert is_valid({"authentication.passwords": long})
        assert not is_valid({"authentication.passwords": short})
        assert not is_valid({"authentication.passwords": {**long, "unheard_of": 1}})
