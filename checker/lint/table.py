"""Turn probes and their verdicts into the committed table, so a change of meaning is a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path as FilePath

from checker.errors import Problem
from checker.lint.cases import Case
from checker.lint.mutation import Trial
from checker.lint.source import Folder
from checker.model import Place

FILE = "probes.tsv"
_COLUMNS = ("requirement", "part", "example", "place", "change", "verdict")


def table(trials: Iterable[tuple[Case, Trial]]) -> str:
    """One line per probe, tab-separated, in the order of the official list."""
    lines = ["\t".join(_COLUMNS)]
    lines += [line for case, trial in trials for line in _lines(case, trial)]
    return "\n".join(lines) + "\n"


def _lines(case: Case, trial: Trial) -> Iterator[str]:
    for probe, verdict in trial.probes:
        cells = (
            case.requirement.id,
            probe.part,
            str(probe.example + 1),
            probe.place,
            probe.change,
            verdict,
        )
        yield "\t".join(cells)


def differing(folder: Folder, root: FilePath, wanted: str) -> Iterator[Problem]:
    """The first place where the committed table differs from what the schemas mean now."""
    path = root / folder.id / FILE
    place = Place(f"{folder.id}/{FILE}", 1, 1)
    hint = "review the change of meaning, then run with --write-table"
    if not path.is_file():
        yield Problem(place, "no-table", "the table of probes is missing", hint)
        return
    written = path.read_text(encoding="utf-8").splitlines()
    changes = [
        line
        for line in unified_diff(written, wanted.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    if changes:
        pairs = zip(written, wanted.splitlines(), strict=False)
        first = next((n for n, (a, b) in enumerate(pairs) if a != b), len(written))
        shown = changes[0].replace("\t", " ")
        message = f"{len(changes)} lines of the table differ, the first being: {shown[:120]}"
        line = Place(place.file, min(first + 1, max(len(written), 1)), 1)
        yield Problem(line, "stale-table", message, hint)
