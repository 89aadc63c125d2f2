"""What the notices of a breach of health information came to, and by how much they were late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from checker.model import Place
from checker.posture.delays import delays, statement_clocks
from checker.posture.notices import Breach, Notice, told
from checker.quantities import due_on_us, parse_date, parse_timestamp
from checker.workspace.records import Record

NOTICE_DAYS = 60  # 45 CFR 164.404(b), 164.406(b), 164.408(c), 164.410(b)
LARGE_BREACH = 500  # 45 CFR 164.406(a): more than; 164.408(b): at least
NO_STATE = "ZZ"
FACTORS = {"nature_and_extent", "unauthorized_person", "acquired_or_viewed", "mitigation"}
_NOT_WRITTEN_TO = ("kin_reachable", "kin_unreachable", "unreachable")
RECIPIENTS = ("individuals", "media", "secretary", "covered_entity")

Derived: TypeAlias = dict[str, tuple[Any, Place]]


def breach_clocks(record: Record, day: date, analyses: Iterable[Mapping[str, Any]]) -> Derived:
    """Everything that 45 CFR 164.404 to 164.412 ask of one incident, by the end of `day`.

    `analyses` are the four-factor analyses of the incident. Raises `QuantityError` when a notice
    lies before the discovery. What depends on a number that nobody stated is left out, or counts
    as not done.
    """
    aware = parse_timestamp(str(record.values["aware_at"])).date()
    knowable = record.values.get("knowable_on")
    start, field = aware, "aware_at"
    if knowable is not None and parse_date(knowable) < aware:
        start, field = parse_date(knowable), "knowable_on"
    found = list(analyses)
    disproved = any(set(one.get("factors", ())) >= FACTORS for one in found) and all(
        one.get("conclusion") == "low_probability_of_compromise" for one in found
    )
    breach = Breach(record, day, start, record.at.place(field))
    return {
        "breach_disproved": (disproved, record.at.place()),
        **_individuals(breach),
        **_ways(breach),
        **_media(breach),
        **_secretary(breach),
        **_covered_entity(breach),
        **_proof(breach),
        **statement_clocks(record, day),
    }


def _individuals(breach: Breach) -> Derived:
    notices = [n for n in breach.notices("individuals") if n.values.get("form") != "urgent"]
    individuals = breach.number("individuals")
    completed, reached = None, 0
    if individuals is not None:
        wanted = max(1, individuals - (breach.number("kin_unreachable") or 0))
        for notice in notices:
            reached += notice.people
            if reached >= wanted:
                completed = notice
                break
    due = due_on_us(breach.start, NOTICE_DAYS)
    return {
        "individuals_notified": (
            completed is not None,
            breach.place(notices) if notices else breach.at("individuals"),
        ),
        "individuals_days_late": breach.late(completed.day if completed else None, due),
        "individual_notice_contents": (told(notices), breach.place(notices)),
    }


def _ways(breach: Breach) -> Derived:
    """Who was written to, and what replaced a letter."""
    notices = [n for n in breach.notices("individuals") if n.is_first]
    kin = [n for n in notices if n.values.get("addressed_to") == "next_of_kin"]
    written = [n for n in notices if n not in kin and _is_letter(n)]
    substitute = [n for n in notices if n.values.get("form") == "substitute"]
    mailed = [n for n in kin if n.values.get("by") == "first_class_mail"]
    found: Derived = {
        "substitute_notices": (
            [_posted(n, breach.day) for n in substitute],
            breach.place(substitute),
        ),
    }
    individuals = breach.number("individuals")
    if individuals is not None:
        others = sum(breach.number(name) or 0 for name in _NOT_WRITTEN_TO)
        left = individuals - others - sum(n.people for n in written)
        found["written_left"] = (max(0, left), breach.at("individuals"))
    for name, of, done in (
        ("kin_left", "kin_reachable", mailed),
        ("unreachable_left", "unreachable", substitute),
    ):
        wanted = breach.number(of)
        if wanted is not None:
            found[name] = (max(0, wanted - sum(n.people for n in done)), breach.at(of))
    return found


def _is_letter(notice: Notice) -> bool:
    """Whether it went by first-class mail, or by e-mail to people who had agreed to that."""
    values = notice.values
    agreed = values.get("by") == "email" and values.get("email_agreed", False)
    return values.get("form", "written") == "written" and (
        agreed or values.get("by") == "first_class_mail"
    )


def _posted(notice: Notice, day: date) -> dict[str, Any]:
    """A substitute notice with the days that its posting and its number last."""
    values = dict(notice.values)
    until = values.get("posted_until")
    end = parse_date(until) if until else max(day, notice.day)
    values["days_posted"] = max(0, (end - notice.day).days)
    if "toll_free_until" in values:
        lasted = parse_date(values["toll_free_until"]) - notice.day
        values["toll_free_days"] = max(0, lasted.days)
    return values


def _media(breach: Breach) -> Derived:
    notices = breach.notices("media")
    firsts = [n for n in notices if n.is_first]
    listed = {r["state"]: r["people"] for r in breach.record.values.get("residents", ())}
    individuals = breach.number("individuals")
    if individuals is None:
        large, most = None, None
    else:
        unlisted = max(0, individuals - sum(listed.values()))
        states = {name: count + unlisted for name, count in listed.items() if name != NO_STATE}
        most = max([*states.values(), unlisted])
        # Whoever is not listed may live in one State that nobody named.
        is_unnamed = unlisted > LARGE_BREACH
        large = None if is_unnamed else {s for s, count in states.items() if count > LARGE_BREACH}
    completed = _last_needed(firsts, large)
    due = due_on_us(breach.start, NOTICE_DAYS)
    found: Derived = {
        "media_notified": (completed is not None, breach.place(firsts)),
        "media_days_late": breach.late(completed.day if completed else None, due),
        "media_notice_contents": (told(notices), breach.place(firsts)),
    }
    if most is not None:
        where = "residents" if "residents" in breach.record.values else "individuals"
        found["most_residents"] = (most, breach.at(where))
    return found


def _last_needed(notices: Sequence[Notice], states: set[str] | None) -> Notice | None:
    """The notice with which every one of `states` was served; None while one is not, or unknown."""
    left = set(states) if states is not None else None
    if not left:
        return notices[0] if notices and left is not None else None
    for notice in notices:
        left -= set(notice.values.get("states", ()))
        if not left:
            return notice
    return None


def _secretary(breach: Breach) -> Derived:
    notices = breach.notices("secretary")
    individuals = breach.number("individuals")
    due = due_on_us(breach.start, NOTICE_DAYS)
    if individuals is not None and individuals < LARGE_BREACH:
        due = due_on_us(date(breach.start.year, 12, 31), NOTICE_DAYS)
    else:
        letters = breach.notices("individuals")
        due = min([due, *(n.day for n in letters if n.values.get("form") != "urgent")])
    return {
        "secretary_notified": (bool(notices), breach.place(notices)),
        "secretary_days_late": breach.late(notices[0].day if notices else None, due),
    }


def _covered_entity(breach: Breach) -> Derived:
    notices = breach.notices("covered_entity")
    due = due_on_us(breach.start, NOTICE_DAYS)
    return {
        "covered_entity_notified": (bool(notices), breach.place(notices)),
        "covered_entity_days_late": breach.late(notices[0].day if notices else None, due),
        "covered_entity_notice_contents": (told(notices), breach.place(notices)),
    }


def _proof(breach: Breach) -> Derived:
    """All notices that the rule asks for: how many can be found again, and were rightly given."""
    every = [notice for to in RECIPIENTS for notice in breach.notices(to)]
    bare = [notice for notice in every if "reference" not in notice.values]
    held = delays(breach.record, breach.day, "written")
    early = [n for n in every if any(begun <= n.day <= end for begun, end in held)]
    return {
        "notices_given": (len(every), breach.place(every)),
        "notices_without_reference": (len(bare), breach.place(bare or every)),
        "notices_in_written_delay": (len(early), breach.place(early)),
    }
