"""Where it runs without a person: the hook, the action and the template do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker import __version__
from checker.render import FORMATS
from tests.revisions.repository import commit, start
from tests.support import TODAY

ROOT = Path(__file__).parent.parent
MERIDIAN = ROOT / "policies" / "meridian"
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GITLAB = ROOT / "templates" / "checker.gitlab-ci.yml"
# Inputs of the action that ask for a format.
ASKING = {"annotations": "github", "summary": "markdown", "sarif": "sarif"}
HOSTILE = "$(touch pwned) `touch pwned`; touch pwned #\n\"'* --fail-on=never"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_formats_that_are_named_there_are() -> None:
    named = re.findall(r'-o "?(\w+)', step("Assess")["run"] + read(GITLAB)["checker"]["script"][0])

    assert set(named) <= set(FORMATS)
    assert set(ASKING.values()) | {"gitlab", "junit"} <= set(named)


@pytest.fixture(scope="module")
def bin_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `checker`, this one."""
    folder = tmp_path_factory.mktemp("bin")
    program(folder / "checker", f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m checker "$@"')
    return folder


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_actions_of_others_are_named_by_commit() -> None:
    """A tag can be moved; a commit with its release beside it cannot, and is renewed by tools."""
    written = ROOT / "checker" / "commands" / "scaffold" / "snippets.py"
    sources = [ACTION, written, *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    used = [line for text in texts for line in re.findall(r'uses: [^"\n]*', text)]

    others = [line for line in used if not line.startswith("uses: OWNER/checker@")]

    assert len(others) >= 6
    for line in others:
        assert re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line
    assert len({re.sub("@.*", "", line) for line in others}) == len(set(others)), "one of each"


# -- published schemas


@pytest.mark.parametrize(
    ("schema", "path"),
    [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", GITLAB)],
    ids=["action", "template"],
)
def test_they_are_what_their_published_schemas_ask(schema: str, path: Path) -> None:
    assert checked(schema, path) == 0


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_so_are_the_steps_that_init_writes(kind: str, tmp_path: Path, bin_: Path) -> None:
    subprocess.run(
        [bin_ / "checker", "init", tmp_path / "w", "-F", "gdpr", "--yes"], check=True,
        capture_output=True,
    )  # fmt: skip
    schema = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}[kind]

    assert checked(schema, tmp_path / "w" / ".checker" / "ci" / f"{kind}.yml") == 0


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_the_steps_that_init_writes_gate_on_what_a_change_brings(
    kind: str, tmp_path: Path, bin_: Path
) -> None:
    folder = start(tmp_path / "r")
    workspace = folder / "w"
    subprocess.run(
        [bin_ / "checker", "init", workspace, "-F", "gdpr", "--yes"], check=True,
        capture_output=True,
    )  # fmt: skip
    put_off(workspace, "unknown", "in_progress")
    commit(folder)
    (workspace / "README.md").write_text("More words.\n")
    commit(folder)

    def ran(against: str) -> int:
        environment = {
            "PATH": f"{bin_}:{os.environ['PATH']}", "HOME": str(tmp_path), "AGAINST": against,
            "WORKSPACE": "w", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        }  # fmt: skip
        shell = ["bash", "-e", "-c"] if kind == "github" else ["sh", "-e", "-c"]
        ended = subprocess.run(
            [*shell, assessing(kind, workspace)], cwd=folder, env=environment, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        assert "No assessment was made" not in ended.stderr or ended.returncode == 3
        return ended.returncode

    assert ran("HEAD^1") == 0
    assert ran("") == 1
    shown = {"github": ["report.txt", "summary.md"], "gitlab": ["junit.xml"]}[kind]
    for name in (*shown, "report.html", "result.json"):
        assert (folder / name).is_file()
        (folder / name).unlink()
    put_off(workspace, "in_progress", "planned")
    assert ran("HEAD^1") == 1
    assert ran("nowhere") == 3
    assert (tmp_path / "summary.md").exists() == (kind == "github")


def put_off(workspace: Path, was: str, is_: str) -> None:
    """Claims of one status have another."""
    for path in (workspace / "attestations").glob("*.yaml"):
        path.write_text(path.read_text().replace(f"status: {was}", f"status: {is_}"))


def assessing(kind: str, workspace: Path) -> str:
    """The script of the step that assesses."""
    text = (workspace / ".checker" / "ci" / f"{kind}.yml").read_text()
    written = yaml.safe_load(text)
    if kind == "gitlab":
        return str(written["compliance"]["script"][-1])
    steps = written["jobs"]["checker"]["steps"]
    (found,) = (step["run"] for step in steps if "assess" in step.get("run", ""))
    return str(found)


def test_a_mistake_in_them_would_be_found(tmp_path: Path) -> None:
    broken = tmp_path / "action.yml"
    broken.write_text(ACTION.read_text().replace("using: composite", "using: nothing"))

    assert checked("vendor.github-actions", broken) != 0


def checked(schema: str, path: Path) -> int:
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)],
        check=False, capture_output=True,
    ).returncode  # fmt: skip


