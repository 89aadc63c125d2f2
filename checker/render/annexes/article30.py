"""What GDPR article 30 asks of a record of processing, by its letters, and what it finds there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from checker.render.annexes.known import Concern, Known
from checker.render.looks import MISSING, Look
from checker.render.registers import spaced
from checker.render.view import Link

Raw = Mapping[str, Any]

# By article 30(1)(a) and (2)(a): whose names and contact details a record holds.
_CONTROLLERS_CONTACTS = (
    *("controller", "joint_controller", "representative"),
    "data_protection_officer",
)
_PROCESSORS_CONTACTS = ("processor", "representative", "data_protection_officer")
# The second subparagraph of article 49(1), for which alone safeguards are documented in the record.
_INTERESTS = "compelling_interests"


class Part(NamedTuple):
    """What one letter asks, or a part of it; `look` says what is wrong, also where items stand."""

    label: str
    items: tuple[str, ...]
    look: Look | None = None


class Entry(NamedTuple):
    """One letter of the article: its parts, and where it is judged for this activity."""

    id: str
    label: str
    parts: tuple[Part, ...]
    concerns: tuple[Concern, ...]
    requirement: Link

    @property
    def is_whole(self) -> bool:
        """Whether everything it asks for is stated."""
        return all(part.look is None for part in self.parts)


def controllers(
    raw: Raw, name: str, concerns: tuple[Concern, ...], known: Known
) -> tuple[Entry, ...]:
    """The contents of article 30(1), for `name` as controller."""
    lettered = _Lettered("30(1)", concerns, known)
    return (
        lettered.entry("a", "Who answers", Part("Controller", (name,)), *_contacts(raw, 1)),
        lettered.entry("b", "Purposes", _stated(raw, "purposes")),
        lettered.entry(
            *("c", "People and data"),
            _stated(raw, "data_subjects", "Data subjects"),
            _stated(raw, "data_categories", "Personal data"),
        ),
        lettered.entry(
            *("d", "Recipients"),
            _stated(raw, "recipients"),
            _stated(raw, "recipients_abroad", "Abroad", may_be_none=True),
        ),
        lettered.entry("e", "Transfers", *_transfers(raw)),
        lettered.entry("f", "Erasure", _stated(raw, "erasure")),
        lettered.entry("g", "Security measures", _stated(raw, "security_measures")),
    )


def processors(
    raw: Raw, name: str, concerns: tuple[Concern, ...], known: Known
) -> tuple[Entry, ...]:
    """The contents of article 30(2), for `name` as processor."""
    lettered = _Lettered("30(2)", concerns, known)
    served = tuple(f"{one['name']} ({one['contact']})" for one in raw.get("controllers", ()))
    missing = None if served else MISSING["not_stated"]
    return (
        lettered.entry(
            *("a", "Who answers"),
            Part("Processor", (name,)),
            Part("For", served, missing),
            *_contacts(raw, 2),
        ),
        lettered.entry("b", "Categories of processing", _stated(raw, "processing_categories")),
        lettered.entry("c", "Transfers", *_transfers(raw)),
        lettered.entry("d", "Security measures", _stated(raw, "security_measures")),
    )


class _Lettered(NamedTuple):
    """A paragraph of the article, whose letters are requirements of their own."""

    paragraph: str
    concerns: tuple[Concern, ...]
    known: Known

    def entry(self, letter: str, name: str, *parts: Part) -> Entry:
        id_ = f"{self.paragraph}({letter})"
        return Entry(
            id=id_,
            label=f"({letter}) {name}",
            parts=parts,
            concerns=tuple(concern for concern in self.concerns if concern.id == id_),
            requirement=self.known.index.requirement(f"gdpr:{id_}"),
        )


def _contacts(raw: Raw, paragraph: int) -> Iterator[Part]:
    """Whose names and contact details the register holds, and whose it does not."""
    asked = _CONTROLLERS_CONTACTS if paragraph == 1 else _PROCESSORS_CONTACTS
    stated = raw.get("contacts", ())
    recorded = tuple(spaced(who) for who in asked if who in stated)
    if recorded:
        yield Part("Recorded", recorded)
    missing = tuple(spaced(who) for who in asked if who not in stated)
    if missing:
        yield Part("Not recorded", missing, MISSING["not_stated"])


def _transfers(raw: Raw) -> Iterator[Part]:
    words = [f"{one['country']} ({spaced(one['safeguard'])})" for one in raw.get("transfers", ())]
    said = {"transfers": words} if "transfers" in raw else {}
    yield _stated(said, "transfers", may_be_none=True)
    interests = [one for one in raw.get("transfers", ()) if one["safeguard"] == _INTERESTS]
    bare = tuple(
        one["country"] for one in interests if one.get("safeguards_documented") is not True
    )
    kept = tuple(one["country"] for one in interests if one.get("safeguards_documented") is True)
    if kept:
        yield Part("Safeguards documented", kept)
    if bare:
        yield Part("", bare, MISSING["undocumented"])


def _stated(raw: Raw, name: str, label: str = "", *, may_be_none: bool = False) -> Part:
    """A fact as the register states it; an empty list says none, where there may be none."""
    if name not in raw:
        return Part(label, (), MISSING["not_stated"])
    value = raw[name]
    items = (value,) if isinstance(value, str) else tuple(value)
    if items:
        return Part(label, items)
    return Part(label, ("none",)) if may_be_none else Part(label, (), MISSING["not_stated"])


def beyond(raw: Raw) -> Iterator[Part]:
    """What the register says and the article does not ask for."""
    if raw.get("legal_basis"):
        yield Part("Legal basis", tuple(spaced(basis) for basis in raw["legal_basis"]))
    for name, label in (
        ("purposes_decided_by", "Purposes decided by"),
        ("means_decided_by", "Means decided by"),
    ):
        if name in raw:
            yield Part(label, (spaced(raw[name]),))
