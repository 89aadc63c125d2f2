"""Say whether it is better, worse or the same since an earlier record, and why."""

from checker.comparison.written import Earlier, since

__all__ = ["Earlier", "since"]
