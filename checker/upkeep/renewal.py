"""Find the claims that somebody should say again, and spell what they said as a new attestation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from checker.editing import spelling
from checker.frozen import frozen
from checker.model import Catalog, Control, Facet
from checker.quantities import due, parse_date, parse_duration, window_start
from checker.upkeep.claims import is_claim, speaking, written
from checker.upkeep.recording import begins, cadences
from checker.workspace.records import Evidence, Voice, Workspace
from checker.workspace.stated import digest

# What a person names an attestation by, and the period that follows it: ATT-IAM-2026Q4.
_PERIOD = re.compile(r"[-_](?:\d{4}q[1-4]|\d{4}(?:-\d{2}){0,2})(?:-\d+)?$", re.IGNORECASE)


class Answer(StrEnum):
    """What a person says when asked whether a claim is still true."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"


@frozen
class Ending:
    """A claim to be asked about: why, and what was added to it since it was made."""

    voice: Voice
    control: Control
    why: tuple[str, ...]
    fresh: tuple[Evidence, ...]
    statement: Voice | None  # that its values are taken from
    outdated_by: tuple[Voice, ...] = ()  # later claims that speak instead of it somewhere

    @property
    def limit(self) -> str:
        """The longest that the control lets a claim stand."""
        return self.control.valid_for


@frozen
class Answered:
    """A claim and what was said of it; who finds out and by when, where it is not true any more."""

    ending: Ending
    answer: Answer
    owner: str = ""
    by: date | None = None


def endings(
    workspace: Workspace,
    catalog: Catalog,
    person: str,
    day: date,
    horizon: date,
    controls: Collection[str] = (),
) -> list[Ending]:
    """The claims of a person that expired, end by `horizon`, or have been added to since.

    Only claims that speak on `day`; what is unknown is for the work list. `controls` narrows them.
    """
    own = {v.control: None for v in workspace.voices if is_claim(v) and v.owner == person}
    statements = {v.source: v for v in workspace.voices if v.facet is Facet.DOCUMENTED}
    found = []
    for name in own:
        for voice, later in speaking(workspace, catalog.controls[name], day).items():
            is_theirs = voice.owner == person and voice.status != "unknown"
            if is_theirs and (not controls or name in controls):
                statement = statements.get(voice.as_stated.get("statement", ""))
                ending = _ending(voice, catalog.controls[name], statement, day, horizon)
                found.append(replace(ending, outdated_by=tuple(later)))
    return [ending for ending in found if ending.why]


def _ending(
    voice: Voice, control: Control, statement: Voice | None, day: date, horizon: date
) -> Ending:
    said = voice.dated or date.min
    fresh = tuple(item for item in voice.evidence if said < begins(item) <= day)
    why = []
    if voice.until is not None and voice.until < day:
        why.append(f"expired on {voice.until}")
    elif voice.until is not None and voice.until <= horizon:
        why.append(f"ends on {voice.until}")
    if voice.stale:
        why.append(f"{voice.as_stated['statement']} has changed since")
    if fresh:
        why.append(f"{len(fresh)} {'file is' if len(fresh) == 1 else 'files are'} later than it")
    return Ending(voice, control, tuple(why), fresh, statement)


def claim(ending: Ending, day: date) -> dict[str, Any]:
    """The claim as it is said again on `day`.

    Occurrences of the last 12 months come along with their evidence; the older file keeps the rest,
    and they count from there. A policy statement is repeated as it reads now.
    """
    made = deepcopy(written(ending.voice))
    if ending.statement is not None and ending.voice.stale:
        made["as_stated"]["sha256"] = digest(ending.statement)
    parameters = made.get("parameters", {})
    left: set[str] = set()
    for name in cadences(ending.control):
        stated = parameters.get(name)
        if isinstance(stated, dict) and "performed_on" in stated:
            days = stated["performed_on"]
            recent = [one for one in days if window_start(day) <= parse_date(one) <= day]
            left |= {*days} - {*recent}
            stated["performed_on"] = recent
            if not recent:
                del parameters[name]
    if "parameters" in made and not parameters:
        del made["parameters"]
    kept = [one for one in made.pop("evidence", ()) if one.get("performed_on") not in left]
    return {**made, "evidence": kept} if kept else made


def unknown(ending: Ending, owner: str, by: date) -> dict[str, Any]:
    """The claim as one that nobody makes any more: who finds out, and by when."""
    kept = {k: v for k, v in written(ending.voice).items() if k in {"for", "covers"}}
    return {**kept, "status": "unknown", "owner": owner, "due": by.isoformat()}


def latest_end(answers: Iterable[Answered], day: date) -> date:
    """The last day that every claim said again may stand until."""
    limits = [due(day, parse_duration(one.ending.limit)) for one in answers]
    return min(limits)


def by_attestation(answers: Sequence[Answered]) -> dict[str, list[Answered]]:
    """What was answered, without what was skipped, by the attestation that it was asked of."""
    found: dict[str, list[Answered]] = {}
    for one in answers:
        if one.answer is not Answer.SKIP:
            found.setdefault(one.ending.voice.source, []).append(one)
    return found


def attestation(
    answers: Sequence[Answered], id_: str, person: str, day: date, until: date
) -> dict[str, Any]:
    """A new attestation of what was said again, and of what turned out to be unknown."""
    voice = answers[0].ending.voice
    controls: dict[str, Any] = {}
    for one in answers:
        said = (
            claim(one.ending, day)
            if one.answer is Answer.YES
            else unknown(one.ending, one.owner, one.by or day)
        )
        controls.setdefault(one.ending.control.id, []).append(said)
    return {
        "kind": "attestation",
        "id": id_,
        "attested_by": person,
        "attested_on": day.isoformat(),
        "valid_until": until.isoformat(),
        "scopes": "all" if voice.scopes == ("all",) else list(voice.scopes),
        "controls": {k: v[0] if len(v) == 1 else v for k, v in controls.items()},
    }


def spelt(document: Mapping[str, Any], renewed: str) -> bytes:
    """The new attestation as the bytes of a file."""
    lines = [f"# Said again on {document['attested_on']}, claim by claim, after {renewed}."]
    return "\n".join([*lines, *spelling.block(dict(document)), ""]).encode()


def names(old: str, day: date) -> Iterator[str]:
    """Names after the one of an older document or file, its period replaced by the day."""
    stem = f"{_PERIOD.sub('', old)}-{day.isoformat()}"
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
