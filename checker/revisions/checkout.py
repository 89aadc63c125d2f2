"""Write the files that a folder held at a revision into a temporary folder, and take it away again.

Bytes are those that git stores; nothing is filtered or converted. Where the bytes of a working tree
would be others, the revision is refused: what proves something there would seem to be missing here,
and a gap of today would pass for an old one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

from checker.revisions.conversion import Stored, require_as_stored
from checker.revisions.git import Git, RevisionError
from checker.text import quoted

MOST_FILES = 50_000
MOST_BYTES = 1_000_000_000
_LINK, _SUBMODULE, _FOLDER = b"120000", b"160000", b"040000"
_LFS = b"version https://git-lfs.github.com/spec/v1\n"
_CHUNK = 1 << 20
_HINTS = {
    "submodule": "compare the submodule's own revisions, or keep the files in this repository",
    "lfs": "keep such evidence in git itself, or below an --evidence-root outside of it",
}


class Revision(NamedTuple):
    """A folder as it was; `folder` is None where there was none."""

    commit: str
    where: str  # from the top of the repository
    folder: Path | None


class _Entry(NamedTuple):
    mode: bytes
    id: bytes
    size: int
    path: str  # below the folder that is read


@contextmanager
def checked_out(git: Git, name: str, path: str | None = None) -> Iterator[Revision]:
    """The folder at `path` below the repository's root, or the one `git` is in, as of `name`.

    The files are there until the context ends, however it ends. Raises `RevisionError`.
    """
    commit = git.commit(name)
    within = git.prefix if path is None else _steps(path)
    found = _listed(git, commit, within)
    if not found:
        yield Revision(commit, within, None)
        return
    with _temporary(git) as folder:
        start = f"{within}/" if within else ""
        stored = [Stored(entry.mode, entry.id, f"{start}{entry.path}") for entry in found]
        require_as_stored(git, commit, within, stored)
        _write(git, found, folder)
        yield Revision(commit, within, folder)


@contextmanager
def _temporary(git: Git) -> Iterator[Path]:
    """A folder of our own, outside the repository; nothing of it is left behind."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="checker-revision-"))
    except OSError as error:
        _refuse_to_write("a folder", error)
    try:
        if folder.resolve().is_relative_to(git.root.resolve()):
            message = "the folder for temporary files lies in the repository"
            hint = "set TMPDIR to a folder outside of it"
            raise RevisionError("temporary-folder", message, hint)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _steps(path: str) -> str:
    return "/".join(step for step in path.split("/") if step not in {"", "."})


def _listed(git: Git, commit: str, within: str) -> list[_Entry]:
    """Every file below `within`; nothing where that is no folder of the commit."""
    tree = f"{commit}:{within}"
    if within:
        row = git.output("ls-tree", "-z", commit, "--", within)
        mode = row.partition(b" ")[0]
        if mode == _SUBMODULE:
            _refuse("submodule", within)
        if mode != _FOLDER:
            return []
    rows = git.output("ls-tree", "-r", "-z", "-l", tree).split(b"\0")
    return _bounded([_entry(row) for row in rows if row])


def _entry(row: bytes) -> _Entry:
    about, _, name = row.partition(b"\t")
    mode, _kind, id_, size = about.split()
    path = os.fsdecode(name)
    steps = path.split("/")
    if any(step in {"", ".", ".."} or step.lower() == ".git" for step in steps):
        message = f"the revision holds the path {quoted(path)}, which leads elsewhere"
        raise RevisionError("unreadable-revision", message, "mend the repository")
    if mode == _SUBMODULE:
        _refuse("submodule", path)
    if not size.isdigit():
        _refuse_to_miss(path)
    return _Entry(mode, id_, int(size), path)


def _bounded(found: list[_Entry]) -> list[_Entry]:
    if len(found) > MOST_FILES or sum(entry.size for entry in found) > MOST_BYTES:
        message = f"the folder holds more than {MOST_FILES:,} files or {MOST_BYTES:,} bytes there"
        hint = "name the folder that holds nothing but the workspace"
        raise RevisionError("too-many-files", message, hint)
    return found


def _write(git: Git, found: Sequence[_Entry], folder: Path) -> None:
    made = {folder}
    with (
        _held(b"".join(entry.id + b"\n" for entry in found)) as names,
        git.reading(names, "cat-file", "--batch") as blobs,
    ):
        for entry in found:
            _header(blobs, entry)
            try:
                _put(blobs, entry, folder / entry.path, made)
            except OSError as error:
                _refuse_to_write(quoted(entry.path), error)
            blobs.read(1)


def _put(blobs: IO[bytes], entry: _Entry, target: Path, made: set[Path]) -> None:
    if target.parent not in made:
        target.parent.mkdir(parents=True, exist_ok=True)
        made.add(target.parent)
    if entry.mode == _LINK:
        for _ in _chunks(blobs, entry):
            pass  # where it led to is nobody's business: a link is refused for being one
        target.symlink_to("is-not-followed")
    else:
        _copied(blobs, entry, target)


def _header(blobs: IO[bytes], entry: _Entry) -> None:
    words = blobs.readline().split()
    if words[:2] != [entry.id, b"blob"]:
        _refuse_to_miss(entry.path)


def _copied(blobs: IO[bytes], entry: _Entry, target: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    is_first = True
    with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
        for chunk in _chunks(blobs, entry):
            if is_first and chunk.startswith(_LFS):
                _refuse("lfs", entry.path)
            is_first = False
            file.write(chunk)


def _chunks(blobs: IO[bytes], entry: _Entry) -> Iterator[bytes]:
    left = entry.size
    while left:
        chunk = blobs.read(min(left, _CHUNK))
        if not chunk:
            message = f"{quoted(entry.path)} ends too early"
            raise RevisionError("unreadable-revision", message, "mend the repository")
        left -= len(chunk)
        yield chunk


@contextmanager
def _held(data: bytes) -> Iterator[IO[bytes]]:
    """Bytes as a file, so that writing to git never waits for reading from it."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield file


def _refuse_to_miss(path: str) -> NoReturn:
    message = f"{quoted(path)} is not all there in this clone"
    hint = "fetch it first: a partial clone leaves out what was not asked for"
    raise RevisionError("unreadable-revision", message, hint)


def _refuse_to_write(what: str, error: OSError) -> NoReturn:
    message = f"{what} cannot be put where temporary files go: {error.strerror}"
    hint = "make room there, or set TMPDIR to another folder"
    raise RevisionError("temporary-folder", message, hint) from error


def _refuse(code: str, path: str) -> NoReturn:
    message = {
        "submodule": f"{quoted(path)} is a submodule, whose files are in another repository",
        "lfs": f"{quoted(path)} is a pointer of Git LFS, whose file is kept elsewhere",
    }[code]
    raise RevisionError(f"revision-{code}", message, _HINTS[code])
