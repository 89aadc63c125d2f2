"""Find what must be done about each open gap: the claims, statements and records at its root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from checker.model import Catalog, Facet, FacetState, Place, Requirement
from checker.things import Things
from checker.workspace.records import Workspace

Row: TypeAlias = Mapping[str, Any]
Gap: TypeAlias = tuple[str, str]  # framework:id, scope

# Said beside a reason; nothing is closed by attending to them.
_ASIDE = frozenset({"contradiction", "exception", "own_approval", "since", "decision"})
_CLAIM_KEYS = frozenset(
    {"for", "covers", "status", "from", "owner", "due", "note", "as_stated", "parameters",
     "evidence"}
)  # fmt: skip


class Cause(NamedTuple):
    """One thing to attend to: a claim, a statement, a record, a document, or a silence.

    `part` says which part of the document: `controls/access.model`. Where nothing is said there is
    no document, and `part` names what is missing.
    """

    document: str
    part: str
    control: str = ""

    def __str__(self) -> str:
        return f"{self.document}/{self.part}" if self.document else self.part


class Reason(NamedTuple):
    """An observation behind a cause, with its place."""

    message: str
    file: str
    line: int
    column: int


class Causes:
    """The causes of every open gap of a record, and what was observed of each."""

    def __init__(self, record: Row, catalog: Catalog, workspace: Workspace) -> None:
        self._catalog = catalog
        self._things = Things(workspace.documents)
        self._decisions = {row["id"] for row in record["decisions"]}
        self._findings = {_gap(row): row for row in record["findings"]}
        self.reasons: dict[Cause, list[Reason]] = {}
        self.of: dict[Gap, frozenset[Cause]] = {
            gap: frozenset(self._causes(gap, frozenset())) or frozenset({self._unexplained(gap)})
            for gap, row in self._findings.items()
            if row["open"]
        }

    def severity(self, gap: Gap) -> str:
        """The severity of a gap."""
        return str(self._findings[gap]["severity"])

    def of_claim(self, place: Place) -> Cause:
        """The cause that observations on the claim at `place` lead to."""
        document, *steps = self._things.name(place).split("/")
        return _cause(document, steps)

    def _causes(self, gap: Gap, above: frozenset[Gap]) -> Iterator[Cause]:
        """What a gap comes from; a part of it that is a gap brings in what that comes from."""
        row = self._findings[gap]
        requirement = self._requirement(row)
        for observation in self._counted(row):
            if observation["kind"] == "part":
                yield from self._parts(gap, requirement, above)
            else:
                for cause in self._of(observation, requirement):
                    self._note(cause, observation)
                    yield cause

    def _unexplained(self, gap: Gap) -> Cause:
        """The cause of a gap that nothing was observed of: no gap is left out."""
        cause = Cause("", f"what {gap[0]} asks for in {gap[1]}")
        self.reasons[cause] = [Reason(f"see `checker why {gap[0]}`", "", 0, 0)]
        return cause

    def _counted(self, row: Row) -> Iterator[Row]:
        """The reasons for a gap by facet; what is said aside is one where nothing else is."""
        for facet in row["asks_for"]:
            of_facet = [o for o in row["observations"] if o["facet"] == facet]
            fails = row["facets"][facet] != FacetState.HOLDS
            yield from [o for o in of_facet if self._counts(o)] or of_facet * fails
        asked = {*row["asks_for"]}
        others = [o for o in row["observations"] if o["facet"] not in asked]
        yield from (o for o in others if o["kind"] == "part")

    def _counts(self, observation: Row) -> bool:
        """Whether it is no remark beside others, and about no decision."""
        document = observation["thing"].partition("/")[0]
        return observation["kind"] not in _ASIDE and document not in self._decisions

    def _parts(self, gap: Gap, requirement: Requirement, above: frozenset[Gap]) -> Iterator[Cause]:
        for part in requirement.parts:
            inner = (f"{requirement.framework}:{part}", gap[1])
            row = self._findings.get(inner)
            if row is not None and row["gap"] and inner not in above:
                yield from self._causes(inner, above | {gap})

    def _of(self, observation: Row, requirement: Requirement) -> Iterable[Cause]:
        if observation["kind"] == "silent":
            return self._silent(observation, requirement)
        document, *steps = observation["thing"].split("/")
        return [_cause(document, steps)]

    def _silent(self, observation: Row, requirement: Requirement) -> Iterator[Cause]:
        """What nobody says: a statement or a claim for each control, a register."""
        is_said = observation["facet"] == Facet.DOCUMENTED
        what = "statement" if is_said else "claim"
        for control in requirement.reads(Facet(observation["facet"])):
            yield Cause("", f"a {what} on {control}", control)
        if requirement.for_each and not is_said:
            kind = requirement.for_each.removeprefix("register.")
            yield Cause("", f"a register of {kind}")

    def _note(self, cause: Cause, observation: Row) -> None:
        at = observation["place"]
        reason = Reason(observation["message"], at["file"], at["line"], at["column"])
        known = self.reasons.setdefault(cause, [])
        if reason not in known:
            known.append(reason)

    def _requirement(self, row: Row) -> Requirement:
        return self._catalog.frameworks[row["framework"]].requirements[row["requirement"]]


def _gap(row: Row) -> Gap:
    return f"{row['framework']}:{row['requirement']}", str(row["scope"])


def _cause(document: str, steps: list[str]) -> Cause:
    """The claim, statement or record that a thing belongs to; else the entry of its document."""
    match steps:
        case ["controls", control, item, *_] if item not in _CLAIM_KEYS:
            return Cause(document, f"controls/{control}/{item}", control)
        case ["controls", control, *_]:
            return Cause(document, f"controls/{control}", control)
        case [("records" | "statements" | "scopes") as kind, name, *_]:
            return Cause(document, f"{kind}/{name}")
        case [first, *_]:
            return Cause(document, first)
        case _:
            return Cause(document, "")
