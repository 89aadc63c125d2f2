"""What holds of any two records: nothing changes by itself, better is never a mistake."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.commands.schema import result_schema
from checker.comparison import since
from checker.comparison.check import contradictions
from tests.comparison.records import Key, compared, earlier, finding, observation, record
from tests.render.sample import GAPS, STATUSES

Json = dict[str, Any]
RANKS = {"not_attested": 0, "not_satisfied": 1, "partial": 2, "satisfied_by_alternative": 3,
         "satisfied": 4}  # fmt: skip
OPPOSITE = {"new_gap": "closed", "worse": "better", "accepted": "no_longer_accepted",
            "added": "removed", "applies_now": "applies_no_more"}  # fmt: skip
OPPOSITE |= {there: here for here, there in OPPOSITE.items()}
KEYS = [(f, r, s) for f in ("a", "b") for r in ("1", "2") for s in ("x", "y")]
SCOPES = [{"id": id_, "title": id_, "frameworks": ["a", "b"]} for id_ in ("x", "y")]
DAYS = ("2026-06-30", "2026-08-31")


@st.composite
def records(draw: st.DrawFn, keys: tuple[Key, ...] = ()) -> Json:
    """Any findings, on one of two days, from one of two files; all scopes are declared or few."""
    chosen: Sequence[Key] = keys or draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    rows = [
        finding(
            key, draw(st.sampled_from(STATUSES)), accepted=draw(st.booleans()),
            severity="low" if key[1] == "1" else "critical",
            observations=[observation(draw(st.sampled_from(("one", "two"))), "expired")],
        )
        for key in sorted(chosen)
    ]  # fmt: skip
    files = {"a.yaml": draw(st.sampled_from(("one", "two")))}
    made = record(*rows, files=files, as_of=draw(st.sampled_from(DAYS)))
    return made | ({"scopes": SCOPES} if draw(st.booleans()) else {})


def both(first: Json, second: Json) -> tuple[Json, Json]:
    """The two in the order of their days."""
    older, newer = sorted((first, second), key=lambda made: str(made["as_of"]))
    return older, newer


@given(records())
def test_a_record_compared_with_itself_is_the_same(made: Json) -> None:
    found = compared(made, made)

    assert (found["verdict"], found["changes"]) == ("same", [])
    assert {row["verdict"] for row in found["frameworks"]} == {"same"}


@given(records(), records())
def test_swapping_two_records_turns_every_change_round(first: Json, second: Json) -> None:
    there, back = compared(first, second), compared(second, first)

    forth = {(c["framework"], c["requirement"], c["scope"], c["kind"]): c for c in there["changes"]}
    back_ = {(c["framework"], c["requirement"], c["scope"], OPPOSITE[c["kind"]]): c
             for c in back["changes"]}  # fmt: skip
    assert forth.keys() == back_.keys()
    for key, change in forth.items():
        assert (change["before"], change["now"]) == (back_[key]["now"], back_[key]["before"])


@given(records(tuple(KEYS)), records(tuple(KEYS)))
def test_swapping_turns_better_and_worse_round(first: Json, second: Json) -> None:
    """Where the statuses say it: what is accepted or does not apply counts one way alone."""
    for row in (*first["findings"], *second["findings"]):
        row["open"] = row["gap"]
        if row["status"] == "not_applicable":
            row |= {"status": "satisfied"}

    there, back = compared(first, second)["verdict"], compared(second, first)["verdict"]

    turned = {"better": "worse", "worse": "better", "same": "same", "mixed": "mixed"}
    assert back == turned[there]


@given(records(), records())
def test_what_is_better_one_way_is_worse_the_other(first: Json, second: Json) -> None:
    if compared(first, second)["verdict"] == "better":
        assert compared(second, first)["verdict"] == "worse"


@given(records(), records())
def test_better_means_that_a_status_rose_and_no_gap_is_new_graver_or_open_again(
    first: Json, second: Json
) -> None:
    found = compared(first, second)
    then = {(f["framework"], f["requirement"], f["scope"]): f for f in first["findings"]}
    now = {(f["framework"], f["requirement"], f["scope"]): f for f in second["findings"]}
    common = [
        (then[key], now[key]) for key in then.keys() & now.keys()
        if "not_applicable" not in {then[key]["status"], now[key]["status"]}
    ]  # fmt: skip

    if found["verdict"] == "better":
        assert any(RANKS[new["status"]] > RANKS[old["status"]] for old, new in common)
        assert all(RANKS[new["status"]] >= RANKS[old["status"]] for old, new in common)
        assert all(old["open"] for old, new in common if new["open"])


@given(records(), st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS)))
def test_dropping_deselecting_or_excluding_never_makes_it_better(
    made: Json, dropped: set[Key], excluded: set[Key]
) -> None:
    rows = []
    for row in made["findings"]:
        key = (row["framework"], row["requirement"], row["scope"])
        if key in excluded:
            row |= {"status": "not_applicable", "gap": False, "open": False}
        if key not in dropped:
            rows.append(row)
    before = record(*(dict(row) for row in made["findings"]))

    for other in ({}, {"scopes": made["scopes"]}):
        found = compared(before, record(*rows, **other))

        assert found["verdict"] in {"same", "not_comparable"}


@given(records(), st.sets(st.sampled_from(KEYS)))
def test_accepting_gaps_never_makes_it_better(made: Json, accepted: set[Key]) -> None:
    before = record(*(dict(row) for row in made["findings"]))
    for row in made["findings"]:
        if (row["framework"], row["requirement"], row["scope"]) in accepted:
            row["open"] = False

    assert compared(before, made)["verdict"] == "same"


@given(records(), records(), st.randoms(use_true_random=False))
def test_the_order_of_findings_decides_nothing_but_the_order_of_equals(
    first: Json, second: Json, chance: random.Random
) -> None:
    shuffled = second | {"findings": chance.sample(second["findings"], len(second["findings"]))}

    one, other = compared(first, second), compared(first, shuffled)

    assert sorted(map(repr, one["changes"])) == sorted(map(repr, other["changes"]))
    assert one["verdict"] == other["verdict"]


@pytest.mark.parametrize("key", ["previous", "change", "cause", "point"])
def test_the_schema_has_the_parts_of_a_comparison_closed(key: str) -> None:
    assert result_schema()["$defs"][key]["additionalProperties"] is False


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    part = {"$ref": f"#/$defs/{name}", "$defs": result_schema()["$defs"]}
    return jsonschema.Draft202012Validator(part)


@given(records(), records())
def test_what_is_written_follows_the_schema_and_contradicts_itself_nowhere(
    first: Json, second: Json
) -> None:
    older, newer = both(first, second)

    made = newer | since([earlier(older)], newer)

    validator("previous").validate(made["previous"])
    for point in made["history"]:
        validator("point").validate(point)
    assert list(contradictions(made)) == []
    assert all(change["causes"] for change in made["previous"]["changes"])


def test_the_ranks_of_these_tests_are_all_statuses_but_one() -> None:
    assert {*RANKS, "not_applicable"} == set(STATUSES)
    assert {status for status, rank in RANKS.items() if rank < 3} == GAPS
