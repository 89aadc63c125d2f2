"""A workspace of two claims, the small catalogue, and a terminal that answers."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker import catalog as catalogs
from checker.__main__ import run
from checker.model import Catalog
from tests.support import QUARTERLY, catalog, policy, requirement, write

PACKAGE = Path(__file__).parent.parent.parent
CLAIMS = """\
# Said by Ann.
kind: attestation
id: ATT-2026Q3
attested_by: ann
attested_on: 2026-09-30   # a Wednesday
valid_until: 2026-12-10
scopes: [main]
controls:
  area.whole:
    status: implemented
    parameters:
      interval: {performed_on: [2026-03-01, 2026-09-01]}  # June is missing
      number: 12
    evidence:
      # The first is lost.
      - kind: test_result
        path: evidence/result.txt
        performed_on: 2026-09-01
        result: pass
        sha256: SHA
  area.second:
    status: implemented
    parameters: {number: 3}
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended, and what it printed."""

    code: int
    out: str
    err: str


Checker = Callable[..., Ran]


@pytest.fixture(autouse=True)
def own_frameworks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue of the tests in place of the shipped one."""

    def load(added: Path | None = None) -> Catalog:
        quarterly = requirement("2", title="It is done quarterly", requires=QUARTERLY)
        return catalog(requirement("1"), quarterly)

    monkeypatch.setattr(catalogs, "load", load)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace whose claims stand in a file with comments."""
    import hashlib

    statement = {"parameters": {"number": 12, "interval": {"every": "3 months"}}}
    folder = write(tmp_path / "work", policy(statement))
    digest = hashlib.sha256(b"passed\n").hexdigest()
    (folder / "claims.yaml").write_text(CLAIMS.replace("SHA", digest))
    (folder / "evidence" / "june.txt").write_bytes(b"passed in June\n")
    return folder


@pytest.fixture
def checker(capfdbinary: pytest.CaptureFixture[bytes], workspace: Path) -> Checker:
    """Run a command on the workspace as of 2026-11-21."""

    def runs(*arguments: str | Path, on: str = "2026-11-21") -> Ran:
        words = [str(argument) for argument in arguments]
        code = run([*words, "--workspace", str(workspace), "--as-of", on])
        out, err = capfdbinary.readouterr()
        return Ran(int(code), out.decode(), err.decode())

    return runs


# Makes standard input the terminal that Ctrl-C comes from, then becomes the command.
_ATTACH = (
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'checker', *sys.argv[1:]])\n"
)


def on_a_terminal(
    arguments: Sequence[str], answers: Sequence[str], interrupted: bool = False
) -> tuple[int, str]:
    """Run `checker` on a terminal of its own; each question gets the next answer.

    When the answers run out, the terminal is hung up, or interrupted.
    """
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _ATTACH, *arguments],
        stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONIOENCODING": "utf-8:strict"},
    )  # fmt: skip
    os.close(inside)
    shown, waiting, begins = b"", list(answers), 0
    while select.select([terminal], [], [], 60)[0]:
        try:
            read = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not read:
            break
        shown += read
        if not shown[begins:].endswith(b": "):
            continue
        begins = len(shown)
        if waiting:
            os.write(terminal, waiting.pop(0).encode("utf-8", "surrogateescape") + b"\n")
        elif interrupted:
            os.write(terminal, b"\x03")
        else:
            break
    os.close(terminal)
    return process.wait(timeout=60), shown.decode(errors="replace")
