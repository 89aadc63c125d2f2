"""`checker init`: every stub is an honest gap, nothing is overwritten, nothing is half written."""

from __future__ import annotations

import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from checker.__main__ import run
from checker.catalog import load as load_catalog
from checker.commands.scaffold import placing, readme, stubs
from checker.documents.placeholders import PLACEHOLDERS
from checker.errors import ExitCode
from checker.remedies import answering, values

ROOT = Path(__file__).parent.parent.parent
FRAMEWORKS = ("gdpr", "hipaa", "pci_dss")
ROLES = ("controller", "processor", "covered_entity", "business_associate", "merchant",
         "service_provider")  # fmt: skip
EVERY = list(chain.from_iterable(combinations(FRAMEWORKS, n) for n in range(1, 4)))


def init(folder: Path, *options: str) -> ExitCode:
    return run(["init", str(folder), "--yes", "--as-of", "2026-11-21", *options])


def chosen(frameworks: tuple[str, ...]) -> list[str]:
    return [word for name in frameworks for word in ("-F", name)]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    folder = tmp_path / "fresh"
    assert init(folder, *chosen(FRAMEWORKS)) is ExitCode.OK
    return folder


@pytest.mark.parametrize("frameworks", EVERY, ids="+".join)
@pytest.mark.parametrize("with_roles", [False, True])
def test_a_fresh_workspace_satisfies_nothing(
    frameworks: tuple[str, ...], with_roles: bool, tmp_path: Path
) -> None:
    folder, record = tmp_path / "w", tmp_path / "r.json"
    roles = [word for role in ROLES for word in ("--role", role)] if with_roles else []

    assert init(folder, *chosen(frameworks), *roles) is ExitCode.OK

    assert run(["validate", str(folder), "-q"]) is ExitCode.OK
    for day in ("2026-11-21", "2027-03-01"):
        run(["assess", str(folder), "--as-of", day, "-o", f"json={record}", "-q"])
        result = json.loads(record.read_bytes())
        statuses = {finding["status"] for finding in result["findings"]}
        assert result["complete"]
        assert {row["id"] for row in result["frameworks"]} == set(frameworks)
        assert statuses <= {"not_attested", "not_satisfied", "not_applicable"}
        # Only a fact that was stated leaves something out, or a day that has not come or is over.
        left_out = [f for f in result["findings"] if f["status"] == "not_applicable"]
        reasons = {o["kind"] for f in left_out for o in f["observations"]}
        assert reasons <= ({"date", "profile"} if with_roles else {"date"})


def test_every_control_that_a_framework_reads_is_described(fresh: Path) -> None:
    catalog = load_catalog()
    read = {c for f in catalog.frameworks.values() for r in f.requirements.values()
            for c in r.controls}  # fmt: skip
    texts = "".join(
        path.read_text()
        for folder in ("attestations", "policies")
        for path in fresh.glob(f"{folder}/*")
    )
    # A long word with a hyphen may be broken there.
    words = "".join(line.strip(" #") for line in texts.splitlines()).replace(" ", "")

    for name in read:
        control = catalog.controls[name]
        assert f"{control.title}.{control.description}".replace(" ", "") in words, name
        for parameter in control.parameters.values():
            assert f"{parameter.name}:(" in words, parameter.name
            assert "".join(parameter.description.split()) in words, parameter.name


def test_no_stub_claims_or_says_anything(fresh: Path) -> None:
    for path in fresh.glob("attestations/*.yaml"):
        document = yaml.safe_load(path.read_text())
        for claim in document["controls"].values():
            assert claim["status"] == "unknown"
            assert set(claim) <= {"status", "owner", "due", "covers"}
    for path in fresh.glob("policies/*.yaml"):
        document = yaml.safe_load(path.read_text())
        assert (document["status"], document["statements"]) == ("draft", [])
    assert not list(fresh.glob("registers/*.yaml"))
    assert not list(fresh.glob("decisions/*.yaml"))


