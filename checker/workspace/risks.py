"""Hold risks and decisions together: whatever one of them names of the other is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.errors import Problem
from checker.model import Catalog, Path
from checker.workspace.records import At, Workspace
from checker.workspace.unknown import unknown, unknown_control

_RISKS, _SYSTEMS = "the register of risks", "the register of systems"


def risk_problems(
    at: At, value: Mapping[str, Any], workspace: Workspace, catalog: Catalog
) -> Iterator[Problem]:
    """What a decision says of its risk, or a risk of its decision, systems and controls, is not so.

    A workspace without a register of risks may number them elsewhere; nothing is asked of it.
    """
    if value["kind"] == "decision" and "risk" in value and "risks" in workspace.registers:
        risks = _ids(workspace, "risks")
        if value["risk"] not in risks:
            yield unknown(at, ("risk",), "unknown-record", value["risk"], _RISKS, risks)
    if value["kind"] == "risks":
        for index, record in enumerate(value.get("records", ())):
            yield from _risk(at, ("records", index), record, workspace, catalog)


def _risk(
    at: At, path: Path, record: Mapping[str, Any], workspace: Workspace, catalog: Catalog
) -> Iterator[Problem]:
    decisions = {decision.id for decision in workspace.decisions}
    if record.get("decision", "") not in {"", *decisions}:
        name, where = record["decision"], (*path, "decision")
        yield unknown(at, where, "unknown-decision", name, "the decisions", decisions)
    systems = _ids(workspace, "systems")
    for index, name in enumerate(record.get("systems", ())):
        if name not in systems:
            yield unknown(at, (*path, "systems", index), "unknown-record", name, _SYSTEMS, systems)
    for index, name in enumerate(record.get("controls", ())):
        if name not in catalog.controls:
            place = at.place(*path, "controls", index)
            yield unknown_control(place, name, catalog.controls)


def _ids(workspace: Workspace, kind: str) -> set[str]:
    register = workspace.registers.get(kind)
    return {record.id for record in register.records} if register else set()
