"""Turn a file on disk into an item of evidence: its path in the workspace, its time, its digest."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from checker.documents import kinds
from checker.errors import InputError, Problem
from checker.files import FileRefusedError, digest_below, open_below
from checker.frozen import frozen
from checker.model import Place
from checker.posture.evidence import OUTCOMES
from checker.text import quoted, visible

EVIDENCE = "evidence"


@frozen
class Artefact:
    """A file that stands, or is to be copied, below the workspace or the evidence root."""

    path: str  # POSIX, as a claim names it
    sha256: str
    data: bytes | None = None  # what is to be copied there; None where it stands already


@frozen
class Shown:
    """What an artefact is to show: of the three times exactly one is given."""

    kind: str
    result: str = ""
    title: str = ""
    performed_on: date | None = None
    covers: tuple[date, date] | None = None
    in_force: tuple[date, date | None] | None = None


def known_kinds() -> tuple[str, ...]:
    """Every kind of evidence there is."""
    found: list[str] = kinds.raw("common")["evidence_item"]["properties"]["kind"]["enum"]
    return tuple(found)


def lacks_result(kind: str, result: str) -> bool:
    """Whether the kind has an outcome, and none is stated, which would count as failed."""
    return kind in OUTCOMES and not result


def item(artefact: Artefact, shown: Shown) -> dict[str, Any]:
    """The item of evidence, its keys in the usual order."""
    made: dict[str, Any] = {"kind": shown.kind}
    if shown.title:
        made["title"] = shown.title
    made["path"] = artefact.path
    if shown.performed_on is not None:
        made["performed_on"] = shown.performed_on.isoformat()
    if shown.covers is not None:
        start, end = shown.covers
        made["covers"] = {"from": start.isoformat(), "to": end.isoformat()}
    if shown.in_force is not None:
        begins, ends = shown.in_force
        until = {"until": ends.isoformat()} if ends is not None else {}
        made["in_force"] = {"from": begins.isoformat(), **until}
    if shown.result:
        made["result"] = shown.result
    return made | {"sha256": artefact.sha256}


def located(file: Path, workspace: Path, evidence_root: Path | None = None) -> Artefact:
    """The file as it stands below the workspace or the evidence root.

    A relative name is looked for in the current folder, then below the workspace. Raises
    `InputError`.
    """
    found = _found(file, workspace)
    for root in (workspace, evidence_root):
        relative = _below(found, root) if root is not None else None
        if root is not None and relative is not None:
            if root is evidence_root and os.path.lexists(workspace / relative):
                message = "the workspace has another file of this path, which comes first"
                raise _refused(file, "ambiguous", message, "name it another way")
            return Artefact(relative, _digest(file, root, relative))
    hint = f"copy it below {EVIDENCE}/ with --copy"
    raise _refused(file, "outside-workspace", "stands outside of the workspace", hint)


def copied(file: Path, workspace: Path) -> Artefact:
    """The file as it is to stand below `evidence/`. Raises `InputError`."""
    found = _found(file, workspace)
    relative = f"{EVIDENCE}/{found.name}"
    _require_folder(file, workspace)
    try:
        data = open_below(found.parent, found.name)
    except FileRefusedError as error:
        raise _refused(file, error.code, error.message, error.hint) from error
    sha256 = hashlib.sha256(data).hexdigest()
    if not os.path.lexists(workspace / relative):
        return Artefact(relative, sha256, data)
    with suppress(FileRefusedError):
        if digest_below(workspace, relative)[0] == sha256:
            return Artefact(relative, sha256)
    message = f"cannot be copied: another file stands at {relative}"
    raise _refused(file, "exists", message, "rename the file; evidence is never replaced")


def _require_folder(file: Path, workspace: Path) -> None:
    """What is to be copied can be read there: links are not followed below the workspace."""
    folder = workspace / EVIDENCE
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        what = "a symbolic link" if folder.is_symlink() else "no folder"
        message = f"cannot be copied: {EVIDENCE}/ is {what}"
        raise _refused(file, "not-a-folder", message, "put a folder in its place")


def _found(file: Path, workspace: Path) -> Path:
    """The path of the file that is meant; the file itself is not followed where it is a link."""
    options = [file] if file.is_absolute() else [file, workspace / file]
    there = {os.path.realpath(p.parent) + os.sep + p.name: p for p in options if _exists(p)}
    if len(there) > 1:
        message = "stands in the current folder and below the workspace"
        raise _refused(file, "ambiguous", message, "write ./ or the workspace before it")
    if not there:
        raise _refused(file, "missing", "does not exist", "correct the path")
    return next(iter(there.values()))


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _below(file: Path, root: Path) -> str | None:
    """The path of `file` below `root`, links in it kept so that they are refused; None outside."""
    for place, top in (
        (os.path.abspath(file), os.path.abspath(root)),  # noqa: PTH100 - links are not followed
        (os.path.join(os.path.realpath(file.parent), file.name), os.path.realpath(root)),  # noqa: PTH118
    ):
        relative = os.path.relpath(place, top)
        if relative != os.pardir and not relative.startswith(os.pardir + os.sep):
            return Path(relative).as_posix()
    return None


def _digest(file: Path, root: Path, relative: str) -> str:
    try:
        return digest_below(root, relative)[0]
    except FileRefusedError as error:
        raise _refused(file, error.code, error.message, error.hint) from error


def _refused(file: Path, code: str, message: str, hint: str) -> InputError:
    """The problem with a file that was named on the command line."""
    place = Place(visible(file.as_posix(), 200), 1, 1)
    said = message if message.startswith("'") else f"{quoted(file.name)} {message}"
    return InputError([Problem(place, code, said, hint)])
