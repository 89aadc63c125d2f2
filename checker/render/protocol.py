"""A framework in the order of its auditors' protocol: each item with what is on file for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from checker.render.forms import ProtocolView, named
from checker.render.looks import Look
from checker.render.place import Spot
from checker.render.view import (
    AttestationView,
    FindingView,
    FrameworkView,
    Link,
    RequirementView,
)
from checker.render.words import runs

_STEP = re.compile(r"\([^()]*\)")


class Answer(NamedTuple):
    """A finding that answers an item, and the place to open first."""

    name: Link
    look: Look
    is_for_judgement: bool
    spot: Spot | None


class Item(NamedTuple):
    """One item of the protocol; `unwritten` are ids of which no requirement is in the record.

    The criterion is a link where one finding answers the whole item.
    """

    number: int
    criterion: Link
    answers: tuple[Answer, ...]
    covered: tuple[tuple[str, str], ...]
    unwritten: tuple[str, ...]
    files: tuple[str, ...]  # policies, then attestations, then evidence by its reference


class Part(NamedTuple):
    """A part of the protocol with its items."""

    title: str
    items: tuple[Item, ...]


class Protocol(NamedTuple):
    """The protocol of one framework, answered."""

    framework: FrameworkView
    view: ProtocolView
    parts: tuple[Part, ...]


def answered(
    views: Iterable[ProtocolView], frameworks: Iterable[FrameworkView]
) -> tuple[Protocol, ...]:
    """Every protocol of the record, its items answered by the findings of its framework."""
    by_id = {framework.id: framework for framework in frameworks}
    return tuple(
        Protocol(by_id[one.framework], one, _parts(one, by_id[one.framework])) for one in views
    )


def _parts(found: ProtocolView, framework: FrameworkView) -> tuple[Part, ...]:
    asked = {asked.id: asked for section in framework.sections for asked in section.requirements}
    items = [_item(number, ids, asked, found.covered) for number, ids in found.items]
    ends = [first for _, first in found.parts[1:]] + [len(items) + 1]
    return tuple(
        Part(title, tuple(item for item in items if first <= item.number < end))
        for (title, first), end in zip(found.parts, ends, strict=True)
    )


def _item(
    number: int,
    ids: Sequence[str],
    asked: Mapping[str, RequirementView],
    covered: Mapping[str, str],
) -> Item:
    written = [asked[id_] for id_ in ids if id_ in asked]
    pairs = [(one, finding) for one in written for finding in one.findings]
    findings = [finding for _, finding in pairs]
    left = [id_ for id_ in ids if id_ not in asked]
    return Item(
        number=number,
        criterion=Link(criterion(ids), findings[0].anchor if len(ids) == len(pairs) == 1 else ""),
        answers=tuple(
            Answer(named(one, f, one.id), f.look, f.is_for_judgement, _spot(f)) for one, f in pairs
        ),
        covered=tuple((id_, covered[id_]) for id_ in left if id_ in covered),
        unwritten=tuple(id_ for id_ in left if id_ not in covered),
        files=(*_policies(findings), *_attestations(findings), *_evidence(findings)),
    )


def criterion(ids: Sequence[str]) -> str:
    """The provisions that ids stand in: `§ 164.404(d)` for 164.404(d)(1) and 164.404(d)(2).

    Ids of different sections are named apart.
    """
    sections: dict[str, list[list[str]]] = {}
    for id_ in ids:
        section = id_.partition("(")[0]
        sections.setdefault(section, []).append(_STEP.findall(id_[len(section) :]))
    return ", ".join(f"§ {section}{''.join(_common(steps))}" for section, steps in sections.items())


def _common(paths: Sequence[Sequence[str]]) -> Iterator[str]:
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            return
        yield steps[0]


def _spot(finding: FindingView) -> Spot | None:
    """Where an auditor begins to read: the first reason, else the claim, else the artefact."""
    if finding.reasons:
        return finding.reasons[0].spot
    claims = [one.spot for one in finding.attestations if isinstance(one, AttestationView)]
    return next(iter((*claims, *(at for item in finding.evidence for *_, at in item.uses))), None)


def _policies(findings: Iterable[FindingView]) -> Iterable[str]:
    return dict.fromkeys(
        statement.text.partition("/")[0] for one in findings for statement in one.statements
    )


def _attestations(findings: Iterable[FindingView]) -> Iterable[str]:
    return dict.fromkeys(
        claim.id if isinstance(claim, AttestationView) else claim.text
        for one in findings
        for claim in one.attestations
    )


def _evidence(findings: Iterable[FindingView]) -> Iterator[str]:
    """References, those that follow one another as `E4 to E9`."""
    for first, last in runs(tuple(dict.fromkeys(e for one in findings for e in one.evidence))):
        yield first.ref if first == last else f"{first.ref} to {last.ref}"
