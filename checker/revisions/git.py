"""Ask git about a repository nobody vouches for, so that nothing in it is run, fetched or written.

Only commands that read objects or write to an index of ours are used. No hook, file-system monitor,
filter, textconv or replacement takes part, whatever the repository's own configuration says; a
repository that lies as plain files inside the workspace is not taken for the real one; what a
partial clone lacks is not fetched. Git's own check of who owns the repository is left to stand.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

from checker.errors import InputError, Problem
from checker.model import Place
from checker.text import quoted, visible

_OPTIONS = (
    "--no-replace-objects", "--literal-pathspecs", "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null", "-c", "core.splitIndex=false",
)  # fmt: skip
# Of the caller's environment, what git needs to find the configuration of user and machine: theirs
# is the working tree, and the say whom to trust.
_KEPT = (
    "PATH", "HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
)  # fmt: skip
_SET = {"GIT_ALLOW_PROTOCOL": "none"}  # also where an object is missing and could be fetched
_LONGEST_ANSWER = 300
_ABSOLUTE = re.compile(r"(?<![\w.])/[^\s'\")]+")


class RevisionError(InputError):
    """Why a revision could not be read: one problem, at the place that names it."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__([Problem(Place(".", 1, 1), code, message, hint)])


class Git:
    """The repository around a folder."""

    def __init__(self, folder: Path) -> None:
        """Find the repository; raises `RevisionError` where there is none to be trusted."""
        program = shutil.which("git")
        if program is None:
            _refuse("no-git", "git is not installed", "install git, or leave revisions out")
        self._start = [program, "-C", str(folder), *_OPTIONS]
        self._environment = {n: os.environ[n] for n in _KEPT if n in os.environ} | _SET
        asked = (
            "--show-toplevel",
            "--absolute-git-dir",
            "--show-prefix",
            "--is-shallow-repository",
        )
        ended = self._run("rev-parse", *asked)
        answers = ended.stdout.split(b"\n")
        if ended.returncode or len(answers) != len(asked) + 1:  # a name with a line break is more
            self._no_repository(ended.stderr)
        root, inside, prefix, shallow = (os.fsdecode(answer) for answer in answers[: len(asked)])
        self.root = Path(root)
        self.prefix = prefix.rstrip("/")
        self.is_shallow = shallow == "true"
        if folder.resolve().is_relative_to(Path(inside).resolve()):
            message = "the folder lies inside of what git would take for a repository"
            _refuse("no-repository", message, "name a folder of the working tree")
        self.require_no_link(folder)

    def within(self, folder: Path) -> str | None:
        """The way to a folder from the top of the working tree; None outside of it.

        Raises `RevisionError` where it leads over a link.
        """
        self.require_no_link(folder)
        root, real = self.root.resolve(), folder.resolve()
        return real.relative_to(root).as_posix() if real.is_relative_to(root) else None

    def require_no_link(self, folder: Path) -> None:
        """Raise `RevisionError` where a link in the working tree leads to `folder`.

        At the revision it may have led elsewhere, or may not have been there.
        """
        root = self.root.resolve()
        named = Path(os.path.abspath(folder))  # noqa: PTH100 - no symlinks followed
        for step in (named, *named.parents):
            if step.is_symlink() and step.parent.resolve().is_relative_to(root):
                message = f"{quoted(step.name)} is a link in the repository, and may lead elsewhere"
                _refuse("linked-folder", message, "name the folder that it leads to")

    def tracked(self, within: str) -> frozenset[str]:
        """Paths below a folder, from there, of the files that the index knows."""
        start = f"{within}/" if within not in {"", "."} else ""
        paths = self.output("ls-files", "-z", "--", within or ".").split(b"\0")
        return frozenset(os.fsdecode(path).removeprefix(start) for path in paths if path)

    def commit(self, name: str) -> str:
        """The full id of the commit that `name` means; raises `RevisionError` for none."""
        shown = quoted(name)
        if not name or name.startswith("-"):
            _refuse("no-revision", f"{shown} is no git revision", "write a branch, tag or commit")
        ended = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        found = ended.stdout.decode("ascii", "replace").strip()
        if ended.returncode or not found.isalnum():
            hint = "write a branch, tag or commit that `git log` knows"
            if self.is_shallow:
                hint = (
                    "this clone is shallow: fetch more of it first, "
                    "as with `git fetch --unshallow` or `fetch-depth: 0`"
                )
            _refuse("no-revision", f"there is no revision {shown} in this clone", hint)
        return found

    def output(
        self, *arguments: str, names: bytes = b"", more: Mapping[str, str] | None = None
    ) -> bytes:
        """What a command prints that is given `names`; raises `RevisionError` when it fails.

        It runs at the top of the working tree, with `more` in its environment.
        """
        ended = self._run("-C", str(self.root), *arguments, names=names, more=more)
        if ended.returncode:
            self._failed(ended.stderr)
        return ended.stdout

    @contextmanager
    def reading(self, names: IO[bytes], *arguments: str) -> Iterator[IO[bytes]]:
        """The output of a command that is given `names`, while it comes."""
        with subprocess.Popen(  # noqa: S603 - git itself, with arguments of our own
            [*self._start, *arguments], stdin=names, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=self._environment,
        ) as process:  # fmt: skip
            if process.stdout is None:
                raise OSError("git gives no output")
            yield process.stdout

    def _run(
        self, *arguments: str, names: bytes = b"", more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        command: Sequence[str] = [*self._start, *arguments]
        return subprocess.run(  # noqa: S603 - git itself, with arguments of our own
            command, input=names, capture_output=True, env=self._environment | dict(more or {}),
            check=False,
        )  # fmt: skip

    def _no_repository(self, answer: bytes) -> NoReturn:
        if b"dubious ownership" in answer or b"safe.directory" in answer:
            message = "git does not trust this repository: another user owns it"
            hint = "if you do, `git config --global --add safe.directory FOLDER`"
            _refuse("untrusted-repository", message, hint)
        message = "the workspace is in no git repository with a working tree"
        _refuse("no-repository", message, "run it in a clone, or leave revisions out")

    def _failed(self, answer: bytes) -> NoReturn:
        # Git's words may hold absolute paths; only the first line is told, without them.
        line = _ABSOLUTE.sub("…", answer.decode("utf-8", "replace").partition("\n")[0])
        message = f"git cannot read the revision: {visible(line, _LONGEST_ANSWER)}"
        _refuse("unreadable-revision", message, "fetch the whole of it, or mend the repository")


def _refuse(code: str, message: str, hint: str) -> NoReturn:
    raise RevisionError(code, message, hint)
