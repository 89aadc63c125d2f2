"""Where a finding comes from: people, statements, claims, and the artefacts behind them."""

from __future__ import annotations

from checker.evaluate import Evaluated
from checker.model import Facet
from checker.workspace.records import Evidence


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


def sources(one: Evaluated, facet: Facet) -> tuple[str, ...]:
    """Statements or attestations, by facet, that the finding rests on, in the order they speak."""
    names: dict[str, None] = {}
    for instance in one.judged[facet].instances:
        for answer in instance.answers.values():
            names |= dict.fromkeys(voice.source for voice in answer.voices)
    return tuple(names)


class EvidenceIndex:
    """Numbers each artefact once, in the order findings first rest on it."""

    def __init__(self) -> None:
        self.items: list[tuple[Evidence, str, str]] = []
        self._numbers: dict[int, str] = {}

    def references(self, one: Evaluated) -> tuple[str, ...]:
        """References of every artefact behind a finding's claims and records."""
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
        return tuple(found)

    def _number(self, item: Evidence, control: str, claim: str) -> str:
        if id(item) not in self._numbers:
            self.items.append((item, control, claim))
            self._numbers[id(item)] = f"E{len(self.items)}"
        return self._numbers[id(item)]
