"""Turn OLD and NEW of the command line into versions: saved records, revisions, folders."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.commands.common import counted
from checker.errors import InputError, Problem
from checker.frozen import frozen
from checker.model import Place

if TYPE_CHECKING:
    from checker.assess import Selection
    from checker.commands.revised import Revised
    from checker.delta import Version
    from checker.model import Catalog

_FOLDER_STARTS = (".", "/")


@frozen
class Sources:
    """What both sides are read with; `stack` keeps the files of revisions until all is done."""

    stack: ExitStack
    workspace: Path
    evidence_root: Path | None
    selection: Selection


@frozen
class Asked:
    """One side as it was asked for."""

    name: str
    day: date
    catalog: Catalog


def version(asked: Asked, sources: Sources) -> Version:
    """The version that a name means; raises `InputError` with everything that is wrong with it.

    A name that ends in `.json` is a saved record. `.` is the workspace as it lies there, another
    name with `.` or `/` in front a folder. All else is a git revision, `REV` or `REV:PATH`.
    """
    if asked.name.endswith(".json"):
        return _saved(asked.name)
    if asked.name == ".":
        return _assessed(asked, sources, sources.workspace)
    if asked.name.startswith(_FOLDER_STARTS):
        return _assessed(asked, sources, Path(asked.name))
    return _at_revision(asked, sources)


def _saved(name: str) -> Version:
    from checker.commands.saved import read_record
    from checker.commands.strict import called
    from checker.delta import Version

    shown = called(Path(name))
    record = read_record(Path(name), shown)
    if not record["complete"]:
        what = "provisional" if record["provisional"] else "incomplete"
        hint = "give a record of a run that ended with 0 or 1"
        message = f"the record is {what}"
        raise InputError([Problem(Place(shown, 1, 1), "result-incomplete", message, hint)])
    return Version(shown, "record", record, _digest(record))


def _at_revision(asked: Asked, sources: Sources) -> Version:
    from checker.commands.revised import revised
    from checker.text import quoted

    name, colon, path = asked.name.partition(":")
    context = revised(sources.workspace, sources.evidence_root, name, path if colon else None)
    found = sources.stack.enter_context(context)
    if found.folder is None:
        message = f"revision {quoted(name)} has no folder {quoted(found.where or '.')}"
        hint = "name the workspace's folder, as REV:PATH or with --workspace"
        raise InputError([Problem(Place(".", 1, 1), "no-such-path", message, hint)])
    return _assessed(asked, sources, found.folder, found)


def _assessed(asked: Asked, sources: Sources, folder: Path, then: Revised | None = None) -> Version:
    from checker.commands.assessing import Run
    from checker.delta import Read, Version
    from checker.workspace.load import read

    evidence_root, roots = (None, then.roots) if then else (sources.evidence_root, ())
    loaded, reading = read(folder, asked.catalog, evidence_root, roots=roots)
    run = Run(asked.catalog, loaded, asked.day)
    record = run.record(sources.selection)
    name = asked.name if not asked.name.startswith("/") else folder.name
    if not record["complete"]:
        problems = [p._replace(message=f"{p.message} (in {name})") for p in run.loaded.problems]
        raise InputError(problems)
    made = Read(run.loaded, reading, asked.catalog, asked.day, sources.selection)
    source, commit = ("revision", then.commit) if then else ("folder", "")
    return Version(name, source, record, _digest(record), commit, made)


def _digest(record: dict[str, Any]) -> str:
    from hashlib import sha256

    from checker.render.json import render

    return sha256(render(record)).hexdigest()


def require_comparable(old: Version, new: Version) -> None:
    """Raise `InputError` where nothing can be said of the two."""
    from checker.text import quoted

    problems = []
    whose = [side.record["organization"]["id"] for side in (old, new)]
    place = Place(old.name if old.source == "record" else ".", 1, 1)
    if whose[0] != whose[1]:
        message = f"OLD is of {quoted(whose[0])}, NEW of {quoted(whose[1])}"
        problems.append(Problem(place, "diff-other", message, "give two of one organisation"))
    days = [side.record["as_of"] for side in (old, new)]
    if days[0] > days[1]:
        message = f"OLD is as of {days[0]}, after NEW, which is as of {days[1]}"
        hint = "exchange them, or give another --as-of or --old-as-of"
        problems.append(Problem(place, "diff-later", message, hint))
    if problems:
        raise InputError(problems)


def said(count: int) -> str:
    """The last line of a run that was refused."""
    return f"Nothing was compared: {counted(count, 'problem')}."
