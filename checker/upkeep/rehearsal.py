"""Read a workspace as it would be after an edit, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from checker.errors import InputError
from checker.files import FileBytes
from checker.model import Catalog
from checker.workspace import Workspace, load


def rehearsed(
    root: Path, catalog: Catalog, evidence_root: Path | None, changes: Mapping[str, bytes]
) -> Workspace:
    """The workspace with the files of `changes`, new ones too, in place of what stands there.

    Raises `InputError` when it could not be trusted any more.
    """

    def watch(files: Sequence[FileBytes]) -> Iterator[FileBytes]:
        known = {file.path for file in files}
        for file in files:
            yield _changed(file.path, changes[file.path]) if file.path in changes else file
        for path, data in changes.items():
            if path not in known:
                yield _changed(path, data)

    loaded = load(root, catalog, evidence_root, watch)
    if loaded.problems or loaded.workspace is None:
        raise InputError(loaded.problems, loaded.documents)
    return loaded.workspace


def _changed(path: str, data: bytes) -> FileBytes:
    return FileBytes(path, data, hashlib.sha256(data).hexdigest())
