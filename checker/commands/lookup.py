"""Find what a name on the command line means, and say the nearest one where it means nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import click

from checker.commands.kinds_of_reason import KINDS
from checker.errors import ExitCode, Problem
from checker.model import Catalog, Control, Framework, Parameter, Requirement

if TYPE_CHECKING:
    from checker.workspace.records import Scope, Workspace


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """One parameter of a control."""

    control: Control
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Statement:
    """A policy statement, `POLICY/STATEMENT`; only a workspace knows whether it exists."""

    source: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A kind of observation."""

    name: str


@dataclass(frozen=True, slots=True)
class Official:
    """An id of an official numbering that is no requirement: covered elsewhere, or pending."""

    framework: Framework
    id: str
    title: str

    @property
    def covered_by(self) -> str:
        """Where it is covered; empty while it is pending."""
        return self.framework.coverage.get(self.id, "")


Found: TypeAlias = (
    "Requirement | Control | Value | Kind | Statement | Reason | Official | Framework"
)


def find(name: str, catalog: Catalog) -> Found:
    """What `name` means. Raises `click.UsageError` when it means nothing, or several things."""
    from checker.documents import kinds

    if "/" in name:
        return Statement(name)
    if ":" in name:
        return _in_framework(name, catalog)
    if name in catalog.controls:
        return catalog.controls[name]
    if name in catalog.frameworks:
        return catalog.frameworks[name]
    if name in kinds.names():
        return Kind(name)
    if name in KINDS:
        return Reason(name)
    control_id, _, parameter = name.rpartition(".")
    if control_id in catalog.controls:
        return _value(catalog.controls[control_id], parameter)
    return _bare(name, catalog)


def requirement(name: str, catalog: Catalog) -> Requirement:
    """The requirement of that id, as `framework:id`, `framework:slug`, or bare when unique.

    Raises `click.UsageError` for anything else.
    """
    found = _in_framework(name, catalog) if ":" in name else _bare(name, catalog, only=True)
    if isinstance(found, Official):
        raise click.UsageError(unwritten(found))
    return found


def unwritten(official: Official) -> str:
    """Why an official id has no schema of its own."""
    name = f"{official.framework.id}:{official.id}"
    if official.covered_by:
        return f"{name} is no requirement of its own; it is covered by {official.covered_by}."
    return f"{name} is not written yet; nothing judges it."


def require_frameworks(names: Iterable[str], catalog: Catalog) -> None:
    """Raise `click.UsageError` for a framework that the catalog does not hold."""
    for name in names:
        if name not in catalog.frameworks:
            _refuse("framework", name, catalog.frameworks)


def scopes(workspace: Workspace, names: Sequence[str]) -> tuple[Scope, ...]:
    """The scopes of those ids, or all; an unknown one ends the run with 3, as `assess` does."""
    from checker.text import nearest, quoted

    known = [scope.id for scope in workspace.organization.scopes]
    problems = []
    for name in names:
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean '{close}'?" if close else f"known: {', '.join(known)}"
            problems.append((f"there is no scope {quoted(name)}", hint))
    refuse_selection(workspace, problems)
    return tuple(s for s in workspace.organization.scopes if not names or s.id in names)


def refuse_selection(workspace: Workspace, problems: Sequence[tuple[str, str]]) -> None:
    """End the run with 3 when something was asked for that no scope has: message and hint each."""
    from checker.commands.common import say_problems

    if not problems:
        return
    place = workspace.organization.at.place("scopes")
    say_problems([Problem(place, "nothing-selected", *problem) for problem in problems])
    raise click.exceptions.Exit(ExitCode.INPUT)


def _in_framework(name: str, catalog: Catalog) -> Requirement | Official:
    framework_id, _, id_ = name.partition(":")
    require_frameworks([framework_id], catalog)
    framework = catalog.frameworks[framework_id]
    found = next((entry for key, entry in _entries(framework) if key == id_), None)
    if found is None:
        keys = (f"{framework_id}:{key}" for key, _ in _entries(framework))
        _refuse("requirement", name, keys)
    return found


def _entries(framework: Framework) -> Iterator[tuple[str, Requirement | Official]]:
    """Every id and every slug of a framework, and what each means; ids come first."""
    from checker.framework_files import slug

    written = framework.requirements
    officials = [Official(framework, *row) for row in framework.numbering if row[0] not in written]
    yield from written.items()
    yield from ((official.id, official) for official in officials)
    yield from ((entry.slug, entry) for entry in written.values())
    yield from ((slug(official.id), official) for official in officials)


def _value(control: Control, name: str) -> Value:
    if name not in control.parameters:
        names = (f"{control.id}.{known}" for known in control.parameters)
        _refuse("parameter", f"{control.id}.{name}", names)
    return Value(control, control.parameters[name])


def _bare(name: str, catalog: Catalog, *, only: bool = False) -> Requirement | Official:
    """The one requirement or official id called `name` in any framework."""
    found: dict[str, Requirement | Official] = {}
    for framework in catalog.frameworks.values():
        for key, entry in _entries(framework):
            if key == name:
                found.setdefault(f"{framework.id}:{entry.id}", entry)
    if len(found) > 1:
        raise click.UsageError(f"'{name}' is ambiguous; write {' or '.join(found)}.")
    if not found:
        what = "requirement" if only else "requirement, control or kind"
        _refuse(what, name, _names(catalog, only))
    return next(iter(found.values()))


def _names(catalog: Catalog, only: bool) -> Iterator[str]:
    """Everything that can be asked for by a bare name; `only` requirements."""
    from checker.documents import kinds

    for framework in catalog.frameworks.values():
        yield from (key for key, _ in _entries(framework))
    if only:
        return
    yield from (*kinds.names(), *KINDS, *catalog.frameworks)
    for control in catalog.controls.values():
        yield control.id
        yield from (f"{control.id}.{parameter}" for parameter in control.parameters)


def _refuse(what: str, name: str, known: Iterable[str]) -> NoReturn:
    from checker.text import nearest, quoted

    close = nearest(name, known)
    hint = f" Did you mean '{close}'?" if close else ""
    raise click.UsageError(f"There is no {what} {quoted(name)}.{hint}")
