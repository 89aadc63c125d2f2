"""What was assessed and what was left out, over which time, and how much of it is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.render.annexes.known import Known
from checker.render.place import Spot
from checker.render.registers import fact, spaced
from checker.render.view import Link


class FrameworkPart(NamedTuple):
    """A framework in play in a scope; no findings: it was not assessed there."""

    link: Link
    version: str
    findings: int


class ScopePart(NamedTuple):
    """One scope. `systems` is None where no register lists systems."""

    id: str
    title: str
    frameworks: tuple[FrameworkPart, ...]
    facts: tuple[tuple[str, str], ...]
    systems: int | None
    excluded: tuple[tuple[str, str, Spot], ...]
    spot: Spot


class Beginning(NamedTuple):
    """What began within the 12 months, and from when it counts."""

    control: str
    population: str
    since: str
    reason: str
    scopes: tuple[str, ...]
    attestation: Link
    spot: Spot


class ScopeAnnex(NamedTuple):
    """The scopes and the time; `period` is two ISO dates or nothing, `previous` a sentence."""

    parts: tuple[ScopePart, ...]
    period: tuple[str, ...]
    previous: str
    beginnings: tuple[Beginning, ...]


def read(raw: Mapping[str, Any], known: Known) -> ScopeAnnex:
    """The annex on the scope of a record."""
    period = raw["organization"]["period"] if raw["organization"] else None
    counted = Counter(
        (framework.id, finding.scope.text)
        for framework in known.frameworks
        for _, finding in framework.findings
    )
    return ScopeAnnex(
        parts=tuple(_part(row, known, counted) for row in raw["scopes"]),
        period=(period["from"], period["to"]) if period else (),
        previous=_previous(raw.get("previous")),
        beginnings=tuple(
            Beginning(
                control=row["control"],
                population=row["for"],
                since=row["since"],
                reason=row["reason"],
                scopes=tuple(row["scopes"]),
                attestation=known.attestation(row["attestation"]),
                spot=known.index.spot(row["place"]),
            )
            for row in raw["began"]
        ),
    )


def _part(
    row: Mapping[str, Any], known: Known, counted: Mapping[tuple[str, str], int]
) -> ScopePart:
    return ScopePart(
        id=row["id"],
        title=row["title"],
        frameworks=tuple(
            _framework(id_, known, counted.get((id_, row["id"]), 0)) for id_ in row["frameworks"]
        ),
        facts=tuple((spaced(name), fact(value)) for name, value in sorted(row["profile"].items())),
        systems=row["systems"],
        excluded=tuple(
            (one["what"], one["reason"], known.index.spot(one["place"])) for one in row["excluded"]
        ),
        spot=known.index.spot(row["place"]),
    )


def _framework(id_: str, known: Known, findings: int) -> FrameworkPart:
    found = next((one for one in known.frameworks if one.id == id_), None)
    if found is None:
        return FrameworkPart(Link(id_), "", 0)
    return FrameworkPart(Link(found.title, found.anchor), found.version, findings)


def _previous(found: Mapping[str, Any] | None) -> str:
    """Whether an earlier assessment was given; only then can anything be called new or closed."""
    if found is None:
        return (
            "No earlier assessment was given, so this one is read as the first: "
            "nothing here says what is new or what was closed."
        )
    return f"An earlier assessment as of {found['as_of']} was given."
