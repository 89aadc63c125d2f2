"""Settle who speaks on a control before anything is judged, and what the speakers contribute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any

from checker.frozen import frozen
from checker.model import IN_OPERATION, Control, Facet, Place
from checker.posture.conversion import Converted, converted
from checker.posture.evidence import refutations
from checker.posture.values import Answer, Remark, Speech
from checker.workspace.records import FileState, Policy, Voice

MOST_COMBINATIONS = 64


def speakers(voices: Iterable[Voice], scope: str, day: date) -> tuple[list[Voice], list[Remark]]:
    """Who speaks among voices on one control, facet, population and record.

    What is dated after `day` is not yet said. Voices that name the scope outrank those for all,
    also when they are expired, draft or planned: time never promotes a weaker claim. Of claims the
    latest speaks, and ties all do; statements of the rank all speak.
    """
    remarks = []
    heard = []
    for voice in voices:
        if voice.dated is not None and voice.dated > day:
            message = f"{voice.source} is dated {voice.dated}: not yet said"
            remarks.append(Remark(voice.at.place(), "future", message))
        else:
            heard.append(voice)
    named = [voice for voice in heard if voice.names(scope)]
    heard = named or heard
    if heard and heard[0].facet is Facet.IMPLEMENTED:
        latest = max(voice.dated or date.min for voice in heard)
        heard = [voice for voice in heard if voice.dated == latest]
    return heard, remarks


def mute(voice: Voice, day: date, policies: dict[str, Policy]) -> list[Remark]:
    """Why a speaker contributes nothing; empty when it does."""
    place = voice.at.place()
    if voice.facet is Facet.DOCUMENTED:
        return _mute_statement(voice, day, policies[voice.source.partition("/")[0]])
    if voice.status not in IN_OPERATION:
        where = voice.at.place("status")
        return [Remark(where, "status", f"{voice.source} says {voice.status.replace('_', ' ')}")]
    remarks = refutations(voice, day)
    if voice.until is not None and voice.until < day:
        why = ", the longest this control allows" if voice.cut else ""
        message = f"{voice.source} expired on {voice.until}{why}"
        remarks.append(Remark(place, "expired", message))
    if voice.stale:
        message = f"{voice.as_stated['statement']} has changed since {voice.source} repeated it"
        remarks.append(Remark(voice.at.place("as_stated"), "stale", message))
    return remarks


def _mute_statement(voice: Voice, day: date, policy: Policy) -> list[Remark]:
    remarks = []
    if voice.status != "approved":
        message = f"{policy.id} is not approved: {voice.status.replace('_', ' ')}"
        remarks.append(Remark(policy.at.place("status"), "unapproved", message))
    elif voice.until is not None and voice.until < day:
        message = f"the review of {policy.id} was due on {voice.until}"
        remarks.append(Remark(policy.at.place("review_every"), "overdue", message))
    if voice.force != "must":
        message = f"{voice.source} says {voice.force}, which binds nobody"
        remarks.append(Remark(voice.at.place("force"), "not_binding", message))
    if policy.document_state not in {None, FileState.MATCHED, FileState.NOT_PINNED}:
        message = f"the prose of {policy.id} is {policy.document_state}"
        remarks.append(Remark(policy.at.place("document"), "prose", message))
    return remarks


@frozen
class Said:
    """The speakers on one control for one population and record, and what stands behind them."""

    heard: Sequence[Voice]
    history: Sequence[Voice]  # claims whose occurrences count, expired ones too
    general: Sequence[Voice] = ()  # statements for everyone, which a population inherits
    remarks: tuple[Remark, ...] = ()


def speech(
    control: Control, population: str, said: Said, day: date, policies: dict[str, Policy]
) -> Speech:
    """What the speakers come to, for one control, population and record."""
    remarks = list(said.remarks)
    effective: list[tuple[Voice, Converted]] = []
    muted = False
    for voice in said.heard:
        reasons = mute(voice, day, policies)
        remarks += reasons
        if reasons:
            muted = True
            continue
        plain = converted(voice, control, said.history, day)
        remarks += plain.remarks
        remarks += [
            Remark(voice.at.place("exceptions", index), "exception", f"except: {text}")
            for index, text in enumerate(voice.exceptions)
        ]
        effective.append((voice, plain))
    if said.heard and said.heard[0].facet is Facet.DOCUMENTED:
        inherited = [
            converted(voice, control, (), day)
            for voice in said.general
            if not mute(voice, day, policies)
        ]
        answers, absent, more = _merged(control, population, effective, inherited)
    else:
        answers = [_answer(control, population, voice, plain) for voice, plain in effective]
        absent, more = muted, _ties(answers)
    return Speech(
        population=population,
        answers=tuple(answers),
        absent=absent or not answers,
        heard=any(voice.status != "unknown" for voice in said.heard),
        place=_speaking_place(said.heard),
        remarks=tuple(dict.fromkeys([*remarks, *more])),
    )


def _speaking_place(heard: Sequence[Voice]) -> Place:
    if not heard:
        return Place(".", 1, 1)
    return heard[0].at.key() if heard[0].facet is Facet.IMPLEMENTED else heard[0].at.place()


def _answer(control: Control, population: str, voice: Voice, plain: Converted) -> Answer:
    return Answer(
        control=control.id,
        population=population,
        values=plain.values,
        places=plain.places,
        place=voice.at.key(),
        voices=(voice,),
        notes=plain.notes,
        occurrences=plain.occurrences,
        logs=plain.logs,
    )


def _ties(answers: Sequence[Answer]) -> list[Remark]:
    """Where claims of one day differ, also when each would hold."""
    remarks = []
    names = dict.fromkeys(name for answer in answers for name in answer.values)
    for name in names:
        stated = [(a.values[name], a.place_of(name)) for a in answers if name in a.values]
        remarks += _contradiction(name, stated)
    return remarks


def _merged(
    control: Control,
    population: str,
    effective: Sequence[tuple[Voice, Converted]],
    inherited: Sequence[Converted],
) -> tuple[list[Answer], bool, list[Remark]]:
    """Statements merged parameter by parameter; every combination of differing values.

    What they leave open is taken from `inherited`, the statements for everyone.
    """
    if not effective:
        return [], True, []
    stated: dict[str, list[tuple[Any, Place]]] = {}
    remarks: list[Remark] = []
    for _, plain in effective:
        for name, value in plain.values.items():
            stated.setdefault(name, []).append((value, plain.places[name]))
    own = set(stated)
    for plain in inherited:
        for name in (name for name in plain.values if name not in own):
            stated.setdefault(name, []).append((plain.values[name], plain.places[name]))
    choices: list[list[tuple[str, Any, Place]]] = []
    combinations = 1
    for name, values in stated.items():
        remarks += _contradiction(name, values)
        distinct = [v for i, v in enumerate(values) if v[0] not in [w[0] for w in values[:i]]]
        combinations *= len(distinct)
        choices.append([(name, value, place) for value, place in distinct])
    voices = tuple(voice for voice, _ in effective)
    place = voices[0].at.place()
    if combinations > MOST_COMBINATIONS:
        tried = f"at most {MOST_COMBINATIONS} are tried"
        message = f"{combinations} combinations of differing values; {tried}"
        return [], True, [*remarks, Remark(place, "contradiction", message)]
    answers = [
        Answer(
            control=control.id,
            population=population,
            values={name: value for name, value, _ in combination},
            places={name: where for name, _, where in combination},
            place=place,
            voices=voices,
        )
        for combination in product(*choices)
    ]
    return answers, False, remarks


def _contradiction(name: str, stated: Sequence[tuple[Any, Place]]) -> list[Remark]:
    """A remark with all places where one parameter has several values."""
    first, place = stated[0]
    others = [(value, where) for value, where in stated[1:] if value != first]
    if not others:
        return []
    values = [first, *(v for i, (v, _) in enumerate(others) if v not in [w for w, _ in others[:i]])]
    shown = ", ".join(worded(value) for value in values)
    related = tuple(where for _, where in others)
    return [Remark(place, "contradiction", f"{name} has several values: {shown}", related)]


def worded(value: Any) -> str:
    """A plain value as a sentence shows it; whole numbers without a decimal point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else f"{value:.1f}"
    if isinstance(value, list):
        return ", ".join(worded(item) for item in value) or "nothing"
    return str(value)
