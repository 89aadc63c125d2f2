"""Turn the errors of a schema into the ones worth telling: one branch of every "either … or …"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.documents.apply import SchemaError
from checker.model import Path


def leading_errors(errors: Iterable[SchemaError]) -> tuple[SchemaError, ...]:
    """The errors with every failed `anyOf` and `oneOf` replaced by those of its chosen branch.

    Chosen is a branch that takes a value of this type at all, then the one with the fewest missing
    names, then the fewest errors, then the first; the same inside a branch. A `oneOf` that too many
    branches satisfy has no failing branch to tell of and stays as it is. Order is kept, and what is
    told twice is told once.
    """
    told = (leading for error in errors for leading in _leading(error))
    return tuple(_once(told))


def alternatives(errors: Iterable[SchemaError]) -> tuple[tuple[SchemaError, ...], ...]:
    """What would do instead: the leading errors of every branch that was not chosen, as a group.

    The groups follow the order of the branches; those inside the chosen branch come after.
    """
    return tuple(group for error in errors for group in _others(error))


def _leading(error: SchemaError) -> tuple[SchemaError, ...]:
    branches = _told(error)
    return branches[_chosen(error.path, branches)] if branches else (error,)


def _others(error: SchemaError) -> Iterator[tuple[SchemaError, ...]]:
    branches = _told(error)
    if not branches:
        return
    chosen = _chosen(error.path, branches)
    yield from (branch for position, branch in enumerate(branches) if position != chosen)
    yield from alternatives(error.branches[chosen])


def _told(error: SchemaError) -> tuple[tuple[SchemaError, ...], ...]:
    """Every branch as its leading errors; empty where a branch holds, so none is to blame."""
    if not all(error.branches):
        return ()
    return tuple(leading_errors(branch) for branch in error.branches)


def _chosen(at: Path, branches: tuple[tuple[SchemaError, ...], ...]) -> int:
    def cost(position: int) -> tuple[bool, int, int, int]:
        branch = branches[position]
        is_other_type = any(error.keyword == "type" and error.path == at for error in branch)
        missing = sum(error.keyword == "required" for error in branch)
        return is_other_type, missing, len(branch), position

    return min(range(len(branches)), key=cost)


def _once(errors: Iterable[SchemaError]) -> Iterator[SchemaError]:
    seen: set[tuple[object, ...]] = set()
    for error in errors:
        key = (error.path, error.keyword, repr(error.detail))
        if key not in seen:
            seen.add(key)
            yield error
