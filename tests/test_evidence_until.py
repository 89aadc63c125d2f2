"""Until when evidence is acceptable: the last day on which it is, and not a day longer."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.assess import Assessment
from checker.model import Facet, FacetState, Place
from checker.model import Path as Way
from checker.posture.evidence import OUTCOMES, lapse, unacceptable
from checker.quantities import due, parse_duration
from checker.result import sources
from checker.workspace.records import At, Evidence, FileState
from tests.support import (
    QUARTERLY,
    TODAY,
    assessed,
    attestation,
    catalog,
    decision,
    evidence,
    number,
    policy,
    requirement,
)

DAY = timedelta(days=1)
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
ages = st.sampled_from(["", "90 days", "3 months", "6 months", "12 months", "1 year", "36 hours"])
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


class Nowhere:
    """A document whose every value stands at its head."""

    file = "evidence.yaml"

    def place(self, path: Way = ()) -> Place:
        return Place(self.file, 1, 1)

    def key_place(self, path: Way) -> Place:
        return self.place(path)


@st.composite
def artefacts(draw: Any) -> Evidence:
    """Evidence of any kind, time, state and result."""
    first, second = sorted((draw(days), draw(days)))
    when: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"performed_on": first},
                {"covers": (first, second)},
                {"in_force": (first, second)},
                {"in_force": (first, None)},
            ]
        )
    )
    return Evidence(
        kind=draw(st.sampled_from(["test_result", "contract", "photo"])),
        at=At(Nowhere()),
        result=draw(st.sampled_from(["pass", "pass", "fail", ""])),
        state=draw(st.sampled_from([FileState.MATCHED, FileState.MATCHED, FileState.ALTERED])),
        **when,
    )


@settings(max_examples=500, deadline=None)
@given(artefacts(), ages, st.none() | days, days)
def test_evidence_is_acceptable_on_its_last_day_and_not_the_day_after(
    item: Evidence, max_age: str, stated_on: date | None, day: date
) -> None:
    accepts = ("test_result", "contract")
    until = lapse(item, accepts, max_age, stated_on, day)

    def why(on: date) -> str:
        return unacceptable(item, accepts, max_age, stated_on, on)

    if until is not None:
        assert why(until) == ""
        assert why(until + DAY).startswith(("is older than", "was in force until"))
        assert (why(day) == "") == (day <= until)
    elif why(day) == "":
        assert why(date(9000, 1, 1)) == ""  # it does not age
    else:
        assert not why(day).startswith(("is older than", "was in force until"))


# -- in the record


def made(
    folder: Path, *documents: dict[str, Any], on: date = TODAY, using: Any = None
) -> Assessment:
    return assessed(folder, *deepcopy(documents), on=on, using=using)


def untils(found: Assessment) -> list[str]:
    return [row["until"] for row in sources.evidence(found)]


def claim(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return attestation({"area.whole": number(14, evidence=list(items)) | more})


def asking(*max_ages: str, **changes: Any) -> Any:
    """A catalogue of one requirement for each age that its evidence may have."""
    accepts = {"accepts": ["test_result", "contract"]}
    return catalog(
        *(
            requirement(f"{n}", evidence=accepts | ({"max_age": age} if age else {}), **changes)
            for n, age in enumerate(max_ages, start=1)
        )
    )


@FEW
@given(
    performed=st.dates(date(2026, 5, 1), date(2026, 9, 30)),
    max_ages=st.lists(st.sampled_from(["1 month", "90 days", "6 months"]), min_size=1, max_size=3),
    on=st.dates(date(2026, 10, 1), date(2026, 11, 30)),
)
def test_every_requirement_holds_on_the_last_day_and_one_fails_the_day_after(
    performed: date, max_ages: list[str], on: date
) -> None:
    documents = (policy(number(14)), claim(evidence(performed_on=performed.isoformat())))
    using = asking(*max_ages)
    with TemporaryDirectory() as folder:
        (until,) = untils(made(Path(folder), *documents, on=on, using=using))
    last = date.fromisoformat(until)

    assert last == min(due(performed, parse_duration(age)) for age in max_ages)
    # Before the claim is made nothing is said: the days around the last are looked at from there.
    if last >= date(2026, 9, 30):
        assert evidenced(documents, last, using) == {FacetState.HOLDS}
        assert FacetState.FAILS in evidenced(documents, last + DAY, using)


def evidenced(documents: tuple[dict[str, Any], ...], on: date, using: Any) -> set[FacetState]:
    with TemporaryDirectory() as folder:
        found = made(Path(folder), *documents, on=on, using=using)
    return {finding.facets[Facet.EVIDENCED] for finding in found.findings}


def test_the_shortest_age_among_requirements_decides(tmp_path: Path) -> None:
    found = made(tmp_path, claim(evidence()), using=asking("12 months", "3 months", "6 months"))

    assert untils(found) == ["2026-12-01"]


def test_a_requirement_that_asks_for_no_evidence_does_not_shorten_it(tmp_path: Path) -> None:
    using = catalog(
        requirement("1", asks_for=["documented", "implemented"],
                    evidence={"accepts": ["test_result"], "max_age": "1 month"}),
        requirement("2"),
    )  # fmt: skip

    assert untils(made(tmp_path, claim(evidence()), using=using)) == ["2027-03-01"]


def test_what_no_longer_is_accepted_ended_on_a_day_gone_by(tmp_path: Path) -> None:
    found = made(tmp_path, claim(evidence(performed_on="2026-03-05")))

    assert untils(found) == ["2026-09-05"]
    assert found.findings[0].facets[Facet.EVIDENCED] is FacetState.FAILS


def test_a_contract_lasts_as_long_as_it_is_in_force(tmp_path: Path) -> None:
    ends = {"from": "2026-01-01", "until": "2027-05-31"}
    item = evidence(kind="contract", in_force=ends)
    del item["performed_on"], item["result"]

    assert untils(made(tmp_path, claim(item), using=asking("3 months"))) == ["2027-05-31"]


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "0" * 64},
        {"kind": "configuration_export", "result": None},
        {"performed_on": "2026-11-01"},  # later than the claim
        {"performed_on": "2027-01-01"},  # later than the day
    ],
    ids=["altered", "other-kind", "later-claim", "later-day"],
)
def test_what_was_never_acceptable_has_no_last_day(tmp_path: Path, changes: dict[str, Any]) -> None:
    item = {name: value for name, value in evidence(**changes).items() if value is not None}

    assert untils(made(tmp_path, claim(item))) == [""]


def test_evidence_that_need_not_be_young_has_no_last_day(tmp_path: Path) -> None:
    assert untils(made(tmp_path, claim(evidence()), using=asking(""))) == [""]


def test_what_shows_an_occurrence_has_no_last_day(tmp_path: Path) -> None:
    rounds = ["2026-03-01", "2026-06-01", "2026-09-01"]
    documents = attestation(
        {
            "area.whole": {
                "parameters": {"interval": {"performed_on": rounds}},
                "evidence": [evidence(performed_on=day) for day in rounds],
            }
        }
    )

    found = made(tmp_path, documents, using=asking("1 month", requires=QUARTERLY))

    assert untils(found) == ["", "", ""]


def test_where_a_decision_puts_it_out_of_scope_nothing_is_asked_of_evidence(
    tmp_path: Path,
) -> None:
    using = catalog(requirement("1", not_applicable_by="decision"))
    confirmed = decision("not_applicable", evidence=[evidence()])
    documents = (claim(evidence()), confirmed)

    found = made(tmp_path, *documents, using=using)

    assert str(found.findings[0].status) == "not_applicable"
    assert untils(found) == [""]


def test_outcomes_are_the_kinds_with_a_result() -> None:
    assert {"test_result", "scan_report"} <= OUTCOMES
