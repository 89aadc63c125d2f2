"""Combine what is said on several controls into the JSON values that a schema judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

from checker.model import Facet, Place, Requirement
from checker.posture.speakers import MOST_COMBINATIONS
from checker.posture.values import Answer, Instance, Remark, Speech
from checker.schemas import CONTROLS, parts
from checker.workspace.records import Record

# One way to answer a control: an answer or none, and the remarks that go with it.
_Choice: TypeAlias = tuple[str, "Answer | None", tuple[Remark, ...]]


def combine(
    part: str,
    said: Mapping[str, Sequence[Speech]],
    record: Record | None,
    place: Place,
    kind: str,
) -> Iterator[Instance]:
    """Every combination of one answer for each control; all of them must hold.

    `said` maps each control read to what is said of it, for `record` where the control is one of
    records of `kind`. A control that nobody answers, or only for some population, is judged as
    absent too.
    """
    choices = [_choices(control, speeches, record, place) for control, speeches in said.items()]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total > MOST_COMBINATIONS:
        message = f"{total} combinations of answers; at most {MOST_COMBINATIONS} are tried"
        remark = Remark(place, "contradiction", message)
        explained = frozenset(said)
        yield Instance(part=part, value={}, place=place, remarks=(remark,), explained=explained)
        return
    for combination in product(*choices):
        yield _instance(part, combination, record, place)


def _choices(
    control: str, speeches: Sequence[Speech], record: Record | None, place: Place
) -> list[_Choice]:
    """The ways to answer one control: a choice for each answer, and one for each absence."""
    if not speeches:
        return [(control, None, _uncovered(control, record))]
    found: list[_Choice] = []
    for said in speeches:
        found += [(control, answer, said.remarks) for answer in said.answers]
        if said.absent:
            found.append((control, None, said.remarks))
    if all(said.population for said in speeches):
        named = ", ".join(said.population for said in speeches)
        message = f"{control} is answered for {named} only, and for nobody else"
        found.append((control, None, (Remark(speeches[0].place, "population", message),)))
    return found


def _uncovered(control: str, record: Record | None) -> tuple[Remark, ...]:
    if record is None:
        return ()
    message = f"nobody answers {control} for {record.id}"
    return (Remark(record.at.place(), "not_covered", message, about=control),)


def _instance(
    part: str, combination: Sequence[_Choice], record: Record | None, place: Place
) -> Instance:
    answers = {control: answer for control, answer, _ in combination if answer is not None}
    remarks = dict.fromkeys(remark for _, _, found in combination for remark in found)
    voices = [voice for answer in answers.values() for voice in answer.voices]
    return Instance(
        part=part,
        value={control: dict(answer.values) for control, answer in answers.items()},
        place=next((remark.place for remark in remarks), place),
        answers=answers,
        remarks=tuple(remarks),
        records=(record.id,) if record else (),
        evidence=tuple(dict.fromkeys(item for voice in voices for item in voice.evidence)),
        owner=voices[0].owner if voices else "",
        explained=frozenset(c for c, answer, found in combination if answer is None and found),
    )


def identity(instance: Instance) -> tuple[int, ...]:
    """What makes two instances one: the same answers, and the same remarks."""
    answers = (id(answer) for answer in instance.answers.values())
    return (*answers, *(hash(remark) for remark in instance.remarks))


def standing_for(instance: Instance, records: Sequence[str]) -> Instance:
    """The instance for all of `records`; one that stands for none stays so."""
    if len(records) < 2 or not instance.records:
        return instance
    return Instance(
        part=instance.part,
        value=instance.value,
        place=instance.place,
        answers=instance.answers,
        fields=instance.fields,
        remarks=instance.remarks,
        records=tuple(records),
        evidence=instance.evidence,
        owner=instance.owner,
        explained=instance.explained,
    )


def mentioned(requirement: Requirement, facet: Facet, control: str) -> frozenset[str]:
    """Parameters of `control` that the schemas judging `facet` name anywhere."""
    known = parts(requirement)
    name = "documented" if facet is Facet.DOCUMENTED else "implemented"
    schema = known.get(CONTROLS, known.get(name, {}))
    return frozenset(_under(schema, control))


def _under(schema: Any, control: str) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _under(item, control)
    elif isinstance(schema, Mapping):
        for key, value in schema.items():
            if key == "properties" and control in value:
                yield from _names(value[control])
            yield from _under(value, control)


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _names(item)
    elif isinstance(schema, Mapping):
        for key, value in schema.items():
            if key in {"properties", "required"}:
                yield from value
            yield from _names(value)
