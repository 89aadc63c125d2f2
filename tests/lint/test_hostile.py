"""Whatever an author writes, the linter answers with problems and never with a crash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lint.toy import GOOD, LOCKOUT_FILE, linted, written

WORDS = [
    "type", "const", "enum", "minimum", "maxLength", "pattern", "format", "minItems", "items",
    "contains", "minContains", "properties", "required", "anyOf", "allOf", "oneOf", "not", "if",
    "then", "$ref", "additionalProperties", "authentication.passwords", "minimum_length",
    "character_classes", "algorithm", "string", "object", "letters", "^a$",
]  # fmt: skip
LEAVES = st.one_of(st.sampled_from(WORDS), st.integers(-1, 13), st.booleans(), st.none())
JUNK = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    ),
    max_leaves=12,
)
CONSTRAINTS = st.dictionaries(st.sampled_from(WORDS[:20]), JUNK, max_size=3)
KEYS = ["requires", "documented", "implemented", "where", "applies_when", "examples", "parts", "id"]


SOUND: dict[str, Any] = {
    "id": "1.3",
    "title": "Accounts lock after failures",
    "summary": "Guessing stops.",
    "citation": "Toy standard, 1.3",
    "obligation": "required",
    "severity": "low",
    "asks_for": ["implemented"],
    "requires": {"required": ["authentication.passwords"]},
    "remediation": "Lock sooner.",
    "examples": [
        {"given": {"authentication.passwords": {"minimum_length": 9}}, "expect": "holds"},
        {"given": {}, "expect": "fails", "at": ""},
    ],
}


def fails_softly(root: Path, changes: dict[str, Any]) -> None:
    """Lint the toy with these keys of 1.3 replaced, and expect problems with places."""
    lines = [f"{key}: {json.dumps(value)}" for key, value in {**SOUND, **changes}.items()]
    written(root, {**GOOD, LOCKOUT_FILE: "\n".join(lines) + "\n"})

    report = linted(root)

    assert report.problems
    assert all(problem.place.line > 0 and problem.message for problem in report.problems)


@given(st.dictionaries(st.sampled_from(KEYS), JUNK, min_size=1, max_size=3))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_junk_under_any_key_is_a_problem(tmp_path: Path, changes: dict[str, Any]) -> None:
    fails_softly(tmp_path, changes)


@given(CONSTRAINTS, CONSTRAINTS)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_junk_inside_a_schema_is_a_problem(
    tmp_path: Path, outer: dict[str, Any], inner: dict[str, Any]
) -> None:
    control = {"required": ["minimum_length"], "properties": {"minimum_length": inner}, **outer}

    fails_softly(
        tmp_path,
        {
            "requires": {
                "required": ["authentication.passwords"],
                "properties": {"authentication.passwords": control},
            }
        },
    )


@pytest.mark.parametrize("depth", [15, 21])
def test_a_tower_of_schemas_has_an_end(tmp_path: Path, depth: int) -> None:
    tower: dict[str, Any] = {"required": ["authentication.passwords"]}
    for _ in range(depth):
        tower = {"allOf": [tower]}

    fails_softly(tmp_path, {"requires": tower})
