"""`checker record` and `checker evidence add`: what they write, what they say, what they refuse."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from checker.upkeep import rehearsal
from checker.workspace import Workspace
from checker.yamlsource import read_documents
from tests.upkeep.conftest import CLAIMS, Checker

JUNE = ("--on", "2026-06-01", "--file", "evidence/june.txt", "--result", "pass")


def claims(workspace: Path) -> str:
    return (workspace / "claims.yaml").read_text()


def added(workspace: Path) -> list[str]:
    """The lines of the claims that were not there before."""
    digest = hashlib.sha256(b"passed\n").hexdigest()
    before = CLAIMS.replace("SHA", digest).splitlines()
    return [line for line in claims(workspace).splitlines() if line not in before]


def test_a_day_and_its_file_are_added_to_the_claim_that_speaks(
    checker: Checker, workspace: Path
) -> None:
    ran = checker("record", "area.whole", *JUNE)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == ("claims.yaml:21:9: area.whole was done on 2026-06-01: evidence/june.txt\n")
    assert added(workspace) == [
        "      interval: {performed_on: [2026-03-01, 2026-09-01, 2026-06-01]}  # June is missing",
        "        path: evidence/june.txt",
        "        performed_on: 2026-06-01",
        f"        sha256: {hashlib.sha256(b'passed in June' + bytes([10])).hexdigest()}",
    ]
    assert "# a Wednesday" in claims(workspace)
    assert "# The first is lost." in claims(workspace)


def test_the_status_of_a_claim_never_changes(checker: Checker, workspace: Path) -> None:
    checker("record", "area.whole", *JUNE)

    (document,), problems = read_documents(claims(workspace).encode(), "claims.yaml")
    assert not problems
    claim = document.value["controls"]["area.whole"]  # type: ignore[index, call-overload]
    assert claim["status"] == "implemented"  # type: ignore[index, call-overload]
    assert document.value["attested_on"] == "2026-09-30"


def test_a_dry_run_prints_the_difference_and_writes_nothing(
    checker: Checker, workspace: Path
) -> None:
    before = claims(workspace)

    ran = checker("record", "area.whole", *JUNE, "--dry-run")

    assert ran.code == 0
    assert ran.out.startswith("--- claims.yaml\n+++ claims.yaml\n@@")
    assert "+        path: evidence/june.txt\n" in ran.out
    assert "Nothing was written: this is a dry run." in ran.err
    assert claims(workspace) == before


def test_a_file_from_elsewhere_is_copied_only_on_demand(
    checker: Checker, workspace: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "scan.txt"
    outside.write_bytes(b"scanned\n")
    asked = ("record", "area.whole", "--on", "2026-06-01", "--file", outside, "--result", "pass")

    refused = checker(*asked)
    dry = checker(*asked, "--copy", "--dry-run")
    was_copied = (workspace / "evidence" / "scan.txt").exists()
    done = checker(*asked, "--copy")

    assert (refused.code, dry.code, done.code) == (3, 0, 0)
    assert "outside-workspace" in refused.err
    assert "--copy" in refused.err
    assert not was_copied
    assert (workspace / "evidence" / "scan.txt").read_bytes() == b"scanned\n"
    assert "path: evidence/scan.txt" in claims(workspace)


def test_a_copy_never_replaces_another_file(
    checker: Checker, workspace: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "result.txt"
    outside.write_bytes(b"something else\n")

    ran = checker("record", "area.whole", "--on", "2026-06-01", "--file", outside, "--copy",
                  "--result", "pass")  # fmt: skip

    assert ran.code == 3
    assert "another file stands at evidence/result.txt" in ran.err
    assert (workspace / "evidence" / "result.txt").read_bytes() == b"passed\n"


def test_a_copy_is_taken_away_when_the_claim_cannot_be_written(
    checker: Checker, workspace: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "scan.txt"
    outside.write_bytes(b"scanned\n")
    (workspace / "claims.yaml").chmod(0o444)

    ran = checker("record", "area.whole", "--on", "2026-06-01", "--file", outside, "--copy",
                  "--result", "pass")  # fmt: skip

    assert ran.code == 3
    assert "read-only" in ran.err
    assert not (workspace / "evidence" / "scan.txt").exists()


def test_what_is_later_than_the_claim_is_said_to_need_a_renewal(
    checker: Checker, workspace: Path
) -> None:
    ran = checker("record", "area.whole", "--on", "2026-11-20", "--file", "evidence/june.txt",
                  "--result", "pass")  # fmt: skip

    assert ran.code == 0
    assert "note: the claim was made on 2026-09-30, before what the file shows" in ran.out
    assert "checker attest renew --owner ann" in ran.out


def test_whoever_left_is_not_asked_to_renew(checker: Checker, workspace: Path) -> None:
    file = workspace / "00-organization.yaml"
    text = file.read_text()
    assert '"id": "ann"' in text
    file.write_text(text.replace('"id": "ann"', '"id": "ann", "until": "2026-10-31"'))

    ran = checker("record", "area.whole", "--on", "2026-11-20", "--file", "evidence/june.txt",
                  "--result", "pass")  # fmt: skip

    assert ran.code == 0, ran.err
    assert "(checker attest renew --owner ID --claims-of ann)" in ran.out


def test_a_claim_of_what_is_planned_is_said_to_stay_a_gap(
    checker: Checker, workspace: Path
) -> None:
    text = claims(workspace)
    (workspace / "claims.yaml").write_text(text.replace("status: implemented", "status: planned"))

    ran = checker("record", "area.whole", *JUNE)

    assert "note: the claim says planned, which no file changes: it stays a gap" in ran.out
    assert "status: planned" in claims(workspace)


def test_a_failed_result_is_recorded_as_what_it_is(checker: Checker, workspace: Path) -> None:
    ran = checker("record", "area.whole", *JUNE[:-1], "fail")

    assert "note: the file shows fail, so it proves nothing on area.whole" in ran.out
    assert "result: fail" in claims(workspace)


def test_an_expired_claim_still_takes_what_was_done(checker: Checker, workspace: Path) -> None:
    ran = checker("record", "area.whole", *JUNE, on="2027-02-01")

    assert ran.code == 0
    assert "note: ATT-2026Q3 expired on 2026-12-10; what was done counts all the same" in ran.out


def test_an_interval_is_begun_where_there_is_none(checker: Checker, workspace: Path) -> None:
    text = claims(workspace)
    line = next(x for x in text.splitlines(keepends=True) if "interval" in x)
    (workspace / "claims.yaml").write_text(text.replace(line, ""))

    assert checker("record", "area.whole", *JUNE).code == 0

    assert "      number: 12\n      interval: {performed_on: [2026-06-01]}\n" in claims(workspace)


def test_parameters_are_begun_where_there_are_none(checker: Checker, workspace: Path) -> None:
    text = claims(workspace)
    start, end = text.index("    parameters:"), text.index("    evidence:")
    (workspace / "claims.yaml").write_text(text[:start] + text[end:])

    assert checker("record", "area.whole", *JUNE).code == 0

    assert "    parameters:\n      interval: {performed_on: [2026-06-01]}\n" in claims(workspace)


REFUSED = [
    (("record", "area.whole", *JUNE[:4]), 2, "a test_result without one counts as failed"),
    (("record", "area.whole", *JUNE, "--kind", "test_resul"), 2, "Did you mean 'test_result'?"),
    (("record", "area.whol", *JUNE), 2, "Did you mean 'area.whole'?"),
    (("record", "area.second", *JUNE), 2, "area.second has no interval"),
    (("record", "area.whole", *JUNE, "--parameter", "number"), 2, "has no interval 'number'"),
    (("record", "area.whole", "--on", "2026-11-22", *JUNE[2:]), 2, "lies ahead of 2026-11-21"),
    (("record", "area.whole", "--on", "June", *JUNE[2:]), 2, "June"),
    (("record", "area.whole", *JUNE, "--attestation", "ATT-1"), 2, "no attestation 'ATT-1'"),
    (("record", "area.systems", "--on", "2026-06-01", *JUNE[2:]), 2, "no interval"),
    (("record", "area.whole", *JUNE, "--for", "guests"), 2, "No claim is for that population"),
    (("record", "area.whole", "--on", "2026-09-01", *JUNE[2:]), 3,
     "claims.yaml:12:45: duplicate-item: 2026-09-01 is recorded already"),
    (("record", "area.whole", "--on", "2026-06-01", "--file", "evidence/none.txt", "--result",
      "pass"), 3, "missing: 'none.txt' does not exist"),
    (("record", "area.whole", "--on", "2026-06-01", "--file", "evidence", "--result", "pass"), 3,
     "not-a-file"),
    (("evidence", "add", "area.second", "--kind", "contract", "--file", "evidence/june.txt"), 2,
     "Say when, with one of --performed-on DATE"),
    (("evidence", "add", "area.second", "--kind", "contract", "--file", "evidence/june.txt",
      "--covers", "2026-01-01"), 2, "write FROM..TO"),
    (("evidence", "add", "area.second", "--kind", "contract", "--file", "evidence/june.txt",
      "--covers", "2026-02-01..2026-01-01"), 2, "2026-01-01 is before 2026-02-01"),
    (("evidence", "add", "area.second", "--kind", "contract", "--file", "evidence/june.txt",
      "--covers", "2026-01-01..2026-12-31"), 2, "--covers: 2026-12-31 lies ahead"),
    (("evidence", "add", "ATT-2026Q3", "--kind", "contract", "--file", "evidence/june.txt",
      "--in-force", "2026-01-01"), 2, "2 claims could be meant"),
    (("evidence", "add", "area.whole", "--kind", "test_result", "--file", "evidence/result.txt",
      "--performed-on", "2026-09-01", "--result", "pass"), 3, "is named already for that time"),
    (("record", "area.whole", "--on", "2026-06-01", "--file", "claims.yaml", "--result", "pass"), 3,
     "claims.yaml:9:3: own-file: the claim stands in claims.yaml itself"),
    (("record", "area.whole", *JUNE, "--title", "a\x1b[31mb"), 2,
     "'a\\u{1B}[31mb' has a character that does not show"),
    (("record", "area.whole", *JUNE, "--title", "a\udcffb"), 2, "'a\\u{DCFF}b' has a character"),
    (("record", "area.whole", *JUNE, "--title", "two\nlines"), 2, "has a character"),
    (("record", "area.whole", *JUNE, "--title", "TBD"), 3, "'TBD' is a placeholder"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED)
def test_what_is_refused_says_why_and_writes_nothing(
    checker: Checker, workspace: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = claims(workspace)

    ran = checker(*arguments)

    assert ran.code == code, ran.err
    assert said in ran.err
    assert ran.out == ""
    assert claims(workspace) == before


def test_a_workspace_that_cannot_be_trusted_is_not_edited(
    checker: Checker, workspace: Path
) -> None:
    before = claims(workspace)
    (workspace / "bad.yaml").write_text("kind: policy\nid: a\nid: b\n")

    ran = checker("record", "area.whole", *JUNE)

    assert ran.code == 3
    assert "duplicate-key" in ran.err
    assert claims(workspace) == before


def test_a_linked_file_is_no_evidence(checker: Checker, workspace: Path) -> None:
    (workspace / "evidence" / "link.txt").symlink_to("june.txt")

    ran = checker("record", "area.whole", "--on", "2026-06-01", "--file", "evidence/link.txt",
                  "--result", "pass")  # fmt: skip

    assert ran.code == 3
    assert "symlink" in ran.err


def test_a_log_takes_no_single_days(checker: Checker, workspace: Path) -> None:
    text = claims(workspace)
    days = "{performed_on: [2026-03-01, 2026-09-01]}"
    log = "{longest_gap: 26 hours, log: evidence/result.txt}"
    (workspace / "claims.yaml").write_text(text.replace(days, log))

    ran = checker("record", "area.whole", *JUNE)

    assert ran.code == 3
    assert "not from single days" in ran.err


def test_of_several_claims_one_must_be_chosen(checker: Checker, workspace: Path) -> None:
    text = claims(workspace)
    second = "  area.second:\n    status: implemented\n    parameters: {number: 3}\n"
    both = (
        "  area.second:\n    - {status: implemented, parameters: {number: 3}}\n"
        "    - {for: guests, status: implemented, parameters: {number: 4}}\n"
    )
    (workspace / "claims.yaml").write_text(text.replace(second, both))
    add = ("evidence", "add", "area.second", "--kind", "contract", "--file", "evidence/june.txt",
           "--in-force", "2026-01-01..2026-12-31")  # fmt: skip

    unsure = checker(*add)
    done = checker(*add, "--for", "guests")

    assert unsure.code == 2
    assert "claims.yaml:23:7: ATT-2026Q3 on area.second, for guests" in unsure.err
    assert done.code == 0
    digest = hashlib.sha256(b"passed in June\n").hexdigest()
    assert (
        "    - {for: guests, status: implemented, parameters: {number: 4}, evidence: [{kind: "
        "contract, path: evidence/june.txt, in_force: {from: 2026-01-01, until: 2026-12-31}, "
        f"sha256: {digest}}}]}}\n"
    ) in claims(workspace)


def test_a_file_is_found_from_the_current_folder_first(
    checker: Checker, workspace: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(workspace / "evidence")
    assert checker("record", "area.whole", "--on", "2026-06-01", "--file", "june.txt",
                   "--result", "pass", "--dry-run").code == 0  # fmt: skip
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "june.txt").write_bytes(b"another\n")
    monkeypatch.chdir(tmp_path)

    ran = checker("record", "area.whole", *JUNE)

    assert ran.code == 3
    assert "stands in the current folder and below the workspace" in ran.err


def test_evidence_below_the_evidence_root_is_named_from_there(
    checker: Checker, workspace: Path, tmp_path: Path
) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    (root / "scan.txt").write_bytes(b"scanned\n")

    ran = checker("record", "area.whole", "--on", "2026-06-01", "--file", root / "scan.txt",
                  "--result", "pass", "--evidence-root", root)  # fmt: skip

    assert ran.code == 0, ran.err
    assert "path: scan.txt" in claims(workspace)


def test_the_permissions_of_the_file_stay(checker: Checker, workspace: Path) -> None:
    (workspace / "claims.yaml").chmod(0o640)

    assert checker("record", "area.whole", *JUNE).code == 0

    assert stat.S_IMODE((workspace / "claims.yaml").stat().st_mode) == 0o640


def test_a_file_that_changed_while_the_command_ran_is_left_alone(
    checker: Checker, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rehearsal.rehearsed

    def meanwhile(*given: Any) -> Workspace:
        found = real(*given)
        (workspace / "claims.yaml").write_text("# somebody else's\n")
        return found

    monkeypatch.setattr(rehearsal, "rehearsed", meanwhile)

    ran = checker("record", "area.whole", *JUNE)

    assert ran.code == 3
    assert "the file has changed since it was read; run the command again" in ran.err
    assert claims(workspace) == "# somebody else's\n"


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_copy_goes_into_a_folder_of_the_workspace_alone(
    checker: Checker, workspace: Path, tmp_path: Path, kind: str
) -> None:
    outside = tmp_path / "scan.txt"
    outside.write_bytes(b"scanned\n")
    (workspace / "evidence").rename(tmp_path / "moved")
    if kind == "link":
        (workspace / "evidence").symlink_to(tmp_path / "moved")
    else:
        (workspace / "evidence").write_bytes(b"no folder\n")

    ran = checker("record", "area.whole", "--on", "2026-06-01", "--file", outside, "--copy",
                  "--result", "pass", "--dry-run")  # fmt: skip

    what = "a symbolic link" if kind == "link" else "no folder"
    assert ran.code == 3
    assert f"'scan.txt' cannot be copied: evidence/ is {what}; put a folder in its place" in ran.err
    assert not (tmp_path / "moved" / "scan.txt").exists()


def test_a_copy_never_replaces_a_link(checker: Checker, workspace: Path, tmp_path: Path) -> None:
    outside = tmp_path / "scan.txt"
    outside.write_bytes(b"scanned\n")
    (workspace / "evidence" / "scan.txt").symlink_to("none.txt")

    ran = checker("record", "area.whole", "--on", "2026-06-01", "--file", outside, "--copy",
                  "--result", "pass")  # fmt: skip

    assert ran.code == 3
    assert "another file stands at evidence/scan.txt" in ran.err


def test_a_copy_that_a_claim_names_already_stays(
    checker: Checker, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "scan.txt"
    outside.write_bytes(b"scanned\n")
    real = os.fsync

    def failing(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        if is_folder and "scan.txt" in claims(workspace):
            raise OSError(5, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    ran = checker("record", "area.whole", "--on", "2026-06-01", "--file", outside, "--copy",
                  "--result", "pass")  # fmt: skip

    assert ran.code == 5
    assert "path: evidence/scan.txt" in claims(workspace)
    assert (workspace / "evidence" / "scan.txt").read_bytes() == b"scanned\n"