def test_what_is_to_be_replaced_by_a_person_is_never_taken_for_what_they_said() -> None:
    shown = [values.TEXT, answering.SENTENCE, stubs.SENTENCE, readme.TITLE]

    assert {text.lower() for text in shown} <= PLACEHOLDERS


def test_the_schema_of_each_file_is_there_and_accepts_it(fresh: Path) -> None:
    documents = [*fresh.glob("*.yaml"), *fresh.glob("*/*.yaml")]

    assert len(documents) > 10
    for path in documents:
        first = path.read_text().splitlines()[0]
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        validator = jsonschema_rs.Draft202012Validator(json.loads(schema.read_bytes()))
        document = yaml.load(path.read_text(), yaml.BaseLoader)  # noqa: S506 - text alone
        assert validator.is_valid(document), (path, list(validator.iter_errors(document)))
        assert not validator.is_valid({**document, "unknown_key": 1})


def test_what_ci_is_to_copy_is_valid_yaml_and_names_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "compliance").mkdir()
    assert init(Path("compliance/acme"), "-F", "gdpr") is ExitCode.OK
    ci = Path("compliance/acme/.checker/ci")

    github = yaml.safe_load((ci / "github.yml").read_text())

    named = "compliance/acme"
    assert workspace_in_ci(Path(named)) == {"github": named, "gitlab": named}
    for step in github["jobs"]["checker"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_same_answers_make_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder in ("a", "b"):
        init(tmp_path / folder / "same", *chosen(FRAMEWORKS))

    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_answers_stand_where_they_belong(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    code = init(
        folder, *chosen(("pci_dss", "hipaa")), "--scope", "till=pci_dss", "--scope",
        "clinic=hipaa", "--role", "merchant", "--id", "acme", "--name", 'Acme "Health": #1',
        "--person", "dana.reyes=Dana Reyes,CISO, interim", "--person", "li=Li Chen,Auditor",
    )  # fmt: skip

    document = yaml.safe_load((folder / "organization.yaml").read_text())
    assert code is ExitCode.OK
    assert document["id"] == "acme"
    assert document["name"] == 'Acme "Health": #1'
    assert document["profile"] == {"pci_roles": ["merchant"]}
    assert [(s["id"], s["frameworks"]) for s in document["scopes"]] == [
        ("till", ["pci_dss"]), ("clinic", ["hipaa"]),
    ]  # fmt: skip
    assert document["people"][0] == {
        "id": "dana.reyes",
        "name": "Dana Reyes,CISO",
        "role": "interim",
    }
    claims = yaml.safe_load((folder / "attestations/breach.yaml").read_text())
    assert claims["scopes"] == ["clinic"]
    assert {claim["owner"] for claim in claims["controls"].values()} == {"dana.reyes"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Name at least one framework: -F gdpr or -F hipaa or -F pci_dss."),
        (["-F", "gdrp"], "Did you mean 'gdpr'?"),
        (["-F", "gdpr", "--role", "controler"], "Did you mean 'controller'?"),
        (["-F", "gdpr", "--scope", "a=hipaa"], "no scope has gdpr"),
        (["-F", "gdpr", "--scope", "a=gdpr,hipaa"], "hipaa was not chosen; add -F hipaa."),
        (["-F", "gdpr", "--person", "dana"], "not of the form ID=NAME,ROLE"),
        (["-F", "gdpr", "--name", "TODO"], "These answers make no valid workspace"),
        (["-F", "gdpr", "--id", "not an id"], "These answers make no valid workspace"),
        (["-F", "gdpr", "--name", "a\x1b[31m"], "These answers make no valid workspace"),
        (["-F", "gdpr", "--scope", "a", "--scope", "a"], "These answers make no valid workspace"),
        (["-F", "gdpr", "--scope", "=gdpr"], "'=gdpr' is not of the form ID or ID=ID,..."),
        (["-F", "gdpr", "--scope", "all"], "'all' is no name of one"),
        (["-F", "gdpr", "--name", "a\udcff"], "is not UTF-8; write it in UTF-8."),
        (
            ["-F", "gdpr", "--person", "a b=A,B"],
            "workspace: 'id' cannot be 'a b'; Letters, digits, dots, hyphens and underscores",
        ),
    ],
)
def test_an_answer_that_will_not_do_writes_nothing(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path / "w", *options) is ExitCode.USAGE

    err = capsys.readouterr().err
    assert said in " ".join(err.split())
    assert "\x1b" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "taken", ["organization.yaml", "README.md", "policies", ".gitignore", ".checker"]
)
def test_what_is_there_already_is_left_alone(
    taken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w" / taken
    path.parent.mkdir()
    path.write_bytes(b"mine\n")

    assert init(tmp_path / "w", "-F", "gdpr") is ExitCode.OUTPUT

    assert contents(tmp_path) == {f"w/{taken}": b"mine\n"}
    assert taken in capsys.readouterr().err


def test_a_workspace_is_not_written_twice(fresh: Path) -> None:
    before = contents(fresh)

    assert init(fresh, "-F", "gdpr") is ExitCode.OUTPUT
    assert contents(fresh) == before
    assert [path.name for path in fresh.parent.iterdir()] == ["fresh"]


def test_other_files_of_the_folder_stay_and_other_yaml_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    (folder / ".git").mkdir(parents=True)
    (folder / "LICENSE").write_text("ours\n")

    assert init(folder, "-F", "gdpr") is ExitCode.OK
    assert (folder / "LICENSE").read_text() == "ours\n"
    assert run(["validate", str(folder), "-q"]) is ExitCode.OK

    other = tmp_path / "x"
    other.mkdir()
    (other / "compose.yml").write_text("services: {}\n")
    assert init(other, "-F", "gdpr") is ExitCode.OUTPUT
    assert [path.name for path in other.iterdir()] == ["compose.yml"]


@pytest.mark.parametrize("existing", [False, True])
def test_when_moving_fails_half_way_nothing_is_left(
    existing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "w"
    if existing:
        folder.mkdir()
    moved: list[Path] = []

    def fail(source: Path, target: Path) -> None:
        if len(moved) == 3:
            raise OSError(28, "No space left on device")
        moved.append(target)
        original(source, target)

    original = placing._move_one
    monkeypatch.setattr(placing, "_move_one", fail)
    if not existing:
        monkeypatch.setattr(
            Path, "rename", lambda self, target: (_ for _ in ()).throw(OSError(13, "no"))
        )

    assert init(folder, "-F", "gdpr") is ExitCode.OUTPUT

    assert contents(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == (["w"] if existing else [])


def test_an_interrupt_right_after_a_piece_was_moved_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = placing._move_one

    def interrupted(source: Path, target: Path) -> None:
        original(source, target)
        if target.name == "README.md":
            raise KeyboardInterrupt

    monkeypatch.setattr(placing, "_move_one", interrupted)
    (tmp_path / "w").mkdir()

    assert init(tmp_path / "w", "-F", "gdpr") is ExitCode.INTERRUPTED
    assert list((tmp_path / "w").iterdir()) == []


def test_what_somebody_puts_there_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    original = placing._move

    def move(stage: Path, target: Path) -> None:
        (folder / "evidence").mkdir()
        (folder / "evidence" / "theirs.txt").write_text("theirs")
        original(stage, target)

    monkeypatch.setattr(placing, "_move", move)

    assert init(folder, "-F", "gdpr") is ExitCode.OUTPUT
    assert contents(tmp_path) == {"w/evidence/theirs.txt": b"theirs"}


@pytest.mark.parametrize("existing", [False, True])
def test_it_is_staged_where_it_may_be_written_to(
    existing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is above a folder that is there may be somebody else's, or another file system."""
    folder = tmp_path / "w"
    stages: list[Path] = []
    original = placing._stage

    def staged(stage: Path, files: Mapping[str, bytes]) -> None:
        stages.append(stage)
        original(stage, files)

    monkeypatch.setattr(placing, "_stage", staged)
    if existing:
        folder.mkdir()

    assert init(folder, "-F", "gdpr") is ExitCode.OK
    assert [stage.parent for stage in stages] == [folder if existing else tmp_path]
    assert not list(tmp_path.rglob(".checker-init-*"))


NAMES = [
    'a"b',
    "n\nl",
    "x: y",
    "漢字",
    "-lead",
    "$(touch x)",
    "${{ secrets.X }}",
    "it's",
    "#x",
    "{a}",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_any_name_is_written_and_named_so_that_it_can_be_pasted(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(["init", "--yes", "--as-of", "2026-11-21", "-F", "gdpr", "--", name]) is ExitCode.OK

    out = capsys.readouterr().out
    (told,) = (line for line in out.splitlines() if "checker validate" in line)
    if name.isprintable():
        assert shlex.split(told)[2:] == [f"./{name}" if name.startswith("-") else name]
    assert run(["validate", "-q", "--", name]) is ExitCode.OK
    named = workspace_in_ci(Path(name))
    assert named["github"].replace("${{ '${{' }}", "${{") == shlex.split(told)[2] or "\n" in name
    assert named["gitlab"].replace("$$", "$") == shlex.split(told)[2] or "\n" in name


def workspace_in_ci(folder: Path) -> dict[str, str]:
    """The workspace that each snippet names."""
    ci = folder / ".checker" / "ci"
    github = yaml.safe_load((ci / "github.yml").read_text())
    gitlab = yaml.safe_load((ci / "gitlab.yml").read_text())
    return {
        "github": github["jobs"]["checker"]["env"]["WORKSPACE"],
        "gitlab": gitlab["compliance"]["variables"]["WORKSPACE"],
    }


@pytest.mark.parametrize("target", ["acme", "."])
def test_ci_finds_the_workspace_from_the_top_of_the_repository(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "compliance" / "acme").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "compliance" / ("" if target == "acme" else "acme"))

    assert init(Path(target), "-F", "gdpr") is ExitCode.OK

    found = workspace_in_ci(tmp_path / "compliance" / "acme")
    assert found == {"github": "compliance/acme", "gitlab": "compliance/acme"}


@pytest.mark.parametrize("where", ["missing/w", "file", "link"])
def test_a_place_that_will_not_do_is_refused(where: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    assert init(tmp_path / where, "-F", "gdpr") is ExitCode.OUTPUT
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "link", "real"]


def answered(folder: Path, lines: list[str]) -> Iterator[str]:
    """Run it on a terminal, and answer each question."""
    primary, secondary = pty.openpty()
    ended = subprocess.Popen(
        [sys.executable, "-m", "checker", "init", str(folder)], stdin=secondary,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    os.write(primary, "".join(f"{line}\n" for line in lines).encode())
    out, err = ended.communicate(timeout=60)
    os.close(primary)
    os.close(secondary)
    yield from (out, err, str(ended.returncode))


def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    lines = ["hipaa, gdpr", "", "", "controller covered_entity", "li=Li Chen,CISO"]

    out, err, code = answered(folder, lines)

    document = yaml.safe_load((folder / "organization.yaml").read_text())
    assert code == "0"
    assert "nothing is claimed yet" in out
    assert "Frameworks that apply (gdpr, hipaa, pci_dss)" in err
    assert document["name"] == "Clinic"
    assert document["profile"] == {"gdpr_roles": ["controller"], "hipaa_roles": ["covered_entity"]}
    assert document["people"] == [{"id": "li", "name": "Li Chen", "role": "CISO"}]
