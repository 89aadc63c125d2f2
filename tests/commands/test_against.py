"""The ratchet: only gaps that are new or worse than at a git revision fail the gate."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker.model import Catalog
from tests.commands.conftest import Checker, Ran
from tests.revisions.repository import commit, git, start, state
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
ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-21"
ONE, TWO = requirement("1"), requirement("2", severity="low", title="Low numbers")


def claim(value: int = 14, id_: str = "ATT", **more: Any) -> Json:
    return attestation({"area.whole": number(value, evidence=[evidence()])}, id=id_, **more)


GOOD, GAP = (policy(number(14)), claim(14)), (policy(number(14)), claim(11))


@pytest.fixture(autouse=True)
def own_frameworks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The catalogue of the tests in place of the shipped one, and no configuration of git."""

    def load(added: Path | None = None) -> Catalog:
        return catalog(ONE, TWO)

    monkeypatch.setattr(catalogs, "load", load)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


class Repository:
    """A repository whose workspace goes from one set of documents to another."""

    def __init__(self, checker: Checker, folder: Path) -> None:
        self.checker, self.folder = checker, start(folder / "repository")
        self.workspace = self.folder / "ws"
        self.result = folder / "result.json"

    def write(self, *documents: Json, **more: Any) -> None:
        for path in self.workspace.rglob("*"):
            if path.is_file():
                path.unlink()
        write(self.workspace, *documents, **more)

    def commit(self, *documents: Json, **more: Any) -> str:
        self.write(*documents, **more)
        return commit(self.folder)

    def assess(self, *options: str, against: str = "HEAD") -> tuple[Ran, Json]:
        words = ("assess", self.workspace, "--as-of", DAY, "--against", against)
        ran = self.checker(*words, "-o", "text", "-o", f"json={self.result}", *options)
        return ran, json.loads(self.result.read_bytes()) if self.result.exists() else {}


@pytest.fixture
def repository(checker: Checker, tmp_path: Path) -> Repository:
    return Repository(checker, tmp_path)


# -- exit codes as a table

Change = tuple[tuple[Json, ...], tuple[Json, ...]]


def stated(status: str) -> tuple[Json, ...]:
    """A claim of no number, that far from operation."""
    body = {"status": status, "owner": "ann", "due": "2026-12-31"}
    return policy(number(14)), attestation({"area.whole": body})


ACCEPTED = decision("risk_acceptance", requirements=["own:1", "own:2"])
EXPIRED = decision("risk_acceptance", requirements=["own:1", "own:2"], expires="2026-11-20")


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [
        pytest.param(GOOD, GOOD, 0, id="nothing was and is wrong"),
        pytest.param(GAP, GAP, 0, id="the same gap"),
        pytest.param(GAP, GOOD, 0, id="a gap closed"),
        pytest.param(GOOD, GAP, 1, id="a gap opened"),
        pytest.param(GOOD, (), 1, id="everything is gone"),
        pytest.param(GAP, (policy(number(11)), claim(11)), 1, id="partial to not satisfied"),
        pytest.param((policy(number(11)), claim(11)), GAP, 1, id="another reason for less"),
        pytest.param(GAP, (policy(number(14)), claim(10)), 1, id="farther from the limit"),
        pytest.param((policy(number(14)), claim(10)), GAP, 0, id="nearer to the limit"),
        pytest.param(stated("planned"), stated("not_implemented"), 1, id="given up"),
        pytest.param(stated("in_progress"), stated("planned"), 1, id="put off"),
        pytest.param(stated("planned"), stated("unknown"), 1, id="forgotten"),
        pytest.param(stated("planned"), stated("in_progress"), 0, id="begun"),
        pytest.param(stated("unknown"), stated("not_implemented"), 0, id="found out"),
        pytest.param(GAP, (*GAP, claim(11, "ATT2")), 1, id="one more claim that fails"),
        pytest.param((*GAP, claim(11, "ATT2")), GAP, 0, id="one claim less that fails"),
        pytest.param((*GAP, ACCEPTED), (*GAP, ACCEPTED), 0, id="accepted all along"),
        pytest.param((*GAP, ACCEPTED), GAP, 1, id="no longer accepted"),
        pytest.param(GAP, (*GAP, ACCEPTED), 0, id="newly accepted"),
        pytest.param((*GAP, EXPIRED), (*GAP, EXPIRED), 0, id="acceptance lapsed before"),
        pytest.param((*GAP, ACCEPTED), (*GAP, EXPIRED), 1, id="acceptance cut short"),
    ],
)
def test_the_gate_looks_at_what_is_new_or_worse(
    repository: Repository, before: tuple[Json, ...], now: tuple[Json, ...], code: int
) -> None:
    repository.commit(*before)
    repository.write(*now)

    ran, record = repository.assess()

    assert ran.code == code, ran.out
    assert record["gate"]["failed"] is (code == 1)
    assert record["baseline"]["source"] == "revision"
    assert record["baseline"]["revision"] == git(repository.folder, "rev-parse", "HEAD")


