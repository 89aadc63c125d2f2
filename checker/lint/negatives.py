"""Hold requirements to the answers that say nothing: each must be refused wherever it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.errors import Problem
from checker.lint.cases import Case
from checker.lint.judge import HOLDS, Judge, judge, part_of, pointer
from checker.lint.walk import ITEM, nodes, type_of
from checker.model import Path
from checker.schemas import RECORDS

# Nothing, in every type, and a value of a type that the place does not have.
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_OTHER = {"string": 0, "integer": "text", "number": "text", "boolean": "true", "array": "text"}

_UNHEARD_OF = "a parameter that no catalogue has"


def refused(case: Case) -> Iterator[Problem]:
    """Demanded places where an example holds with nothing, or with a wrong type, in them."""
    judged = judge(case.requirement, case.world)
    demanded = _demanded(case)
    for position, example in case.examples:
        part = part_of(case, example)
        over_controls = bool(case.requirement.for_each) and part != RECORDS
        if example["expect"] != HOLDS or over_controls:
            continue
        for path in demanded:
            for changed, value in _emptied(example["given"], path):
                if judged.verdict(part, changed) == HOLDS:
                    message = f"{value!r} at {pointer(path)!r} would hold too"
                    hint = "ask for something in it: `minLength: 1`, `minItems: 1`"
                    yield case.problem("accepts-nothing", ("examples", position), message, hint)
        yield from _unexpected(case, judged, part, position)


def _unexpected(case: Case, judged: Judge, part: str, position: int) -> Iterator[Problem]:
    """Answers that no parameter is there for; records are open, because registers hold more."""
    given = case.written.value["examples"][position]["given"]
    for name, answer in given.items() if part != RECORDS else ():
        if judged.verdict(part, {**given, name: {**answer, _UNHEARD_OF: True}}) == HOLDS:
            message = f"a parameter of {name} that does not exist would hold too"
            yield case.problem("accepts-unknown", ("examples", position), message)


def _demanded(case: Case) -> tuple[Path, ...]:
    """Places without which nothing satisfies `requires`, outside lists."""
    schemas = {key: (schema, definition) for key, schema, definition in case.schemas()}
    root = next(nodes("requires", *schemas["requires"]))
    return tuple(path for path in sorted(root.demanded, key=repr) if ITEM not in path)


def _emptied(instance: Any, path: Path) -> Iterator[tuple[Any, Any]]:
    """The instance with each empty or foreign value at `path`; none where `path` ends early."""
    if path:
        if isinstance(instance, dict) and path[0] in instance:
            for inner, value in _emptied(instance[path[0]], path[1:]):
                yield {**instance, path[0]: inner}, value
        return
    for value in (*_EMPTY, _OTHER.get(type_of(instance), 0)):
        # A control may be answered without parameters; what it then lacks is `required` to say.
        if value != instance and not (value == {} and isinstance(instance, dict)):
            yield value, value
