"""Prove that the examples and their probes notice every change of a requirement's meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from jsonschema_rs import canonical

from checker.errors import Problem
from checker.lint.cases import Case
from checker.lint.judge import Judge, judge, part_of, printed, selection
from checker.lint.mutants import Mutant, mutants
from checker.lint.probes import Probe, probes, without_types
from checker.lint.vacuity import canonicalized
from checker.model import Requirement
from checker.schemas import parts

_YES = canonical.Containment.YES


@dataclass(frozen=True, slots=True)
class Trial:
    """What the mutants of one requirement came to, and every probe with its verdict."""

    problems: tuple[Problem, ...]
    probes: tuple[tuple[Probe, str], ...]
    killed: int
    equivalent: int


def tried(case: Case) -> Trial:
    """Every mutant against every example and probe of `case`, whose own checks must have passed."""
    original = judge(case.requirement, case.world)
    derived = [(probe, original.verdict(probe.part, probe.instance)) for probe in probes(case)]
    verdicts = [
        (part_of(case, e), e["given"], original.verdict(part_of(case, e), e["given"]))
        for _, e in case.examples
    ]
    verdicts += [
        (part, emptied, original.verdict(part, emptied))
        for part, given, _ in tuple(verdicts)
        for emptied in without_types(given)
    ]
    verdicts += [(probe.part, probe.instance, verdict) for probe, verdict in derived]
    problems: list[Problem] = []
    killed = equivalent = 0
    for key, mutant in _mutants(case):
        changes: dict[str, Any] = {key: mutant.schema}
        changed = replace(case.requirement, **changes)
        if _is_noticed(judge(changed, case.world), verdicts):
            killed += 1
        elif _is_equivalent(case, changed):
            equivalent += 1
            problems += _superfluous(case, mutant)
        else:
            message = f"nothing notices this slip: {mutant.what}"
            hint = "add an example on which the two differ"
            problems.append(case.key_problem("surviving-mutant", mutant.path, message, hint))
    return Trial(tuple(problems), tuple(derived), killed, equivalent)


def _mutants(case: Case) -> Iterator[tuple[str, Mutant]]:
    for key, schema, definition in case.schemas():
        for mutant in mutants(key, schema, definition):
            # An empty schema would take the part away; this one asks as little and keeps it.
            yield key, replace(mutant, schema=mutant.schema or {"type": "object"})
    where = case.requirement.where
    if where:
        fields = case.world.registers[case.requirement.for_each]["properties"]
        for name, condition in where.items():
            for mutant in mutants("where", condition, fields[name]):
                whole = {**where, name: mutant.schema}
                path = ("where", name, *mutant.path[1:])
                yield "where", replace(mutant, path=path, schema=whole, is_omission=False)


def _is_noticed(mutated: Judge, verdicts: list[tuple[str, Any, str]]) -> bool:
    return any(mutated.verdict(part, given) != verdict for part, given, verdict in verdicts)


def _is_equivalent(case: Case, changed: Requirement) -> bool:
    """Whether no answer at all tells the two apart; only a proof counts."""
    pairs = [
        (printed(case.requirement, part, case.world), printed(changed, part, case.world))
        for part in parts(case.requirement)
    ]
    pairs.append((selection(case.requirement), selection(changed)))
    return all(_mean_the_same(*pair) for pair in pairs)


def _mean_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one == other:
        return True
    first, second = canonicalized(one), canonicalized(other)
    return bool(first.covers(second) == _YES == second.covers(first))


def _superfluous(case: Case, mutant: Mutant) -> Iterator[Problem]:
    if mutant.is_omission and not mutant.is_condition and mutant.path[-1] != "type":
        message = f"the schema means the same without it: {mutant.what}"
        hint = "leave it out, or correct it"
        yield case.key_problem("says-nothing", mutant.path, message, hint)