def test_versions_are_the_packages_own() -> None:
    assert read(GITLAB)["checker"]["variables"]["COMPLIANCE_INSTALL"] == f"checker=={__version__}"


# -- the action


def step(name: str) -> dict[str, Any]:
    found = next(step for step in read(ACTION)["runs"]["steps"] if step["name"] == name)
    return dict(found)


def test_no_input_becomes_text_of_a_script() -> None:
    for one in read(ACTION)["runs"]["steps"]:
        assert "${{" not in one.get("run", "")
    given = step("Assess")["env"]
    assert set(given.values()) == {f"${{{{ inputs.{name} }}}}" for name in read(ACTION)["inputs"]}
    assert all(name.startswith("INPUT_") for name in given)


class Runner:
    """A machine of GitHub's, as far as the steps of the action see one."""

    def __init__(self, folder: Path, bin_: Path) -> None:
        self.folder, self.temp = folder, folder / "temp"
        self.output, self.summary = folder / "output", folder / "summary"
        venv = self.temp / "checker-venv" / "bin"
        venv.mkdir(parents=True)
        shutil.copy(bin_ / "checker", venv / "checker")

    def run(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """The step that assesses, with the defaults of the action and these inputs."""
        values = {name: one["default"] for name, one in read(ACTION)["inputs"].items()}
        values |= {"as-of": TODAY.isoformat()} | {k.replace("_", "-"): v for k, v in inputs.items()}
        given = {f"INPUT_{k.upper().replace('-', '_')}": v for k, v in values.items()}
        assert set(given) == set(step("Assess")["env"])
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("Assess")["run"]],
            check=False, capture_output=True, text=True, cwd=self.folder, timeout=120,
            env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(self.temp),
                 "GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary),
                 "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_ACTIONS": "true"} | given,
        )  # fmt: skip

    @property
    def outputs(self) -> dict[str, str]:
        lines = self.output.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(Path(self.outputs["result"]).read_bytes())
        return found


@pytest.fixture
def runner(tmp_path: Path, bin_: Path) -> Runner:
    shutil.copytree(MERIDIAN, tmp_path / "repository")
    return Runner(tmp_path, bin_)


def test_the_action_ends_as_checker_does_and_says_where_things_are(runner: Runner) -> None:
    ended = runner.run(workspace="repository")

    assert ended.returncode == 1
    assert runner.outputs["exit-code"] == "1"
    assert runner.record["gate"]["failed"]
    assert Path(runner.outputs["report"]).read_bytes().startswith(b"<!DOCTYPE html>")
    assert "gap[pci_dss:8.3.6]" in ended.stdout


def test_inputs_of_the_action_become_options(runner: Runner) -> None:
    ended = runner.run(
        workspace="repository", frameworks="pci_dss,\n hipaa", scopes="cde ephi", fail_on="never"
    )

    assert ended.returncode == 0, ended.stderr
    assert {row["id"] for row in runner.record["frameworks"]} == {"pci_dss", "hipaa"}
    assert {row["scope"] for row in runner.record["findings"]} == {"cde", "ephi"}
    assert runner.record["as_of"] == TODAY.isoformat()


@pytest.mark.parametrize("name", sorted(read(ACTION)["inputs"]))
def test_no_input_is_run_or_becomes_another_option(name: str, runner: Runner) -> None:
    ended = runner.run(**{"workspace": "repository", name.replace("-", "_"): HOSTILE})

    assert not list(runner.folder.rglob("pwned"))
    if name not in ASKING:
        assert ended.returncode not in {0, 1}, (ended.stdout, ended.stderr)