WHOLE, SECOND = {"parameters": {"number": 3}}, {"parameters": {"number": 4}}
OTHER = {"parameters": {"other": 3}}
LETTERS, DIGITS = ({"parameters": {"items": [item]}} for item in ("letters", "digits"))
BOTH = {
    "area.whole": {
        "required": ["number", "other"],
        "properties": {"number": {"minimum": 1}, "other": {"minimum": 1}},
    }
}
EACH = {
    name: {"required": ["number"], "properties": {"number": {"minimum": 1}}}
    for name in ("area.whole", "area.second")
}
LISTED = {
    "area.whole": {
        "required": ["items"],
        "properties": {
            "items": {"allOf": [{"contains": {"const": i}} for i in ("letters", "digits")]}
        },
    }
}


@pytest.mark.parametrize(
    ("asked", "before", "now", "why"),
    [
        (
            BOTH,
            {"area.whole": WHOLE},
            {"area.whole": OTHER},
            "missing at ATT/controls/area.whole/number",
        ),
        (
            EACH,
            {"area.whole": WHOLE},
            {"area.second": SECOND},
            "silent at org/scopes/main/frameworks/own/area.whole",
        ),
        (
            LISTED,
            {"area.whole": LETTERS},
            {"area.whole": DIGITS},
            "value at ATT/controls/area.whole/parameters/items/letters",
        ),
    ],
    ids=["a parameter", "a control", "an item of a list"],
)
def test_one_lack_does_not_hide_behind_another(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    asked: Json,
    before: Json,
    now: Json,
    why: str,
) -> None:
    one = requirement(
        "1", requires={"required": list(asked), "properties": asked}, asks_for=["implemented"]
    )
    monkeypatch.setattr(catalogs, "load", lambda added=None: catalog(one))
    repository.commit(attestation(before))
    repository.write(attestation(now))

    ran, record = repository.assess()

    assert ran.code == 1
    assert record["baseline"]["worse"][0]["why"] == [f"implemented {why}"]


@pytest.mark.parametrize(
    ("asked", "before", "now", "code"),
    [
        ({"wait": {"maximum": 60}}, {"wait": "24 months"}, {"wait": "36 months"}, 1),
        ({"wait": {"maximum": 60}}, {"wait": "36 months"}, {"wait": "24 months"}, 0),
        ({"items": {"minItems": 3}}, {"items": ["letters", "digits"]}, {"items": ["letters"]}, 1),
        ({"items": {"minItems": 3}}, {"items": ["letters"]}, {"items": ["letters", "digits"]}, 0),
    ],
)
def test_a_number_of_any_size_is_compared(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    asked: Json,
    before: Json,
    now: Json,
    code: int,
) -> None:
    body = {"area.whole": {"required": list(asked), "properties": asked}}
    schema = {"required": ["area.whole"], "properties": body}
    one = requirement("1", requires=schema, asks_for=["implemented"])
    monkeypatch.setattr(catalogs, "load", lambda added=None: catalog(one))
    repository.commit(attestation({"area.whole": {"parameters": before}}))
    repository.write(attestation({"area.whole": {"parameters": now}}))

    ran, record = repository.assess()

    assert ran.code == code, record["baseline"]
    assert "e+" not in json.dumps(record["baseline"])


def broken(repository: Repository) -> str:
    (repository.workspace / "bad.yaml").write_text("kind: [policy\n")
    return "HEAD"


def unknown(repository: Repository) -> str:
    return "nowhere"


def no_repository(repository: Repository) -> str:
    (repository.folder / ".git").rename(repository.folder / "git")
    return "HEAD"


