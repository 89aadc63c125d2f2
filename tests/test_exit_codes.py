"""How a run ends: one closed list of codes, the same for every format, and no way to look fine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker.__main__ import Terminated, run
from checker.errors import CheckerError, ExitCode, FrameworkError
from checker.model import Catalog
from tests.support import (
    attestation,
    catalog,
    decision,
    evidence,
    number,
    organization,
    policy,
    requirement,
    write,
)

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent
DATICA = ROOT / "tests" / "workspaces" / "datica"
AS_OF = ["--as-of", "2026-11-21"]
GOOD = [policy(number(12)), attestation({"area.whole": number(12, evidence=[evidence()])})]
GAP = [policy(number(12)), attestation({"area.whole": number(11, evidence=[evidence()])})]


@pytest.fixture(autouse=True)
def own_frameworks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue of the tests in place of the shipped one."""

    def load(added: Path | None = None) -> Catalog:
        return catalog(requirement("1"), requirement("2", severity="low", title="Low numbers"))

    monkeypatch.setattr(catalogs, "load", load)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "good", *GOOD)


@pytest.fixture
def gap(tmp_path: Path) -> Path:
    return write(tmp_path / "gap", *GAP)


def assess(workspace: Path, *options: str) -> ExitCode:
    return run(["assess", str(workspace), *AS_OF, *options])


