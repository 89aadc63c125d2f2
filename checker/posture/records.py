"""Records of a register as the posture holds them: with what is joined, and the clocks that run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from checker.frozen import frozen
from checker.model import Place
from checker.posture.breaches import breach_clocks
from checker.posture.communications import communications
from checker.posture.requests import answers
from checker.posture.values import Remark
from checker.quantities import (
    QuantityError,
    days_late,
    due,
    hours_late,
    parse_date,
    parse_duration,
    parse_timestamp,
)
from checker.workspace.records import Record, Workspace

AUTHORITY_HOURS = 72  # GDPR article 33(1)


@frozen
class RecordView:
    """One record on the day of assessment: its values, derived ones too, and their places."""

    record: Record
    values: Mapping[str, Any]
    places: Mapping[str, Place]


def view(record: Record, kind: str, workspace: Workspace, day: date) -> RecordView | Remark:
    """The record with everything derived; a remark when its dates do not let it be judged yet."""
    derive = _DERIVE.get(kind)
    derived: dict[str, tuple[Any, Place]] = {}
    if derive is not None:
        try:
            derived = derive(record, workspace, day)
        except QuantityError as error:
            return Remark(record.at.place(), "register", f"{record.id}: {error.message}")
    own = {name: record.at.place(name) for name in record.values}
    return RecordView(
        record=record,
        values={**record.values, **{name: value for name, (value, _) in derived.items()}},
        places={**own, **{name: place for name, (_, place) in derived.items()}},
    )


def is_future(record: Record, kind: str, day: date) -> bool:
    """Whether the record is about something after `day`: not yet said."""
    name = _BEGINS.get(kind)
    if name is None or name not in record.values:
        return False
    text = str(record.values[name])
    begins = parse_timestamp(text).date() if len(text) > len("2026-11-21") else parse_date(text)
    return begins > day


_BEGINS = {
    "incidents": "aware_at",
    "analyses": "performed_on",
    "agreements": "signed_on",
    "requests": "received_on",
}

_Derived = dict[str, tuple[Any, Place]]


def _incident(record: Record, workspace: Workspace, day: date) -> _Derived:
    """Clocks from awareness to each notice, running while none was given."""
    aware = parse_timestamp(str(record.values["aware_at"]))
    start = record.at.place("aware_at")
    authority = _first_notice(record, "supervisory_authority", day)
    found: _Derived = {
        "authority_notified": (authority is not None, _notice_place(record, authority)),
        "authority_hours_late": (
            hours_late(aware, _moment(record, authority), AUTHORITY_HOURS, day),
            start,
        ),
        "authority_delay_explained": (
            bool(_notice(record, authority).get("reasons_for_delay")),
            _notice_place(record, authority),
        ),
        "controller_notified": (
            _first_notice(record, "controller", day) is not None,
            _notice_place(record, _first_notice(record, "controller", day)),
        ),
    }
    found["four_factor_analyses"] = _analyses(record, workspace, "four_factor", day)
    found |= breach_clocks(record, day, found["four_factor_analyses"][0])
    found |= communications(record, day)
    return found


def _first_notice(record: Record, to: str, day: date) -> int | None:
    """Index of the earliest notice given to `to` by the end of `day`."""
    given = [
        (parse_timestamp(str(notice["at"])), index)
        for index, notice in enumerate(record.values.get("notifications", ()))
        if notice["to"] == to and parse_timestamp(str(notice["at"])).date() <= day
    ]
    return min(given)[1] if given else None


def _notice(record: Record, index: int | None) -> Mapping[str, Any]:
    if index is None:
        return {}
    found: Mapping[str, Any] = record.values["notifications"][index]
    return found


def _moment(record: Record, index: int | None) -> Any:
    return None if index is None else parse_timestamp(str(_notice(record, index)["at"]))


def _notice_place(record: Record, index: int | None) -> Place:
    if index is None:
        return record.at.place("aware_at")
    return record.at.place("notifications", index, "at")


def _analyses(
    record: Record, workspace: Workspace, type_: str, day: date
) -> tuple[list[dict[str, Any]], Place]:
    register = workspace.registers.get("analyses")
    found = [
        other
        for other in (register.records if register else ())
        if other.values["type"] == type_
        and other.values.get("incident") == record.id
        and not is_future(other, "analyses", day)
    ]
    place = found[0].at.place() if found else record.at.place()
    return [dict(other.values) for other in found], place


def _vendor(record: Record, workspace: Workspace, day: date) -> _Derived:
    """Agreements in force with the vendor, and whether it was authorised in time."""
    register = workspace.registers.get("agreements")
    agreements = [
        other
        for other in (register.records if register else ())
        if other.values["vendor"] == record.id
        and parse_date(other.values["signed_on"]) <= day
        and in_force(other.values["in_force"], day)
    ]
    place = agreements[0].at.place() if agreements else record.at.place()
    return {
        "agreements": ([dict(other.values) for other in agreements], place),
        **_authorisation(record, day),
    }


def _authorisation(record: Record, day: date) -> _Derived:
    """Whether a further processor was authorised, and announced, before it was engaged."""
    engaged = _stated_day(record, "engaged_on", day)
    authorised = _stated_day(record, "authorised_on", day)
    announced = _stated_day(record, "announced_on", day)
    is_authorised = bool(engaged and authorised and authorised <= engaged)
    # Objecting takes time: a notice on the day of engagement leaves none.
    is_announced = bool(engaged and announced and announced < engaged)
    return {
        "authorised_before_use": (is_authorised, _field(record, "authorised_on")),
        "announced_before_use": (is_announced, _field(record, "announced_on")),
    }


def _stated_day(record: Record, name: str, day: date) -> date | None:
    """The day that a field holds; None where it is left out or lies after `day`."""
    found = parse_date(record.values[name]) if name in record.values else None
    return found if found is not None and found <= day else None


def _field(record: Record, name: str) -> Place:
    return record.at.place(name) if name in record.values else record.at.place()


def in_force(period: Mapping[str, str], day: date) -> bool:
    """Whether a period `{from, until}` holds `day`, both days included."""
    until = period.get("until")
    return parse_date(period["from"]) <= day and (until is None or parse_date(until) >= day)


def _activity(record: Record, workspace: Workspace, day: date) -> _Derived:
    """Transfers whose safeguards the record has to document, and does not."""
    if "transfers" not in record.values:
        return {}
    undocumented = [
        transfer
        for transfer in record.values["transfers"]
        if transfer["safeguard"] == "compelling_interests"
        and not transfer.get("safeguards_documented", False)
    ]
    return {"transfers_undocumented": (len(undocumented), record.at.place("transfers"))}


def _request(record: Record, workspace: Workspace, day: date) -> _Derived:
    """Clocks from receipt to the answer, running while there is none."""
    return answers(record, day)


def _risk(record: Record, workspace: Workspace, day: date) -> _Derived:
    """By when the risk was to be reviewed again, and how many days ago that was."""
    reviewed = parse_date(record.values["reviewed_on"])
    until = due(reviewed, parse_duration(record.values["review_every"]))
    place = record.at.place("reviewed_on")
    return {
        "review_due_on": (until.isoformat(), place),
        "review_days_late": (days_late(reviewed, None, until, day), place),
    }


_DERIVE: Mapping[str, Callable[[Record, Workspace, date], _Derived]] = {
    "incidents": _incident,
    "processing_activities": _activity,
    "requests": _request,
    "risks": _risk,
    "vendors": _vendor,
}
# Registers whose records are joined into others; a stale one makes the judged register stale too.
JOINED = {"incidents": ("analyses",), "vendors": ("agreements",)}
