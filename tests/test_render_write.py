"""Writing: whole or not at all, marked while unfinished, never a traceback."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from checker.errors import OutputError
from checker.render import write
from checker.render.write import announce, marker_of, write_atomically, write_stdout

OLD, NEW = b"yesterday, all green\n", b"today, seven gaps\n" * 1000
ROOT = Path(__file__).parent.parent


def accept(data: bytes) -> None:
    assert data == NEW


def refuse(_: bytes) -> None:
    raise OutputError("the counts differ")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_report_replaces_the_older_one_and_leaves_nothing_else(report: Path) -> None:
    write_atomically(report, NEW, accept)

    assert report.read_bytes() == NEW
    assert names(report.parent) == ["report.html"]


def test_a_first_report_needs_no_older_one(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new.json", NEW, accept)

    assert names(tmp_path) == ["new.json"]
    assert (tmp_path / "new.json").stat().st_mode & stat.S_IRUSR


def test_an_announced_report_is_marked_until_it_is_written(report: Path) -> None:
    announce(report)

    assert marker_of(report).read_bytes().startswith(b"The run that was to write")
    assert report.read_bytes() == OLD

    write_atomically(report, NEW, accept)

    assert not marker_of(report).exists()


def test_a_refused_read_back_keeps_the_older_report_and_the_marker(report: Path) -> None:
    with pytest.raises(OutputError, match="the counts differ"):
        write_atomically(report, NEW, refuse)

    assert report.read_bytes() == OLD
    assert names(report.parent) == ["report.html", "report.html.incomplete"]


@pytest.mark.parametrize("call", ["fsync", "replace", "read_bytes", "write", "open"])
def test_each_failing_step_before_the_move_keeps_the_older_report(
    report: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    announce(report)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "announce", lambda _: None)
    if call in {"fsync", "open"}:
        monkeypatch.setattr(os, call, fail)
    elif call == "write":
        monkeypatch.setattr(os, "fdopen", lambda descriptor, _: Full(descriptor))
    else:
        monkeypatch.setattr(Path, call, fail)

    with pytest.raises(OutputError, match="No space left on device"):
        write_atomically(report, NEW, accept)
    monkeypatch.undo()

    assert report.read_bytes() == OLD
    assert names(report.parent) == ["report.html", "report.html.incomplete"]


class Full(io.RawIOBase):
    """A file on a disk that fills up."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")

    def close(self) -> None:
        if not self.closed:
            os.close(self.descriptor)
        super().close()


@pytest.mark.parametrize("step", ["_sync_folder", "_require_same"])
def test_a_failure_after_the_move_is_an_error_and_leaves_the_marker(
    report: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    original = getattr(write, step)

    def fail(path: Path, *rest: bytes) -> None:
        if report.read_bytes() == NEW:
            raise OSError(5, "Input/output error")
        original(path, *rest)

    monkeypatch.setattr(write, step, fail)

    with pytest.raises(OutputError, match="Input/output error"):
        write_atomically(report, NEW, accept)

    assert names(report.parent) == ["report.html", "report.html.incomplete"]


def test_a_disk_that_changes_bytes_is_found_before_the_move(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(report)
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path)[:-1])

    with pytest.raises(OutputError, match="not what was written"):
        write_atomically(report, NEW, accept)
    monkeypatch.undo()

    assert report.read_bytes() == OLD


def test_an_interrupt_removes_the_temporary_file(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: bytes) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(report, NEW, interrupt)

    assert report.read_bytes() == OLD
    assert names(report.parent) == ["report.html", "report.html.incomplete"]


def test_a_killed_run_leaves_the_older_report_whole_and_marked(report: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path;"
        "from checker.render.write import write_atomically;"
        "write_atomically(Path(sys.argv[1]), b'new' * 9, lambda data: os.kill(os.getpid(), 9))"
    )

    ended = subprocess.run([sys.executable, "-c", code, str(report)], cwd=ROOT, check=False)

    assert ended.returncode == -9
    assert report.read_bytes() == OLD
    assert marker_of(report).exists()


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="create it first"):
        announce(tmp_path / "reports" / "report.html")


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "device"])
def test_only_a_regular_file_is_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "report.html"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        (tmp_path / "real.html").write_bytes(OLD)
        path.symlink_to("real.html")
    else:
        path = Path("/dev/null")

    with pytest.raises(OutputError, match=r"is not a regular file|symbolic link"):
        write_atomically(path, NEW, accept)

    assert not marker_of(path).exists()
    assert kind != "device" or path.is_char_device()


def test_permissions_of_the_older_report_are_kept(report: Path) -> None:
    report.chmod(0o600)

    write_atomically(report, NEW, accept)

    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_standard_output_gets_the_bytes() -> None:
    stream = io.BytesIO()

    write_stdout(NEW, stream)

    assert stream.getvalue() == NEW


def test_a_closed_stream_is_an_output_error() -> None:
    stream = io.BytesIO()
    stream.close()

    with pytest.raises(OutputError, match="closed"):
        write_stdout(NEW, stream)


@pytest.mark.parametrize("ending", ["| head -c 1", "> /dev/full", ">&-"])
def test_a_lost_standard_output_is_an_output_error_and_no_traceback(ending: str) -> None:
    code = (
        "import sys\n"
        "from checker.errors import OutputError\n"
        "from checker.render.write import write_stdout\n"
        "try:\n"
        "    write_stdout(b'x' * 10_000_000)\n"
        "except OutputError as error:\n"
        "    print(error, file=sys.stderr)\n"
        "    sys.exit(5)\n"
    )
    script = f'set -o pipefail; "$PYTHON" -c "$CODE" {ending}'

    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={"PYTHON": sys.executable, "CODE": code, "PATH": os.environ["PATH"]},
        check=False,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 5
    assert ended.stderr.startswith("standard output cannot be written: ")
    assert len(ended.stderr.splitlines()) == 1
