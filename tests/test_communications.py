"""What the authority, the people concerned and the controllers served learned, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from checker.model import Path, Place
from checker.posture.communications import communications, is_complete
from checker.posture.records import RecordView, view
from checker.quantities import QuantityError
from checker.workspace.records import ALL, At, Organization, Record, Workspace

DAY = date(2026, 11, 21)
FULL = (
    "what_happened", "data_subject_categories", "data_subject_numbers", "types_of_information",
    "record_numbers", "contacts", "likely_consequences", "containment",
)  # fmt: skip


@dataclass
class Paths:
    """A document whose places are numbered in the order in which they are asked for."""

    file: str = "registers/one.yaml"
    asked: list[Path] = field(default_factory=list)

    def place(self, path: Path = ()) -> Place:
        self.asked.append(path)
        return Place(self.file, len(self.asked), 1)

    def key_place(self, path: Path) -> Place:
        return self.place(path)

    def path(self, place: Place) -> Path:
        """The path that a place was given for."""
        return self.asked[place.line - 1]


def record(document: Paths | None = None, **values: Any) -> Record:
    return Record(
        id="R", scopes=ALL, groups=(), values=values, evidence=(), at=At(document or Paths())
    )


def incident(*notices: Mapping[str, Any], document: Paths | None = None, **more: Any) -> Record:
    known = {"aware_at": "2026-03-02T09:00Z", "notifications": list(notices)}
    return record(document, **known | more)


def told(to: str, at: str, *contents: str, **more: Any) -> dict[str, Any]:
    return {"to": to, "at": f"{at}T09:00Z", "contents": list(contents), **more}


def learned(of: Record, day: date = DAY) -> dict[str, Any]:
    return {name: value for name, (value, _) in communications(of, day).items()}


def seen(of: Record, kind: str, day: date = DAY) -> Mapping[str, Any]:
    """The values of a record with everything derived."""
    organization = Organization("o", "O", {}, (), {}, {}, At(Paths()))
    found = view(of, kind, Workspace(organization, (), (), (), {}, ()), day)
    assert isinstance(found, RecordView)
    return found.values


@pytest.mark.parametrize("left_out", FULL)
def test_a_notice_without_one_thing_is_not_complete(left_out: str) -> None:
    assert is_complete(set(FULL))
    assert not is_complete(set(FULL) - {left_out})


def test_reasons_stand_in_for_categories_and_numbers_alone() -> None:
    short = {"what_happened", "contacts", "likely_consequences", "prevention"}

    assert is_complete(short | {"details_not_available"})
    assert not is_complete(short - {"contacts"} | {"details_not_available"})


def test_nobody_told_is_nothing_told() -> None:
    assert learned(incident()) == {
        "authority_contents": [], "authority_informed_at_once": False,
        "subjects_notified": False, "subjects_contents": [], "subjects_plain_language": False,
        "public_notified": False, "risk_averted": False,
    }  # fmt: skip


def test_a_complete_first_notice_informs_at_once() -> None:
    found = learned(incident(told("supervisory_authority", "2026-03-03", *FULL)))

    assert found["authority_informed_at_once"] is True
    assert found["authority_contents"] == sorted(FULL)


def test_phases_add_up_and_do_not_inform_at_once() -> None:
    later = told("supervisory_authority", "2026-03-09", *FULL[4:])
    first = told("supervisory_authority", "2026-03-03", *FULL[:4])

    found = learned(incident(later, first))

    assert found["authority_informed_at_once"] is False
    assert found["authority_contents"] == sorted(FULL)


@pytest.mark.parametrize(
    ("completed", "late"), [("2026-03-15", 0), ("2026-03-16", 0), ("2026-03-17", 1)]
)
def test_missing_information_is_late_from_the_day_after_its_own(completed: str, late: int) -> None:
    found = learned(
        incident(
            told("supervisory_authority", "2026-03-03", "what_happened"),
            told("supervisory_authority", completed, *FULL),
            further_information_due="2026-03-16",
        )
    )

    assert found["further_information_days_late"] == late


def test_information_that_never_came_gets_later_every_day() -> None:
    waiting = incident(
        told("supervisory_authority", "2026-03-03", "what_happened"),
        further_information_due="2026-03-16",
    )

    assert learned(waiting, date(2026, 3, 16))["further_information_days_late"] == 0
    assert learned(waiting, date(2026, 3, 20))["further_information_days_late"] == 4


def test_without_a_day_for_the_rest_there_is_no_clock() -> None:
    waiting = incident(told("supervisory_authority", "2026-03-03", "what_happened"))

    assert "further_information_days_late" not in learned(waiting)


def test_complete_information_from_before_awareness_is_refused() -> None:
    early = incident(
        told("supervisory_authority", "2026-03-01", *FULL), further_information_due="2026-03-16"
    )

    with pytest.raises(QuantityError):
        communications(early, DAY)


def test_a_notice_after_the_day_told_nothing_yet() -> None:
    of = incident(
        told("supervisory_authority", "2026-03-03", *FULL),
        told("data_subjects", "2026-03-03", "contacts", plain_language=True),
        told("media", "2026-03-03"),
    )

    assert learned(of, date(2026, 3, 2)) == learned(incident())
    assert learned(of, date(2026, 3, 3))["subjects_notified"] is True


def test_people_were_told_what_every_first_notice_told_and_follow_ups_added() -> None:
    found = learned(
        incident(
            told("data_subjects", "2026-03-04", "what_happened", "contacts", plain_language=True),
            told("data_subjects", "2026-03-05", "what_happened", "dates", plain_language=True),
            told("data_subjects", "2026-03-09", "mitigation", follow_up=True, plain_language=True),
        )
    )

    assert found["subjects_contents"] == ["mitigation", "what_happened"]
    assert found["subjects_plain_language"] is True


def test_a_follow_up_alone_told_people_nothing() -> None:
    found = learned(incident(told("data_subjects", "2026-03-04", "contacts", follow_up=True)))

    assert found["subjects_contents"] == []


def test_one_notice_in_other_words_is_enough_to_be_unclear() -> None:
    found = learned(
        incident(
            told("data_subjects", "2026-03-04", plain_language=True),
            told("data_subjects", "2026-03-05"),
        )
    )

    assert found["subjects_plain_language"] is False


@pytest.mark.parametrize("to", ["public", "media"])
def test_the_public_counts_where_nobody_was_told(to: str) -> None:
    public = told(to, "2026-03-04", "contacts", plain_language=True)

    alone = learned(incident(public))
    beside = learned(incident(public, told("data_subjects", "2026-03-05", "dates")))

    assert (alone["subjects_notified"], alone["public_notified"]) == (False, True)
    assert alone["subjects_contents"] == ["contacts"]
    assert beside["subjects_contents"] == ["dates"]


def test_measures_avert_a_risk_from_the_day_they_were_taken() -> None:
    exemption = {"ground": "risk_averted", "measures_taken_on": "2026-03-05", "reasons": "Locked"}
    of = incident(communication_exemption=exemption)

    assert learned(of, date(2026, 3, 4))["risk_averted"] is False
    assert learned(of, date(2026, 3, 5))["risk_averted"] is True


def test_what_was_told_stands_at_its_notice_or_at_awareness() -> None:
    document = Paths()
    of = incident(
        told("data_subjects", "2026-03-05"),
        told("supervisory_authority", "2026-03-04", *FULL),
        document=document,
        further_information_due="2026-03-16",
    )

    places = {name: document.path(place) for name, (_, place) in communications(of, DAY).items()}

    assert places["authority_contents"] == ("notifications", 1, "at")
    assert places["subjects_contents"] == ("notifications", 0, "at")
    assert places["public_notified"] == ("aware_at",)
    assert places["further_information_days_late"] == ("further_information_due",)


def test_an_incident_is_seen_with_what_was_communicated() -> None:
    assert seen(incident(told("public", "2026-03-04")), "incidents")["public_notified"] is True


@pytest.mark.parametrize(
    ("engaged", "authorised", "announced", "expected"),
    [
        ("2026-03-10", "2026-03-10", "2026-03-09", (True, True)),
        ("2026-03-10", "2026-03-11", "2026-03-10", (False, False)),
        (None, "2026-03-01", "2026-03-01", (False, False)),
        ("2026-03-10", None, None, (False, False)),
        ("2026-12-10", "2026-12-01", "2026-12-01", (False, False)),
    ],
)
def test_a_further_processor_is_authorised_and_announced_first(
    engaged: str | None, authorised: str | None, announced: str | None, expected: tuple[bool, bool]
) -> None:
    stated: dict[str, Any] = {
        "engaged_on": engaged,
        "authorised_on": authorised,
        "announced_on": announced,
    }

    found = seen(record(**{name: day for name, day in stated.items() if day}), "vendors")

    assert (found["authorised_before_use"], found["announced_before_use"]) == expected


def test_transfers_for_compelling_interests_document_their_safeguards() -> None:
    transfers = [
        {"country": "US", "safeguard": "compelling_interests"},
        {"country": "BR", "safeguard": "compelling_interests", "safeguards_documented": False},
        {"country": "IN", "safeguard": "compelling_interests", "safeguards_documented": True},
        {"country": "JP", "safeguard": "adequacy_decision"},
    ]

    found = seen(record(transfers=transfers), "processing_activities")

    assert found["transfers_undocumented"] == 2
    assert seen(record(transfers=[]), "processing_activities")["transfers_undocumented"] == 0
    assert "transfers_undocumented" not in seen(record(), "processing_activities")
