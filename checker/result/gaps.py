"""Write the open gaps of an assessment alone, as their rows are in the record."""

from __future__ import annotations

from checker.assess import Assessment
from checker.result.record import finding
from checker.result.sources import Json
from checker.things import Things


def open_gaps(assessment: Assessment) -> Json:
    """The keys of a record that tell what is open, a tenth of the work of all of it."""
    workspace = assessment.workspace
    things = Things(workspace.documents)
    return {
        "findings": [finding(f, assessment, things) for f in assessment.findings if f.is_open],
        "decisions": [{"id": decision.id} for decision in workspace.decisions],
    }
