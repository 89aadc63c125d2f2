"""What a record says of the assessment before it, as views: how it went on, change by change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from checker.render.looks import CHANGES, SEVERITIES, STATUSES, TRENDS, Look
from checker.render.view import FrameworkView

GAPS = ("partial", "not_satisfied", "not_attested")


class CauseView(NamedTuple):
    """Something that differs and may be behind a change; `place` is empty where the text has it."""

    text: str
    place: str
    at: str = ""  # where it stands, also where the text names the file

    @property
    def told(self) -> str:
        """The text with its place."""
        return f"{self.text} ({self.place})" if self.place else self.text


class ChangeView(NamedTuple):
    """What became of one finding; a status is None where one of the two records has no finding."""

    look: Look
    anchor: str
    framework: str
    ref: str
    title: str
    scope: str
    severity: Look
    before: Look | None
    now: Look | None
    is_open: bool
    is_worse: bool
    causes: tuple[CauseView, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether it is a gap now that a decision in date covers."""
        return self.now is not None and self.now.key in GAPS and not self.is_open

    @property
    def why(self) -> str:
        """All causes with their places, the most telling first."""
        return "; ".join(cause.told for cause in self.causes)


class Numbers(NamedTuple):
    """Gaps among findings."""

    gaps: int
    total: int


class Course(NamedTuple):
    """How one framework, or all of them, went on; None where one of the two did not assess it."""

    title: str
    anchor: str
    look: Look
    before: Numbers | None
    now: Numbers | None
    changes: tuple[ChangeView, ...]


class Since(NamedTuple):
    """The earlier assessment, and everything that changed, the gravest first."""

    as_of: str
    document_id: str
    version: str
    whole: Course
    frameworks: tuple[Course, ...]
    notes: tuple[str, ...]
    is_one_difference: bool

    @property
    def changes(self) -> tuple[ChangeView, ...]:
        """Every change."""
        return self.whole.changes

    @property
    def worsened(self) -> tuple[ChangeView, ...]:
        """Those that count as worse."""
        return tuple(change for change in self.changes if change.is_worse)


def since(raw: Mapping[str, Any] | None, frameworks: Iterable[FrameworkView]) -> Since | None:
    """The view of `previous` of a neutral record; `frameworks` are what is there now.

    A change whose finding is not there leads nowhere.
    """
    if raw is None:
        return None
    views = {view.id: view for view in frameworks}
    anchors = _anchors(views)
    changes = tuple(_change(row, anchors) for row in raw["changes"])
    now = [Numbers(_gaps(view), view.total) for view in views.values()]
    return Since(
        as_of=raw["as_of"],
        document_id=raw["document_id"],
        version=raw["version"],
        whole=Course(
            title="",
            anchor="",
            look=TRENDS[raw["verdict"]],
            before=numbers(raw["counts"]),
            now=Numbers(sum(n.gaps for n in now), sum(n.total for n in now)),
            changes=changes,
        ),
        frameworks=tuple(_courses(raw, views, changes)),
        notes=tuple(raw["notes"]),
        is_one_difference=raw["one_difference"],
    )


def numbers(counts: Mapping[str, int]) -> Numbers:
    """The gaps among the findings that a record counts."""
    return Numbers(sum(counts[status] for status in GAPS), counts["total"])


def _gaps(view: FrameworkView) -> int:
    return view.count(*GAPS)


def _anchors(views: Mapping[str, FrameworkView]) -> dict[tuple[str, str, str], str]:
    return {
        (view.id, asked.id, finding.scope.text): finding.anchor
        for view in views.values()
        for asked, finding in view.findings
    }


def _courses(
    raw: Mapping[str, Any], views: Mapping[str, FrameworkView], changes: Iterable[ChangeView]
) -> Iterable[Course]:
    """Frameworks as they are now, then those that were assessed then alone."""
    earlier = {row["id"]: row for row in raw["frameworks"]}
    changes = list(changes)
    for name in (*views, *(name for name in earlier if name not in views)):
        view, row = views.get(name), earlier.get(name)
        yield Course(
            title=view.title if view else earlier[name]["title"],
            anchor=view.anchor if view else "",
            look=TRENDS[row["verdict"] if row else "not_comparable"],
            before=numbers(row["counts"]) if row else None,
            now=Numbers(_gaps(view), view.total) if view else None,
            changes=tuple(change for change in changes if change.framework == name),
        )


def _change(raw: Mapping[str, Any], anchors: Mapping[tuple[str, str, str], str]) -> ChangeView:
    key = (raw["framework"], raw["requirement"], raw["scope"])
    return ChangeView(
        look=CHANGES[raw["kind"]],
        anchor=anchors.get(key, ""),
        framework=raw["framework"],
        ref=f"{raw['framework']}:{raw['requirement']}",
        title=raw["title"],
        scope=raw["scope"],
        severity=SEVERITIES[raw["severity"]],
        before=STATUSES[raw["before"]] if raw["before"] else None,
        now=STATUSES[raw["now"]] if raw["now"] else None,
        is_open=raw["open"],
        is_worse=raw["effect"] == "worse",
        causes=tuple(_cause(row) for row in raw["causes"]),
    )


def _cause(raw: Mapping[str, Any]) -> CauseView:
    at = raw.get("place")
    if at is None:
        return CauseView(raw["message"], "")
    told = f"{at['file']}:{at['line']}:{at['column']}"
    # A cause that is a file names it; the line where the finding rests on it is told there.
    return CauseView(raw["message"], "" if raw["kind"] == "file" else told, told)
