"""Hold the controls and parameters that documents name against the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from checker.documents.check import Checker
from checker.documents.parameters import combined, unclear
from checker.errors import Problem
from checker.model import Catalog, Control, Facet, Path, Place
from checker.quantities import QuantityError, parse_cadence
from checker.text import nearest, quoted
from checker.workspace.build import claims
from checker.yamlsource import Document

_FACETS = {"policy": Facet.DOCUMENTED, "attestation": Facet.IMPLEMENTED}


class ParameterChecks:
    """Typed parameters, for the controls that some document gives any.

    One schema for all of them costs half of what one for each document does.
    """

    def __init__(
        self, catalog: Catalog, documents: Iterable[tuple[str, Mapping[str, Any]]]
    ) -> None:
        self._controls = catalog.controls
        names: dict[Facet, dict[str, None]] = {facet: {} for facet in _FACETS.values()}
        for kind, value in documents:
            if kind in _FACETS:
                given = (name for name, _, body, _ in _named(kind, value) if "parameters" in body)
                names[_FACETS[kind]] |= dict.fromkeys(given)
        self._checkers = {facet: self._checker(found, facet) for facet, found in names.items()}

    def _checker(self, names: Iterable[str], facet: Facet) -> Checker:
        known = [self._controls[name] for name in names if name in self._controls]
        return Checker(combined(known, facet))

    def problems(self, document: Document, kind: str, value: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with the controls a policy, attestation or decision names."""
        if kind == "decision":
            return self._names(document, value.get("controls", ()))
        if kind not in _FACETS:
            return []
        facet = _FACETS[kind]
        found: list[Problem] = []
        for control_id, path, body, at_name in _named(kind, value):
            control = self._controls.get(control_id)
            if control is None:
                found.append(self._unknown(document, control_id, at_name))
                continue
            found += _covers(document, control, facet, body, path)
            found += self._parameters(document, control, facet, body, path)
        return found

    @cached_property
    def _unclear(self) -> Checker:
        return Checker(unclear())

    def _names(self, document: Document, names: Any) -> list[Problem]:
        return [
            self._unknown(document, name, ("controls", index))
            for index, name in enumerate(names)
            if name not in self._controls
        ]

    def _unknown(self, document: Document, name: str, path: Path) -> Problem:
        close = nearest(name, self._controls)
        hint = f"did you mean '{close}'?" if close else "see `checker list controls`"
        by_key = path[0] == "controls" and len(path) > 1 and path[1] == name
        place = document.key_place(path) if by_key else document.place(path)
        return Problem(place, "unknown-control", f"no control {quoted(name)}", hint)

    def _parameters(
        self, document: Document, control: Control, facet: Facet, body: Any, path: Path
    ) -> Iterator[Problem]:
        parameters = body.get("parameters")
        if parameters is None:
            return
        known = control.parameters
        vague = {n: value for n, value in parameters.items() if n in known and _is_unclear(value)}
        stated = {n: value for n, value in parameters.items() if n not in vague}
        shifted = _Shifted(document, (*path, "parameters"))
        problems = self._checkers[facet].problems(shifted, {control.id: stated})
        if vague:
            problems += self._unclear.problems(shifted, {control.id: vague})
        yield from problems
        if not problems:
            yield from _cadences(document, control, parameters, (*path, "parameters"))


def _is_unclear(value: object) -> bool:
    """Whether it is said that nothing definite is said, however that is written."""
    return isinstance(value, dict) and "unclear" in value


class _Shifted:
    """A document seen from `base`, with the control's id as the first step of every path."""

    def __init__(self, document: Document, base: Path) -> None:
        self._document, self._base = document, base
        self.file = document.file

    def place(self, path: Path = ()) -> Place:
        return self._document.place((*self._base, *path[1:]))

    def key_place(self, path: Path) -> Place:
        return self._document.key_place((*self._base, *path[1:]))


def _named(
    kind: str, value: Mapping[str, Any]
) -> Iterator[tuple[str, Path, Mapping[str, Any], Path]]:
    """Control id, path of the body, the body, and the path of the name."""
    if kind == "policy":
        for index, statement in enumerate(value["statements"]):
            path: Path = ("statements", index)
            yield statement["control"], path, statement, (*path, "control")
    else:
        for control_id, path, claim in claims(value):
            yield control_id, path, claim, ("controls", control_id)


def _covers(
    document: Document, control: Control, facet: Facet, body: Mapping[str, Any], path: Path
) -> Iterator[Problem]:
    if control.is_of_records and facet is Facet.IMPLEMENTED and "covers" not in body:
        hint = f"write `covers: all`, or the ids or groups of {control.covers}"
        message = f"'covers' is missing: this control is one of {control.covers}"
        yield Problem(document.place(path), "missing-key", message, hint)
    if not control.is_of_records and "covers" in body:
        message = "'covers' cannot stand here: this control is one of the organisation"
        place = document.key_place((*path, "covers"))
        yield Problem(place, "unknown-key", message, "leave it out")


def _cadences(
    document: Document, control: Control, parameters: Mapping[str, Any], path: Path
) -> Iterator[Problem]:
    """What the schema cannot say of a cadence: an interval of nothing is no interval."""
    for name, value in parameters.items():
        if control.parameters[name].format != "cadence" or "unclear" in value:
            continue
        try:
            parse_cadence(value)
        except QuantityError as error:
            place = document.place((*path, name, *error.path))
            yield Problem(place, "cadence", error.message, error.hint)
