"""The kinds of page that there are, each by a record that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.render.meridian import meridian
from tests.render.sample import OF_REGISTERS, refused, sample


def provisional() -> dict[str, Any]:
    """A refused run that was judged in spite of it."""
    return refused(provisional=True)


def unread() -> dict[str, Any]:
    """A run in which not even the organisation could be read."""
    nothing: dict[str, Any] = {
        "organization": None,
        "scopes": [],
        "frameworks": [],
        "excerpts": {},
        "inputs": [],
    }
    return refused() | nothing


def clean() -> dict[str, Any]:
    """A run without a gap, a decision, a policy, a claim or a note."""
    record = sample()
    kept = [row for row in record["findings"] if row["status"] == "satisfied"]
    for row in kept:
        row.update(evidence=[], relied_on=[], statements=[], attestations=[])
        row.update(observations=[], decisions=[])
    for framework in record["frameworks"]:
        found = sum(row["framework"] == framework["id"] for row in kept)
        framework["counts"] = dict.fromkeys(framework["counts"], 0) | {
            "satisfied": found,
            "total": found,
        }
    gate = {"fail_on": "medium", "failed": False, "open_gaps": 0, "gaps_at_or_above": 0}
    none = [*OF_REGISTERS, "began", "history", "decisions", "policies", "attestations", "evidence"]
    none += ["notes", "inputs", "excluded"]
    return record | {"findings": kept, "gate": gate, "previous": None} | {name: [] for name in none}


PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "complete": sample,
    "meridian": meridian,
    "clean": clean,
    "incomplete": refused,
    "provisional": provisional,
    "unread": unread,
}
