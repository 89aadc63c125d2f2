"""`checker explain`: what a name means, and what a workspace answers to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands import completing
from checker.commands.common import (
    FOLDER,
    asking_options,
    load_catalog,
    load_workspace,
    reading_options,
    require_whole,
    today,
)
from checker.commands.printing import verbose_option

if TYPE_CHECKING:
    from checker.commands.answers import Answers
    from checker.commands.lookup import Found
    from checker.model import Catalog


@click.command(name="explain")
@click.argument("name", metavar="ID", shell_complete=completing.explainable)
@click.option("--workspace", type=FOLDER, metavar="DIR",
              help="Also say what this workspace answers.")  # fmt: skip
@asking_options
@reading_options
@verbose_option
def command(
    name: str,
    workspace: Path | None,
    as_of: date | None,
    scopes: tuple[str, ...],
    frameworks: Path | None,
    evidence_root: Path | None,
) -> None:
    """Say what a requirement or control asks, and what a workspace says to it.

    ID is a requirement (pci_dss:8.3.6, hipaa:164.312.a.2.iii, or 8.3.6 where that is unique), a
    control (authentication.passwords), one of its parameters
    (authentication.passwords.minimum_length), a framework, a kind of document, a kind of
    observation (not_covered), or, with --workspace, a policy statement (POL-IAM/IAM-4) and the
    digest that `as_stated` pins it by.

    \b
    Examples:
      checker explain pci_dss:8.3.6
      checker explain pci_dss:8.3.6 --workspace policies/meridian --scope cde
      checker explain authentication.passwords
      checker explain POL-IAM/IAM-4 --workspace policies/meridian

    \b
    Ends with
      0  it is explained
      2  wrong use of the command, or an unknown ID
      3  the workspace could not be read or trusted, or has no such scope
      4  a framework is invalid
      5  standard output could not be written
    """
    from checker.commands import lookup
    from checker.commands.printing import as_text, put

    catalog = load_catalog(frameworks)
    found = lookup.find(name, catalog)
    if workspace is None and (as_of or scopes or evidence_root):
        raise click.UsageError("--as-of, --scope and --evidence-root need a --workspace.")
    answers = None
    if workspace is not None:
        answers = _answers(workspace, catalog, evidence_root, as_of or today(), scopes)
    put(as_text([*_explained(found, catalog, frameworks), *_answered(found, answers)]))


def _answers(
    folder: Path,
    catalog: Catalog,
    evidence_root: Path | None,
    day: date,
    scopes: tuple[str, ...],
) -> Answers:
    from checker.commands import lookup
    from checker.commands.answers import Answers

    workspace = require_whole(load_workspace(folder, catalog, evidence_root))
    return Answers(workspace, catalog, day, lookup.scopes(workspace, scopes))


def _explained(found: Found, catalog: Catalog, added: Path | None) -> Iterator[str]:
    """What it is, whatever any workspace says."""
    from checker.catalog import examples
    from checker.commands import explained, kinds_of_reason, lookup
    from checker.model import Control, Framework, Requirement

    match found:
        case Requirement():
            yield from explained.requirement(found, catalog, examples(found, added))
        case Control():
            yield from explained.control(found, catalog)
        case lookup.Value():
            yield from explained.value(found, catalog)
        case lookup.Kind():
            yield from explained.kind(found, catalog)
        case lookup.Reason():
            yield from kinds_of_reason.told(found.name)
        case Framework():
            yield from explained.framework(found)
        case lookup.Official():
            yield from explained.official(found)
        case lookup.Statement():
            return


def _answered(found: Found, answers: Answers | None) -> Iterator[str]:
    """What the workspace answers to it; only a workspace knows a statement."""
    from checker.commands import kinds_of_reason, lookup
    from checker.model import Control, Framework, Requirement

    if answers is None:
        if isinstance(found, lookup.Statement):
            raise click.UsageError(
                f"'{found.source}' is a policy statement; name its workspace with --workspace DIR."
            )
        return
    match found:
        case Requirement():
            yield from answers.requirement(found)
        case Control():
            yield from answers.control(found.id)
        case lookup.Value():
            yield from answers.control(found.control.id, found.parameter.name)
        case lookup.Kind():
            yield from answers.kind(found.name)
        case lookup.Reason():
            yield from answers.reason(kinds_of_reason.kind_of(found.name))
        case lookup.Statement():
            yield from answers.statement(found.source)
        case Framework() | lookup.Official():
            return
