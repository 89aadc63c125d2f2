"""`checker posture`: the plain JSON that the requirements judge."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.commands import completing
from checker.commands.common import (
    asking_options,
    load_catalog,
    load_workspace,
    reading_options,
    require_whole,
    today,
    workspace_argument,
)
from checker.commands.printing import verbose_option

if TYPE_CHECKING:
    from checker.model import Catalog, Requirement
    from checker.workspace.records import Scope, Workspace


@click.command(name="posture")
@workspace_argument
@asking_options
@click.option("--requirement", "asked", multiple=True, metavar="ID",
              shell_complete=completing.requirements,
              help="Only this requirement, as pci_dss:8.3.6; may be repeated.")  # fmt: skip
@click.option("-F", "--framework", "frameworks_chosen", multiple=True, metavar="ID",
              shell_complete=completing.frameworks,
              help="Only requirements of this framework; may be repeated.")  # fmt: skip
@reading_options
@verbose_option
def command(
    workspace: Path,
    as_of: date | None,
    scopes: tuple[str, ...],
    asked: tuple[str, ...],
    frameworks_chosen: tuple[str, ...],
    frameworks: Path | None,
    evidence_root: Path | None,
) -> None:
    """Print the plain JSON that the requirements judge.

    For each scope, each requirement of its frameworks and each facet it shows whether anybody was
    `heard`, and the `instances`: JSON values, each with the part of the requirement that judges it,
    the records it stands for and its place.

    The rule that makes a verdict, which any JSON Schema 2020-12 validator can follow:

    \b
      A facet HOLDS when `heard` is true, `instances` is not empty, and the
      `value` of each instance is valid under the schema that
        checker schema FRAMEWORK:ID --part PART
      prints for the instance's `part`.
      It is SILENT when `heard` is false. It FAILS otherwise.

    Whether a requirement applies, and what was decided about it, is `checker assess`'s to say.

    \b
    Examples:
      checker posture policies/meridian --requirement pci_dss:8.3.6
      checker posture policies/meridian --scope cde --as-of 2026-11-30 > posture.json

    \b
    Ends with
      0  everything was read, and the posture is printed
      2  wrong use of the command, or an unknown requirement
      3  an input could not be read or trusted, or nothing was selected
      4  a framework is invalid
      5  standard output could not be written
    """
    from checker.commands import lookup
    from checker.commands.printing import as_json, put
    from checker.posture import Posture
    from checker.posture.export import export

    catalog = load_catalog(frameworks)
    lookup.require_frameworks(frameworks_chosen, catalog)
    named = [lookup.requirement(name, catalog) for name in asked]
    found = require_whole(load_workspace(workspace, catalog, evidence_root))
    chosen = lookup.scopes(found, scopes)
    requirements = _requirements(named, frameworks_chosen, chosen, catalog)
    _require_in_play(found, chosen, requirements, frameworks_chosen)
    day = as_of or today()
    postures = [Posture(found, scope, day, catalog) for scope in chosen]
    put(as_json(export(postures, requirements)))


def _requirements(
    named: list[Requirement],
    frameworks: tuple[str, ...],
    scopes: tuple[Scope, ...],
    catalog: Catalog,
) -> list[Requirement]:
    """The requirements to show, in the order of their frameworks."""
    wanted = {requirement.ref for requirement in named}
    in_play = {name for scope in scopes for name in scope.frameworks}
    return [
        requirement
        for framework in catalog.frameworks.values()
        if (not frameworks or framework.id in frameworks) and (named or framework.id in in_play)
        for requirement in framework.requirements.values()
        if not wanted or requirement.ref in wanted
    ]


def _require_in_play(
    workspace: Workspace,
    scopes: tuple[Scope, ...],
    requirements: list[Requirement],
    frameworks: tuple[str, ...],
) -> None:
    """What was asked for and is in no selected scope is refused, as `assess` does."""
    from checker.commands.lookup import refuse_selection

    in_play = {name for scope in scopes for name in scope.frameworks}
    asked = dict.fromkeys([*frameworks, *(r.framework for r in requirements)])
    hint = "see `scopes` in the organisation"
    problems = [
        (f"no scope that was selected names {name}", hint) for name in asked if name not in in_play
    ]
    if not requirements and not problems:
        problems.append(("no requirement of the selected frameworks was asked for", hint))
    refuse_selection(workspace, problems)
