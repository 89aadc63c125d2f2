"""Find the smallest edits that would turn a gap, proved by assessing the edited workspace."""

from checker.remedies.edits import Edit
from checker.remedies.search import Remedy, remedy

__all__ = ["Edit", "Remedy", "remedy"]
