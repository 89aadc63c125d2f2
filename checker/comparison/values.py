"""The words of a comparison: what changed, how that counts, and what may be behind it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from checker.model import Place


class Kind(StrEnum):
    """What became of one finding, in display order."""

    NEW_GAP = "new_gap"
    WORSE = "worse"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    APPLIES_NOW = "applies_now"
    ADDED = "added"
    ACCEPTED = "accepted"
    APPLIES_NO_MORE = "applies_no_more"
    REMOVED = "removed"
    BETTER = "better"
    CLOSED = "closed"


class Effect(StrEnum):
    """How a change counts, gravest first."""

    WORSE = "worse"
    NONE = "none"
    BETTER = "better"


class Trend(StrEnum):
    """What all changes of a framework, or of a record, come to."""

    BETTER = "better"
    WORSE = "worse"
    MIXED = "mixed"
    SAME = "same"
    NOT_COMPARABLE = "not_comparable"


class Cause(NamedTuple):
    """Something that differs between two records and may be behind a change."""

    kind: str  # one of CAUSES
    message: str
    place: Place | None = None


# What may differ between two records, the most telling first.
CAUSES = (
    "decision", "evidence", "file", "requirement", "framework", "scope", "profile", "other_files",
    "tool", "time", "unknown",
)  # fmt: skip


class Change(NamedTuple):
    """What became of the finding on one requirement in one scope."""

    framework: str
    requirement: str
    scope: str
    title: str
    severity: str
    kind: Kind
    effect: Effect
    before: str  # a status; empty where there was no finding
    now: str  # a status; empty where there is no finding
    is_open: bool  # a gap now that no decision covers
    causes: tuple[Cause, ...] = ()
