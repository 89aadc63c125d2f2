"""What a workspace holds once it was read: frozen values that know their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from checker.documents.places import Places, Walkable
from checker.frozen import frozen
from checker.model import Facet, Path, Place

ALL = ("all",)


class At(NamedTuple):
    """Where a value stands: its document and the way to it. Places are looked up when asked for."""

    document: Places
    path: Path = ()

    def place(self, *more: str | int) -> Place:
        """The place of the value below this one, or of the deepest that exists."""
        return self.document.place((*self.path, *more))

    def key(self, *more: str | int) -> Place:
        """The place of the key that leads to the value below this one."""
        return self.document.key_place((*self.path, *more))

    def below(self, *more: str | int) -> At:
        """The same, further down."""
        return At(self.document, (*self.path, *more))


@frozen
class Person:
    """Someone whom documents may name."""

    id: str
    name: str
    role: str
    since: date | None = None
    until: date | None = None
    email: str = ""


@frozen
class Scope:
    """A named part of the organisation that frameworks apply to."""

    id: str
    title: str
    frameworks: tuple[str, ...]
    profile: Mapping[str, Any]
    at: At
    excluded: tuple[tuple[str, str], ...] = ()  # what was left out of it, and why

    def framework_place(self, framework: str) -> Place:
        """The item of `frameworks` that brings `framework` into play here."""
        return self.at.place("frameworks", self.frameworks.index(framework))


@frozen
class Organization:
    """Who is assessed."""

    id: str
    name: str
    profile: Mapping[str, Any]
    scopes: tuple[Scope, ...]
    people: Mapping[str, Person]
    assessment: Mapping[str, Any]
    at: At

    def scope(self, id_: str) -> Scope | None:
        """The scope of that id."""
        return next((scope for scope in self.scopes if scope.id == id_), None)

    def fact(self, scope: Scope, name: str) -> tuple[Any, Place] | None:
        """A fact of the profile and its place; the scope's outranks the organisation's."""
        if name in scope.profile:
            return scope.profile[name], scope.at.place("profile", name)
        if name in self.profile:
            return self.profile[name], self.at.place("profile", name)
        return None


class FileState(StrEnum):
    """What became of the file that a piece of evidence names."""

    MATCHED = "matched"  # present, and its digest is the one stated
    NOT_PINNED = "not_pinned"  # present, no digest stated
    ALTERED = "altered"
    MISSING = "missing"
    EMPTY = "empty"
    LINKED = "linked"  # an address only: nothing to verify here
    UNREADABLE = "unreadable"


@frozen
class Evidence:
    """One artefact behind a claim. Of the three times exactly one is stated."""

    kind: str
    at: At
    path: str = ""
    uri: str = ""
    title: str = ""
    reference: str = ""
    performed_on: date | None = None
    covers: tuple[date, date] | None = None
    in_force: tuple[date, date | None] | None = None
    sha256: str = ""
    result: str = ""
    state: FileState = FileState.LINKED

    @property
    def day(self) -> date | None:
        """The day its age counts from; None for what is in force, which does not age."""
        return self.performed_on or (self.covers[1] if self.covers else None)


@frozen
class Voice:
    """A policy statement or an attested control: one answer to one control."""

    facet: Facet  # documented for a statement, implemented for a claim
    source: str  # POL-IAM/IAM-4, or the attestation's id
    owner: str  # the policy's owner, or who attests
    control: str
    population: str  # "" for everyone that no other voice names
    covers: tuple[str, ...]
    scopes: tuple[str, ...]
    status: str  # of the policy, or of the claim
    dated: date | None  # approved or attested on
    until: date | None  # the last day it stands: review due, or valid until
    parameters: Mapping[str, Any]
    at: At
    force: str = "must"
    text: str = ""
    exceptions: tuple[str, ...] = ()
    inherited_from: str = ""
    evidence: tuple[Evidence, ...] = ()
    as_stated: Mapping[str, str] = field(default_factory=dict)  # statement and sha256
    stale: bool = False  # as_stated, and the statement has changed since
    cut: bool = False  # valid_until was later than the control allows
    assignee: str = ""  # who finds out or finishes, where the claim names somebody
    promised: date | None = None  # by when, for what is not implemented yet

    def names(self, scope: str) -> bool:
        """Whether it names the scope itself, which outranks the whole organisation."""
        return scope in self.scopes

    def speaks_in(self, scope: str) -> bool:
        """Whether the scope is among those it is about."""
        return self.scopes == ALL or scope in self.scopes


@frozen
class Policy:
    """A policy document; its statements are voices."""

    id: str
    title: str
    version: str
    status: str
    owner: str
    approved_by: str
    approved_on: date | None
    review_due: date | None
    document_state: FileState | None
    at: At


@frozen
class Attestation:
    """An attestation document; its claims are voices."""

    id: str
    attested_by: str
    attested_on: date
    valid_until: date
    controls: tuple[str, ...]
    at: At


@frozen
class Decision:
    """Something management decided."""

    id: str
    type: str
    requirements: tuple[str, ...]
    scopes: tuple[str, ...]
    reason: str
    approved_by: str
    approved_on: date
    expires: date
    controls: tuple[str, ...]
    measure: str
    evidence: tuple[Evidence, ...]
    stated: Mapping[str, str]  # what its type asks for, as far as it is there
    at: At


@frozen
class Record:
    """One record of a register, as it is written."""

    id: str
    scopes: tuple[str, ...]
    groups: tuple[str, ...]
    values: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    at: At
    attested: tuple[FileState, ...] = ()  # of the files that its own `attestations` name, in order
    register: str = ""  # id of the document it stands in

    def is_in(self, scope: str) -> bool:
        """Whether it belongs to the scope."""
        return self.scopes == ALL or scope in self.scopes


@frozen
class RegisterDocument:
    """One document of a register, and until when it counts as reviewed."""

    id: str
    kind: str
    reviewed_on: date
    review_due: date
    scopes: tuple[str, ...]
    at: At
    title: str = ""
    kept_by: str = ""


@frozen
class Register:
    """All documents of one kind of register, their records in file order."""

    kind: str
    documents: tuple[RegisterDocument, ...]
    records: tuple[Record, ...]


@frozen
class Workspace:
    """Everything an organisation wrote, read and found whole."""

    organization: Organization
    policies: tuple[Policy, ...]
    attestations: tuple[Attestation, ...]
    voices: tuple[Voice, ...]
    registers: Mapping[str, Register]
    decisions: tuple[Decision, ...]
    lines: Mapping[str, bytes] = field(default_factory=dict)  # file -> its bytes, for excerpts
    documents: tuple[tuple[Walkable, Mapping[str, Any]], ...] = ()  # what was read, for names
