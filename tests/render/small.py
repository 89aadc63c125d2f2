"""Small records, each about one thing: a framework, some requirements, some findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.render import sample as whole

Result = dict[str, Any]


def asked(id_: str, framework: str = "hipaa", **other: Any) -> Result:
    """A requirement of a framework's one section that asks for all facets."""
    facets = ["documented", "implemented", "evidenced"]
    made = whole.requirement(framework, id_, "one", f"About {id_}", asks_for=facets, controls=[])
    return made | other


def found(of: Result, status: str = "satisfied", scope: str = "main", **other: Any) -> Result:
    """A finding on a requirement."""
    return whole.finding(of, scope, status, "hhh", **other)


def claim(id_: str, by: str, file: str) -> Result:
    """An attestation by a person, in a file."""
    first = whole.attestations()[0]
    return first | {"id": id_, "attested_by": by, "place": whole.place(file, 2, 5)}


def item(ref: str, path: str, date: str) -> Result:
    """An artefact of the index."""
    uses = [{"control": "a.b", "claim": "ATT", "place": whole.place("a.yaml", 5, 7)}]
    made = whole.artefact(1, "matched", kind="test_result", path=path, date=date)
    return {"ref": ref} | made | {"uses": uses, "until": ""}


def record(requirements: Sequence[Result], findings: Sequence[Result], **other: Any) -> Result:
    """A complete record of these; `pending` are ids of the first framework not written yet."""
    made = whole.sample() | {
        "requirements": list(requirements),
        "findings": list(findings),
        "decisions": [],
        "policies": [],
        "attestations": [],
        "evidence": [],
        "payment": [],
        "controls": [],
        "registers": [],
        "processing_activities": [],
        "vendors": [],
        "inherited": [],
        "began": [],
        "previous": None,
        "history": [],
        "scopes": [
            row | {"id": id_, "frameworks": ["hipaa"]}
            for row, id_ in zip(whole.scopes(), ("main", "side"), strict=False)
        ],
    }
    names = dict.fromkeys(row["framework"] for row in requirements)
    frameworks = [
        whole.framework(name, name.upper(), "1", {"one": f"{name} one"}) for name in names
    ]
    for row in frameworks:
        row["counts"] = whole.counted(list(findings), row["id"])
    return made | {"frameworks": frameworks} | other
