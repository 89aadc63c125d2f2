"""What the supervisory authority and the people concerned learned of a personal data breach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from checker.model import Place
from checker.quantities import days_late, parse_date, parse_timestamp
from checker.workspace.records import Record

Derived: TypeAlias = dict[str, tuple[Any, Place]]
_Given: TypeAlias = tuple[datetime, int, Mapping[str, Any]]  # when, which, and the notice itself

# GDPR article 33(3): (a) first sentence, (b), (c); measures of (d), of which one will do.
ALWAYS = {"what_happened", "contacts", "likely_consequences"}
MEASURES = {"containment", "mitigation", "prevention"}
# Article 33(3)(a), "where possible": all of these, or why they cannot be given.
DETAILS = {
    "data_subject_categories",
    "data_subject_numbers",
    "types_of_information",
    "record_numbers",
}
NO_DETAILS = "details_not_available"


def communications(record: Record, day: date) -> Derived:
    """What articles 33(3), 33(4) and 34 of the GDPR ask of one incident, by the end of `day`.

    Raises `QuantityError` when a notice that completes the information lies before awareness.
    """
    authority = _given(record, day, "supervisory_authority")
    people = _given(record, day, "data_subjects")
    public = _given(record, day, "public", "media")
    return {
        **_authority(record, day, authority),
        **_subjects(record, people, public),
        "risk_averted": _averted(record, day),
    }


def is_complete(contents: set[str]) -> bool:
    """Whether a notice with these contents told everything that article 33(3) asks for."""
    has_details = contents >= DETAILS or NO_DETAILS in contents
    return contents >= ALWAYS and bool(contents & MEASURES) and has_details


def _authority(record: Record, day: date, notices: Sequence[_Given]) -> Derived:
    told: set[str] = set()
    completed: datetime | None = None
    for one in notices:
        told |= _contents(one)
        if completed is None and is_complete(told):
            completed = one[0]
    place = _place(record, notices)
    at_once = bool(notices) and completed == notices[0][0]
    found: Derived = {
        "authority_contents": (sorted(told), place),
        "authority_informed_at_once": (at_once, place),
    }
    due = record.values.get("further_information_due")
    if due is not None:
        aware = parse_timestamp(str(record.values["aware_at"]))
        late = days_late(aware, completed, parse_date(due), day)
        found["further_information_days_late"] = (late, record.at.place("further_information_due"))
    return found


def _subjects(record: Record, people: Sequence[_Given], public: Sequence[_Given]) -> Derived:
    """What everyone was told: a person may have had one first notice only, and the follow-ups.

    A public communication counts in place of notices, where no person was told.
    """
    counted = people or public
    firsts = [_contents(notice) for notice in counted if not _is_follow_up(notice)]
    added = [_contents(notice) for notice in counted if _is_follow_up(notice)]
    told = set.intersection(*firsts).union(*added) if firsts else set()
    is_plain = all(notice.get("plain_language", False) for _, _, notice in counted)
    place = _place(record, counted)
    return {
        "subjects_notified": (bool(people), _place(record, people)),
        "subjects_contents": (sorted(told), place),
        "subjects_plain_language": (bool(counted) and is_plain, place),
        "public_notified": (bool(public), _place(record, public)),
    }


def _averted(record: Record, day: date) -> tuple[bool, Place]:
    """Whether the measures of article 34(3)(b) were taken; a day to come averts nothing."""
    taken = record.values.get("communication_exemption", {}).get("measures_taken_on")
    place = record.at.place("communication_exemption" if taken else "aware_at")
    return bool(taken and parse_date(taken) <= day), place


def _contents(given: _Given) -> set[str]:
    return set(given[2].get("contents", ()))


def _is_follow_up(given: _Given) -> bool:
    return bool(given[2].get("follow_up", False))


def _given(record: Record, day: date, *to: str) -> list[_Given]:
    """Notices to any of `to` that were given by the end of `day`, the earliest first."""
    every = [
        (parse_timestamp(str(notice["at"])), index, notice)
        for index, notice in enumerate(record.values.get("notifications", ()))
        if notice["to"] in to
    ]
    given = [one for one in every if one[0].date() <= day]
    return sorted(given, key=lambda one: one[:2])


def _place(record: Record, notices: Sequence[_Given]) -> Place:
    if not notices:
        return record.at.place("aware_at")
    return record.at.place("notifications", notices[0][1], "at")
