"""Put finished bytes where they were asked for, whole or not at all, and prove that they are there.

A report on disk is current only when no `NAME.incomplete` stands beside it. The command line calls
`announce` for every output before it reads its inputs; `write_atomically` takes the marker away as
its last act. Whatever ends a run in between (a defect, a signal, a full disk) leaves the older
report untouched and the marker beside it, so that yesterday's green page never passes for today's.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from checker.errors import OutputError

MARKER_SUFFIX = ".incomplete"
_MARKER_TEXT = (
    b"The run that was to write the report beside this file has not finished.\n"
    b"If a report stands there, an earlier run made it. Run the assessment again.\n"
)
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

Check = Callable[[bytes], None]


def marker_of(path: Path) -> Path:
    """The marker that says the report at `path` is not of this run."""
    return path.with_name(path.name + MARKER_SUFFIX)


def announce(path: Path) -> None:
    """Mark the report at `path` as not of this run; call it before anything is read.

    Raises `OutputError` where the report could not be written later either: its folder is missing,
    or `path` is there and is no regular file.
    """
    _require_writable(path)
    try:
        _write_file(marker_of(path), _MARKER_TEXT, os.O_TRUNC, 0o666)
    except OSError as error:
        raise OutputError(
            f"{path}: the marker beside it cannot be written: {_why(error)}"
        ) from error


def write_atomically(path: Path, data: bytes, check: Check) -> None:
    """Replace the file at `path` by `data`, which `check` accepts when read back from the disk.

    A temporary file beside the target is written, synced, read back, checked and moved over it;
    the folder is synced, the target read back once more and the marker removed. Raises
    `OutputError` when any step fails, or what `check` raises: then no temporary file is left and
    the marker stays; up to the move the older file is untouched.
    """
    announce(path)
    temporary = path.with_name(f".checker-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        _write_file(temporary, data, os.O_EXCL, _mode_of(path))
        _require_same(temporary, data)
        check(temporary.read_bytes())
        temporary.replace(path)
        _sync_folder(path.parent)
        _require_same(path, data)
        marker_of(path).unlink()
        _sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"{path}: the report cannot be written: {_why(error)}") from error
    finally:
        # Also on an interrupt; after the move there is nothing left to remove.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_stdout(data: bytes, stream: BinaryIO | None = None) -> None:
    """Write `data` to standard output, or to `stream`, and flush it.

    Raises `OutputError` when it is closed, full, or its reader has gone away.
    """
    try:
        target = stream or sys.stdout.buffer
        target.write(data)
        target.flush()
    except (OSError, ValueError, AttributeError) as error:
        # None or without a buffer: started with standard output closed. ValueError: closed since.
        if stream is None:
            _abandon_stdout()
        reason = _why(error) if isinstance(error, OSError) else "it is closed"
        raise OutputError(f"standard output cannot be written: {reason}") from error


def _abandon_stdout() -> None:
    """Let what is still buffered go nowhere; Python would exit with a code of its own over it."""
    try:
        descriptor = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        return


def _require_writable(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder '{path.parent}' does not exist; create it first")
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(f"{path}: the report cannot be written: {_why(error)}") from error
    if stat.S_ISLNK(mode):
        raise OutputError(f"{path}: is a symbolic link; name the file it leads to")
    if not stat.S_ISREG(mode):
        # Moving a file over a device or a pipe would remove it; standard output has its own way.
        raise OutputError(f"{path}: is not a regular file; name a file, or leave the path out")


def _mode_of(path: Path) -> int:
    """Permissions of the older file, which its owner chose; else the usual ones for a new file."""
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666


def _write_file(path: Path, data: bytes, how: int, mode: int) -> None:
    flags = (_NEW_FILE & ~os.O_EXCL) | how
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _require_same(path: Path, data: bytes) -> None:
    if path.read_bytes() != data:
        raise OutputError(f"{path.name}: what was read back is not what was written")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
