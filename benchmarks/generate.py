"""Write synthetic workspaces and frameworks: the same seed gives the same bytes.

`python -m benchmarks.generate DIR --documents 1000 --flaws 20 --scopes 3 --seed 1`, and with
`--frameworks DIR --requirements 400` a framework whose requirements are the shipped ones under new
ids.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

from benchmarks.documents import (
    Claim,
    Flaw,
    document,
    organization,
    systems,
)
from benchmarks.synthetic import write_frameworks
from checker.catalog import load
from checker.model import Catalog, Control, Facet

AS_OF = date(2026, 11, 21)
SHIPPED = ("gdpr", "hipaa", "pci_dss")
MOST_FILES = 9_000  # a workspace may hold 10,000
_SHOWN = b"What the round of confirmations showed.\n"
_ONE_POLICY_IN = 5
_OVERHEAD = 2  # the organisation and the register of systems
_DONE = ("planned", "expired", "refuted")
_SAID = ("draft", "overdue", "should")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a workspace is to hold: documents in all, flaws among them, scopes, systems a scope."""

    documents: int
    flaws: int = 0
    scopes: int = 1
    seed: int = 0
    systems: int = 4
    frameworks: tuple[str, ...] = SHIPPED


def write_workspace(folder: Path, wanted: Wanted, catalog: Catalog) -> list[Flaw]:
    """Write a workspace of `wanted` below `folder`; returns the flaws, in the order of documents.

    Each flaw silences one voice that would else speak, so `checker assess --as-of 2026-11-21`
    observes it at one place of its own. Raises `ValueError` where fewer voices speak than flaws
    are wanted.
    """
    claims = list(islice(_claims(wanted, catalog), max(0, wanted.documents - _OVERHEAD)))
    flaws = _flaws(claims, wanted)
    evidence = folder / "evidence"
    evidence.mkdir(parents=True)
    (evidence / "shown.txt").write_bytes(_SHOWN)
    digest = hashlib.sha256(_SHOWN).hexdigest()
    scopes = [f"scope-{number:02}" for number in range(wanted.scopes)]
    head = [organization(scopes, wanted.frameworks), systems(scopes, wanted.systems, AS_OF)]
    (folder / "organization.yaml").write_text("---\n".join(head), encoding="utf-8")
    kinds = {flaw.document: flaw.kind for flaw in flaws}
    texts = [document(claim, kinds.get(claim.document, ""), digest) for claim in claims]
    _write_files(folder / "documents", texts)
    return flaws


def _claims(wanted: Wanted, catalog: Catalog) -> Iterator[Claim]:
    """What each document speaks of: scope after scope, control after control, ever longer ago."""
    said, done = _controls(wanted, catalog)
    numbers = {Facet.DOCUMENTED: 0, Facet.IMPLEMENTED: 0}
    for document_number in count():
        facet = Facet.IMPLEMENTED if document_number % _ONE_POLICY_IN else Facet.DOCUMENTED
        controls = done if facet is Facet.IMPLEMENTED else said
        position, scope = divmod(numbers[facet], wanted.scopes)
        age, index = divmod(position, len(controls))
        control = controls[index]
        covers = (f"group-{scope:02}",) if control.is_of_records else ()
        day = AS_OF - timedelta(days=30 + age)
        yield Claim(document_number, facet, f"scope-{scope:02}", control, covers, day, age)
        numbers[facet] += 1


def _controls(wanted: Wanted, catalog: Catalog) -> tuple[list[Control], list[Control]]:
    """The controls that requirements in play read as said, and as done; systems or nothing."""
    found = []
    for facet in (Facet.DOCUMENTED, Facet.IMPLEMENTED):
        names = {
            name
            for framework in wanted.frameworks
            for requirement in catalog.frameworks[framework].requirements.values()
            # A register without records decides these, so that what is said of them is not told.
            if not requirement.for_each
            for name in requirement.reads(facet)
        }
        controls = [catalog.controls[name] for name in sorted(names)]
        found.append([c for c in controls if c.covers in {"organisation", "systems"}])
    return found[0], found[1]


def _flaws(claims: Sequence[Claim], wanted: Wanted) -> list[Flaw]:
    """`wanted.flaws` of the documents that speak; an older claim on a control is not heard."""
    heard = [c for c in claims if c.facet is Facet.DOCUMENTED or c.age == 0]
    if wanted.flaws > len(heard):
        message = f"{wanted.flaws} flaws in {len(heard)} documents that speak; write more documents"
        raise ValueError(message)
    chance = random.Random(wanted.seed)  # noqa: S311 - repeatable on purpose
    chosen = sorted(chance.sample(heard, wanted.flaws), key=lambda claim: claim.document)
    return [
        Flaw(c.document, chance.choice(_DONE if c.facet is Facet.IMPLEMENTED else _SAID))
        for c in chosen
    ]


def _write_files(folder: Path, texts: Sequence[str]) -> None:
    """Several documents a file where there would be too many files else."""
    folder.mkdir()
    size = -(-len(texts) // MOST_FILES) or 1
    for start in range(0, len(texts), size):
        data = "---\n".join(texts[start : start + size])
        (folder / f"{start:06}.yaml").write_text(data, encoding="utf-8")


def main() -> None:
    """Write what the command line asks for, and say how many flaws there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--flaws", type=int, default=0)
    parser.add_argument("--scopes", type=int, default=1)
    parser.add_argument("--systems", type=int, default=4, help="in each scope")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--frameworks", type=Path, metavar="DIR")
    parser.add_argument("--requirements", type=int, default=200)
    arguments = parser.parse_args()
    names: tuple[str, ...] = SHIPPED
    if arguments.frameworks:
        names = (write_frameworks(arguments.frameworks, arguments.requirements),)
    wanted = Wanted(
        arguments.documents, arguments.flaws, arguments.scopes, arguments.seed,
        arguments.systems, names,
    )  # fmt: skip
    for flaw in write_workspace(arguments.workspace, wanted, load(arguments.frameworks)):
        print(f"{flaw.document}\t{flaw.kind}")


if __name__ == "__main__":
    main()
