"""`checker attest renew`: one question for each claim, and a new file of what was confirmed."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker import editing
from checker.commands import asking
from checker.errors import OutputError
from checker.upkeep.renewal import names
from checker.workspace import load
from checker.yamlsource import read_documents
from tests.support import catalog, requirement
from tests.upkeep.conftest import Checker, Ran

Typed = Callable[..., Ran]


class Keyboard(io.StringIO):
    """What a person types, line by line."""


@pytest.fixture
def typed(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Run `attest renew` with these lines typed."""
    monkeypatch.setattr(asking, "require_terminal", lambda: None)

    def runs(*lines: str, more: tuple[str, ...] = (), on: str = "2026-11-21") -> Ran:
        monkeypatch.setattr(sys, "stdin", Keyboard("".join(f"{line}\n" for line in lines)))
        return checker("attest", "renew", "--owner", "ann", *more, on=on)

    return runs


def renewed(workspace: Path) -> dict[str, Any]:
    (document,), problems = read_documents(
        (workspace / "claims-2026-11-21.yaml").read_bytes(), "new.yaml"
    )
    assert not problems
    return document.value


def test_what_was_confirmed_is_a_new_attestation_and_the_older_file_stays(
    typed: Typed, workspace: Path
) -> None:
    before = (workspace / "claims.yaml").read_bytes()

    ran = typed("yes", "yes", "")

    assert ran.code == 0, ran.err
    assert ran.out == (
        "claims-2026-11-21.yaml: ATT-2026-11-21 says 2 claims again until 2027-11-21, "
        "and 0 unknown\n"
    )
    assert (workspace / "claims.yaml").read_bytes() == before
    new = renewed(workspace)
    old = read_documents(before, "old.yaml")[0][0].value
    assert new["controls"] == old["controls"]
    assert {key: new[key] for key in list(new)[:6]} == {
        "kind": "attestation", "id": "ATT-2026-11-21", "attested_by": "ann",
        "attested_on": "2026-11-21", "valid_until": "2027-11-21", "scopes": ["main"],
    }  # fmt: skip
    assert not load(workspace, catalog(requirement("1"))).problems


def test_each_claim_is_shown_with_its_values_files_and_reason(typed: Typed) -> None:
    ran = typed("quit")

    shown = ran.err.splitlines()
    assert shown[0] == "1 of 2, to be said again by ann on 2026-11-21"
    assert "  claims.yaml:9:3: ATT-2026Q3, said on 2026-09-30 by ann" in shown
    assert "  asked now because: ends on 2026-12-10" in shown
    assert "    interval: {performed_on: [2026-03-01, 2026-09-01]}" in shown
    assert "  test result  evidence/result.txt  2026-09-01  pass  [matched]" in shown
    assert ran.out == "Nothing was said, so nothing was written.\n"


def test_no_becomes_unknown_with_somebody_who_finds_out(typed: Typed, workspace: Path) -> None:
    ran = typed("no", "carl", "bob", "2026-11-01", "2026-12-24", "yes", "")

    assert ran.code == 0, ran.err
    assert "There is no person 'carl'; known: ann, bob." in ran.err
    assert "2026-11-01 is over." in ran.err
    assert renewed(workspace)["controls"] == {
        "area.whole": {"status": "unknown", "owner": "bob", "due": "2026-12-24"},
        "area.second": {"status": "implemented", "parameters": {"number": 3}},
    }


def test_skip_is_left_out(typed: Typed, workspace: Path) -> None:
    ran = typed("skip", "yes", "")

    assert set(renewed(workspace)["controls"]) == {"area.second"}
    assert "left out: 1 claim\n" in ran.out


@pytest.mark.parametrize("lines", [("skip", "skip"), ("quit",)])
def test_nothing_said_is_nothing_written(
    typed: Typed, workspace: Path, lines: tuple[str, ...]
) -> None:
    files = sorted(workspace.iterdir())

    ran = typed(*lines)

    assert (ran.code, ran.out) == (0, "Nothing was said, so nothing was written.\n")
    assert sorted(workspace.iterdir()) == files


@pytest.mark.parametrize("line", ["", "y", "YES", "yes yes", "yes to all", "1"])
def test_only_the_whole_word_says_yes(typed: Typed, workspace: Path, line: str) -> None:
    ran = typed(line, "skip", "skip")

    assert "Type one of: yes, no, skip, quit." in ran.err
    assert not (workspace / "claims-2026-11-21.yaml").exists()


