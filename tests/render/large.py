"""A record as large as all requirements make it: a finding for each id of the official numberings.

It is the example organisation's record, grown. A requirement that is written stands with its own
first finding. One that is not takes the place of a written one of its framework, in turn, with the
official title and with sentences as long as that one's, made of the words of all. Every other
round says what the first says; the others speak of documents, claims, evidence and decisions of
their own. What belongs to neither stays as it is.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

from checker import catalog
from checker.model import Severity
from tests.render.meridian import meridian

Json = dict[str, Any]
# The example claims 106 of the catalogue's 245 controls, so that its claims, and what stands behind
# them, can about double: one claim answers many requirements.
GENERATIONS = 2
SENTENCES = ("summary", "judgement", "remediation")
_PARTS = re.compile(r'<section id="?(?P<id>[^" >]+)|<(?P<name>style|body|nav|footer|script)\b')
REGISTERS = ("decisions", "policies", "attestations", "evidence", "inputs")


def large() -> Json:
    """The record; the same at each call."""
    source = meridian()
    generations = [_Generation(source, number) for number in range(GENERATIONS)]
    words = _words(source)
    requirements, findings, sections = [], [], {}
    for framework in source["frameworks"]:
        rows = list(_framework(source, framework["id"], generations, words))
        requirements += [requirement for requirement, _ in rows]
        findings += [finding for _, finding in rows]
        asked = [requirement for requirement, _ in rows]
        sections[framework["id"]] = _sections(framework, asked)
    frameworks = [_counted(f, findings, sections[f["id"]]) for f in source["frameworks"]]
    grown: Json = (
        source
        | {name: [g.of(row) for g in generations for row in source[name]] for name in REGISTERS}
        | {"requirements": requirements, "findings": findings, "frameworks": frameworks}
        | {"excerpts": dict(chain(*(g.of(source["excerpts"]).items() for g in generations)))}
        | {"documents": GENERATIONS * source["documents"], "notes": []}
        | {"ledger": _ledger(source), "gate": _gate(source["gate"], findings)}
    )
    return grown


class _Generation:
    """Renames what the first generation says, so that it speaks of other documents."""

    def __init__(self, source: Json, number: int) -> None:
        self._names: dict[str, str] = {}
        if not number:
            return
        for name in ("decisions", "policies", "attestations"):
            self._names |= {row["id"]: f"{row['id']}-{number}" for row in source[name]}
        for row in source["evidence"]:
            self._names[row["ref"]] = f"E{number * len(source['evidence']) + int(row['ref'][1:])}"
        files = [row["path"] for row in chain(source["inputs"], source["evidence"]) if row["path"]]
        for file in chain(files, source["excerpts"]):
            stem, dot, ending = file.rpartition(".")
            self._names[file] = f"{stem}-{number}{dot}{ending}"

    def of(self, value: Any) -> Any:
        """`value` with every name of a document, claim, decision or file of this generation."""
        if isinstance(value, str):
            head, slash, rest = value.partition("/")
            return self._names.get(value) or f"{self._names.get(head, head)}{slash}{rest}"
        if isinstance(value, dict):
            return {self._names.get(key, key): self.of(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.of(item) for item in value]
        return value


@cache
def numbering() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Framework -> every official id with its title."""
    return {name: f.numbering for name, f in catalog.load().frameworks.items()}


def _framework(
    source: Json, framework: str, generations: list[_Generation], words: tuple[str, ...]
) -> Iterator[tuple[Json, Json]]:
    """Each requirement of a framework with its finding, in the official order."""
    written = {row["id"]: row for row in source["requirements"] if row["framework"] == framework}
    found: dict[str, Json] = {}
    for row in source["findings"]:
        if row["framework"] == framework:
            found.setdefault(row["requirement"], row)
    sections = {_chapter(id_): row["section"] for id_, row in written.items()}
    models = list(written)
    used = 0
    for id_, title in numbering()[framework]:
        if id_ in written:
            yield written[id_], found[id_]
            continue
        model = models[used % len(models)]
        generation = generations[(1 + used // len(models)) % GENERATIONS]
        used += 1
        section = sections.get(_chapter(id_), f"chapter-{_chapter(id_)}")
        renamed = {"id": id_, "slug": _slug(id_), "title": title, "section": section}
        renamed["citation"] = written[model]["citation"].replace(model, id_)
        chance = random.Random(f"{framework}:{id_}")  # noqa: S311 - repeatable on purpose
        said = {name: _sentence(written[model][name], words, chance) for name in SENTENCES}
        yield written[model] | renamed | said, generation.of(found[model]) | {"requirement": id_}


def _chapter(id_: str) -> str:
    """The article, section or principal requirement that an id belongs to."""
    return id_.partition("(")[0] if "(" in id_ or id_.startswith("164.") else id_.partition(".")[0]


def _slug(id_: str) -> str:
    return id_.replace("(", ".").replace(")", "")


def _words(source: Json) -> tuple[str, ...]:
    """The words of all sentences, each as often as it is used."""
    return tuple(
        word.strip(".,;:") for row in source["requirements"] for word in row["summary"].split()
    )


def _sentence(model: str, words: tuple[str, ...], chance: random.Random) -> str:
    """Words that make about as long a sentence as `model`; none where that says nothing."""
    made = ""
    while len(made) + 1 < len(model):
        made += f" {chance.choice(words)}"
    return f"{made.strip().capitalize()}." if made else ""


def _sections(framework: Json, asked: Iterable[Json]) -> list[Json]:
    """Sections in the order of their requirements; a chapter without a title takes its number."""
    titles = {section["id"]: section["title"] for section in framework["sections"]}
    names = dict.fromkeys(row["section"] for row in asked)
    return [
        {"id": name, "title": titles.get(name, name.replace("-", " ").capitalize())}
        for name in names
    ]


def _counted(framework: Json, findings: Iterable[Json], sections: list[Json]) -> Json:
    found = Counter(row["status"] for row in findings if row["framework"] == framework["id"])
    counts = {status: found[status] for status in framework["counts"] if status != "total"}
    complete = {"written": found.total(), "of": found.total(), "pending": [], "partial": False}
    counted = {"counts": counts | {"total": found.total()}, "sections": sections}
    return {**framework, **complete, **counted}


def _ledger(source: Json) -> Json:
    ledger = source["ledger"] | {"read": GENERATIONS * source["ledger"]["read"]}
    return {**ledger, "found": ledger["read"] + ledger["refused"] + ledger["excluded"]}


def _gate(gate: Json, findings: Iterable[Json]) -> Json:
    still_open = [Severity(row["severity"]) for row in findings if row["open"]]
    least = Severity(gate["fail_on"]).rank
    failing = sum(severity.rank >= least for severity in still_open)
    counted = {"open_gaps": len(still_open), "gaps_at_or_above": failing, "failed": failing > 0}
    return {**gate, **counted}


def by_part(html: str) -> dict[str, int]:
    """How many bytes each part of a page has: head, style, cover, each section, the rest."""
    marks = [("head", 0)]
    marks += [(m["id"] or m["name"], m.start()) for m in _PARTS.finditer(html)]
    ends = [start for _, start in marks[1:]] + [len(html)]
    sizes: dict[str, int] = defaultdict(int)
    for (name, start), end in zip(marks, ends, strict=True):
        sizes[name] += len(html[start:end].encode())
    return dict(sizes)
