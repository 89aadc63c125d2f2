"""A small catalogue and small workspaces, so that a test says only what it is about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from checker.assess import Assessment, assess
from checker.catalog import build
from checker.framework_files import digest
from checker.model import Catalog, Finding
from checker.workspace import load
from checker.workspace.load import Loaded

TODAY = date(2026, 11, 21)
Json = dict[str, Any]

LABELS = dict.fromkeys(
    ["satisfied", "satisfied_by_alternative", "partial", "not_satisfied", "not_attested",
     "not_applicable"], "a label",
)  # fmt: skip


def control(id_: str, covers: str = "organisation", **parameters: Json) -> Json:
    """A control of the catalogue with the given parameters."""
    return {
        "id": id_, "title": id_, "domain": id_.partition(".")[0], "description": f"About {id_}.",
        "covers": covers, "valid_for": "12 months", "parameters": parameters,
        "evidence": ["test_result", "configuration_export", "contract"], "owner_role": "security",
        "effort": {"days": 1, "cost": 0}, "nist_csf": ["GV.PO-01"],
    }  # fmt: skip


CONTROLS = [
    control(
        "area.whole",
        number={"type": "integer", "description": "A number."},
        other={"type": "integer", "description": "Another number."},
        flag={"type": "boolean", "description": "A flag."},
        items={
            "type": "array", "items": {"enum": ["mixed", "letters", "digits"]}, "uniqueItems": True,
            "implies": {"mixed": ["letters"]}, "description": "Items.",
        },
        wait={"format": "duration", "unit": "minutes", "description": "A wait."},
        interval={"format": "cadence", "unit": "days", "description": "An interval."},
        begun={"format": "date", "description": "A day."},
    ),
    control("area.second", number={"type": "integer", "description": "A number."}),
    control("area.systems", "systems", number={"type": "integer", "description": "A number."}),
]  # fmt: skip
AT_LEAST_TWELVE: Json = {
    "required": ["area.whole"],
    "properties": {
        "area.whole": {"required": ["number"], "properties": {"number": {"minimum": 12}}}
    },
}
SYSTEMS_TWELVE: Json = {
    "required": ["area.systems"],
    "properties": {
        "area.systems": {"required": ["number"], "properties": {"number": {"minimum": 12}}}
    },
}
QUARTERLY: Json = {
    "required": ["area.whole"],
    "properties": {
        "area.whole": {"required": ["interval"], "properties": {"interval": {"maximum": 92}}}
    },
}


def requirement(id_: str = "1", **changes: Any) -> Json:
    """A requirement that asks for a number of at least twelve, with `changes` made to it."""
    made = {
        "id": id_, "section": "one", "file": f"own/one/{id_}.yaml", "title": "Numbers are high",
        "summary": "A number.", "citation": f"OWN {id_}", "obligation": "required",
        "severity": "high", "asks_for": ["documented", "implemented", "evidenced"],
        "requires": AT_LEAST_TWELVE,
        "evidence": {"accepts": ["test_result"], "max_age": "6 months"},
        "remediation": "Raise it.", "examples": [],
    }  # fmt: skip
    return made | changes


def catalog(*requirements: Json, **framework: Any) -> Catalog:
    """A catalogue with one framework, `own`, of these requirements."""
    chosen = list(requirements) or [requirement()]
    bundle = {
        "id": "own", "title": "Own rules", "version": "1", "publisher": "Us",
        "source": "https://example.org/", "in_force_from": "2020-01-01", "labels": LABELS,
        "sections": {"one": "Section one"},
        "alternatives": ["addressable_alternative", "compensating_control"],
        "numbering": [[r["id"], r["title"]] for r in chosen], "requirements": chosen,
    } | framework  # fmt: skip
    return build(CONTROLS, {"own": bundle}, {"own": digest(bundle)})


ORGANIZATION: Json = {
    "kind": "organization", "id": "org", "name": "Org",
    "scopes": [{"id": "main", "title": "Main", "frameworks": ["own"]}],
    "people": [
        {"id": "ann", "name": "Ann", "role": "Lead"}, {"id": "bob", "name": "Bob", "role": "CISO"},
    ],
}  # fmt: skip


def organization(**changes: Any) -> Json:
    """The organisation's document, with `changes` made to it."""
    return deepcopy(ORGANIZATION) | changes