@pytest.fixture
def pull_request(runner: Runner) -> Runner:
    """The workspace in a repository, in which one commit makes a gap worse and opens another."""
    folder = runner.folder / "repository"
    committed(folder)
    for name, was, is_ in (
        ("attestations/identity-2026q4.yaml", "minimum_length: 14,", "minimum_length: 8,"),
        ("attestations/identity-2026q4.yaml", "reuse_history: 5,", "reuse_history: 3,"),
    ):
        page = folder / name
        text = page.read_text(encoding="utf-8")
        assert was in text
        page.write_text(text.replace(was, is_, 1), encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message", "Shorten")
    return runner


def test_a_pull_request_shows_what_it_broke_and_how_much_was_known(pull_request: Runner) -> None:
    ended = pull_request.run(workspace="repository", against="HEAD^1", sarif="true")

    assert ended.returncode == 1, ended.stderr
    gaps = re.findall(r"^::\w+ file=([^,]+),line=(\d+),.*title=gap%3A (\S+)", ended.stdout, re.M)
    line = ("attestations/identity-2026q4.yaml", "74")
    assert gaps == [(*line, "pci_dss%3A8.3.6"), (*line, "pci_dss%3A8.3.7")]
    assert "51 open (2 new, 49 known before), 2 annotated. Gate failed: 1 new" in ended.stdout
    summary = pull_request.summary.read_text(encoding="utf-8")
    assert "### 2 new open gaps\n" in summary
    assert "### 49 known gaps\n" in summary
    assert summary.count("<pre>") > summary.count("<details>") == 2 + 1
    log = json.loads(Path(pull_request.outputs["sarif"]).read_bytes())
    states = [row["baselineState"] for run in log["runs"] for row in run["results"]]
    assert {"new", "unchanged"} == set(states)
    assert pull_request.record["baseline"]["known"] == 49


def test_a_pull_request_that_breaks_nothing_annotates_nothing(pull_request: Runner) -> None:
    ended = pull_request.run(workspace="repository", against="HEAD")

    assert ended.returncode == 0, ended.stderr
    assert "file=" not in ended.stdout
    assert "51 open (0 new, 51 known before), 0 annotated. Gate holds" in ended.stdout


def test_two_commits_of_the_merge_are_enough(pull_request: Runner) -> None:
    folder = pull_request.folder
    git(folder, "clone", "--quiet", "--depth", "2", f"file://{folder}/repository", "shallow")

    ended = pull_request.run(workspace="shallow", against="HEAD^1")

    assert ended.returncode == 1, ended.stderr
    assert pull_request.record["baseline"]["new"] == 2


def test_the_action_takes_a_baseline(pull_request: Runner, bin_: Path) -> None:
    assert pull_request.run(workspace="repository").returncode == 1
    known = pull_request.folder / "known gaps.json"
    result = pull_request.outputs["result"]
    words = [f"{bin_ / 'checker'}", "baseline", "create", result, "-o", f"{known}"]
    subprocess.run(words, check=True, capture_output=True)
    pull_request.output.unlink()

    ended = pull_request.run(workspace="repository", baseline="known gaps.json")
    pull_request.output.unlink()
    both = pull_request.run(workspace="repository", baseline="known gaps.json", against="HEAD")

    assert ended.returncode == 0, ended.stderr
    assert "(0 new, 51 known before), 0 annotated" in ended.stdout
    assert both.returncode == 2
    assert "name one of them" in both.stderr


@pytest.mark.parametrize("name", ["against", "baseline"])
@pytest.mark.parametrize(
    "value",
    [
        "$(touch pwned)",
        "`touch pwned`",
        "HEAD\ntouch pwned",
        "HEAD\n--fail-on=never",
        "HEAD --fail-on=never",
        "--fail-on=never",
        "--output=pwned",
        " ",
    ],
)
def test_what_is_known_is_never_made_up(name: str, value: str, pull_request: Runner) -> None:
    ended = pull_request.run(**{"workspace": "repository", name: value})

    assert ended.returncode == 3, (ended.stdout, ended.stderr)
    assert pull_request.record["complete"] is False
    assert pull_request.record["baseline"] is None
    assert pull_request.outputs["exit-code"] == "3"
    assert not list(pull_request.folder.rglob("pwned"))


@pytest.mark.parametrize("name", ["repository --fail-on=never", "--help", "*"])
def test_the_folder_of_the_action_is_one_word_and_no_option(name: str, runner: Runner) -> None:
    assert runner.run(workspace=name).returncode == 3


def test_the_action_says_that_nothing_was_assessed(runner: Runner) -> None:
    (runner.folder / "repository" / "organization.yaml").write_text("kind: [\n")

    ended = runner.run(workspace="repository")

    assert ended.returncode == 3
    assert runner.outputs["exit-code"] == "3"
    assert runner.record["complete"] is False


@pytest.mark.parametrize("name", ASKING)
def test_the_action_writes_what_is_asked_for(name: str, runner: Runner) -> None:
    ended = runner.run(workspace="repository", **{name: "true"})

    assert ended.returncode == 1, ended.stderr
    if name == "annotations":
        assert "::error" in ended.stdout
        assert "gap[pci_dss:8.3.6]" in ended.stdout
    elif name == "summary":
        assert "8.3.6" in runner.summary.read_text(encoding="utf-8")
    else:
        assert json.loads(Path(runner.outputs["sarif"]).read_bytes())["version"] == "2.1.0"


def test_the_action_installs_itself_from_its_own_folder(tmp_path: Path, bin_: Path) -> None:
    log = tmp_path / "log"
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    # Instead of a new environment: one with this interpreter, which writes down what it is asked.
    program(
        python,
        f'mkdir -p "$3/bin"; cp "{bin_}/checker" "$3/bin/checker"; cp "{python}.inner" '
        '"$3/bin/python"; echo "venv $3" >> "$LOG"',
    )
    program(Path(f"{python}.inner"), 'for word in "$@"; do echo "$word" >> "$LOG"; done')
    temp = tmp_path / "a folder"
    temp.mkdir()

    ended = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step("Install checker")["run"]], check=True, text=True,
        capture_output=True, env={
            "PATH": f"{python.parent}:{os.environ['PATH']}", "LOG": str(log),
            "RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": f"{ROOT}",
        },
    )  # fmt: skip

    assert log.read_text().splitlines() == [
        f"venv {temp}/checker-venv", "-m", "pip", "install", "--quiet",
        "--disable-pip-version-check", f"{ROOT}",
    ]  # fmt: skip
    assert ended.stdout.startswith(f"checker {__version__}\n")


