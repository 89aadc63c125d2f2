"""Index a record by what its parts are called, so that two of them can be laid side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, NamedTuple

Row = Mapping[str, Any]
Key = tuple[str, str, str]  # framework, requirement, scope
Pair = tuple[str, str]  # framework, scope


class Side(NamedTuple):
    """One of two records, each part by its name; lines and columns are nobody's name."""

    record: Row
    findings: Mapping[Key, Row]
    requirements: Mapping[tuple[str, str], Row]
    frameworks: Mapping[str, Row]
    scopes: Mapping[str, Row]
    decisions: Mapping[str, Row]
    decided: Mapping[tuple[str, str], tuple[str, ...]]  # requirement as written, scope -> decisions
    policies: Mapping[str, Row]
    attestations: Mapping[str, Row]
    evidence: Mapping[str, Row]
    files: Mapping[str, str]  # path -> sha256
    assessed: frozenset[Pair]
    declared: frozenset[Pair]  # what the scopes name, whether it was selected or not


def side(record: Row) -> Side:
    """The index of a record that follows `result.v1.schema.json`."""
    findings = record["findings"]
    return Side(
        record=record,
        findings={(f["framework"], f["requirement"], f["scope"]): f for f in findings},
        requirements={(r["framework"], r["id"]): r for r in record["requirements"]},
        frameworks=_by(record["frameworks"], "id"),
        scopes=_by(record["scopes"], "id"),
        decisions=_by(record["decisions"], "id"),
        decided=_decided(record["decisions"]),
        policies=_by(record["policies"], "id"),
        attestations=_by(record["attestations"], "id"),
        evidence=_by(record["evidence"], "ref"),
        files={row["path"]: row["sha256"] for row in record["inputs"]},
        assessed=frozenset((f["framework"], f["scope"]) for f in findings),
        declared=frozenset((name, s["id"]) for s in record["scopes"] for name in s["frameworks"]),
    )


def _by(rows: Iterable[Row], name: str) -> dict[str, Row]:
    return {row[name]: row for row in rows}


def _decided(decisions: Iterable[Row]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in decisions:
        for key in product(row["requirements"], row["scopes"]):
            found[key] = (*found.get(key, ()), row["id"])
    return found
