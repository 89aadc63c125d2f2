"""`organization.yaml` of a fresh workspace: what was answered, and the other facts as comments."""

from __future__ import annotations

from collections.abc import Iterator

from checker.commands.scaffold.answers import Answers, listed, text
from checker.commands.wording import words_of_schema, wrapped
from checker.documents import kinds


def organization(answers: Answers, schema: str) -> Iterator[str]:
    """Its lines; facts that nobody stated stay comments, so that they switch nothing off."""
    yield f"# yaml-language-server: $schema={schema}"
    yield "kind: organization"
    yield f"id: {text(answers.id)}"
    yield f"name: {text(answers.name)}"
    yield "# Facts that decide what applies. One that is not stated counts as if it were so:"
    yield "# silence switches no requirement off. State those that you know."
    yield "profile:" if answers.profile else "profile: {}"
    for name, values in answers.profile.items():
        yield f"  {name}: {listed(values)}"
    for name, fact in facts().items():
        if name not in answers.profile:
            yield from wrapped(f"{name}: ({words_of_schema(fact)}) {fact['description']}",
                               "  #     ", "  # ")  # fmt: skip
    yield "scopes:"
    for scope in answers.scopes:
        yield f"  - id: {text(scope.id)}"
        yield f"    title: {text(scope.title)}"
        yield f"    frameworks: {listed(scope.frameworks)}"
    yield "# Everybody whom a document names."
    yield "people:"
    for person in answers.people:
        yield f"  - id: {text(person.id)}"
        yield f"    name: {text(person.name)}"
        yield f"    role: {text(person.role)}"
    yield "assessment:"
    yield "  fail_on: medium   # or low: stricter"


def facts() -> dict[str, dict[str, object]]:
    """Every fact of the profile, as its schema describes it."""
    found: dict[str, dict[str, object]] = kinds.raw("organization")["properties"]["profile"][
        "properties"
    ]
    return found


def roles() -> dict[str, str]:
    """Every role that an organisation may have -> the fact that says so."""
    schema = kinds.raw("organization")["properties"]["profile"]["properties"]
    return {
        role: name
        for name, fact in schema.items()
        if name.endswith("_roles")
        for role in fact["items"]["enum"]
    }
