"""Hold a requirement to its address, its title, its citation and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.errors import Problem
from checker.lint.cases import Case
from checker.lint.source import named
from checker.lint.walk import nodes
from checker.model import Facet
from checker.quantities import QuantityError, parse_date, parse_duration
from checker.text import nearest, quoted

_FEWEST_WORDS, _MOST_WORDS = 2, 9
_CAPITALISED = re.compile(r"[A-Z][a-z]+")


def address(case: Case) -> Iterator[Problem]:
    """File name, folder and id that do not agree with each other or with the official list."""
    requirement, folder = case.requirement, case.folder
    if named(case.written) != case.written.name:
        message = f"{quoted(requirement.id)} in a file named {quoted(case.written.name)}"
        hint = f"name the file {requirement.slug}.yaml"
        yield case.problem("file-name", ("id",), message, hint)
    sections = folder.page.value["sections"]
    if requirement.section not in sections:
        meant = nearest(requirement.section, sections)
        hint = (
            f"did you mean {quoted(meant)}?" if meant else "add it to `sections` of framework.yaml"
        )
        message = f"no section {quoted(requirement.section)}"
        yield case.problem("unknown-section", ("id",), message, hint)
    if folder.numbering and requirement.id not in folder.numbers:
        meant = nearest(requirement.id, folder.numbers)
        hint = f"did you mean {quoted(meant)}?" if meant else "write the id as it is printed"
        message = f"{quoted(requirement.id)} is not in the official list"
        yield case.problem("unknown-id", ("id",), message, hint)


def title(case: Case) -> Iterator[Problem]:
    """Titles that are no plain sentence of about five words."""
    text = case.requirement.title
    words = text.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
        message = f"{len(words)} words, of {_FEWEST_WORDS} to {_MOST_WORDS}"
        hint = "state the good state in about five words"
        yield case.problem("title-length", ("title",), message, hint)
    if text != text.strip() or text.endswith((".", ":", ";", "!")):
        yield case.problem("title-stop", ("title",), "a title has no full stop", "leave it out")
    raised = [word for word in words[1:] if _CAPITALISED.fullmatch(word)]
    if text[:1].islower() or (len(raised) > 1 and 2 * len(raised) > len(words) - 1):
        hint = "a capital for the first word and for names only"
        yield case.problem("title-case", ("title",), "a title is in sentence case", hint)


def citation(case: Case) -> Iterator[Problem]:
    """Citations that do not hold the id as it is printed."""
    if case.requirement.id not in case.requirement.citation:
        message = f"the citation does not name {quoted(case.requirement.id)}"
        hint = "cite the text and the id as printed"
        yield case.problem("citation", ("citation",), message, hint)


def asks(case: Case) -> Iterator[Problem]:
    """Facets that are asked for and that nothing in the file can answer."""
    requirement = case.requirement
    if Facet.EVIDENCED in requirement.asks_for and not (
        requirement.accepts or requirement.for_each
    ):
        message = "evidence is asked for, and no kind is accepted"
        yield case.problem("no-evidence", ("asks_for",), message, "add `evidence: {accepts: […]}`")
    # The register of policies is made of what is said; every other one holds what is done.
    done = requirement.for_each not in ("", "register.policies") and not requirement.documented
    if Facet.DOCUMENTED in requirement.asks_for and done:
        message = "records are done, never said: nothing here can be documented"
        hint = "add a `documented` schema over controls, or do not ask for it"
        yield case.problem("nothing-documented", ("asks_for",), message, hint)


def times(case: Case) -> Iterator[Problem]:
    """Dates and durations that are none, and a period that ends before it begins."""
    value = case.written.value
    for key in ("in_force_from", "in_force_until"):
        if key in value:
            try:
                parse_date(value[key])
            except QuantityError as error:
                yield case.problem("date", (key,), str(error))
    start, end = case.requirement.in_force_from, case.requirement.in_force_until
    if start and end and end < start:
        message = f"ends on {end}, before it begins"
        yield case.problem("period", ("in_force_until",), message)
    if case.requirement.max_age:
        try:
            parse_duration(case.requirement.max_age)
        except QuantityError as error:
            yield case.problem("duration", ("evidence", "max_age"), str(error))


def constrains_a_value(case: Case) -> bool:
    """Whether any value is compared with something, rather than only asked to be there."""
    return any(
        set(node.schema) - {"properties", "required", "allOf", "anyOf", "oneOf"}
        for key, schema, definition in case.schemas()
        for node in nodes(key, schema, definition)
        if len(node.instance) >= (1 if key == "requires" and case.requirement.for_each else 2)
    )


def presence(case: Case) -> Iterator[Problem]:
    """Requirements that ask only that something be there, without saying why."""
    if not constrains_a_value(case) and not case.written.remark("presence-only"):
        message = "no value is constrained: being mentioned is enough"
        hint = "constrain a parameter, or say why not in a comment `# presence-only: …`"
        yield case.key_problem("presence-only", ("requires",), message, hint)
