"""By when each law wanted a person's request answered, and how many days beyond that it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from checker.model import Place
from checker.quantities import QuantityError, days_late, due_on_eu, due_on_us, parse_date
from checker.workspace.records import Record

Derived: TypeAlias = dict[str, tuple[Any, Place]]

# GDPR article 12(3): one month, "extended by two further months where necessary".
MONTHS, EXTENDED_MONTHS = 1, 3


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit of HIPAA in days, what an extension makes of it, and the requests it is for."""

    days: int
    extended_days: int
    types: frozenset[str]


# A copy sent elsewhere is access there (164.524(c)(3)(ii)), a correction an amendment.
_LIMITS = {
    "access": _Limit(30, 60, frozenset({"access", "portability", "unknown"})),
    "amendment": _Limit(60, 90, frozenset({"amendment", "rectification", "unknown"})),
    "accounting": _Limit(60, 90, frozenset({"accounting", "unknown"})),
}


def answers(record: Record, day: date) -> Derived:
    """The last day for the answer and the days beyond it, for each law the request falls under.

    All clocks start with receipt; doubts about who asks stop none. Raises `QuantityError` when the
    request was answered or extended before it was received, or received after `day`.
    """
    answered = _stated(record, "answered_on")
    is_answered = answered is not None and answered <= day
    place = record.at.place("answered_on" if answered is not None else "received_on")
    found: Derived = {"answered": (is_answered, place)}
    if record.values["regime"] != "hipaa":
        found |= _gdpr(record, day)
    if record.values["regime"] != "gdpr":
        for name, limit in _LIMITS.items():
            if record.values["type"] in limit.types:
                found |= _hipaa(record, name, limit, day)
    return found


def _gdpr(record: Record, day: date) -> Derived:
    received = parse_date(record.values["received_on"])
    first = due_on_eu(received, months=MONTHS)
    extended = due_on_eu(received, months=EXTENDED_MONTHS)
    found = _clock(record, "", _due(record, first, extended, day), day)
    if record.values.get("outcome") == "refused":
        # Article 12(4) knows no extension for saying no.
        found["refusal_days_late"] = _clock(record, "", first, day)["days_late"]
    return found


def _hipaa(record: Record, name: str, limit: _Limit, day: date) -> Derived:
    received = parse_date(record.values["received_on"])
    first, extended = due_on_us(received, limit.days), due_on_us(received, limit.extended_days)
    return _clock(record, f"{name}_", _due(record, first, extended, day), day)


def _due(record: Record, first: date, extended: date, day: date) -> date:
    """The later of two days, where by `day` the person was told of it until the first of them."""
    told = _stated(record, "extended_on")
    received = record.values["received_on"]
    if told is None or told > day:
        return first
    if told < parse_date(received):
        message = f"the extension {told} lies before the receipt {received}"
        raise QuantityError(message, "correct one of the two")
    return extended if told <= first else first


def _clock(record: Record, prefix: str, due: date, day: date) -> Derived:
    received = parse_date(record.values["received_on"])
    late = days_late(received, _stated(record, "answered_on"), due, day)
    place = record.at.place("received_on")
    return {f"{prefix}due_on": (due.isoformat(), place), f"{prefix}days_late": (late, place)}


def _stated(record: Record, name: str) -> date | None:
    """The day that a field holds, if it is there."""
    return parse_date(record.values[name]) if name in record.values else None
