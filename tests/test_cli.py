"""The command line explains itself: overview, help pages with examples, what was meant."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from checker.__main__ import run
from checker.cli import COMMANDS, cli
from checker.errors import ExitCode

FOLDER = Path(__file__).parent.parent / "checker" / "commands"


def command(name: str) -> click.Command:
    found: click.Command = import_module(f"checker.commands.{name.replace('-', '_')}").command
    return found


def page(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a run prints, which must end well."""
    assert run([*arguments]) is ExitCode.OK
    return capsys.readouterr().out


def test_the_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    found = page(capsys, "--help")

    for name in COMMANDS:
        assert f"\n  {name} " in found


def test_every_module_with_a_command_is_in_the_overview() -> None:
    modules = {
        path.stem.replace("_", "-")
        for path in FOLDER.glob("*.py")
        if re.search(r"^@click\.(command|group)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert modules == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_the_overview_is_the_first_of_the_commands_help(name: str) -> None:
    first = (command(name).help or "").partition("\n\n")[0]

    assert " ".join(first.split()) == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_named_as_it_is_called(name: str) -> None:
    assert command(name).name == name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_help_page_has_examples_that_call_the_command(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = page(capsys, name, "--help")

    examples = found.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert examples, found
    assert all(line.strip().startswith(f"checker {name} ") for line in examples), examples


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("name", ["evidence add", "attest renew"])
def test_a_command_of_a_group_is_explained_too(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    group, inner = name.split()
    found = page(capsys, group, inner, "--help")
    examples = found.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    whole = command(group)
    assert isinstance(whole, click.Group)

    assert len(examples) >= 2
    assert all(line.strip().startswith(f"checker {name} ") for line in examples), examples
    assert all(
        option.help for option in whole.commands[inner].params if isinstance(option, click.Option)
    )


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_h_is_help(name: str) -> None:
    def shown(flag: str) -> str:
        # A process of its own: click keeps the flags of a command's first caller.
        words = [sys.executable, "-m", "checker", *([name] if name else []), flag]
        ended = subprocess.run(
            words, capture_output=True, text=True, cwd=FOLDER.parent.parent, check=True
        )
        return ended.stdout

    assert "Usage: checker" in shown("-h")
    assert shown("-h") == shown("--help")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("asess", "assess"), ("Validate", "validate"), ("exlain", "explain"), ("lst", "list")],
)
def test_a_command_that_is_not_there_is_told_with_the_nearest(
    written: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([written]) is ExitCode.USAGE

    assert f"No such command '{written}'. Did you mean '{meant}'?" in capsys.readouterr().err


def test_a_word_like_no_command_gets_no_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["\x1b[31mzzzz"]) is ExitCode.USAGE

    err = capsys.readouterr().err
    assert "Did you mean" not in err
    assert "\x1b" not in err


def test_the_version_names_each_framework_with_its_digest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = page(capsys, "--version").splitlines()

    assert lines[0].startswith("checker ")
    assert [line.split()[0] for line in lines[1:]] == ["gdpr", "hipaa", "pci_dss"]
    assert all(" requirements) sha256:" in line for line in lines[1:])


def test_the_group_runs_nothing_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) is ExitCode.USAGE

    captured = capsys.readouterr()
    assert "Usage: checker" in captured.out + captured.err
    assert cli.name in {"cli", None}


def test_a_list_of_formats_in_the_help_is_the_list_there_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from checker.render import FORMATS

    found = " ".join(page(capsys, "assess", "--help").split())

    for format_ in FORMATS:
        assert format_ in found
