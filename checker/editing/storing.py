"""Put an edited file where it was read from, whole or not at all, unless somebody changed it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
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
_WRITABLE = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def replace_below(root: Path, file: str, before: bytes, after: bytes) -> None:
    """Replace the file at the POSIX path `file` below `root`, which still holds `before`.

    A temporary file beside it is written, synced, read back and moved over it; permissions and,
    where the system lets us, owner and group stay. Another name of the same file (a hard link)
    keeps what it held. No symbolic link is followed below `root`. Raises `InputError` when the file
    is no longer what was read, is a link, or may not be written to; `OutputError` when it cannot be
    written.
    """
    with _folder(root, file) as (folder, name):
        status = _require_unchanged(folder, name, file, before)

        def move(temporary: str) -> None:
            _require_unchanged(folder, name, file, before)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

        _write(folder, file, after, status, move)


def create_below(root: Path, file: str, data: bytes) -> None:
    """Write a new file at the POSIX path `file` below `root`, its folders too; never over another.

    Raises `InputError` when something stands there already, `OutputError` when it cannot be
    written; nothing stands there then that did not before.
    """
    made: list[str] = []
    with _folder(root, file, is_made=True) as (folder, name):

        def move(temporary: str) -> None:
            try:
                # Unlike a rename, a link never replaces what came in between.
                os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            except FileExistsError as error:
                message = "a file of this name is there already"
                raise InputError([_problem(file, "exists", message, "name another")]) from error
            made.append(name)

        try:
            _write(folder, file, data, None, move)
        except BaseException:
            _remove(folder, made)
            raise


def withdraw_below(root: Path, file: str) -> None:
    """Remove what `create_below` made, as far as that can be done."""
    with suppress(OSError, OutputError), _folder(root, file) as (folder, name):
        _remove(folder, [name])


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


def _require_unchanged(folder: int, name: str, file: str, before: bytes) -> os.stat_result:
    """Owner and permissions of the file, if it is the one that was read and may be written to."""
    try:
        found = read_stable(folder, name, _LARGEST, may_be_empty=True)
    except FileRefusedError as error:
        problem = _problem(file, error.code, error.message, error.hint)
        raise InputError([problem]) from error
    if found != before:
        message = "the file has changed since it was read"
        raise InputError([_problem(file, "changed", message, "run the command again")])
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    try:
        # A rename asks for no right to the file itself. Opening changes nothing.
        os.close(os.open(name, _WRITABLE, dir_fd=folder))
        is_writable = bool(status.st_mode & 0o222)  # whoever may do anything may open it
    except PermissionError:
        is_writable = False
    if not is_writable:
        message = "the file may not be written to"
        raise InputError([_problem(file, "read-only", message, "grant the right to write")])
    return status


def _write(
    folder: int,
    file: str,
    data: bytes,
    like: os.stat_result | None,
    move: Callable[[str], None],
) -> None:
    """Write `data` to a temporary file, as another is owned, and let `move` put it in its place."""
    temporary = f".checker-{os.getpid()}-{os.urandom(4).hex()}.tmp"
    try:
        rights = 0o666 if like is None else 0o600
        with os.fdopen(os.open(temporary, _NEW, rights, dir_fd=folder), "wb") as stream:
            stream.write(data)
            stream.flush()
            if like is not None:
                _own(stream.fileno(), like)
            os.fsync(stream.fileno())
        if read_stable(folder, temporary, len(data), may_be_empty=True) != data:
            raise OutputError(f"{file}: what was read back is not what was written")
        move(temporary)
        os.fsync(folder)
    except FileRefusedError as error:
        raise OutputError(f"{file}: {error.message}") from error
    finally:
        _remove(folder, [temporary])


def _own(descriptor: int, like: os.stat_result) -> None:
    """Give a file the owner and the group of another, where that is allowed, and its permissions.

    The permissions come last: a change of owner takes some of them away.
    """
    for owner in (like.st_uid, -1):
        with suppress(PermissionError):
            os.fchown(descriptor, owner, like.st_gid)
            break
    os.fchmod(descriptor, stat.S_IMODE(like.st_mode))


def _remove(folder: int, names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)


def _problem(file: str, code: str, message: str, hint: str) -> Problem:
    return Problem(Place(file, 1, 1), code, f"{quoted(file)}: {message}", hint)
