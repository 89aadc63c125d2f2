"""What would make a stated value one that is asked: another value, or one where none stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from checker.documents.apply import SchemaError
from checker.model import Facet, Json, Parameter
from checker.posture import Answer, Instance, Posture
from checker.posture.speakers import worded
from checker.quantities import parse_cadence
from checker.quantities.cadences import Measured
from checker.remedies.edits import Edit, key_of, on_voice
from checker.remedies.speaking import renewed
from checker.remedies.values import first, mended, options, written
from checker.workspace.records import Voice


def stated(
    instance: Instance,
    error: SchemaError,
    schema: Mapping[str, Any],
    facet: Facet,
    posture: Posture,
    prose: list[str],
) -> Iterator[Edit]:
    """The edit that turns one failed assertion on an answer; else a sentence in `prose`.

    `schema` is the combined schema that the error's schema path leads through.
    """
    path = error.path[2:]
    answer = instance.answers[str(path[0])]
    control = posture.catalog.controls[answer.control]
    is_missing = error.keyword == "required"
    is_item = len(path) == 3 and isinstance(path[2], int)
    if len(path) != (1 if is_missing else 2) and not is_item:
        prose.append(f"{control.id}: more than one value has to change")
        return
    name = str(error.detail["property"] if is_missing else path[1])
    parameter = control.parameters.get(name)
    if parameter is None:
        return
    if parameter.format == "cadence" and facet is not Facet.DOCUMENTED:
        yield from _practised(answer, parameter, error, posture, prose)
        return
    node = _node(schema, error)
    value = (
        first(parameter, schema["properties"][f"{error.path[0]}"], control.id)
        if is_missing
        else _mended(answer.values.get(name), error, node, options(parameter))
    )
    if parameter.refers_to:
        value = _somebody(parameter, posture)
    shown = None if value is None else written(parameter, facet, value, posture.day)
    if shown is None:
        prose.append(f"{control.id}: {name} cannot be mended by one value")
        return
    voice = _speaking(answer, name)
    yield _says(voice, parameter, answer.values.get(name), shown)


def _mended(current: Any, error: SchemaError, node: Any, words: Sequence[str]) -> Any:
    """`current` after the error is gone from it, or from the item of it that is wrong."""
    if len(error.path) < 5:
        return mended(current, error, node, words)
    at = int(error.path[4])
    item = mended(current[at], error, node)
    found = [item if position == at else other for position, other in enumerate(current)]
    return None if item is None else list(dict.fromkeys(found))


def _node(schema: Mapping[str, Any], error: SchemaError) -> Any:
    node: Any = schema
    for step in error.schema_path:
        node = node[step]
    return node


def _somebody(parameter: Parameter, posture: Posture) -> str | None:
    """Somebody, or a record, that there is."""
    if parameter.refers_to == "people":
        people = posture.organization.people.values()
        return next((p.id for p in people if p.until is None or p.until >= posture.day), None)
    return next((record.id for record in posture.records(parameter.refers_to)), None)


def _speaking(answer: Answer, name: str) -> Voice:
    """The voice in which the parameter stands, else the first."""
    place = answer.place_of(name)
    for voice in answer.voices:
        if name in voice.parameters and voice.at.place("parameters", name) == place:
            return voice
    return answer.voices[0]


def _says(voice: Voice, parameter: Parameter, before: Any, shown: Json) -> Edit:
    name = parameter.name
    known = options(parameter)
    if before is None or before == []:
        choice = f", one of {', '.join(known)}" if known and isinstance(shown, str) else ""
        what = f"state {name} as it is{choice}"
    else:
        what = f"make {name} {_short(shown)} instead of {worded(before)}"
    key = key_of(voice)
    place = voice.at.place("parameters", name) if voice.parameters else voice.at.key()
    return Edit(
        (*key, "parameters", name), key, place, what, {"parameters": {name: shown}},
        on_voice(key, _parameter(name, shown)),
    )  # fmt: skip


def _short(shown: Json) -> str:
    return worded(next(iter(shown.values()))) if isinstance(shown, dict) else worded(shown)


def _parameter(name: str, value: Json) -> Any:
    return lambda voice: replace(voice, parameters={**voice.parameters, name: value})


def _practised(
    answer: Answer, parameter: Parameter, error: SchemaError, posture: Posture, prose: list[str]
) -> Iterator[Edit]:
    """A practice is done again, begun, or measured; a hole in its past is no matter of writing."""
    name, day, voice = parameter.name, posture.day, answer.voices[0]
    own = voice.parameters.get(name)
    if name in answer.logs and isinstance(own, dict):
        limit = error.detail.get("limit")
        shown = written(replace(parameter, format="duration"), Facet.IMPLEMENTED, limit, day)
        if shown is not None:
            found: Json = {**own, "longest_gap": shown}
            yield _says(voice, parameter, answer.values[name], found)
        return
    if name not in answer.values and own is None:
        yield _says(voice, parameter, None, written(parameter, Facet.IMPLEMENTED, None, day))
        yield renewed(voice, posture)
        return
    days = _days(own)
    if day.isoformat() in days or (day - timedelta(days=1)).isoformat() in days:
        prose.append(_hole(answer, name, day))
        return
    again: Json = {
        **(own if isinstance(own, dict) else {}),
        "performed_on": [*days, day.isoformat()],
    }
    edit = _says(voice, parameter, answer.values.get(name), again)
    yield Edit(
        edit.key, edit.about, edit.place, f"do it again, and add {day} to {name}", edit.writes,
        edit.apply,
    )  # fmt: skip
    yield renewed(voice, posture)


def _days(own: object) -> list[Json]:
    if not isinstance(own, dict) or "performed_on" not in own:
        return []
    cadence = parse_cadence(own)
    return [] if isinstance(cadence, Measured) else list(own["performed_on"])


def _hole(answer: Answer, name: str, day: date) -> str:
    step = answer.notes.get(name, "")
    again = "do it again now; " if step.endswith(str(day)) else ""
    return (
        f"{answer.control}: {again}{name} has a hole in its past ({step}); what was done in "
        "between and is not written yet would close it; nothing else does until it is a year old"
    )
