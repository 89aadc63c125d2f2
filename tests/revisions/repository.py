"""Git repositories made for a test, with nothing of the machine's own configuration."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from checker.revisions import Git, RevisionError, checked_out

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.org",
    "GIT_AUTHOR_DATE": "2026-11-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.org",
    "GIT_COMMITTER_DATE": "2026-11-01T12:00:00Z",
}


def git(folder: Path, *arguments: str, data: bytes | None = None) -> str:
    """What a git command prints; it must end well."""
    ended = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        input=data, env=ENVIRONMENT, capture_output=True, check=True,
    )  # fmt: skip
    return ended.stdout.decode().strip()


def start(folder: Path) -> Path:
    """A new repository."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    return folder


def commit(folder: Path, message: str = "A change") -> str:
    """Commit everything; the id of the commit."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def state(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file of a repository, its own too: when it was written, and the digest of its bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def refused(folder: Path, name: str = "HEAD", path: str | None = None) -> str:
    """Code and message of the refusal."""
    with pytest.raises(RevisionError) as found, checked_out(Git(folder), name, path):
        pass
    problem = found.value.problems[0]
    assert str(folder) not in str(problem)
    return f"{problem.code}: {problem.message}; {problem.hint}"
