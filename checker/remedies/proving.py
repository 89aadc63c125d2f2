"""What would prove what is done: the artefact mended, or a new one of a kind that is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from checker.model import Control, Facet, Json, Requirement
from checker.posture import Answer, Instance, Posture
from checker.posture.evidence import OUTCOMES, name, supports, unacceptable
from checker.posture.instances import mentioned
from checker.quantities import window_start
from checker.remedies.edits import Edit, key_of, on_evidence, on_voice
from checker.remedies.speaking import DIGEST, renewed
from checker.workspace.records import Evidence, FileState, Voice

_MENDED = {
    FileState.NOT_PINNED: "state the digest of the file",
    FileState.ALTERED: "put the file back that was reviewed, or state the digest of what it is now",
    FileState.MISSING: "put the file there",
    FileState.EMPTY: "put the file there that it names",
    FileState.UNREADABLE: "put a file there that can be read",
    FileState.LINKED: "keep a copy of it below the workspace, and name that by path and digest",
}


def proved(instance: Instance, requirement: Requirement, posture: Posture) -> Iterator[Edit]:
    """Edits after which every answer of an instance has evidence that the requirement accepts."""
    for control_id, answer in instance.answers.items():
        control = posture.catalog.controls[control_id]
        read = mentioned(requirement, Facet.EVIDENCED, control_id)
        if supports(answer, control, requirement, read, posture.day)[0]:
            continue
        accepts = requirement.accepts or control.evidence
        seen = {n: o for n, o in answer.occurrences.items() if n in read}
        if seen:
            yield from _occurrences(answer, control, requirement, accepts, posture)
            continue
        logs = [path for n, path in answer.logs.items() if n in read]
        for voice in answer.voices:
            yield from _of_voice(voice, requirement, accepts, logs, posture)


def _of_voice(
    voice: Voice,
    requirement: Requirement,
    accepts: tuple[str, ...],
    logs: list[str],
    posture: Posture,
) -> Iterator[Edit]:
    """Evidence for a claim: one for each of its logs, else one at all."""
    for path in logs or [""]:
        named = [i for i in voice.evidence if not path or i.path == path]
        if any(not _why(i, accepts, requirement.max_age, voice, posture.day) for i in named):
            continue
        mended = _mended(voice, named, requirement, accepts, posture.day)
        if mended:
            yield mended
            continue
        on = min(voice.dated or posture.day, posture.day)
        new = _artefact(voice, accepts, on, path)
        if _why(new, accepts, requirement.max_age, voice, posture.day):
            # A claim that is older than its evidence may be cannot have any that is young enough.
            yield renewed(voice, posture)
            new = _artefact(voice, accepts, posture.day, path)
        age = f" and at most {requirement.max_age} old" if requirement.max_age else ""
        what = f"name evidence for it, not later than the claim{age}"
        yield _added(voice, new, what)


def _why(item: Evidence, accepts: tuple[str, ...], max_age: str, voice: Voice, day: date) -> str:
    return unacceptable(item, accepts, max_age, voice.dated, day)


def _mended(
    voice: Voice,
    items: list[Evidence],
    requirement: Requirement,
    accepts: tuple[str, ...],
    day: date,
) -> Edit | None:
    """The artefact whose file alone is at fault, with that mended."""
    for item in items:
        whole = replace(item, state=FileState.MATCHED)
        if item.state in _MENDED and not _why(whole, accepts, requirement.max_age, voice, day):
            key = key_of(voice)
            writes: dict[str, Json] = {"path": item.path or "evidence/…", "sha256": DIGEST}
            return Edit(
                (*key, item.at.path), key, item.at.place(),
                f"{_MENDED[item.state]} ({name(item)})", writes,
                on_evidence(key, item, lambda found: replace(found, state=FileState.MATCHED)),
            )  # fmt: skip
    return None


def _occurrences(
    answer: Answer,
    control: Control,
    requirement: Requirement,
    accepts: tuple[str, ...],
    posture: Posture,
) -> Iterator[Edit]:
    """Evidence of each day in the last 12 months on which something was done."""
    start = window_start(posture.day)
    read = mentioned(requirement, Facet.EVIDENCED, control.id)
    for parameter, found in answer.occurrences.items():
        if parameter not in read:
            continue
        items = [(item, o.voice) for o in found for item in o.voice.evidence]
        for occurrence in found:
            shown = [
                (i, v) for i, v in items
                if i.performed_on == occurrence.day
                or (i.covers is not None and i.covers[0] <= occurrence.day <= i.covers[1])
            ]  # fmt: skip
            if occurrence.day < start or any(
                not _why(i, accepts, "", v, posture.day) for i, v in shown
            ):
                continue
            of_file = next((e for i, v in shown
                            if (e := _mended(v, [i], replace(requirement, max_age=""), accepts,
                                             posture.day))), None)  # fmt: skip
            new = _artefact(occurrence.voice, accepts, occurrence.day, "")
            what = f"name evidence of what was done on {occurrence.day}"
            yield of_file or _added(occurrence.voice, new, what)


def _artefact(voice: Voice, accepts: tuple[str, ...], on: date, path: str) -> Evidence:
    kind = next((i.kind for i in voice.evidence if i.kind in accepts), accepts[0])
    return Evidence(
        kind=kind,
        at=voice.at.below("evidence", f"new of {on} {path}"),
        path=path or "evidence/…",
        performed_on=on,
        result="pass" if kind in OUTCOMES else "",
        state=FileState.MATCHED,
    )


def _added(voice: Voice, item: Evidence, what: str) -> Edit:
    key = key_of(voice)
    stated: dict[str, Json] = {"kind": item.kind, "path": item.path}
    if item.performed_on:
        stated["performed_on"] = item.performed_on.isoformat()
    if item.result:
        stated["result"] = item.result
    stated["sha256"] = DIGEST

    def add(found: Voice) -> Voice:
        known = {i.at.path for i in found.evidence}
        more = () if item.at.path in known else (item,)
        return replace(found, evidence=(*found.evidence, *more))

    place = voice.at.place("evidence") if voice.evidence else voice.at.key()
    return Edit((*key, item.at.path), key, place, what, {"evidence": [stated]}, on_voice(key, add))
