"""Read a record, the plain dict of `result.json`, into a `Report` of neutral text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from checker.render import annexes
from checker.render.facts import protocol_view, scope_facts
from checker.render.findings import Reader, Registers
from checker.render.history import history
from checker.render.known import known
from checker.render.neutral import neutral
from checker.render.registers import (
    Anchors,
    Index,
    attestation,
    control,
    decision,
    evidence,
    fact,
    named_control,
    policy,
    register,
    spaced,
)
from checker.render.report import (
    ErrorView,
    Gate,
    Ledger,
    OrganizationView,
    Report,
    ScopeView,
)
from checker.render.since import since
from checker.render.view import ControlView, Link

# Ids that the page itself uses.
_OWN_ANCHORS = (
    "top content contents verdict change history decide lapses top-gaps due matrix gaps "
    "requirements decisions evidence policies attestations registers rests scope "
    "excluded-requirements processing vendors hipaa-protocol pci-report "
    "method definitions limits signoff integrity pending errors filter filter-text "
    "filter-framework filter-scope filter-status filter-severity filter-owner filter-reset "
    "filter-count expand"
)


class Record(dict[str, Any]):
    """A record that nobody changes any more: its report is read once for all formats made of it."""

    @cached_property
    def report(self) -> Report:
        """The report for this record."""
        return _read(self)


def read(result: Mapping[str, Any]) -> Report:
    """The report for a record that follows `result.v1.schema.json`; raises as `_read` does."""
    return result.report if isinstance(result, Record) else _read(result)


def _read(result: Mapping[str, Any]) -> Report:
    """The report for a record, read anew.

    Hidden and control characters become visible escapes here, once, for every document. Raises
    `KeyError` where the record refers to something it does not hold.
    """
    excerpts = {neutral(file): lines for file, lines in result["excerpts"].items()}
    apart = {"excerpts", "line_hashes"}
    raw = neutral({key: value for key, value in result.items() if key not in apart})
    anchors = Anchors(set(_OWN_ANCHORS.split()))
    index = _index(raw, excerpts, anchors)
    rows = _rows(raw, index, anchors)
    frameworks = Reader(raw, index, rows, anchors).frameworks()
    registers = {row["id"]: register(row, index, anchors) for row in raw["registers"]}
    titles = {row["id"]: row["title"] for row in raw["scopes"]}
    return Report(
        as_of=raw["as_of"],
        is_complete=raw["complete"],
        is_provisional=raw["provisional"],
        version=raw["tool"]["version"],
        organization=_organization(raw["organization"], index),
        scopes=_scopes(raw, index),
        frameworks=frameworks,
        controls=_controls(raw),
        decisions=tuple(rows.decisions.values()),
        policies=tuple(rows.policies.values()),
        attestations=tuple(rows.attestations.values()),
        evidence=tuple(rows.evidence.values()),
        registers=tuple(registers.values()),
        annexes=annexes.read(raw, annexes.known(index, anchors, frameworks, rows, registers)),
        protocols=tuple(
            protocol_view(row["id"], row["protocol"])
            for row in raw["frameworks"]
            if row["protocol"]
        ),
        payment=tuple(scope_facts(row, index, titles) for row in raw["payment"]),
        errors=tuple(_error(row, index) for row in raw["errors"]),
        notes=tuple(raw["notes"]),
        documents=raw["documents"],
        ledger=Ledger(**raw["ledger"]),
        gate=_gate(raw["gate"]),
        inputs=tuple((row["path"], row["sha256"]) for row in raw["inputs"]),
        excluded=tuple((row["path"], row["rule"]) for row in raw["excluded"]),
        since=since(raw.get("previous"), frameworks),
        history=history(raw, frameworks),
        known=known(raw.get("baseline")),
        line_hashes={neutral(file): rows for file, rows in result.get("line_hashes", {}).items()},
    )


def _rows(raw: Mapping[str, Any], index: Index, anchors: Anchors) -> Registers:
    for name in ("decisions", "policies", "attestations", "evidence", "registers"):
        _require_once(name, [row["ref" if name == "evidence" else "id"] for row in raw[name]])
    return Registers(
        decisions={row["id"]: decision(row, index, anchors) for row in raw["decisions"]},
        policies={row["id"]: policy(row, index, anchors) for row in raw["policies"]},
        attestations={row["id"]: attestation(row, index, anchors) for row in raw["attestations"]},
        evidence={row["ref"]: evidence(row, index, anchors) for row in raw["evidence"]},
    )


def _controls(raw: Mapping[str, Any]) -> tuple[ControlView, ...]:
    """Every control, once; a requirement that reads one the record does not hold is a KeyError."""
    read = dict.fromkeys(name for row in raw["requirements"] for name in row["controls"])
    if "controls" not in raw:  # as in records of older versions, which named them alone
        return tuple(named_control(name) for name in sorted(read))
    _require_once("controls", [row["id"] for row in raw["controls"]])
    missing = sorted(read.keys() - {row["id"] for row in raw["controls"]})
    if missing:
        raise KeyError(f"requirements read controls that the record does not hold: {missing}")
    return tuple(control(row) for row in raw["controls"])


def _require_once(register: str, names: list[str]) -> None:
    """Of two rows with one name, one would be lost from every document."""
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise KeyError(f"{register} named twice: {twice}")


def _index(
    raw: Mapping[str, Any], excerpts: Mapping[str, Mapping[str, str]], anchors: Anchors
) -> Index:
    people = raw["organization"]["people"] if raw["organization"] else []
    requirements: dict[str, Link] = {}
    for row in raw["requirements"]:
        ref = f"{row['framework']}:{row['id']}"
        link = Link(ref, anchors.claim(row["framework"], row["slug"]))
        requirements[ref] = link
        # A decision may name it either way.
        requirements.setdefault(f"{row['framework']}:{row['slug']}", link)
    return Index(
        excerpts=excerpts,
        people={row["id"]: f"{row['name']}, {row['role']}" for row in people},
        requirements=requirements,
        scopes={
            row["id"]: Link(row["id"], anchors.claim("scope", row["id"])) for row in raw["scopes"]
        },
    )


def _organization(raw: Mapping[str, Any] | None, index: Index) -> OrganizationView:
    if raw is None:
        return OrganizationView("", "Organisation not read", "", "", (), ())
    period = raw["period"]
    return OrganizationView(
        id=raw["id"],
        name=raw["name"],
        prepared_by=index.person(raw["prepared_by"]),
        approved_by=index.person(raw["approved_by"]),
        period=(period["from"], period["to"]) if period else (),
        profile=tuple(
            (spaced(name), fact(value)) for name, value in sorted(raw["profile"].items())
        ),
    )


def _scopes(raw: Mapping[str, Any], index: Index) -> tuple[ScopeView, ...]:
    return tuple(
        ScopeView(
            index.scopes[row["id"]].anchor,
            row["id"],
            row["title"],
            tuple(row["frameworks"]),
            index.spot(row["place"]),
        )
        for row in raw["scopes"]
    )


def _error(raw: Mapping[str, Any], index: Index) -> ErrorView:
    return ErrorView(index.spot(raw["place"]), raw["code"], raw["message"], raw["hint"])


def _gate(raw: Mapping[str, Any]) -> Gate:
    known_ones = raw.get("known_at_or_above", 0)
    above = raw["gaps_at_or_above"]
    return Gate(raw["fail_on"], raw["failed"], raw["open_gaps"], above, known_ones)
