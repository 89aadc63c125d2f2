"""Turn what was read into cases: each requirement with all that a validator needs to judge it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.catalog import build
from checker.errors import Problem
from checker.lint.source import Folder, Sources, Written
from checker.model import Catalog, Control, Path, Requirement

Registers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class World:
    """What requirements may speak of: controls, kinds of record, facts of the profile."""

    catalog: Catalog
    registers: Registers
    facts: Mapping[str, Mapping[str, Any]]
    controls_schema: Mapping[str, Any]  # of an object: control id -> its answer

    def definition(self, part_of: str) -> Mapping[str, Any]:
        """The type of what a schema judges: one record of `part_of`, or all controls if empty."""
        return self.registers.get(part_of, {}) if part_of else self.controls_schema


@dataclass(frozen=True, slots=True)
class Case:
    """One requirement as written, and as the rest of the project holds it."""

    written: Written
    requirement: Requirement
    folder: Folder
    world: World

    @property
    def examples(self) -> tuple[tuple[int, Mapping[str, Any]], ...]:
        """Every example with its position."""
        return tuple(enumerate(self.written.value["examples"]))

    def schemas(self) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
        """Each schema of the author: its key, itself, and the type of what it judges."""
        requirement = self.requirement
        over_record = {"requires": requirement.for_each}
        for key in ("requires", "documented", "implemented"):
            schema = getattr(requirement, key)
            if schema:
                yield key, schema, self.world.definition(over_record.get(key, ""))

    def problem(self, code: str, path: Path, message: str, hint: str = "") -> Problem:
        """A problem at the value that `path` leads to."""
        return self.written.problem(code, path, message, hint)

    def key_problem(self, code: str, path: Path, message: str, hint: str = "") -> Problem:
        """A problem at the key that `path` ends with."""
        return self.written.key_problem(code, path, message, hint)


def world(
    entries: Iterable[Mapping[str, Any]], beside: Mapping[str, Control], registers: Registers
) -> World:
    """The world of the controls in `entries` and of those that exist `beside` them."""
    from checker.documents import kinds
    from checker.schemas import control_schema

    own = build(list(entries), {}, {}).controls
    controls = {**beside, **own}
    profile = kinds.raw("organization")["properties"]["profile"]["properties"]
    schema = {
        "type": "object",
        "properties": {name: control_schema(control) for name, control in controls.items()},
    }
    return World(Catalog(controls, {}), registers, profile, schema)


def cases(folder: Folder, written: Iterable[Written], world_: World) -> tuple[Case, ...]:
    """A case per document in `written`, whose shape must be right."""
    written = tuple(written)
    bundle = {
        **folder.page.value,
        "numbering": [list(row) for row in folder.numbering],
        "requirements": [
            {**w.value, "section": w.folder, "file": w.document.file} for w in written
        ],
    }
    catalog = build([], {folder.id: bundle}, {folder.id: ""})
    requirements = catalog.frameworks[folder.id].requirements
    return tuple(Case(w, requirements[w.value["id"]], folder, world_) for w in written)


def control_entries(sources: Sources) -> list[dict[str, Any]]:
    """Every control of the authors' files as plain data."""
    return [entry for written in sources.controls for entry in written.value["controls"]]
