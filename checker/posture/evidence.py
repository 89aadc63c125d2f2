"""Judge artefacts: do they support a claim on the day, or refute it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from checker.model import Control, Requirement
from checker.posture.values import Answer, Occurrence, Remark
from checker.quantities import due, parse_duration, window_start
from checker.workspace.records import Evidence, FileState, Voice

# Kinds that show an outcome; without one they count as failed.
OUTCOMES = frozenset(
    {"scan_report", "penetration_test_report", "test_result", "review_record", "exercise_report"}
)
_FILE_REASONS = {
    FileState.ALTERED: "is not the file whose digest is stated",
    FileState.MISSING: "is missing",
    FileState.EMPTY: "is empty",
    FileState.UNREADABLE: "cannot be read as a file",
    FileState.NOT_PINNED: "has no digest; state its sha256",
    FileState.LINKED: "is only linked, not verified",
}


def failed(item: Evidence) -> bool:
    """Whether the artefact shows a failure: of a kind with an outcome, with `fail` or none."""
    return item.kind in OUTCOMES and item.result not in {"pass", "exceptions"}


def refutations(voice: Voice, day: date) -> list[Remark]:
    """A remark for each artefact that shows the opposite of what the claim says."""
    remarks = []
    for item in voice.evidence:
        if failed(item) and (item.day is None or item.day <= day):
            shown = item.result or "no result, which counts as fail"
            message = f"{name(item)} shows {shown}"
            remarks.append(Remark(item.at.place(), "refuted", message))
    return remarks


def name(item: Evidence) -> str:
    """How a sentence calls an artefact."""
    return item.path or item.uri


def unacceptable(
    item: Evidence, accepts: Iterable[str], max_age: str, stated_on: date | None, day: date
) -> str:
    """Why an artefact does not support a claim made on `stated_on`; empty when it does."""
    if item.kind not in accepts:
        return f"is {item.kind.replace('_', ' ')}, which does not show this"
    if item.state is not FileState.MATCHED:
        return _FILE_REASONS[item.state]
    if item.kind in OUTCOMES and item.result != "pass":
        return f"shows {item.result or 'no result'}"
    if item.in_force is not None:
        begins = item.in_force[0]
        if begins > day or (stated_on is not None and begins > stated_on):
            return f"is in force from {begins} only"
    elif item.day is None or item.day > day:
        return "is dated after the day of assessment"
    elif stated_on is not None and item.day > stated_on:
        return f"is later than the claim of {stated_on}"
    ends = last_day(item, max_age)
    if ends is None or ends >= day:
        return ""
    return f"is older than {max_age}" if item.in_force is None else f"was in force until {ends}"


def last_day(item: Evidence, max_age: str) -> date | None:
    """The last day an artefact is in force, or young enough; None when neither ever ends."""
    if item.in_force is not None:
        return item.in_force[1]
    return due(item.day, parse_duration(max_age)) if item.day and max_age else None


def lapse(
    item: Evidence, accepts: Iterable[str], max_age: str, stated_on: date | None, day: date
) -> date | None:
    """The last day an artefact supports a claim made on `stated_on`, before `day` when it is over.

    None when that does not end, and when it does not support the claim at any age.
    """
    ends = last_day(item, max_age)
    if ends is None or unacceptable(item, accepts, max_age, stated_on, min(day, ends)):
        return None
    return ends


def supports(
    answer: Answer, control: Control, requirement: Requirement, read: frozenset[str], day: date
) -> tuple[bool, list[Remark]]:
    """Whether an answer is evidenced for `requirement`, and why not.

    `read` are the parameters it looks at. Where a number was computed from occurrences, each
    occurrence of the last 12 months needs its own artefact; where from a log, the log does.
    """
    accepts = requirement.accepts or control.evidence
    occurrences = _read_occurrences(answer, read)
    if occurrences:
        return _each_occurrence(answer, occurrences, accepts, day)
    logs = {path for name_, path in answer.logs.items() if name_ in read}
    return any_supports(answer.voices, accepts, requirement.max_age, day, logs)


def lapses(
    answer: Answer, control: Control, requirement: Requirement, read: frozenset[str], day: date
) -> Iterator[tuple[Evidence, date]]:
    """Each artefact of an answer that evidences it for `requirement`, and the last day it does.

    What shows an occurrence never ages: the occurrence does.
    """
    if _read_occurrences(answer, read):
        return
    accepts = requirement.accepts or control.evidence
    for voice in answer.voices:
        for item in voice.evidence:
            ends = lapse(item, accepts, requirement.max_age, voice.dated, day)
            if ends is not None:
                yield item, ends


def _read_occurrences(answer: Answer, read: frozenset[str]) -> Mapping[str, tuple[Occurrence, ...]]:
    return {n: o for n, o in answer.occurrences.items() if n in read}


def any_supports(
    voices: Iterable[Voice],
    accepts: Iterable[str],
    max_age: str,
    day: date,
    logs: Iterable[str] = (),
) -> tuple[bool, list[Remark]]:
    """Whether each voice names an artefact that supports it (each of `logs`, where given)."""
    accepts = tuple(accepts)
    remarks: list[Remark] = []
    holds = True
    for voice in voices:
        good = set()
        reasons = []
        for item in voice.evidence:
            why = unacceptable(item, accepts, max_age, voice.dated, day)
            if why:
                reasons.append(Remark(item.at.place(), "evidence", f"{name(item)} {why}"))
            else:
                good.add(item.path)
        missing = [log for log in logs if log not in good]
        if good and not missing:
            continue
        holds = False
        remarks += reasons or [Remark(voice.at.key(), "evidence", "no evidence is named")]
        remarks += [
            Remark(voice.at.key(), "evidence", f"the log {log} is not among the evidence")
            for log in missing
            if reasons or good
        ]
    return holds, remarks


def _each_occurrence(
    answer: Answer,
    occurrences: Mapping[str, tuple[Occurrence, ...]],
    accepts: Iterable[str],
    day: date,
) -> tuple[bool, list[Remark]]:
    accepts = tuple(accepts)
    start = window_start(day)
    remarks: list[Remark] = []
    for found in occurrences.values():
        items = [(item, o.voice) for o in found for item in o.voice.evidence]
        for occurrence in found:
            if occurrence.day < start:
                continue
            shown = [(i, v) for i, v in items if _shows(i, occurrence.day)]
            reasons = [unacceptable(i, accepts, "", v.dated, day) for i, v in shown]
            if "" in reasons:
                continue
            why = f": {name(shown[0][0])} {reasons[0]}" if shown else ""
            message = f"no evidence of what was done on {occurrence.day}{why}"
            remarks.append(Remark(occurrence.place, "evidence", message))
    return not remarks, list(dict.fromkeys(remarks))


def _shows(item: Evidence, day: date) -> bool:
    if item.covers is not None:
        return item.covers[0] <= day <= item.covers[1]
    return item.performed_on == day
