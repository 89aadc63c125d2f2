"""Refuse what the working tree has, or had, otherwise than git stores it.

Attributes are asked for twice, as they are now and as the revision has them: taking a filter away
does not make the files that went through it what they were.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from checker.errors import CheckerError
from checker.revisions.git import Git, RevisionError
from checker.text import quoted

_CONVERTING = ("filter", "ident", "working-tree-encoding", "eol")
# What git is told by default, and whatever else converts nothing; a key without a value is true.
_HARMLESS_KEYS = {
    "core.autocrlf": (b"false", b"no", b"off", b"0", b"input"),
    "core.eol": (b"native", b"lf"),
}
_UNSET = frozenset({b"unspecified", b"unset"})
_ATTRIBUTES = ".gitattributes"
_HINT = "store the file as it is to be read: without filter, eol or encoding"


class Stored(NamedTuple):
    """A file or link of a commit, by its path from the top of the repository."""

    mode: bytes
    id: bytes
    path: str


def require_as_stored(git: Git, commit: str, within: str, found: Sequence[Stored]) -> None:
    """Raise `RevisionError` for the first file below the folder `within` that is converted."""
    for key, harmless in _HARMLESS_KEYS.items():
        value = git.output("config", "--default", harmless[0].decode(), "--get", key).strip()
        if value.lower() not in harmless:
            message = f"{key} converts line ends, so that files are read otherwise than stored"
            raise RevisionError("revision-converted", message, _HINT)
    names = b"".join(os.fsencode(one.path) + b"\0" for one in found)
    _require_harmless(git, names, len(found))
    stating = [*_above(git, commit, within), *filter(_is_stating, found)]
    if stating:
        with _indexed(git, stating) as index:
            _require_harmless(git, names, len(found), index)


def _require_harmless(
    git: Git, names: bytes, count: int, index: Mapping[str, str] | None = None
) -> None:
    source = () if index is None else ("--cached",)
    arguments = ("check-attr", *source, "-z", "--stdin", *_CONVERTING)
    fields = git.output(*arguments, names=names, more=index).split(b"\0")[:-1]
    if len(fields) != 3 * len(_CONVERTING) * count:
        raise CheckerError("git does not answer for every file of the revision")
    for path, attribute, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        is_harmless = value in _UNSET or value == b"lfs" or (attribute, value) == (b"eol", b"lf")
        if not is_harmless:  # what LFS keeps elsewhere is known by its bytes
            message = f"{quoted(os.fsdecode(path))} is read otherwise than git stores it"
            raise RevisionError("revision-converted", message, _HINT)


def _is_stating(one: Stored) -> bool:
    return one.path.rpartition("/")[2] == _ATTRIBUTES


def _above(git: Git, commit: str, within: str) -> Iterator[Stored]:
    """The files of attributes in the folders above `within`."""
    steps = within.split("/") if within else []
    paths = ["/".join((*steps[:depth], _ATTRIBUTES)) for depth in range(len(steps))]
    rows = git.output("ls-tree", "-z", commit, "--", *paths) if paths else b""
    for row in filter(None, rows.split(b"\0")):
        about, _, path = row.partition(b"\t")
        mode, _kind, id_ = about.split()
        yield Stored(mode, id_, os.fsdecode(path))


@contextmanager
def _indexed(git: Git, stating: Iterable[Stored]) -> Iterator[Mapping[str, str]]:
    """An index of our own, outside the repository, that holds nothing but these files."""
    rows = (b"%b %b\t%b\0" % (one.mode, one.id, os.fsencode(one.path)) for one in stating)
    with tempfile.TemporaryDirectory(prefix="checker-attributes-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.output("update-index", "-z", "--index-info", names=b"".join(rows), more=index)
        yield index
