"""Hold a framework as a whole: its page, its official list, what repeats and how much is severe."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from checker.errors import Problem
from checker.lint.cases import Case, World
from checker.lint.naming import constrains_a_value
from checker.lint.references import facts
from checker.lint.source import Folder
from checker.model import Severity
from checker.quantities import QuantityError, parse_date
from checker.text import nearest, quoted

# A share of few requirements says nothing.
ENOUGH_FOR_SEVERITY, ENOUGH_FOR_VALUES = 40, 10
MOST = {Severity.CRITICAL: 0.20, Severity.HIGH: 0.50, Severity.MEDIUM: 0.65, Severity.LOW: 0.40}
FEWEST_WITH_VALUES = 0.70


def page(folder: Folder, world: World) -> Iterator[Problem]:
    """The page itself: its id, its date, the facts it reads."""
    value = folder.page.value
    if value["id"] != folder.id:
        message = f"{quoted(value['id'])} in a folder named {quoted(folder.id)}"
        yield folder.page.problem("file-name", ("id",), message, "one of the two is wrong")
    try:
        parse_date(value["in_force_from"])
    except QuantityError as error:
        yield folder.page.problem("date", ("in_force_from",), error.message, error.hint)
    yield from facts(folder.page, world)


def coverage(folder: Folder) -> Iterator[Problem]:
    """`coverage` entries for ids that do not exist, or that are requirements already."""
    written = {str(w.value.get("id")): w for w in folder.requirements}
    for id_ in folder.page.value.get("coverage", {}):
        path = ("coverage", id_)
        if folder.numbering and id_ not in folder.numbers:
            meant = nearest(id_, folder.numbers)
            hint = f"did you mean {quoted(meant)}?" if meant else "write the id as it is printed"
            message = f"{quoted(id_)} is not in the official list"
            yield folder.page.key_problem("unknown-id", path, message, hint)
        if id_ in written:
            message = f"{quoted(id_)} is a requirement in {written[id_].document.file} too"
            yield folder.page.key_problem("covered-twice", path, message, "keep one of the two")


def protocol(folder: Folder) -> Iterator[Problem]:
    """Items of the audit protocol that are missing or misspelt, and parts that do not follow."""
    page = folder.page.value.get("protocol")
    if page is None:
        return
    numbers = folder.protocol
    if not numbers:
        message = f"no item in a column {quoted(page['column'])} of numbering.tsv"
        yield folder.page.problem("protocol", ("protocol", "column"), message, "name its column")
        return
    if 0 in numbers:
        message = f"{', '.join(numbers[0])}: items are numbers from 1, such as 80,163"
        yield folder.page.problem("protocol", ("protocol", "column"), message)
    missing = [str(n) for n in range(1, max(numbers)) if n not in numbers]
    if missing:
        message = f"no id stands at item {', '.join(missing)}"
        hint = "an item without an id would be left out of reports"
        yield folder.page.problem("protocol", ("protocol", "column"), message, hint)
    before = 0
    for position, part in enumerate(page["parts"]):
        first, path = part["from"], ("protocol", "parts", position, "from")
        if position == 0 and first != 1:
            yield folder.page.problem("protocol", path, "the first part begins with item 1")
        elif not before < first <= max(numbers):
            message = f"item {first} is not behind {before}, or beyond {max(numbers)}, the last one"
            yield folder.page.problem("protocol", path, message, "write the parts in order")
        before = first


def unique(folder: Folder) -> Iterator[Problem]:
    """Ids that two files claim, in the same folder or not."""
    first: dict[str, str] = {}
    for written in folder.requirements:
        id_ = str(written.value.get("id"))
        if id_ in first:
            message = f"{quoted(id_)} is written in {first[id_]} already"
            yield written.problem("duplicate-id", ("id",), message, "keep one of the two")
        first.setdefault(id_, written.document.file)


def same_schema(cases: Sequence[Case]) -> Iterator[Problem]:
    """Requirements that ask exactly what another one asks, without saying why."""
    first: dict[str, str] = {}
    for case in cases:
        requirement = case.requirement
        asked = [
            requirement.for_each,
            *map(
                dict,
                (
                    requirement.where,
                    requirement.requires,
                    requirement.documented,
                    requirement.implemented,
                    requirement.applies_when,
                ),
            ),
        ]
        key = json.dumps(asked, sort_keys=True)
        if key in first and not case.written.remark("same-schema"):
            message = f"asks exactly what {first[key]} asks"
            hint = "ask for what sets it apart, or say why not in a comment `# same-schema: …`"
            yield case.key_problem("same-schema", ("requires",), message, hint)
        first.setdefault(key, requirement.id)


def shares(folder: Folder, cases: Sequence[Case]) -> Iterator[Problem]:
    """Severities that are handed out too freely, and too many requirements that are ticks."""
    if len(cases) >= ENOUGH_FOR_SEVERITY:
        counted = Counter(case.requirement.severity for case in cases)
        for severity, most in MOST.items():
            share = counted[severity] / len(cases)
            if share > most:
                message = f"{share:.0%} of the requirements are {severity}, of at most {most:.0%}"
                hint = "docs/severity.md has the rubric"
                yield folder.page.problem("severity-share", (), message, hint)
    with_values = sum(constrains_a_value(case) for case in cases)
    if len(cases) >= ENOUGH_FOR_VALUES and with_values < FEWEST_WITH_VALUES * len(cases):
        message = f"{with_values} of {len(cases)} requirements constrain a value, of at least 70 %"
        yield folder.page.problem("value-share", (), message, "ask for facts, not for ticks")
