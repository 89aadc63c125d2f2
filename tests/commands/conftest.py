"""Run the command line inside the test, and see what a person would see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.__main__ import run

SMALL = Path(__file__).parent.parent / "workspaces" / "small"
DAY = "2026-11-21"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended, and what it printed."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.data.decode("utf-8")

    @property
    def json(self) -> Any:
        """Standard output as JSON; the run must have ended with 0."""
        assert self.code == 0, self.err
        return json.loads(self.data)


Checker = Callable[..., Ran]


@pytest.fixture
def checker(capfdbinary: pytest.CaptureFixture[bytes]) -> Checker:
    """Run `checker` with the given arguments."""

    def runs(*arguments: str | Path) -> Ran:
        code = run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Ran(int(code), out, err.decode("utf-8"))

    return runs


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A workspace whose only document cannot be trusted."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "organization.yaml").write_text("kind: organization\nid: a\nid: b\n")
    return folder
