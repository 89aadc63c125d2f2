"""A record of every official id: as large as a report is once all requirements are written."""

from __future__ import annotations

import csv
import random
from functools import cache
from pathlib import Path
from typing import Any

from checker import catalog
from checker.model import Catalog, Control, Framework
from tests.render.sample import Result, counted, finding, requirement, sample

_MAP = Path(__file__).parents[2] / "frameworks" / "controls" / "map.tsv"
_SCOPES = {"gdpr": "eu", "hipaa": "ephi", "pci_dss": "cde"}
# Status and the facets that come with it, each as often as it stands here in twenty.
_OUTCOMES = (
    *(("satisfied", "hhh"),) * 13,
    ("satisfied_by_alternative", "hff"),
    *(("partial", "hhf"), ("partial", "hff")),
    ("not_satisfied", "sff"),
    ("not_attested", "sss"),
    *(("not_applicable", "sss"),) * 2,
)


def whole() -> Result:
    """The record; the same one each time."""
    chosen = _catalog()
    asked = [row for framework in chosen.frameworks.values() for row in _requirements(framework)]
    draw = random.Random(831)  # noqa: S311 - the same record each time, not a secret
    rows = [_finding(row, *draw.choice(_OUTCOMES)) for row in asked]
    read = {name for row in asked for name in row["controls"]}
    still_open = sum(row["open"] for row in rows)
    return sample() | {
        "frameworks": [_framework(framework, rows) for framework in chosen.frameworks.values()],
        "requirements": asked,
        "controls": [_control(c) for c in chosen.controls.values() if c.id in read],
        "findings": rows,
        "gate": {
            "fail_on": "low", "failed": True, "open_gaps": still_open,
            "gaps_at_or_above": still_open,
        },
    }  # fmt: skip


@cache
def _catalog() -> Catalog:
    return catalog.load()


@cache
def _reads() -> dict[tuple[str, str], list[str]]:
    with _MAP.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        (row["framework"], row["id"]): [
            name for name in row["reads"].split(",") if name in _catalog().controls
        ]
        for row in rows
    }


def _requirements(framework: Framework) -> list[Result]:
    """What is written, and in its place in the numbering what is pending."""
    sections = list(framework.sections)
    pending = set(framework.pending)
    found: list[Result] = []
    for id_, title in framework.numbering:
        written = framework.requirements.get(id_)
        if written is None and id_ not in pending:
            continue
        controls = list(written.controls) if written else _reads()[framework.id, id_]
        codes = {c for name in controls for c in _catalog().controls[name].nist_csf}
        at = len(found) * len(sections) // framework.to_write
        more: dict[str, Any] = {"controls": controls, "nist_csf": sorted(codes)}
        if written:
            more |= {
                "title": written.title, "summary": written.summary, "slug": written.slug,
                "remediation": written.remediation, "severity": str(written.severity),
                "asks_for": [str(facet) for facet in written.asks_for],
            }  # fmt: skip
        found.append(requirement(framework.id, id_, sections[at], title) | more)
    return found


def _finding(asked: Result, status: str, facets: str) -> Result:
    return finding(asked, _SCOPES[asked["framework"]], status, facets)


def _framework(framework: Framework, rows: list[Result]) -> Result:
    shown: Result = next(row for row in sample()["frameworks"] if row["id"] == framework.id)
    return shown | {
        "title": framework.title,
        "version": framework.version,
        "sections": [{"id": id_, "title": title} for id_, title in framework.sections.items()],
        "written": framework.to_write,
        "of": framework.to_write,
        "pending": [],
        "partial": False,
        "counts": counted(rows, framework.id),
    }


def _control(control: Control) -> Result:
    return {
        "id": control.id,
        "title": control.title,
        "domain": control.domain,
        "covers": control.covers,
        "owner_role": control.owner_role,
        "nist_csf": list(control.nist_csf),
    }
