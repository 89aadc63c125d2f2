"""Ask git about a repository nobody vouches for, so that nothing in it is run, fetched or written.

Only commands that read objects are used. No hook, file-system monitor, pager, filter, textconv or
replacement takes part, whatever the repository's own configuration says; a repository that lies as
plain files inside the workspace is not taken for the real one; what a partial clone lacks is not
fetched. Git's own check of who owns the repository is left to stand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

from checker.errors import InputError, Problem
from checker.model import Place
from checker.text import quoted, visible

_OPTIONS = (
    "--no-pager", "--no-replace-objects", "--literal-pathspecs",
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "core.untrackedCache=false", "-c", "safe.bareRepository=explicit",
    "-c", "protocol.allow=never", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
)  # fmt: skip
# Of the caller's environment, what git needs to find its own configuration of the user.
_KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "TMPDIR")
_SET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_FLUSH": "0",
    "LC_ALL": "C",
}
_LONGEST_ANSWER = 300


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
        if ended.returncode or len(answers) < len(asked):
            self._no_repository(ended.stderr)
        root, inside, prefix, shallow = (os.fsdecode(answer) for answer in answers[: len(asked)])
        self.root = Path(root)
        self.prefix = prefix.rstrip("/")
        self.is_shallow = shallow == "true"
        if folder.resolve().is_relative_to(Path(inside).resolve()):
            message = "the folder lies inside of what git would take for a repository"
            _refuse("no-repository", message, "name a folder of the working tree")

    def commit(self, name: str) -> str:
        """The full id of the commit that `name` means; raises `RevisionError` for none."""
        shown = quoted(name)
        if not name or name.startswith("-"):
            _refuse("no-revision", f"{shown} is no git revision", "write a branch, tag or commit")
        ended = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
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

    def output(self, *arguments: str) -> bytes:
        """What a command prints; raises `RevisionError` when it fails."""
        ended = self._run(*arguments)
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
            try:
                yield process.stdout
            finally:
                process.kill()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command: Sequence[str] = [*self._start, *arguments]
        return subprocess.run(  # noqa: S603 - git itself, with arguments of our own
            command, stdin=subprocess.DEVNULL, capture_output=True, env=self._environment,
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
        line = answer.decode("utf-8", "replace").partition("\n")[0].replace(str(self.root), ".")
        message = f"git cannot read the revision: {visible(line, _LONGEST_ANSWER)}"
        _refuse("unreadable-revision", message, "fetch the whole of it, or mend the repository")


def _refuse(code: str, message: str, hint: str) -> NoReturn:
    raise RevisionError(code, message, hint)