def submodule(repository: Repository) -> str:
    id_ = git(repository.folder, "rev-parse", "HEAD")
    git(repository.folder, "update-index", "--add", "--cacheinfo", f"160000,{id_},ws/inner")
    git(repository.folder, "commit", "-q", "-m", "A submodule")
    return "HEAD"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (broken, "bad.yaml:"),
        (unknown, "no-revision: there is no revision 'nowhere' in this clone"),
        (no_repository, "no-repository: "),
        (submodule, "revision-submodule: "),
    ],
)
def test_3_where_one_of_the_two_cannot_be_read(
    repository: Repository, spoil: Callable[[Repository], str], said: str
) -> None:
    repository.commit(*GOOD)

    ran, record = repository.assess(against=spoil(repository))

    assert ran.code == 3
    assert said in ran.err
    assert "No assessment was made" in ran.err
    assert (record["complete"], record["findings"], record["baseline"]) == (False, [], None)
    assert str(repository.folder) not in ran.err + ran.out


def test_what_is_wrong_here_and_there_is_told_at_once(repository: Repository) -> None:
    repository.commit(*GOOD)
    broken(repository)

    ran, _ = repository.assess(against="nowhere")

    assert ran.code == 3
    assert "bad.yaml:" in ran.err
    assert "no-revision" in ran.err


# -- where nothing can be known, everything is new


def test_a_workspace_that_was_not_there_knows_nothing(repository: Repository) -> None:
    (repository.folder / "README").write_text("Nothing yet.\n")
    commit(repository.folder)
    repository.write(*GAP)

    ran, record = repository.assess()

    assert ran.code == 1
    assert record["baseline"]["state"] == "absent"
    assert record["baseline"]["new"] == 2
    assert "every gap is new" in ran.out


@pytest.mark.parametrize(
    "before",
    [
        (*GAP, policy(number(12), id="P2", ownr="ann")),
        (organization(scopes=[{"id": "main", "title": "M", "frameworks": ["nope"]}]), *GAP),
    ],
)
def test_a_workspace_that_could_not_be_read_knows_nothing(
    repository: Repository, before: tuple[Json, ...]
) -> None:
    repository.commit(*before)
    repository.write(*GAP)

    ran, record = repository.assess()

    assert ran.code == 1
    assert record["baseline"]["state"] == "refused"
    assert record["baseline"]["known"] == 0


def test_a_scope_that_was_not_there_is_new(repository: Repository) -> None:
    repository.commit(*GAP)
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]
    repository.write(
        organization(scopes=scopes), policy(number(14)), claim(11, scopes=["main", "side"])
    )

    whole, _ = repository.assess()
    selected, record = repository.assess("--scope", "side")

    assert (whole.code, selected.code) == (1, 1)
    assert record["baseline"]["state"] == "refused"


# -- what is read, and what is left alone


def test_neither_working_tree_nor_index_is_touched(repository: Repository) -> None:
    repository.commit(*GAP)
    repository.write(*GAP, claim(12, "ATT2"))
    git(repository.folder, "add", "ws/02-attestation.yaml")
    (repository.workspace / "note.txt").write_text("not known to git\n")
    status = git(repository.folder, "--no-optional-locks", "status", "--porcelain=v2")
    before = state(repository.folder)

    repository.assess()

    assert state(repository.folder) == before
    assert git(repository.folder, "--no-optional-locks", "status", "--porcelain=v2") == status


