"""What the verdicts rest on: whose word, which files, how old, and what stays a judgement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from checker.render.forms import named
from checker.render.looks import SATISFYING
from checker.render.place import Spot
from checker.render.report import Report
from checker.render.view import (
    AttestationView,
    EvidenceView,
    FindingView,
    FrameworkView,
    Link,
    RequirementView,
)

Pair = tuple[RequirementView, FindingView]
# How many people, files and artefacts are named.
TOP = 5


class Share(NamedTuple):
    """Satisfied findings of a framework, and how many rest on little; no column includes another.

    `on_person` and `on_file`: every attestation is by one person, every artefact relied on is one
    file; `for_judgement` counts those satisfied by an alternative too.
    """

    name: str
    satisfied: int
    by_alternative: int
    on_word: int
    on_person: int
    on_file: int
    for_judgement: int


class Carrier(NamedTuple):
    """A person or file, how many satisfied findings it is behind, and how many it carries alone."""

    name: Link
    behind: int
    alone: int


class Oldest(NamedTuple):
    """An artefact relied on, its age in days, and the findings that rely on it."""

    artefact: EvidenceView
    days: int | None  # None where its date is none
    findings: tuple[Link, ...]


class Said(NamedTuple):
    """One observation, and the findings it was made in: those satisfied, and all others."""

    message: str
    spot: Spot
    related: tuple[Spot, ...]
    satisfied: tuple[Link, ...]
    others: tuple[Link, ...]


class Judged(NamedTuple):
    """Satisfied findings of one framework about which a person must still judge, by section.

    The link of a section leads to the first of them.
    """

    framework: FrameworkView
    total: int
    sections: tuple[tuple[Link, int], ...]


class Rests(NamedTuple):
    """All of it; people and files with those behind most findings first, artefacts oldest first."""

    shares: tuple[Share, ...]
    total: Share
    unattested: int  # satisfied with no attestation behind: policies or registers are
    decided: int  # findings that would have another status without decisions
    people: tuple[Carrier, ...]
    evidence: tuple[Carrier, ...]
    claims: tuple[Carrier, ...]
    oldest: tuple[Oldest, ...]
    judged: tuple[Judged, ...]
    contradictions: tuple[Said, ...]
    own_approvals: tuple[Said, ...]


def rests(report: Report) -> Rests:
    """What the satisfied findings of a report rest on."""
    found = [finding for _, finding in report.findings if finding.look.key == "satisfied"]
    judged = map(_judged, report.frameworks)
    return Rests(
        shares=tuple(_share(one.title, one.findings) for one in report.frameworks),
        total=_share("All", report.findings),
        unattested=sum(not finding.attestations for finding in found),
        decided=sum(f.underlying.key != f.look.key for _, f in report.findings),
        people=_carriers(found, _people),
        evidence=_carriers(found, _files),
        claims=_carriers(found, _claim_files),
        oldest=_oldest(report),
        judged=tuple(one for one in judged if one.total),
        contradictions=_said(report.findings, "contradiction"),
        own_approvals=_said(report.findings, "own_approval"),
    )


def _share(name: str, pairs: Iterable[Pair]) -> Share:
    findings = [finding for _, finding in pairs]
    satisfied = [finding for finding in findings if finding.look.key == "satisfied"]
    return Share(
        name=name,
        satisfied=len(satisfied),
        by_alternative=sum(f.look.key == "satisfied_by_alternative" for f in findings),
        on_word=sum(finding.is_on_word for finding in satisfied),
        on_person=sum(len(_people(finding)) == 1 for finding in satisfied),
        on_file=sum(len(_files(finding)) == 1 for finding in satisfied),
        for_judgement=sum(finding.is_for_judgement for finding in findings),
    )


def _people(finding: FindingView) -> Mapping[str, Link]:
    """Who attested what is behind a finding; a claim that is not on record is nobody we know."""
    found = {}
    for claim in finding.attestations:
        if isinstance(claim, AttestationView):
            found[claim.person] = Link(claim.attested_by)
        else:
            found[f"?{claim.text}"] = Link(f"whoever signed {claim.text}")
    return found


def _claim_files(finding: FindingView) -> Mapping[str, Link]:
    return {
        claim.spot.file: Link(claim.spot.file, claim.anchor)
        for claim in finding.attestations
        if isinstance(claim, AttestationView)
    }


def _files(finding: FindingView) -> Mapping[str, Link]:
    """The files that support a finding for which evidence is asked."""
    if not _is_evidenced(finding):
        return {}
    return {item.where: Link(item.where, item.anchor) for item in reversed(finding.relied_on)}


def _is_evidenced(finding: FindingView) -> bool:
    return any(facet.name == "evidenced" and facet.is_asked for facet in finding.facets)


def _carriers(
    findings: Sequence[FindingView], of: Callable[[FindingView], Mapping[str, Link]]
) -> tuple[Carrier, ...]:
    names: dict[str, Link] = {}
    behind: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for finding in findings:
        carriers = of(finding)
        for key, name in carriers.items():
            names.setdefault(key, name)
            behind[key] += 1
            alone[key] += len(carriers) == 1
    keys = sorted(names, key=lambda key: (-behind[key], -alone[key], key))
    return tuple(Carrier(names[key], behind[key], alone[key]) for key in keys)


def _oldest(report: Report) -> tuple[Oldest, ...]:
    """The artefacts with the earliest days that satisfied findings rely on."""
    relying: defaultdict[EvidenceView, list[Link]] = defaultdict(list)
    for asked, finding in report.findings:
        if finding.look.key == "satisfied" and _is_evidenced(finding):
            for item in finding.relied_on:
                if item.date:
                    relying[item].append(named(asked, finding, asked.ref))
    order = {item: position for position, item in enumerate(report.evidence)}
    first = sorted(relying, key=lambda item: (item.date, order[item]))[:TOP]
    return tuple(
        Oldest(item, _days(item.date, report.as_of), tuple(relying[item])) for item in first
    )


def _days(start: str, end: str) -> int | None:
    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)).days
    except ValueError:
        return None


def _judged(framework: FrameworkView) -> Judged:
    sections = []
    for section in framework.sections:
        found = [f for asked in section.requirements for f in asked.findings if f.is_for_judgement]
        if found:
            sections.append((Link(section.title, found[0].anchor), len(found)))
    return Judged(framework, sum(number for _, number in sections), tuple(sections))


def _said(pairs: Iterable[Pair], kind: str) -> tuple[Said, ...]:
    """Every observation of a kind, once for all findings it was made in."""
    found: dict[tuple[str, Spot, tuple[Spot, ...]], tuple[list[Link], list[Link]]] = {}
    for asked, finding in pairs:
        for reason in finding.reasons:
            if reason.kind == kind:
                key = (reason.message, reason.spot, reason.related)
                holding, others = found.setdefault(key, ([], []))
                is_holding = finding.look.key in SATISFYING
                (holding if is_holding else others).append(named(asked, finding, asked.ref))
    return tuple(Said(*key, tuple(of[0]), tuple(of[1])) for key, of in found.items())
