"""What was known before an assessment: a baseline, or the gaps of a git revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from checker.commands.common import FOLDER
from checker.errors import InputError, Problem
from checker.frozen import frozen
from checker.model import Place

if TYPE_CHECKING:
    from checker.assess import Selection
    from checker.baseline import Entry, Origin
    from checker.commands.assessing import Run
    from checker.commands.revised import Revised

Command = TypeVar("Command", bound=Callable[..., Any])
Json = dict[str, Any]

LARGEST = 64_000_000
_HINT = "give a file that `checker baseline create` wrote"


@frozen
class Known:
    """Where to read what is known: one of a baseline and a revision of the workspace."""

    workspace: Path
    evidence_root: Path | None
    baseline: Path | None = None
    against: str = ""

    def before(self, run: Run, selection: Selection) -> Callable[[Json], Json] | None:
        """What tells a record what was known; None where that is among the run's problems instead.

        Frameworks, day and selection are those of `run`.
        """
        try:
            if self.baseline is not None:
                return _of_file(self.baseline, run).applied
            return _of_revision(self, run, selection).applied
        except InputError as error:
            run.add(*error.problems)
            return None


@frozen
class Before:
    """Entries, and where they come from."""

    entries: tuple[Entry, ...]
    origin: Origin

    def applied(self, record: Json) -> Json:
        """The record with what is known; one that is incomplete is told nothing."""
        from checker.baseline import applied

        return applied(record, self.entries, self.origin) if record["complete"] else record


def known_options(command: Command) -> Command:
    """`--baseline` and `--against`."""
    file = click.option(
        "--baseline", type=FOLDER, metavar="FILE",
        help="Let gaps that this baseline knows pass the gate, while they are no worse.",
    )  # fmt: skip
    revision = click.option(
        "--against",
        metavar="REV",
        help="Let gaps that this git revision has too pass the gate, while they are no worse.",
    )
    return file(revision(command))


def known_before(
    workspace: Path, evidence_root: Path | None, baseline: Path | None, against: str | None
) -> Known | None:
    """What the options ask for; `click.UsageError` for both."""
    if baseline is not None and against is not None:
        raise click.UsageError("--baseline and --against: name one of them.")
    if baseline is None and against is None:
        return None
    return Known(workspace, evidence_root, baseline, against or "")


def read_baseline(path: Path) -> Json:
    """The baseline in the file at `path`; raises `InputError` when it is none, or not whole."""
    from checker.baseline import SCHEMA
    from checker.commands.schema import shipped
    from checker.commands.strict import Strict, called

    strict, name = Strict(SCHEMA, "not-a-baseline", _HINT), called(path)
    value: Json = strict.value(path, name, LARGEST)
    strict.require_shape(name, value, shipped("baseline"))
    for says in _contradictions(value):
        strict.refuse(name, "not-whole", says)
    return value


def _contradictions(value: Json) -> Iterator[str]:
    keys = [(row["framework"], row["requirement"], row["scope"]) for row in value["gaps"]]
    if len(set(keys)) < len(keys):
        yield "it holds one gap twice"
    for row in value["gaps"]:
        reasons = [(r["facet"], r["kind"], r["thing"]) for r in row["reasons"]]
        if len(set(reasons)) < len(reasons):
            yield f"{row['framework']}:{row['requirement']} has one reason twice"


def _of_file(path: Path, run: Run) -> Before:
    from hashlib import sha256

    from checker.baseline import Origin, read
    from checker.commands.strict import called
    from checker.render.json import render

    value = read_baseline(path)
    workspace = run.loaded.workspace
    whose = workspace.organization.id if workspace else value["organization"]
    refused = list(_refusals(value, Place(called(path), 1, 1), whose, run.day.isoformat()))
    if refused:
        raise InputError(refused)
    digest = sha256(render(value)).hexdigest()
    return Before(tuple(read(value)), Origin("file", value["as_of"], digest))


def _refusals(value: Json, place: Place, whose: str, day: str) -> Iterator[Problem]:
    from checker.text import quoted

    if value["organization"] != whose:
        message = f"the baseline is of {quoted(value['organization'])}, not of {quoted(whose)}"
        yield Problem(place, "baseline-other", message, "give one of the same organisation")
    if value["as_of"] > day:
        message = f"the baseline is as of {value['as_of']}, after the day of assessment"
        hint = f"make one from a record as of {day} or before, or give a later --as-of"
        yield Problem(place, "baseline-later", message, hint)


def _of_revision(known: Known, run: Run, selection: Selection) -> Before:
    from checker.baseline import Origin
    from checker.commands.revised import revised

    with revised(known.workspace, known.evidence_root, known.against) as revision:
        found, state, note = _gaps_at(revision, run, selection)
    day = run.day.isoformat()
    notes = (note, f"Judged by the frameworks of today, as of {day}, like this assessment.")
    origin = Origin("revision", day, "", revision.commit, state, tuple(filter(None, notes)))
    return Before(found, origin)


def _gaps_at(
    revision: Revised, run: Run, selection: Selection
) -> tuple[tuple[Entry, ...], str, str]:
    """The open gaps of the workspace as it was; whether it could be assessed, and if not, why."""
    from checker.baseline import entries
    from checker.commands.assessing import Run
    from checker.result.gaps import open_gaps
    from checker.workspace import load

    if revision.folder is None:
        return (), "absent", "There was no workspace yet, so that every gap is new."
    loaded = load(revision.folder, run.catalog, roots=revision.roots)
    then = Run(run.catalog, loaded, run.day, second_opinion=run.second_opinion)
    then.engines = run.engines
    then.select(selection)
    then.judge(selection)
    if then.assessment is None:
        first = min(then.loaded.problems, default=None)
        why = f" ({first.place}: {first.code})" if first else ""
        return (), "refused", f"It could not be assessed{why}, so that every gap is new."
    return tuple(entries(open_gaps(then.assessment), with_numbers=True)), "assessed", ""
