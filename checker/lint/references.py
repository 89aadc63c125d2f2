"""Hold every name in a requirement to something that exists: controls, fields, facts, ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.documents import kinds
from checker.errors import Problem
from checker.lint.cases import Case, World
from checker.lint.source import Written
from checker.lint.walk import Node, nodes
from checker.model import Facet, Path
from checker.text import nearest, quoted

_UNKNOWN = "unknown"


def names(case: Case) -> Iterator[Problem]:
    """Controls, parameters, registers and fields that nobody can answer."""
    kind = case.requirement.for_each
    if kind and kind not in case.world.registers:
        yield _unknown(case.written, "register", ("for_each",), kind, case.world.registers)
        return
    for key, schema, definition in case.schemas():
        for node in nodes(key, schema, definition):
            what = (
                ("parameter" if len(node.instance) == 1 else "field")
                if node.instance
                else "control"
            )
            over_record = key == "requires" and kind
            yield from _members(case, node, "field" if over_record else what)
            if not over_record and not node.instance:
                yield from _unread(case, key, node)


def _unread(case: Case, key: str, node: Node) -> Iterator[Problem]:
    """Controls that are named where nobody looks for answers, or holds them to a type."""
    facets = [Facet(key)] if key != "requires" else [Facet.DOCUMENTED, Facet.IMPLEMENTED]
    for name in dict.fromkeys(
        (*node.schema.get("properties", {}), *node.schema.get("required", []))
    ):
        known = name in case.world.catalog.controls
        if known and not all(name in case.requirement.reads(facet) for facet in facets):
            message = f"{quoted(name)} is named here alone, so its answers are not read"
            hint = f"add `{name}: {{}}` to the `properties` at the top of {quoted(key)}"
            yield case.problem("unread-control", node.path, message, hint)


def _members(case: Case, node: Node, what: str) -> Iterator[Problem]:
    known = node.definition.get("properties")
    if known is None:
        return
    for name in node.schema.get("properties", {}):
        if name not in known:
            yield _unknown(case.written, what, (*node.path, "properties", name), name, known)
    for position, name in enumerate(node.schema.get("required", [])):
        if name not in known:
            yield _unknown(case.written, what, (*node.path, "required", position), name, known)


def where(case: Case) -> Iterator[Problem]:
    """Selections of records by a field that may be missing, or that overlook `unknown`."""
    kind = case.requirement.for_each.removeprefix("register.")
    selection = case.requirement.where
    if selection and not kind:
        message, hint = "`where` without `for_each`", "name the register whose records it selects"
        yield case.key_problem("where-of-nothing", ("where",), message, hint)
        return
    if not selection or case.requirement.for_each not in case.world.registers:
        return
    fields = case.world.registers[case.requirement.for_each]["properties"]
    required = kinds.raw(kind)["$defs"]["record"]["required"]
    for name, condition in selection.items():
        path = ("where", name)
        if name not in fields:
            yield _unknown(case.written, "field", path, name, fields)
        elif name not in required:
            message = f"a record may leave out {quoted(name)}, and would not be judged"
            hint = f"select by a required field: {', '.join(required)}"
            yield case.key_problem("where-on-optional", path, message, hint)
        else:
            yield from _selected(case, path, condition, fields[name].get("enum", []))


def _selected(
    case: Case, path: Path, condition: Mapping[str, Any], known: list[Any]
) -> Iterator[Problem]:
    values = condition.get("enum", [condition.get("const")])
    for value in values:
        if not any(_same(value, option) for option in known):
            yield _unknown(case.written, "value", path, str(value), map(str, known))
    if _UNKNOWN in known and _UNKNOWN not in values:
        message = "records whose answer is `unknown` would not be judged"
        hint = f"write enum: [{', '.join(str(v).lower() for v in values)}, unknown]"
        yield case.problem("where-without-unknown", path, message, hint)


def applies(case: Case) -> Iterator[Problem]:
    """Facts that `applies_when` reads, and values that they cannot have."""
    yield from facts(case.written, case.world)


def facts(written: Written, world: World) -> Iterator[Problem]:
    """The same for any file with an `applies_when`."""
    condition = written.value.get("applies_when", {})
    yield from _facts(written, world, ("applies_when",), condition)
    for position, branch in enumerate(condition.get("any_of", [])):
        yield from _facts(written, world, ("applies_when", "any_of", position), branch)


def _facts(
    written: Written, world: World, path: Path, condition: Mapping[str, Any]
) -> Iterator[Problem]:
    for name, wanted in condition.items():
        if name == "any_of":
            continue
        if name not in world.facts:
            yield _unknown(written, "fact", (*path, name), name, world.facts)
            continue
        fact = world.facts[name]
        known = fact.get("items", fact).get("enum")
        if known is None and fact.get("type") == "boolean":
            known = [True, False]
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if known is not None and not any(_same(value, option) for option in known):
                spelt = [str(option).lower() for option in known]
                yield _unknown(written, "value", (*path, name), str(value).lower(), spelt)


def ids(case: Case) -> Iterator[Problem]:
    """Ids of other requirements that are neither written nor in the official list."""
    written = {str(w.value.get("id")) for w in case.folder.requirements}
    known = sorted(written | case.folder.numbers)
    parts = enumerate(case.requirement.parts)
    named: list[tuple[Path, str]] = [(("parts", n), id_) for n, id_ in parts]
    if case.requirement.superseded_by:
        named.append((("superseded_by",), case.requirement.superseded_by))
    for path, id_ in named:
        if id_ == case.requirement.id:
            message = "a requirement is not its own part or successor"
            yield case.problem("self-reference", path, message)
        elif id_ not in known:
            yield _unknown(case.written, "requirement", path, id_, known)


def decisions(case: Case) -> Iterator[Problem]:
    """Types of decision that the framework itself does not know."""
    known = case.folder.page.value.get("alternatives", [])
    for position, name in enumerate(case.written.value.get("alternatives", [])):
        if name not in known:
            yield _unknown(case.written, "decision", ("alternatives", position), name, known)


def _unknown(written: Written, what: str, path: Path, name: str, known: Iterable[str]) -> Problem:
    options = list(known)
    meant = nearest(name, options)
    hint = f"did you mean {quoted(meant)}?" if meant else ""
    if not meant and len(options) <= 30:
        hint = f"known: {', '.join(options)}"
    return written.key_problem(f"unknown-{what}", path, f"no {what} {quoted(name)}", hint)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
