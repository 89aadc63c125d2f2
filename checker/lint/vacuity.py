"""Prove that a requirement can fail, that it can hold, and that no part of it is dead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import jsonschema_rs
from jsonschema_rs import canonical

from checker.errors import Problem
from checker.lint.cases import Case
from checker.lint.judge import FAILS, HOLDS, judge, part_of, printed
from checker.lint.vocabulary import BRANCHES, COMBINING, CONDITIONAL
from checker.model import Path
from checker.schemas import DOCUMENTED, IMPLEMENTED, RECORDS, parts

STRICT: Mapping[str, Any] = {
    "validate_formats": True,
    "offline": True,
    "pattern_options": jsonschema_rs.RegexOptions(),
}
canonicalized = partial(jsonschema_rs.canonicalize, **STRICT)
# What says nothing at all, in every type.
_NOTHINGS: tuple[Any, ...] = ({}, None, [], "", 0, False)


def key_of(part: str) -> str:
    """The key of the file that a part is mostly written under."""
    return part if part in {DOCUMENTED, IMPLEMENTED} else "requires"


def can_fail_and_hold(case: Case) -> Iterator[Problem]:
    """Parts that every answer satisfies, that none does, or for which neither is proved."""
    for part in parts(case.requirement):
        schema = canonicalized(printed(case.requirement, part, case.world))
        anything = canonicalized(_anything(case, part))
        path = (key_of(part),) if key_of(part) in case.written.value else ("requires",)
        covers, satisfiable = schema.covers(anything), schema.satisfiability()
        if covers == canonical.Containment.YES:
            message, hint = "every answer satisfies it", "`required` is missing, or misspelt above"
            yield case.key_problem("never-fails", path, message, hint)
        elif satisfiable == canonical.Satisfiability.NO:
            message, hint = (
                "no answer can satisfy it",
                "two of its conditions contradict each other",
            )
            yield case.key_problem("never-passes", path, message, hint)
        elif covers == canonical.Containment.UNKNOWN or (
            satisfiable == canonical.Satisfiability.UNKNOWN
        ):
            yield from _unproved(case, part, path)


def _anything(case: Case, part: str) -> dict[str, Any]:
    """The widest answer that the definitions allow."""
    defs = printed(case.requirement, part, case.world)["$defs"]
    kind = case.requirement.for_each
    if part == RECORDS:
        return {"$ref": f"#/$defs/{kind}", "$defs": defs}
    controls = {name: {"$ref": f"#/$defs/{name}"} for name in defs if name != kind}
    return {"type": "object", "properties": controls, "$defs": defs}


def _unproved(case: Case, part: str, path: Path) -> Iterator[Problem]:
    """Where the proof is out of reach, the examples must show both outcomes."""
    verdicts = judge(case.requirement, case.world)
    seen = {
        verdicts.verdict(part, example["given"])
        for _, example in case.examples
        if part_of(case, example) == part
    }
    if not {HOLDS, FAILS} <= seen:
        message = "it cannot be proved that this can both hold and fail"
        yield case.key_problem("unproved", path, message, "show both by example")


def rejects_nothings(case: Case) -> Iterator[Problem]:
    """Parts that hold although nothing was said."""
    verdicts = judge(case.requirement, case.world)
    for part, validator in verdicts.parts.items():
        held = [value for value in _NOTHINGS if validator.is_valid(value)]
        if held:
            path = (key_of(part),) if key_of(part) in case.written.value else ("requires",)
            message = f"{held[0]!r} satisfies it: saying nothing would be enough"
            yield case.key_problem("accepts-empty", path, message, "add `required`")


def dead(case: Case) -> Iterator[Problem]:
    """Schemas inside a requirement that no value can satisfy, the innermost of each."""
    for key, schema, definition in case.schemas():
        marks: dict[str, Path] = {}
        typed = {"type": "object", **_typed(schema, definition, (key,), "", marks)}
        found = [p for p in canonical.find_unsatisfiable(typed, **STRICT) if p and p in marks]
        for pointer in found:
            if not any(other.startswith(f"{pointer}/") for other in found):
                message = "no value that can be answered satisfies this"
                hint = "its conditions contradict each other or the catalogue's type"
                yield case.problem("dead-subschema", marks[pointer], message, hint)


def _typed(
    schema: Mapping[str, Any],
    definition: Mapping[str, Any],
    path: Path,
    pointer: str,
    marks: dict[str, Path],
) -> dict[str, Any]:
    """The schema with the type of each value beside it; `marks`: pointer -> path in the file."""
    marks[pointer] = path
    result = dict(schema)

    def beside(body: Any, child: Mapping[str, Any], *step: str) -> dict[str, Any]:
        here = f"{pointer}/{'/'.join(map(_escaped, step))}"
        marks[here] = (*path, *step)
        return {"allOf": [child, _typed(body, child, (*path, *step), f"{here}/allOf/1", marks)]}

    known = definition.get("properties", {})
    if "properties" in schema:
        result["properties"] = {
            name: beside(body, known.get(name, {}), "properties", name)
            for name, body in schema["properties"].items()
        }
    for keyword in {"items", "contains"} & schema.keys():
        result[keyword] = beside(schema[keyword], definition.get("items", {}), keyword)
    for keyword in schema.keys() & set(COMBINING):
        result[keyword] = [
            _typed(body, definition, (*path, keyword, n), f"{pointer}/{keyword}/{n}", marks)
            for n, body in enumerate(schema[keyword])
        ]
    for keyword in schema.keys() & {*CONDITIONAL, *BRANCHES}:
        below = f"{pointer}/{keyword}"
        result[keyword] = _typed(schema[keyword], definition, (*path, keyword), below, marks)
    return result


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
