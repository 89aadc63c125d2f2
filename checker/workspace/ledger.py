"""Account for every file of a workspace: found = read + refused + excluded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checker.errors import CheckerError
from checker.files import Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Input:
    """One file that was read, and the digest of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ledger:
    """found = read + refused + excluded."""

    found: int
    read: int
    refused: int
    excluded: int


def inputs(tree: Tree, tables: Mapping[str, str]) -> tuple[Input, ...]:
    """Every file whose bytes were read, by path; `tables` are CSV files and their digests."""
    digests = {file.path: file.sha256 for file in tree.files} | dict(tables)
    return tuple(Input(path, digests[path]) for path in sorted(digests))


def account(tree: Tree, tables: Collection[str], distrusted: Collection[str]) -> Ledger:
    """What became of every file; those in `distrusted` hold a problem, so they count as refused.

    The walk counts names as it meets them, so that the sum is a check: `CheckerError` if it is off.
    """
    paths = {file.path for file in tree.files}
    beside = set(tables) - paths
    refused = (paths | beside) & set(distrusted)
    ledger = Ledger(
        found=tree.found + len(beside),
        read=len(paths | beside) - len(refused),
        refused=len(tree.refused) + len(refused),
        excluded=len(tree.excluded),
    )
    if ledger.found != ledger.read + ledger.refused + ledger.excluded:
        raise CheckerError(f"the ledger of files does not add up: {ledger}")
    return ledger
