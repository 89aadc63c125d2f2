"""Find who speaks on a control and a record, without asking everyone who speaks on the control."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model import Facet
from checker.workspace.records import ALL, Record, Voice

_EVERY = ""  # no record and no group is named so


class Voices:
    """What is said in one scope, by control and facet, in the order of the documents."""

    def __init__(self, voices: Iterable[Voice], scope: str) -> None:
        self._on: dict[tuple[str, Facet], list[Voice]] = {}
        # Name of a record or group -> positions of the voices that cover it.
        self._covering: dict[tuple[str, Facet], dict[str, list[int]]] = {}
        for voice in voices:
            if not voice.speaks_in(scope) or voice.status == "retired":
                continue
            key = (voice.control, voice.facet)
            known = self._on.setdefault(key, [])
            covering = self._covering.setdefault(key, {})
            for name in (_EVERY,) if voice.covers == ALL else voice.covers:
                covering.setdefault(name, []).append(len(known))
            known.append(voice)

    def on(self, control: str, facet: Facet, record: Record | None = None) -> list[Voice]:
        """The voices on a control; with `record`, those that cover it."""
        voices = self._on.get((control, facet), [])
        if record is None or not voices:
            return voices
        covering = self._covering[control, facet]
        names = (_EVERY, record.id, *record.groups)
        return [
            voices[at] for at in sorted({at for name in names for at in covering.get(name, ())})
        ]
