"""One table of how a run can end, held for every format and both ways out: a file, standard output.

The table is that of docs/exit-codes.md: a row there without a case here, or the reverse, fails.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker import render as rendering
from checker.__main__ import Terminated, run
from checker.errors import ExitCode, OutputError
from checker.model import Catalog
from checker.render import FORMATS
from checker.render import write as writing
from tests.support import catalog, decision, organization, requirement, write
from tests.test_exit_codes import AS_OF, GAP, GOOD

ROOT = Path(__file__).parent.parent
STREAM = "standard output"
WAYS = ["file", STREAM]
OLDER = b"an older report"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def own_catalog(added: Path | None = None) -> Catalog:
    """Two requirements for those who handle records; `second` is in no scope."""
    one = catalog(
        requirement("1", applies_when={"handles_phi": True}),
        requirement("2", applies_when={"handles_phi": True}, severity="low"),
    )
    return Catalog(
        one.controls, {**one.frameworks, "second": catalog(id="second").frameworks["own"]}
    )


@dataclass(frozen=True)
class Room:
    """Where one run happens: a workspace with a gap or without one, and where the output goes."""

    folder: Path
    format: str
    way: str
    monkeypatch: pytest.MonkeyPatch

    @property
    def output(self) -> Path:
        return self.folder / f"out.{self.format}"

    def workspace(self, *documents: Any) -> Path:
        return write(self.folder / "w", *(documents or GOOD))

    def to(self, path: Path | str) -> list[str]:
        return ["-o", f"{self.format}={path}"]

    def out(self) -> list[str]:
        return self.to(self.output) if self.way == "file" else ["-o", self.format]

    def assess(self, *options: str, documents: Any = GOOD) -> int:
        return run(["assess", str(self.workspace(*documents)), *AS_OF, *self.out(), *options])

    def broken(self, error: BaseException, where: str = "checker.assess._scope_findings") -> int:
        def fail(*_: Any, **__: Any) -> None:
            raise error

        self.monkeypatch.setattr(where, fail)
        return self.assess()

    def record(self) -> Path:
        path = self.folder / "record.json"
        run(["assess", str(self.workspace(*GAP)), *AS_OF, "-q", "-o", f"json={path}"])
        return path

    def baseline(self, *documents: Any) -> Path:
        made, path = self.folder / "base.json", self.folder / "baseline.json"
        base = str(write(self.folder / "base", *documents))
        run(["assess", base, *AS_OF, "-q", "-o", f"json={made}"])
        assert run(["baseline", "create", str(made), "-o", str(path)]) == 0
        return path


def spoiled(room: Room, *options: str) -> int:
    (room.workspace() / "bad.yaml").write_text("kind: [policy\n")
    return run(["assess", str(room.folder / "w"), *AS_OF, *room.out(), *options])


def emptied(room: Room) -> int:
    (room.folder / "w").mkdir()
    return run(["assess", str(room.folder / "w"), *AS_OF, *room.out()])


def read_only(room: Room, *options: str) -> int:
    """The tests may be run by root, whom no mode of a folder stops: the system refuses instead."""
    opened = os.open
    folder = room.folder / "kept"
    folder.mkdir()

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(folder)):
            raise OSError(30, "Read-only file system")
        return opened(path, flags, *more, **named)

    room.monkeypatch.setattr(os, "open", refuse)
    return assess_to(room, folder / "report")


def assess_to(room: Room, path: Path | str, documents: Any = GOOD) -> int:
    """To `path`, and where the other way out is standard output, to it as well."""
    both = [*room.to(path), *(room.out() if room.way == STREAM else [])]
    return run(["assess", str(room.workspace(*documents)), *AS_OF, *both])


def linked(room: Room) -> int:
    (room.folder / "link").symlink_to(room.folder / "elsewhere")
    ended = assess_to(room, room.folder / "link")
    assert not (room.folder / "elsewhere").exists()
    return ended


def not_what_was_written(room: Room) -> int:
    """A disk that loses the last byte."""
    written = writing._write_file
    room.monkeypatch.setattr(
        writing, "_write_file", lambda path, data, *how: written(path, data[:-1], *how)
    )
    return assess_to(room, room.output)


def not_as_counted(room: Room) -> int:
    """Bytes that hold other findings than the record counts; a text is not counted, PDF is."""
    if not FORMATS[room.format].reads_back:
        return not_what_was_written(room)
    checked = rendering.check_of

    def of_none(format_: str, record: Mapping[str, Any]) -> Callable[[bytes], None]:
        ok = checked(format_, record)
        other = {**record, "frameworks": [], "requirements": [], "findings": []}
        ok(rendering.render(format_, record))  # the check itself is not at fault
        return checked(format_, other)

    room.monkeypatch.setattr("checker.commands.outputs.check_of", of_none)
    return assess_to(room, room.output, GAP)


def not_installed(room: Room) -> int:
    def missing(format_: str) -> None:
        raise OutputError(f"{format_} needs more than is installed")

    room.monkeypatch.setattr("checker.commands.outputs.require", missing)
    return room.assess()


def disagreeing(room: Room) -> int:
    room.monkeypatch.setattr("checker.second_opinion.holds", lambda *_: False)
    return room.assess("--second-opinion")


def invalid_framework(room: Room, *, workspace: Any = GOOD) -> int:
    room.monkeypatch.setattr(catalogs, "load", LOAD)
    (room.folder / "f" / "mine").mkdir(parents=True)
    (room.folder / "f" / "mine" / "framework.yaml").write_text("id: mine\ntitel: Mine\n")
    return room.assess("--frameworks", str(room.folder / "f"), documents=workspace)


def altered_data(room: Room) -> int:
    room.monkeypatch.setattr(catalogs, "load", LOAD)
    data = room.folder / "_data"
    catalogs.compile_into(data)
    path = data / "gdpr.json"
    path.write_bytes(path.read_bytes().replace(b'"severity":"high"', b'"severity":"low"'))
    room.monkeypatch.setattr(catalogs, "DATA", data)
    catalogs._shipped.cache_clear()
    try:
        return room.assess()
    finally:
        catalogs._shipped.cache_clear()


def rendered(room: Room, path: Path) -> int:
    return run(["render", str(path), *room.out()])


def torn_record(room: Room) -> int:
    path = room.record()
    path.write_bytes(path.read_bytes()[:-200])
    return rendered(room, path)


def lying_record(room: Room) -> int:
    path = room.record()
    value = json.loads(path.read_bytes())
    value["findings"][0]["status"] = "satisfied"
    path.write_text(json.dumps(value))
    return rendered(room, path)


def rendered_nowhere(room: Room) -> int:
    return run(["render", str(room.record()), *room.to(room.folder / "nowhere" / "report")])


LOAD = catalogs.load
ACCEPTED = decision("risk_acceptance", requirements=["own:1", "own:2"])
EXPIRED = decision("risk_acceptance", requirements=["own:1", "own:2"], expires="2026-11-20")
NOT_ASKED = organization(profile={"handles_phi": False})

# What happened, as docs/exit-codes.md says it; the code; and how it is brought about.
Bring = Callable[[Room], int]
ENDS: list[tuple[str, int, Bring]] = [
    ("nothing is open", 0, lambda r: r.assess()),
    ("a gap is open, and the gate is off", 0,
     lambda r: r.assess("--fail-on", "never", documents=GAP)),
    ("every gap is an accepted risk, in date", 0, lambda r: r.assess(documents=[*GAP, ACCEPTED])),
    ("every gap is known from a baseline", 0,
     lambda r: r.assess("--baseline", str(r.baseline(*GAP)), documents=GAP)),
    ("a record with gaps is rendered", 0, lambda r: rendered(r, r.record())),
    ("a gap is open", 1, lambda r: r.assess(documents=GAP)),
    ("a gap is open that would not be displayed", 1,
     lambda r: r.assess("--min-severity", "critical", documents=GAP)),
    ("the acceptance of a risk has expired", 1, lambda r: r.assess(documents=[*GAP, EXPIRED])),
    ("a gap is new since the baseline", 1,
     lambda r: r.assess("--baseline", str(r.baseline(*GOOD)), documents=GAP)),
    ("an option does not exist", 2, lambda r: r.assess("--fail-at", "low")),
    ("two outputs for one file", 2, lambda r: r.assess(*r.to("same"), *r.to("./same"))),
    ("a path is left empty", 2, lambda r: r.assess(*r.to(""))),
    ("a baseline and a revision are named", 2,
     lambda r: r.assess("--baseline", "b.json", "--against", "HEAD")),
    ("a file cannot be read", 3, spoiled),
    ("a file cannot be read, and `--keep-going`", 3, lambda r: spoiled(r, "--keep-going")),
    ("a file cannot be read, and the gate is off", 3, lambda r: spoiled(r, "--fail-on", "never")),
    ("the workspace is not there", 3,
     lambda r: run(["assess", str(r.folder / "nowhere"), *AS_OF, *r.out()])),
    ("the workspace is empty", 3, emptied),
    ("a framework is selected that no scope names", 3, lambda r: r.assess("-F", "second")),
    ("a scope is selected that does not exist", 3, lambda r: r.assess("--scope", "cde")),
    ("no requirement applies", 3, lambda r: r.assess(documents=[NOT_ASKED, *GOOD])),
    ("the baseline is not there", 3,
     lambda r: r.assess("--baseline", str(r.folder / "none.json"), documents=GAP)),
    ("the revision does not exist", 3, lambda r: r.assess("--against", "nowhere")),
    ("the previous record is not there", 3,
     lambda r: r.assess("--previous", str(r.folder / "none.json"))),
    ("the record to render is not there", 3, lambda r: rendered(r, r.folder / "none.json")),
    ("the record to render is torn", 3, torn_record),
    ("the record to render counts other findings than it holds", 3, lying_record),
    ("an added framework is invalid", 4, invalid_framework),
    ("a shipped framework is not what its digest says", 4, altered_data),
    ("the folder of the output is missing", 5, lambda r: assess_to(r, r.folder / "no" / "report")),
    ("… and a gap is open, or a file cannot be read", 5,
     lambda r: spoiled(r, *r.to(r.folder / "no" / "report"))),
    ("… and a record is rendered", 5, rendered_nowhere),
    ("the output is a folder", 5, lambda r: assess_to(r, r.folder)),
    ("the output is a symbolic link", 5, linked),
    ("the output is a device", 5, lambda r: assess_to(r, "/dev/full")),
    ("the output is on a read-only file system", 5, read_only),
    ("what is read back is not what was written", 5, not_what_was_written),
    ("what is read back holds other findings", 5, not_as_counted),
    ("the format needs what is not installed", 5, not_installed),
    ("a defect, while judging", 70, lambda r: r.broken(RuntimeError("x"))),
    ("a defect, while the output is made", 70,
     lambda r: r.broken(RuntimeError("x"), "checker.commands.outputs.render")),
    ("two engines disagree", 70, disagreeing),
    ("Ctrl-C, while judging", 130, lambda r: r.broken(KeyboardInterrupt())),
    ("Ctrl-C, while the output is made", 130,
     lambda r: r.broken(KeyboardInterrupt(), "checker.commands.outputs.render")),
    ("told to end, while judging", 143, lambda r: r.broken(Terminated())),
]  # fmt: skip
LOST = {
    "standard output has no reader": 5,
    "standard output is full": 5,
    "standard output is closed": 5,
}
SIGNALS = {
    "SIGINT while the output is made": (signal.SIGINT, 130),
    "SIGTERM while the output is made": (signal.SIGTERM, 143),
    "SIGHUP while the output is made": (signal.SIGHUP, 143),
}
# A run that ends so has nothing new to show: a report that stood there stays, with a mark.
NOTHING_MADE = {2, 4, 5, 70, 130, 143}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("end", ENDS, ids=[what for what, _, _ in ENDS])
def test_a_run_ends_alike_in_every_format(
    end: tuple[str, int, Bring], format_: str, way: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes],
) -> None:  # fmt: skip
    _, code, bring = end
    monkeypatch.setattr(catalogs, "load", own_catalog)
    monkeypatch.chdir(tmp_path)
    room = Room(tmp_path, format_, way, monkeypatch)
    room.output.write_bytes(OLDER)

    ended = bring(room)

    out, err = capfdbinary.readouterr()
    assert ended == code, err
    assert b"Traceback" not in err
    assert not list(tmp_path.rglob(".checker-*"))
    if code in NOTHING_MADE:
        assert out == b""
        assert room.output.read_bytes() == OLDER
    elif way == STREAM:
        assert out or code == ExitCode.INPUT
        assert room.output.read_bytes() == OLDER
    elif room.output.read_bytes() == OLDER:
        assert code == ExitCode.INPUT
        assert writing.marker_of(room.output).exists()
    else:
        assert not writing.marker_of(room.output).exists()


# The same small run as a process of its own, which may wait for ever while its output is made.
CHILD = """
import signal, sys, time
from importlib import import_module
from pathlib import Path
from checker import catalog
from checker.__main__ import main
from checker.render import FORMATS
from tests.support import catalog as small, requirement
catalog.load = lambda added=None: small(requirement())
format_, ready, *arguments = sys.argv[1:]
def wait(*_, **__):
    Path(ready).touch()
    time.sleep(60)
