"""Read a folder, hold every document against its kind, and build the Workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, TypeAlias

from checker import files
from checker.documents import kinds
from checker.documents.check import Checker, pruned
from checker.documents.places import Walkable
from checker.errors import Problem
from checker.frozen import frozen
from checker.model import Catalog, Json, Place
from checker.text import nearest, quoted
from checker.workspace import build, registers
from checker.workspace.evidence import EvidenceFiles, Root
from checker.workspace.ledger import Input, Ledger, account, inputs
from checker.workspace.records import (
    At,
    Attestation,
    Decision,
    Organization,
    Policy,
    Record,
    RegisterDocument,
    Voice,
    Workspace,
)
from checker.workspace.references import reference_problems
from checker.workspace.registers import CsvRecords, Source
from checker.workspace.stated import follow_statements
from checker.workspace.values import ParameterChecks
from checker.yamlsource import Document, read_documents

Watch: TypeAlias = Callable[[Sequence[files.FileBytes]], Iterable[files.FileBytes]]


@frozen
class Loaded:
    """What could be read, and everything that is wrong with it.

    `workspace` is None when there is no organisation to speak of. With problems nothing may be
    judged, unless the caller was asked to keep going and says so.
    """

    workspace: Workspace | None
    problems: tuple[Problem, ...]
    inputs: tuple[Input, ...]
    ledger: Ledger
    excluded: tuple[tuple[str, str], ...]
    documents: int


def load(
    root: FilePath,
    catalog: Catalog,
    evidence_root: FilePath | None = None,
    watch: Watch = iter,
    roots: Sequence[Root] = (),
) -> Loaded:
    """Read every document below `root`; never raises for what stands in the files.

    `catalog` types the parameters of controls. Evidence is looked for below `root`, then below
    `evidence_root` and `roots`. `watch` hands on the files one by one, and may show how far it is.
    """
    return read(root, catalog, evidence_root, watch, roots)[0]


def read(
    root: FilePath,
    catalog: Catalog,
    evidence_root: FilePath | None = None,
    watch: Watch = iter,
    roots: Sequence[Root] = (),
) -> tuple[Loaded, Reading]:
    """As `load` does, with what was read, from which other workspaces can be put together."""
    tree = files.read_tree(root)
    own = [Root(evidence_root)] if evidence_root else []
    reading = Reading(root, catalog, EvidenceFiles(root, [*own, *roots]))
    reading.problems += tree.problems
    for file in watch(tree.files):
        reading.file(file.path, file.data)
    reading.take()
    workspace = reading.workspace()
    problems = tuple(sorted(set(reading.problems)))
    faulty = {problem.place.file for problem in problems} | reading.distrusted
    files_read = inputs(tree, reading.sources), account(tree, reading.sources, faulty)
    seen = reading.documents_seen
    return Loaded(workspace, problems, *files_read, tree.excluded, seen), reading


@dataclass
class Reading:
    """Collects what the documents hold, kind by kind, and what is wrong with them."""

    root: FilePath
    catalog: Catalog
    files: EvidenceFiles
    problems: list[Problem] = field(default_factory=list)
    documents_seen: int = 0
    organizations: list[Organization] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    attestations: list[Attestation] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    registers: list[tuple[RegisterDocument, tuple[Record, ...]]] = field(default_factory=list)
    values: list[tuple[At, Mapping[str, Any]]] = field(default_factory=list)
    trusted: list[tuple[Walkable, Mapping[str, Any]]] = field(default_factory=list)
    lines: dict[str, bytes] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)  # CSV file -> digest of its bytes
    distrusted: set[str] = field(default_factory=set)  # CSV files that are not what was reviewed
    checkers: dict[str, Checker] = field(default_factory=dict)
    shaped: list[tuple[Document, str, dict[str, Any]]] = field(default_factory=list)

    def file(self, path: str, data: bytes) -> None:
        """Read one file; a bad one never hides what is wrong with the others."""
        self.lines[path] = data
        documents, problems = read_documents(data, path)
        self.problems += problems
        self.documents_seen += len(documents)
        for document in documents:
            self._document(document)

    def _document(self, document: Document) -> None:
        value = pruned(document.value)
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(value, dict) or kind not in kinds.names():
            self.problems.append(_unknown_kind(document, kind))
            return
        kind = str(kind)
        if kind not in self.checkers:
            self.checkers[kind] = Checker(kinds.schema(kind))
        found = self.checkers[kind].problems(document, value)
        self.problems += found
        if not found:
            self.shaped.append((document, kind, value))

    def take(self) -> None:
        """Take in what has the shape of its kind, once it is known which controls are named."""
        parameters = ParameterChecks(self.catalog, ((kind, v) for _, kind, v in self.shaped))
        for document, kind, value in self.shaped:
            found = parameters.problems(document, kind, value)
            self.problems += found
            if not found:
                at = At(document)
                self.values.append((at, value))
                self.trusted.append((document, value))
                self._take(kind, value, at)

    def _take(self, kind: str, value: dict[str, Any], at: At) -> None:
        match kind:
            case "organization":
                self.organizations.append(build.organization(value, at))
            case "policy":
                policy, voices = build.policy(value, at, self.files)
                self.policies.append(policy)
                self.voices += voices
            case "attestation":
                controls = self.catalog.controls
                attestation, voices = build.attestation(value, at, controls, self.files)
                self.attestations.append(attestation)
                self.voices += voices
            case "decision":
                self.decisions.append(build.decision(value, at, self.files))
            case _:
                self._register(kind, value, at)

    def _register(self, kind: str, value: dict[str, Any], at: At) -> None:
        header = registers.document(value, at)
        rows, place = value.get("records", []), at.below("records")
        if "source" in value:
            table = self._table(kind, value, at)
            if table is None:
                return
            rows, place = table.records, At(table, ("records",))
        self.registers.append((header, registers.records(rows, header, place, self.files)))

    def _table(self, kind: str, value: dict[str, Any], at: At) -> CsvRecords | None:
        """The records of a register's CSV file; None when there is something wrong with it."""
        source = Source(value["source"], at.below("source"))
        data = source.read(self.root, self.problems)
        if data is None:
            return None
        self.lines[source.path] = data
        self.sources[source.path] = source.digest(data)
        if not source.is_pinned(data, self.problems):
            self.distrusted.add(source.path)
            return None
        table = registers.table(kind, source, data, self.problems)
        if table is None:
            return None
        header = {key: item for key, item in value.items() if key != "source"}
        whole = {**header, "records": list[Json](table.records)}
        found = self.checkers[kind].problems(table, whole)
        if found:
            self.problems += found
            return None
        # Its header was read from the document; only the records are the table's own.
        body = {"kind": kind, "records": table.records}
        self.values.append((At(table), body))
        self.trusted.append((table, body))
        return table

    def workspace(self) -> Workspace | None:
        """The Workspace, once everything was read; what contradicts itself becomes a problem."""
        self.problems += self.files.problems
        organization = self._organization()
        if organization is None:
            return None
        found = Workspace(
            organization=organization,
            policies=tuple(self.policies),
            attestations=tuple(self.attestations),
            voices=tuple(self.voices),
            registers=registers.merged(self.registers),
            decisions=tuple(sorted(self.decisions, key=lambda decision: decision.id)),
            lines=self.lines,
            documents=tuple(self.trusted),
        )
        self.problems += reference_problems(found, self.catalog, self.values)
        found = replace(found, voices=tuple(_who_can_be_asked(found)))
        return follow_statements(found, self.catalog, self.problems)

    def _organization(self) -> Organization | None:
        if not self.organizations:
            if not self.problems:
                hint = "write one with `checker init`, or name the folder that has it"
                message = "no document of kind organization here"
                self.problems.append(Problem(Place(".", 1, 1), "nothing-selected", message, hint))
            return None
        first, *more = self.organizations
        for other in more:
            message = f"a second organisation (the first stands at {first.at.place('id')})"
            problem = Problem(other.at.place("id"), "duplicate-id", message, "keep one")
            self.problems.append(problem)
        return first


def _who_can_be_asked(found: Workspace) -> Iterator[Voice]:
    """Voices without the claims inherited from a vendor who is not there; told already."""
    register = found.registers.get("vendors")
    vendors = {record.id for record in register.records} if register else set()
    for voice in found.voices:
        if not voice.inherited_from or voice.inherited_from in vendors:
            yield voice


def _unknown_kind(document: Document, kind: object) -> Problem:
    known = ", ".join(kinds.names())
    if kind is None:
        return Problem(document.place(), "missing-key", "'kind' is missing", f"one of: {known}")
    close = nearest(str(kind), kinds.names())
    hint = f"did you mean '{close}'?" if close else f"one of: {known}"
    message = f"{quoted(str(kind))} is not a kind of document"
    return Problem(document.place(("kind",)), "unknown-kind", message, hint)
