"""Records with only as much in them as a comparison reads, so that a test says what it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from checker.comparison import Earlier, since
from tests.render.sample import GAPS, STATUSES, digest, place

Json = dict[str, Any]
Key = tuple[str, str, str]


def observation(message: str, kind: str = "value", file: str = "a.yaml", line: int = 1) -> Json:
    return {"facet": "implemented", "kind": kind, "message": message,
            "place": place(file, line, 1), "related": []}  # fmt: skip


def finding(
    key: Key | str, status: str = "satisfied", *, accepted: bool = False, **other: Any
) -> Json:
    """A finding; `8.3.6` alone is the one of `own` in scope `main`."""
    framework, requirement, scope = ("own", key, "main") if isinstance(key, str) else key
    is_gap = status in GAPS
    return {
        "framework": framework, "requirement": requirement, "scope": scope, "status": status,
        "severity": "medium", "gap": is_gap, "open": is_gap and not accepted, "observations": [],
        "decisions": [], "statements": [], "attestations": [], "evidence": [],
    } | other  # fmt: skip


def requirement(row: Json, **other: Any) -> Json:
    return {
        "framework": row["framework"], "id": row["requirement"], "slug": row["requirement"],
        "title": f"Title of {row['requirement']}", "severity": row["severity"],
        "obligation": "required", "asks_for": ["implemented"], "controls": ["area.whole"],
        "registers": [], "accepts": [], "max_age": "12 months",
    } | other  # fmt: skip


def decision(id_: str = "DEC", **other: Any) -> Json:
    return {
        "id": id_, "type": "risk_acceptance", "requirements": ["own:1"], "scopes": ["main"],
        "reason": "It is late.", "approved_by": "bob", "approved_on": "2026-01-01",
        "expires": "2026-12-31", "state": "active", "place": place("decisions.yaml", 3, 1),
    } | other  # fmt: skip


def attestation(id_: str = "ATT", **other: Any) -> Json:
    return {
        "id": id_, "attested_by": "ann", "attested_on": "2026-01-01", "valid_until": "2026-12-31",
        "controls": ["area.whole"], "state": "in_date", "place": place("att.yaml", 2, 1),
    } | other  # fmt: skip


def policy(id_: str = "POL", **other: Any) -> Json:
    return {
        "id": id_, "title": id_, "version": "1", "status": "approved", "owner": "ann",
        "approved_by": "bob", "approved_on": "2026-01-01", "review_due": "2026-12-31",
        "overdue": False, "place": place("pol.yaml", 2, 1),
    } | other  # fmt: skip


def artefact(path: str, state: str = "matched", **other: Any) -> Json:
    return {
        "ref": "E1", "kind": "test_result", "path": path, "uri": "", "date": "2026-01-01",
        "valid": "", "sha256": "", "state": state, "result": "pass",
        "uses": [{"control": "area.whole", "claim": "ATT", "place": place("att.yaml", 9, 1)}],
    } | other  # fmt: skip


def framework(id_: str, findings: Iterable[Json], **other: Any) -> Json:
    found = Counter(row["status"] for row in findings if row["framework"] == id_)
    counts = {status: found[status] for status in STATUSES} | {"total": found.total()}
    return {"id": id_, "title": id_.title(), "version": "1", "digest": f"sha256:{digest(id_)}",
            "written": 3, "counts": counts} | other  # fmt: skip


def record(*findings: Json, files: Mapping[str, str] | None = None, **other: Any) -> Json:
    """A record of these findings; `files` maps a path to its content."""
    pairs = {(row["framework"], row["scope"]): None for row in findings}
    scopes: dict[str, list[str]] = {}
    for name, scope in pairs:
        scopes.setdefault(scope, []).append(name)
    asked = {(row["framework"], row["requirement"]): row for row in findings}
    return {
        "as_of": "2026-06-30",
        "complete": True,
        "tool": {"name": "checker", "version": "1.0"},
        "organization": {"id": "org", "profile": {}},
        "scopes": [{"id": id_, "title": id_, "frameworks": of} for id_, of in scopes.items()],
        "frameworks": [framework(name, findings) for name in sorted({name for name, _ in pairs})],
        "requirements": [requirement(row) for row in asked.values()],
        "findings": list(findings),
        "decisions": [],
        "policies": [],
        "attestations": [],
        "evidence": [],
        "inputs": [
            {"path": path, "sha256": digest(text)} for path, text in sorted((files or {}).items())
        ],
        "gate": {"open_gaps": sum(row["open"] for row in findings)},
    } | other


def earlier(made: Json) -> Earlier:
    """A record as it comes back from its file, under a digest that depends on all of it."""
    return Earlier(made, digest(repr(made)))


def compared(before: Json, now: Json) -> Json:
    """The `previous` of `now`."""
    found: Json = since([earlier(before)], now)["previous"]
    return found


def told(found: Json) -> list[tuple[str, str]]:
    """Requirement and kind of each change."""
    return [(change["requirement"], change["kind"]) for change in found["changes"]]


def causes(found: Json, at: int = 0) -> list[tuple[str, str]]:
    """Kind and message of each cause of a change."""
    return [(cause["kind"], cause["message"]) for cause in found["changes"][at]["causes"]]
