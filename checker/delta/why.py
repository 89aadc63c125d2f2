"""Put into words what a factor did to a finding, and where that stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.comparison.between import Between, between
from checker.comparison.causes import causes as possible
from checker.comparison.causes import decided
from checker.comparison.changes import changes
from checker.comparison.sides import Side, side
from checker.comparison.subject import places_of
from checker.comparison.values import Cause, Change
from checker.delta.edits import MOST_EDITS, edits, telling
from checker.delta.tried import Key, Trials
from checker.delta.versions import Factor, Read, Version
from checker.model import Place
from checker.result import Gate, record
from checker.workspace.mixed import Part, Shaped, documents

_MOST_NAMED = 3


class Why:
    """Words for the factors between two versions that were read."""

    def __init__(self, old: Version, new: Version, trials: Trials) -> None:
        if old.read is None or new.read is None:
            raise ValueError("a saved record cannot be assessed again")
        self._old, self._new, self._trials = old.read, new.read, trials
        self._sides = side(old.record), side(new.record)
        self._found = between(*self._sides)
        self._documents = documents(old.read.reading), documents(new.read.reading)
        self._alone: dict[str, list[tuple[dict[Key, Change], Between]]] = {}

    def causes(self, key: Key, factors: tuple[Factor, ...]) -> list[Cause]:
        """What the factors did to the finding, in their order, each said once."""
        found = [cause for factor in factors for cause in self._of(key, factor)]
        return list(dict.fromkeys(found))

    def _of(self, key: Key, factor: Factor) -> list[Cause]:
        if factor.kind != "parts":
            return self._of_whole(key, factor.kind)
        if len(factor.parts) > 1:
            names = [part.id or part.kind for part in factor.parts]
            more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
            kind = "decision" if factor.parts[0].kind == "decision" else "file"
            return [Cause(kind, f"one or more of {', '.join(names[:_MOST_NAMED])}{more}")]
        return list(self._of_part(key, factor.parts[0]))

    def _of_whole(self, key: Key, kind: str) -> list[Cause]:
        """Causes from two records that differ in the day, or in the frameworks, alone."""
        if kind not in self._alone:
            self._alone[kind] = list(self._pairs(kind))
        for listed, found in self._alone[kind]:
            if key in listed:
                told = possible(listed[key], found)
                wanted = {"time"} if kind == "day" else {"requirement", "framework"}
                chosen = [cause for cause in told if cause.kind in wanted]
                if chosen:
                    return chosen
        if kind == "day":
            return [Cause("time", f"{abs(self._found.days):,} days passed")]
        causes = [*self._found.frameworks.values()]
        return causes[:1] or [Cause("framework", "the frameworks are others")]

    def _pairs(self, kind: str) -> Iterator[tuple[dict[Key, Change], Between]]:
        """The new workspace as before and as now; then the old one."""
        old, new = self._old, self._new
        for before, now in (
            (_with(new, kind, old), self._sides[1]),
            (self._sides[0], _with(old, kind, new)),
        ):
            if before is not None and now is not None:
                listed = {_key(change): change for change in changes(before, now)}
                yield listed, between(before, now)

    def _of_part(self, key: Key, part: Part) -> Iterator[Cause]:
        before, now = (found.get(part) for found in self._documents)
        if part.kind == "file":
            yield self._of_file(part.id)
            return
        if part.kind == "decision":
            rows = [of.decisions.get(part.id) for of in self._sides]
            told = list(decided(part.id, *rows)) if any(rows) else []
            if told:
                yield from told
                return
        if part.kind == "organization":
            told = [*self._of_organization(key)]
            if told:
                yield from told
                return
        yield from self._of_document(key, part, before, now)

    def _of_organization(self, key: Key) -> Iterator[Cause]:
        if key[2] in self._found.scopes:
            yield self._found.scopes[key[2]]
        yield from self._found.profile

    def _of_file(self, path: str) -> Cause:
        was, is_ = (read.reading.files.seen[path][0] for read in (self._old, self._new))
        if was is is_:
            return Cause("evidence", f"{path} is another file than before")
        words = [str(state).replace("_", " ") for state in (is_, was)]
        return Cause("evidence", f"{path} is {words[0]}, was {words[1]}")

    def _of_document(
        self, key: Key, part: Part, before: Shaped | None, now: Shaped | None
    ) -> Iterator[Cause]:
        kind = "decision" if part.kind == "decision" else "file"
        name = part.id or part.kind
        if now is None:
            file = f" from {before.document.file}" if before else ""
            yield Cause(kind, f"{name} is gone{file}")
            return
        if before is None:
            yield Cause(kind, f"{name} is new", now.document.place())
            return
        found = edits(before, now)
        chosen = telling(found, self._places(key), self._controls(key))
        for edit in chosen[:MOST_EDITS]:
            yield Cause(kind, f"{name}: {edit.message}", edit.place)
        if len(found) > len(chosen[:MOST_EDITS]):
            more = len(found) - len(chosen[:MOST_EDITS])
            noun = "edit" if more == 1 else "edits"
            yield Cause(kind, f"{name}: {more:,} more {noun}", now.document.place())

    def _places(self, key: Key) -> set[Place]:
        rows = ((of, of.findings.get(key)) for of in self._sides)
        return {at for of, row in rows if row is not None for at in places_of(of, row)}

    def _controls(self, key: Key) -> set[str]:
        rows = (of.requirements.get(key[:2]) for of in self._sides)
        return {name for row in rows if row for name in row["controls"]}


def _with(read: Read, kind: str, other: Read) -> Side | None:
    """What was read, with the day or the frameworks of the other version."""
    from checker.assess import assess

    workspace = read.loaded.workspace
    if workspace is None:
        return None
    day, catalog = read.day, read.catalog
    if kind == "day":
        day = other.day
    else:
        catalog = other.catalog
    names = {name for scope in workspace.organization.scopes for name in scope.frameworks}
    chosen = names & catalog.frameworks.keys() & set(read.selection.frameworks or names)
    if not chosen:
        return None
    selection = replace(read.selection, frameworks=tuple(sorted(chosen)))
    assessment = assess(workspace, catalog, day, selection)
    return side(record(read.loaded, assessment, day, Gate("never")))


def _key(change: Change) -> Key:
    return change.framework, change.requirement, change.scope
