"""The second engine: alike where both can be trusted, a refusal elsewhere."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.documents.apply import compile_schema
from checker.second_opinion import holds


@pytest.mark.parametrize(
    ("schema", "instance", "expected"),
    [
        ({"minimum": 12}, 12, True),
        ({"minimum": 12}, 11, False),
        ({"type": "string", "pattern": "^a$"}, "a\n", False),
        ({"type": "string", "pattern": "^[$]$"}, "$", True),
        ({"type": "string", "pattern": r"^\$$"}, "$", True),
        ({"type": "string", "pattern": "^[0-9]$"}, "٣", False),
        ({"format": "date"}, "2024-02-29", True),
        ({"format": "date"}, "2023-02-29", False),
        ({"format": "date"}, "20240229", False),
        ({"format": "date"}, 5, True),
        ({"const": True}, 1, False),
        ({"enum": [1]}, True, False),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"const": 1}}}, 1, True),
    ],
)
def test_a_schema_is_judged(schema: dict[str, Any], instance: Any, expected: bool) -> None:
    assert holds(schema, instance) is expected
    assert compile_schema(schema).is_valid(instance) is expected


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://example.org/schema"},
        {"$ref": "file:///etc/passwd"},
        {"$ref": "#/$defs/missing"},
        {"multipleOf": 2},
        {"patternProperties": {"a": True}},
        {"contentEncoding": "base64"},
        {"format": "email"},
        {"pattern": "("},
    ],
)
def test_what_is_not_read_alike_is_refused(
    schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", no_network)

    with pytest.raises(ValueError, match=r"read alike|leaves the document|not a pattern"):
        holds(schema, "text")


LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.booleans(), st.integers(-3, 3), st.sampled_from(["a", "b", "", "a\n"]), st.none()
)
INSTANCES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=6,
)
ASSERTIONS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(lambda n: {"minimum": n}, st.integers(-2, 2)),
    st.builds(lambda n: {"exclusiveMaximum": n}, st.integers(-2, 2)),
    st.builds(lambda v: {"const": v}, LEAVES),
    st.builds(lambda n: {"minItems": n}, st.integers(0, 2)),
    st.builds(lambda n: {"required": [n]}, st.sampled_from("xyz")),
    st.just({"uniqueItems": True}),
    st.just({"pattern": "^a$"}),
    st.sampled_from([{"type": t} for t in ("string", "integer", "array", "object", "boolean")]),
)
SCHEMAS = st.recursive(
    ASSERTIONS,
    lambda inner: st.one_of(
        st.builds(lambda a, b: {"anyOf": [a, b]}, inner, inner),
        st.builds(lambda a, b: {"oneOf": [a, b]}, inner, inner),
        st.builds(lambda a: {"not": a}, inner),
        st.builds(lambda a, b, c: {"if": a, "then": b, "else": c}, inner, inner, inner),
        st.builds(lambda n, a: {"properties": {n: a}}, st.sampled_from("xyz"), inner),
        st.builds(lambda a: {"contains": a}, inner),
        st.builds(lambda a: {"items": a}, inner),
    ),
    max_leaves=5,
)


@given(SCHEMAS, INSTANCES)
@settings(max_examples=300, deadline=None)
def test_two_engines_never_disagree(schema: dict[str, Any], instance: Any) -> None:
    assert holds(schema, instance) == compile_schema(schema).is_valid(instance)
