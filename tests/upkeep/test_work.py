"""`checker work`: every cause once, and first what closes most."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.render import markup
from checker.render.agenda import Due
from checker.upkeep.causes import Cause, Causes
from checker.upkeep.tasks import Owner, _ending, ordered
from tests.support import attestation, catalog, number, policy, requirement, write
from tests.upkeep.conftest import Checker

A, B, C, D = (Cause("DOC", name) for name in "ABCD")


class Given:
    """Gaps and what they come from, without a workspace behind them."""

    def __init__(self, of: dict[str, set[Cause]], severities: dict[str, str] | None = None) -> None:
        self.of = {(gap, "main"): frozenset(causes) for gap, causes in of.items()}
        self._severities = severities or {}

    def severity(self, gap: tuple[str, str]) -> str:
        return self._severities.get(gap[0], "low")


def order(given: Given, **effort: float) -> list[tuple[str, list[str]]]:
    """Each cause in its turn, and the gaps that end with it."""
    causes = set().union(*given.of.values()) if given.of else set()
    found: Any = ordered(causes, given, lambda cause: effort.get(cause.part))  # type: ignore[arg-type]
    return [(cause.part, [gap for gap, _ in closes]) for cause, closes, _ in found]


def test_what_closes_most_comes_first() -> None:
    given = Given({"1": {A}, "2": {B}, "3": {B}, "4": {A, C}})

    assert order(given) == [("B", ["2", "3"]), ("A", ["1"]), ("C", ["4"])]


def test_a_gap_is_closed_by_the_last_of_its_causes() -> None:
    given = Given({"1": {A, B}, "2": {A, B, C}})

    assert [closes for _, closes in order(given)] == [[], ["1"], ["2"]]


def test_of_equals_the_gravest_and_then_the_cheapest_come_first() -> None:
    given = Given({"1": {A}, "2": {B}, "3": {C}, "4": {D}}, {"4": "critical"})

    assert [name for name, _ in order(given, A=3, B=1)] == ["D", "B", "A", "C"]


@given(
    st.dictionaries(
        st.sampled_from("123456"), st.sets(st.sampled_from([A, B, C, D]), min_size=1), max_size=6
    )
)
def test_every_gap_is_closed_once_and_none_before_its_causes(of: dict[str, set[Cause]]) -> None:
    found = order(Given(of))

    assert sorted(gap for _, closes in found for gap in closes) == sorted(of)
    done: set[str] = set()
    for name, closes in found:
        done.add(name)
        assert all({cause.part for cause in of[gap]} <= done for gap in closes)
        left = [gap for gap, needs in of.items() if not {c.part for c in needs} <= done - {name}]
        would = [
            sum({c.part for c in of[gap]} <= done - {name} | {other} for gap in left)
            for other in {"A", "B", "C", "D"} - (done - {name})
        ]
        assert len(closes) == max(would)


def tasks(checker: Checker, *arguments: str, on: str = "2026-11-21") -> list[dict[str, Any]]:
    ran = checker("work", *arguments, "--format", "json", on=on)
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)["tasks"]
    return found


def test_a_claim_with_two_reasons_is_one_task(checker: Checker) -> None:
    (first, *_) = tasks(checker, "--all")

    assert first["what"] == "ATT-2026Q3/controls/area.whole"
    assert first["owner"] == "ann"
    assert [gap["requirement"] for gap in first["closes"]] == ["own:2"]
    assert first["reasons"] == [
        "184 is above 92 days (from 2026-03-01 to 2026-09-01)",
        "no evidence of what was done on 2026-03-01",
    ]


def test_an_owner_sees_what_is_theirs(checker: Checker) -> None:
    assert {task["owner"] for task in tasks(checker, "--owner", "ann")} == {"ann"}
    assert tasks(checker, "--owner", "bob") == []


def test_what_nobody_is_named_for_goes_to_the_role(checker: Checker, workspace: Path) -> None:
    (workspace / "claims.yaml").unlink()

    found = tasks(checker, "--owner", "security")

    (task,) = found
    assert task["is_role"]
    assert task["what"] == "Write a claim on area.whole"
    assert [gap["requirement"] for gap in task["closes"]] == ["own:1", "own:2"]


def test_what_is_unknown_is_asked_of_who_finds_out(checker: Checker, workspace: Path) -> None:
    text = (workspace / "claims.yaml").read_text()
    second = "    status: implemented\n    parameters: {number: 3}\n"
    unknown = "    {status: unknown, owner: bob, due: 2026-12-24}\n"
    (workspace / "claims.yaml").write_text(text.replace(second, unknown))

    (task,) = tasks(checker, "--owner", "bob")

    assert (task["kind"], task["due"]) == ("unknown", "2026-12-24")
    assert task["what"] == "Find out: ATT-2026Q3/controls/area.second"


def test_what_ends_soon_is_on_the_list(checker: Checker) -> None:
    ending = [task for task in tasks(checker, "--owner", "ann") if task["kind"] == "ending"]

    assert "Attestation ATT-2026Q3 ends in 19 days" in [task["what"] for task in ending]


def test_a_gap_that_only_a_contradiction_explains_is_on_the_list(
    checker: Checker, workspace: Path
) -> None:
    def said(number_: int, flag: bool, item: str) -> dict[str, Any]:
        values = {
            "number": number_, "other": number_, "flag": flag, "items": [item],
            "wait": f"{number_} minutes", "interval": {"every": f"{number_} days"},
            "begun": f"2026-01-{number_}",
        }  # fmt: skip
        return {"parameters": values}

    write(workspace, policy(said(12, True, "letters"), said(14, False, "digits")))

    (task,) = [t for t in tasks(checker, "--all") if "128 combinations" in str(t["reasons"])]

    assert task["what"] == "POL/statements/S-1"
    assert {gap["requirement"] for gap in task["closes"] + task["helps"]} == {"own:1", "own:2"}


def test_no_open_gap_is_left_out_whatever_is_known_of_it() -> None:
    """A finding without a single observation still comes from something."""
    row = {"framework": "own", "requirement": "1", "scope": "main", "severity": "low",
           "open": True, "gap": True, "asks_for": ["implemented"], "observations": [],
           "facets": {"implemented": "fails"}}  # fmt: skip
    record = {"decisions": [], "findings": [row]}

    causes = Causes(record, catalog(requirement("1")), SimpleNamespace(documents=()))  # type: ignore[arg-type]

    ((cause,),) = causes.of.values()
    assert str(cause) == "what own:1 asks for in main"
    assert causes.reasons[cause]


def test_who_ends_what_is_told_by_the_whole_name() -> None:
    people = {"Ann, Lead": "ann", "Ann, Lead of Audit": "audit"}
    item = Due("2026-12-10", 19, "attestation", "ATT", "Attestation ATT ends", "", "")

    assert _ending(item._replace(who="Ann, Lead of Audit"), people).owner == Owner("audit")
    assert _ending(item._replace(who="Ann, Lead and 2 more"), people).owner == Owner("ann")
    assert _ending(item._replace(who="Bob, CISO"), people).owner.is_role


def test_text_shows_what_closes_and_where(checker: Checker) -> None:
    ran = checker("work", "--owner", "ann")

    assert ran.out.startswith("Work of ann as of 2026-11-21: ")
    assert "  1. ATT-2026Q3/controls/area.whole\n" in ran.out
    assert "     ann; may close 1: own:2 (main); high; 1 day\n" in ran.out
    assert "     --> claims.yaml:12:33\n" in ran.out


def test_markdown_says_nothing_of_its_own(checker: Checker, workspace: Path) -> None:
    (workspace / "claims.yaml").unlink()
    claim = number(11, **{"for": "<b>[x](y) *all* `z`"})
    write(workspace, policy(number(12)), attestation({"area.whole": claim}))

    ran = checker("work", "--all", "--format", "markdown")

    assert ran.code == 0, ran.err
    assert not {"<b>", "[x]", "*all*", "`z`"} & {*ran.out.split()}
    assert markup.prose("<b>[x](y) *all* `z`") in ran.out
    assert ran.out.startswith("# Work of everybody as of 2026-11-21\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Say whose work: --owner ID, or --all."),
        (("--owner", "ann", "--all"), "Say whose work"),
        (("--owner", "anne"), "Did you mean 'ann'?"),
        (("--all", "--format", "html"), "html"),
    ],
)
def test_wrong_use_is_refused(checker: Checker, arguments: tuple[str, ...], said: str) -> None:
    ran = checker("work", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_workspace_that_cannot_be_trusted_has_no_list(checker: Checker, workspace: Path) -> None:
    (workspace / "bad.yaml").write_text("kind: policy\nid: a\nid: b\n")

    assert checker("work", "--all").code == 3
