"""A folder of documents as one Workspace: what an organisation says, does, records and decided."""

from checker.workspace.load import load
from checker.workspace.records import Workspace

__all__ = ["Workspace", "load"]
