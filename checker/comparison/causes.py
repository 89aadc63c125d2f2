"""Why a finding changed, as far as two records prove it: what of all it rests on differs.

Nothing is guessed. Where several things differ, each of them is named, and any may be the cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.comparison.between import MOST_NAMED, Between, named, passed, states
from checker.comparison.ended import DECIDED, ended
from checker.comparison.sides import Row
from checker.comparison.subject import Subject, place
from checker.comparison.values import Cause, Change, Kind
from checker.model import Place

_MOST_FILES = 5
_LONGEST = 40
_PROFILE = frozenset({Kind.APPLIES_NOW, Kind.APPLIES_NO_MORE})
_ASKED = ("severity", "obligation", "asks_for", "controls", "registers", "accepts", "max_age")
_STATES = {"active": "in date", "unused": "in date", "not_yet": "not yet in force"}


def causes(change: Change, found: Between) -> tuple[Cause, ...]:
    """Everything that differs and may be behind `change`, the most telling first; never nothing."""
    subject = Subject(change, found)
    own = [*_decisions(subject), *_evidence(subject), *_files(subject), *_requirement(subject)]
    events = ended(subject)
    others = () if own or events else _others(found)
    general = [*_wholes(subject), *others, *found.tool]
    if events:
        return (*_times(events), *own, *general)
    time = (Cause("time", passed(found.days)),) if found.days else ()
    listed = (*own, *general, *time)
    return listed or (Cause("unknown", "nothing that the two records hold differs"),)


def _times(events: Mapping[str, Place]) -> Iterator[Cause]:
    """What ended or began, each with its place."""
    for message, at in list(events.items())[:MOST_NAMED]:
        yield Cause("time", message, at)
    if len(events) > MOST_NAMED:
        yield Cause("time", f"{len(events) - MOST_NAMED:,} more ended or began")


def _decisions(subject: Subject) -> Iterator[Cause]:
    """Decisions on it that came, went, were changed or refused; not those that time ended."""
    for id_, before, now in subject.decided():
        yield from decided(id_, before, now)


def decided(id_: str, before: Row | None, now: Row | None) -> Iterator[Cause]:
    """What became of one decision; nothing where only time, or nothing, did anything to it."""
    if now is None:
        yield Cause("decision", f"decision {id_} is gone")
        return
    at = place(now["place"])
    if before is None:
        type_ = now["type"].replace("_", " ")
        yield Cause("decision", f"decision {id_} is new: {type_} until {now['expires']}", at)
    elif changed := _changed(DECIDED, before, now):
        yield Cause("decision", f"decision {id_} was changed: {changed}", at)
    elif "refused" in {before["state"], now["state"]} and before["state"] != now["state"]:
        is_, was = (_STATES.get(row["state"], row["state"]) for row in (now, before))
        yield Cause("decision", f"decision {id_} is {is_}, was {was}", at)


def _evidence(subject: Subject) -> Iterator[Cause]:
    """Artefacts behind it whose file is gone, is there again, or is another one."""
    artefacts = [{ref: side.evidence[ref] for ref in row["evidence"]} for side, row in subject.rows]
    was, is_ = (states(some.values()) for some in (artefacts[0], artefacts[-1]))
    for row in artefacts[-1].values():
        name = row["path"] or row["uri"]
        if name in was and was[name] != is_[name]:
            message = f"{name} is {is_[name]}, was {was[name]}"
            yield Cause("evidence", message, place(row["uses"][0]["place"]))


def _files(subject: Subject) -> Iterator[Cause]:
    """Files that it rests on, in either record, and that differ."""
    changed = [name for name in subject.files() if name in subject.found.changed]
    for name in changed[:_MOST_FILES]:
        how = subject.found.changed[name]
        message = f"{name} {'was changed' if how == 'changed' else f'is {how}'}"
        yield Cause("file", message, subject.place_in(name))
    if len(changed) > _MOST_FILES:
        yield Cause("file", f"{len(changed) - _MOST_FILES:,} more of its files differ")


def _others(found: Between) -> Iterator[Cause]:
    """Files that differ and that neither finding names."""
    if found.changed:
        message = f"files that it does not name differ: {named(found.changed)}"
        yield Cause("other_files", message)


def _requirement(subject: Subject) -> Iterator[Cause]:
    """What the requirement itself asks otherwise than before."""
    key = subject.change.framework, subject.change.requirement
    before, now = (side.requirements.get(key) for side in subject.sides)
    if before and now and (changed := _changed(_ASKED, before, now)):
        yield Cause("requirement", f"the requirement was changed: {changed}")


def _wholes(subject: Subject) -> Iterator[Cause]:
    """What differs in the framework, the scope, and the profile where that decides."""
    change, found = subject.change, subject.found
    if change.framework in found.frameworks:
        yield found.frameworks[change.framework]
    if change.scope in found.scopes:
        yield found.scopes[change.scope]
    if change.kind in _PROFILE:
        yield from found.profile


def _changed(fields: tuple[str, ...], before: Row, now: Row) -> str:
    """`expires is 2027-03-31, was 2026-12-31` for each field that differs; long text is named."""
    told = []
    for name in fields:
        was, is_ = before[name], now[name]
        is_short = isinstance(is_, str) and len(is_) + len(was) <= _LONGEST
        if was != is_:
            told.append(name.replace("_", " ") + (f" is {is_}, was {was}" if is_short else ""))
    return ", ".join(told)
