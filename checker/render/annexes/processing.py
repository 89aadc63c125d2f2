"""The record of processing activities, in the order and by the letters of GDPR article 30."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from checker.render.annexes import article30
from checker.render.annexes.article30 import Entry, Part
from checker.render.annexes.known import Concern, Known, named
from checker.render.looks import MISSING, Look
from checker.render.place import Spot
from checker.render.registers import spaced
from checker.render.view import Link, RegisterView

Raw = Mapping[str, Any]

_OFFICER = "data protection officer"


class Activity(NamedTuple):
    """One activity; `concerns` are the findings on it that no entry names."""

    anchor: str
    id: str
    title: str
    role: str
    role_look: Look | None
    owner: str
    scopes: str
    register: Link
    entries: tuple[Entry, ...]
    beyond: tuple[Part, ...]
    concerns: tuple[Concern, ...]
    spot: Spot


class Group(NamedTuple):
    """Activities in one role."""

    title: str
    activities: tuple[Activity, ...]


class Officer(NamedTuple):
    """A person whose stated role is that of data protection officer, on the day."""

    name: str
    role: str
    email: str


class ProcessingAnnex(NamedTuple):
    """The record of processing; without a register there is none."""

    registers: tuple[RegisterView, ...]
    organization: str
    officers: tuple[Officer, ...]
    asked: tuple[Concern, ...]
    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many activities there are."""
        return sum(len(group.activities) for group in self.groups)


def read(raw: Raw, known: Known) -> ProcessingAnnex:
    """The record of processing that a record of a run holds."""
    name = raw["organization"]["name"] if raw["organization"] else ""
    activities = [_activity(row, name, known) for row in raw["processing_activities"]]
    groups = (
        Group(title, tuple(a for a, role in activities if role == key))
        for key, title in (
            ("controller", "As controller: article 30(1)"),
            ("processor", "As processor: article 30(2)"),
            ("unknown", "Role not known: judged as every role"),
        )
    )
    return ProcessingAnnex(
        registers=tuple(
            known.registers[row["id"]]
            for row in raw["registers"]
            if row["kind"] == "processing_activities"
        ),
        organization=name,
        officers=tuple(_officers(raw)),
        asked=known.asked(lambda asked: asked.ref.startswith("gdpr:30(")),
        groups=tuple(group for group in groups if group.activities),
    )


def _officers(raw: Raw) -> Iterator[Officer]:
    for person in raw["organization"]["people"] if raw["organization"] else ():
        begins, ends = person["from"], person["until"]
        in_office = begins <= raw["as_of"] and (not ends or raw["as_of"] <= ends)
        if in_office and _OFFICER in person["role"].casefold():
            yield Officer(person["name"], person["role"], person["email"])


def _activity(raw: Raw, name: str, known: Known) -> tuple[Activity, str]:
    """The activity, and the group it belongs to."""
    concerns = known.concerns(raw["findings"])
    first = article30.controllers(raw, name, concerns, known)
    second = article30.processors(raw, name, concerns, known)
    match raw["role"]:
        case "controller" | "joint_controller":
            group, entries, look = "controller", first, None
        case "processor":
            group, entries, look = "processor", second, None
        case _:
            every = (*first, *second)
            entries = tuple(e._replace(label=f"{e.id} {e.label[4:]}") for e in every)
            group, look = "unknown", MISSING["unknown"]
    named_there = {concern for entry in entries if not entry.is_whole for concern in entry.concerns}
    found = Activity(
        anchor=known.anchors.claim("activity", raw["id"]),
        id=raw["id"],
        title=raw["title"],
        role=spaced(raw["role"]),
        role_look=look,
        owner=known.index.person(raw.get("owner", "")),
        scopes=named(raw["scopes"]),
        register=known.register(raw["register"]),
        entries=entries,
        beyond=tuple(article30.beyond(raw)),
        concerns=tuple(concern for concern in concerns if concern not in named_there),
        spot=known.index.spot(raw["place"]),
    )
    return found, group
