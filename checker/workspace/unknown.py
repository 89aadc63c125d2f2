"""Say of a name that leads nowhere where it stands, and which name was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from checker.errors import Problem
from checker.model import Path, Place
from checker.text import nearest, quoted
from checker.workspace.records import At


def unknown(at: At, path: Path, code: str, name: str, what: str, known: Iterable[str]) -> Problem:
    """The problem of a name at `path` that is not among `known`; `what` says what those are."""
    close = nearest(name, known)
    hint = f"did you mean '{close}'?" if close else f"add it to {what}, or correct the name"
    return Problem(at.place(*path), code, f"{quoted(name)} is not in {what}", hint)


def unknown_control(place: Place, name: str, known: Iterable[str]) -> Problem:
    """The problem of a control that the catalogue does not have."""
    close = nearest(name, known)
    hint = f"did you mean '{close}'?" if close else "see `checker list controls`"
    return Problem(place, "unknown-control", f"no control {quoted(name)}", hint)
