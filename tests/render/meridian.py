"""The record of the example organisation, assessed anew, and so never an older one."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from checker import catalog
from checker.assess import assess
from checker.render import json
from checker.result import Gate, record
from checker.workspace import load

WORKSPACE = Path(__file__).parents[2] / "policies" / "meridian"
AS_OF = date(2026, 11, 21)


@cache
def text() -> str:
    """The record as canonical JSON."""
    shipped = catalog.load()
    loaded = load(WORKSPACE, shipped)
    assert loaded.workspace is not None
    assessment = assess(loaded.workspace, shipped, AS_OF)
    gate = Gate(loaded.workspace.organization.assessment["fail_on"])
    return json.render(record(loaded, assessment, AS_OF, gate)).decode()


def meridian() -> dict[str, Any]:
    """A record of its own for each caller."""
    from json import loads

    made: dict[str, Any] = loads(text())
    return made
