"""Hold the examples to what they say, and the set of them to what a reader needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.documents.apply import compile_schema, errors
from checker.documents.explain import leading_errors
from checker.errors import Problem
from checker.lint.cases import Case
from checker.lint.judge import (
    FAILS,
    HOLDS,
    NOT_SELECTED,
    Judge,
    answers,
    judge,
    part_of,
    pointer,
    printed,
)
from checker.lint.probes import without_each_name
from checker.lint.shape import sentence
from checker.model import Path
from checker.schemas import RECORDS, parts
from checker.second_opinion import holds
from checker.text import nearest, quoted


def possible(case: Case) -> Iterator[Problem]:
    """Examples of what nobody could answer, and examples for a part that does not exist."""
    for position, example in case.examples:
        part, path = part_of(case, example), ("examples", position)
        known = parts(case.requirement)
        if not part or ("facet" in example and len(known) == 1):
            message = "no such part here" if not part else "there is one part only"
            hint = f"parts: {', '.join(known)}; `facet` is written where there are several"
            yield case.problem(
                "facet", (*path, "facet") if "facet" in example else path, message, hint
            )
            continue
        validator = compile_schema(answers(case, part))
        for error in leading_errors(errors(validator, example["given"])):
            yield from _impossible(case, (*path, "given", *error.path), error, example)


def _impossible(
    case: Case, path: Path, error: Any, example: Mapping[str, Any]
) -> Iterator[Problem]:
    if error.keyword != "additionalProperties":
        value: Any = example["given"]
        for step in error.path:
            value = value[step]
        yield case.problem("example-type", path, sentence(error, value))
        return
    schema = answers(case, part_of(case, example))
    for step in error.schema_path[:-1]:
        schema = schema[step]
    for name in error.detail["unexpected"]:
        meant = nearest(name, schema["properties"])
        hint = f"did you mean {quoted(meant)}?" if meant else "leave it out"
        message = f"{quoted(name)} is not read by this requirement, or does not exist"
        yield case.key_problem("example-name", (*path, name), message, hint)


def truthful(case: Case) -> Iterator[Problem]:
    """Examples whose verdict, in either engine, or whose place is not the one written."""
    judged = judge(case.requirement, case.world)
    for position, example in case.examples:
        part, path = part_of(case, example), ("examples", position)
        verdict = judged.verdict(part, example["given"])
        if verdict != example["expect"]:
            message = f"expected {example['expect']}, and it {_said(verdict)}"
            why = _why(judged, part, example["given"]) if verdict == FAILS else ""
            yield case.problem("example", (*path, "expect"), message, why)
        elif verdict == FAILS:
            yield from _placed(case, judged, part, position, example)
        elif "at" in example:
            message = "only what fails has a place"
            yield case.key_problem("at", (*path, "at"), message, "leave it out")
        yield from _second(case, part, position, example, verdict)


def _second(
    case: Case, part: str, position: int, example: Mapping[str, Any], verdict: str
) -> Iterator[Problem]:
    if verdict == NOT_SELECTED:
        return
    schema = printed(case.requirement, part, case.world)
    if holds(schema, example["given"]) != (verdict == HOLDS):
        message = f"the two engines disagree: the first says it {_said(verdict)}"
        hint = "say it with simpler keywords"
        yield case.problem("engines-disagree", ("examples", position), message, hint)


def _placed(
    case: Case, judged: Judge, part: str, position: int, example: Mapping[str, Any]
) -> Iterator[Problem]:
    places = [pointer(error.path) for error in judged.leading(part, example["given"])]
    where = ", ".join(repr(place) for place in dict.fromkeys(places))
    if "at" not in example:
        message = "a failing example names the place that fails"
        yield case.problem("at", ("examples", position), message, f"write at: {where}")
    elif example["at"] not in places:
        message = f"fails at {where}, not at {example['at']!r}"
        yield case.problem("at", ("examples", position, "at"), message)


def _why(judged: Judge, part: str, given: Any) -> str:
    found = judged.leading(part, given)
    return "; ".join(f"{e.keyword} at {pointer(e.path)!r}" for e in found[:3])


def _said(verdict: str) -> str:
    return "is not selected" if verdict == NOT_SELECTED else verdict


def outcomes(case: Case) -> Iterator[Problem]:
    """Parts without an example of each outcome."""
    for part in parts(case.requirement):
        seen = {e["expect"] for _, e in case.examples if part_of(case, e) == part}
        wanted = [HOLDS, FAILS]
        if part == RECORDS and case.requirement.where:
            wanted.append(NOT_SELECTED)
        for verdict in wanted:
            if verdict not in seen:
                message = f"no example of {part} that {_said(verdict)}"
                yield case.key_problem("missing-example", ("examples",), message, "add one")


def silence(case: Case) -> Iterator[Problem]:
    """Failing examples that hold as soon as something is left out."""
    judged = judge(case.requirement, case.world)
    for position, example in case.examples:
        part = part_of(case, example)
        if example["expect"] != FAILS:
            continue
        for path, lesser in without_each_name(example["given"]):
            if judged.verdict(part, lesser) == HOLDS:
                message = f"without {pointer(path)!r} this would hold: silence would help"
                hint = "demand it with `required` wherever its value can make a gap"
                yield case.problem("silence-helps", ("examples", position), message, hint)