def test_an_end_of_the_terminal_writes_nothing(typed: Typed, workspace: Path) -> None:
    files = sorted(workspace.iterdir())

    ran = typed("yes")

    assert ran.code == 130
    assert sorted(workspace.iterdir()) == files


def test_a_claim_stands_no_longer_than_its_control_allows(typed: Typed, workspace: Path) -> None:
    ran = typed("yes", "skip", "2028-01-01", "soon", "2027-01-31")

    assert "2028-01-01 is not between 2026-11-21 and 2027-11-21." in ran.err
    assert "soon" in ran.err
    assert renewed(workspace)["valid_until"] == "2027-01-31"


def test_a_dry_run_prints_the_new_file_and_writes_nothing(typed: Typed, workspace: Path) -> None:
    files = sorted(workspace.iterdir())

    ran = typed("yes", "skip", "", more=("--dry-run",))

    assert ran.out.startswith("--- /dev/null\n+++ claims-2026-11-21.yaml\n")
    assert "+attested_on: 2026-11-21\n" in ran.out
    assert sorted(workspace.iterdir()) == files


def test_what_was_recorded_since_is_a_reason_to_ask(
    checker: Checker, typed: Typed, workspace: Path
) -> None:
    checker("record", "area.whole", "--on", "2026-10-05", "--file", "evidence/june.txt",
            "--result", "pass", on="2026-10-06")  # fmt: skip

    ran = typed("yes", "", on="2026-10-06")

    assert "asked now because: 1 file is later than it" in ran.err
    assert "new since: test result  evidence/june.txt  2026-10-05  pass  [matched]" in ran.err
    assert ran.err.count("Still true?") == 1
    assert (workspace / "claims-2026-10-06.yaml").exists()


def test_only_occurrences_of_the_last_twelve_months_come_along(
    typed: Typed, workspace: Path
) -> None:
    typed("yes", "skip", "", on="2027-08-01")

    (document,), _ = read_documents((workspace / "claims-2027-08-01.yaml").read_bytes(), "n")
    claim: Any = document.value["controls"]
    assert claim["area.whole"]["parameters"]["interval"] == {"performed_on": ["2026-09-01"]}
    assert len(claim["area.whole"]["evidence"]) == 1


def test_a_claim_without_any_of_them_leaves_them_to_the_older_file(
    typed: Typed, workspace: Path
) -> None:
    typed("yes", "skip", "", on="2027-11-01")

    (document,), _ = read_documents((workspace / "claims-2027-11-01.yaml").read_bytes(), "n")
    claim: Any = document.value["controls"]
    assert claim["area.whole"] == {"status": "implemented", "parameters": {"number": 12}}


def test_a_second_renewal_of_the_day_has_a_name_of_its_own(typed: Typed, workspace: Path) -> None:
    typed("yes", "skip", "2026-11-30")

    ran = typed("yes", "skip", "")

    assert "ATT-2026-11-21-2" in ran.out
    assert (workspace / "claims-2026-11-21-2.yaml").exists()


def test_two_older_attestations_become_two_with_names_of_their_own(
    typed: Typed, workspace: Path
) -> None:
    text = (workspace / "claims.yaml").read_text()
    second = text.index("  area.second:")
    head = text[: text.index("  area.whole:")].replace("ATT-2026Q3", "ATT-2026Q2")
    (workspace / "claims.yaml").write_text(text[:second] + "---\n" + head + text[second:])

    ran = typed("yes", "yes", "", "")

    assert ran.code == 0, ran.err
    assert "ATT-2026-11-21 says 1 claim again" in ran.out
    assert "ATT-2026-11-21-2 says 1 claim again" in ran.out
    assert (workspace / "claims-2026-11-21-2.yaml").exists()


