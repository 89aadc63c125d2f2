"""The whole way on a copy of Meridian: write down a scan, and say again what it supports."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.upkeep.conftest import PACKAGE, on_a_terminal

DAY = ("--as-of", "2026-11-21")
SCAN = "evidence/vulnerabilities/internal-2026-11-20.txt"


@pytest.fixture
def meridian(tmp_path: Path) -> Path:
    folder = tmp_path / "meridian"
    shutil.copytree(PACKAGE / "policies" / "meridian", folder)
    for name in ("internal-2026-06-02.txt", "internal-2026-11-20.txt"):
        (folder / "evidence" / "vulnerabilities" / name).write_text("No critical findings.\n")
    return folder


def checker(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`checker` as a process of its own, with the shipped frameworks."""
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        cwd=PACKAGE, capture_output=True, text=True, check=False,
    )  # fmt: skip


def statuses(meridian: Path, day: tuple[str, str] = DAY) -> dict[tuple[str, str], str]:
    """Every finding of PCI DSS and its status."""
    done = checker("assess", str(meridian), *day, "-F", "pci_dss", "-q", "-o", "json")
    record: dict[str, Any] = json.loads(done.stdout)
    return {(f["requirement"], f["scope"]): f["status"] for f in record["findings"]}


def record(meridian: Path, day: str) -> None:
    done = checker(
        "record", "vulnerability.internal_scan", "--on", day, "--result", "pass", *DAY,
        "--file", str(meridian / "evidence" / "vulnerabilities" / f"internal-{day}.txt"),
        "--workspace", str(meridian),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_scan_of_june_closes_its_hole_and_nothing_else(meridian: Path) -> None:
    before = statuses(meridian)
    files = {path: path.read_bytes() for path in meridian.rglob("*.yaml")}

    record(meridian, "2026-06-02")

    after = statuses(meridian)
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed == {("11.3.1", "cde"): ("not_satisfied", "satisfied")}
    edited = {path.name for path, data in files.items() if path.read_bytes() != data}
    assert edited == {"vulnerabilities-2026q4.yaml"}


def test_a_scan_after_the_claim_counts_once_it_is_said_again(meridian: Path) -> None:
    record(meridian, "2026-06-02")
    record(meridian, "2026-11-20")
    later = ("--as-of", "2027-02-12")  # 95 days after the last scan that somebody signed for
    unsigned = statuses(meridian, later)["11.3.1", "cde"]
    old = (meridian / "attestations" / "vulnerabilities-2026q4.yaml").read_bytes()

    code, shown = on_a_terminal(
        ["attest", "renew", "--owner", "priya.raman", "--workspace", str(meridian), *later,
         "--control", "vulnerability.internal_scan"],
        ["yes", ""],
    )  # fmt: skip

    assert (unsigned, code) == ("not_satisfied", 0), shown
    assert f"new since: scan report  {SCAN}  2026-11-20  pass  [matched]" in shown
    assert statuses(meridian, later)["11.3.1", "cde"] == "satisfied"
    assert (meridian / "attestations" / "vulnerabilities-2026q4.yaml").read_bytes() == old


# A terminal that is hung up ends what is read, and sends a signal; either may come first.
@pytest.mark.parametrize(("interrupted", "codes"), [(True, {130}), (False, {130, 143})])
def test_a_terminal_that_goes_away_writes_nothing(
    meridian: Path, interrupted: bool, codes: set[int]
) -> None:
    record(meridian, "2026-11-20")
    files = sorted(meridian.rglob("*"))

    ended, shown = on_a_terminal(
        ["attest", "renew", "--owner", "priya.raman", "--workspace", str(meridian), *DAY],
        ["yes"],
        interrupted=interrupted,
    )

    assert ended in codes, shown
    assert sorted(meridian.rglob("*")) == files


def test_what_was_typed_ahead_answers_nothing(meridian: Path) -> None:
    record(meridian, "2026-11-20")

    code, shown = on_a_terminal(
        ["attest", "renew", "--owner", "priya.raman", "--workspace", str(meridian), *DAY],
        ["perhaps\nyes\nyes\nyes", "skip"],
    )

    assert (code, shown.count("Still true?")) == (0, 2), shown
    assert not list(meridian.rglob("*2026-11-21*"))


def test_the_list_of_meridian_names_each_open_gap(meridian: Path) -> None:
    done = checker("work", "--all", "--workspace", str(meridian), *DAY, "--format", "json")
    made = checker("assess", str(meridian), *DAY, "-q", "-o", "json")

    tasks = json.loads(done.stdout)["tasks"]
    open_gaps = {
        (f"{f['framework']}:{f['requirement']}", f["scope"])
        for f in json.loads(made.stdout)["findings"]
        if f["open"]
    }
    closed = [(gap["requirement"], gap["scope"]) for task in tasks for gap in task["closes"]]
    assert len(closed) == len(set(closed))
    assert set(closed) == open_gaps
    assert len(tasks[0]["closes"]) == 2


def test_bytes_that_are_no_text_answer_nothing(meridian: Path) -> None:
    record(meridian, "2026-11-20")

    code, shown = on_a_terminal(
        ["attest", "renew", "--owner", "priya.raman", "--workspace", str(meridian), *DAY],
        ["\udcff", "skip"],
    )

    assert (code, shown.count("Still true?")) == (0, 2), shown
