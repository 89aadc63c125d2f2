"""Hold schemas to keywords that exist, that are ours, and that can bite where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from checker.documents.apply import compile_schema
from checker.errors import Problem
from checker.lint import patterns
from checker.lint.cases import Case
from checker.lint.vocabulary import (
    ALL_TYPES,
    BITES,
    COMBINING,
    CONDITIONAL,
    DEEPEST,
    FORMATS,
    MOST_NODES,
    REFUSED,
)
from checker.lint.walk import ITEM, Node, nodes, type_of
from checker.model import Path
from checker.text import nearest, quoted


def vocabulary(case: Case) -> Iterator[Problem]:
    """Keywords outside the closed vocabulary, values that no keyword takes, and bad patterns."""
    for key, schema, definition in case.schemas():
        found = list(nodes(key, schema, definition))
        yield from _size(case, key, found)
        before = [problem for node in found for problem in _keywords(case, node)]
        yield from before
        if not before:
            yield from _values(case, key, schema)


def _size(case: Case, key: str, found: list[Node]) -> Iterator[Problem]:
    deepest = max(found, key=lambda node: node.depth, default=None)
    if deepest is not None and deepest.depth > DEEPEST:
        message = f"{deepest.depth} schemas deep, of at most {DEEPEST}"
        yield case.problem("too-deep", deepest.path, message, "split the requirement")
    if len(found) > MOST_NODES:
        message = f"{len(found):,} schemas, of at most {MOST_NODES:,}"
        yield case.key_problem("too-large", (key,), message, "split the requirement")


def _keywords(case: Case, node: Node) -> Iterator[Problem]:
    if not node.schema and not _is_only_named(node):
        message, hint = "an empty schema holds for everything", "say what is asked, or leave it out"
        yield case.problem("empty-schema", node.path, message, hint)
    for keyword, value in node.schema.items():
        path = (*node.path, keyword)
        if keyword not in BITES:
            yield _refused(case, path, keyword, value)
        elif keyword == "pattern" and isinstance(value, str):
            for code, message in patterns.faults(value):
                hint = "anchor it as ^…$ and keep to letters, classes, groups and counts"
                yield case.problem(code, path, message, hint)
        elif keyword == "format" and value not in FORMATS:
            message = f"format {quoted(str(value))} is not checked alike everywhere"
            yield case.problem("unknown-format", path, message, "the only format is date")
        yield from _no_schema(case, path, keyword, value)


def _is_only_named(node: Node) -> bool:
    """Whether this is `control: {}` at the top, which says that the control is read."""
    return not node.schema and node.path[1:-1] == ("properties",) and node.depth == 1


def _no_schema(case: Case, path: Path, keyword: str, value: Any) -> Iterator[Problem]:
    """`true` and `false` where a schema belongs."""
    if keyword == "properties" and isinstance(value, Mapping):
        inner: list[tuple[Path, Any]] = [((*path, name), body) for name, body in value.items()]
    elif keyword in COMBINING and isinstance(value, list):
        inner = [((*path, position), body) for position, body in enumerate(value)]
    elif keyword in (*CONDITIONAL, "then", "else", "items", "contains"):
        inner = [(path, value)]
    else:
        return
    for place, body in inner:
        if isinstance(body, bool):
            always = "holds for everything" if body else "never holds"
            yield case.problem("empty-schema", place, f"`{str(body).lower()}` {always}")


def _refused(case: Case, path: Path, keyword: str, value: Any) -> Problem:
    if keyword in REFUSED:
        code, hint = REFUSED[keyword]
        if keyword.endswith("ref") and isinstance(value, str) and not value.startswith("#"):
            code = "external-reference"
        return case.key_problem(code, path, f"{quoted(keyword)} has no place here", hint)
    meant = nearest(keyword, BITES)
    hint = f"did you mean {quoted(meant)}?" if meant else "docs/requirements.md lists them all"
    message = f"no keyword {quoted(keyword)}; validators would ignore it"
    return case.key_problem("unknown-keyword", path, message, hint)


def _values(case: Case, key: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        jsonschema_rs.meta.validate(dict(schema))
        compile_schema(dict(schema))  # a pattern's counts may multiply beyond what an engine holds
    except jsonschema_rs.ValidationError as error:
        path = (key, *error.instance_path)
        message = f"not a value that this keyword takes: {error.message[:120]}"
        yield case.problem("keyword-value", path, message, "see JSON Schema 2020-12")


def bite(case: Case) -> Iterator[Problem]:
    """Keywords beside a type they do not look at, and values that the type does not have."""
    for key, schema, definition in case.schemas():
        for node in nodes(key, schema, definition):
            yield from _biting(case, node)
            yield from _possible(case, node)
            yield from _bounded_items(case, node)


def _biting(case: Case, node: Node) -> Iterator[Problem]:
    for keyword in node.schema:
        bites = BITES[keyword]
        if node.types <= bites:
            continue
        if node.types == ALL_TYPES:
            message = f"{quoted(keyword)} holds for every other type, and no type is known here"
        else:
            types = ", ".join(sorted(node.types - bites))
            message = f"{quoted(keyword)} holds for every {types}, so here it asks nothing"
        hint = f"it looks at {' and '.join(sorted(bites))} only; add `type`, or use another keyword"
        yield case.key_problem("keyword-without-type", (*node.path, keyword), message, hint)


def _possible(case: Case, node: Node) -> Iterator[Problem]:
    """`const` and `enum` values that the catalogue or the register can never hold."""
    if not node.definition:
        return
    stated: list[tuple[Path, Any]] = []
    if "const" in node.schema:
        stated.append((("const",), node.schema["const"]))
    values = node.schema.get("enum", [])
    stated += [(("enum", position), value) for position, value in enumerate(values)]
    for step, value in stated:
        if not jsonschema_rs.is_valid(dict(node.definition), value):
            meant = nearest(str(value), map(str, node.definition.get("enum", [])))
            hint = f"did you mean {quoted(meant)}?" if meant else _offer(node)
            message = f"{quoted(str(value))} is no value of this {type_of(value)}"
            if not node.definition.get("enum"):
                message = f"{quoted(str(value))} can never stand here"
            yield case.problem("unknown-value", (*node.path, *step), message, hint)


def _offer(node: Node) -> str:
    values = node.definition.get("enum", [])
    return f"known: {', '.join(map(str, values))}" if values else ""


def _bounded_items(case: Case, node: Node) -> Iterator[Problem]:
    """`items` holds for an empty list, unless something asks that there be one."""
    schema = node.schema
    if "items" in schema and schema.get("minItems", 0) < 1 and "contains" not in schema:
        message = "`items` holds for an empty list"
        hint = "add `minItems: 1`, or `contains`"
        yield case.key_problem("items-of-nothing", (*node.path, "items"), message, hint)


def demanded(case: Case) -> Iterator[Problem]:
    """Names that a schema speaks of without demanding them: leaving something out must not help."""
    common: frozenset[Path] = frozenset()
    for key, schema, definition in case.schemas():
        seen: set[Path] = set()
        for node in nodes(key, schema, definition, common):
            yield from _optional(case, node, seen)
            if key == "requires" and not case.requirement.for_each and not node.depth:
                common = node.demanded  # of every part


def _optional(case: Case, node: Node, seen: set[Path]) -> Iterator[Problem]:
    names = [name for name, body in node.schema.get("properties", {}).items() if body]
    if node.is_condition:
        names += [name for name in node.schema.get("required", []) if name not in names]
    for name in names:
        place = (*node.instance, name)
        step: Path = (
            ("properties", name) if name in node.schema.get("properties", {}) else ("required",)
        )
        if place not in node.demanded and (*node.path, name) not in seen:
            seen.add((*node.path, name))
            word = "a condition reads" if node.is_condition else "something is asked of"
            message = f"{word} {quoted(name)}, which may be left out"
            hint = f"add {quoted(name)} to `required`{_beside(place)}, outside any condition"
            code = "condition-on-optional" if node.is_condition else "optional"
            yield case.key_problem(code, (*node.path, *step), message, hint)


def _beside(place: Path) -> str:
    above = [str(step) for step in place[:-1] if step != ITEM]
    return f" of {quoted(above[-1])}" if above else ""
