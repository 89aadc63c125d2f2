"""Read one file below a folder, component by component, so that no name and no link leads out."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from checker.text import HIDDEN, quoted

T = TypeVar("T")

# The largest file that is taken into memory, and the largest that is digested, in bytes.
LARGEST_READ = 64_000_000
LARGEST_DIGESTED = 256_000_000

# A folder of the way, and the file at its end. Non-blocking, because opening a pipe waits for ever.
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

_CHUNK = 1 << 20
_ATTEMPTS = 2

_HINTS = {
    "outside-workspace": "write a path below the workspace, such as evidence/scan.json",
    "missing": "add the file, or correct the path",
    "not-a-file": "only regular files are read",
    "symlink": "put the file itself in its place",
    "empty": "add the content, or remove the file",
    "unreadable": "grant the right to read it",
    "changed-while-reading": "run again when nothing writes to it",
    "too-large": "split it, or keep a smaller extract",
}


class FileRefusedError(Exception):
    """Why a file was not read: a stable code, what is wrong, what to do.

    Codes: outside-workspace, missing, not-a-file, symlink, empty, unreadable, too-large,
    changed-while-reading.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        self.hint = _HINTS[code]
        super().__init__(message)


def open_below(
    root: int | str | os.PathLike[str], relative: str, *, limit: int = LARGEST_READ
) -> bytes:
    """The content of the file at the POSIX path `relative` below `root`, at most `limit` bytes.

    `root` is a folder, or a descriptor of one. Raises FileRefusedError.
    """
    return _below(root, relative, lambda folder, name: read_stable(folder, name, limit))


def digest_below(
    root: int | str | os.PathLike[str], relative: str, *, limit: int = LARGEST_DIGESTED
) -> tuple[str, int]:
    """SHA-256 in lower-case hexadecimal, and size in bytes, of a file that need not fit in memory.

    Otherwise as `open_below`; what is digested was opened once.
    """
    return _below(root, relative, lambda folder, name: _digest_stable(folder, name, limit))


def read_stable(folder: int, name: str, limit: int, *, may_be_empty: bool = False) -> bytes:
    """All bytes of the regular file `name` in the folder with this descriptor.

    A file that changes while it is read is read once more, and then refused. Raises
    FileRefusedError.
    """

    def read(descriptor: int, size: int) -> tuple[bytes, int]:
        # One byte more than promised, so that growth shows.
        data = b"".join(_chunks(descriptor, size + 1))
        return data, len(data)

    return _stable(folder, name, limit, may_be_empty, read)


def open_folder(folder: int, name: str) -> int:
    """A descriptor of the folder `name` inside another, never through a symbolic link.

    Raises OSError.
    """
    return _open(name, _FOLDER | os.O_NOFOLLOW, folder)


def open_root(root: int | str | os.PathLike[str]) -> int:
    """A descriptor of the folder where everything starts; links on the way to it are followed.

    Raises OSError.
    """
    return os.dup(root) if isinstance(root, int) else _open(root, _FOLDER, None)


# Every opening and every reading goes through these two, which tests replace to act in between.


def _open(name: str | os.PathLike[str], flags: int, folder: int | None) -> int:
    return os.open(name, flags, dir_fd=folder)


def _read(descriptor: int, size: int) -> bytes:
    return os.read(descriptor, size)


def _below(root: int | str | os.PathLike[str], relative: str, use: Callable[[int, str], T]) -> T:
    """Open the folders of `relative` one by one; `use` gets the last one and the file's name."""
    *folders, name = _components(relative)
    try:
        descriptor = open_root(root)
    except OSError as error:
        _refuse(error, None, "")
    try:
        for folder in folders:
            try:
                inner = open_folder(descriptor, folder)
            except OSError as error:
                _refuse(error, descriptor, folder)
            os.close(descriptor)
            descriptor = inner
        return use(descriptor, name)
    finally:
        os.close(descriptor)