@pytest.mark.parametrize("path", [".", "../ws", "absolute"])
def test_the_workspace_may_be_named_in_any_way(
    repository: Repository, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(*GAP)
    monkeypatch.chdir(repository.workspace)
    named = str(repository.workspace) if path == "absolute" else path

    ran = repository.checker("assess", named, "--as-of", DAY, "--against", "HEAD")

    assert ran.code == 0, ran.out


def test_the_root_of_the_repository_may_be_the_workspace(checker: Checker, tmp_path: Path) -> None:
    folder = start(tmp_path / "root")
    write(folder, *GAP)
    commit(folder)

    assert checker("assess", folder, "--as-of", DAY, "--against", "HEAD").code == 0


def test_evidence_is_that_of_the_revision(repository: Repository) -> None:
    repository.commit(*GOOD)
    (repository.workspace / "evidence" / "result.txt").write_text("altered\n")

    ran, record = repository.assess()

    assert ran.code == 1
    assert [o["kind"] for o in record["findings"][0]["observations"]] == ["evidence"]
    commit(repository.folder)
    assert repository.assess()[0].code == 0  # altered there too


def proofs(repository: Repository) -> Path:
    """Evidence beside the workspace, in the same repository."""
    repository.write(*GOOD)
    folder = repository.folder / "proofs"
    (folder / "evidence").mkdir(parents=True)
    file = repository.workspace / "evidence" / "result.txt"
    return file.rename(folder / "evidence" / "result.txt")


def test_evidence_beside_the_workspace_is_that_of_the_revision(repository: Repository) -> None:
    file = proofs(repository)
    commit(repository.folder)
    root = ("--evidence-root", str(file.parent.parent))

    assert repository.assess(*root)[0].code == 0
    file.write_text("altered\n")
    assert repository.assess(*root)[0].code == 1
    file.unlink()
    assert repository.assess(*root)[0].code == 1


def test_evidence_that_was_not_there_is_not_lent_to_the_past(repository: Repository) -> None:
    file = proofs(repository)
    data = file.read_bytes()
    root = ("--evidence-root", str(file.parent.parent))
    file.unlink()
    commit(repository.folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    git(repository.folder, "add", "-A")

    _, record = repository.assess(*root)

    assert record["baseline"]["fixed"]


@pytest.mark.parametrize("is_beside", [True, False])
def test_evidence_that_git_does_not_know_was_no_other_then(
    repository: Repository, is_beside: bool
) -> None:
    """Else all of it would seem to be missing at the revision, and any lack of today be known."""
    (repository.folder / ".gitignore").write_text("result.txt\n")
    file = proofs(repository)
    root = ("--evidence-root", str(file.parent.parent)) if is_beside else ()
    if not is_beside:
        file = file.rename(repository.workspace / "evidence" / "result.txt")
    commit(repository.folder)
    repository.write(policy(number(14)), claim(14, attested_on="2026-08-01"))
    if is_beside:
        (repository.workspace / "evidence" / "result.txt").unlink()

    ran, record = repository.assess(*root)

    assert ran.code == 1, record["baseline"]
    assert record["baseline"]["known"] == 0


def test_a_link_to_the_workspace_is_refused(repository: Repository) -> None:
    """Whoever makes it chooses with which state of which workspace this one is compared."""
    repository.commit(*GAP)
    repository.workspace.rename(repository.folder / "archive")
    repository.workspace.symlink_to("archive")

    ran, _ = repository.assess()

    assert ran.code == 3
    assert "linked-folder: 'ws' is a link in the repository" in ran.err


def test_time_alone_is_not_to_blame(repository: Repository) -> None:
    repository.commit(policy(number(14)), claim(14, valid_until="2026-11-10"))
    repository.write(policy(number(14)), claim(14, valid_until="2026-11-10"), ACCEPTED)

    assert repository.assess()[0].code == 0
    repository.commit(policy(number(14)), claim(14, valid_until="2026-11-10"))
    assert repository.assess()[0].code == 0
    repository.write(policy(number(14)), claim(14, valid_until="2026-11-09"))
    assert repository.assess()[0].code == 0


def test_lines_added_above_and_a_renamed_file_change_nothing(repository: Repository) -> None:
    repository.commit(*GAP)
    for path in repository.workspace.glob("*.yaml"):
        path.write_text("# a comment\n" * 100 + path.read_text())
        path.rename(path.with_name(f"other-{path.name}"))

    assert repository.assess()[0].code == 0


def test_the_same_two_states_give_the_same_bytes(repository: Repository) -> None:
    repository.commit(*GAP)
    repository.write(*GAP, claim(10, "ATT2"))
    repository.assess()
    first = repository.result.read_bytes()

    repository.assess(against="main")

    assert repository.result.read_bytes() == first
    assert str(repository.folder) not in first.decode()


@pytest.mark.parametrize(
    ("number_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_a_signal_leaves_nothing_behind(
    repository: Repository, tmp_path: Path, number_: signal.Signals, code: int
) -> None:
    repository.commit(*GAP)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    words = ["assess", str(repository.workspace), "-q", "--against", "HEAD"]
    # It waits for ever while the files of the revision are there.
    script = (
        "import time, checker.commands.known as k, checker.__main__ as m\n"
        "k._gaps_at = lambda *_: time.sleep(60)\n"
        f"m.main({words!r})\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
    ) as process:
        for _ in range(300):
            if list(temporary.glob("checker-revision-*/*.yaml")):
                break
            time.sleep(0.1)
        assert list(temporary.iterdir())
        time.sleep(0.3)
        process.send_signal(number_)

        assert process.wait(20) == code

    assert list(temporary.iterdir()) == []


def test_a_second_opinion_is_asked_for_both(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(*GAP)
    repository.write(*GOOD)
    # The engines agree on what is here, and not on what was there.
    monkeypatch.setattr("checker.second_opinion.holds", lambda *_: True)

    ran, _ = repository.assess("--second-opinion")

    assert ran.code == 70
