"""An edited file is written whole, in its own place, over nothing but what was read."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.editing import create_below, replace_below, storing, withdraw_below
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


def test_a_file_that_we_may_not_write_to_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refusing(name: Any, flags: int, *given: Any, **more: Any) -> int:
        if name == "a.yaml" and flags & os.O_WRONLY:
            raise PermissionError(13, "Permission denied")
        return real(name, flags, *given, **more)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(InputError) as refused:
        replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert code(refused) == "read-only"
    assert (root / "sub" / "a.yaml").read_bytes() == b"old\n"


def test_nobody_else_reads_a_private_file_while_it_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "sub" / "a.yaml").chmod(0o600)
    modes = []
    real = os.fchmod

    def watched(descriptor: int, mode: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        real(descriptor, mode)

    monkeypatch.setattr(os, "fchmod", watched)
    replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert modes == [0o600]


def test_owner_and_group_stay_where_that_is_allowed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = root / "sub" / "a.yaml"
    was = file.stat()
    asked = []

    def refused(descriptor: int, owner: int, group: int) -> None:
        asked.append((owner, group))
        if owner != -1:
            raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refused)
    replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert asked == [(was.st_uid, was.st_gid), (-1, was.st_gid)]
    assert file.read_bytes() == b"new\n"


def test_another_name_of_the_file_keeps_what_it_held(root: Path) -> None:
    (root / "copy.yaml").hardlink_to(root / "sub" / "a.yaml")

    replace_below(root, "sub/a.yaml", b"old\n", b"new\n")

    assert (root / "copy.yaml").read_bytes() == b"old\n"
    assert (root / "sub" / "a.yaml").read_bytes() == b"new\n"


def test_a_new_file_that_cannot_be_made_safe_is_taken_away(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def failing(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(5, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OutputError):
        create_below(root, "sub/b.yaml", b"new\n")

    assert sorted(path.name for path in (root / "sub").iterdir()) == ["a.yaml"]


def test_what_was_made_is_taken_away_and_a_link_is_not_followed(root: Path) -> None:
    (root / "way").symlink_to("sub")

    withdraw_below(root, "way/a.yaml")
    withdraw_below(root, "sub/none.yaml")
    kept = (root / "sub" / "a.yaml").exists()
    withdraw_below(root, "sub/a.yaml")

    assert kept
    assert not (root / "sub" / "a.yaml").exists()


# Forks a process for each call of the system on the way, and kills it right before that call.
_KILLED = """
import os, sys
from pathlib import Path
from checker.editing import replace_below

root, new = Path(sys.argv[1]), b"new\\n" * 9999
left = 0

def dying(real):
    def call(*given, **more):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), 9)
        return real(*given, **more)
    return call

for name in ("open", "fsync", "fchmod", "rename", "unlink", "stat", "close"):
    setattr(os, name, dying(getattr(os, name)))
for at in range(1, 99):
    (root / "sub" / "a.yaml").write_bytes(b"old\\n")
    child = os.fork()
    if not child:
        left = at
        replace_below(root, "sub/a.yaml", b"old\\n", new)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    found = (root / "sub" / "a.yaml").read_bytes()
    print(at, ended, {b"old\\n": "old", new: "new"}.get(found, "torn"))
    if not ended:
        break
"""


def test_a_killed_process_leaves_the_old_or_the_new_file_whole(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(root)], check=True, capture_output=True, text=True
    )

    ends = [line.split() for line in done.stdout.splitlines()]
    assert {end for _, end, _ in ends[:-1]} == {"-9"}
    assert ends[-1][1:] == ["0", "new"]
    found = [name for _, _, name in ends]
    assert len(found) > 10
    assert found == sorted(found, reverse=True)  # old until it is new, and never torn