def policy(*statements: Json, **changes: Any) -> Json:
    """An approved policy of these statements."""
    named = [
        {"id": f"S-{number}", "control": "area.whole", "text": "We do it."} | statement
        for number, statement in enumerate(statements, start=1)
    ]
    return {
        "kind": "policy", "id": "POL", "title": "Policy", "version": "1", "status": "approved",
        "scopes": "all", "owner": "ann", "approved_by": "bob", "approved_on": "2026-02-01",
        "review_every": "12 months", "statements": named,
    } | changes  # fmt: skip


def attestation(controls: Mapping[str, Any], **changes: Any) -> Json:
    """An attestation in date; a claim without status is `implemented`."""
    return {
        "kind": "attestation", "id": "ATT", "attested_by": "ann", "attested_on": "2026-09-30",
        "valid_until": "2027-03-31", "scopes": ["main"],
        "controls": {name: _claim(body) for name, body in controls.items()},
    } | changes  # fmt: skip


def _claim(body: Any) -> Any:
    if isinstance(body, list):
        return [_claim(item) for item in body]
    return {"status": "implemented", **body}


def evidence(**changes: Any) -> Json:
    """A test result that passed, whose file `File` writes."""
    return {
        "kind": "test_result", "path": "evidence/result.txt", "performed_on": "2026-09-01",
        "sha256": hashlib.sha256(b"passed\n").hexdigest(), "result": "pass",
    } | changes  # fmt: skip


def systems(*ids: str, **changes: Any) -> Json:
    """A current register of systems with these ids."""
    return {
        "kind": "systems", "id": "SYS", "kept_by": "ann", "reviewed_on": "2026-06-01",
        "review_every": "12 months",
        "records": [{"id": id_, "title": id_.title(), "data": ["pan"]} for id_ in ids],
    } | changes  # fmt: skip


def decision(type_: str, **changes: Any) -> Json:
    """A decision in date on requirement 1."""
    return {
        "kind": "decision", "id": "DEC", "type": type_, "requirements": ["own:1"],
        "scopes": ["main"], "reason": "The supplier is late.", "approved_by": "bob",
        "approved_on": "2026-10-01", "expires": "2026-12-31",
    } | changes  # fmt: skip


def number(value: int, **changes: Any) -> Json:
    """A claim or statement on `area.whole` with that number."""
    return {"parameters": {"number": value}} | changes


def write(folder: Path, *documents: Json, files: Mapping[str, bytes] | None = None) -> Path:
    """Write each document as a YAML file of its own, and the files that evidence names."""
    given = {"evidence/result.txt": b"passed\n"} | dict(files or {})
    for name, data in given.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    chosen = documents
    if not any(document.get("kind") == "organization" for document in documents):
        chosen = (organization(), *documents)
    for index, document in enumerate(chosen):
        (folder / f"{index:02}-{document.get('kind', 'none')}.yaml").write_text(
            json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8"
        )
    return folder


def loaded(folder: Path, *documents: Json, using: Catalog | None = None, **more: Any) -> Loaded:
    """The workspace of these documents, loaded."""
    return load(write(folder, *documents, **more), using or catalog())


def codes(found: Loaded) -> list[str]:
    """The codes of every problem, in order of place."""
    return [problem.code for problem in found.problems]


def assessed(
    folder: Path, *documents: Json, using: Catalog | None = None, on: date = TODAY, **more: Any
) -> Assessment:
    """The assessment of these documents; whatever is wrong with them fails the test."""
    chosen = using or catalog()
    found = loaded(folder, *documents, using=chosen, **more)
    assert not found.problems, "\n".join(map(str, found.problems))
    assert found.workspace is not None
    return assess(found.workspace, chosen, on, second_opinion=True)


def finding(folder: Path, *documents: Json, **more: Any) -> Finding:
    """The one finding of requirement 1."""
    found = assessed(folder, *documents, **more).findings
    return next(f for f in found if f.requirement.id == "1")


def kinds_of(found: Finding) -> set[str]:
    """The kinds of observation a finding has."""
    return {observation.kind for observation in found.observations}


def messages(found: Finding) -> str:
    """Every message of a finding, one a line."""
    return "\n".join(observation.message for observation in found.observations)
