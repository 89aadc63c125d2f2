"""Settings: a flag before the environment, the environment before the workspace."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest

from checker import catalog as catalogs
from checker.cli import COMMANDS, Commands
from checker.commands import environment
from checker.documents import kinds
from tests.commands.conftest import DAY, Checker, Ran
from tests.support import attestation, catalog, number, organization, policy, requirement, write

DOCS = Path(__file__).parent.parent.parent / "docs"
SETTINGS = {
    "framework", "scope", "as_of", "output", "previous", "baseline", "against", "fail_on",
    "min_severity", "keep_going", "second_opinion", "color", "audience", "path_prefix",
    "evidence_root", "frameworks", "quiet", "verbose",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frameworks of the tests, and an environment that sets nothing."""
    load = lambda _=None: catalog(requirement(severity="medium"))  # noqa: E731 - a stand-in
    monkeypatch.setattr(catalogs, "load", load)
    for name in environment.VARIABLES.values():
        monkeypatch.delenv(name, raising=False)


def workspace(folder: Path, gate: str = "") -> Path:
    """A workspace whose only gap is of medium severity, with a gate of its own."""
    own_gate = {"assessment": {"fail_on": gate}} if gate else {}
    gap = attestation({"area.whole": number(11)})
    return write(folder, organization(**own_gate), policy(number(12)), gap)


def shown(ran: Ran) -> dict[str, dict[str, Any]]:
    """The settings that were printed, by name."""
    return {row["name"]: row for row in ran.json["settings"]}


def configured(checker: Checker, folder: Path, *flags: str) -> dict[str, dict[str, Any]]:
    return shown(checker("assess", folder, "--show-config", "--format", "json", *flags))


# -- who is heard


@pytest.mark.parametrize(
    ("stated", "value", "origin", "code"),
    [
        (("", "", ""), "medium", "default", 1),
        (("medium", "", ""), "medium", "file", 1),
        (("low", "", ""), "low", "file", 1),
        (("", "high", ""), "high", "environment", 0),
        (("low", "high", ""), "high", "environment", 0),
        (("low", "critical", ""), "critical", "environment", 0),
        (("", "low", ""), "low", "environment", 1),
        (("", "", "high"), "high", "flag", 0),
        (("low", "", "never"), "never", "flag", 0),
        (("low", "critical", "medium"), "medium", "flag", 1),
        (("low", "medium", "high"), "high", "flag", 0),
        (("low", "never", "medium"), "medium", "flag", 1),
        (("medium", "", "low"), "low", "flag", 1),
    ],
)
def test_a_flag_outranks_the_environment_and_that_the_workspace(
    checker: Checker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stated: tuple[str, str, str],
    value: str,
    origin: str,
    code: int,
) -> None:
    file, variable, flag = stated
    folder = workspace(tmp_path, file)
    monkeypatch.setenv("CHECKER_FAIL_ON", variable)
    flags = ["--fail-on", flag] if flag else []

    setting = configured(checker, folder, *flags)["fail_on"]
    ran = checker("assess", folder, "--as-of", DAY, "-o", "json", *flags)

    assert (setting["value"], setting["origin"]) == (value, origin)
    assert ran.code == code
    assert json.loads(ran.data)["gate"]["fail_on"] == value


