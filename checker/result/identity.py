"""Name a record by its digest, as every document made from it does."""

from __future__ import annotations


def document_id(digest: str) -> str:
    """Twelve hex digits of a record's digest, in groups of four: `CHK-1A2B-3C4D-5E6F`."""
    start = digest[:12].upper()
    return "CHK-" + "-".join(start[at : at + 4] for at in (0, 4, 8))
