"""One change between two records, and the rows of both that its finding rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.comparison.between import Between
from checker.comparison.sides import Row, Side
from checker.comparison.values import Change
from checker.model import Place


class Subject:
    """What causes are looked for; `rows` are the findings there are, the earlier one first."""

    def __init__(self, change: Change, found: Between) -> None:
        self.change, self.found = change, found
        self.sides = found.before, found.now
        key = (change.framework, change.requirement, change.scope)
        self.rows = tuple(
            (side, row) for side in self.sides if (row := side.findings.get(key)) is not None
        )
        self.later = found.now.findings.get(key)

    def decided(self) -> Iterator[tuple[str, Row | None, Row | None]]:
        """Every decision that names the finding in either record, as it is in both."""
        change = self.change
        ids: set[str] = set()
        for side in self.sides:
            asked = side.requirements.get((change.framework, change.requirement))
            for name in {change.requirement, asked["slug"] if asked else change.requirement}:
                ids.update(side.decided.get((f"{change.framework}:{name}", change.scope), ()))
        for id_ in sorted(ids):
            yield id_, self.found.before.decisions.get(id_), self.found.now.decisions.get(id_)

    def attested(self) -> Iterator[tuple[Row | None, Row | None]]:
        """Every attestation that either finding rests on, as it is in both."""
        for id_ in self._ids("attestations"):
            yield self.found.before.attestations.get(id_), self.found.now.attestations.get(id_)

    def stated(self) -> Iterator[tuple[Row | None, Row | None]]:
        """Every policy that either finding rests on, as it is in both."""
        for id_ in self._ids("statements"):
            yield self.found.before.policies.get(id_), self.found.now.policies.get(id_)

    def _ids(self, name: str) -> list[str]:
        """Ids of claims or policies; a statement is POLICY/STATEMENT."""
        return sorted({found.partition("/")[0] for _, row in self.rows for found in row[name]})

    def observations(self, side: Side) -> dict[str, Row]:
        """What one of the findings observed, by its message; nothing where there is no finding."""
        return {o["message"]: o for of, row in self.rows if of is side
                for o in row["observations"]}  # fmt: skip

    def files(self) -> list[str]:
        """The files in which the reasons of both findings stand, and what they rest on."""
        return sorted({at["file"] for side, row in self.rows for at in _places(side, row)})

    def place_in(self, file: str) -> Place | None:
        """The first place in `file` that the finding names now."""
        places = _places(self.found.now, self.later) if self.later else ()
        return next((place(at) for at in places if at["file"] == file), None)


def places_of(side: Side, row: Row) -> Iterator[Place]:
    """Every place that a finding names."""
    return map(place, _places(side, row))


def _places(side: Side, row: Row) -> Iterator[Mapping[str, Any]]:
    """Every place that a finding names: reasons first, then what it rests on."""
    for observation in row["observations"]:
        yield observation["place"]
        yield from observation["related"]
    for id_ in row["attestations"]:
        if id_ in side.attestations:
            yield side.attestations[id_]["place"]
    for name in row["statements"]:
        if (policy := side.policies.get(name.partition("/")[0])) is not None:
            yield policy["place"]
    for ref in row["evidence"]:
        yield from (use["place"] for use in side.evidence[ref]["uses"])


def place(raw: Mapping[str, Any]) -> Place:
    """A place of a record."""
    return Place(raw["file"], raw["line"], raw["column"])
