"""Turn the findings of a record into frameworks, sections and requirements for a reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from checker.frozen import frozen
from checker.render.looks import FACETS, SATISFYING, SEVERITIES, STATUSES
from checker.render.registers import Anchors, Index, https, spaced
from checker.render.view import (
    AttestationView,
    Cell,
    DecisionView,
    EvidenceView,
    FacetView,
    FindingView,
    FrameworkView,
    Link,
    PolicyView,
    Reason,
    RequirementView,
    SectionView,
)

Key = tuple[str, str]


class Registers(NamedTuple):
    """The rows that findings refer to, by their ids."""

    decisions: Mapping[str, DecisionView]
    policies: Mapping[str, PolicyView]
    attestations: Mapping[str, AttestationView]
    evidence: Mapping[str, EvidenceView]


@frozen
class Reader:
    """Builds the views of one record's findings."""

    result: Mapping[str, Any]
    index: Index
    registers: Registers
    anchors: Anchors

    def frameworks(self) -> tuple[FrameworkView, ...]:
        """Every framework of the record; a finding without its place in one is a KeyError."""
        by_requirement: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
        for raw in self.result["findings"]:
            by_requirement[raw["framework"], raw["requirement"]].append(raw)
        by_section: dict[Key, list[RequirementView]] = defaultdict(list)
        for raw in self.result["requirements"]:
            found = by_requirement.pop((raw["framework"], raw["id"]), [])
            view = self._requirement(raw, found)
            by_section[raw["framework"], raw["section"]].append(view)
        views = tuple(self._framework(raw, by_section) for raw in self.result["frameworks"])
        left = [*by_requirement, *by_section]
        if left:
            raise KeyError(f"findings outside every requirement or framework: {left}")
        return views

    def _framework(
        self, raw: Mapping[str, Any], by_section: dict[Key, list[RequirementView]]
    ) -> FrameworkView:
        titles = {section["id"]: section["title"] for section in raw["sections"]}
        # A folder that the framework gives no title still has its findings shown, under its name.
        titles |= {
            name: name for id_, name in by_section if id_ == raw["id"] and name not in titles
        }
        sections = tuple(
            self._section(raw["id"], name, title, by_section.pop((raw["id"], name), []))
            for name, title in titles.items()
        )
        labels = tuple(
            (STATUSES[key], raw["labels"][key]) for key in STATUSES if key in raw["labels"]
        )
        return FrameworkView(
            anchor=self.anchors.claim("framework", raw["id"]),
            id=raw["id"],
            title=raw["title"],
            version=raw["version"],
            publisher=raw["publisher"],
            source=raw["source"],
            href=https(raw["source"]),
            in_force_from=raw["in_force_from"],
            digest=raw["digest"],
            written=raw["written"],
            of=raw["of"],
            pending=tuple(raw["pending"]),
            is_partial=raw["partial"],
            labels=labels,
            cells=tuple(
                Cell(look, raw["counts"][key], judged=_judged(sections, position))
                for position, (key, look) in enumerate(STATUSES.items())
            ),
            sections=sections,
        )

    def _section(
        self, framework: str, name: str, title: str, requirements: Sequence[RequirementView]
    ) -> SectionView:
        return SectionView(
            anchor=self.anchors.claim("section", framework, name),
            title=title,
            cells=cells_of(finding for asked in requirements for finding in asked.findings),
            requirements=tuple(requirements),
        )

    def _requirement(
        self, raw: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]
    ) -> RequirementView:
        ref = f"{raw['framework']}:{raw['id']}"
        anchor = self.index.requirements[ref].anchor
        is_judged = bool(raw["judgement"])
        return RequirementView(
            anchor=anchor,
            ref=ref,
            id=raw["id"],
            title=raw["title"],
            summary=raw["summary"],
            citation=raw["citation"],
            obligation=raw["obligation"],
            severity=SEVERITIES[raw["severity"]],
            asks_for=tuple(raw["asks_for"]),
            parts=tuple(raw["parts"]),
            controls=tuple(raw["controls"]),
            registers=tuple(raw["registers"]),
            accepts=tuple(spaced(kind) for kind in raw["accepts"]),
            max_age=raw["max_age"],
            judgement=raw["judgement"],
            remediation=raw["remediation"],
            effort_days=raw["effort_days"],
            nist_csf=tuple(raw["nist_csf"]),
            findings=tuple(
                self._finding(
                    found,
                    # A requirement with one finding is one place, with one anchor.
                    anchor if len(findings) == 1 else self.anchors.claim(anchor, found["scope"]),
                    is_judged,
                )
                for found in findings
            ),
        )

    def _finding(self, raw: Mapping[str, Any], anchor: str, is_judged: bool) -> FindingView:
        asked = raw["asks_for"]
        return FindingView(
            anchor=anchor,
            scope=self.index.scopes.get(raw["scope"], Link(raw["scope"])),
            look=STATUSES[raw["status"]],
            underlying=STATUSES[raw["underlying"]],
            severity=SEVERITIES[raw["severity"]],
            label=raw["label"],
            facets=tuple(
                FacetView(name, FACETS[raw["facets"][name]], name in asked)
                for name in ("documented", "implemented", "evidenced")
            ),
            reasons=self._reasons(raw, asked),
            decisions=tuple(self.registers.decisions[id_] for id_ in raw["decisions"]),
            owner=self.index.person(raw["owner"]),
            target=raw.get("target", ""),
            statements=tuple(self._statement(name) for name in raw["statements"]),
            attestations=tuple(
                self.registers.attestations.get(id_, Link(id_)) for id_ in raw["attestations"]
            ),
            evidence=tuple(self.registers.evidence[ref] for ref in raw["evidence"]),
            relied_on=tuple(self.registers.evidence[ref] for ref in raw["relied_on"]),
            is_gap=raw["gap"],
            is_open=raw["open"],
            is_known=raw.get("known", False),
            is_on_word=raw["on_word"],
            is_for_judgement=is_judged and raw["status"] in SATISFYING,
        )

    def _reasons(self, finding: Mapping[str, Any], asked: Sequence[str]) -> tuple[Reason, ...]:
        found: dict[Reason, list[Mapping[str, Any]]] = {}
        for raw in finding["observations"]:
            spots = tuple(self.index.spot(place) for place in raw["related"])
            spot, thing = self.index.spot(raw["place"]), raw.get("thing", "")
            bare = Reason((), raw["kind"], raw["message"], spot, spots, False, thing)
            found.setdefault(bare, []).append(raw)
        return tuple(
            bare._replace(
                facets=tuple(dict.fromkeys(raw["facet"] for raw in raws)),
                is_asked=any(raw["facet"] in asked for raw in raws),
                since=self._since(finding, raws),
            )
            for bare, raws in found.items()
        )

    def _since(self, finding: Mapping[str, Any], raws: Iterable[Mapping[str, Any]]) -> str:
        """What a reason is to what was known; nothing where nothing was compared."""
        if not finding["open"] or not self.result.get("baseline"):
            return ""
        states = {raw["since"] for raw in raws if "since" in raw}
        for state in ("new", "worse", "known"):
            if state in states:
                return state
        if finding.get("known", False):
            return "known"
        is_compared = any("since" in raw for raw in finding["observations"])
        return "" if is_compared else "new"

    def _statement(self, name: str) -> Link:
        policy = self.registers.policies.get(name.partition("/")[0])
        return Link(name, policy.anchor if policy else "")


def cells_of(findings: Iterable[FindingView]) -> tuple[Cell, ...]:
    """How many of `findings` have each status, every status named, and where the first stands."""
    found: dict[str, list[FindingView]] = {key: [] for key in STATUSES}
    for finding in findings:
        found[finding.look.key].append(finding)
    return tuple(
        Cell(look, len(of), of[0].anchor if of else "", sum(one.is_for_judgement for one in of))
        for look, of in zip(STATUSES.values(), found.values(), strict=True)
    )


def _judged(sections: Iterable[SectionView], position: int) -> int:
    return sum(section.cells[position].judged for section in sections)
