"""One assessment, from what was loaded to its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from checker.commands.configuration import DEFAULT_GATE

if TYPE_CHECKING:
    from checker.assess import Assessment, Selection
    from checker.evaluate import Engine
    from checker.model import Catalog
    from checker.workspace.load import Loaded

Json = dict[str, Any]
Before: TypeAlias = "Callable[[Run, Selection], Callable[[Json], Json] | None]"


class Run:
    """What is assessed, as of when, and how; `loaded` gathers whatever is wrong with it."""

    def __init__(
        self,
        catalog: Catalog,
        loaded: Loaded,
        day: date,
        keep_going: bool = False,
        second_opinion: bool = False,
    ) -> None:
        self.catalog, self.loaded, self.day = catalog, loaded, day
        self.second_opinion = second_opinion
        self.engines: dict[str, Engine] = {}
        self._keep_going = keep_going
        self.assessment: Assessment | None = None

    def judge(self, selection: Selection) -> None:
        """Assess, when everything could be read or the caller keeps going."""
        if self.loaded.workspace is not None and (self._keep_going or not self.loaded.problems):
            self._assess(selection)

    def record(
        self,
        selection: Selection,
        fail_on: str | None = None,
        previous: tuple[Path, ...] = (),
        known: Before | None = None,
    ) -> Json:
        """Assess what is selected, and write the record.

        `known` reads what was known before, adds to the problems what is wrong with it, and gives
        what makes a record tell of it.
        """
        from checker.commands.previous import compared, read_earlier
        from checker.result import Gate, record

        self.select(selection)
        self.loaded, earlier = read_earlier(previous, self.loaded, self.day)
        told = known(self, selection) if known else None
        self.judge(selection)
        notes = _notes(self.assessment, selection)
        gate = Gate(fail_on or self._own_gate())
        made = compared(record(self.loaded, self.assessment, self.day, gate, notes), earlier)
        return told(made) if told else made

    def _own_gate(self) -> str:
        """The gate that the workspace sets; its schema allows none looser than the default."""
        workspace = self.loaded.workspace
        own = workspace.organization.assessment.get("fail_on") if workspace else None
        return str(own or DEFAULT_GATE)

    def _assess(self, selection: Selection) -> None:
        from checker.assess import assess
        from checker.model import Status

        workspace = self.loaded.workspace
        if workspace is None:
            return
        ids = [scope.id for scope in workspace.organization.scopes]
        if len(set(ids)) < len(ids):
            return  # refused already, and a finding could not say which of the two it is about
        names = {name for scope in workspace.organization.scopes for name in scope.frameworks}
        if not names <= self.catalog.frameworks.keys():  # refused already; the run keeps going
            chosen = selection.frameworks or sorted(names & self.catalog.frameworks.keys())
            if not chosen:
                return
            selection = replace(selection, frameworks=tuple(chosen))
        found = assess(workspace, self.catalog, self.day, selection, self.second_opinion,
                       self.engines)  # fmt: skip
        if all(finding.status is Status.NOT_APPLICABLE for finding in found.findings):
            place = workspace.organization.at.place("profile")
            self.refuse(place, "nothing-applies", "no requirement of any framework applies here")
            return
        self.assessment = found

    def select(self, selection: Selection) -> None:
        """What was asked for and is in no scope is refused: nothing would be assessed for it."""
        workspace = self.loaded.workspace
        if workspace is None:
            return
        organization = workspace.organization
        at = organization.at.place("scopes")
        in_play = {
            name
            for scope in organization.scopes
            if not selection.scopes or scope.id in selection.scopes
            for name in scope.frameworks
        }
        known = {scope.id for scope in organization.scopes}
        for name in selection.scopes:
            if name not in known:
                self.refuse(at, "nothing-selected", f"there is no scope '{name}'")
        for name in selection.frameworks:
            if name not in in_play:
                message = f"no scope that was selected names {name}"
                self.refuse(at, "nothing-selected", message)

    def refuse(self, place: Any, code: str, message: str) -> None:
        """Add a problem with what was selected."""
        from checker.errors import Problem

        hint = "see `scopes` and `profile` in the organisation"
        self.add(Problem(place, code, message, hint))

    def add(self, *problems: Any) -> None:
        """Add problems to those of the workspace."""
        self.loaded = replace(self.loaded, problems=(*self.loaded.problems, *problems))


def _notes(assessment: Assessment | None, selection: Selection) -> list[str]:
    """What a reader of any output must know."""
    if assessment is None:
        return []
    written = [
        f"{len(f.requirements)} of {f.to_write} requirements of {f.id}"
        for f in assessment.frameworks
        if f.pending
    ]
    notes = [f"Written so far: {', '.join(written)}. The rest was not assessed."] if written else []
    if selection.frameworks:
        notes.append(f"Only these frameworks were selected: {', '.join(selection.frameworks)}.")
    if selection.scopes:
        notes.append(f"Only these scopes were selected: {', '.join(selection.scopes)}.")
    return notes
