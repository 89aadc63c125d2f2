"""An audit protocol as the record shows it."""

from __future__ import annotations

from checker.model import Framework
from checker.result.sources import Json


def protocol(framework: Framework) -> Json | None:
    """The audit protocol's items; an id that another requirement covers says which."""
    found = framework.protocol
    if found is None:
        return None
    named = {id_ for ids in found.items for id_ in ids}
    return {
        "title": found.title,
        "source": found.source,
        "parts": [{"title": title, "from": first} for title, first in found.parts],
        "items": [{"number": n, "ids": list(ids)} for n, ids in enumerate(found.items, start=1)],
        "covered": {id_: by for id_, by in framework.coverage.items() if id_ in named},
    }
