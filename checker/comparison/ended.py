"""What ended or began between two days for one finding, while what was written stayed the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from checker.comparison.sides import Row
from checker.comparison.subject import Subject, place
from checker.comparison.values import Effect
from checker.model import Place, Status

# Kinds of observation that a later day alone can bring about: something ends, a newer claim speaks.
_ENDINGS = frozenset({"expired", "overdue", "evidence", "date", "status", "refuted", "inherited"})
# Kinds of a number that grows with every day, where no end was observed.
_GROWN = frozenset({"value", "missing"})


class _Term(NamedTuple):
    """How long something stands: its fields, and what to say at its beginning and after its end."""

    fields: tuple[str, ...]
    begins: str
    ends: str
    began: str
    ended: str


DECIDED = ("type", "requirements", "scopes", "reason", "approved_by", "approved_on", "expires")
_DECISION = _Term(
    DECIDED, "approved_on", "expires", "{id} was approved on {day}", "{id} expired on {day}"
)
_ATTESTATION = _Term(
    ("attested_on", "valid_until"), "attested_on", "valid_until",
    "{id} was attested on {day}", "{id} expired on {day}",
)  # fmt: skip
_POLICY = _Term(
    ("status", "approved_on", "review_due"), "approved_on", "review_due",
    "{id} was approved on {day}", "the review of {id} was due on {day}",
)  # fmt: skip


def ended(subject: Subject) -> dict[str, Place]:
    """What ended or began, as sentences with their places; nothing where both days are one."""
    if not subject.found.days:
        return {}
    # What is observed now says why it is not good: of no use where it became better.
    kinds = frozenset({"date"}) if subject.change.effect is Effect.BETTER else _ENDINGS
    found = [*_observed(subject, kinds), *_in_registers(subject)]
    if not found and subject.change.effect is Effect.WORSE:
        found = list(_observed(subject, _GROWN))
    first: dict[str, Place] = {}
    for message, at in found:
        first.setdefault(message, at)
    return first


def _observed(subject: Subject, kinds: frozenset[str]) -> Iterator[tuple[str, Place]]:
    """New observations that the day alone explains, and dates that had been waited for."""
    before, now = (subject.observations(side) for side in subject.sides)
    for message, row in now.items():
        if message not in before and row["kind"] in kinds and _is_of_time(row, subject):
            yield message, place(row["place"])
    for message, row in before.items():
        if message not in now and row["kind"] == "date" and _stands_as_it_was(row, subject):
            yield message, place(row["place"])


def _is_of_time(new: Row, subject: Subject) -> bool:
    """Whether a later day brought a new observation, and nothing else can have."""
    if subject.change.before in {"", Status.NOT_APPLICABLE}:
        # What is judged for the first time is told for the first time, whatever the day.
        return new["kind"] == "date" and _stands_as_it_was(new, subject)
    if subject.found.is_one_difference:
        return True
    if new["kind"] == "evidence":
        revised = subject.change.framework in subject.found.frameworks
        if revised or any(name in new["message"] for name in subject.found.artefacts):
            return False
    return _stands_as_it_was(new, subject)


def _stands_as_it_was(observation: Row, subject: Subject) -> bool:
    files = {at["file"] for at in (observation["place"], *observation["related"])}
    return not files & subject.found.changed.keys()


def _in_registers(subject: Subject) -> Iterator[tuple[str, Place]]:
    """Decisions, claims and policies that are as they were, and ended or began in between."""
    for _, before, now in subject.decided():
        yield from _aged(before, now, _DECISION, subject)
    for before, now in subject.attested():
        yield from _aged(before, now, _ATTESTATION, subject)
    for before, now in subject.stated():
        yield from _aged(before, now, _POLICY, subject)


def _aged(
    before: Row | None, now: Row | None, term: _Term, subject: Subject
) -> Iterator[tuple[str, Place]]:
    if not before or not now or any(before[name] != now[name] for name in term.fields):
        return
    first, last = (side.record["as_of"] for side in subject.sides)
    id_, begins, ends = now["id"], now[term.begins], now[term.ends]
    if first <= ends < last:  # the last day is in date
        yield term.ended.format(id=id_, day=ends), place(now["place"])
    elif first < begins <= last:
        yield term.began.format(id=id_, day=begins), place(now["place"])
