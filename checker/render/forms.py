"""What auditors' forms ask beside findings: a protocol's items, an environment's facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from checker.render.place import Spot
from checker.render.view import FindingView, Link, RequirementView


class ProtocolView(NamedTuple):
    """An audit protocol as the record has it: parts with their first item, ids of each item."""

    framework: str
    title: str
    source: str
    href: str
    parts: tuple[tuple[str, int], ...]
    items: tuple[tuple[int, tuple[str, ...]], ...]
    covered: Mapping[str, str]


class Fact(NamedTuple):
    """A fact of the profile; without a place it is not stated."""

    name: str
    value: str
    spot: Spot | None


class Listed(NamedTuple):
    """A record of a register."""

    id: str
    name: str
    note: str
    spot: Spot


class Register(NamedTuple):
    """Records of a register of the scope, and where its documents begin."""

    spots: tuple[Spot, ...]
    records: tuple[Listed, ...]


class ScopeFacts(NamedTuple):
    """A scope as its report describes it; None is a register that nobody keeps."""

    scope: Link
    title: str
    is_assessed: bool
    facts: tuple[Fact, ...]
    sites: Register | None
    systems: Register | None
    service_providers: Register | None


def named(asked: RequirementView, finding: FindingView, name: str) -> Link:
    """A link to a finding as `name`, with the scope where the requirement is judged in several."""
    text = name if len(asked.findings) == 1 else f"{name} in {finding.scope.text}"
    return Link(text, finding.anchor)
