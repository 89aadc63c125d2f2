"""Turn what a voice wrote into plain values: durations to numbers, implied items, dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from checker.model import Control, Facet, Parameter, Place
from checker.posture.values import Occurrence, Remark
from checker.quantities import (
    Measured,
    NoOccurrence,
    Performed,
    Promised,
    Unit,
    longest_gap,
    parse_cadence,
    parse_date,
    parse_duration,
    window_start,
)
from checker.text import quoted
from checker.workspace.records import Voice


@dataclass
class Converted:
    """One voice's parameters as plain values; what was unclear or not yet said is a remark."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    occurrences: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def converted(voice: Voice, control: Control, history: Sequence[Voice], day: date) -> Converted:
    """The plain values of `voice`.

    `history` are all claims on the control that cover the same records for the same population,
    expired ones too: their occurrences count, since an expired claim does not undo a scan.
    """
    result = Converted()
    for name, value in voice.parameters.items():
        parameter, place = control.parameters[name], voice.at.place("parameters", name)
        if isinstance(value, dict) and "unclear" in value:
            message = f"{name} is unclear: {quoted(str(value['unclear']))}"
            result.remarks.append(Remark(place, "unclear", message))
        elif parameter.format != "cadence":
            _plain(result, parameter, value, place, day)
        elif voice.facet is Facet.DOCUMENTED:
            _promise(result, parameter, value, place)
    if voice.facet is Facet.IMPLEMENTED:
        for parameter in control.parameters.values():
            if parameter.format == "cadence":
                _practice(result, parameter, voice, history, day)
    return result


def _plain(result: Converted, parameter: Parameter, value: Any, place: Place, day: date) -> None:
    name = parameter.name
    if parameter.format == "duration":
        value = parse_duration(value).in_unit(cast(Unit, parameter.unit))
    elif parameter.format == "date" and parse_date(value) > day:
        result.remarks.append(Remark(place, "future", f"{name} is {value}: not yet said"))
        return
    elif parameter.implies:
        value = with_implied(value, parameter)
    result.values[name], result.places[name] = value, place


def with_implied(items: Iterable[str], parameter: Parameter) -> list[str]:
    """`items` in their order, followed by everything they imply."""
    found = list(dict.fromkeys(items))
    for item in found:  # grows while it is walked: what is implied may imply more
        found += [other for other in parameter.implies.get(item, ()) if other not in found]
    return found


def _promise(result: Converted, parameter: Parameter, value: Any, place: Place) -> None:
    cadence = parse_cadence(value)
    if isinstance(cadence, Promised):
        result.values[parameter.name] = cadence.every.in_unit(cast(Unit, parameter.unit))
        result.places[parameter.name] = place


def _practice(
    result: Converted, parameter: Parameter, voice: Voice, history: Sequence[Voice], day: date
) -> None:
    """One number for how often it was done, from the speaker's log or from every occurrence."""
    name, unit = parameter.name, cast(Unit, parameter.unit)
    own = voice.parameters.get(name)
    if own is not None and "unclear" in own:
        return
    if own is not None:
        cadence = parse_cadence(own)
        if isinstance(cadence, Measured):
            result.values[name] = cadence.longest_gap.in_unit(unit)
            result.places[name] = voice.at.place("parameters", name, "longest_gap")
            result.logs[name] = cadence.log
            return
    occurrences, since = _history(name, history, day)
    result.remarks += _not_said(name, occurrences, history, day)
    if not occurrences:
        return
    place = voice.at.place("parameters", name)
    try:
        step = longest_gap([o.day for o in occurrences], since, day)
    except NoOccurrence:
        message = f"{name}: nothing was done in the 12 months up to {day}"
        latest = max(occurrences, key=lambda o: o.day)
        result.remarks.append(Remark(latest.place, "occurrence", message))
        return
    by_day = {o.day: o.place for o in reversed(occurrences)}
    result.values[name] = step.in_unit(unit)
    result.places[name] = by_day.get(step.start, by_day.get(step.end, place))
    until = "the day of assessment" if step.is_open else str(step.end)
    result.notes[name] = f"from {step.start} to {until}"
    result.occurrences[name] = tuple(o for o in occurrences if o.day <= day)
    if step.since is not None:
        result.remarks.append(_since_remark(name, step.since, history, place))
    for ahead in step.future:
        message = f"{name}: {ahead} lies after the day of assessment and does not count"
        result.remarks.append(Remark(by_day[ahead], "future", message))


def performed(name: str, voice: Voice) -> Performed | None:
    """The days that a claim lists for a cadence; None where it says it another way, or nothing."""
    own = voice.parameters.get(name)
    if own is None or "unclear" in own:
        return None
    cadence = parse_cadence(own)
    return cadence if isinstance(cadence, Performed) else None


def says(voice: Voice, done: date, day: date) -> bool:
    """Whether a claim can say that something was done on `done`, which is not later than itself.

    What lies before the 12 months counts all the same: it can only lengthen the first step.
    """
    return voice.dated is None or done <= voice.dated or done < window_start(day)


def _history(name: str, history: Sequence[Voice], day: date) -> tuple[list[Occurrence], list[date]]:
    occurrences: list[Occurrence] = []
    since: list[date] = []
    for voice in history:
        stated = performed(name, voice)
        if stated is None:
            continue
        for index, done in enumerate(stated.performed_on):
            if says(voice, done, day):
                place = voice.at.place("parameters", name, "performed_on", index)
                occurrences.append(Occurrence(done, place, voice))
        if stated.since is not None:
            since.append(stated.since.date)
    return sorted(occurrences, key=lambda o: (o.day, o.place)), since


def _not_said(
    name: str, counted: Sequence[Occurrence], history: Sequence[Voice], day: date
) -> Iterator[Remark]:
    """A remark for each day that is later than every claim which names it."""
    known = {found.day for found in counted}
    for voice in history:
        stated = performed(name, voice)
        for index, done in enumerate(stated.performed_on if stated else ()):
            if done not in known and not says(voice, done, day):
                place = voice.at.place("parameters", name, "performed_on", index)
                message = f"{name}: {done} is later than the claim of {voice.dated}: not yet said"
                yield Remark(place, "future", message)


def _since_remark(name: str, since: date, history: Sequence[Voice], place: Place) -> Remark:
    for voice in history:
        stated = voice.parameters.get(name, {}).get("since")
        if stated is not None and parse_date(stated["date"]) == since:
            place = voice.at.place("parameters", name, "since")
            return Remark(place, "since", f"{name} counts from {since}: {stated['reason']}")
    return Remark(place, "since", f"{name} counts from {since}")