def _components(relative: str) -> list[str]:
    """The names on the way; `.` adds nothing and is dropped. Raises FileRefusedError."""
    parts = relative.split("/")
    if "" in parts or ".." in parts or HIDDEN.search(relative):
        raise FileRefusedError(
            "outside-workspace", f"{quoted(relative)} is not a plain path below the workspace"
        )
    names = [part for part in parts if part != "."]
    if not names:
        raise FileRefusedError("not-a-file", f"{quoted(relative)} is a folder")
    return names


def _stable(
    folder: int,
    name: str,
    limit: int,
    may_be_empty: bool,
    use: Callable[[int, int], tuple[T, int]],
) -> T:
    """What `use` makes of a file's descriptor and size, if the file stays the same meanwhile."""
    for _ in range(_ATTEMPTS):
        with _opened(folder, name) as descriptor:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise FileRefusedError("not-a-file", f"{quoted(name)} is not a regular file")
            if before.st_size > limit:
                message = f"{quoted(name)} has {before.st_size:,} bytes, {limit:,} are read"
                raise FileRefusedError("too-large", message)
            try:
                result, size = use(descriptor, before.st_size)
            except OSError as error:
                raise FileRefusedError("unreadable", f"{quoted(name)}: {reason(error)}") from error
            after = os.fstat(descriptor)
        if _identity(before) == _identity(after) and size == before.st_size:
            if not size and not may_be_empty:
                raise FileRefusedError("empty", f"{quoted(name)} is empty")
            return result
    raise FileRefusedError("changed-while-reading", f"{quoted(name)} changed while it was read")


def _digest_stable(folder: int, name: str, limit: int) -> tuple[str, int]:
    def digest(descriptor: int, size: int) -> tuple[tuple[str, int], int]:
        sha256 = hashlib.sha256()
        seen = 0
        for chunk in _chunks(descriptor, size + 1):
            sha256.update(chunk)
            seen += len(chunk)
        return (sha256.hexdigest(), seen), seen

    return _stable(folder, name, limit, False, digest)


def _chunks(descriptor: int, most: int) -> Iterator[bytes]:
    """What can be read from `descriptor`, at most `most` bytes of it."""
    while most and (chunk := _read(descriptor, min(most, _CHUNK))):
        most -= len(chunk)
        yield chunk


def _identity(status: os.stat_result) -> tuple[int, int, int, int, int]:
    return (
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    )  # fmt: skip


@contextmanager
def _opened(folder: int, name: str) -> Iterator[int]:
    try:
        descriptor = _open(name, _FILE, folder)
    except OSError as error:
        _refuse(error, folder, name)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _refuse(error: OSError, folder: int | None, name: str) -> NoReturn:
    """Raise the FileRefusedError that says why `name` could not be opened."""
    if folder is None:
        raise FileRefusedError("missing", f"the folder to read from: {reason(error)}") from error
    if error.errno in {errno.ELOOP, errno.ENOTDIR, errno.EMLINK} and _is_link(folder, name):
        code, message = "symlink", f"{quoted(name)} is a symbolic link"
    elif error.errno == errno.ENOTDIR:
        code, message = "missing", f"{quoted(name)} is not a folder"
    elif error.errno in {errno.ENOENT, errno.ENAMETOOLONG}:
        code, message = "missing", f"{quoted(name)} does not exist"
    elif error.errno in {errno.ENXIO, errno.ENODEV, errno.EISDIR, errno.EOPNOTSUPP}:
        code, message = "not-a-file", f"{quoted(name)} is not a regular file"
    else:
        code, message = "unreadable", f"{quoted(name)}: {reason(error)}"
    raise FileRefusedError(code, message) from error


def _is_link(folder: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def reason(error: OSError) -> str:
    """What the operating system says, without the path, which may be absolute."""
    return (error.strerror or "cannot be read").lower()
