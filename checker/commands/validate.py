"""`checker validate`: can every document be read and trusted?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from checker.commands.printing import as_text, put

if TYPE_CHECKING:
    from checker.workspace import Workspace


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
    found = require_whole(loaded)
    if quiet:
        return
    lines = _file_notes(found)
    if verbose:
        lines += [f"excluded: {path} ({rule})" for path, rule in loaded.excluded]
    ledger = loaded.ledger
    lines.append(
        f"{counted(loaded.documents, 'document')} in {counted(ledger.read, 'file')} "
        f"can be trusted; "
        f"{ledger.found} found = {ledger.read} read + {ledger.refused} refused + "
        f"{ledger.excluded} excluded."
    )
    put(as_text(lines))


def _file_notes(workspace: Workspace) -> list[str]:
    """A line for each evidence file, and each policy's prose, that is not what is said of it."""
    from checker.workspace.records import FileState

    good = {FileState.MATCHED, FileState.LINKED}
    items = [item for voice in workspace.voices for item in voice.evidence]
    items += [item for decision in workspace.decisions for item in decision.evidence]
    items += [
        item
        for register in workspace.registers.values()
        for record in register.records
        for item in record.evidence
    ]
    notes = [(item.at.place(), item.path, item.state) for item in items]
    notes += [
        (policy.at.place("document"), f"the prose of {policy.id}", policy.document_state)
        for policy in workspace.policies
        if policy.document_state is not None
    ]
    return [
        f"{place}: note: {what} is {str(state).replace('_', ' ')}"
        for place, what, state in sorted(notes)
        if state not in good
    ]
