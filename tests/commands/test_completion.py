"""Completion: names of everything, in the words of each shell, and without loading anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker import catalog, names
from checker.__main__ import run
from checker.catalog import compile_into
from checker.documents import kinds
from checker.errors import ExitCode

ROOT = Path(__file__).parent.parent.parent
MERIDIAN = "policies/meridian"
BASH = """
eval "$(checker completion bash)"
COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
[ -z "$2" ] || COMP_WORDBREAKS=$2
_checker_completion checker
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH on which `checker` is this one."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "checker"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m checker "$@"\n')
    program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def in_bash(path: str, line: str, breaks: str = "") -> list[str]:
    ended = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", line, breaks], capture_output=True, text=True,
        cwd=ROOT, env={**os.environ, "PATH": path}, check=True, timeout=60,
    )  # fmt: skip
    return ended.stdout.split()


def answered(path: str, shell: str, words: Mapping[str, str]) -> str:
    """What the program answers a shell of click's own."""
    ended = subprocess.run(
        ["checker"], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60,
        env={**os.environ, "PATH": path, "_CHECKER_COMPLETE": f"{shell}_complete", **words},
    )  # fmt: skip
    return ended.stdout


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("checker expl", ["explain"]),
        ("checker list -F h", ["hipaa"]),
        ("checker explain pci_dss:8.3.6", ["8.3.6"]),
        ("checker why hipaa:164.312.a.2.i", ["164.312.a.2.i", "164.312.a.2.ii", "164.312.a.2.iii",
                                             "164.312.a.2.iv"]),
        ("checker explain authentication.passwords", ["authentication.passwords"]),
        ("checker schema attest", ["attestation"]),
        ("checker record vulnerability.internal_s", ["vulnerability.internal_scan"]),
        ("checker evidence add access.mod", ["access.model"]),
        (f"checker assess {MERIDIAN} --scope ", ["cde", "ephi", "eu"]),
        ("checker assess tests/workspaces/datica --scope ", ["platform", "cards", "union"]),
        (f"checker why pci_dss:8.3.6 --workspace {MERIDIAN} --scope c", ["cde"]),
        ("checker init -F gdpr --role merch", ["merchant"]),
        ("checker completion z", ["zsh"]),
        ("checker assess --keep", ["--keep-going"]),
        ("checker explain nothing-like-it", []),
    ],
)  # fmt: skip
def test_bash_completes(line: str, offered: list[str], path: str) -> None:
    assert in_bash(path, line) == offered


def test_bash_without_colons_in_its_word_breaks_gets_whole_names(path: str) -> None:
    assert in_bash(path, "checker why pci_dss:8.3.6", " ") == ["pci_dss:8.3.6"]


@pytest.mark.parametrize("quote", ["'", '"'])
def test_bash_breaks_no_word_behind_a_quote(quote: str, path: str) -> None:
    assert in_bash(path, f"checker why {quote}pci_dss:8.3.6") == ["pci_dss:8.3.6"]


@pytest.mark.parametrize(
    "id_", ["$(touch pwned)", "a\nfile,x", "-x", "a b", "`x`", "a;b", "é", 7, None]
)
def test_a_scope_is_offered_by_a_name_that_does_nothing_else(
    id_: object, tmp_path: Path, path: str
) -> None:
    scopes = [{"id": id_}, {"id": "good"}, {"no": "id"}, "text"]
    page = json.dumps({"kind": "organization", "scopes": scopes})
    (tmp_path / "organization.yaml").write_text(page)

    assert in_bash(path, f"checker assess {tmp_path} --scope ") == ["good"]


def test_the_folder_of_a_workspace_may_begin_at_home(
    tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "organization.yaml").write_text("kind: organization\nscopes: [{id: here}]\n")

    assert in_bash(path, "checker assess ~/ --scope ") == ["here"]
    assert in_bash(path, "checker assess ~nobody-of-this-name/ --scope ") == []


def test_zsh_and_fish_are_answered_in_their_own_words(path: str) -> None:
    zsh = answered(path, "zsh", {"COMP_WORDS": "checker why pci_dss:8.3.6", "COMP_CWORD": "2"})
    fish = answered(path, "fish", {"COMP_WORDS": "checker why ", "COMP_CWORD": "pci_dss:8.3.6"})

    assert zsh.split("\n")[:2] == ["plain", "pci_dss:8.3.6"]
    assert "pci_dss:8.3.6" in fish


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_script_of_a_shell_that_is_here_can_be_read_by_it(shell: str, path: str) -> None:
    script = subprocess.run(
        ["checker", "completion", shell], capture_output=True, check=True, text=True,
        env={**os.environ, "PATH": path}, cwd=ROOT,
    ).stdout  # fmt: skip

    assert "_CHECKER_COMPLETE" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, check=True, text=True, timeout=30)


def test_the_names_are_those_of_the_catalog() -> None:
    loaded = catalog.load()

    assert set(names.controls()) == set(loaded.controls)
    assert names.frameworks() == tuple(loaded.frameworks)
    for id_, framework in loaded.frameworks.items():
        slugs = {f"{id_}:{r.slug}" for r in framework.requirements.values()}
        assert set(names.requirements(id_)) == slugs
        assert all(loaded.requirement(name) for name in names.requirements(id_))
    assert set(names.kinds()) == set(kinds.names())


def test_an_installed_package_has_the_same_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def every() -> list[tuple[str, ...]]:
        found = [names.frameworks(), tuple(sorted(names.controls()))]
        return [*found, *(tuple(sorted(names.requirements(f))) for f in names.frameworks())]

    before = every()
    compile_into(tmp_path / "data")
    monkeypatch.setattr(names, "DATA", tmp_path / "data")
    monkeypatch.setattr(names, "SOURCE", tmp_path / "nowhere")

    assert every() == before


def test_completing_loads_no_framework_and_no_command_but_its_own() -> None:
    code = (
        "import os, sys\n"
        "os.environ.update(_CHECKER_COMPLETE='bash_complete', COMP_POINT='23',"
        " COMP_LINE='checker explain pci_dss:')\n"
        "from checker.__main__ import run\n"
        "code = run([])\n"
        "sys.stderr.write('\\n'.join(sorted(sys.modules)))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    loaded = set(ended.stderr.split("\n"))
    assert "checker.commands.explain" in loaded
    assert loaded & {"yaml", "jsonschema_rs", "checker.catalog", "checker.commands.assess"} == set()


def test_a_workspace_that_cannot_be_read_offers_nothing(tmp_path: Path, path: str) -> None:
    (tmp_path / "organization.yaml").write_text("kind: [organization\n")

    assert in_bash(path, f"checker assess {tmp_path} --scope ") == []
    assert in_bash(path, f"checker assess {tmp_path}/nowhere --scope ") == []


def test_an_unknown_shell_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "tcsh"]) is ExitCode.USAGE
    assert "bash" in capsys.readouterr().err
