"""What may be said only once: ids, and the answer of one document to one control."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.errors import Problem
from checker.model import Catalog, Facet
from checker.text import quoted
from checker.workspace.records import ALL, At, Record, Register, Voice


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


def taken_for_all(values: Iterable[tuple[At, Mapping[str, Any]]]) -> Iterator[Problem]:
    """A problem for every scope, record and group named `all`: who names one would mean every one.

    `values` are the documents, each with where it stands.
    """
    for at, value in values:
        named = [(at.below(key, index, "id"), item["id"])
                 for key in ("scopes", "records") if isinstance(value.get(key), list)
                 for index, item in enumerate(value[key]) if isinstance(item, Mapping)]  # fmt: skip
        named += [(at.below("records", index, "groups", position), group)
                  for index, record in enumerate(value.get("records", ()))
                  for position, group in enumerate(record.get("groups", ()))]  # fmt: skip
        for where, name in named:
            if (name,) == ALL:
                message = "'all' is no name of one: `all` means every one"
                yield Problem(where.place(), "reserved-id", message, "give it a name of its own")


def answered_twice(
    voices: Iterable[Voice], registers: Mapping[str, Register], catalog: Catalog
) -> Iterator[Problem]:
    """In one document, one control with the same population and a common record is one too many."""
    together: dict[tuple[int, str, str], list[Voice]] = {}
    for voice in voices:
        if voice.facet is Facet.IMPLEMENTED:
            key = (id(voice.at.document), voice.control, voice.population)
            together.setdefault(key, []).append(voice)
    for (_, control, _), claims in together.items():
        if len(claims) > 1:
            register = registers.get(catalog.controls[control].covers)
            yield from _overlapping(claims, register.records if register else ())


def _overlapping(voices: Iterable[Voice], records: Iterable[Record]) -> Iterator[Problem]:
    """A problem for each voice that covers a record which one before it covers."""
    first: dict[str, Voice] = {}
    for voice in voices:
        for record in [r.id for r in records if _covers(voice, r.id, r.groups)] or [""]:
            if record in first and first[record] is not voice:
                where = f" for {record}" if record else ""
                message = f"answered twice{where} (first at {first[record].at.place()})"
                hint = "give each its own `for` or `covers`"
                yield Problem(voice.at.place(), "answered-twice", message, hint)
                break
            first.setdefault(record, voice)


def _covers(voice: Voice, record: str, groups: tuple[str, ...]) -> bool:
    return voice.covers == ALL or record in voice.covers or any(g in voice.covers for g in groups)
