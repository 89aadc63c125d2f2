"""What lies between two findings, and what it counts for: every combination by name."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest

from checker.comparison.changes import effect, trend
from checker.comparison.check import contradictions
from checker.comparison.values import Effect, Kind, Trend
from checker.model import Status
from checker.render.looks import CHANGES, TRENDS
from tests.comparison.records import compared, finding, record, requirement, told
from tests.render.sample import GAPS, STATUSES, sample

# From each status (rows) to each status (columns), in the order of the columns; `=` is no change.
COLUMNS = ("not_attested", "not_satisfied", "partial", "satisfied_by_alternative", "satisfied",
           "not_applicable")  # fmt: skip
TABLE = {
    "not_attested":             "=      better better closed  closed  no_more",
    "not_satisfied":            "worse  =      better closed  closed  no_more",
    "partial":                  "worse  worse  =      closed  closed  no_more",
    "satisfied_by_alternative": "gap    gap    gap    =       better  no_more",
    "satisfied":                "gap    gap    gap    worse   =       no_more",
    "not_applicable":           "applies applies applies applies applies =",
}  # fmt: skip
NAMES = {"gap": "new_gap", "no_more": "applies_no_more", "applies": "applies_now"}
COMBINATIONS = [
    (before, now, [] if kind == "=" else [NAMES.get(kind, kind)])
    for before, row in TABLE.items()
    for now, kind in zip(COLUMNS, row.split(), strict=True)
]


def between(before: Any, now: Any) -> dict[str, Any]:
    """What changed, where each side is a finding or nothing; another finding stands in both."""
    both = finding("0")
    return compared(*(record(both, *([side] if side else [])) for side in (before, now)))


def test_the_table_names_every_status_in_both_directions() -> None:
    assert len(COMBINATIONS) == len(Status) ** 2
    assert {before for before, _, _ in COMBINATIONS} == set(STATUSES) == set(COLUMNS)


@pytest.mark.parametrize(("before", "now", "kinds"), COMBINATIONS)
def test_each_pair_of_statuses_is_one_kind_of_change(
    before: str, now: str, kinds: list[str]
) -> None:
    found = between(finding("1", before), finding("1", now))

    assert [kind for _, kind in told(found)] == kinds
    for change in found["changes"]:
        assert (change["before"], change["now"]) == (before, now)
        assert change["open"] is (now in GAPS)


@pytest.mark.parametrize("status", sorted(GAPS))
def test_a_gap_that_is_accepted_is_no_better_and_one_that_is_not_any_more_is_worse(
    status: str,
) -> None:
    open_, accepted = finding("1", status), finding("1", status, accepted=True)

    first, second = between(open_, accepted), between(accepted, open_)

    assert (told(first), first["verdict"]) == ([("1", "accepted")], "same")
    assert (told(second), second["verdict"]) == ([("1", "no_longer_accepted")], "worse")
    assert first["changes"][0]["open"] is False
    assert second["changes"][0]["open"] is True


@pytest.mark.parametrize(("before", "now"), list(permutations(sorted(GAPS), 2)))
@pytest.mark.parametrize("was_accepted", [False, True])
def test_status_and_acceptance_are_told_apart_where_both_change(
    before: str, now: str, was_accepted: bool
) -> None:
    found = between(
        finding("1", before, accepted=was_accepted), finding("1", now, accepted=not was_accepted)
    )

    kinds = {kind for _, kind in told(found)}
    assert len(kinds) == 2
    assert kinds & {"better", "worse"}
    assert kinds & {"accepted", "no_longer_accepted"}
    if was_accepted:
        assert found["verdict"] in {"worse", "mixed"}


def test_a_new_gap_that_is_accepted_at_once_is_a_new_gap() -> None:
    found = between(finding("1", "satisfied"), finding("1", "partial", accepted=True))

    assert told(found) == [("1", "new_gap")]
    assert found["changes"][0]["open"] is False
    assert found["verdict"] == "worse"


@pytest.mark.parametrize("status", STATUSES)
def test_what_stands_in_one_record_alone_was_added_or_removed(status: str) -> None:
    one = finding("1", status)

    added, removed = between(None, one), between(one, None)

    assert told(added) == [("1", "added")]
    assert (added["changes"][0]["before"], added["changes"][0]["now"]) == ("", status)
    assert added["verdict"] == ("worse" if status in GAPS else "same")
    assert told(removed) == [("1", "removed")]
    assert (removed["changes"][0]["before"], removed["changes"][0]["now"]) == (status, "")
    assert removed["verdict"] == "same"


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "not_applicable"])
def test_what_applies_no_more_is_never_better(status: str) -> None:
    out = finding("1", "not_applicable")

    assert between(finding("1", status), out)["verdict"] == "same"
    back = between(out, finding("1", status))["verdict"]
    assert back == ("worse" if status in GAPS else "same")


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ("", "same"),
        ("none", "same"),
        ("better", "better"),
        ("better none", "better"),
        ("worse", "worse"),
        ("none worse", "worse"),
        ("better worse", "mixed"),
        ("better none worse", "mixed"),
    ],
)
def test_the_trend_follows_from_the_effects(effects: str, expected: str) -> None:
    assert trend(map(Effect, effects.split())) == expected


def test_every_kind_and_trend_has_its_look() -> None:
    assert list(CHANGES) == list(Kind)
    assert list(TRENDS) == list(Trend)


def test_only_what_is_closed_or_raised_counts_as_better() -> None:
    better = {kind for kind, gap in product(Kind, (True, False)) if effect(kind, gap) == "better"}

    assert better == {Kind.BETTER, Kind.CLOSED}


def test_the_gravest_changes_come_first() -> None:
    rows = {
        "1": ("partial", "satisfied", "critical"),
        "2": ("satisfied", "partial", "low"),
        "3": ("satisfied", "not_applicable", "critical"),
        "4": ("partial", "not_satisfied", "high"),
        "5": ("satisfied", "not_attested", "high"),
    }
    before, now = (
        record(*(finding(id_, row[at], severity=row[2]) for id_, row in rows.items()))
        for at in (0, 1)
    )

    found = compared(before, now)

    assert told(found) == [
        ("5", "new_gap"), ("4", "worse"), ("2", "new_gap"), ("3", "applies_no_more"),
        ("1", "closed"),
    ]  # fmt: skip


def test_a_finding_is_known_by_its_name_and_not_by_its_line() -> None:
    def at(line: int) -> dict[str, Any]:
        place = {"file": "a.yaml", "line": line, "column": 1}
        reason = {"facet": "implemented", "kind": "value", "message": "11 is below 12",
                  "place": place, "related": [place]}  # fmt: skip
        return record(finding("1", "partial", observations=[reason]))

    found = compared(at(3), at(300))

    assert (found["changes"], found["verdict"]) == ([], "same")


# -- what is not compared


MAIN, SIDE = ("own", "1", "main"), ("own", "1", "side")
BOTH_SCOPES = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]


def test_what_was_not_selected_then_did_not_come() -> None:
    before = record(finding(MAIN), scopes=BOTH_SCOPES)
    now = record(finding(MAIN), finding(SIDE, "partial"))

    found = compared(before, now)

    assert (found["changes"], found["verdict"]) == ([], "same")
    said = "not comparable: own in scope side; the earlier one assessed only own in scope main"
    assert found["notes"][0] == said


def test_what_is_not_selected_now_did_not_go() -> None:
    before = record(finding(MAIN), finding(SIDE, "partial"))
    now = record(finding(MAIN), scopes=BOTH_SCOPES)

    found = compared(before, now)

    assert (found["changes"], found["verdict"]) == ([], "same")
    said = "not comparable: own in scope side; this one assesses only own in scope main"
    assert found["notes"][0] == said


def test_a_scope_that_nobody_had_named_is_added_with_its_gaps() -> None:
    found = compared(record(finding(MAIN)), record(finding(MAIN), finding(SIDE, "partial")))

    assert told(found) == [("1", "added")]
    assert found["verdict"] == "worse"
    assert ("scope", "scope side is new") in [
        (cause["kind"], cause["message"]) for cause in found["changes"][0]["causes"]
    ]


def test_a_scope_that_nobody_names_any_more_is_no_improvement() -> None:
    found = compared(record(finding(MAIN), finding(SIDE, "partial")), record(finding(MAIN)))

    assert told(found) == [("1", "removed")]
    assert found["verdict"] == "same"


def test_records_without_a_finding_in_common_are_not_compared() -> None:
    before, now = record(finding(("a", "1", "main"))), record(finding(("b", "1", "main")))

    found = compared(before, now)

    assert found["verdict"] == "not_comparable"
    assert [(f["id"], f["verdict"]) for f in found["frameworks"]] == [("a", "not_comparable")]


def test_each_framework_has_its_own_verdict() -> None:
    statuses = {"a": ("partial", "satisfied"), "b": ("satisfied", "partial"),
                "c": ("partial", "partial")}  # fmt: skip
    before, now = (
        record(*(finding((name, "1", "main"), pair[at]) for name, pair in statuses.items()))
        for at in (0, 1)
    )

    found = compared(before, now)

    verdicts = {row["id"]: row["verdict"] for row in found["frameworks"]}
    assert verdicts == {"a": "better", "b": "worse", "c": "same"}
    assert found["verdict"] == "mixed"
    assert found["counts"]["partial"] == 2
    assert found["counts"]["total"] == 3


# -- a record that says what cannot be so


def test_the_sample_contradicts_itself_nowhere() -> None:
    assert list(contradictions(sample())) == []


def _verdict(record: dict[str, Any]) -> None:
    record["previous"]["verdict"] = "better"


def _framework(record: dict[str, Any]) -> None:
    record["previous"]["frameworks"][0]["verdict"] = "same"


def _effect(record: dict[str, Any]) -> None:
    record["previous"]["changes"][2]["effect"] = "better"


def _end(record: dict[str, Any]) -> None:
    record["previous"]["changes"][2]["now"] = "satisfied"


def _open(record: dict[str, Any]) -> None:
    record["previous"]["changes"][2]["open"] = False


def _twice(record: dict[str, Any]) -> None:
    record["previous"]["changes"].append(record["previous"]["changes"][0])


def _later(record: dict[str, Any]) -> None:
    record["previous"]["as_of"] = "2027-01-01"


def _disorder(record: dict[str, Any]) -> None:
    record["history"].reverse()


def _beyond(record: dict[str, Any]) -> None:
    record["history"][-1]["as_of"] = "2027-01-01"


def _incomplete(record: dict[str, Any]) -> None:
    record["complete"] = False


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (_verdict, "do not make it better"),
        (_framework, "its changes of gdpr do not make it same"),
        (_effect, "the change of pci_dss:8.3.6 counts as better"),
        (_end, "the change of pci_dss:8.3.6 does not end at its finding"),
        (_open, "the change of pci_dss:8.3.6 does not end at its finding"),
        (_twice, "a change is told twice"),
        (_later, "it is compared with a later one"),
        (_disorder, "its history is not in the order of days"),
        (_beyond, "its history is not in the order of days, or goes beyond its own"),
        (_incomplete, "it is incomplete and compared with an earlier one"),
    ],
)
def test_a_change_that_cannot_be_is_told(tamper: Any, says: str) -> None:
    made = sample()
    tamper(made)

    assert any(says in found for found in contradictions(made))


def test_the_title_of_what_is_gone_comes_from_the_earlier_record() -> None:
    one = finding("1", "partial")
    before = record(finding("0"), one)
    before["requirements"][1] = requirement(one, title="Numbers were high")

    found = compared(before, record(finding("0")))

    assert found["changes"][0]["title"] == "Numbers were high"