if ready:
    # Whoever started the tests may ignore them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    setattr(import_module(FORMATS[format_].module), FORMATS[format_].function, wait)
main(arguments)
"""


def child(format_: str, ready: Path | None, *arguments: str) -> list[str]:
    return [sys.executable, "-c", CHILD, format_, str(ready or ""), *arguments]


def without_reader() -> int:
    reading, writing_ = os.pipe()
    os.close(reading)
    return writing_


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("what", "code"), LOST.items(), ids=list(LOST))
def test_a_lost_standard_output_ends_alike_in_every_format(
    what: str, code: int, format_: str, tmp_path: Path
) -> None:
    record = tmp_path / "kept.json"
    workspace = str(write(tmp_path / "w", *GAP))
    arguments = ["assess", workspace, *AS_OF, "-o", format_, "-o", f"json={record}"]
    command = child(format_, None, *arguments)
    if what.endswith("closed"):
        command = ["sh", "-c", f"{shlex.join(command)} >&-"]
    out = without_reader() if what.endswith("reader") else os.open("/dev/full", os.O_WRONLY)
    try:
        ended = subprocess.run(
            command, stdout=out, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
            env=ENVIRONMENT,
        )  # fmt: skip
    finally:
        os.close(out)

    assert ended.returncode == code, ended.stderr
    assert "standard output cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert json.loads(record.read_bytes())["complete"] is True
    assert not writing.marker_of(record).exists()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("what", "how"), SIGNALS.items(), ids=list(SIGNALS))
def test_a_signal_ends_alike_in_every_format(
    what: str, how: tuple[signal.Signals, int], format_: str, tmp_path: Path
) -> None:
    sent, code = how
    output, ready = tmp_path / "report", tmp_path / "ready"
    output.write_bytes(OLDER)
    workspace = str(write(tmp_path / "w", *GAP))
    arguments = ["assess", workspace, *AS_OF, "-o", f"{format_}={output}"]
    with subprocess.Popen(
        child(format_, ready, *arguments),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 60
        while not ready.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(sent)
        out, err = process.communicate(timeout=30)

    assert process.returncode == code, err
    assert out == ""
    assert "Traceback" not in err
    assert output.read_bytes() == OLDER
    assert writing.marker_of(output).exists()
    assert {path.name for path in tmp_path.iterdir()} == {
        "w", "ready", "report", "report.incomplete",
    }  # fmt: skip


def test_the_documented_table_is_this_one() -> None:
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    _, _, table = page.partition("| what happened | code |\n|---|---|\n")
    rows = [
        re.fullmatch(r"\| (.+) \| (\d+) \|", line)
        for line in table.partition("\n\n")[0].splitlines()
    ]

    documented = [(row[1], int(row[2])) for row in rows if row]

    here = [(what, code) for what, code, _ in ENDS]
    here += LOST.items()
    here += [(what, code) for what, (_, code) in SIGNALS.items()]
    assert sorted(documented) == sorted(here)
    assert len(documented) == len(rows)
    assert {code for _, code in here} == {int(code) for code in ExitCode}
