"""Put files where there are none: staged, checked, and moved there all or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from checker.errors import OutputError


def place(folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None]) -> None:
    """Write `files` below `folder`, once `check` accepts the folder they are staged in.

    Raises `OutputError` when anything of that name is there already, or cannot be written, and what
    `check` raises; then nothing is left behind.
    """
    _require_free(folder, files)
    # Where the target is there it is staged inside: what is above may belong to somebody else, or
    # be another file system.
    beside = folder if folder.is_dir() else folder.absolute().parent
    stage = beside / f".checker-init-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        _stage(stage, files)
        check(stage)
        _move(stage, folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        message = f"nothing was written: {why}; name a place that can be written to"
        raise OutputError(f"{folder}: {message}") from error
    finally:
        # Also on an interrupt; after the move there is nothing of it left.
        shutil.rmtree(stage, ignore_errors=True)


def _require_free(folder: Path, files: Mapping[str, bytes]) -> None:
    if not folder.absolute().parent.is_dir():
        message = f"the folder '{folder.parent}' does not exist; create it first"
        raise OutputError(f"{folder}: {message}")
    if folder.is_symlink() or (os.path.lexists(folder) and not folder.is_dir()):
        raise OutputError(f"{folder}: is no folder; name one, or one that is not there yet")
    taken = [name for name in _heads(files) if os.path.lexists(folder / name)]
    if taken:
        message = f"{', '.join(taken)} is there already; nothing was written"
        raise OutputError(f"{folder}: {message}. Name a folder of its own")


def _heads(files: Mapping[str, bytes]) -> list[str]:
    """What stands right below the folder, once each."""
    return list(dict.fromkeys(name.partition("/")[0] for name in files))


def _stage(stage: Path, files: Mapping[str, bytes]) -> None:
    stage.mkdir()
    for name, data in files.items():
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _move(stage: Path, folder: Path) -> None:
    """Move what was staged; into a folder that is there, piece by piece, or back again."""
    if not folder.exists():
        stage.rename(folder)
        return
    moved: list[Path] = []
    try:
        for source in sorted(stage.iterdir()):
            # Before it is there: an interrupt may come right after.
            moved.append(folder / source.name)
            try:
                _move_one(source, moved[-1])
            except FileExistsError:
                moved.pop()
                raise
    except BaseException:
        for target in moved:
            _remove(target)
        raise


def _move_one(source: Path, target: Path) -> None:
    """Move a file or folder to a name that must be free at that moment."""
    if source.is_dir():
        target.mkdir()  # fails where the name was taken meanwhile
        source.rename(target)  # over the empty folder just made
        return
    with target.open("xb") as file:
        file.write(source.read_bytes())


def _remove(target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target, ignore_errors=True)
    else:
        target.unlink(missing_ok=True)
