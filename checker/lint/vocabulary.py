"""The closed vocabulary of a requirement's schema, and why every other keyword is refused."""

from __future__ import annotations

from typing import Final

_NUMBERS, _TEXT, _LIST, _OBJECT = (
    frozenset({"integer", "number"}),
    frozenset({"string"}),
    frozenset({"array"}),
    frozenset({"object"}),
)
ALL_TYPES: Final = frozenset({"null", "boolean", *_NUMBERS, *_TEXT, *_LIST, *_OBJECT})

# Keyword -> the types it can bite on; on any other value it holds without having looked.
BITES: Final = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _NUMBERS),
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), _TEXT),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), _LIST),
    **dict.fromkeys(("items", "contains", "minContains", "maxContains"), _LIST),
    **dict.fromkeys(("properties", "required"), _OBJECT),
    **dict.fromkeys(("type", "const", "enum"), ALL_TYPES),
    **dict.fromkeys(("anyOf", "allOf", "oneOf", "not", "if", "then", "else"), ALL_TYPES),
}
COMBINING: Final = ("anyOf", "allOf", "oneOf")
CONDITIONAL: Final = ("not", "if")
BRANCHES: Final = ("then", "else")
FORMATS: Final = ("date",)
DEEPEST, MOST_NODES = 32, 10_000

_REFERENCE = ("reference", "write the schema out: a requirement stands alone and is read alone")
_IDENTITY = ("identity", "leave it out: the compiler gives the printed schema its name and dialect")
_NO_ASSERTION = ("not-an-assertion", "leave it out: it looks like a condition and checks nothing")
_LEGACY = ("wrong-dialect", "schemas are JSON Schema 2020-12; write it with its keywords")
_CLOSING = (
    "closing",
    "leave it out: the catalogue closes answers, and closing a branch refuses all the rest",
)
_UNREAD = ("outside-vocabulary", "say it with the keywords listed in docs/requirements.md")

REFUSED: Final = {
    **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef", "$defs", "definitions"), _REFERENCE),
    **dict.fromkeys(("$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary"), _IDENTITY),
    **dict.fromkeys(("default", "readOnly", "writeOnly", "deprecated", "examples"), _NO_ASSERTION),
    **dict.fromkeys(("title", "description", "$comment"), _NO_ASSERTION),
    **dict.fromkeys(("contentEncoding", "contentMediaType", "contentSchema"), _NO_ASSERTION),
    **dict.fromkeys(("dependencies", "additionalItems", "extends", "divisibleBy", "id"), _LEGACY),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), _CLOSING),
    **dict.fromkeys(("unevaluatedItems", "propertyNames"), _CLOSING),
    **dict.fromkeys(("multipleOf", "patternProperties", "prefixItems"), _UNREAD),
    **dict.fromkeys(("dependentRequired", "dependentSchemas"), _UNREAD),
    **dict.fromkeys(("minProperties", "maxProperties"), _UNREAD),
}
