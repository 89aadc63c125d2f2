"""What the register of incidents derives for 45 CFR 164.404 to 164.414."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.posture.records import RecordView, view
from tests.support import loaded, systems

# Discovered on 2 March 2026: day 60 is 1 May.
LATE = date(2026, 11, 21)


def incident(**changes: Any) -> dict[str, Any]:
    return {
        "id": "INC-1", "title": "Lost disk", "aware_at": "2026-03-02T09:00Z",
        "personal_data_breach": False, "phi_breach": True, "gdpr_role": "none",
        "risk_to_people": "unknown", "hipaa_role": "covered_entity", "individuals": 3,
    } | changes  # fmt: skip


def letter(on: str = "2026-04-01", people: int = 3, **changes: Any) -> dict[str, Any]:
    return {
        "to": "individuals", "at": f"{on}T10:00Z", "by": "first_class_mail", "people": people,
    } | changes  # fmt: skip


def notice(to: str, on: str, **changes: Any) -> dict[str, Any]:
    return {"to": to, "at": f"{on}T10:00Z"} | changes


def seen(
    folder: Path, *notices: dict[str, Any], on: date = LATE, analyses: Any = (), **changes: Any
) -> RecordView:
    """The incident with these notices, as the posture holds it on a day."""
    register = systems(
        kind="incidents", id="INC", records=[incident(notifications=list(notices), **changes)]
    )
    others = systems(kind="analyses", id="ANA", records=list(analyses))
    found = loaded(folder, register, others)
    assert not found.problems, "\n".join(map(str, found.problems))
    assert found.workspace is not None
    record = found.workspace.registers["incidents"].records[0]
    made = view(record, "incidents", found.workspace, on)
    assert isinstance(made, RecordView)
    return made


@pytest.mark.parametrize(("on", "late"), [("2026-05-01", 0), ("2026-05-02", 1), ("2026-03-02", 0)])
def test_letters_may_take_sixty_days_from_discovery(tmp_path: Path, on: str, late: int) -> None:
    found = seen(tmp_path, letter(on))

    assert found.values["individuals_notified"] is True
    assert found.values["individuals_days_late"] == late


def test_the_clock_starts_when_the_breach_could_have_been_known(tmp_path: Path) -> None:
    found = seen(tmp_path, letter("2026-05-01"), knowable_on="2026-02-20")

    assert found.values["individuals_days_late"] == 10
    assert found.places["individuals_days_late"].line == found.record.at.place("knowable_on").line


def test_a_later_knowable_day_does_not_stop_the_clock(tmp_path: Path) -> None:
    found = seen(tmp_path, letter("2026-05-02"), knowable_on="2026-03-30")

    assert found.values["individuals_days_late"] == 1


def test_the_clock_runs_until_the_last_person_was_reached(tmp_path: Path) -> None:
    found = seen(tmp_path, letter(people=2), letter("2026-05-11", people=1))

    assert found.values["individuals_notified"] is True
    assert found.values["individuals_days_late"] == 10


def test_while_somebody_is_left_nobody_counts_as_notified(tmp_path: Path) -> None:
    found = seen(tmp_path, letter(people=2), on=date(2026, 5, 3))

    assert found.values["individuals_notified"] is False
    assert found.values["individuals_days_late"] == 2


@pytest.mark.parametrize(
    "changes", [{"follow_up": True}, {"form": "urgent"}, {"at": "2026-12-01T10:00Z"}]
)
def test_what_is_no_first_notice_by_the_day_reaches_nobody(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert seen(tmp_path, letter(**changes)).values["individuals_notified"] is False


def test_a_notice_that_does_not_say_how_many_it_reached_reached_nobody(tmp_path: Path) -> None:
    told = {"to": "individuals", "at": "2026-04-01T10:00Z", "by": "first_class_mail"}

    assert seen(tmp_path, told).values["individuals_notified"] is False


def test_nobody_has_to_be_notified_for_the_dead_without_known_kin(tmp_path: Path) -> None:
    found = seen(tmp_path, letter(people=1), kin_unreachable=2)

    assert found.values["individuals_notified"] is True
    assert found.values["written_left"] == 0


def test_a_breach_of_nobody_is_not_notified_by_saying_so(tmp_path: Path) -> None:
    assert seen(tmp_path, individuals=0).values["individuals_notified"] is False


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, 0),
        ({"by": "email", "email_agreed": True}, 0),
        ({"by": "email", "email_agreed": False}, 3),
        ({"by": "email"}, 3),
        ({"by": "telephone"}, 3),
        ({"form": "substitute"}, 3),
        ({"addressed_to": "next_of_kin"}, 3),
    ],
)
def test_only_letters_and_agreed_email_are_written_notice(
    tmp_path: Path, changes: dict[str, Any], left: int
) -> None:
    assert seen(tmp_path, letter(**changes)).values["written_left"] == left


@pytest.mark.parametrize(("by", "left"), [("first_class_mail", 0), ("email", 2)])
def test_kin_are_written_to_by_mail(tmp_path: Path, by: str, left: int) -> None:
    kin = letter(people=2, by=by, addressed_to="next_of_kin", email_agreed=True)

    found = seen(tmp_path, letter(people=1), kin, kin_reachable=2)

    assert found.values["kin_left"] == left
    assert found.values["written_left"] == 0


def test_numbers_that_nobody_stated_are_left_out(tmp_path: Path) -> None:
    values = seen(tmp_path, letter()).values

    assert not {"kin_left", "unreachable_left"} & values.keys()


def test_a_substitute_notice_counts_its_days(tmp_path: Path) -> None:
    posting = letter(
        "2026-04-01", people=12, form="substitute", by="home_page",
        posted_until="2026-06-30", toll_free_until="2026-06-29",
    )  # fmt: skip

    found = seen(tmp_path, posting, individuals=12, unreachable=12)

    (only,) = found.values["substitute_notices"]
    assert (only["days_posted"], only["toll_free_days"]) == (90, 89)
    assert found.values["unreachable_left"] == 0
    assert found.values["individuals_notified"] is True


def test_a_posting_without_an_end_has_lasted_until_today(tmp_path: Path) -> None:
    posting = letter("2026-04-01", people=12, form="substitute", by="home_page")

    found = seen(tmp_path, posting, individuals=12, unreachable=12, on=date(2026, 4, 11))

    assert found.values["substitute_notices"][0]["days_posted"] == 10
    assert "toll_free_days" not in found.values["substitute_notices"][0]


def test_contents_are_what_everybody_was_told_with_what_followed(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        letter(people=2, contents=["what_happened", "contacts"]),
        letter(people=1, contents=["what_happened", "dates"]),
        letter("2026-04-20", people=3, follow_up=True, contents=["types_of_information"]),
    )

    assert found.values["individual_notice_contents"] == ["types_of_information", "what_happened"]


def test_a_follow_up_alone_tells_nothing(tmp_path: Path) -> None:
    only = letter(follow_up=True, contents=["what_happened"])

    assert seen(tmp_path, only).values["individual_notice_contents"] == []


@pytest.mark.parametrize(
    ("residents", "most"),
    [
        ([], 900),
        ([{"state": "MT", "people": 400}], 900),
        ([{"state": "MT", "people": 400}, {"state": "WY", "people": 500}], 500),
        ([{"state": "MT", "people": 300}, {"state": "ZZ", "people": 600}], 300),
        ([{"state": "MT", "people": 400}, {"state": "WY", "people": 450}], 500),
    ],
)
def test_people_not_listed_may_all_live_in_one_state(
    tmp_path: Path, residents: list[dict[str, Any]], most: int
) -> None:
    found = seen(tmp_path, individuals=900, residents=residents)

    assert found.values["most_residents"] == most


def test_media_of_every_large_state_are_to_be_told(tmp_path: Path) -> None:
    residents = [{"state": "MT", "people": 600}, {"state": "WY", "people": 700}]
    first = notice("media", "2026-04-01", states=["MT"])
    second = notice("media", "2026-05-03", states=["WY"])

    one = seen(tmp_path / "a", first, individuals=1300, residents=residents)
    both = seen(tmp_path / "b", first, second, individuals=1300, residents=residents)

    assert one.values["media_notified"] is False
    assert both.values["media_notified"] is True
    assert both.values["media_days_late"] == 2


def test_media_are_not_told_while_their_states_are_unknown(tmp_path: Path) -> None:
    told = notice("media", "2026-04-01", states=["MT"])

    assert seen(tmp_path, told, individuals=1300).values["media_notified"] is False


@pytest.mark.parametrize(
    ("individuals", "on", "late"),
    [
        (500, "2026-04-01", 0),
        (500, "2026-04-02", 1),
        (499, "2026-11-20", 0),
        (None, "2026-04-02", 1),
    ],
)
def test_large_breaches_are_reported_with_the_letters(
    tmp_path: Path, individuals: int | None, on: str, late: int
) -> None:
    found = seen(tmp_path, letter(), notice("secretary", on), individuals=individuals)

    assert found.values["secretary_notified"] is True
    assert found.values["secretary_days_late"] == late


@pytest.mark.parametrize(("day", "late"), [(date(2027, 3, 1), 0), (date(2027, 3, 2), 1)])
def test_small_breaches_are_reported_sixty_days_into_the_next_year(
    tmp_path: Path, day: date, late: int
) -> None:
    found = seen(tmp_path, letter(), on=day, individuals=499)

    assert found.values["secretary_notified"] is False
    assert found.values["secretary_days_late"] == late


def test_in_a_leap_year_the_sixtieth_day_is_the_29th_of_february(tmp_path: Path) -> None:
    found = seen(tmp_path, aware_at="2027-12-31T09:00Z", on=date(2028, 3, 1), individuals=3)

    assert found.values["secretary_days_late"] == 1


FACTORS = ["nature_and_extent", "unauthorized_person", "acquired_or_viewed", "mitigation"]


def analysis(id_: str = "A-1", **changes: Any) -> dict[str, Any]:
    return {
        "id": id_, "title": "Four factors", "type": "four_factor", "performed_on": "2026-03-04",
        "performed_by": "ann", "incident": "INC-1", "factors": FACTORS,
        "conclusion": "low_probability_of_compromise",
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("analyses", "disproved"),
    [
        ([], False),
        ([analysis()], True),
        ([analysis(factors=FACTORS[1:])], False),
        ([analysis(), analysis("A-2", conclusion="breach")], False),
        ([analysis(), analysis("A-2", factors=["mitigation"])], True),
        ([analysis(performed_on="2026-12-01")], False),
    ],
)
def test_a_breach_is_disproved_by_all_four_factors_and_no_other_conclusion(
    tmp_path: Path, analyses: list[dict[str, Any]], disproved: bool
) -> None:
    found = seen(tmp_path, analyses=analyses)

    assert found.values["breach_disproved"] is disproved


def statement(form: str, made_on: str, **changes: Any) -> dict[str, Any]:
    return {"form": form, "made_on": made_on} | changes


@pytest.mark.parametrize(
    ("statements", "late"),
    [
        ([statement("written", "2026-04-20", until="2026-05-20")], 0),
        ([statement("written", "2026-04-20", until="2026-05-19")], 1),
        ([statement("written", "2026-04-20")], 19),
        ([statement("written", "2026-05-02", until="2026-08-01")], 19),
        ([statement("oral", "2026-04-20", until="2026-08-01")], 0),
        ([statement("oral", "2026-04-19", until="2026-08-01")], 1),
        ([statement("oral", "2026-04-20")], 0),
        ([statement("oral", "2026-04-20", until="2026-05-10")], 10),
        (
            [
                statement("oral", "2026-04-20"),
                statement("written", "2026-05-05", until="2026-05-20"),
            ],
            0,
        ),
    ],
)
def test_a_delay_for_law_enforcement_moves_the_limit(
    tmp_path: Path, statements: list[dict[str, Any]], late: int
) -> None:
    found = seen(tmp_path, letter("2026-05-20"), law_enforcement_statements=statements)

    assert found.values["individuals_days_late"] == late


@pytest.mark.parametrize(("on", "early"), [("2026-04-19", 0), ("2026-04-20", 1), ("2026-05-21", 0)])
def test_a_notice_in_a_written_delay_is_counted(tmp_path: Path, on: str, early: int) -> None:
    asked = [statement("written", "2026-04-20", until="2026-05-20")]

    found = seen(tmp_path, letter(on), law_enforcement_statements=asked)

    assert found.values["notices_in_written_delay"] == early
    assert found.values["written_without_time"] == 0


def test_statements_without_their_particulars_are_counted_at_their_place(tmp_path: Path) -> None:
    asked = [
        statement("oral", "2026-04-20", official="A badge", statement="Raid", until="2026-05-21"),
        statement("oral", "2026-04-20", official="Badge 4471", until="2026-04-30"),
        statement("written", "2026-04-20"),
    ]  # fmt: skip

    found = seen(tmp_path, law_enforcement_statements=asked)

    assert found.values["oral_undocumented"] == 1
    assert found.values["written_without_time"] == 1
    lines = [found.record.at.place("law_enforcement_statements", n).line for n in range(3)]
    assert found.places["oral_undocumented"].line == lines[1]
    assert found.places["written_without_time"].line == lines[2]


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"until": "2026-05-21"}, 31),
        ({"until": "2026-05-20"}, 30),
        ({}, 215),
    ],
)
def test_an_oral_delay_lasts_to_its_end_or_to_today(
    tmp_path: Path, changes: dict[str, Any], days: int
) -> None:
    asked = [statement("oral", "2026-04-20", **changes)]

    found = seen(tmp_path, law_enforcement_statements=asked)

    assert found.values["oral_delay_days"] == days


def test_notices_without_a_reference_are_counted(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        letter(reference="MAIL-17"),
        notice("secretary", "2026-04-01"),
        notice("law_enforcement", "2026-03-03"),
    )

    assert found.values["notices_given"] == 2
    assert found.values["notices_without_reference"] == 1


def test_the_covered_entity_is_told_in_time_and_of_what(tmp_path: Path) -> None:
    told = notice("covered_entity", "2026-05-02", contents=["individuals_identified"])

    found = seen(tmp_path, told, hipaa_role="business_associate")

    assert found.values["covered_entity_days_late"] == 1
    assert found.values["covered_entity_notice_contents"] == ["individuals_identified"]
