"""What would answer a control that an instance lacks: somebody who speaks, or a new voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.model import Control, Facet, Json
from checker.posture import Posture
from checker.posture.speakers import mute, speakers
from checker.posture.voices import Voices
from checker.quantities import due, parse_duration
from checker.remedies.edits import Edit, add_voice, key_of
from checker.remedies.hosts import Host, attestation, policy
from checker.remedies.speaking import of_voice, said_today, unmuted
from checker.workspace.records import ALL, Record, Voice

SENTENCE = "your own sentence, as it is approved"
_NEW = "new"


def answered(
    control: Control, facet: Facet, ids: Sequence[str], posture: Posture, framework: str
) -> Iterator[Edit]:
    """Edits after which the control is answered for the records of `ids`, or as a whole."""
    voices = Voices(posture.workspace.voices, posture.scope.id)
    records: Sequence[Record | None] = (None,)
    if control.is_of_records and ids:
        records = [r for r in posture.records(control.covers) if r.id in ids]
    uncovered: list[Record] = []
    is_unsaid = False
    for record in records:
        on = voices.on(control.id, facet, record)
        if on:
            yield from _spoken(control, facet, on, posture, framework)
        elif record is None:
            is_unsaid = True
        else:
            uncovered.append(record)
    if uncovered:
        # Together, and once: when the instance of the first of them is looked at.
        rows = posture.records(control.covers)
        lacking = (record for record in rows if not voices.on(control.id, facet, record))
        head = next(lacking)
        if head in uncovered:
            others = voices.on(control.id, facet)
            yield _covering(control, facet, [head, *lacking], posture, others)
    elif is_unsaid:
        yield _new(control, facet, ALL, posture)


def _spoken(
    control: Control, facet: Facet, voices: Sequence[Voice], posture: Posture, framework: str
) -> Iterator[Edit]:
    """What lets those who speak count. A statement is enough; of claims that tie all must."""
    found: list[Edit] = []
    for population in sorted({voice.population for voice in voices}):
        own = [voice for voice in voices if voice.population == population]
        heard, _ = speakers(own, posture.scope.id, posture.day)
        if not heard:
            found.append(said_today(own[0], posture))
            continue
        options = [tuple(unmuted(voice, posture, framework)) for voice in heard]
        if facet is Facet.DOCUMENTED:
            found += sorted(options, key=len)[0]
        else:
            found += [edit for option in options for edit in option]
    if not found and all(voice.population for voice in voices):
        found.append(_new(control, facet, voices[0].covers, posture, " for everyone else"))
    yield from found


def _covering(
    control: Control,
    facet: Facet,
    uncovered: Sequence[Record],
    posture: Posture,
    others: Sequence[Voice],
) -> Edit:
    """A claim that counts, covering these records too; a new one where none counts."""
    policies = {policy.id: policy for policy in posture.workspace.policies}
    names = [record.id for record in uncovered]
    for voice in reversed(others):
        is_said = voice.dated is None or voice.dated <= posture.day
        if is_said and not voice.population and not mute(voice, posture.day, policies):
            covers = (*voice.covers, *names)
            what = f"cover {', '.join(names)} too, if it is so there"
            return of_voice(voice, "covers", what, {"covers": list[Json](covers)}, covers=covers)
    is_all = len(names) == len(posture.records(control.covers))
    return _new(control, facet, ALL if is_all else tuple(names), posture)


def _new(
    control: Control, facet: Facet, covers: tuple[str, ...], posture: Posture, whom: str = ""
) -> Edit:
    """A new statement or claim on the control, without any value yet."""
    is_said = facet is Facet.DOCUMENTED
    host = policy(control, posture) if is_said else attestation(control, posture)
    voice = _voice(control, facet, covers, posture, host)
    writes: dict[str, Json] = {}
    if is_said:
        writes = {"id": "an id of its own", "control": control.id, "text": SENTENCE}
        what = f"approve a statement on {control.id}{whom} in {host.name}"
    else:
        if control.is_of_records:
            writes["covers"] = "all" if covers == ALL else list[Json](covers)
        writes["status"] = "implemented"
        what = f"put {control.id} into operation{whom} and claim it in {host.name}"
    key = key_of(voice)
    return Edit(
        (*key, _NEW), key, host.place, what, writes, add_voice(voice, host.policy), is_new=True
    )


def _voice(
    control: Control, facet: Facet, covers: tuple[str, ...], posture: Posture, host: Host
) -> Voice:
    is_said = facet is Facet.DOCUMENTED
    longest = due(host.dated, parse_duration(control.valid_for))
    return Voice(
        facet=facet,
        source=f"{host.source}/{_NEW}" if is_said else host.source,
        owner=host.owner,
        control=control.id,
        population="",
        covers=covers,
        scopes=host.scopes,
        status="approved" if is_said else "implemented",
        dated=host.dated,
        until=host.until if is_said else min(host.until, longest),
        parameters={},
        at=host.at,
    )
