"""Reading a folder at a revision: nothing is run, fetched, converted, written or left behind."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from checker.revisions import Git, checked_out
from tests.revisions.repository import commit, git, refused, start, state

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 3\n"


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_folder_is_as_it_was(repository: Path) -> None:
    with checked_out(Git(repository / "ws"), "HEAD~1") as found:
        assert found.commit == git(repository, "rev-parse", "HEAD~1")
        assert found.folder is not None
        assert files(found.folder) == {"a.yaml": b"one\n", "evidence/scan.bin": bytes(range(256))}
        assert not found.folder.is_relative_to(repository)


def test_a_path_is_one_of_the_repository(repository: Path) -> None:
    with checked_out(Git(repository), "HEAD", "ws/evidence") as found:
        assert found.folder is not None
        assert set(files(found.folder)) == {"scan.bin"}


@pytest.mark.parametrize(
    "path", ["elsewhere", "ws/a.yaml", "ws/a.yaml/b", "w*", ":/ws", ":(top)ws", "a tree b"]
)
def test_where_there_was_no_folder_there_is_none(repository: Path, path: str) -> None:
    (repository / "a tree b").write_text("a file\n")
    commit(repository)

    with checked_out(Git(repository), "HEAD", path) as found:
        assert found.folder is None


def test_nothing_in_the_repository_is_touched(repository: Path) -> None:
    (repository / "ws" / "a.yaml").write_text("not committed\n")
    (repository / "ws" / "b.yaml").write_text("not known\n")
    before, status = (
        state(repository),
        git(repository, "--no-optional-locks", "status", "--porcelain"),
    )
    assert before == state(repository)

    with checked_out(Git(repository / "ws"), "HEAD~1"):
        pass

    assert state(repository) == before
    assert git(repository, "--no-optional-locks", "status", "--porcelain") == status


def test_nothing_is_left_when_it_ends_by_an_exception(repository: Path) -> None:
    with pytest.raises(KeyboardInterrupt), checked_out(Git(repository / "ws"), "HEAD"):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    "name",
    ["nowhere", "HEAD~9", "", "--help", "-h", "--upload-pack=x", "HEAD:ws", "^HEAD", "HEAD..HEAD",
     ":/First", "@{u}", "HEAD^@", "HEAD^{tree}", "*", "0" * 40],
)  # fmt: skip
def test_a_name_of_no_commit_is_refused(repository: Path, name: str) -> None:
    assert refused(repository / "ws", name).startswith("no-revision: ")


@pytest.mark.parametrize("name", ["", "--help", "-h", "--upload-pack=x"])
def test_an_option_is_no_name(repository: Path, name: str) -> None:
    assert "is no git revision" in refused(repository / "ws", name)


def test_a_shallow_clone_says_what_to_do(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))

    with checked_out(Git(clone / "ws"), "HEAD") as found:
        assert found.folder is not None
    assert "this clone is shallow" in refused(clone / "ws", "HEAD~1")


def test_a_folder_outside_of_every_repository_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path).startswith("no-repository: ")


def test_without_git_it_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert refused(repository).startswith("no-git: ")


@pytest.mark.parametrize("is_bare", [True, False])
def test_a_repository_of_plain_files_in_the_workspace_is_not_the_one(
    repository: Path, is_bare: bool
) -> None:
    """What a pull request can add: a bare repository, whose HEAD is whatever its author likes."""
    fake = repository / "ws"
    git(repository, "clone", "-q", "--bare", str(repository), str(repository / "bare"))
    for path in (repository / "bare").iterdir():
        path.rename(fake / path.name)
    if not is_bare:
        whole = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        (fake / "config").write_text(whole)
        assert git(fake, "rev-parse", "--show-toplevel") == str(fake)  # git is taken in

    assert refused(fake).startswith("no-repository: ")


def test_variables_of_a_hook_do_not_lead_elsewhere(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = start(tmp_path / "other")
    commit(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))

    with checked_out(Git(repository / "ws"), "HEAD~1") as found:
        assert found.commit == git(repository, "rev-parse", "HEAD~1")


def test_the_configuration_of_the_repository_runs_nothing(repository: Path, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {witness}\ncat\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (repository / ".git" / "info" / "attributes").write_text("*.yaml diff=evil\n")
    (repository / ".gitattributes").write_text("*.yaml text\n")
    commit(repository)
    commit(repository)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external",
                "diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean",
                "filter.evil.process", "core.gitProxy", "uploadpack.packObjectsHook",
                "credential.helper", "core.askPass", "core.alternateRefsCommand"):  # fmt: skip
        git(repository, "config", key, str(script))
    git(repository, "config", "core.hooksPath", str(tmp_path))
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (tmp_path / hook).write_bytes(script.read_bytes())
        (tmp_path / hook).chmod(0o755)

    with checked_out(Git(repository / "ws"), "HEAD~1") as found:
        assert found.folder is not None

    assert not witness.exists()
    # The trap works: git's own command springs it.
    subprocess.run(["git", "-C", repository, "status"], capture_output=True, check=False)
    assert witness.exists()


def test_what_a_partial_clone_lacks_is_not_fetched(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    clone, witness = tmp_path / "clone", tmp_path / "witness"
    url = f"file://{repository}"
    git(tmp_path, "clone", "-q", "--filter=blob:none", url, str(clone))
    script = tmp_path / "upload-pack"
    script.write_text(f'#!/bin/sh\ntouch {witness}\nexec git-upload-pack "$@"\n')
    script.chmod(0o755)
    git(clone, "config", "remote.origin.uploadpack", str(script))
    before = state(clone)

    said = refused(clone / "ws", "HEAD~1")

    assert said.startswith("unreadable-revision: ")
    assert not witness.exists()
    assert state(clone) == before


def test_a_repository_of_another_user_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a repository to another user")
    for path in (repository, repository / ".git"):
        os.chown(path, 12345, 12345)

    assert refused(repository / "ws").startswith("untrusted-repository: ")

    home = Path(os.environ["HOME"])
    home.mkdir()
    (home / ".gitconfig").write_text("[safe]\n\tdirectory = *\n")
    with checked_out(Git(repository / "ws"), "HEAD") as found:
        assert found.folder is not None


# -- what git does not store as the working tree has it


def test_a_link_leads_nowhere(repository: Path) -> None:
    (repository / "ws" / "secret.yaml").symlink_to("/etc/passwd")
    (repository / "ws" / "up").symlink_to("..")
    commit(repository)

    with checked_out(Git(repository / "ws"), "HEAD") as found:
        assert found.folder is not None
        for name in ("secret.yaml", "up"):
            assert (found.folder / name).is_symlink()
            assert not (found.folder / name).exists()


def test_a_submodule_is_refused(repository: Path, tmp_path: Path) -> None:
    other = start(tmp_path / "other")
    id_ = commit(other)
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{id_},ws/inner")
    git(repository, "commit", "-q", "-m", "A submodule")

    assert "revision-submodule: 'inner' is a submodule" in refused(repository / "ws")
    assert refused(repository, "HEAD", "ws/inner").startswith("revision-submodule: ")
    with checked_out(Git(repository), "HEAD", "ws/evidence") as found:
        assert found.folder is not None


def test_a_pointer_of_lfs_is_refused(repository: Path) -> None:
    (repository / "ws" / "evidence" / "scan.bin").write_bytes(LFS)
    commit(repository)

    assert "revision-lfs: 'evidence/scan.bin' is a pointer" in refused(repository / "ws")


@pytest.mark.parametrize(
    "attribute", ["filter=git-crypt", "eol=crlf", "ident", "working-tree-encoding=UTF-16"]
)
def test_what_is_converted_on_its_way_is_refused(repository: Path, attribute: str) -> None:
    (repository / ".gitattributes").write_text(f"ws/a.yaml {attribute}\n")

    assert "revision-converted: 'ws/a.yaml'" in refused(repository / "ws")


@pytest.mark.parametrize("attribute", ["text=auto", "eol=lf", "-text", "filter=lfs", "-filter"])
def test_what_is_stored_as_it_is_read_is_taken(repository: Path, attribute: str) -> None:
    (repository / ".gitattributes").write_text(f"* {attribute}\n")

    with checked_out(Git(repository / "ws"), "HEAD") as found:
        assert found.folder is not None


@pytest.mark.parametrize(
    "key", ["core.autocrlf=true", "core.autocrlf=Yes", "core.autocrlf=1", "core.eol=crlf"]
)
def test_line_ends_that_are_converted_everywhere_are_refused(repository: Path, key: str) -> None:
    git(repository, "config", *key.split("="))

    assert refused(repository / "ws").startswith("revision-converted: ")


@pytest.mark.parametrize("name", ["..", ".git", ".GIT", "."])
def test_a_tree_that_leads_out_is_refused(repository: Path, name: str) -> None:
    blob = git(repository, "hash-object", "-w", "--stdin", data=b"x")
    row = f"100644 {name}\0".encode() + bytes.fromhex(blob)
    tree = git(repository, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=row)
    outer = git(repository, "mktree", data=f"040000 tree {tree}\tws\n".encode())
    made = git(repository, "commit-tree", outer, "-m", "Out")

    assert "leads elsewhere" in refused(repository, made, "ws")


def test_a_temporary_folder_in_the_repository_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(repository / "ws"))

    assert refused(repository / "ws").startswith("temporary-folder: ")
    assert sorted(path.name for path in (repository / "ws").iterdir()) == ["a.yaml", "evidence"]


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 1), ("MOST_BYTES", 259)])
def test_more_than_a_workspace_holds_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(f"checker.revisions.checkout.{limit}", most + 1)
    with checked_out(Git(repository / "ws"), "HEAD") as found:
        assert found.folder is not None
    monkeypatch.setattr(f"checker.revisions.checkout.{limit}", most)

    assert refused(repository / "ws").startswith("too-many-files: ")


def test_many_files_wait_for_nobody(tmp_path: Path) -> None:
    folder = start(tmp_path / "repository")
    for number in range(3_000):
        (folder / f"{number:05}.txt").write_text(f"{number}\n" * 50)
    commit(folder)

    with checked_out(Git(folder), "HEAD") as found:
        assert found.folder is not None
        assert len(list(found.folder.iterdir())) == 3_000
