"""The values a posture is made of: remarks, answers, speeches and the instances schemas judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, NamedTuple

from checker.frozen import frozen
from checker.model import Facet, Place
from checker.workspace.records import Evidence, Voice


class Remark(NamedTuple):
    """An observation that does not yet know its facet: why something is absent, or doubtful."""

    place: Place
    kind: str
    message: str
    related: tuple[Place, ...] = ()
    about: str = ""  # as that of an observation


@frozen
class Occurrence:
    """One day something was done, and where that is written."""

    day: date
    place: Place
    voice: Voice


@frozen
class Answer:
    """One effective answer to one control: plain values, each with its place."""

    control: str
    population: str
    values: Mapping[str, Any]  # parameter -> plain JSON value, durations as numbers
    places: Mapping[str, Place]
    place: Place  # of the control's own key, or the statement
    voices: tuple[Voice, ...]
    notes: Mapping[str, str] = field(default_factory=dict)  # parameter -> how it was computed
    occurrences: Mapping[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    logs: Mapping[str, str] = field(default_factory=dict)  # parameter -> path of its log

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every artefact that its voices name."""
        return tuple(item for voice in self.voices for item in voice.evidence)

    def place_of(self, parameter: str) -> Place:
        """Where the parameter is written; the control's key when it is not."""
        return self.places.get(parameter, self.place)


@frozen
class Speech:
    """All that speaks on one control for one population and record.

    `answers` are the alternatives to be tried, all of which must hold. `absent` says that somebody
    who speaks contributes nothing, so that the control is also judged as not answered.
    """

    population: str
    answers: tuple[Answer, ...]
    absent: bool
    heard: bool
    place: Place
    remarks: tuple[Remark, ...] = ()


@frozen
class Instance:
    """One JSON value that a part of a requirement judges, and where everything in it stands.

    `answers` maps control ids to answers; a record has `fields` instead. What makes an instance
    fail before any schema sees it (a record no claim covers, a stale register) leaves it without
    the control, or empty, with a remark that says why.
    """

    part: str
    value: Mapping[str, Any]
    place: Place
    answers: Mapping[str, Answer] = field(default_factory=dict)
    fields: Mapping[str, Place] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    records: tuple[str, ...] = ()  # ids of the records it stands for
    evidence: tuple[Evidence, ...] = ()
    owner: str = ""
    explained: frozenset[str] = frozenset()  # controls that it lacks, and a remark says why

    def place_of(self, path: tuple[str | int, ...]) -> Place:
        """The deepest place known for a path into `value`."""
        if not path:
            return self.place
        first = str(path[0])
        if first in self.answers:
            answer = self.answers[first]
            return answer.place_of(str(path[1])) if len(path) > 1 else answer.place
        return self.fields.get(first, self.place)


@frozen
class Judged:
    """What one facet of one requirement is judged on.

    `heard` tells silence from failure. `empty_register` is the header of a current register of
    which no record matches: then the requirement does not apply.
    """

    facet: Facet
    instances: tuple[Instance, ...]
    heard: bool
    remarks: tuple[Remark, ...] = ()
    empty_register: Place | None = None
