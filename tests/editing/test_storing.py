"""An edited file is written whole, in its own place, over nothing but what was read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from checker.editing import create_below, replace_below, storing
from checker.errors import InputError, OutputError
from checker.files.below import read_stable


def code(refused: pytest.ExceptionInfo[InputError]) -> str:
    (problem,) = refused.value.problems
    return problem.code


def left_behind(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.name.startswith("."))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.yaml").write_bytes(b"old\n")
    return tmp_path


def test_a_file_is_replaced_and_keeps_its_permissions(root: Path) -> None:
    file = root / "sub" / "a.yaml"
    file.chmod(0o640)

    replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert file.read_bytes() == b"new\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert left_behind(root) == []


def test_a_file_that_was_changed_meanwhile_is_left_alone(root: Path) -> None:
    with pytest.raises(InputError) as refused:
        replace_below(root, "sub/a.yaml", b"older\n", b"new\n")

    assert code(refused) == "changed"
    assert (root / "sub" / "a.yaml").read_bytes() == b"old\n"


def test_a_change_between_writing_and_moving_is_seen(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = root / "sub" / "a.yaml"
    real = os.fsync

    def interfere(descriptor: int) -> None:
        real(descriptor)
        file.write_bytes(b"somebody else's\n")

    monkeypatch.setattr(os, "fsync", interfere)
    with pytest.raises(InputError) as refused:
        replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert code(refused) == "changed"
    assert file.read_bytes() == b"somebody else's\n"
    assert left_behind(root) == []


def test_a_file_that_is_gone_is_not_made_again(root: Path) -> None:
    (root / "sub" / "a.yaml").unlink()

    with pytest.raises(InputError) as refused:
        replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert code(refused) == "missing"


def test_a_link_is_neither_followed_nor_replaced(root: Path) -> None:
    (root / "b.yaml").symlink_to("sub/a.yaml")
    (root / "way").symlink_to("sub")

    with pytest.raises(InputError) as refused:
        replace_below(root, "b.yaml", b"old\n", b"new\n")
    with pytest.raises(OutputError):
        replace_below(root, "way/a.yaml", b"old\n", b"new\n")

    assert code(refused) == "symlink"
    assert (root / "b.yaml").is_symlink()
    assert (root / "sub" / "a.yaml").read_bytes() == b"old\n"


@pytest.mark.parametrize("name", ["../a.yaml", "sub/../../a.yaml", "/etc/a.yaml", "sub/", "", "."])
def test_no_name_leads_out(root: Path, name: str) -> None:
    with pytest.raises(InputError) as refused:
        create_below(root / "sub", name, b"new\n")

    assert code(refused) == "outside-workspace"


def test_a_read_only_file_is_left_alone(root: Path) -> None:
    (root / "sub" / "a.yaml").chmod(0o444)

    with pytest.raises(InputError) as refused:
        replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert code(refused) == "read-only"


def test_a_new_file_is_made_with_its_folders(root: Path) -> None:
    create_below(root, "evidence/2026/a.txt", b"new\n")

    assert (root / "evidence" / "2026" / "a.txt").read_bytes() == b"new\n"
    assert left_behind(root) == []


def test_a_new_file_never_replaces_another(root: Path) -> None:
    with pytest.raises(InputError) as refused:
        create_below(root, "sub/a.yaml", b"new\n")

    assert code(refused) == "exists"
    assert (root / "sub" / "a.yaml").read_bytes() == b"old\n"
    assert left_behind(root) == []


def test_a_full_disk_leaves_the_older_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="no space left"):
        replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert (root / "sub" / "a.yaml").read_bytes() == b"old\n"
    assert left_behind(root) == []


def test_what_is_read_back_must_be_what_was_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = read_stable

    def rotten(folder: int, name: str, limit: int, **more: Any) -> bytes:
        data = real(folder, name, limit, **more)
        return data if name == "a.yaml" else b"rot"

    monkeypatch.setattr(storing, "read_stable", rotten)
    with pytest.raises(OutputError, match="read back"):
        replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert (root / "sub" / "a.yaml").read_bytes() == b"old\n"
