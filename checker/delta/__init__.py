"""Lay two versions of a workspace side by side, and prove what each difference is due to."""

from checker.delta.versions import Read, Version
from checker.delta.written import SCHEMA, difference

__all__ = ["SCHEMA", "Read", "Version", "difference"]
