"""What is said with "never" and "always": properties over generated workspaces."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.assess import Assessment
from checker.evaluate import Engine
from checker.model import Facet, FacetState, Status
from checker.schemas import parts
from tests.support import (
    QUARTERLY,
    SYSTEMS_TWELVE,
    TODAY,
    assessed,
    attestation,
    catalog,
    decision,
    evidence,
    number,
    organization,
    policy,
    requirement,
    systems,
)

FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
# Worst first; not applicable stands outside.
ORDER = [
    Status.NOT_ATTESTED,
    Status.NOT_SATISFIED,
    Status.PARTIAL,
    Status.SATISFIED_BY_ALTERNATIVE,
    Status.SATISFIED,
]
USING = catalog(
    requirement("1", obligation="addressable"),
    requirement("2", requires=SYSTEMS_TWELVE, asks_for=["implemented", "evidenced"]),
    requirement("3", requires=QUARTERLY, asks_for=["documented", "implemented"]),
)

days = st.dates(date(2025, 6, 1), date(2027, 6, 1)).map(date.isoformat)
numbers = st.integers(10, 14)
statuses = st.sampled_from(["implemented", "implemented", "implemented", "planned", "unknown"])
scopes = st.sampled_from(["all", ["main"], ["other"]])


@st.composite
def claims(draw: Any) -> dict[str, Any]:
    """What is claimed of one control; sometimes with evidence."""
    status = draw(statuses)
    claim: dict[str, Any] = number(draw(numbers), status=status)
    if status == "unknown":
        claim |= {"owner": "ann", "due": "2026-12-31"}
    if draw(st.booleans()):
        claim["evidence"] = [
            evidence(
                performed_on=draw(days), result=draw(st.sampled_from(["pass", "pass", "fail"]))
            )
        ]
    return claim


@st.composite
def attestations(draw: Any, index: int) -> dict[str, Any]:
    """An attestation on up to three controls."""
    controls: dict[str, Any] = {}
    if draw(st.booleans()):
        controls["area.whole"] = draw(claims())
        controls["area.whole"]["parameters"]["interval"] = {
            "performed_on": draw(st.lists(days, min_size=1, max_size=4))
        }
    if draw(st.booleans()) or not controls:
        covers = draw(st.sampled_from(["all", ["web"], ["web", "till"]]))
        controls["area.systems"] = draw(claims()) | {"covers": covers}
    on = draw(st.dates(date(2025, 6, 1), date(2026, 12, 31)))
    return attestation(
        controls,
        id=f"ATT-{index}",
        attested_on=on.isoformat(),
        valid_until=(on + timedelta(days=draw(st.integers(0, 400)))).isoformat(),
        scopes=draw(scopes),
    )


@st.composite
def policies(draw: Any, index: int) -> dict[str, Any]:
    """A policy of one or two statements."""
    statements = [
        {
            "parameters": {"number": draw(numbers), "interval": {"every": "3 months"}},
            "force": draw(st.sampled_from(["must", "must", "should"])),
        }
        for _ in range(draw(st.integers(1, 2)))
    ]
    return policy(
        *statements, id=f"POL-{index}", approved_on=draw(days), scopes=draw(scopes),
        status=draw(st.sampled_from(["approved", "approved", "draft"])),
    )  # fmt: skip


@st.composite
def workspaces(draw: Any) -> list[dict[str, Any]]:
    """A small organisation with two scopes, policies, claims, systems and decisions."""
    own = organization()
    own["scopes"].append({"id": "other", "title": "Other", "frameworks": ["own"]})
    documents: list[dict[str, Any]] = [own]
    documents += [draw(policies(i)) for i in range(draw(st.integers(0, 2)))]
    documents += [draw(attestations(i)) for i in range(draw(st.integers(0, 3)))]
    if draw(st.booleans()):
        documents.append(systems("web", "till"))
    else:
        # Names in `covers` must exist, so without the register no claim may name one.
        for document in documents:
            for body in document.get("controls", {}).values():
                if "covers" in body:
                    body["covers"] = "all"
    if draw(st.booleans()):
        documents.append(decision("risk_acceptance"))
    return documents


def run(documents: list[dict[str, Any]], on: date = TODAY) -> Assessment:
    with tempfile.TemporaryDirectory() as folder:
        return assessed(Path(folder), *deepcopy(documents), using=USING, on=on)


def verdicts(found: Assessment) -> dict[tuple[str, str], Status]:
    return {(f.requirement.id, f.scope): f.status for f in found.findings}


@FEW
@given(workspaces())
def test_counts_always_sum_to_requirements_times_scopes(documents: list[dict[str, Any]]) -> None:
    found = run(documents)

    counts = Counter(f.status for f in found.findings)
    assert sum(counts.values()) == len(USING.frameworks["own"].requirements) * 2
    assert len(verdicts(found)) == len(found.findings)


@FEW
@given(workspaces())
def test_every_gap_has_a_reason_with_a_place_in_the_workspace(
    documents: list[dict[str, Any]],
) -> None:
    for finding in run(documents).findings:
        if finding.is_gap:
            assert finding.observations
        for observation in finding.observations:
            assert observation.place.file.endswith(".yaml")
            assert observation.message


@FEW
@given(workspaces(), st.randoms(use_true_random=False))
def test_the_order_of_files_never_matters(
    documents: list[dict[str, Any]], chance: random.Random
) -> None:
    shuffled = documents.copy()
    chance.shuffle(shuffled)

    assert verdicts(run(shuffled)) == verdicts(run(documents))


@FEW
@given(workspaces(), st.data())
def test_removing_evidence_never_raises_a_status(
    documents: list[dict[str, Any]], data: st.DataObject
) -> None:
    bodies = [
        body
        for document in documents
        for body in document.get("controls", {}).values()
        # A failed result is itself the reason of a gap.
        if body.get("evidence") and body["evidence"][0]["result"] == "pass"
    ]
    if not bodies:
        return
    before = verdicts(run(documents))
    del data.draw(st.sampled_from(bodies))["evidence"]

    after = verdicts(run(documents))

    assert all(ORDER.index(after[key]) <= ORDER.index(before[key]) for key in before)


@FEW
@given(workspaces(), st.data())
def test_removing_what_supports_a_verdict_never_raises_it(
    documents: list[dict[str, Any]], data: st.DataObject
) -> None:
    """A claim or decision that is no reason for a gap: one whose findings are all satisfied."""
    before = run(documents)
    sources = {source for f in before.findings for source in f.attestations}
    harmful = {s for f in before.findings if f.is_gap for s in f.attestations}
    removable = [d for d in documents if d["id"] in sources - harmful or d["kind"] == "decision"]
    # A claim for the whole organisation that a claim for the scope outranks hides it, and an
    # outranking claim hides others: only claims that speak alone are free of that.
    if not removable or sum(d["kind"] == "attestation" for d in documents) > 1:
        return
    gone = data.draw(st.sampled_from(removable))

    after = verdicts(run([d for d in documents if d is not gone]))

    was = verdicts(before)
    assert all(ORDER.index(after[key]) <= ORDER.index(was[key]) for key in was)


@FEW
@given(workspaces(), st.integers(1, 500))
def test_a_later_day_alone_never_turns_an_expired_claim_fresh(
    documents: list[dict[str, Any]], later: int
) -> None:
    """With everything dated by today, implemented can only stop holding as days pass."""
    documents = [
        d
        for d in documents
        if max(str(d.get("attested_on", "")), str(d.get("approved_on", ""))) <= TODAY.isoformat()
    ]
    for document in documents:
        for body in document.get("controls", {}).values():
            done = body["parameters"].get("interval", {}).get("performed_on", [])
            done[:] = [day for day in done if day <= TODAY.isoformat()] or ["2026-01-01"]
            for item in body.get("evidence", ()):
                item["performed_on"] = min(item["performed_on"], TODAY.isoformat())
    now = run(documents)
    then = {
        (f.requirement.id, f.scope): f.facets
        for f in run(documents, TODAY + timedelta(days=later)).findings
    }
    for finding in now.findings:
        for facet in Facet:
            if finding.facets[facet] is not FacetState.HOLDS:
                key = (finding.requirement.id, finding.scope)
                assert then[key][facet] is not FacetState.HOLDS


@FEW
@given(workspaces())
def test_the_same_files_and_day_always_give_the_same_findings(
    documents: list[dict[str, Any]],
) -> None:
    first, second = run(documents), run(documents)

    assert [repr(f.observations) for f in first.findings] == [
        repr(f.observations) for f in second.findings
    ]


def test_the_empty_posture_fails_every_shipped_requirement() -> None:
    from checker.catalog import load

    shipped = load()
    for framework in shipped.frameworks.values():
        engine = Engine(framework, shipped)
        keys = [f"{r.id}#{part}" for r in framework.requirements.values() for part in parts(r)]

        failed = engine.errors({key: [{}] for key in keys})

        assert {key for key, _ in failed} == set(keys)