def test_all_files_are_written_or_none(
    typed: Typed, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (workspace / "claims.yaml").read_text()
    second = text.index("  area.second:")
    head = text[: text.index("  area.whole:")].replace("ATT-2026Q3", "ATT-2026Q2")
    (workspace / "claims.yaml").write_text(text[:second] + "---\n" + head + text[second:])
    files = sorted(workspace.iterdir())
    real = editing.create_below

    def full(root: Path, file: str, data: bytes) -> None:
        if file.endswith("-2.yaml"):
            raise OutputError(f"{file}: no space left on device")
        real(root, file, data)

    monkeypatch.setattr(editing, "create_below", full)
    ran = typed("yes", "yes", "", "")

    assert ran.code == 5
    assert sorted(workspace.iterdir()) == files


def test_names_lose_their_period_and_get_the_day() -> None:
    day = date(2026, 11, 21)

    for old in ("ATT-IAM-2026Q4", "ATT-IAM-2026", "ATT-IAM-2025-10-02", "ATT-IAM-2025-10-02-3"):
        assert next(names(old, day)) == "ATT-IAM-2026-11-21"
    assert next(names("ATT-2026Q4-RMP", day)) == "ATT-2026Q4-RMP-2026-11-21"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--owner", "anna"), "Did you mean 'ann'?"),
        (("--control", "area.whol"), "Did you mean 'area.whole'?"),
        (("--within", "soon"), "--within"),
        (("--claims-of", "anna"), "--claims-of: there is no person 'anna'. Did you mean 'ann'?"),
        (("--yes",), "No such option"),
    ],
)
def test_wrong_use_is_refused(typed: Typed, more: tuple[str, ...], said: str) -> None:
    ran = typed("yes", more=more)

    assert ran.code == 2
    assert said in ran.err


def test_nothing_to_ask_is_said(typed: Typed) -> None:
    ran = typed(on="2026-10-01")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "No claim of ann expired, ends soon or was added to.\n"


def test_the_claims_of_somebody_else_can_be_taken_over(typed: Typed, workspace: Path) -> None:
    ran = typed("yes", "skip", "", more=("--owner", "bob", "--claims-of", "ann"))

    assert ran.code == 0, ran.err
    assert renewed(workspace)["attested_by"] == "bob"


def test_without_a_terminal_nothing_is_asked(checker: Checker, workspace: Path) -> None:
    files = sorted(workspace.iterdir())

    with subprocess.Popen(["yes", "yes"], stdout=subprocess.PIPE) as yes:
        done = subprocess.run(
            [sys.executable, "-m", "checker", "attest", "renew", "--owner", "ann"],
            stdin=yes.stdout, capture_output=True, text=True, cwd=workspace, check=False,
        )  # fmt: skip
        yes.kill()

    assert done.returncode == 2
    assert "run this on a terminal. There is no way to say yes to all." in done.stderr
    assert sorted(workspace.iterdir()) == files


def test_an_expired_claim_is_asked_about_as_such(typed: Typed) -> None:
    ran = typed("quit", on="2027-02-01")

    assert "  asked now because: expired on 2026-12-10" in ran.err.splitlines()


def test_only_the_claims_of_the_person_that_say_something_are_asked_about(
    typed: Typed, workspace: Path
) -> None:
    text = (workspace / "claims.yaml").read_text()
    second = "    status: implemented\n    parameters: {number: 3}\n"
    unknown = "    {status: unknown, owner: bob, due: 2026-12-24}\n"
    later = text.replace("ATT-2026Q3", "ATT-BOB").replace("_by: ann", "_by: bob")
    later = later.replace("attested_on: 2026-09-30", "attested_on: 2026-10-01")
    (workspace / "claims.yaml").write_text(text.replace(second, unknown))
    (workspace / "bob.yaml").write_text(later[: later.index("  area.second:")])

    anns = typed(on="2026-11-21")
    bobs = typed("quit", more=("--owner", "bob"))

    assert anns.out == "No claim of ann expired, ends soon or was added to.\n"
    assert bobs.err.startswith("1 of 1, to be said again by bob on 2026-11-21\narea.whole  area.")


def test_a_claim_repeats_its_policy_as_it_reads_now(typed: Typed, workspace: Path) -> None:
    text = (workspace / "claims.yaml").read_text()
    old = f"as_stated: {{statement: POL/S-1, sha256: {'ab' * 32}}}"
    text = text.replace("      number: 12\n", "")
    head = "    parameters:\n      interval"
    (workspace / "claims.yaml").write_text(text.replace(head, f"    {old}\n{head}"))

    ran = typed("yes", "skip", "", on="2026-10-01")

    assert ran.code == 0, ran.err
    assert "asked now because: POL/S-1 has changed since" in ran.err
    assert "  as stated in POL/S-1, as it reads now" in ran.err.splitlines()
    assert "    number: 12" in ran.err.splitlines()
    found = load(workspace, catalog(requirement("1"))).workspace
    assert found is not None
    assert {v.source: v.stale for v in found.voices if v.as_stated} == {
        "ATT-2026Q3": True, "ATT-2026-10-01": False,
    }  # fmt: skip


