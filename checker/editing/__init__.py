"""Change a YAML file in place by adding lines to it, and leave every other byte as it is."""

from checker.editing.draft import Draft
from checker.editing.storing import create_below, replace_below, withdraw_below

__all__ = ["Draft", "create_below", "replace_below", "withdraw_below"]
