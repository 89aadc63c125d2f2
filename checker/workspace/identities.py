"""What may be said only once: ids, and the answer of one document to one control."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.errors import Problem
from checker.model import Catalog, Facet
from checker.text import quoted
from checker.workspace.records import ALL, At, Register, Voice


def _identities(
    values: Iterable[tuple[At, Mapping[str, Any]]],
) -> Iterator[tuple[tuple[str, ...], At]]:
    """What must be unique: documents of a kind, statements of a policy, records of a register."""
    for at, value in values:
        kind = str(value["kind"])
        if hasattr(at.document, "rows"):  # a CSV file has no id of its own
            yield from _record_ids(at, kind, value)
            continue
        yield (kind, value["id"]), at.below("id")
        for index, statement in enumerate(value.get("statements", ())):
            key = (kind, str(id(at.document)), statement["id"])
            yield key, at.below("statements", index, "id")
        for list_ in ("scopes", "people") if kind == "organization" else ():
            for index, item in enumerate(value[list_]):
                yield (list_, item["id"]), at.below(list_, index, "id")
        yield from _record_ids(at, kind, value)


def _record_ids(
    at: At, kind: str, value: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], At]]:
    for index, record in enumerate(value.get("records", ())):
        yield ("record", kind, record["id"]), at.below("records", index, "id")


def used_twice(values: Iterable[tuple[At, Mapping[str, Any]]]) -> Iterator[Problem]:
    """A problem for every id that stands somewhere already, with both places.

    `values` are the documents, each with where it stands.
    """
    first: dict[tuple[str, ...], At] = {}
    for identity, at in _identities(values):
        if identity in first:
            message = f"{quoted(identity[-1])} stands at {first[identity].place()} already"
            yield Problem(at.place(), "duplicate-id", message, "give each its own id")
        first.setdefault(identity, at)


def answered_twice(
    voices: Iterable[Voice], registers: Mapping[str, Register], catalog: Catalog
) -> Iterator[Problem]:
    """In one document, one control with the same population and a common record is one too many."""
    first: dict[tuple[int, str, str, str], Voice] = {}
    for voice in voices:
        if voice.facet is not Facet.IMPLEMENTED:
            continue
        kind = catalog.controls[voice.control].covers
        records = registers[kind].records if kind in registers else ()
        covered = [r.id for r in records if _covers(voice, r.id, r.groups)] or [""]
        for record in covered:
            key = (id(voice.at.document), voice.control, voice.population, record)
            if key in first and first[key] is not voice:
                where = f" for {record}" if record else ""
                message = f"answered twice{where} (first at {first[key].at.place()})"
                hint = "give each its own `for` or `covers`"
                yield Problem(voice.at.place(), "answered-twice", message, hint)
                break
            first.setdefault(key, voice)


def _covers(voice: Voice, record: str, groups: tuple[str, ...]) -> bool:
    return voice.covers == ALL or record in voice.covers or any(g in voice.covers for g in groups)
