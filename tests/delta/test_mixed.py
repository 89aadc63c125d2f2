"""A workspace put together from two: each document with its own table, each file as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from checker.workspace.load import Reading, read
from checker.workspace.mixed import Part, differing, mixed
from checker.workspace.records import FileState, Workspace
from tests.support import attestation, catalog, evidence, number, policy, systems, write

Json = dict[str, Any]
USING = catalog()


def register(*rows: str) -> tuple[Json, bytes]:
    data = "\n".join(["id,title,data", *rows, ""]).encode()
    source = {"path": "systems.csv", "sha256": hashlib.sha256(data).hexdigest()}
    return {k: v for k, v in systems().items() if k != "records"} | {"source": source}, data


def read_both(tmp_path: Path) -> tuple[Reading, Reading]:
    """Two workspaces: a system more, another number, and another file of evidence."""
    found = []
    for name, rows, value, shown in (
        ("old", ["one,One,pan"], 11, b"passed\n"),
        ("new", ["one,One,pan", "two,Two,pan"], 12, b"other\n"),
    ):
        document, data = register(*rows)
        claim = attestation({"area.whole": number(value, evidence=[evidence()])})
        files = {"systems.csv": data, "evidence/result.txt": shown}
        folder = write(tmp_path / name, policy(number(14)), claim, document, files=files)
        loaded, reading = read(folder, USING)
        assert not loaded.problems, loaded.problems
        found.append(reading)
    return found[0], found[1]


def told(found: Workspace | None) -> tuple[int, int, FileState]:
    """How many systems, which number, and what became of the evidence."""
    assert found is not None
    voice = next(voice for voice in found.voices if voice.source == "ATT")
    records = found.registers["systems"].records
    return len(records), voice.parameters["number"], voice.evidence[0].state


SYSTEMS, CLAIM = Part("systems", "SYS"), Part("attestation", "ATT")
FILE = Part("file", "evidence/result.txt")
ALTERED, MATCHED = FileState.ALTERED, FileState.MATCHED


def test_what_differs_is_found_by_what_it_says(tmp_path: Path) -> None:
    assert differing(*read_both(tmp_path)) == [CLAIM, SYSTEMS, FILE]


def test_each_part_is_replaced_alone(tmp_path: Path) -> None:
    old, new = read_both(tmp_path)

    def with_old(*parts: Part) -> tuple[int, int, FileState]:
        return told(mixed(old, new, parts, USING))

    assert with_old() == (2, 12, ALTERED)
    assert with_old(SYSTEMS) == (1, 12, ALTERED)
    assert with_old(CLAIM) == (2, 11, ALTERED)
    assert with_old(FILE) == (2, 12, MATCHED)
    assert with_old(SYSTEMS, CLAIM, FILE) == (1, 11, MATCHED)


def test_nothing_that_was_read_is_changed(tmp_path: Path) -> None:
    old, new = read_both(tmp_path)
    mixed(old, new, [SYSTEMS, CLAIM, FILE], USING)

    assert told(mixed(old, new, [], USING)) == (2, 12, ALTERED)
    assert differing(old, new) == [CLAIM, SYSTEMS, FILE]
