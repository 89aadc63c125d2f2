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

from checker.revisions.git import Git, RevisionError
from checker.text import quoted

MOST_FILES = 50_000
MOST_BYTES = 1_000_000_000
_FILES = frozenset({b"100644", b"100755", b"100664"})
_LINK, _SUBMODULE = b"120000", b"160000"
_LFS = b"version https://git-lfs.github.com/spec/v1\n"
_CONVERTING = ("filter", "ident", "working-tree-encoding", "eol")
_CONVERTING_KEYS = (("core.autocrlf", b"true"), ("core.eol", b"crlf"))
_UNSET = frozenset({b"unspecified", b"unset"})
_CHUNK = 1 << 20
_HINTS = {
    "submodule": "compare the submodule's own revisions, or keep the files in this repository",
    "lfs": "keep evidence that is compared in git itself, or below --evidence-root",
    "converted": "store the file as it is to be read: without filter, eol or encoding",
}


class Revision(NamedTuple):
    """A folder as it was; `folder` is None where there was none."""

    commit: str
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
    within = git.prefix if path is None else path.strip("/")
    found = _listed(git, commit, within)
    if not found:
        yield Revision(commit, None)
        return
    with _temporary(git) as folder:
        _require_as_stored(git, within, found)
        _write(git, found, folder)
        yield Revision(commit, folder)


@contextmanager
def _temporary(git: Git) -> Iterator[Path]:
    """A folder of our own, outside the repository; nothing of it is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="checker-revision-"))
    try:
        if folder.resolve().is_relative_to(git.root.resolve()):
            message = "the folder for temporary files lies in the repository"
            hint = "set TMPDIR to a folder outside of it"
            raise RevisionError("temporary-folder", message, hint)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _listed(git: Git, commit: str, within: str) -> list[_Entry]:
    """Every file below `within`; nothing where that is no folder of the commit."""
    tree = f"{commit}:{within}"
    kind = git.output("ls-tree", "-z", "--full-tree", commit, "--", within) if within else b"tree"
    if b" tree " not in kind and within:
        if b" commit " in kind:
            _refuse("submodule", within)
        return []
    rows = git.output("ls-tree", "-r", "-z", "-l", "--full-tree", tree).split(b"\0")
    return _bounded([_entry(row) for row in rows if row])


def _entry(row: bytes) -> _Entry:
    about, _, name = row.partition(b"\t")
    mode, _kind, id_, size = about.split()
    path = os.fsdecode(name)
    steps = path.split("/")
    if any(step in {"", ".", ".."} or step.lower() == ".git" for step in steps) or "\0" in path:
        message = f"the revision holds the path {quoted(path)}, which leads elsewhere"
        raise RevisionError("unreadable-revision", message, "mend the repository")
    if mode == _SUBMODULE:
        _refuse("submodule", path)
    if mode not in _FILES and mode != _LINK:
        message = f"{quoted(path)} is neither file nor link in the revision"
        raise RevisionError("unreadable-revision", message, "mend the repository")
    return _Entry(mode, id_, int(size), path)


def _bounded(found: list[_Entry]) -> list[_Entry]:
    if len(found) > MOST_FILES or sum(entry.size for entry in found) > MOST_BYTES:
        message = f"the folder holds more than {MOST_FILES:,} files or {MOST_BYTES:,} bytes there"
        hint = "name the folder that holds nothing but the workspace"
        raise RevisionError("too-many-files", message, hint)
    return found


def _require_as_stored(git: Git, within: str, found: Sequence[_Entry]) -> None:
    """Refuse what the working tree holds otherwise than git stores it, by its attributes."""
    start = f"{within}/" if within else ""
    names = b"".join(os.fsencode(f"{start}{entry.path}") + b"\0" for entry in found)
    for key, value in _CONVERTING_KEYS:
        if git.output("config", "--default", "", "--get", key).strip().lower() == value:
            message = f"{key} converts line ends, so that files are read otherwise than stored"
            raise RevisionError("revision-converted", message, _HINTS["converted"])
    with (
        _held(names) as held,
        git.reading(
            held, "-C", str(git.root), "check-attr", "-z", "--stdin", *_CONVERTING
        ) as answers,
    ):
        fields = answers.read().split(b"\0")
    for path, attribute, value in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        is_harmless = value in _UNSET or value == b"lfs" or (attribute, value) == (b"eol", b"lf")
        if not is_harmless:  # what LFS keeps elsewhere is known by its bytes
            _refuse("converted", os.fsdecode(path))


def _write(git: Git, found: Sequence[_Entry], folder: Path) -> None:
    made = {folder}
    with (
        _held(b"".join(entry.id + b"\n" for entry in found)) as names,
        git.reading(names, "cat-file", "--batch") as blobs,
    ):
        for entry in found:
            target = folder / entry.path
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            _header(blobs, entry)
            if entry.mode == _LINK:
                _skipped(blobs, entry)
                # Where it led to is nobody's business: a link is refused for being one.
                target.symlink_to("is-not-followed")
            else:
                _copied(blobs, entry, target)
            blobs.read(1)


def _header(blobs: IO[bytes], entry: _Entry) -> None:
    words = blobs.readline().split()
    if len(words) != 3 or words[0] != entry.id or int(words[2]) != entry.size:
        message = f"{quoted(entry.path)} is not all there in this clone"
        hint = "fetch it first: a partial clone leaves out what was not asked for"
        raise RevisionError("unreadable-revision", message, hint)


def _copied(blobs: IO[bytes], entry: _Entry, target: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    is_first = True
    with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
        for chunk in _chunks(blobs, entry):
            if is_first and chunk.startswith(_LFS):
                _refuse("lfs", entry.path)
            is_first = False
            file.write(chunk)


def _skipped(blobs: IO[bytes], entry: _Entry) -> None:
    for _ in _chunks(blobs, entry):
        pass


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


def _refuse(code: str, path: str) -> NoReturn:
    message = {
        "submodule": f"{quoted(path)} is a submodule, whose files are in another repository",
        "lfs": f"{quoted(path)} is a pointer of Git LFS, whose file is kept elsewhere",
        "converted": f"{quoted(path)} is read otherwise than git stores it",
    }[code]
    raise RevisionError(f"revision-{code}", message, _HINTS[code])
