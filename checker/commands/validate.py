"""`checker validate`: can every document be read and trusted?"""

from __future__ import annotations

from pathlib import Path

import click

from checker.commands.common import (
    counted,
    load_catalog,
    load_workspace,
    reading_options,
    require_whole,
    verbosity_options,
    workspace_argument,
)


@click.command(name="validate")
@workspace_argument
@reading_options
@verbosity_options
def command(
    workspace: Path,
    frameworks: Path | None,
    evidence_root: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Check that every document of a workspace can be read and trusted.

    Shape, names, dates and digests, as fit for a pre-commit hook. Nothing is assessed. A missing or
    altered evidence file is shown and is no error here: it is a gap for `checker assess`.

    \b
    Examples:
      checker validate policies/meridian
      checker validate . --evidence-root ../evidence

    Ends with 0 when everything is in order, with 3 when something is not.
    """
    catalog = load_catalog(frameworks)
    loaded = load_workspace(workspace, catalog, evidence_root)
    require_whole(loaded)
    if quiet:
        return
    for line in _file_notes(loaded.workspace):
        click.echo(line)
    if verbose:
        for path, rule in loaded.excluded:
            click.echo(f"excluded: {path} ({rule})")
    ledger = loaded.ledger
    click.echo(
        f"{counted(loaded.documents, 'document')} in {counted(ledger.read, 'file')} "
        f"can be trusted; "
        f"{ledger.found} found = {ledger.read} read + {ledger.refused} refused + "
        f"{ledger.excluded} excluded."
    )


def _file_notes(workspace: object) -> list[str]:
    """A line for each evidence file that is not what its claim says."""
    from checker.text import visible
    from checker.workspace.records import FileState, Workspace

    if not isinstance(workspace, Workspace):
        return []
    good = {FileState.MATCHED, FileState.LINKED}
    items = [item for voice in workspace.voices for item in voice.evidence]
    items += [item for decision in workspace.decisions for item in decision.evidence]
    items += [
        item
        for register in workspace.registers.values()
        for record in register.records
        for item in record.evidence
    ]
    return [
        visible(f"{item.at.place()}: note: {item.path} is {str(item.state).replace('_', ' ')}")
        for item in items
        if item.state not in good
    ]
