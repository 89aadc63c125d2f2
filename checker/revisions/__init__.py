"""Read a folder as it was at a git revision, touching neither working tree nor index."""

from checker.revisions.checkout import Revision, checked_out
from checker.revisions.git import Git, RevisionError

__all__ = ["Git", "Revision", "RevisionError", "checked_out"]
