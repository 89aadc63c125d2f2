"""Look at the files that claims name: are they there, and are they what their digest says?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from checker import files
from checker.errors import Problem
from checker.quantities import parse_date
from checker.workspace.records import At, Evidence, FileState

# What is wrong with a path is the workspace's fault; what is wrong with a file is a gap.
_STATES = {
    "missing": FileState.MISSING,
    "empty": FileState.EMPTY,
}


class Root(NamedTuple):
    """A folder below which evidence lies, and paths there that do not count."""

    folder: FilePath
    without: Collection[str] = ()


class EvidenceFiles:
    """Reads evidence below the workspace, else below the other roots; each file once."""

    def __init__(self, workspace: FilePath, roots: Iterable[Root] = ()) -> None:
        self._roots = [Root(workspace), *roots]
        self._seen: dict[str, tuple[FileState, str]] = {}
        self.problems: list[Problem] = []

    def state(self, item: Mapping[str, Any], at: At) -> FileState:
        """The state of the file that `item` names by `path` and `sha256`.

        A path out of the workspace is an input problem, kept in `problems`.
        """
        if "path" not in item:
            return FileState.LINKED
        state, digest = self.file(item["path"], at.below("path"))
        stated = item.get("sha256")
        if state is not FileState.NOT_PINNED or stated is None:
            return state
        return FileState.MATCHED if digest == stated else FileState.ALTERED

    @property
    def seen(self) -> Mapping[str, tuple[FileState, str]]:
        """What became of every file that was asked about, and the digest of what is there."""
        return self._seen

    def file(self, path: str, at: At) -> tuple[FileState, str]:
        """The state of the file at `path`, which `at` names, and its digest."""
        if path not in self._seen:
            found = self._look(path, at)
            if found is None:  # told again at each place that names it
                return FileState.UNREADABLE, ""
            self._seen[path] = found
        return self._seen[path]

    def _look(self, path: str, at: At) -> tuple[FileState, str] | None:
        state = FileState.MISSING
        plain = PurePosixPath(path).as_posix()
        for root in (root for root in self._roots if plain not in root.without):
            try:
                return FileState.NOT_PINNED, files.digest_below(root.folder, path)[0]
            except files.FileRefusedError as error:
                if error.code == "outside-workspace":
                    self.problems.append(Problem(at.place(), error.code, error.message, error.hint))
                    return None
                found = _STATES.get(error.code, FileState.UNREADABLE)
                state = found if found is not FileState.MISSING else state
        return state, ""

    def items(self, values: Iterable[Mapping[str, Any]], at: At) -> tuple[Evidence, ...]:
        """The evidence that a claim, record or decision lists."""
        return tuple(self._item(value, at.below(index)) for index, value in enumerate(values))

    def _item(self, value: Mapping[str, Any], at: At) -> Evidence:
        covers, in_force = value.get("covers"), value.get("in_force")
        until = in_force.get("until") if in_force else None
        return Evidence(
            kind=value["kind"],
            at=at,
            path=value.get("path", ""),
            uri=value.get("uri", ""),
            title=value.get("title", ""),
            reference=value.get("reference", ""),
            performed_on=parse_date(value["performed_on"]) if "performed_on" in value else None,
            covers=(parse_date(covers["from"]), parse_date(covers["to"])) if covers else None,
            in_force=(parse_date(in_force["from"]), parse_date(until) if until else None)
            if in_force
            else None,
            sha256=value.get("sha256", ""),
            result=value.get("result", ""),
            state=self.state(value, at),
        )
