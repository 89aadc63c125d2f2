"""Properties of what is known: a record knows itself, and nothing that comes on top of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.baseline import Origin, applied, baseline, entries, pruned, read
from checker.model import GAP_STATUSES, Facet

Json = dict[str, Any]
ORIGIN = Origin("file", "2026-11-21", "0" * 64)
SEVERITIES = ("low", "medium", "high", "critical")
RANK = {name: number for number, name in enumerate(SEVERITIES)}
FACETS = tuple(map(str, Facet))

observations = st.builds(
    lambda facet, kind, thing, line: {
        "facet": facet, "kind": kind, "thing": thing, "message": f"{kind} {line}",
        "place": {"file": "a.yaml", "line": line, "column": 1}, "related": [],
    },
    st.sampled_from(FACETS),
    st.sampled_from(["value", "missing", "expired"]),
    st.sampled_from(["ATT/a", "ATT/b", "DEC/expires", "a.yaml"]),
    st.integers(1, 500),
)  # fmt: skip


@st.composite
def findings(draw: st.DrawFn, requirement: str) -> Json:
    status = draw(st.sampled_from(["satisfied", "not_applicable", *sorted(GAP_STATUSES)]))
    is_gap = status in GAP_STATUSES
    asked = draw(st.lists(st.sampled_from(FACETS), min_size=1, max_size=3, unique=True))
    states = st.sampled_from(["holds", "fails", "silent"])
    return {
        "framework": "own", "requirement": requirement, "scope": "main", "status": str(status),
        "severity": draw(st.sampled_from(SEVERITIES)), "asks_for": asked,
        "facets": {facet: draw(states) for facet in FACETS},
        "gap": is_gap, "open": is_gap and draw(st.booleans()), "known": False,
        "observations": draw(st.lists(observations, min_size=is_gap, max_size=4)),
    }  # fmt: skip


def made(rows: list[Json], fail_on: str) -> Json:
    least = RANK.get(fail_on, 9)
    above = sum(row["open"] and RANK[row["severity"]] >= least for row in rows)
    return {
        "as_of": "2026-11-21", "organization": {"id": "org"}, "findings": rows,
        "scopes": [{"id": "main", "frameworks": ["own"]}], "decisions": [{"id": "DEC"}],
        "gate": {"fail_on": fail_on, "failed": above > 0, "gaps_at_or_above": above,
                 "open_gaps": sum(row["open"] for row in rows)},
    }  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Json:
    rows = [draw(findings(str(number))) for number in range(draw(st.integers(1, 5)))]
    return made(rows, draw(st.sampled_from(["low", "medium", "high", "critical", "never"])))


def told(record: Json, known: Json) -> Json:
    return applied(record, read(known), ORIGIN)


@given(records())
def test_a_record_always_passes_the_gate_of_its_own_baseline(record: Json) -> None:
    found = told(record, baseline(record, "0" * 64))

    assert found["gate"]["failed"] is False
    assert [row["known"] for row in found["findings"]] == [r["open"] for r in record["findings"]]
    assert found["baseline"]["worse"] == found["baseline"]["fixed"] == []


@given(records(), findings("new"))
def test_any_gap_that_is_added_fails_the_gate(record: Json, more: Json) -> None:
    more |= {"status": "partial", "gap": True, "open": True, "severity": "critical"}
    more["observations"] = more["observations"] or [record_observation()]
    fail_on = "low" if record["gate"]["fail_on"] == "never" else record["gate"]["fail_on"]
    known = baseline(record, "0" * 64)

    found = told(made([*record["findings"], more], fail_on), known)

    assert found["gate"]["failed"] is True
    assert found["findings"][-1]["known"] is False


def record_observation() -> Json:
    place = {"file": "a.yaml", "line": 1, "column": 1}
    named = {"facet": "implemented", "kind": "value", "thing": "ATT/z", "message": ""}
    return named | {"place": place, "related": []}


@given(records(), st.data())
def test_any_reason_that_is_added_to_an_asked_facet_makes_its_gap_new(
    record: Json, data: st.DataObject
) -> None:
    opened = [row for row in record["findings"] if row["open"]]
    if not opened:
        return
    known = baseline(record, "0" * 64)
    row = data.draw(st.sampled_from(opened))
    facet = data.draw(st.sampled_from(row["asks_for"]))
    again = data.draw(st.sampled_from(row["observations"]))
    extra = data.draw(st.sampled_from([record_observation(), again])) | {"facet": facet}
    row["observations"] = [*row["observations"], extra]

    found = told(record, known)

    assert (
        next(r for r in found["findings"] if r["requirement"] == row["requirement"])["known"]
        is False
    )


@given(records(), records())
def test_a_gap_that_is_worse_says_of_a_reason_at_least_that_it_is(first: Json, now: Json) -> None:
    found = told(now, baseline(first, "0" * 64))

    worse = {row["requirement"] for row in found["baseline"]["worse"]}
    for row in found["findings"]:
        states = {seen["since"] for seen in row["observations"] if "since" in seen}
        assert bool(states & {"new", "worse"}) is (row["requirement"] in worse)


@given(records(), records(), st.integers(0, 1000))
def test_lines_and_words_never_matter(record: Json, other: Json, down: int) -> None:
    known = baseline(record, "0" * 64)
    before = told(record, known)
    for row in record["findings"]:
        for observation in row["observations"]:
            observation["place"] = observation["place"] | {
                "line": observation["place"]["line"] + down
            }
            observation["message"] = "said otherwise"

    assert [r["known"] for r in told(record, known)["findings"]] == [
        r["known"] for r in before["findings"]
    ]


@given(records(), records(), records())
def test_what_a_pruned_baseline_knows_the_whole_one_knew(
    first: Json, second: Json, third: Json
) -> None:
    known = baseline(first, "0" * 64)
    shorter = pruned(known, second, "1" * 64)

    less, more = told(third, shorter), told(third, known)

    assert len(shorter["gaps"]) <= len(known["gaps"])
    for now, then in zip(less["findings"], more["findings"], strict=True):
        assert then["known"] or not now["known"]
    assert less["gate"]["failed"] or not more["gate"]["failed"]


@given(records(), records())
def test_a_pruned_baseline_still_knows_the_record_that_pruned_it(first: Json, second: Json) -> None:
    known = baseline(first, "0" * 64)

    before, after = told(second, known), told(second, pruned(known, second, "1" * 64))

    assert [r["known"] for r in after["findings"]] == [r["known"] for r in before["findings"]]
    assert after["baseline"]["fixed"] == []


@given(records())
def test_no_known_gap_is_accepted_or_satisfied(record: Json) -> None:
    found = told(record, baseline(record, "0" * 64))

    assert all(row["open"] for row in found["findings"] if row["known"])
    assert len(list(entries(record))) == sum(row["open"] for row in record["findings"])


def gap(status: str, asked: list[str], *seen: tuple[str, str]) -> Json:
    """A gap with these observations: facet and thing."""
    return {
        "framework": "own", "requirement": "1", "scope": "main", "status": status,
        "severity": "low", "asks_for": asked, "gap": True, "open": True, "known": False,
        "facets": dict.fromkeys(FACETS, "fails"),
        "observations": [record_observation() | {"facet": f, "thing": t} for f, t in seen],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "asked", "more", "is_known"),
    [
        # Where nothing is attested, all facets were looked at.
        ("not_attested", ["evidenced"], ("documented", "POL/a"), False),
        # What is evidenced repeats what is implemented, and does not say it twice.
        ("partial", ["evidenced"], ("implemented", "ATT/b"), False),
        ("partial", ["evidenced"], ("evidenced", "ATT/b"), False),
        ("partial", ["evidenced"], ("evidenced", "ATT/a"), False),
        # What is not asked does not count, unless it is about a decision.
        ("partial", ["evidenced"], ("documented", "POL/a"), True),
        ("partial", ["documented"], ("implemented", "DEC/expires"), False),
    ],
)
def test_every_reason_that_counts_is_compared(
    status: str, asked: list[str], more: tuple[str, str], is_known: bool
) -> None:
    first = (asked[0], "ATT/a")
    known = baseline(made([gap(status, asked, first)], "low"), "0" * 64)

    found = told(made([gap(status, asked, first, more)], "low"), known)

    assert found["findings"][0]["known"] is is_known


@pytest.mark.parametrize(("was", "is_"), [("low", "high"), ("high", "low")])
def test_pruning_never_raises_a_severity(was: str, is_: str) -> None:
    one = gap("partial", ["implemented"], ("implemented", "ATT/a"))
    known = baseline(made([one | {"severity": was}], "low"), "0" * 64)

    shorter = pruned(known, made([one | {"severity": is_}], "low"), "1" * 64)

    assert shorter["gaps"][0]["severity"] == "low"


def test_a_gap_without_a_reason_is_never_known() -> None:
    row = {
        "framework": "own", "requirement": "1", "scope": "main", "status": "partial",
        "severity": "low", "asks_for": ["implemented"], "gap": True, "open": True, "known": False,
        "facets": dict.fromkeys(FACETS, "fails"), "observations": [record_observation()],
    }  # fmt: skip
    known = baseline(made([row], "low"), "0" * 64)

    found = told(made([row | {"observations": []}], "low"), known)

    assert found["gate"]["failed"] is True
    assert baseline(made([row | {"observations": []}], "low"), "0" * 64)["gaps"] == []
