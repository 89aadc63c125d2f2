"""Where a workspace lies in its repository, and several formats in one run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.__main__ import run
from checker.commands.repository import prefix_of
from checker.errors import ExitCode
from checker.render import FORMATS, check_of

MERIDIAN = Path(__file__).parents[2] / "policies" / "meridian"
AS_OF = ["--as-of", "2026-11-21"]


@pytest.mark.parametrize("is_folder", [True, False], ids=["clone", "worktree"])
def test_the_prefix_leads_from_the_git_folder_down(tmp_path: Path, is_folder: bool) -> None:
    workspace = tmp_path / "top" / "policies" / "own"
    workspace.mkdir(parents=True)
    git = tmp_path / "top" / ".git"
    if is_folder:
        git.mkdir()
    else:
        git.write_text("gitdir: elsewhere\n", encoding="utf-8")

    assert prefix_of(workspace) == "policies/own"
    assert prefix_of(tmp_path / "top") == ""
    assert prefix_of(workspace, "given") == "given"
    assert prefix_of(workspace, "") == ""


def test_a_link_to_the_workspace_leads_to_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "top" / ".git").mkdir(parents=True)
    (tmp_path / "top" / "own").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "top" / "own")

    assert prefix_of(tmp_path / "link") == "own"


def test_every_format_is_written_in_one_run_and_read_back(tmp_path: Path) -> None:
    # The pages of a PDF take half a minute; tests/commands/test_pdf.py writes and reads some.
    paths = {n: tmp_path / f"out.{made.extension}" for n, made in FORMATS.items() if n != "pdf"}
    options = [part for name, path in paths.items() for part in ("-o", f"{name}={path}")]

    code = run(["assess", str(MERIDIAN), *AS_OF, "-q", "--path-prefix", "a/b", *options])

    record = json.loads(paths["json"].read_text(encoding="utf-8"))
    assert code is ExitCode.GAPS
    for name, path in paths.items():
        check_of(name, record)(path.read_bytes())
    for name in ("sarif", "github", "gitlab"):
        assert b"a/b/attestations/" in paths[name].read_bytes(), name
    for name in ("json", "html", "text", "markdown", "junit"):
        assert b"a/b/" not in paths[name].read_bytes(), name


def test_a_saved_record_gives_the_same_bytes(tmp_path: Path) -> None:
    saved, prefix = tmp_path / "result.json", ["--path-prefix", "policies/meridian"]
    formats = ("markdown", "sarif", "junit", "github", "gitlab")
    first = [part for f in formats for part in ("-o", f"{f}={tmp_path / f}")]
    again = [part for f in formats for part in ("-o", f"{f}={tmp_path / f}.again")]
    run(["assess", str(MERIDIAN), *AS_OF, "-q", *prefix, "-o", f"json={saved}", *first])

    code = run(["render", str(saved), *prefix, *again])

    assert code is ExitCode.OK
    for name in formats:
        assert (tmp_path / name).read_bytes() == (tmp_path / f"{name}.again").read_bytes(), name


@pytest.mark.parametrize("path", ["/etc", "../up", "a/../../b", "a\nb"])
def test_a_prefix_that_leads_out_of_the_repository_is_wrong_use(path: str, tmp_path: Path) -> None:
    assert run(["assess", str(tmp_path), "--path-prefix", path]) is ExitCode.USAGE


@pytest.mark.parametrize(("given", "meant"), [(".", ""), ("./a//b/", "a/b")])
def test_a_prefix_is_written_in_one_way(given: str, meant: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"

    run(["assess", str(MERIDIAN), *AS_OF, "-q", "--path-prefix", given, "-o", f"gitlab={out}"])

    paths = {row["location"]["path"] for row in json.loads(out.read_text(encoding="utf-8"))}
    assert all((MERIDIAN / path.removeprefix(f"{meant}/")).is_file() for path in paths)


@pytest.mark.parametrize("command", ["assess", "render"])
def test_the_help_names_every_format(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    run([command, "--help"])

    shown = " ".join(capsys.readouterr().out.split())
    for name in FORMATS:
        assert name in shown.partition("--output")[2].partition("repeatable")[0], name
