"""A repository with a workspace, and a look at what is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.revisions.repository import commit, start


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders go; a test ends with nothing left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a workspace in a folder, and two commits."""
    folder = start(tmp_path / "repository")
    workspace = folder / "ws"
    (workspace / "evidence").mkdir(parents=True)
    (workspace / "a.yaml").write_text("one\n")
    (workspace / "evidence" / "scan.bin").write_bytes(bytes(range(256)))
    commit(folder, "First")
    (workspace / "a.yaml").write_text("two\n")
    commit(folder, "Second")
    return folder
