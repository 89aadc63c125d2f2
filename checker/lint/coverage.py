"""Hold the examples to every branch, every outcome of a condition and both sides of each bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.documents.apply import Validator, compile_schema
from checker.errors import Problem
from checker.lint.cases import Case
from checker.lint.judge import FAILS, HOLDS, part_of
from checker.lint.walk import Node, nodes, values_at
from checker.schemas import DOCUMENTED, IMPLEMENTED, RECORDS

# Bound -> the step to the first value beyond it, and what is compared.
_BOUNDS = {
    "minimum": (-1, False),
    "maximum": (1, False),
    "minLength": (-1, True),
    "maxLength": (1, True),
    "minItems": (-1, True),
    "maxItems": (1, True),
}
_EXCLUSIVE = {"exclusiveMinimum": 1, "exclusiveMaximum": -1}


def examined(case: Case) -> Iterator[Problem]:
    """Branches, conditions and bounds that no written example shows."""
    for key, schema, definition in case.schemas():
        given = _given(case, key)
        for node in nodes(key, schema, definition):
            yield from _branches(case, node, given)
            yield from _conditions(case, node, given)
            yield from _bounds(case, node, given)


def _given(case: Case, key: str) -> list[tuple[str, Any]]:
    """Verdict and instance of every example that the schema under `key` judges."""
    requirement = case.requirement
    if key in {DOCUMENTED, IMPLEMENTED}:
        wanted = {key}
    else:
        wanted = {RECORDS} if requirement.for_each else {DOCUMENTED, IMPLEMENTED, "controls"}
    return [(e["expect"], e["given"]) for _, e in case.examples if part_of(case, e) in wanted]


def _branches(case: Case, node: Node, given: list[tuple[str, Any]]) -> Iterator[Problem]:
    for keyword in ("anyOf", "oneOf"):
        validators = [compile_schema(branch) for branch in node.schema.get(keyword, [])]
        for position in range(len(validators)):
            if node.is_condition or _shown(validators, position, node, given):
                continue
            message = "no example holds by this branch alone"
            path = (*node.path, keyword, position)
            yield case.problem("unexampled-branch", path, message, "add one that holds")


def _shown(
    validators: list[Validator], position: int, node: Node, given: list[tuple[str, Any]]
) -> bool:
    alone = [n == position for n in range(len(validators))]
    return any(
        [validator.is_valid(value) for validator in validators] == alone
        for verdict, instance in given
        if verdict == HOLDS
        for value in values_at(instance, node.instance)
    )


def _conditions(case: Case, node: Node, given: list[tuple[str, Any]]) -> Iterator[Problem]:
    if "if" not in node.schema:
        return
    condition = compile_schema(node.schema["if"])
    seen = {
        condition.is_valid(value)
        for verdict, instance in given
        if verdict == HOLDS
        for value in values_at(instance, node.instance)
    }
    for outcome in (True, False):
        if outcome not in seen:
            message = f"no holding example where the condition is {str(outcome).lower()}"
            yield case.key_problem("unexampled-condition", (*node.path, "if"), message, "add one")


def _bounds(case: Case, node: Node, given: list[tuple[str, Any]]) -> Iterator[Problem]:
    for keyword in node.schema.keys() & {*_BOUNDS, *_EXCLUSIVE}:
        limit = node.schema[keyword]
        step, is_size = _BOUNDS.get(keyword, (0, False))
        at, beyond = limit + _EXCLUSIVE.get(keyword, 0), limit + step
        if is_size and beyond < 0:
            continue
        seen = list(_measured(node, given, is_size))
        for side, verdict in ((at, HOLDS), (beyond, FAILS)):
            if not any(_near(value, side, limit) for v, value in seen if _counts(node, v, verdict)):
                word = "item or character count" if is_size else "value"
                outcome = "" if node.is_condition else f" that {verdict}"
                message = f"no example{outcome} with the {word} {side}"
                hint = "show each number from both sides"
                path = (*node.path, keyword)
                yield case.problem("unexampled-bound", path, message, hint)


def _measured(
    node: Node, given: list[tuple[str, Any]], is_size: bool
) -> Iterator[tuple[str, float]]:
    """Verdict and number, or size, of every value that stands where the bound looks."""
    for verdict, instance in given:
        for value in values_at(instance, node.instance):
            if is_size and isinstance(value, list | str):
                yield verdict, len(value)
            elif not is_size and isinstance(value, int | float):
                yield verdict, value


def _counts(node: Node, seen: str, wanted: str) -> bool:
    """Below a condition either outcome will do: the number only chooses what is asked."""
    return node.is_condition or seen == wanted


def _near(value: float, side: float, limit: float) -> bool:
    """On the side meant, at most one step away: a number may come closer than one."""
    if side == limit:
        return value == side
    return value == side or (min(side, limit) < value < max(side, limit))
