"""Where a workspace lies in its repository, for formats that name files from its top."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class Below(click.ParamType[str]):
    """A path from the top of a repository down; `.` is the top itself."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path with single slashes; a usage error when it leads out of the repository."""
        path = PurePosixPath(value)
        if path.is_absolute() or ".." in path.parts or not str(value).isprintable():
            self.fail("write the path from the top of the repository down", param, ctx)
        return "" if path == PurePosixPath() else path.as_posix()


def prefix_option(function: Command) -> Command:
    """`--path-prefix`: where the workspace lies, when git cannot tell."""
    help_ = "Path from the repository to the workspace, before every file in sarif, github, gitlab."
    return click.option("--path-prefix", type=Below(), metavar="PATH", help=help_)(function)


def prefix_of(workspace: Path, given: str | None = None) -> str:
    """What was `given`, else the path of `workspace` below the nearest folder with a `.git`.

    Nothing outside of any repository.
    """
    if given is not None:
        return given
    path = path_below_git(workspace)
    return "" if path in {None, Path()} else str(path.as_posix())


def path_below_git(workspace: Path) -> Path | None:
    """The way from the nearest folder with a `.git` to `workspace`; None outside of any."""
    folder = workspace.resolve()
    for top in (folder, *folder.parents):
        # A folder in a clone, a file in a worktree and in a submodule.
        if (top / ".git").exists():
            return folder.relative_to(top)
    return None
