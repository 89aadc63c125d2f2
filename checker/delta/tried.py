"""Assess again with one factor replaced at a time, and see which findings that flips."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from checker.assess import Assessment, assess
from checker.delta.versions import Factor, Read
from checker.evaluate import Engine
from checker.model import Finding
from checker.things import Things
from checker.workspace.mixed import mixed

Key = tuple[str, str, str]  # framework, requirement, scope
Told = frozenset[tuple[str, ...]]  # facet, kind and thing of each reason


class State(NamedTuple):
    """How a finding stands; `reasons` are told of those alone that keep their status."""

    status: str = ""  # empty where there is no finding
    is_open: bool = False
    reasons: Told = frozenset()


_NOTHING = State()


class Due(NamedTuple):
    """What a change is due to. `certainty` says how far that is proved.

    `alone`: each of the factors, replaced alone, undoes the change or brings it about. `together`:
    none does; these are the steps at which the finding changed when one after the other was.
    """

    certainty: str
    factors: tuple[Factor, ...]


class Trials:
    """Assessments between two versions; each combination of factors is judged once."""

    def __init__(
        self, old: Read, new: Read, factors: Sequence[Factor], same: Collection[Key] = ()
    ) -> None:
        """`same` are the findings that keep their status, and change in their reasons."""
        self._same = frozenset(same)
        self._old, self._new, self._factors = old, new, tuple(factors)
        self._engines: dict[str, dict[str, Engine]] = {"old": {}, "new": {}}
        self._known: dict[frozenset[Factor], Mapping[Key, State]] = {}

    def states(self, from_old: Collection[Factor]) -> Mapping[Key, State]:
        """How every finding stands with these factors as they were and the others as they are."""
        chosen = frozenset(from_old)
        if chosen not in self._known:
            found = self.assessment(chosen)
            self._known[chosen] = self._states(found) if found else {}
        return self._known[chosen]

    def assessment(self, from_old: Collection[Factor]) -> Assessment | None:
        """The assessment behind `states`; None where such a workspace names nothing to assess."""
        old, new = self._old, self._new
        parts = [part for factor in from_old for part in factor.parts]
        day = old.day if Factor("day") in from_old else new.day
        asks = "old" if Factor("frameworks") in from_old else "new"
        catalog = (old if asks == "old" else new).catalog
        workspace = mixed(old.reading, new.reading, parts, catalog)
        if workspace is None:
            return None
        scopes = workspace.organization.scopes
        known = {name for s in scopes for name in s.frameworks} & catalog.frameworks.keys()
        chosen = known & set(new.selection.frameworks or known)
        if not chosen:
            return None
        selection = replace(new.selection, frameworks=tuple(sorted(chosen)))
        return assess(workspace, catalog, day, selection, engines=self._engines[asks])

    def _states(self, found: Assessment) -> dict[Key, State]:
        things = Things(found.workspace.documents)
        # From one day to another, a sentence may change though nothing else does.
        is_worded = self._old.day == self._new.day
        return {
            key: State(
                str(finding.status),
                finding.is_open,
                frozenset(
                    (o.facet, o.kind, things.of(o), o.message if is_worded else "")
                    for o in finding.observations
                )
                if key in self._same
                else frozenset(),
            )
            for finding in found.findings
            for key in [_key(finding)]
        }

    def due(self, keys: Collection[Key]) -> dict[Key, Due]:
        """What the change of each finding is due to."""
        every = frozenset(self._factors)
        before, now = self.states(every), self.states(())
        found: dict[Key, list[Factor]] = {key: [] for key in keys}
        for factor in self._factors:
            undone = self.states({factor})
            for key in keys:
                if undone.get(key, _NOTHING) == before.get(key, _NOTHING):
                    found[key].append(factor)
        left = [key for key in keys if not found[key]]
        for factor in self._factors if left else ():
            brought = self.states(every - {factor})
            for key in left:
                if brought.get(key, _NOTHING) == now.get(key, _NOTHING):
                    found[key].append(factor)
        due = {key: Due("alone", tuple(some)) for key, some in found.items() if some}
        return due | self._steps([key for key in keys if key not in due])

    def _steps(self, keys: Sequence[Key]) -> dict[Key, Due]:
        """Where each finding changes on the way from old to new, one factor after the other."""
        found: dict[Key, list[Factor]] = {key: [] for key in keys}
        left = set(self._factors)
        for factor in self._factors if keys else ():
            was = self.states(left)
            left -= {factor}
            is_ = self.states(left)
            for key in keys:
                if was.get(key, _NOTHING) != is_.get(key, _NOTHING):
                    found[key].append(factor)
        return {key: Due("together", tuple(some)) for key, some in found.items()}


def _key(finding: Finding) -> Key:
    return finding.requirement.framework, finding.requirement.id, finding.scope
