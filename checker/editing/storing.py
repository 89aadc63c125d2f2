"""Put an edited file where it was read from, whole or not at all, unless somebody changed it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checker.errors import InputError, OutputError, Problem
from checker.files import FileRefusedError
from checker.files.below import open_folder, open_root, read_stable
from checker.model import Place
from checker.text import quoted

# The largest file that is edited, as the largest that is read.
_LARGEST = 2_000_000
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def replace_below(root: Path, file: str, before: bytes, after: bytes) -> None:
    """Replace the file at the POSIX path `file` below `root`, which still holds `before`.

    A temporary file beside it is written, synced, read back and moved over it; the permissions
    stay. No symbolic link is followed below `root`. Raises `InputError` when the file is no longer
    what was read, is a link, or is read-only; `OutputError` when it cannot be written.
    """
    with _folder(root, file) as (folder, name):
        mode = _require_unchanged(folder, name, file, before)

        def move(temporary: str) -> None:
            _require_unchanged(folder, name, file, before)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

        _write(folder, file, after, mode, move)


def create_below(root: Path, file: str, data: bytes) -> None:
    """Write a new file at the POSIX path `file` below `root`, its folders too; never over another.

    Raises `InputError` when something stands there already, `OutputError` when it cannot be
    written.
    """
    with _folder(root, file, is_made=True) as (folder, name):

        def move(temporary: str) -> None:
            try:
                # Unlike a rename, a link never replaces what came in between.
                os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            except FileExistsError as error:
                message = "a file of this name is there already"
                raise InputError([_problem(file, "exists", message, "name another")]) from error
            os.unlink(temporary, dir_fd=folder)

        _write(folder, file, data, None, move)


@contextmanager
def _folder(root: Path, file: str, *, is_made: bool = False) -> Iterator[tuple[int, str]]:
    """A descriptor of the folder that holds `file`, reached without a link, and the file's name."""
    *folders, name = file.split("/")
    if not name or {"", "..", "."} & {*folders, name}:
        raise InputError([_problem(file, "outside-workspace", "is no plain path below it", "")])
    descriptor = open_root(root)
    try:
        for step in folders:
            if is_made:
                with suppress(FileExistsError):
                    os.mkdir(step, dir_fd=descriptor)
            inner = open_folder(descriptor, step)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, name
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{file}: cannot be written: {why}") from error
    finally:
        os.close(descriptor)


def _require_unchanged(folder: int, name: str, file: str, before: bytes) -> int:
    """The permissions of the file, if it is the one that was read."""
    try:
        found = read_stable(folder, name, _LARGEST, may_be_empty=True)
    except FileRefusedError as error:
        problem = _problem(file, error.code, error.message, error.hint)
        raise InputError([problem]) from error
    if found != before:
        message = "the file has changed since it was read"
        raise InputError([_problem(file, "changed", message, "run the command again")])
    mode = stat.S_IMODE(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    if not mode & 0o222:
        message = "nobody may write to the file"
        raise InputError([_problem(file, "read-only", message, "grant the right to write")])
    return mode


def _write(
    folder: int, file: str, data: bytes, mode: int | None, move: Callable[[str], None]
) -> None:
    """Write `data` to a temporary file, and let `move` put it in its place."""
    temporary = f".checker-{os.getpid()}-{os.urandom(4).hex()}.tmp"
    try:
        with os.fdopen(os.open(temporary, _NEW, 0o666, dir_fd=folder), "wb") as stream:
            stream.write(data)
            stream.flush()
            if mode is not None:
                os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        if read_stable(folder, temporary, len(data), may_be_empty=True) != data:
            raise OutputError(f"{file}: what was read back is not what was written")
        move(temporary)
        os.fsync(folder)
    except FileRefusedError as error:
        raise OutputError(f"{file}: {error.message}") from error
    finally:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)


def _problem(file: str, code: str, message: str, hint: str) -> Problem:
    return Problem(Place(file, 1, 1), code, f"{quoted(file)}: {message}", hint)
