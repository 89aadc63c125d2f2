"""What was known before an assessment, as a view and in the sentences that every document says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.render.looks import STATUSES, Look


class Worse(NamedTuple):
    """A gap that was known, and is more than was known of it."""

    ref: str
    scope: str
    why: tuple[str, ...]


class Fixed(NamedTuple):
    """What was known and is no more; `now` is None where nothing is asked any more."""

    ref: str
    scope: str
    now: Look | None
    is_whole: bool
    reasons: tuple[str, ...]


class KnownView(NamedTuple):
    """A baseline or a git revision, and what became of the gaps in it."""

    is_revision: bool
    as_of: str
    digest: str
    revision: str
    notes: tuple[str, ...]
    entries: int
    known: int
    new: int
    accepted: int
    not_assessed: int
    worse: tuple[Worse, ...]
    fixed: tuple[Fixed, ...]

    @property
    def source(self) -> str:
        """`the baseline as of 2026-10-31`, `revision 1f0c2a9d04b7`."""
        if self.is_revision:
            return f"revision {self.revision[:12]}"
        return f"the baseline as of {self.as_of}"


def known(raw: Mapping[str, Any] | None) -> KnownView | None:
    """The view of `baseline` of a neutral record."""
    if raw is None:
        return None
    return KnownView(
        is_revision=raw["source"] == "revision",
        as_of=raw["as_of"],
        digest=raw["digest"],
        revision=raw["revision"],
        notes=tuple(raw["notes"]),
        entries=raw["entries"],
        known=raw["known"],
        new=raw["new"],
        accepted=raw["accepted"],
        not_assessed=raw["not_assessed"],
        worse=tuple(Worse(_ref(row), row["scope"], tuple(row["why"])) for row in raw["worse"]),
        fixed=tuple(
            Fixed(
                _ref(row),
                row["scope"],
                STATUSES[row["now"]] if row["now"] else None,
                row["whole"],
                tuple(row["reasons"]),
            )
            for row in raw["fixed"]
        ),
    )


def _ref(row: Mapping[str, Any]) -> str:
    return f"{row['framework']}:{row['requirement']}"


NONE = "No baseline and no git revision was given, so no gap counts as known."


def summary(found: KnownView) -> str:
    """What became of everything that was known, in one sentence; its numbers add up."""
    whole = sum(one.is_whole for one in found.fixed)
    parts = [
        f"{found.known:,} still open and no worse",
        f"{len(found.worse):,} worse" if found.worse else "",
        f"{found.accepted:,} accepted now" if found.accepted else "",
        f"{whole:,} fixed" if whole else "",
        f"{found.not_assessed:,} not assessed here" if found.not_assessed else "",
    ]
    noun = "gap" if found.entries == 1 else "gaps"
    told = ", ".join(filter(None, parts))
    return (
        f"Of {found.entries:,} {noun} known from {found.source}: {told}. "
        f"{found.new:,} of the open gaps {'is' if found.new == 1 else 'are'} new."
    )


def became(one: Fixed) -> str:
    """What a fixed entry came to."""
    if not one.is_whole:
        return f"still a gap, without {'; '.join(one.reasons)}"
    return one.now.word if one.now else "not asked any more"
