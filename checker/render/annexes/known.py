"""What an annex may refer to: findings, registers and attestations by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from checker.frozen import frozen
from checker.render.findings import Registers
from checker.render.looks import Look
from checker.render.registers import Anchors, Index
from checker.render.view import FrameworkView, Link, RegisterView, RequirementView


class Concern(NamedTuple):
    """A finding that an annex names: `link` says its requirement and leads to it."""

    link: Link
    id: str
    title: str
    scope: str
    look: Look
    is_accepted: bool


@frozen
class Known:
    """What names of the record lead to. `findings`: by framework, requirement and scope."""

    index: Index
    anchors: Anchors
    frameworks: tuple[FrameworkView, ...]
    rows: Registers
    registers: Mapping[str, RegisterView]
    findings: Mapping[tuple[str, str, str], Concern]

    def concerns(self, keys: Iterable[Mapping[str, Any]]) -> tuple[Concern, ...]:
        """The findings of these keys; one the record does not hold is a KeyError."""
        return tuple(
            self.findings[key["framework"], key["requirement"], key["scope"]] for key in keys
        )

    def asked(self, is_asked: Callable[[RequirementView], bool]) -> tuple[Concern, ...]:
        """The findings on all requirements of a sort, in the order of the report."""
        return tuple(
            self.findings[framework.id, asked.id, finding.scope.text]
            for framework in self.frameworks
            for asked, finding in framework.findings
            if is_asked(asked)
        )

    def register(self, id_: str) -> Link:
        """The register document of that id; one the record does not hold is a KeyError."""
        return Link(id_, self.registers[id_].anchor)

    def attestation(self, id_: str) -> Link:
        """The attestation of that id, linked where the record has it."""
        found = self.rows.attestations.get(id_)
        return Link(id_, found.anchor if found else "")


def known(
    index: Index,
    anchors: Anchors,
    frameworks: tuple[FrameworkView, ...],
    rows: Registers,
    registers: Mapping[str, RegisterView],
) -> Known:
    """The names of one record, with every finding by its own."""
    findings = {
        (framework.id, asked.id, finding.scope.text): Concern(
            link=Link(asked.ref, finding.anchor),
            id=asked.id,
            title=asked.title,
            scope=finding.scope.text,
            look=finding.look,
            is_accepted=finding.is_accepted,
        )
        for framework in frameworks
        for asked, finding in framework.findings
    }
    return Known(index, anchors, frameworks, rows, registers, findings)


def named(scopes: Iterable[str]) -> str:
    """`scope eu`, `scopes cde, ephi`; nothing where it is all of them."""
    names = tuple(scopes)
    if names == ("all",):
        return ""
    return f"scope{'s' if len(names) > 1 else ''} {', '.join(names)}"