def test_a_workspace_that_could_not_be_trusted_any_more_gets_no_new_file(
    typed: Typed, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(self: Keyboard) -> str:
        (workspace / "bad.yaml").write_text("kind: policy\nid: a\nid: b\n")
        return io.StringIO.readline(self)

    monkeypatch.setattr(Keyboard, "readline", meanwhile)

    ran = typed("yes", "skip", "")

    assert (ran.code, ran.out) == (3, "")
    assert "duplicate-key" in ran.err
    assert "Nothing was written." in ran.err
    assert not (workspace / "claims-2026-11-21.yaml").exists()


def reorganized(workspace: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Make a change to the organisation's document."""
    file = workspace / "00-organization.yaml"
    value = json.loads(file.read_text())
    change(value)
    file.write_text(json.dumps(value))


def test_who_left_does_not_find_out(typed: Typed, workspace: Path) -> None:
    carl = {"id": "carl", "name": "Carl", "role": "Admin", "until": "2026-10-31"}
    reorganized(workspace, lambda value: value["people"].append(carl))

    ran = typed("no", "carl", "bob", "2026-12-24", "skip", "")

    assert "carl left the role on 2026-10-31." in ran.err
    assert renewed(workspace)["controls"]["area.whole"]["owner"] == "bob"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ({"until": "2026-10-31"}, "carl left the role on 2026-10-31."),
        ({"from": "2027-10-31"}, "carl takes the role on 2027-10-31."),
    ],
)
def test_nobody_signs_outside_of_their_time(
    typed: Typed, workspace: Path, time: dict[str, str], said: str
) -> None:
    carl = {"id": "carl", "name": "Carl", "role": "Admin", **time}
    reorganized(workspace, lambda value: value["people"].append(carl))

    ran = typed("yes", more=("--owner", "carl", "--claims-of", "ann"))

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


# What names the scope outranks what is for all: said again, it would not speak there either.
@pytest.mark.parametrize(("scopes", "is_told"), [("[main, other]", True), ("all", False)])
def test_a_claim_that_would_outdo_a_later_one_says_so(
    typed: Typed, workspace: Path, scopes: str, is_told: bool
) -> None:
    other = {"id": "other", "title": "Other", "frameworks": ["own"]}
    reorganized(workspace, lambda value: value["scopes"].append(other))
    text = (workspace / "claims.yaml").read_text()
    (workspace / "claims.yaml").write_text(text.replace("[main]", scopes))
    (workspace / "bobs.yaml").write_text(
        "kind: attestation\nid: ATT-BOB\nattested_by: bob\nattested_on: 2026-10-05\n"
        "valid_until: 2027-01-31\nscopes: [other]\ncontrols:\n"
        "  area.second: {status: not_implemented}\n"
    )

    first, second, *_ = typed("skip", "quit").err.split("Still true?")

    assert "would also take the place" not in first
    told = (
        '"yes" would also take the place of bobs.yaml:8:3: ATT-BOB on area.second, said on '
        "2026-10-05 by bob, status not_implemented"
    )
    assert (told in " ".join(second.split())) is is_told


def test_everything_that_is_signed_is_shown_and_nothing_acts_on_the_terminal(
    typed: Typed, workspace: Path
) -> None:
    text = (workspace / "claims.yaml").read_text()
    second = "    status: implemented\n    parameters: {number: 3}\n"
    planned = (
        "    status: planned\n    owner: bob\n    due: 2026-12-24\n"
        '    note: "Half of it, since June. ##[error]"\n    for: "::stop-commands::x"\n'
        "    parameters: {number: 3}\n"
    )
    assert second in text
    (workspace / "claims.yaml").write_text(text.replace(second, planned))

    shown = typed("skip", "quit").err

    assert "status planned; scopes main; for ::stop-commands::x; left to bob; due on" in shown
    assert "  note: Half of it, since June. #\\u{23}[error]" in shown
