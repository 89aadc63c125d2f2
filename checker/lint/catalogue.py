"""Hold the control catalogue to itself: ids, domains, durations and the values it declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from checker.errors import Problem
from checker.lint import patterns
from checker.lint.cases import Registers
from checker.lint.source import Sources, Written
from checker.model import Path
from checker.quantities import QuantityError, parse_duration
from checker.text import nearest, quoted

_ORGANISATION = "organisation"


def controls(sources: Sources, registers: Registers) -> Iterator[Problem]:
    """Everything wrong with the catalogue files, whose shape must be right."""
    first: dict[str, str] = {}
    for written in sources.controls:
        for position, entry in enumerate(written.value["controls"]):
            path = ("controls", position)
            yield from _entry(written, path, entry, registers)
            if entry["id"] in first:
                message = f"{quoted(entry['id'])} exists in {first[entry['id']]} already"
                yield written.problem("duplicate-id", (*path, "id"), message)
            first.setdefault(entry["id"], written.document.file)


def _entry(
    written: Written, path: Path, entry: Mapping[str, Any], registers: Registers
) -> Iterator[Problem]:
    domain = entry["domain"]
    if domain != written.name or not entry["id"].startswith(f"{domain}."):
        message = (
            f"{quoted(entry['id'])} of {quoted(domain)} in a file named {quoted(written.name)}"
        )
        yield written.problem("domain", (*path, "domain"), message, "all three agree")
    covered = {_ORGANISATION, *(name.removeprefix("register.") for name in registers)}
    if entry["covers"] not in covered:
        meant = nearest(entry["covers"], covered)
        hint = f"did you mean {quoted(meant)}?" if meant else f"known: {', '.join(sorted(covered))}"
        message = f"no register {quoted(entry['covers'])}"
        yield written.problem("unknown-register", (*path, "covers"), message, hint)
    try:
        parse_duration(entry["valid_for"])
    except QuantityError as error:
        yield written.problem("duration", (*path, "valid_for"), error.message, error.hint)
    for name, parameter in entry["parameters"].items():
        yield from _parameter(written, (*path, "parameters", name), parameter)


def _parameter(written: Written, path: Path, schema: Mapping[str, Any]) -> Iterator[Problem]:
    ours = {"unit", "implies", "refers_to", "format"}
    try:
        jsonschema_rs.meta.validate({k: v for k, v in schema.items() if k not in ours})
    except jsonschema_rs.ValidationError as error:
        message = f"no JSON Schema: {error.message[:120]}"
        yield written.problem("keyword-value", (*path, *error.instance_path), message)
    for where, part in ((path, schema), ((*path, "items"), schema.get("items", {}))):
        if "pattern" in part:
            for code, message in patterns.faults(part["pattern"]):
                yield written.problem(code, (*where, "pattern"), message)
    known = schema.get("enum", schema.get("items", {}).get("enum", []))
    for value, implied in schema.get("implies", {}).items():
        for name in (value, *implied):
            if name not in known:
                meant = nearest(name, known)
                hint = f"did you mean {quoted(meant)}?" if meant else ""
                place = (*path, "implies", value)
                message = f"no value {quoted(name)}"
                yield written.key_problem("unknown-value", place, message, hint)
