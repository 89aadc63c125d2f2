"""Repositories that somebody prepared: what they hold is read as it is, or refused in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from checker.errors import CheckerError
from checker.revisions import Git, checked_out
from tests.revisions.repository import commit, git, refused, start, state


def held(folder: Path, name: str = "HEAD") -> dict[str, str]:
    with checked_out(Git(folder), name) as found:
        assert found.folder is not None
        return {p.name: p.read_text() for p in found.folder.iterdir() if p.is_file()}


def made(repository: Path, *rows: tuple[str, str, str]) -> str:
    """A commit whose workspace is a tree of these rows, which git itself would not write."""
    data = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(id_) for mode, name, id_ in rows)
    tree = git(repository, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=data)
    outer = git(repository, "mktree", data=f"040000 tree {tree}\tws\n".encode())
    return git(repository, "commit-tree", outer, "-m", "Made")


def test_an_object_that_replaces_another_is_not_read(repository: Path) -> None:
    old, new = (git(repository, "rev-parse", name) for name in ("HEAD~1:ws", "HEAD:ws"))
    git(repository, "replace", new, old)
    assert git(repository, "show", "HEAD:ws/a.yaml") == "one"

    assert held(repository / "ws")["a.yaml"] == "two\n"


@pytest.mark.parametrize(
    ("first", "second"), [("100644", "100644"), ("100644", "40000"), ("120000", "40000")]
)
def test_two_things_of_one_name_are_refused(repository: Path, first: str, second: str) -> None:
    blob, tree = (git(repository, "rev-parse", f"HEAD:{path}") for path in ("ws/a.yaml", "ws"))
    name = made(repository, (first, "a", blob), (second, "a", tree if second == "40000" else blob))

    assert refused(repository / "ws", name).startswith("temporary-folder: ")


def test_a_name_that_no_folder_can_hold_is_refused(repository: Path) -> None:
    name = made(repository, ("100644", "a" * 300, git(repository, "rev-parse", "HEAD:ws/a.yaml")))

    assert "File name too long" in refused(repository / "ws", name)


def test_a_folder_in_place_of_a_file_is_refused(repository: Path) -> None:
    name = made(repository, ("100644", "a.yaml", git(repository, "rev-parse", "HEAD:ws")))

    assert refused(repository / "ws", name).startswith("unreadable-revision: ")


def test_a_file_that_is_lost_is_refused(repository: Path) -> None:
    name = made(repository, ("100644", "a.yaml", "ab" * 20))

    assert "'a.yaml' is not all there" in refused(repository / "ws", name)


def test_names_that_are_no_text_are_kept(repository: Path) -> None:
    (repository / "ws" / os.fsdecode(b"\xff\n\t.txt")).write_text("odd")
    commit(repository)

    assert held(repository / "ws")[os.fsdecode(b"\xff\n\t.txt")] == "odd"


def test_a_full_disk_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("checker.revisions.checkout._copied", full)
    assert "No space left on device" in refused(repository / "ws")
    monkeypatch.setattr("tempfile.mkdtemp", full)
    assert "No space left on device" in refused(repository / "ws")


@pytest.mark.parametrize(
    "place", [".gitattributes", "ws/.gitattributes", "ws/evidence/.gitattributes"]
)
def test_a_filter_that_is_gone_since_is_refused_all_the_same(repository: Path, place: str) -> None:
    """What went through it is stored as nobody ever read it."""
    (repository / place).write_text("scan.bin filter=git-crypt\n")
    commit(repository)
    (repository / place).unlink()
    commit(repository)

    assert held(repository / "ws")
    assert "revision-converted: 'ws/evidence/scan.bin'" in refused(repository / "ws", "HEAD~1")


def test_a_key_without_a_value_is_true(repository: Path) -> None:
    with (repository / ".git" / "config").open("a") as file:
        file.write("[core]\n\tautocrlf\n")

    assert refused(repository / "ws").startswith("revision-converted: core.autocrlf ")


def test_no_index_of_the_repository_is_written(repository: Path) -> None:
    (repository / ".gitattributes").write_text("*.yaml text\n")
    commit(repository)
    git(repository, "config", "core.splitIndex", "true")
    before = state(repository)

    held(repository / "ws")

    assert state(repository) == before


@pytest.mark.parametrize("variable", ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "XDG_CONFIG_HOME"])
def test_the_configuration_of_user_and_machine_counts(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    (tmp_path / "git").mkdir()
    path = tmp_path / "git" / "config"
    path.write_text("[core]\n\tautocrlf = true\n")
    monkeypatch.setenv(variable, str(tmp_path if variable == "XDG_CONFIG_HOME" else path))

    assert refused(repository / "ws").startswith("revision-converted: ")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    if variable == "GIT_CONFIG_SYSTEM":
        assert held(repository / "ws")


def test_a_link_in_the_repository_leads_nowhere(repository: Path, tmp_path: Path) -> None:
    """Else whoever makes it chooses with what the workspace is compared."""
    (repository / "link").symlink_to("ws")
    (tmp_path / "outside").symlink_to(repository)
    (repository / "up").symlink_to(tmp_path)

    assert refused(repository / "link").startswith("linked-folder: 'link' is a link")
    assert refused(repository / "up" / "repository" / "ws").startswith("linked-folder: 'up'")
    assert held(tmp_path / "outside" / "ws")


def test_a_folder_whose_name_breaks_the_line_is_refused(tmp_path: Path) -> None:
    folder = start(tmp_path / "new\nline")
    (folder / "a.yaml").write_text("one\n")
    commit(folder)

    assert refused(folder).startswith("no-repository: ")


@pytest.mark.parametrize("way", ["worktree", "submodule", "alternates"])
def test_other_ways_to_have_a_repository(repository: Path, tmp_path: Path, way: str) -> None:
    there = tmp_path / "there"
    if way == "worktree":
        git(repository, "worktree", "add", "-q", str(there), "HEAD")
    elif way == "alternates":
        git(repository, "clone", "-q", "--shared", str(repository), str(there))
    else:
        outer = start(tmp_path / "outer")
        git(
            outer,
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "-q",
            "add",
            str(repository),
            "in",
        )
        there = outer / "in"

    assert held(there / "ws", "HEAD~1")["a.yaml"] == "one\n"


def test_the_words_of_git_are_short_and_name_no_path(repository: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    git(repository, "worktree", "add", "-q", str(there), "HEAD")
    tree = git(repository, "rev-parse", "HEAD:ws")
    object_ = repository / ".git" / "objects" / tree[:2] / tree[2:]
    object_.unlink()
    object_.write_bytes(b"")

    said = refused(there / "ws")

    assert said.startswith("unreadable-revision: git cannot read the revision: ")
    assert str(tmp_path) not in said


def test_the_words_of_git_reach_no_terminal(repository: Path) -> None:
    said = refused(repository, "HEAD", f"../\x1b[31m{'x' * 999}")

    assert "\x1b" not in said
    assert len(said) < 500


def test_git_that_ends_too_early_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Git.reading

    @contextmanager
    def torn(self: Git, *arguments: Any) -> Iterator[BytesIO]:
        with whole(self, *arguments) as found:
            yield BytesIO(found.read()[:-9])

    monkeypatch.setattr(Git, "reading", torn)

    assert "'evidence/scan.bin' ends too early" in refused(repository / "ws")


@pytest.mark.parametrize("key", ["core.autocrlf=False", "core.autocrlf=INPUT", "core.eol=LF"])
def test_how_a_key_is_written_does_not_matter(repository: Path, key: str) -> None:
    git(repository, "config", *key.split("="))

    assert held(repository / "ws")


def test_a_file_of_which_git_says_nothing_is_a_defect(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Git.output

    def silent(self: Git, *arguments: str, **more: Any) -> bytes:
        return b"" if arguments[0] == "check-attr" else whole(self, *arguments, **more)

    monkeypatch.setattr(Git, "output", silent)

    with pytest.raises(CheckerError):
        held(repository / "ws")
