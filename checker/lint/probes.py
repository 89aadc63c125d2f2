"""Derive probes from an example: the same answer with one thing changed, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.documents.apply import compile_schema
from checker.lint.cases import Case
from checker.lint.judge import HOLDS, answers, part_of, pointer
from checker.lint.walk import ITEM, nodes, types_of
from checker.model import Path
from checker.schemas import DOCUMENTED, IMPLEMENTED, RECORDS, parts

_VALUES = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_SIZES = ("minItems", "maxItems", "minContains", "maxContains", "minLength", "maxLength")
_SPELT = frozenset({"const", "enum", "pattern", "minLength", "maxLength"})
Definition = Mapping[str, Any]
Change = tuple[Path, str, Any]  # where, what, and the whole instance with it


@dataclass(frozen=True, slots=True)
class Probe:
    """An answer one step away from a holding example."""

    part: str
    example: int  # position among the examples, from 0
    place: str  # JSON pointer
    change: str
    instance: Any


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the schemas of a part say of one place: values to try, and sizes."""

    values: tuple[Any, ...] = ()
    sizes: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    is_spelt: bool = False  # something is asked of the characters of a text


def probes(case: Case) -> Iterator[Probe]:
    """Every probe of every part that the types allow, each instance once."""
    for part in parts(case.requirement):
        definition = answers(case, part)
        possible = compile_schema(definition)
        stated = _stated(case, part)
        seen = {_key(e["given"]) for _, e in case.examples if part_of(case, e) == part}
        for position, example in case.examples:
            if example["expect"] != HOLDS or part_of(case, example) != part:
                continue
            changes = _changed(example["given"], definition, (), stated)
            for path, what, instance in changes:
                key = _key(instance)
                if key not in seen and possible.is_valid(instance):
                    seen.add(key)
                    yield Probe(part, position, pointer(path), what, instance)


def without_each_name(instance: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The instance without each name in it, at any depth."""
    if isinstance(instance, Mapping):
        for name, value in instance.items():
            yield (*path, name), {k: v for k, v in instance.items() if k != name}
            for below, lesser in without_each_name(value, (*path, name)):
                yield below, {**instance, name: lesser}
    elif isinstance(instance, list):
        for position, value in enumerate(instance):
            for below, lesser in without_each_name(value, (*path, position)):
                yield below, _with_item(instance, position, lesser)


def without_types(instance: Mapping[str, Any]) -> Iterator[Any]:
    """The instance with a value that no type allows at each name; not worth a line of the table."""
    for name in instance:
        yield {**instance, name: None}


def _key(instance: Any) -> str:
    return json.dumps(instance, sort_keys=True)


def _stated(case: Case, part: str) -> dict[Path, _Stated]:
    requirement = case.requirement
    keys = {"requires"} if part == RECORDS else {DOCUMENTED, IMPLEMENTED}
    keys |= set() if requirement.for_each else {"requires"}
    found: dict[Path, _Stated] = {}
    for key, schema, definition in case.schemas():
        for node in nodes(key, schema, definition) if key in keys else ():
            _collect(found, node.instance, node.schema)
    if part == RECORDS:
        _collect(found, (), {"properties": requirement.where})
        for name, condition in requirement.where.items():
            _collect(found, (name,), condition)
    return found


def _collect(found: dict[Path, _Stated], place: Path, schema: Mapping[str, Any]) -> None:
    before = found.get(place, _Stated())
    bounds = [schema[k] for k in _VALUES if k in schema]
    values = [schema["const"]] if "const" in schema else []
    values += schema.get("enum", []) + [b + step for b in bounds for step in (-1, 0, 1)]
    sizes = [schema[k] + step for k in _SIZES if k in schema for step in (-1, 0, 1)]
    names = [*schema.get("properties", {}), *schema.get("required", [])]
    found[place] = _Stated(
        (*before.values, *values),
        (*before.sizes, *sizes),
        (*before.names, *names),
        before.is_spelt or bool(_SPELT & schema.keys()),
    )


def _changed(
    value: Any, definition: Definition, place: Path, stated: Mapping[Path, _Stated]
) -> Iterator[Change]:
    """One change at a time, here and at every place below; `place` has `*` for items."""
    for other in _others(value, definition, stated, place):
        yield (), f"= {json.dumps(other, ensure_ascii=False)}", other
    if isinstance(value, Mapping):
        yield from _in_mapping(value, definition, place, stated)
    elif isinstance(value, list):
        yield from _in_list(value, definition, place, stated)


def _in_mapping(
    value: Mapping[str, Any], definition: Definition, place: Path, stated: Mapping[Path, _Stated]
) -> Iterator[Change]:
    known = definition.get("properties", {})
    read = tuple(dict.fromkeys(stated.get(place, _Stated()).names))
    for name, inner in ((name, value[name]) for name in read if name in value):
        yield (name,), "removed", {k: v for k, v in value.items() if k != name}
        for path, what, changed in _changed(inner, known.get(name, {}), (*place, name), stated):
            yield (name, *path), what, {**value, name: changed}
    for name in read:
        # What is there already is changed above.
        for added in (
            () if name in value else _candidates(known.get(name, {}), stated, (*place, name))
        ):
            shown = json.dumps(added, ensure_ascii=False)
            yield (name,), f"+ {shown}", {**value, name: added}


def _in_list(
    value: list[Any], definition: Definition, place: Path, stated: Mapping[Path, _Stated]
) -> Iterator[Change]:
    items = definition.get("items", {})
    for position, inner in enumerate(value):
        if len(value) > 1:
            yield (position,), "removed", [v for n, v in enumerate(value) if n != position]
        for path, what, changed in _changed(inner, items, (*place, ITEM), stated):
            yield (position, *path), what, _with_item(value, position, changed)
    if value:
        yield (), "= []", []
        yield (), "last item twice", [*value, value[-1]]
    for added in _candidates(items, stated, (*place, ITEM)):
        if added not in value:
            shown = json.dumps(added, ensure_ascii=False)
            yield (), f"+ {shown}", [*value, added]
    for size in sorted(set(stated.get(place, _Stated()).sizes)):
        if 0 < size < len(value):
            yield (), f"first {size} items", value[:size]


def _with_item(value: list[Any], position: int, item: Any) -> list[Any]:
    return [item if n == position else v for n, v in enumerate(value)]


def _candidates(
    definition: Definition, stated: Mapping[Path, _Stated], place: Path
) -> Iterator[Any]:
    """Values worth trying where there is none yet: all that the catalogue or the schemas name."""
    options = [*definition.get("enum", []), *stated.get(place, _Stated()).values]
    options += [True, False] if types_of(definition) == {"boolean"} else []
    yield from _distinct(options)


def _others(
    value: Any, definition: Definition, stated: Mapping[Path, _Stated], place: Path
) -> Iterator[Any]:
    """Other values of the same type: the neighbours, and what schema and catalogue speak of."""
    here = stated.get(place, _Stated())
    options: list[Any] = list(_candidates(definition, stated, place))
    match value:
        case bool():
            options.append(not value)
        case int() | float():
            options += [value - 1, value + 1]
        case str() if here.is_spelt and "enum" not in definition:
            options += [f"x{value}", f"{value}x", f"{value}\n", value.swapcase()]
            options += [(value * size)[:size] for size in here.sizes if size > 0]
        case _:
            pass
    if not isinstance(value, Mapping | list):
        yield from (option for option in _distinct(options) if not _same(option, value))


def _distinct(options: list[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for option in options:
        key = _key(option)
        if key not in seen:
            seen.add(key)
            yield option


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