def test_sarif_is_uploaded_only_where_it_was_written_and_then_always() -> None:
    upload = step("Upload SARIF")

    assert upload["if"] == "${{ always() && steps.assess.outputs.sarif != '' }}"
    assert upload["with"]["sarif_file"] == "${{ steps.assess.outputs.sarif }}"


# -- the template


def gitlab(folder: Path, bin_: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script of the job, as a runner's shell takes it."""
    job = read(GITLAB)["checker"]
    (script,) = job["script"]
    return subprocess.run(
        ["sh", "-ec", script], check=False, capture_output=True, text=True, cwd=folder, timeout=120,
        env={"PATH": f"{bin_}:{os.environ['PATH']}"} | job["variables"] | variables,
    )  # fmt: skip


def test_the_template_ends_as_checker_does_and_leaves_its_artifacts(
    tmp_path: Path, bin_: Path
) -> None:
    shutil.copytree(MERIDIAN, tmp_path / "w")

    ended = gitlab(tmp_path, bin_, COMPLIANCE_WORKSPACE="w")

    assert ended.returncode == 1, ended.stderr
    artifacts = read(GITLAB)["checker"]["artifacts"]
    for name in (*artifacts["paths"], *artifacts["reports"].values()):
        assert (tmp_path / name).stat().st_size, name


def test_variables_of_the_template_become_options(tmp_path: Path, bin_: Path) -> None:
    shutil.copytree(MERIDIAN, tmp_path / "w")

    ended = gitlab(
        tmp_path, bin_, COMPLIANCE_WORKSPACE="w", COMPLIANCE_FAIL_ON="never",
        COMPLIANCE_FRAMEWORKS="gdpr hipaa",
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    record = json.loads((tmp_path / "checker-result.json").read_bytes())
    assert {row["id"] for row in record["frameworks"]} == {"gdpr", "hipaa"}


def test_a_merge_request_fails_at_what_it_brings(pull_request: Runner, bin_: Path) -> None:
    folder = pull_request.folder / "repository"

    brought = gitlab(folder, bin_, COMPLIANCE_AGAINST="HEAD~1")
    nothing = gitlab(folder, bin_, COMPLIANCE_AGAINST="HEAD")

    assert (brought.returncode, nothing.returncode) == (1, 0), brought.stderr + nothing.stderr
    assert "Gate failed: 1 new open gap at or above medium" in brought.stdout
    rows = json.loads((folder / "gl-code-quality-report.json").read_bytes())
    assert {row["checker"]["since"] for row in rows} == {"known"}


def test_git_is_fetched_only_where_a_revision_is_asked_for(tmp_path: Path) -> None:
    (script,) = [line for line in read(GITLAB)["checker"]["before_script"] if "git" in line]
    program(tmp_path / "apt-get", 'echo "$@"')

    def ran(against: str, path: str) -> list[str]:
        return subprocess.run(
            ["/bin/sh", "-ec", script], check=True, capture_output=True, text=True,
            env={"PATH": path, "COMPLIANCE_AGAINST": against},
        ).stdout.splitlines()  # fmt: skip

    assert ran("", str(tmp_path)) == []
    assert ran("main", str(tmp_path))[-1] == "install -qq -y --no-install-recommends git"
    program(tmp_path / "git", "exit 0")
    assert ran("main", str(tmp_path)) == []


@pytest.mark.parametrize("name", ["WORKSPACE", "FAIL_ON", "FRAMEWORKS", "BASELINE", "AGAINST"])
def test_no_variable_is_run(name: str, tmp_path: Path, bin_: Path) -> None:
    ended = gitlab(tmp_path, bin_, **{f"COMPLIANCE_{name}": HOSTILE})

    assert ended.returncode not in {0, 1}
    assert not list(tmp_path.rglob("pwned"))


def test_frameworks_of_the_template_are_no_pattern_of_files(tmp_path: Path, bin_: Path) -> None:
    shutil.copytree(MERIDIAN, tmp_path / "w")
    (tmp_path / "gdpr").touch()

    ended = gitlab(tmp_path, bin_, COMPLIANCE_WORKSPACE="w", COMPLIANCE_FRAMEWORKS="gd*")

    assert ended.returncode == 2


# -- the hook


@pytest.fixture
def committing(tmp_path: Path, bin_: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a workspace in it, and the hook installed from a repository beside it."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{bin_}:{os.environ['PATH']}")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    shutil.copy(HOOKS, source)
    revision = committed(source)
    shutil.copytree(MERIDIAN, target / "policies" / "acme")
    # The environment that the hook would get is this one; what it would install is tested there.
    hook = {"id": "checker-validate", "language": "system", "args": ["policies/acme"]}
    config = {"repos": [{"repo": str(source), "rev": revision, "hooks": [hook]}]}
    (target / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    committed(target)
    return target


def committed(folder: Path) -> str:
    """Make the folder a repository with one commit, and return that."""
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Begin")
    return git(folder, "rev-parse", "HEAD").strip()


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ["git", *who, *words], check=True, capture_output=True, text=True, cwd=folder
    ).stdout


def hooked(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run"], check=False, capture_output=True, text=True,
        cwd=folder, timeout=120,
    )  # fmt: skip


def test_the_manifest_is_what_pre_commit_asks() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], check=False
    )

    assert ended.returncode == 0