def checker(
    *arguments: str, out: Any = subprocess.PIPE, err: Any = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own, with the shipped frameworks."""
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        stdout=out,
        stderr=err,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


# -- 0 and 1


def test_0_when_everything_was_read_and_the_gate_holds(good: Path) -> None:
    assert assess(good) is ExitCode.OK


def test_1_when_a_gap_is_open(gap: Path) -> None:
    assert assess(gap) is ExitCode.GAPS


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        ("never", ExitCode.OK),
        ("critical", ExitCode.OK),
        ("high", ExitCode.GAPS),
        ("medium", ExitCode.GAPS),
        ("low", ExitCode.GAPS),
    ],
)
def test_the_gate_fails_at_its_severity_and_above(gap: Path, gate: str, code: ExitCode) -> None:
    assert assess(gap, "--fail-on", gate) is code


def test_an_accepted_gap_does_not_fail_the_gate(tmp_path: Path) -> None:
    accepted = decision("risk_acceptance", requirements=["own:1", "own:2"])

    assert assess(write(tmp_path, *GAP, accepted)) is ExitCode.OK


@pytest.fixture
def only_low(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a workspace whose only gap is of low severity, with a gate of its own."""
    monkeypatch.setattr(catalogs, "load", lambda added=None: catalog(requirement(severity="low")))

    def make(own: str) -> Path:
        assessment = {"assessment": {"fail_on": own}} if own else {}
        return write(tmp_path / (own or "none"), organization(**assessment), *GAP)

    return make


@pytest.mark.parametrize(
    ("own", "flag", "code"),
    [
        ("", "", ExitCode.OK),
        ("medium", "", ExitCode.OK),
        ("low", "", ExitCode.GAPS),
        ("low", "high", ExitCode.OK),
        ("low", "never", ExitCode.OK),
        ("medium", "low", ExitCode.GAPS),
    ],
)
def test_the_workspace_may_set_a_stricter_gate_and_the_flag_overrides_it(
    only_low: Callable[[str], Path], own: str, flag: str, code: ExitCode
) -> None:
    assert assess(only_low(own), *(["--fail-on", flag] if flag else [])) is code


@pytest.mark.parametrize("own", ["high", "critical", "never"])
def test_a_looser_gate_in_the_workspace_is_an_input_error(
    only_low: Callable[[str], Path], own: str
) -> None:
    assert assess(only_low(own)) is ExitCode.INPUT
    assert assess(only_low(own), "--fail-on", "low") is ExitCode.INPUT


def test_what_is_displayed_decides_nothing(gap: Path) -> None:
    assert assess(gap, "--min-severity", "critical") is ExitCode.GAPS
    assert assess(gap, "-q") is ExitCode.GAPS


# -- 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], ""),
        (["asess"], "Did you mean 'assess'?"),
        (["assess", "--nope"], "--nope"),
        (["assess", ".", "extra"], "extra"),
        (["assess", "--fail-on", "some"], "some"),
        (["assess", "--as-of", "2026-02-30"], "30 February 2026 does not exist"),
        (["assess", "--as-of", "tomorrow"], "tomorrow"),
        (["assess", "-F", "owns"], "There is no framework 'owns'. Did you mean 'own'?"),
        (["assess", "-o", "jsn"], "there is no format 'jsn'. Did you mean 'json'?"),
        (["assess", "-o", "json="], "names no file"),
        (["assess", "-o", "json", "-o", "text"], "at most one output can go to standard output"),
        (["assess", "-o", "json=a", "-o", "html=./a"], "two outputs would go to one file"),
        (["assess", "--frameworks", "nowhere"], "'nowhere' is not a folder"),
        (["assess", "--evidence-root", "nowhere"], "'nowhere' is not a folder"),
        (["validate", "--fail-on", "low"], "--fail-on"),
    ],
)
def test_2_for_wrong_use(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    code = run(arguments)

    out, err = capsys.readouterr()
    assert code is ExitCode.USAGE
    assert said in " ".join((out + err).split())


# -- 3


def bad_yaml(folder: Path) -> list[str]:
    (folder / "bad.yaml").write_text("kind: [policy\n")
    return []


def unknown_key(folder: Path) -> list[str]:
    (folder / "bad.yaml").write_text(json.dumps(policy(number(12), id="P2", ownr="ann")))
    return []


def unknown_person(folder: Path) -> list[str]:
    (folder / "bad.yaml").write_text(json.dumps(policy(number(12), id="P2", owner="zoe")))
    return []


def linked_file(folder: Path) -> list[str]:
    (folder / "bad.yaml").symlink_to("/etc/passwd")
    return []


def no_organisation(folder: Path) -> list[str]:
    (folder / "00-organization.yaml").unlink()
    return []


def framework_not_in_play(folder: Path) -> list[str]:
    return ["-F", "second"]


def unknown_scope(folder: Path) -> list[str]:
    return ["--scope", "cde"]


def nothing_applies(folder: Path) -> list[str]:
    value = organization(profile={"handles_phi": False})
    (folder / "00-organization.yaml").write_text(json.dumps(value))
    return []


def empty(folder: Path) -> list[str]:
    for path in folder.glob("*.yaml"):
        path.unlink()
    return []


INCOMPLETE = [bad_yaml, unknown_key, unknown_person, linked_file, no_organisation,
              framework_not_in_play, unknown_scope, nothing_applies, empty]  # fmt: skip


@pytest.fixture
def conditional(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frameworks of which one is in no scope, and the other is for who handles records."""
    one = catalog(requirement(), applies_when={"handles_phi": True})
    other = catalog(requirement(), id="second").frameworks["own"]
    both = Catalog(one.controls, {**one.frameworks, "second": other})
    monkeypatch.setattr(catalogs, "load", lambda added=None: both)


@pytest.mark.usefixtures("conditional")
@pytest.mark.parametrize("spoil", INCOMPLETE)
@pytest.mark.parametrize("keep_going", [False, True])
def test_3_and_every_output_says_incomplete(
    spoil: Callable[[Path], list[str]],
    keep_going: bool,
    good: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert assess(good) is ExitCode.OK
    capsys.readouterr()
    options = [*spoil(good), *(["--keep-going"] if keep_going else [])]
    record, page = tmp_path / "r.json", tmp_path / "r.html"

    code = assess(good, *options, "-o", "text", "-o", f"json={record}", "-o", f"html={page}")

    out, err = capsys.readouterr()
    result = json.loads(record.read_bytes())
    assert code is ExitCode.INPUT
    assert result["complete"] is False
    assert result["errors"]
    assert result["findings"] == [] or (keep_going and result["provisional"])
    html = page.read_text(encoding="utf-8")
    for error in result["errors"]:
        assert error["code"] in out
        assert error["code"] in html
        assert error["code"] in err
    assert "incomplete" in out.lower()
    assert "incomplete" in html.lower()
    provisional = keep_going and result["provisional"]
    assert ("The assessment is provisional" if provisional else "No assessment was made") in err


@pytest.mark.usefixtures("conditional")
def test_3_for_a_folder_that_is_not_there_and_only_its_name_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = assess(tmp_path / "nowhere", "-o", "json")

    out, err = capsys.readouterr()
    assert code is ExitCode.INPUT
    assert json.loads(out)["findings"] == []
    assert str(tmp_path) not in out + err


def test_keeping_going_judges_the_rest_and_ends_with_3(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_yaml(good)
    record = tmp_path / "r.json"

    code = assess(good, "--keep-going", "-o", f"json={record}")

    result = json.loads(record.read_bytes())
    assert code is ExitCode.INPUT
    assert (result["complete"], result["provisional"]) == (False, True)
    assert [finding["status"] for finding in result["findings"]] == ["satisfied"] * 2
    assert "provisional" in capsys.readouterr().out.lower()


@pytest.mark.parametrize(
    "scopes",
    [
        [{"id": "main", "title": "Main", "frameworks": ["own", "owns"]}],
        [{"id": "main", "title": "Main", "frameworks": ["owns"]}],
        [{"id": "main", "title": title, "frameworks": ["own"]} for title in ("A", "B")],
    ],
)
def test_keeping_going_past_a_wrong_organisation_is_no_defect(
    tmp_path: Path, scopes: list[Json]
) -> None:
    workspace = write(tmp_path, organization(scopes=scopes), *GOOD)

    assert assess(workspace, "--keep-going") is ExitCode.INPUT
    assert assess(workspace, "--keep-going", "-F", "own") is ExitCode.INPUT


@pytest.mark.parametrize(
    "name",
    ["::error::x.yaml", "##[error]x.yaml", "a\x1b[31mb.yaml", "a\n::stop::.yaml", "\u202eb.yaml"],
)
@pytest.mark.parametrize("command", ["assess", "validate"])
def test_the_name_of_a_file_commands_neither_terminal_nor_runner(
    good: Path, name: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (good / name).write_text("kind: [policy\n")

    code = run([command, str(good)])

    out, err = capsys.readouterr()
    assert code is ExitCode.INPUT
    for line in (out + err).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "\x1b" not in line
        assert "\u202e" not in line


def test_no_gate_turns_what_is_incomplete_into_success(good: Path) -> None:
    bad_yaml(good)

    assert assess(good, "--fail-on", "never", "--keep-going") is ExitCode.INPUT


def test_an_incomplete_run_replaces_an_older_report(good: Path, tmp_path: Path) -> None:
    record, page = tmp_path / "r.json", tmp_path / "r.html"
    outputs = ["-o", f"json={record}", "-o", f"html={page}"]
    assert assess(good, *outputs) is ExitCode.OK
    bad_yaml(good)

    assert assess(good, *outputs) is ExitCode.INPUT

    assert json.loads(record.read_bytes())["complete"] is False
    assert "incomplete" in page.read_text(encoding="utf-8").lower()
    assert not list(tmp_path.glob("*.incomplete"))


def test_validate_ends_with_3_and_says_everything(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_yaml(good)
    unknown = json.dumps(policy(number(12), id="P2", owner="zoe"))
    (good / "more.yaml").write_text(unknown)

    code = run(["validate", str(good)])

    out, err = capsys.readouterr()
    assert code is ExitCode.INPUT
    assert out == ""
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "bad.yaml",
        "more.yaml",
        "2 problems in 4 documents.",
    ]


def test_validate_shows_altered_evidence_and_ends_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prose = policy(number(12), document={"path": "evidence/result.txt", "sha256": "0" * 64})
    workspace = write(tmp_path, prose, *GOOD[1:], files={"evidence/result.txt": b"failed\n"})

    code = run(["validate", str(workspace)])

    out = capsys.readouterr().out
    assert code is ExitCode.OK
    assert "note: evidence/result.txt is altered" in out
    assert "note: the prose of POL is altered" in out
    assert "can be trusted; 4 found = 3 read + 0 refused + 1 excluded." in out


# -- 4


def test_4_for_a_folder_of_frameworks_that_is_wrong(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    (tmp_path / "f" / "mine").mkdir(parents=True)
    (tmp_path / "f" / "mine" / "framework.yaml").write_text("id: mine\ntitel: Mine\n")
    record = tmp_path / "r.json"

    code = assess(good, "--frameworks", str(tmp_path / "f"), "-o", f"json={record}")

    out, err = capsys.readouterr()
    assert code is ExitCode.FRAMEWORK
    assert out == ""
    assert "mine/framework.yaml" in err
    assert "No assessment was made: a framework is invalid." in err
    assert not record.exists()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Path]]:
    """Makes the data of an installed package, and has the frameworks read from it."""

    def make() -> Path:
        monkeypatch.undo()
        data = tmp_path / "_data"
        catalogs.compile_into(data)
        monkeypatch.setattr(catalogs, "DATA", data)
        # The cached answer of an earlier test was for another place.
        catalogs._shipped.cache_clear()
        return data

    yield make
    monkeypatch.undo()
    catalogs._shipped.cache_clear()


def test_an_installed_package_reads_its_own_data(installed: Callable[[], Path]) -> None:
    installed()

    assert not catalogs.is_source()
    assert run(["validate", str(DATICA), "-q"]) is ExitCode.OK


@pytest.mark.parametrize("name", ["pci_dss.json", "controls.json", "digests.json"])
def test_4_for_data_of_the_package_that_is_not_what_its_digest_says(
    name: str, installed: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = installed() / name
    path.write_bytes(path.read_bytes().replace(b'"minimum":12', b'"minimum":1').replace(b"a", b"e"))

    code = run(["assess", str(DATICA), *AS_OF])

    out, err = capsys.readouterr()
    assert code is ExitCode.FRAMEWORK
    assert out == ""
    assert "install the package again" in err


def test_4_for_data_of_the_package_that_is_missing(installed: Callable[[], Path]) -> None:
    (installed() / "hipaa.json").unlink()

    with pytest.raises(FrameworkError, match="missing-frameworks"):
        catalogs.load()
    assert run(["assess", str(DATICA)]) is ExitCode.FRAMEWORK


# -- 5


def test_5_when_the_folder_of_an_output_is_missing(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = assess(good, "-o", f"json={tmp_path / 'nowhere' / 'r.json'}")

    assert code is ExitCode.OUTPUT
    assert capsys.readouterr().out == ""


def test_5_when_an_output_is_no_regular_file(good: Path, tmp_path: Path) -> None:
    (tmp_path / "r.json").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "elsewhere.json")

    assert assess(good, "-o", f"json={tmp_path / 'r.json'}") is ExitCode.OUTPUT
    assert assess(good, "-o", f"json={tmp_path / 'link.json'}") is ExitCode.OUTPUT
    assert assess(good, "-o", "json=/dev/full") is ExitCode.OUTPUT


def test_5_when_a_folder_cannot_be_written(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(tmp_path / "kept")):
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *more, **named)

    (tmp_path / "kept").mkdir()
    monkeypatch.setattr(os, "open", refuse)

    assert assess(good, "-o", f"json={tmp_path / 'kept' / 'r.json'}") is ExitCode.OUTPUT


def test_5_outranks_the_gate_and_what_could_not_be_read(gap: Path, tmp_path: Path) -> None:
    outside = ["-o", f"json={tmp_path / 'nowhere' / 'r.json'}"]

    assert assess(gap, *outside) is ExitCode.OUTPUT
    bad_yaml(gap)
    assert assess(gap, *outside) is ExitCode.OUTPUT


COMMANDS = [
    ["assess", str(DATICA)],
    ["assess", str(DATICA), "-o", "json"],
    ["validate", str(DATICA)],
    ["list", "requirements"],
    ["--help"],
    ["--version"],
]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_5_when_standard_output_is_full(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = checker(*arguments, out=full)

    assert ended.returncode == 5, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", COMMANDS)
def test_5_when_nobody_reads_standard_output(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = checker(*arguments, out=writing)
    finally:
        os.close(writing)

    assert ended.returncode == 5, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", COMMANDS[:3])
def test_5_when_standard_output_is_closed(arguments: list[str]) -> None:
    command = " ".join([sys.executable, "-m", "checker", *arguments])

    ended = subprocess.run(
        ["sh", "-c", f"{command} >&-"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )

    assert ended.returncode == 5, ended.stderr


@pytest.mark.parametrize("arguments", [["asess"], ["assess", "/nowhere", "-q"]])
def test_5_when_standard_error_is_full(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = checker(*arguments, err=full)

    assert ended.returncode == 5


def test_reports_are_written_before_a_closed_standard_output_ends_the_run(tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    with Path("/dev/full").open("w") as full:
        ended = checker(
            "assess", str(DATICA), "-o", f"json={record}", "-o", "text",
            out=full,
        )  # fmt: skip

    assert ended.returncode == 5
    assert json.loads(record.read_bytes())["complete"] is True
    assert not list(tmp_path.glob("*.incomplete"))


# -- 70


def test_70_for_a_defect_with_the_traceback_only_when_asked(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("something \x1b[31m broke")

    monkeypatch.setattr("checker.assess._scope_findings", broken)

    quiet = assess(good, "-o", "json")
    told = capsys.readouterr()
    loud = assess(good, "-o", "json", "-v")
    traced = capsys.readouterr()

    assert quiet is loud is ExitCode.DEFECT
    assert told.out == traced.out == ""
    assert "Traceback" not in told.err
    assert "This is a defect of checker: RuntimeError: something \\u{1B}[31m broke" in told.err
    assert "No assessment was made." in told.err
    assert "Traceback" in traced.err


def test_70_when_two_engines_disagree(
    good: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = tmp_path / "r.json"
    assert assess(good, "--second-opinion", "-o", f"json={record}") is ExitCode.OK
    before = record.read_bytes()
    capsys.readouterr()
    monkeypatch.setattr("checker.second_opinion.holds", lambda *_: False)

    code = assess(good, "--second-opinion", "-o", f"json={record}", "-o", "text")

    out, err = capsys.readouterr()
    assert code is ExitCode.DEFECT
    assert out == ""
    assert "Disagreement: own:1#controls, instance 0" in err
    assert record.read_bytes() == before
    assert (tmp_path / "r.json.incomplete").exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ValueError("x"), ExitCode.DEFECT),
        (OSError(2, "No such file"), ExitCode.DEFECT),
        (RecursionError("x"), ExitCode.DEFECT),
        (MemoryError(), ExitCode.DEFECT),
        (CheckerError("the ledger of files does not add up"), ExitCode.DEFECT),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (Terminated(), ExitCode.TERMINATED),
    ],
)
def test_no_exception_passes_for_a_verdict(
    good: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: ExitCode
) -> None:
    def broken(*_: Any) -> None:
        raise error

    monkeypatch.setattr("checker.assess._scope_findings", broken)

    assert assess(good) is code


def test_70_when_the_findings_are_not_as_many_as_they_must_be(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from checker import assess as judging

    every = judging._scope_findings
    monkeypatch.setattr(judging, "_scope_findings", lambda *a: every(*a)[:1])

    code = assess(good)

    assert code is ExitCode.DEFECT
    assert "the ledger of findings does not add up" in capsys.readouterr().err


# -- 130 and 143


@pytest.mark.parametrize(
    ("number_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_a_signal_ends_the_run_with_its_code_and_marks_the_older_report(
    tmp_path: Path, number_: signal.Signals, code: int
) -> None:
    record = tmp_path / "r.json"
    record.write_text("an older report")
    # Judging waits for ever, so that the signal arrives in the middle of the run.
    script = (
        "import time, checker.assess as a, checker.__main__ as m\n"
        "a._scope_findings = lambda *_: time.sleep(60)\n"
        f"m.main(['assess', {str(DATICA)!r}, '-o', {f'json={record}'!r}])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "r.json.incomplete").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(number_)
        out, err = process.communicate(timeout=30)

    assert process.returncode == code
    assert out == ""
    assert "Traceback" not in err
    assert record.read_text() == "an older report"
    assert (tmp_path / "r.json.incomplete").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"r.json", "r.json.incomplete"}


# -- the list is closed


def test_every_code_is_one_of_the_list() -> None:
    assert {code.value for code in ExitCode} == {0, 1, 2, 3, 4, 5, 70, 130, 143}


def test_the_number_of_gaps_is_never_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = catalog(*(requirement(f"{number_}") for number_ in range(1, 258)))
    monkeypatch.setattr(catalogs, "load", lambda added=None: many)

    assert assess(write(tmp_path, *GAP)) is ExitCode.GAPS


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["assess", "-h"]])
def test_0_for_what_only_explains(arguments: list[str]) -> None:
    assert run(arguments) is ExitCode.OK


def test_an_installed_command_and_the_module_end_alike() -> None:
    ended = checker("assess", str(DATICA), "-q", "--fail-on", "never")

    assert (ended.returncode, ended.stdout) == (0, "")
