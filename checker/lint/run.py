"""Run the validators in order, shape to mutation, each on what the last one passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from checker.errors import Problem
from checker.lint import (
    catalogue,
    coverage,
    examples,
    framework,
    keywords,
    naming,
    negatives,
    references,
    vacuity,
)
from checker.lint.cases import Case, Registers, World, cases, control_entries, world
from checker.lint.mutation import Trial, tried
from checker.lint.shape import CONTROLS, FRAMEWORK, REQUIREMENT, shape
from checker.lint.source import Folder, Sources, Written
from checker.lint.table import differing, table
from checker.model import Control, Severity

Validator = Callable[[Case], Iterator[Problem]]

# A stage runs on a requirement only when the stage before found nothing: a misspelt name would
# otherwise be reported once for the name and many times for what follows from it.
WORDS: tuple[tuple[Validator, ...], ...] = (
    (keywords.vocabulary,),
    (references.names, references.where, references.applies, references.ids, references.decisions),
    (keywords.bite, keywords.demanded),
)
VACUITY: tuple[Validator, ...] = (
    vacuity.can_fail_and_hold,
    vacuity.rejects_nothings,
    vacuity.dead,
)
STAGES: tuple[tuple[Validator, ...], ...] = (
    *WORDS,
    VACUITY,
    (examples.possible,),
    (examples.truthful,),
    (examples.outcomes, examples.silence, negatives.refused, coverage.examined),
)
# What stands beside the schemas; it stops nothing.
MANNERS: tuple[Validator, ...] = (
    naming.address,
    naming.title,
    naming.citation,
    naming.asks,
    naming.times,
    naming.presence,
)


@dataclass(slots=True)
class Report:
    """What a run found, and how much it looked at."""

    problems: list[Problem] = field(default_factory=list)
    requirements: int = 0
    examples: int = 0
    probes: int = 0
    killed: int = 0
    equivalent: int = 0
    survived: int = 0
    with_values: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    tables: dict[str, str] = field(default_factory=dict)  # framework -> its table of probes


def run(
    sources: Sources,
    beside: Mapping[str, Control],
    registers: Registers,
    table_root: FilePath | None,
) -> Report:
    """Every problem below a root; tables are compared with those committed below `table_root`."""
    report = Report()
    known, folders = prepared(sources, beside, registers, report.problems)
    if known is None:
        return report
    for folder, shaped in folders:
        _whole(folder, shaped, known, report, table_root)
    return report


def prepared(
    sources: Sources, beside: Mapping[str, Control], registers: Registers, problems: list[Problem]
) -> tuple[World | None, list[tuple[Folder, tuple[Written, ...]]]]:
    """The world, and each folder with its requirements of the right shape; the rest is told."""
    wrong = [p for written in sources.controls for p in shape(written, CONTROLS)]
    wrong = wrong or list(catalogue.controls(sources, registers))
    problems += wrong
    folders = []
    for folder in sources.folders:
        bad_page = list(shape(folder.page, FRAMEWORK))
        problems += [*bad_page, *framework.unique(folder)]
        shaped = []
        for written in folder.requirements:
            found = list(shape(written, REQUIREMENT))
            problems += found
            if not found:
                shaped.append(written)
        if not bad_page:
            folders.append((folder, tuple(shaped)))
    return (None if wrong else world(control_entries(sources), beside, registers)), folders


def staged(case: Case, stages: Iterable[tuple[Validator, ...]]) -> list[Problem]:
    """The problems of the first stage that finds any."""
    for stage in stages:
        found = [problem for validator in stage for problem in validator(case)]
        if found:
            return found
    return []


def _whole(
    folder: Folder,
    shaped: tuple[Written, ...],
    known: World,
    report: Report,
    table_root: FilePath | None,
) -> None:
    judged = cases(folder, shaped, known)
    report.problems += [*framework.page(folder, known), *framework.coverage(folder)]
    report.problems += framework.protocol(folder)
    trials: list[tuple[Case, Trial]] = []
    for case in judged:
        found = staged(case, STAGES)
        report.problems += found
        report.problems += [p for validator in MANNERS for p in validator(case)]
        report.requirements += 1
        report.examples += len(case.examples)
        report.severities[case.requirement.severity] += 1
        if not found:
            trials.append((case, tried(case)))
            report.with_values += naming.constrains_a_value(case)
    report.problems += [*framework.same_schema(judged), *framework.shares(folder, judged)]
    for _, trial in trials:
        report.problems += trial.problems
        report.probes += len(trial.probes)
        report.killed += trial.killed
        report.equivalent += trial.equivalent
        report.survived += sum(p.code == "surviving-mutant" for p in trial.problems)
    if len(trials) < len(folder.requirements):
        return  # A table of some of the requirements would differ for a reason already told.
    report.tables[folder.id] = table(trials)
    if table_root is not None:
        report.problems += differing(folder, table_root, report.tables[folder.id])
