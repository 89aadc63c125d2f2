"""One change to a workspace: where it is made, what to write, and the workspace after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from checker.frozen import frozen
from checker.model import Json, Path, Place
from checker.workspace.records import (
    Evidence,
    Policy,
    Record,
    Register,
    RegisterDocument,
    Voice,
    Workspace,
)

Change: TypeAlias = Callable[[Workspace], Workspace]
# Source, control, file and path: what a voice keeps through every edit.
VoiceKey: TypeAlias = tuple[str, str, str, Path]


@frozen
class Edit:
    """A change that a person would make to one document.

    `key` names what is changed: a later edit of the same key replaces an earlier one. `about` is
    what the edits of one claim, statement or record have in common, to show them together.
    `writes` is what then stands there, as YAML. `apply` makes the same change in memory; where
    what it changes is not there it changes nothing.
    """

    key: tuple[Any, ...]
    about: tuple[Any, ...]
    place: Place
    what: str
    writes: Mapping[str, Json]
    apply: Change
    is_new: bool = False  # it writes a claim, statement, record or document that was not there


def key_of(voice: Voice) -> VoiceKey:
    """What tells a voice from every other one, whatever is edited in it."""
    return voice.source, voice.control, voice.at.document.file, voice.at.path


def applied(workspace: Workspace, edits: Iterable[Edit]) -> Workspace:
    """The workspace after all of `edits`, in their order."""
    for edit in edits:
        workspace = edit.apply(workspace)
    return workspace


def on_voice(key: VoiceKey, change: Callable[[Voice], Voice]) -> Change:
    """What changes the voice of that key."""
    return lambda found: replace(
        found, voices=tuple(change(v) if key_of(v) == key else v for v in found.voices)
    )


def add_voice(voice: Voice, policy: Policy | None = None) -> Change:
    """What adds a voice, with the policy it stands in where that is new too."""

    def add(found: Workspace) -> Workspace:
        known = {p.id for p in found.policies}
        policies = (policy,) if policy and policy.id not in known else ()
        return replace(found, voices=(*found.voices, voice), policies=(*found.policies, *policies))

    return add


def on_policy(
    id_: str, change: Callable[[Policy], Policy], of_voices: Callable[[Voice], Voice]
) -> Change:
    """What changes a policy, and each of its statements."""

    def changed(found: Workspace) -> Workspace:
        policies = tuple(change(p) if p.id == id_ else p for p in found.policies)
        voices = tuple(
            of_voices(v) if v.source.partition("/")[0] == id_ else v for v in found.voices
        )
        return replace(found, policies=policies, voices=voices)

    return changed


def on_evidence(key: VoiceKey, item: Evidence, change: Callable[[Evidence], Evidence]) -> Change:
    """What changes one artefact of a voice."""
    at = item.at.path

    def changed(voice: Voice) -> Voice:
        items = tuple(change(i) if i.at.path == at else i for i in voice.evidence)
        return replace(voice, evidence=items)

    return on_voice(key, changed)


def on_record(kind: str, id_: str, change: Callable[[Record], Record]) -> Change:
    """What changes one record of a register."""

    def changed(found: Register) -> Register:
        records = tuple(change(r) if r.id == id_ else r for r in found.records)
        return replace(found, records=records)

    return _on_register(kind, changed)


def on_document(
    kind: str, id_: str, change: Callable[[RegisterDocument], RegisterDocument]
) -> Change:
    """What changes the header of one document of a register."""

    def changed(found: Register) -> Register:
        documents = tuple(change(d) if d.id == id_ else d for d in found.documents)
        return replace(found, documents=documents)

    return _on_register(kind, changed)


def add_record(kind: str, record: Record, header: RegisterDocument) -> Change:
    """What adds a record, and the register itself, as `header`, where there is none."""

    def changed(found: Workspace) -> Workspace:
        register = found.registers.get(kind) or Register(kind, (header,), ())
        known = {r.id for r in register.records}
        if record.id not in known:
            register = replace(register, records=(*register.records, record))
        return replace(found, registers={**found.registers, kind: register})

    return changed


def _on_register(kind: str, change: Callable[[Register], Register]) -> Change:
    def changed(found: Workspace) -> Workspace:
        if kind not in found.registers:
            return found
        registers = {**found.registers, kind: change(found.registers[kind])}
        return replace(found, registers=registers)

    return changed