def test_a_good_change_passes_the_hook(committing: Path) -> None:
    page = committing / "policies" / "acme" / "organization.yaml"
    page.write_text(page.read_text() + "# A remark.\n")
    git(committing, "add", ".")

    ended = hooked(committing)

    assert ended.returncode == 0, ended.stdout
    assert re.search(r"checker validate\.+Passed", ended.stdout)


def test_a_bad_change_fails_the_hook_at_its_line(committing: Path) -> None:
    page = committing / "policies" / "acme" / "organization.yaml"
    page.write_text(page.read_text().replace("kind: organization", "kind: organisation"))
    git(committing, "add", ".")

    ended = hooked(committing)

    assert ended.returncode == 1
    assert "organization.yaml:3:7: unknown-kind: 'organisation' is not a kind" in ended.stdout


def test_a_suffix_in_capitals_runs_the_hook_too(committing: Path) -> None:
    (committing / "policies" / "acme" / "more.YAML").write_text("kind: nothing\n")
    git(committing, "add", ".")

    ended = hooked(committing)

    assert ended.returncode == 1
    assert "more.YAML:1:7: unknown-kind" in ended.stdout


def test_a_change_of_something_else_does_not_run_the_hook(committing: Path) -> None:
    (committing / "main.c").write_text("int main(void) { return 0; }\n")
    git(committing, "add", ".")

    assert re.search(r"checker validate\.+\(no files to check\)Skipped", hooked(committing).stdout)
