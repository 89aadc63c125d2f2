"""Where a finding comes from: people, statements, claims, and the artefacts behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from checker.evaluate import Evaluated
from checker.model import IN_OPERATION, Facet, Place, Requirement
from checker.posture import Answer, Posture
from checker.posture.evidence import lapse, lapses, unacceptable
from checker.posture.instances import mentioned
from checker.workspace.records import Evidence


class Use(NamedTuple):
    """Who names an artefact: a control's claim (or a register's record), and where."""

    control: str
    claim: str
    place: Place


class Artefact(NamedTuple):
    """One artefact under one reference, however many claims name it alike.

    `until` is the last day on which every requirement that asks for it accepts it; None when it
    does not age for any of them, or none accepts it at any age.
    """

    item: Evidence
    uses: tuple[Use, ...]
    until: date | None = None


def speakers(one: Evaluated) -> tuple[str, ...]:
    """People whose claims, records or statements the finding rests on, claims first."""
    names: dict[str, None] = {}
    for facet in (Facet.IMPLEMENTED, Facet.DOCUMENTED):
        for instance in one.judged[facet].instances:
            for answer in instance.answers.values():
                names |= dict.fromkeys(voice.owner for voice in answer.voices)
            if instance.owner:
                names[instance.owner] = None
    return tuple(names)


class Promise(NamedTuple):
    """Who is to close what is missing, and by when; empty where no claim says so."""

    assignee: str = ""
    by: date | None = None


def promise(one: Evaluated) -> Promise:
    """What the claims behind a finding promise: the first assignee, and the last of their days.

    Only claims that are not implemented promise anything.
    """
    pending = [
        voice
        for instance in one.judged[Facet.IMPLEMENTED].instances
        for answer in instance.answers.values()
        for voice in answer.voices
        if voice.status not in IN_OPERATION
    ]
    names = [voice.assignee for voice in pending if voice.assignee]
    days = [voice.promised for voice in pending if voice.promised]
    return Promise(names[0] if names else "", max(days, default=None))


def sources(one: Evaluated, facet: Facet) -> tuple[str, ...]:
    """Statements or attestations, by facet, that the finding rests on, in the order they speak."""
    names: dict[str, None] = {}
    for instance in one.judged[facet].instances:
        for answer in instance.answers.values():
            names |= dict.fromkeys(voice.source for voice in answer.voices)
    return tuple(names)


def _supporting(answer: Answer, asked: Requirement, posture: Posture) -> Iterator[Evidence]:
    """The artefacts of an answer that support it; what is counted by its days does not age."""
    accepts = asked.accepts or posture.catalog.controls[answer.control].evidence
    read = mentioned(asked, Facet.EVIDENCED, answer.control) if answer.occurrences else ()
    max_age = "" if answer.occurrences.keys() & set(read) else asked.max_age
    for voice in answer.voices:
        for item in voice.evidence:
            if not unacceptable(item, accepts, max_age, voice.dated, posture.day):
                yield item


class EvidenceIndex:
    """Numbers each artefact once, in the order findings first rest on it.

    The same file named with the same kind, time, digest and result is one artefact; named with
    another digest or another day it is another.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self._items: list[Evidence] = []
        self._uses: list[dict[Use, None]] = []
        self._ends: dict[int, date] = {}

    @property
    def artefacts(self) -> tuple[Artefact, ...]:
        """All of them; the first is E1."""
        pairs = enumerate(zip(self._items, self._uses, strict=True))
        return tuple(
            Artefact(item, tuple(uses), self._ends.get(number)) for number, (item, uses) in pairs
        )

    def references(self, one: Evaluated, posture: Posture | None) -> tuple[str, ...]:
        """References of every artefact behind a finding's claims and records.

        With the finding's `posture`, each is held to the last day its requirement accepts it; None
        where evidence is not asked for.
        """
        found: dict[str, None] = {}
        for instance in one.judged[Facet.IMPLEMENTED].instances:
            for control, answer in instance.answers.items():
                for voice in answer.voices:
                    for item in voice.evidence:
                        found[self._number(item, control, voice.source)] = None
            if not instance.answers:
                for item in instance.evidence:
                    kind = one.requirement.for_each
                    found[self._number(item, kind, ", ".join(instance.records))] = None
        for item, ends in _ends(one, posture) if posture else ():
            number = self._numbers[_identity(item)]
            self._ends[number] = min(ends, self._ends.get(number, ends))
        return tuple(found)

    def relied_on(self, one: Evaluated, posture: Posture) -> tuple[str, ...]:
        """Those of its references that support it: kind, file, result and age are right."""
        found: dict[str, None] = {}
        asked = one.requirement
        for instance in one.judged[Facet.IMPLEMENTED].instances:
            for answer in instance.answers.values():
                found |= dict.fromkeys(map(self._known, _supporting(answer, asked, posture)))
            if not instance.answers:
                for item in instance.evidence:
                    accepts = asked.accepts or (item.kind,)
                    if not unacceptable(item, accepts, asked.max_age, None, posture.day):
                        found[self._known(item)] = None
        return tuple(found)

    def _known(self, item: Evidence) -> str:
        return f"E{self._numbers[_identity(item)] + 1}"

    def _number(self, item: Evidence, control: str, claim: str) -> str:
        number = self._numbers.setdefault(_identity(item), len(self._numbers))
        if number == len(self._items):
            self._items.append(item)
            self._uses.append({})
        self._uses[number][Use(control, claim, item.at.place())] = None
        return f"E{number + 1}"


def _identity(item: Evidence) -> tuple[object, ...]:
    """What makes two artefacts one."""
    return (
        *(item.kind, item.path, item.uri, item.performed_on, item.covers, item.in_force),
        *(item.sha256, item.result, item.state),
    )


def _ends(one: Evaluated, posture: Posture) -> Iterator[tuple[Evidence, date]]:
    """Every artefact that ends evidencing the requirement, and the last day it does."""
    asked, day = one.requirement, posture.day
    for instance in one.judged[Facet.IMPLEMENTED].instances:
        for id_, answer in instance.answers.items():
            # Only occurrences are told apart by the parameters that are read.
            read = mentioned(asked, Facet.EVIDENCED, id_) if answer.occurrences else frozenset()
            yield from lapses(answer, posture.catalog.controls[id_], asked, read, day)
        for item in () if instance.answers else instance.evidence:
            ends = lapse(item, asked.accepts, asked.max_age, None, day)
            if ends is not None:
                yield item, ends
