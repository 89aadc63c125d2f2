"""Say a finding as a chain of reasons, from its requirement to the line, and what would turn it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from checker.commands.wording import as_yaml, labelled, wrapped
from checker.decisions import ACCEPTING
from checker.excerpts import excerpts
from checker.frozen import frozen
from checker.model import Catalog, Facet, FacetState, Finding, Observation, Place
from checker.posture import Posture
from checker.remedies import Edit, Remedy
from checker.workspace.records import Scope, Voice, Workspace


@frozen
class Told:
    """A remedy, and what it takes to tell of it."""

    remedy: Remedy
    workspace: Workspace
    catalog: Catalog
    day: date
    scope: Scope

    @property
    def finding(self) -> Finding:
        """The finding as it is."""
        return self.remedy.before


def lines(told: Told) -> Iterator[str]:
    """The chain of reasons and the changes, as lines of text."""
    finding = told.finding
    asked = finding.requirement
    yield f"{asked.ref}  {asked.title}"
    yield from labelled("scope", f"{told.scope.id}, as of {told.day}")
    yield from labelled("status", _status(told))
    yield from labelled("asks for", ", ".join(asked.asks_for))
    yield from wrapped(asked.summary)
    yield ""
    for facet in Facet:
        yield from _facet(told, facet)
    yield from _changes(told)


def _status(told: Told) -> str:
    finding = told.finding
    shown = str(finding.status).replace("_", " ")
    decided = f" ({', '.join(finding.decisions)})" if finding.decisions else ""
    ends = [
        one.expires
        for one in told.workspace.decisions
        if one.id in finding.decisions and one.type in ACCEPTING
    ]
    return f"{shown}{f', accepted until {max(ends)}' if finding.is_accepted else ''}{decided}"


def _facet(told: Told, facet: Facet) -> Iterator[str]:
    """One facet: its state, who speaks on what it reads, and every reason with its line."""
    finding = told.finding
    reasons = [o for o in finding.observations if o.facet is facet]
    asked = facet in finding.requirement.asks_for
    if not asked and not reasons:
        return
    counted = "" if asked else ", which is not counted"
    yield f"{facet} {finding.facets[facet]}{counted}"
    if facet is not Facet.EVIDENCED:
        for control in finding.requirement.reads(facet):
            yield f"  {control}"
            yield from _speakers(told, control, facet)
    for observation in reasons:
        yield from _reason(told, observation)
    if not reasons and finding.facets[facet] is FacetState.HOLDS:
        yield "    every answer that is judged is what is asked"
    if not reasons and facet is Facet.EVIDENCED and finding.facets[facet] is FacetState.FAILS:
        yield "    for the reasons above: what is not done cannot be proved"


def _speakers(told: Told, control: str, facet: Facet) -> Iterator[str]:
    posture = Posture(told.workspace, told.scope, told.day, told.catalog)
    said = posture.speeches(control, facet)
    voices = [v for speech in said for answer in speech.answers for v in answer.voices]
    heard = [v for v in told.workspace.voices if _is_on(v, control, facet, told.scope.id)]
    for voice in heard:
        mark = "" if voice in voices else ", and does not count"
        yield from wrapped(f"{voice.at.place()}: {_voice(voice)}{mark}", "        ", "    ")
    if not heard:
        yield "    nobody says anything on it"


def _is_on(voice: Voice, control: str, facet: Facet, scope: str) -> bool:
    return voice.control == control and voice.facet is facet and voice.speaks_in(scope)


def _voice(voice: Voice) -> str:
    verb = "says" if voice.facet is Facet.DOCUMENTED else "claims"
    whom = f" for {voice.population}" if voice.population else ""
    dates = f", {voice.dated} to {voice.until}" if voice.dated and voice.until else ""
    status = voice.status.replace("_", " ")
    return f"{voice.source} {verb} it{whom} ({status}, {voice.owner}{dates})"


def _reason(told: Told, observation: Observation) -> Iterator[str]:
    place = observation.place
    text = f"{place}: {observation.kind}: {observation.message}"
    yield from wrapped(text, "        ", "    ")
    yield from _line(told, place)
    for other in observation.related:
        yield from wrapped(f"see {other}", "        ")


def _line(told: Told, place: Place) -> Iterator[str]:
    """The line that a place points at, as it is written."""
    found = excerpts(told.workspace.lines, [place]).get(place.file, {}).get(str(place.line))
    if found is not None:
        yield f"      {place.line:>4} | {found}"


def _changes(told: Told) -> Iterator[str]:
    remedy, finding = told.remedy, told.finding
    yield ""
    if not finding.is_gap:
        yield "There is nothing to change."
        return
    if not remedy.edits:
        yield "No small change was found that satisfies it. What stands in the way:"
        for text in (*remedy.prose, *_remaining(finding)):
            yield from wrapped(text, "    ", "  - ")
        yield from labelled("to fix it", finding.requirement.remediation)
        return
    groups = _groups(remedy)
    found = "1 change" if len(groups) == 1 else f"{len(groups)} changes together"
    after = str(remedy.after.status).replace("_", " ")
    yield f"{found} would do; assessed in memory with that, it is {after}."
    for number, edits in enumerate(groups, start=1):
        yield from _group(number, edits)
    yield ""
    yield from wrapped(
        "Without any of these lines it is not. Write only what is so: a value that is not "
        "in operation does not come true by being written."
    )


def _remaining(finding: Finding) -> list[str]:
    """The reasons themselves, where nothing better is known."""
    found = [f"{o.place}: {o.message}" for o in finding.observations if o.kind != "contradiction"]
    return list(dict.fromkeys(found))


def _groups(remedy: Remedy) -> list[list[Edit]]:
    """The edits, those of one claim, statement or record together."""
    found: dict[Any, list[Edit]] = {}
    for edit in remedy.edits:
        found.setdefault(edit.about, []).append(edit)
    return list(found.values())


def _group(number: int, edits: list[Edit]) -> Iterator[str]:
    """One change; what is new is written whole, what is there line by line."""
    first = edits[0]
    if first.is_new:
        yield from wrapped(f"{first.place}: {first.what}", "     ", f"  {number}. ")
        yield from as_yaml(_merged(edits), "       ")
        return
    for position, edit in enumerate(edits):
        start = f"  {number}. " if position == 0 else "     "
        yield from wrapped(f"{edit.place}: {edit.what}", "     ", start)
        yield from as_yaml(dict(edit.writes), "       ")


def _merged(edits: list[Edit]) -> dict[str, Any]:
    """What the edits of something new write, as one mapping."""
    whole: dict[str, Any] = {}
    for edit in edits:
        for key, value in edit.writes.items():
            known = whole.get(key)
            if isinstance(known, dict) and isinstance(value, dict):
                whole[key] = {**known, **value}
            elif isinstance(known, list) and isinstance(value, list):
                whole[key] = [*known, *value]
            else:
                whole[key] = value
    return whole


def plain(told: Told) -> dict[str, Any]:
    """The same as JSON: the finding, its reasons, and the changes."""
    finding, remedy = told.finding, told.remedy
    return {
        "requirement": finding.requirement.ref,
        "title": finding.requirement.title,
        "scope": finding.scope,
        "as_of": told.day.isoformat(),
        "status": str(finding.status),
        "facets": {str(facet): str(finding.facets[facet]) for facet in Facet},
        "asks_for": [str(facet) for facet in finding.requirement.asks_for],
        "reasons": [_plain_reason(observation) for observation in finding.observations],
        "changes": [_plain_edit(edit) for edit in remedy.edits],
        "status_after": str(remedy.after.status),
        "in_the_way": [] if remedy.edits or not finding.is_gap else list(remedy.prose),
    }


def _plain_reason(observation: Observation) -> dict[str, Any]:
    return {
        "facet": str(observation.facet),
        "kind": observation.kind,
        "message": observation.message,
        "place": _plain_place(observation.place),
        "related": [_plain_place(place) for place in observation.related],
    }


def _plain_edit(edit: Edit) -> Mapping[str, Any]:
    return {
        "place": _plain_place(edit.place),
        "what": edit.what,
        "writes": dict(edit.writes),
        "new": edit.is_new,
    }


def _plain_place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
