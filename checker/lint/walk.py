"""Walk an author's schema together with the type of what it judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from checker.lint.vocabulary import ALL_TYPES, BRANCHES, COMBINING, CONDITIONAL
from checker.model import Path

ITEM = "*"  # the step from a list to each of its items, in the path of an instance
Definition = Mapping[str, Any]
_TYPES = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    type(None): "null",
    dict: "object",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One schema inside a requirement."""

    path: Path  # in the document, for places
    schema: Mapping[str, Any]
    definition: Definition  # the type of the instance, empty where it is not known
    instance: Path  # where in the instance; `*` for any item
    demanded: frozenset[Path]  # what is required of the instance when this schema is asked
    is_condition: bool = False  # below `if` or `not`
    depth: int = 0

    @property
    def types(self) -> frozenset[str]:
        """Types that the instance may have here; all of them where nothing is known."""
        known = types_of(self.definition)
        return known & types_of(self.schema) if "type" in self.schema else known


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """The types that a definition lets through."""
    types = ALL_TYPES
    stated = schema.get("type")
    if stated is not None:
        types &= {stated} if isinstance(stated, str) else frozenset(stated)
        types |= {"integer"} if "number" in types else frozenset()
    if "enum" in schema or "const" in schema:
        types &= frozenset(type_of(v) for v in schema.get("enum", [schema.get("const")]))
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            types &= frozenset().union(*(types_of(branch) for branch in schema[keyword]))
    return types


def type_of(value: Any) -> str:
    """JSON Schema's name for the type of a value."""
    return _TYPES[type(value)]


def nodes(
    key: str, schema: Any, definition: Definition, demanded: frozenset[Path] = frozenset()
) -> Iterator[Node]:
    """`schema`, written under `key`, and every schema inside it; what is no mapping is left out.

    `demanded` is what another schema, asked together with this one, requires already.
    """
    if isinstance(schema, Mapping):
        yield from _below(Node((key,), schema, definition, (), demanded))


def _below(node: Node) -> Iterator[Node]:
    demanded = node.demanded
    if not node.is_condition:
        demanded |= frozenset(_demands(node.schema, node.instance))
    node = replace(node, demanded=demanded)
    yield node
    for child in _children(node):
        yield from _below(child)


def _children(node: Node) -> Iterator[Node]:
    schema, definition = node.schema, node.definition
    for name, body in _mapping(schema.get("properties")).items():
        child = _mapping(definition.get("properties")).get(name, {})
        yield from _child(node, ("properties", name), body, child, (name,))
    for keyword in ("items", "contains"):
        child = _mapping(definition.get("items"))
        yield from _child(node, (keyword,), schema.get(keyword), child, (ITEM,))
    for keyword in COMBINING:
        branches = schema.get(keyword)
        for position, body in enumerate(branches if isinstance(branches, list) else ()):
            yield from _child(node, (keyword, position), body, definition)
    for keyword in (*CONDITIONAL, *BRANCHES):
        yield from _child(node, (keyword,), schema.get(keyword), definition)


def _child(
    node: Node, step: Path, body: Any, definition: Definition, into: Path = ()
) -> Iterator[Node]:
    if isinstance(body, Mapping):
        condition = node.is_condition or step[0] in CONDITIONAL
        yield Node(
            (*node.path, *step),
            body,
            definition,
            (*node.instance, *into),
            node.demanded,
            condition,
            node.depth + 1,
        )


def _demands(schema: Mapping[str, Any], instance: Path) -> Iterator[Path]:
    """Every place that must exist for `schema` to hold, wherever a condition does not decide it."""
    for name in _strings(schema.get("required")):
        yield (*instance, name)
    for name, body in _mapping(schema.get("properties")).items():
        if isinstance(body, Mapping):
            yield from _demands(body, (*instance, name))
    for branch in schema.get("allOf", ()) if isinstance(schema.get("allOf"), list) else ():
        if isinstance(branch, Mapping):
            yield from _demands(branch, instance)
    if isinstance(schema.get("items"), Mapping):
        yield from _demands(schema["items"], (*instance, ITEM))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _strings(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def values_at(instance: Any, path: Path) -> Iterator[Any]:
    """The values that `path` leads to inside `instance`; several where it passes a list."""
    if not path:
        yield instance
    elif path[0] == ITEM:
        for item in instance if isinstance(instance, list) else ():
            yield from values_at(item, path[1:])
    elif isinstance(instance, Mapping) and path[0] in instance:
        yield from values_at(instance[path[0]], path[1:])