def test_what_does_not_hold_is_told_with_its_origin(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_FAIL_ON", "high")

    setting = configured(checker, workspace(tmp_path, "low"), "--fail-on", "critical")["fail_on"]

    assert setting["instead_of"] == [
        {"value": "high", "origin": "environment", "variable": "CHECKER_FAIL_ON"},
        {
            "value": "low",
            "origin": "file",
            "place": {"file": "00-organization.yaml", "line": 27, "column": 14},
        },
    ]
    written = (tmp_path / "00-organization.yaml").read_text().splitlines()
    assert written[26][13:] == '"low"'


@pytest.mark.parametrize(
    ("name", "value", "flag"),
    [
        ("min_severity", "high", ["--min-severity", "low"]),
        ("color", "always", ["--color", "never"]),
        ("audience", "board", ["--audience", "auditor"]),
    ],
)
def test_each_variable_sets_what_its_flag_sets_and_the_flag_outranks_it(
    checker: Checker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    flag: list[str],
) -> None:
    folder = workspace(tmp_path)
    variable = environment.VARIABLES[name]
    monkeypatch.setenv(variable, value)

    by_variable = configured(checker, folder)[name]
    by_flag = configured(checker, folder, *flag)[name]

    assert by_variable == {
        "name": name, "value": value, "origin": "environment", "variable": variable,
        "instead_of": [],
    }  # fmt: skip
    assert (by_flag["value"], by_flag["origin"]) == (flag[1], "flag")
    assert [one["value"] for one in by_flag["instead_of"]] == [value]


@pytest.mark.parametrize("name", ["evidence_root", "frameworks"])
@pytest.mark.parametrize("command", ["assess", "validate", "posture"])
def test_a_folder_of_the_environment_is_read_by_every_command_that_reads(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    folder = workspace(tmp_path / "w")
    monkeypatch.setenv(environment.VARIABLES[name], str(tmp_path / "nowhere"))

    ran = checker(command, folder, *(["-F", "own"] if command == "posture" else []))

    assert ran.code == 2
    assert f"{environment.VARIABLES[name]}: '" in ran.err
    assert "is not a folder" in ran.err


def test_evidence_is_found_where_the_environment_says(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support import evidence

    claim = attestation({"area.whole": number(12, evidence=[evidence()])})
    folder = write(tmp_path / "w", policy(number(12)), claim)
    (tmp_path / "out").mkdir()
    (folder / "evidence").rename(tmp_path / "out" / "evidence")
    before = checker("assess", folder, "--as-of", DAY, "-q").code

    monkeypatch.setenv("CHECKER_EVIDENCE_ROOT", str(tmp_path / "out"))

    assert (before, checker("assess", folder, "--as-of", DAY, "-q").code) == (1, 0)


# -- what is refused


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CHECKER_FAILON", "Did you mean 'CHECKER_FAIL_ON'?"),
        ("CHECKER_FAIL-ON", "Did you mean 'CHECKER_FAIL_ON'?"),
        ("checker_fail_on", "Did you mean 'CHECKER_FAIL_ON'?"),
        ("CHECKER_GATE", "Known: CHECKER_FAIL_ON, "),
        ("CHECKER_AS_OF", "sets nothing"),
        ("CHECKER_SCOPE", "sets nothing"),
        ("CHECKER_", "sets nothing"),
        ("CHECKER_\x1b[2J", r"CHECKER_\u{1B}[2J"),
    ],
)
@pytest.mark.parametrize("value", ["low", ""])
def test_a_variable_that_sets_nothing_ends_the_run(
    checker: Checker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    said: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)

    ran = checker("assess", workspace(tmp_path), "--fail-on", "never")

    assert (ran.code, ran.data) == (2, b"")
    assert said in ran.err
    assert "\x1b" not in ran.err


def test_all_that_is_wrong_with_the_environment_is_said_at_once(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CHECKER_FAIL_ON", "CHECKER_COLOUR", "CHECKER_OUTPUT"):
        monkeypatch.setenv(name, "never")

    ran = checker("assess", workspace(tmp_path))

    assert ran.code == 2
    assert "a variable cannot switch the gate off; write --fail-on never" in ran.err
    assert "'CHECKER_COLOUR'" in ran.err
    assert "'CHECKER_OUTPUT'" in ran.err


def test_variables_of_others_are_none_of_ours(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MY_CHECKER_FAIL_ON", "CHECKERS", "_CHECKER_COMPLETE_X"):
        monkeypatch.setenv(name, "never")

    assert checker("assess", workspace(tmp_path), "--as-of", DAY).code == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("fail_on", "Medium"), ("fail_on", " low"), ("fail_on", "0"), ("min_severity", "never"),
     ("color", "yes"), ("audience", "press")],
)  # fmt: skip
def test_a_value_that_is_none_names_its_variable(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(environment.VARIABLES[name], value)

    ran = checker("assess", workspace(tmp_path))

    assert (ran.code, ran.data) == (2, b"")
    assert environment.VARIABLES[name] in ran.err


@pytest.mark.parametrize("name", environment.VARIABLES)
def test_an_empty_variable_says_nothing(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(environment.VARIABLES[name], "")

    assert configured(checker, workspace(tmp_path))[name]["origin"] == "default"


@pytest.mark.parametrize("gate", ["high", "critical", "never"])
def test_no_variable_makes_a_loose_gate_of_the_workspace_acceptable(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: str
) -> None:
    monkeypatch.setenv("CHECKER_FAIL_ON", "low")
    folder = workspace(tmp_path, gate)

    assert checker("assess", folder).code == 3
    assert checker("assess", folder, "--show-config").code == 3


def test_the_workspace_sets_no_more_than_its_gate() -> None:
    fields = kinds.raw("organization")["properties"]["assessment"]["properties"]

    assert fields.keys() & environment.VARIABLES.keys() == {"fail_on"}
    assert set(fields["fail_on"]["enum"]) == {"low", "medium"}


# -- what is shown


def test_every_setting_is_shown_and_nothing_is_assessed_or_written(
    checker: Checker, tmp_path: Path
) -> None:
    folder, path = workspace(tmp_path / "w"), tmp_path / "r.json"

    ran = checker(
        "assess", folder, "--show-config", "--format", "json", "--as-of", DAY, "-F", "own",
        "-o", f"json={path}", "--keep-going",
    )  # fmt: skip

    found = shown(ran)
    assert ran.json["schema"] == "checker/configuration/v1"
    assert set(found) == SETTINGS
    assert found["as_of"] == {"name": "as_of", "value": DAY, "origin": "flag", "instead_of": []}
    assert found["framework"]["value"] == ["own"]
    assert found["output"]["value"] == [f"json={path}"]
    assert found["keep_going"]["value"] is True
    assert found["second_opinion"]["value"] is False
    assert found["audience"]["value"] is None
    assert sorted(p.name for p in tmp_path.iterdir()) == ["w"]


@pytest.mark.parametrize(("flags", "value"), [([], ["text"]), (["-q"], [])])
def test_the_output_of_a_run_without_one_is_shown(
    checker: Checker, tmp_path: Path, flags: list[str], value: list[str]
) -> None:
    assert configured(checker, workspace(tmp_path), *flags)["output"]["value"] == value


def test_a_person_reads_a_table(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_FAIL_ON", "high")
    monkeypatch.setenv("CHECKER_COLOR", "never")

    ran = checker("assess", workspace(tmp_path, "low"), "--show-config", "--fail-on", "critical")

    table = {line.split()[0]: line for line in ran.out.splitlines()}
    assert ran.code == 0
    assert table["SETTING"].split() == ["SETTING", "VALUE", "FROM", "INSTEAD", "OF"]
    assert table["fail_on"].split(maxsplit=3) == [
        "fail_on", "critical", "flag",
        "high (environment CHECKER_FAIL_ON), low (00-organization.yaml:27:14)",
    ]  # fmt: skip
    assert table["color"].split(maxsplit=2)[1:] == ["never", "environment CHECKER_COLOR"]
    assert table["keep_going"].split() == ["keep_going", "no", "default"]


def test_a_workspace_that_cannot_be_read_has_no_settings(checker: Checker, tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    (folder / "bad.yaml").write_text("kind: [policy\n")

    ran = checker("assess", folder, "--show-config")

    assert (ran.code, ran.data) == (3, b"")
    assert "bad.yaml:" in ran.err


def test_a_format_without_the_settings_is_wrong_use(checker: Checker, tmp_path: Path) -> None:
    ran = checker("assess", workspace(tmp_path), "--format", "json")

    assert ran.code == 2
    assert "--format: goes with --show-config; for a report write -o." in ran.err


def test_hidden_characters_of_a_variable_are_shown(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a\x1b[2Jb").mkdir()
    monkeypatch.setenv("CHECKER_EVIDENCE_ROOT", str(tmp_path / "a\x1b[2Jb"))

    ran = checker("assess", workspace(tmp_path / "w"), "--show-config")

    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert r"a\u{1B}[2Jb" in ran.out


def test_every_variable_belongs_to_a_flag_whose_help_names_it() -> None:
    told: dict[str, set[str]] = {}
    group = Commands("checker")
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name in {
                "evidence_root", "frameworks",
            }:  # fmt: skip
                assert parameter.envvar == environment.VARIABLES[parameter.name], name
            if isinstance(parameter, click.Option) and isinstance(parameter.envvar, str):
                assert parameter.show_envvar
                assert parameter.name is not None
                told.setdefault(parameter.envvar, set()).add(parameter.name)

    assert told == {variable: {name} for name, variable in environment.VARIABLES.items()}


def test_the_page_on_configuration_tells_of_every_variable() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")

    told = re.findall(r"\| `--([a-z-]+)` \| `(CHECKER_\w+)`", page)

    assert {flag.replace("-", "_"): name for flag, name in told} == dict(environment.VARIABLES)
