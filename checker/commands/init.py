"""`checker init`: a fresh workspace from a few answers."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands import completing
from checker.commands.common import FOLDER, Day, counted, frameworks_option, load_catalog, today
from checker.commands.printing import verbose_option
from checker.commands.repository import path_below_git

if TYPE_CHECKING:
    from checker.commands.scaffold import Answers, Person, Scope
    from checker.model import Catalog

ORGANIZATION = "organization.yaml"
_NO_ID = re.compile(r"[^a-z0-9]+")


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path())
@click.option("-F", "--framework", "frameworks_chosen", multiple=True, metavar="ID",
              shell_complete=completing.frameworks,
              help="A framework that applies; repeatable.")  # fmt: skip
@click.option("--role", "roles", multiple=True, metavar="ROLE", shell_complete=completing.roles,
              help="A role, such as merchant or controller; repeatable.")  # fmt: skip
@click.option("--scope", "scopes", multiple=True, metavar="ID[=ID,...]",
              help="A scope and its frameworks, all when left out; repeatable.")  # fmt: skip
@click.option("--id", "id_", metavar="ID", help="Id of the organisation.")
@click.option("--name", metavar="TEXT", help="Name of the organisation, for reports.")
@click.option("--person", "people", multiple=True, metavar="ID=NAME,ROLE",
              help="Somebody who answers; the first owns every stub; repeatable.")  # fmt: skip
@click.option("--as-of", type=Day(), help="The day of the stubs; today, UTC, when left out.")
@click.option("--yes", is_flag=True, help="Ask nothing; take the defaults for what is not given.")
@frameworks_option
@verbose_option
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command line
    folder: Path,
    frameworks_chosen: tuple[str, ...],
    roles: tuple[str, ...],
    scopes: tuple[str, ...],
    id_: str | None,
    name: str | None,
    people: tuple[str, ...],
    as_of: date | None,
    yes: bool,
    frameworks: Path | None,
) -> None:
    """Write a fresh workspace from a few answers; every stub is a gap.

    On a terminal it asks for what the options leave open. Claims are `unknown`, with an owner and a
    day by which to find out; policies are drafts that say nothing; registers and decisions are
    explained and not begun; facts that nobody stated are comments, so that they switch nothing off.
    Each control is described in comments. Schemas for editors and steps for CI lie in .checker/.
    Nothing that is there already is touched: then nothing is written at all.

    \b
    Examples:
      checker init compliance
      checker init compliance -F pci_dss -F gdpr --role merchant --role controller --yes
      checker init . -F hipaa --scope ephi=hipaa --person "dana.reyes=Dana Reyes,CISO" --name Acme

    \b
    Ends with
      0  the workspace is written, and can be read and trusted
      2  wrong use of the command, or an answer that no document can hold
      4  a framework is invalid
      5  something of that name is there already, or it could not be written
    """
    from checker.commands.printing import as_text, put
    from checker.commands.scaffold import Answers, files
    from checker.commands.scaffold.placing import place

    catalog = load_catalog(frameworks)
    ask = not yes and sys.stdin is not None and sys.stdin.isatty()
    chosen = _frameworks(frameworks_chosen, catalog, ask)
    named = name or _asked("Name of the organisation", _title(folder), ask)
    answers = Answers(
        id=id_ or _asked("Its id in documents", _id(named), ask),
        name=named,
        profile=_profile(roles or _some("Roles (such as merchant, controller)", ask), catalog),
        scopes=_scopes(scopes, chosen, catalog),
        people=_people(people or _one("Who answers (ID=NAME,ROLE)", ask)),
        day=as_of or today(),
        folder=_folder(folder),
    )
    _require_no_yaml(folder)
    try:
        made = files(answers, catalog)
    except UnicodeEncodeError as error:
        message = "An answer, or the name of the folder, is not UTF-8; write it in UTF-8."
        raise click.UsageError(message) from error
    place(folder, made, lambda stage: _require_valid(stage, catalog))
    put(as_text(_told(folder, made, answers)))


def _folder(folder: Path) -> str:
    """The workspace as CI finds it: from the top of its repository down, where there is one."""
    below = path_below_git(folder)
    if below is None:
        below = Path() if folder.is_absolute() else Path(os.path.normpath(folder))
    return _unlike_an_option(below)


def _unlike_an_option(folder: Path) -> str:
    """A path that no program takes for an option."""
    path = folder.as_posix()
    return f"./{path}" if path.startswith("-") else path


def _asked(question: str, default: str, ask: bool) -> str:
    return str(click.prompt(question, default=default, err=True)) if ask else default


def _some(question: str, ask: bool) -> tuple[str, ...]:
    """Words that a person writes on one line; none is an answer too."""
    if not ask:
        return ()
    line = click.prompt(question, default="", show_default=False, err=True)
    return tuple(word for word in re.split(r"[\s,]+", line) if word)


def _one(question: str, ask: bool) -> tuple[str, ...]:
    default = "compliance.lead=Compliance lead,Compliance lead"
    return (_asked(question, default, ask),)


def _frameworks(names: Iterable[str], catalog: Catalog, ask: bool) -> tuple[str, ...]:
    from checker.commands.lookup import require_frameworks

    chosen = tuple(dict.fromkeys(names))
    if not chosen and ask:
        known = ", ".join(catalog.frameworks)
        chosen = tuple(dict.fromkeys(_some(f"Frameworks that apply ({known})", ask)))
    if not chosen:
        options = " or ".join(f"-F {name}" for name in catalog.frameworks)
        raise click.UsageError(f"Name at least one framework: {options}.")
    require_frameworks(chosen, catalog)
    return chosen


def _profile(roles: Iterable[str], catalog: Catalog) -> dict[str, tuple[str, ...]]:
    from checker.commands.scaffold.organization import roles as known_roles
    from checker.text import nearest, quoted

    known = known_roles()
    found: dict[str, tuple[str, ...]] = {}
    for role in dict.fromkeys(roles):
        if role not in known:
            close = nearest(role, known)
            hint = f"Did you mean '{close}'?" if close else f"Known: {', '.join(known)}."
            raise click.UsageError(f"There is no role {quoted(role)}. {hint}")
        found[known[role]] = (*found.get(known[role], ()), role)
    return found


def _scopes(texts: Iterable[str], chosen: tuple[str, ...], catalog: Catalog) -> tuple[Scope, ...]:
    """The scopes given, or one for each framework. Every framework must have one."""
    from checker.commands.lookup import require_frameworks
    from checker.commands.scaffold import Scope
    from checker.commands.scaffold.answers import usual_scopes
    from checker.text import quoted

    found = []
    for text in texts:
        id_, _, names = (part.strip() for part in text.partition("="))
        if not id_:
            raise click.UsageError(
                f"--scope: {quoted(text)} is not of the form ID or ID=ID,...; "
                f"write cde={chosen[0]}."
            )
        given = (name.strip() for name in names.split(","))
        frameworks = tuple(dict.fromkeys(name for name in given if name)) or chosen
        require_frameworks(frameworks, catalog)
        found.append(Scope(id_, id_, frameworks))
    covered = {name for scope in found for name in scope.frameworks}
    missing = [name for name in chosen if name not in covered]
    if found and missing:
        raise click.UsageError(
            f"--scope: no scope has {', '.join(missing)}; write ID={missing[0]}."
        )
    if extra := sorted(covered - set(chosen)):
        raise click.UsageError(f"--scope: {', '.join(extra)} was not chosen; add -F {extra[0]}.")
    return tuple(found) or usual_scopes(chosen)


def _people(texts: Iterable[str]) -> tuple[Person, ...]:
    from checker.commands.scaffold import Person
    from checker.text import quoted

    found = []
    for text in texts:
        id_, equals, rest = text.partition("=")
        name, comma, role = rest.rpartition(",")
        if not (equals and comma and id_.strip() and name.strip() and role.strip()):
            raise click.UsageError(
                f"--person: {quoted(text)} is not of the form ID=NAME,ROLE; "
                'write "dana.reyes=Dana Reyes,Head of IT".'
            )
        found.append(Person(id_.strip(), name.strip(), role.strip()))
    return tuple(found)


def _title(folder: Path) -> str:
    return folder.absolute().name.replace("-", " ").replace("_", " ").strip().title() or "Ourselves"


def _id(name: str) -> str:
    return _NO_ID.sub("-", name.lower()).strip("-") or "ourselves"


def _require_no_yaml(folder: Path) -> None:
    """Every YAML file below a workspace is read; one that is no document would spoil it."""
    from checker.errors import OutputError
    from checker.files import read_tree

    if folder.is_dir():
        tree = read_tree(folder)
        found = [file.path for file in tree.files] + list(tree.refused)
        if found:
            message = f"{found[0]} would be read as a document; nothing was written"
            raise OutputError(f"{folder}: {message}. Name a folder of its own")


def _require_valid(stage: Path, catalog: Catalog) -> None:
    """What was staged can be read and trusted; else an answer is at fault."""
    from checker.workspace import load

    # What is wrong with an answer is wrong wherever it stands; once is enough.
    problems = sorted(load(stage, catalog).problems, key=lambda p: p.place.file != ORGANIZATION)
    if problems:
        message = f"These answers make no valid workspace: {problems[0].message}"
        raise click.UsageError(f"{message}; {problems[0].hint.rstrip('.')}.")


def _told(folder: Path, made: dict[str, bytes], answers: Answers) -> Iterable[str]:
    yield f"{counted(len(made), 'file')} written below {folder}: nothing is claimed yet."
    claims = sum(data.count(b"\n    status: unknown\n") for data in made.values())
    yield f"{counted(claims, 'control')} to find out about, for {answers.owner.name}."
    yield ""
    named = shlex.quote(_unlike_an_option(folder))
    yield f"  checker validate {named}"
    yield f"  checker assess {named}"
    yield "  .checker/ci holds steps for GitHub and GitLab; registers/README.md says what to list."
