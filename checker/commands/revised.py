"""A workspace as it was at a git revision, with the evidence that its claims name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from checker.frozen import frozen

if TYPE_CHECKING:
    from checker.workspace.evidence import Root


@frozen
class Revised:
    """The folder as it was, None where there was none, and where else its evidence lies."""

    commit: str
    where: str  # the folder from the top of the repository
    folder: Path | None
    roots: tuple[Root, ...] = ()


@contextmanager
def revised(
    workspace: Path, evidence_root: Path | None, name: str, path: str | None = None
) -> Iterator[Revised]:
    """The workspace, or the folder at `path` of its repository, at the revision `name`.

    The files are there until the context ends. Raises `InputError` where they cannot be had as they
    were. Evidence that git knows is that of the revision, also below an evidence root in the same
    repository. What it does not know (ignored, fetched for the run) is as it lies there today: it
    would else seem to have been missing then, and what is missing today would be nothing new.
    """
    from checker.revisions import Git, checked_out
    from checker.workspace.evidence import Root

    git = Git(workspace)
    with ExitStack() as stack:
        found = stack.enter_context(checked_out(git, name, path))
        roots = [Root(git.root / found.where, git.tracked(found.where))]
        within = git.within(evidence_root) if evidence_root else None
        if evidence_root is not None and within is not None:
            then = stack.enter_context(checked_out(git, name, within))
            roots = [*([Root(then.folder)] if then.folder else []), *roots]
        if evidence_root is not None:
            known = git.tracked(within) if within is not None else frozenset()
            roots.append(Root(evidence_root, known))
        yield Revised(found.commit, found.where, found.folder, tuple(roots))
