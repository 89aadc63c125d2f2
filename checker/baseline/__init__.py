"""Tell the gaps that somebody has taken note of from those that are new, never by a line."""

from checker.baseline.applied import Origin, applied
from checker.baseline.held import Entry, Reason, entries, key_of
from checker.baseline.written import SCHEMA, baseline, pruned, read

__all__ = [
    "SCHEMA",
    "Entry",
    "Origin",
    "Reason",
    "applied",
    "baseline",
    "entries",
    "key_of",
    "pruned",
    "read",
]
