"""Turn a workspace folder into the bytes of its YAML files, and an account of what was left out."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from checker.errors import Problem
from checker.files.below import FileRefusedError, open_folder, open_root, read_stable, reason
from checker.model import Place
from checker.text import fold, quoted, visible

_SUFFIXES = (".yaml", ".yml")
# Backups, editors' copies, disguised suffixes: a person may believe that they are read.
_NEAR_MISS = re.compile(r"\.ya?ml|\.y(?:am|ma|al|aml?)l?$")
_EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Limits:
    """How much of a folder is read: files, bytes of all, bytes of one, levels, names looked at."""

    files: int = 10_000
    total_bytes: int = 64_000_000
    file_bytes: int = 2_000_000
    depth: int = 64
    names: int = 200_000


DEFAULT = Limits()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FileBytes:
    """One file as it was read: its neutral POSIX path below the root, its bytes, their SHA-256."""

    path: str
    data: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tree:
    """What a folder holds, by path in code point order.

    `refused` are the paths behind the problems; `excluded` pairs a path with the rule that leaves
    it out. `found` counts names as they are met, so that it equals `len(files) + len(refused) +
    len(excluded)` is a check, not a definition. What nobody takes for YAML is not counted.
    """

    files: tuple[FileBytes, ...]
    problems: tuple[Problem, ...]
    refused: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]
    found: int


def read_tree(root: Path, *, limits: Limits = DEFAULT) -> Tree:
    """Read every `.yaml` and `.yml` file (in any case) below `root`, except what the rules exclude.

    Excluded, and listed: the folder `evidence/` of the root, hidden folders and files, symbolic
    links to folders, names that nearly look like YAML. A YAML name that is no regular file, or is
    reached through a symbolic link, is a problem. Never raises for anything found below `root`.
    """
    walk = _Walk(limits)
    try:
        descriptor = open_root(root)
    except OSError as error:
        walk.refuse_root(root, error)
    else:
        try:
            walk.folder(descriptor, "", 1)
        except _StopError:
            pass
        finally:
            os.close(descriptor)
        walk.expect_files()
    return walk.tree()


class _StopError(Exception):
    """Nothing more is read; the reason is already among the problems."""


class _Walk:
    """The account of one walk through a folder."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files: list[FileBytes] = []
        self._problems: list[Problem] = []
        self._refused: list[str] = []
        self._excluded: list[tuple[str, str]] = []
        self._found = 0
        self._names = 0
        self._bytes = 0
        self._seen: dict[str, str] = {}

    def tree(self) -> Tree:
        """The account so far, sorted."""
        return Tree(
            files=tuple(sorted(self._files, key=lambda file: file.path)),
            problems=tuple(sorted(self._problems)),
            refused=tuple(sorted(self._refused)),
            excluded=tuple(sorted(self._excluded)),
            found=self._found,
        )

    def refuse_root(self, root: Path, error: OSError) -> None:
        """Report that there is no folder to start from; only its own name is told."""
        is_denied = isinstance(error, PermissionError)
        code = "unreadable-directory" if is_denied else "no-such-path"
        message = f"the folder {quoted(root.name)} cannot be opened: {reason(error)}"
        self._problem(".", code, message, "name a folder that exists and can be read")

    def expect_files(self) -> None:
        """Report when nothing was selected: a check of nothing must not look like a check."""
        if not self._files and not self._problems:
            message = "no file below this folder is named .yaml or .yml"
            self._problem(".", "nothing-selected", message, "name the folder that holds the files")

    def folder(self, descriptor: int, prefix: str, level: int) -> None:
        """Read what a folder holds; `prefix` is its neutral path with a slash behind, or empty."""
        with os.scandir(descriptor) as entries:
            # Sorted, so that whatever stops the walk does so at the same place every time.
            names = sorted(self._limited(entries), key=lambda entry: entry.name)
        for entry in names:
            path = prefix + neutral_name(entry.name)
            try:
                self._entry(descriptor, entry, path, level)
            except OSError as error:
                self._found += 1
                hint = "grant the right to read it"
                self._refuse(path, "unreadable", f"cannot be read: {reason(error)}", hint)

    def _limited(self, entries: Iterable[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
        for entry in entries:
            self._names += 1
            if self._names > self._limits.names:
                self._stop(f"more than {self._limits.names:,} names")
            yield entry

    def _entry(self, descriptor: int, entry: os.DirEntry[str], path: str, level: int) -> None:
        """Read, descend into, exclude or pass by one name."""
        is_link = entry.is_symlink()
        is_folder = not is_link and entry.is_dir(follow_symlinks=False)
        is_yaml = entry.name.lower().endswith(_SUFFIXES)
        rule = _exclusion(entry, path, is_yaml, is_link, is_folder)
        if rule is not None:
            self._found += 1
            self._excluded.append((path + "/" if is_folder else path, rule))
        elif is_yaml:
            self._yaml(descriptor, entry, path, is_link)
        elif is_folder:
            self._inner(descriptor, entry.name, path, level)

    def _inner(self, descriptor: int, name: str, path: str, level: int) -> None:
        """Read a folder inside another; `level` is that of the other one, from 1."""
        if level >= self._limits.depth:
            self._found += 1
            message = f"folders are more than {self._limits.depth} levels deep"
            self._refuse(path, "too-deep-tree", message, "move the files up")
            return
        try:
            inner = open_folder(descriptor, name)
        except OSError as error:
            self._found += 1
            message = f"the folder cannot be read: {reason(error)}"
            self._refuse(path, "unreadable-directory", message, "grant the right to read it")
            return
        try:
            self.folder(inner, path + "/", level + 1)
        finally:
            os.close(inner)

    def _yaml(self, descriptor: int, entry: os.DirEntry[str], path: str, is_link: bool) -> None:
        """Read a file whose name says YAML."""
        if len(self._files) + len(self._refused) >= self._limits.files:
            self._stop(f"more than {self._limits.files:,} YAML files")
        self._found += 1
        if is_link:
            message, hint = "a symbolic link is not followed", "put the file itself in its place"
            self._refuse(path, "symlink", message, hint)
        elif not entry.is_file(follow_symlinks=False):
            message = "the name says YAML, but this is no regular file"
            self._refuse(path, "not-a-file", message, "rename or remove it")
        elif (folded := fold(path)) in self._seen:
            message = f"the path looks like {quoted(self._seen[folded])}"
            hint = "rename one of them: some file systems keep only one"
            self._refuse(path, "look-alike-path", message, hint)
        else:
            self._seen[folded] = path
            self._read(descriptor, entry.name, path)

    def _read(self, descriptor: int, name: str, path: str) -> None:
        try:
            data = read_stable(descriptor, name, self._limits.file_bytes, may_be_empty=True)
        except FileRefusedError as error:
            self._refuse(path, error.code, error.message, error.hint)
            return
        self._files.append(FileBytes(path, data, hashlib.sha256(data).hexdigest()))
        self._bytes += len(data)
        if self._bytes > self._limits.total_bytes:
            self._stop(f"more than {self._limits.total_bytes:,} bytes of YAML")

    def _refuse(self, path: str, code: str, message: str, hint: str) -> None:
        self._refused.append(path)
        self._problem(path, code, message, hint)

    def _problem(self, path: str, code: str, message: str, hint: str) -> None:
        self._problems.append(Problem(Place(path, 1, 1), code, message, hint))

    def _stop(self, message: str) -> NoReturn:
        """Report that the folder holds more than is read, and read no further."""
        hint = "name a folder that holds nothing but the workspace"
        self._problem(".", "too-many-files", f"the folder holds {message}", hint)
        raise _StopError


def neutral_name(name: str) -> str:
    """A file name fit for any output: bytes that are not UTF-8 as `%FF`, the rest by `visible`."""
    # Python hands such bytes over as lone surrogates.
    spelt = (f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in name)
    return visible(name if name.isascii() else "".join(spelt))


def _exclusion(
    entry: os.DirEntry[str], path: str, is_yaml: bool, is_link: bool, is_folder: bool
) -> str | None:
    """The rule that leaves this name out, or None."""
    leads_to_folder = is_folder or (is_link and _links_to_folder(entry))
    if path == _EVIDENCE and leads_to_folder:
        return "evidence is read by the claims that name it"
    may_seem_read = is_yaml or leads_to_folder or _NEAR_MISS.search(fold(entry.name))
    if entry.name.startswith(".") and may_seem_read:
        return "hidden folders are not read" if leads_to_folder else "hidden files are not read"
    if is_yaml:
        return None
    if is_link and leads_to_folder:
        return "symbolic links are not followed"
    if not is_folder and may_seem_read:
        return "not selected: the name does not end in .yaml or .yml"
    return None


def _links_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False
