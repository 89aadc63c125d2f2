"""Measure the budgets of the design: `python -m benchmarks.run` in an environment with the wheel.

Every figure is the median of whole processes, user and system time of the process itself, taken in
turn with what it is compared with, so that a machine whose speed drifts does not favour either.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.workspaces import attestations, yaml_lines

ROOT = Path(__file__).parent.parent
MOST_MEGABYTES = 120
FLOOR = "import click, yaml, jsonschema_rs, jinja2"


@dataclass(frozen=True, slots=True)
class Budget:
    """One comparison: a command may cost at most `factor` times another."""

    name: str
    command: Sequence[str]
    against: Sequence[str]
    factor: float


def python(*arguments: str) -> list[str]:
    """A command of this interpreter, isolated from the checkout's own modules."""
    return [sys.executable, "-P", *arguments]


def cost(command: Sequence[str]) -> float:
    """Seconds of processor time that one run takes, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compared(budget: Budget, runs: int) -> tuple[float, float]:
    """Median seconds of both commands, run in turn, after one run of each that does not count."""
    cost(budget.command)
    cost(budget.against)
    pairs = [(cost(budget.command), cost(budget.against)) for _ in range(runs)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def peak_memory(command: Sequence[str]) -> float:
    """Largest resident set of one run, in MB."""
    script = (
        "import os, resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], cwd=ROOT, capture_output=True, check=True
    )
    return int(done.stdout) / 1024


READ_OURS = """
import sys
from checker.yamlsource import read_documents
data = open(sys.argv[1], "rb").read()
for _ in range(40):
    read_documents(data, "f.yaml")
"""
READ_THEIRS = """
import sys
from checker.yamlsource import read_documents
import yaml
data = open(sys.argv[1], "rb").read()
for _ in range(40):
    yaml.load(data, yaml.CSafeLoader)
"""


def committed(folder: Path) -> Path:
    """A repository with the example in two commits, the second of which changes a comment."""
    shutil.copytree(ROOT / "policies" / "meridian", folder / "meridian")
    person = ("-c", "user.name=ann", "-c", "user.email=ann@example.org")
    for command in (("init", "-q"), ("add", "-A"), (*person, "commit", "-q", "-m", "One")):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    with (folder / "meridian" / "organization.yaml").open("a", encoding="utf-8") as file:
        file.write("# A comment.\n")
    subprocess.run(["git", "-C", str(folder), *person, "commit", "-q", "-am", "Two"], check=True)
    return folder


def budgets(folder: Path) -> list[Budget]:
    """The budgets of the design, on inputs written below `folder`."""
    document = folder / "lines.yaml"
    document.write_text(yaml_lines(2000), encoding="utf-8")
    many = folder / "many"
    files = attestations(many, 1000)
    schema = folder / "attestation.schema.json"
    made = subprocess.run(
        python("-m", "checker", "schema", "attestation"), capture_output=True, check=True
    )
    schema.write_bytes(made.stdout)
    few = folder / "few"
    attestations(few, 1)
    example = ["policies/meridian", "--as-of", "2026-11-21", "--fail-on", "never"]
    report = ["-o", f"html={folder / 'report.html'}"]
    repository = committed(folder / "repository")
    plain = ["assess", str(repository / "meridian"), "--as-of", "2026-11-21", "-q"]
    return [
        Budget(
            "assess the example against HEAD~1 / without",
            python("-m", "checker", *plain, "--against", "HEAD~1"),
            python("-m", "checker", *plain),
            2.2,
        ),
        Budget(
            "assess the example to text and HTML / import floor",
            python("-m", "checker", "assess", *example, *report),
            python("-c", FLOOR),
            2.5,
        ),
        Budget(
            "checker --help / import click",
            python("-m", "checker", "--help"),
            python("-c", "import click"),
            1.3,
        ),
        Budget(
            "read 2,000 lines with places, 40 times / CSafeLoader without",
            python("-c", READ_OURS, str(document)),
            python("-c", READ_THEIRS, str(document)),
            0.5,
        ),
        Budget(
            "validate one document beside its organisation / import floor",
            python("-m", "checker", "validate", str(few)),
            python("-c", FLOOR),
            1.5,
        ),
        Budget(
            "validate the example, of which one file was changed / import floor",
            python("-m", "checker", "validate", "policies/meridian"),
            python("-c", FLOOR),
            1.5,
        ),
        Budget(
            "validate 1,000 attestations / check-jsonschema",
            python("-m", "checker", "validate", str(many)),
            python("-m", "check_jsonschema", "--schemafile", str(schema), *files),
            0.1,
        ),
    ]


def main() -> None:
    """Print a line for each budget, and with `--json FILE` write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    os.environ["PYTHONHASHSEED"] = "0"
    figures: list[dict[str, str | float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for budget in budgets(Path(folder)):
            ours, theirs = compared(budget, arguments.runs)
            ratio = ours / theirs
            kept = "kept" if ratio <= budget.factor else "MISSED"
            print(f"{ratio:6.2f} (at most {budget.factor}) {kept:6}  "
                  f"{ours * 1000:8.1f} ms / {theirs * 1000:8.1f} ms  {budget.name}")  # fmt: skip
            figures.append({"name": budget.name, "ours": ours, "against": theirs, "ratio": ratio})
        example = ["-m", "checker", "assess", "policies/meridian", "--as-of", "2026-11-21", "-q"]
        memory = peak_memory([*python(*example), "-o", f"html={folder}/report.html"])
        kept = "kept" if memory < MOST_MEGABYTES else "MISSED"
        what = "peak memory of assess of the example to HTML"
        print(f"{memory:6.1f} MB (under {MOST_MEGABYTES}) {kept:6}  {what}")
        figures.append({"name": what, "megabytes": memory})
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
