"""Which branch of an "either … or …" is told, and what else would do."""

from __future__ import annotations

from typing import Any

from checker.documents.apply import SchemaError, compile_schema, errors
from checker.documents.explain import alternatives, leading_errors


def found(schema: dict[str, Any], instance: Any) -> list[SchemaError]:
    """Every error."""
    return list(errors(compile_schema(schema), instance))


def told(told_errors: tuple[SchemaError, ...]) -> list[tuple[str, str]]:
    """Keyword and place of each."""
    return [(error.keyword, "/".join(map(str, error.path))) for error in told_errors]


EITHER = {
    "anyOf": [
        {"required": ["b"]},
        {"properties": {"a": {"minimum": 12, "maximum": 4}}},
        {"properties": {"a": {"minimum": 8}}},
    ]
}


def test_an_error_outside_branches_stays() -> None:
    assert told(leading_errors(found({"minimum": 3}, 1))) == [("minimum", "")]


def test_missing_names_weigh_more_than_errors() -> None:
    assert told(leading_errors(found(EITHER, {"a": 7}))) == [("minimum", "a")]


def test_fewer_errors_are_told_before_more() -> None:
    schema = {"anyOf": [{"minimum": 5, "multipleOf": 4}, {"minimum": 6}]}

    (leading,) = leading_errors(found(schema, 3))

    assert leading.detail == {"limit": 6}


def test_of_equal_branches_the_first_is_told() -> None:
    schema = {"anyOf": [{"minimum": 12}, {"minimum": 8}]}

    (leading,) = leading_errors(found(schema, 7))

    assert leading.detail == {"limit": 12}


def test_branches_inside_branches_are_told_by_the_same_rule() -> None:
    schema = {
        "anyOf": [{"required": ["x"]}, {"anyOf": [{"required": ["y", "z"]}, {"minProperties": 3}]}]
    }

    assert told(leading_errors(found(schema, {"a": 1}))) == [("minProperties", "")]


def test_one_of_that_fits_twice_is_told_itself() -> None:
    schema = {"oneOf": [{"type": "integer"}, {"minimum": 0}]}

    assert told(leading_errors(found(schema, 1))) == [("oneOf", "")]
    assert alternatives(found(schema, 1)) == ()


def test_other_branches_follow_in_their_order() -> None:
    groups = alternatives(found(EITHER, {"a": 7}))

    assert [told(group) for group in groups] == [
        [("required", "")],
        [("minimum", "a"), ("maximum", "a")],
    ]


def test_what_is_told_twice_is_told_once() -> None:
    schema = {"allOf": [{"anyOf": [{"required": ["x"]}]}, {"required": ["x"]}]}

    assert told(leading_errors(found(schema, {}))) == [("required", "")]


def test_nothing_wrong_leads_to_nothing() -> None:
    assert leading_errors([]) == ()
    assert alternatives([]) == ()
