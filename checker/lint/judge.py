"""Turn a requirement into a judge: given an instance, what does each of its parts say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checker.documents.apply import SchemaError, Validator, compile_schema, errors
from checker.documents.explain import leading_errors
from checker.lint.cases import Case, World
from checker.model import Path, Requirement
from checker.schemas import CONTROLS, IMPLEMENTED, RECORDS, parts, standalone

HOLDS, FAILS, NOT_SELECTED = "holds", "fails", "not_selected"


@dataclass(frozen=True, slots=True)
class Judge:
    """The compiled parts of a requirement, and its selection of records."""

    parts: Mapping[str, Validator]
    selection: Validator | None

    def verdict(self, part: str, instance: Any) -> str:
        """`holds`, `fails`, or for a record `not_selected`."""
        if self.selection is not None and part == RECORDS and not self.selection.is_valid(instance):
            return NOT_SELECTED
        return HOLDS if self.parts[part].is_valid(instance) else FAILS

    def leading(self, part: str, instance: Any) -> tuple[SchemaError, ...]:
        """The errors worth telling."""
        return leading_errors(errors(self.parts[part], instance))


def judge(requirement: Requirement, world: World) -> Judge:
    """The judge of `requirement`. Raises `ValueError` for what is no schema."""
    compiled = {
        part: compile_schema(printed(requirement, part, world)) for part in parts(requirement)
    }
    selected = compile_schema(selection(requirement)) if requirement.where else None
    return Judge(compiled, selected)


def printed(requirement: Requirement, part: str, world: World) -> dict[str, Any]:
    """The part as a complete document, as `checker schema` prints it."""
    return standalone(requirement, part, world.catalog, world.registers)


def selection(requirement: Requirement) -> dict[str, Any]:
    """`where` as a schema over one record."""
    where = requirement.where
    return {"type": "object", "required": list(where), "properties": dict(where)}


def part_of(case: Case, example: Mapping[str, Any]) -> str:
    """The part that judges an example; empty where it names none that exists."""
    known = parts(case.requirement)
    default = RECORDS if case.requirement.for_each else IMPLEMENTED
    default = CONTROLS if CONTROLS in known else default
    named: str = example.get("facet", default)
    return named if named in known else ""


def answers(case: Case, part: str) -> dict[str, Any]:
    """The type of everything that may be answered to a part: only names that it reads."""
    if part == RECORDS:
        return {**case.world.registers[case.requirement.for_each], "additionalProperties": False}
    known = case.world.controls_schema["properties"]
    read = {name: known[name] for name in case.requirement.controls}
    return {"type": "object", "additionalProperties": False, "properties": read}


def pointer(path: Path) -> str:
    """A path as a JSON pointer."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)
