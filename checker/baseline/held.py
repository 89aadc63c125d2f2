"""What is known of a gap, and what a finding holds beyond it: nothing else makes it known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from checker.comparison.changes import rank
from checker.model import Facet, FacetState, Severity, Status

Row = Mapping[str, Any]
Key = tuple[str, str, str]  # framework, requirement, scope

_STATES = {FacetState.SILENT: 0, FacetState.FAILS: 1, FacetState.HOLDS: 2}
# A number beside its limit, as reasons word it; what lies farther from the limit is worse.
_LIMIT = re.compile(
    r"(?:\w+: )?(-?\d+(?:\.\d+)?) is (below|not above|above|not below) "
    r"|\w+ holds (\d+), and (at least) "
)
# How far a claim is from operating, as a reason quotes it.
_STEPS = {"not implemented": 0, "unknown": 0, "planned": 1, "in progress": 2}
_LONGEST_LIST = 5


class Measure(NamedTuple):
    """How near something is to what is asked: the higher the better; and how it is said."""

    near: float
    said: str


class Reason(NamedTuple):
    """One observation by what it is about; neither line nor wording is part of it."""

    facet: str
    kind: str
    thing: str

    def __str__(self) -> str:
        return f"{self.facet} {self.kind} at {self.thing}"


class Entry(NamedTuple):
    """A gap as it was when it was noted: how bad, in which facets, and for which reasons.

    `facets` are those that were asked. `reasons` counts, since several may concern one thing.
    `farthest` holds what was measured of them, where both assessments are of one day.
    """

    framework: str
    requirement: str
    scope: str
    status: str
    severity: str
    facets: Mapping[str, str]
    reasons: Mapping[Reason, int]
    farthest: Mapping[tuple[Reason, str], Measure] = {}

    @property
    def key(self) -> Key:
        """By what its finding is found."""
        return self.framework, self.requirement, self.scope

    @property
    def ref(self) -> str:
        """The requirement, as everybody names it."""
        return f"{self.framework}:{self.requirement}"


def key_of(finding: Row) -> Key:
    """By what a finding is known."""
    return finding["framework"], finding["requirement"], finding["scope"]


def entries(record: Row, *, with_numbers: bool = False) -> Iterator[Entry]:
    """An entry for each open gap of a record, in its order.

    What a decision accepts is none: when the acceptance lapses, the gap is new. Neither is a gap
    without any reason, since nothing could tell it from another. `with_numbers` is for records of
    one day: from one day to the next, some numbers grow by themselves.
    """
    decisions = {row["id"] for row in record["decisions"]}
    for finding in record["findings"]:
        reasons = reasons_of(finding, decisions)
        if finding["open"] and reasons:
            yield Entry(
                *key_of(finding),
                status=finding["status"],
                severity=finding["severity"],
                facets=_asked(finding),
                reasons=reasons,
                farthest=_farthest(finding) if with_numbers else {},
            )


def reasons_of(finding: Row, decisions: Collection[str]) -> Counter[Reason]:
    """Every observation that counts towards the verdict of a finding, and how often.

    That is those of asked facets; those of `implemented` where `evidenced` is asked, which repeats
    them; all of them where nothing is attested, since that looks at all facets; and what is said
    of a decision.
    """
    facets = set(finding["asks_for"])
    if Facet.EVIDENCED in facets:
        facets.add(Facet.IMPLEMENTED)
    if finding["status"] == Status.NOT_ATTESTED:
        facets |= set(Facet)
    observations = finding["observations"]
    counting = [
        o for o in observations if o["facet"] in facets or o["thing"].split("/")[0] in decisions
    ]
    return Counter(map(_reason, counting or observations))


def beyond(entry: Entry, finding: Row, decisions: Collection[str]) -> tuple[str, ...]:
    """Why an open gap is more than its entry knows, one phrase each; empty when it is known.

    What is better than it was is known too; what is not compared here is new by definition.
    """
    reasons = reasons_of(finding, decisions)
    if not reasons:
        return ("no reason is named",)
    new = reasons - Counter(entry.reasons)
    return (
        *_worse_as_a_whole(entry, finding),
        *(f"{now} at {r.thing}, was {was}" for r, now, was in _worse_measures(entry, finding)),
        *map(str, sorted(new)[:_LONGEST_LIST]),
        *((f"{len(new) - _LONGEST_LIST:,} more reasons",) if len(new) > _LONGEST_LIST else ()),
    )


def since(entry: Entry, finding: Row, decisions: Collection[str]) -> Iterator[str]:
    """What each observation of a gap that is beyond its entry is to it: `new`, `worse` or `known`.

    Empty for one that does not count. Where none is new and none farther from what is asked, the
    gap is worse as a whole, and so is each that counts: one at least is never `known`.
    """
    reasons = reasons_of(finding, decisions)
    new = reasons - Counter(entry.reasons)
    worse = {reason for reason, _, _ in _worse_measures(entry, finding)} & reasons.keys()
    for observation in finding["observations"]:
        reason = _reason(observation)
        if reason not in reasons:
            yield ""
        elif reason in new:
            yield "new"
        else:
            yield "worse" if reason in worse or not (new or worse) else "known"


def _worse_as_a_whole(entry: Entry, finding: Row) -> Iterator[str]:
    if rank(Status(finding["status"])) < rank(Status(entry.status)):
        yield f"{_spaced(finding['status'])}, was {_spaced(entry.status)}"
    if Severity(finding["severity"]).rank > Severity(entry.severity).rank:
        yield f"severity {finding['severity']}, was {entry.severity}"
    for facet, state in _asked(finding).items():
        was = entry.facets.get(facet)
        if was is None and state != FacetState.HOLDS:
            yield f"{facet} {state}, was not asked"
        elif was is not None and _STATES[FacetState(state)] < _STATES[FacetState(was)]:
            yield f"{facet} {state}, was {was}"


def _worse_measures(entry: Entry, finding: Row) -> Iterator[tuple[Reason, str, str]]:
    """Each reason that is farther from what is asked, how that is said, and how it was."""
    for (reason, side), now in _farthest(finding).items():
        was = entry.farthest.get((reason, side))
        if was is not None and now.near < was.near:
            yield reason, now.said, was.said


def _farthest(finding: Row) -> dict[tuple[Reason, str], Measure]:
    """What is farthest from what is asked, for each reason that can be measured."""
    found: dict[tuple[Reason, str], Measure] = {}
    for observation in finding["observations"]:
        told = _measured(observation)
        if told is not None:
            side, measure = told
            where = (_reason(observation), side)
            found[where] = min(found.get(where, measure), measure)
    return found


def _measured(observation: Row) -> tuple[str, Measure] | None:
    """What a reason is measured against, and its measure; None for one that has no order."""
    message = observation["message"]
    if observation["kind"] == "status":
        said = message.rpartition(" says ")[2]
        return ("implemented", Measure(_STEPS[said], said)) if said in _STEPS else None
    told = _LIMIT.match(message) if observation["kind"] == "value" else None
    if told is None:
        return None
    number, side = float(told[1] or told[3]), told[2] or told[4]
    is_floor = side in {"below", "not above", "at least"}
    return side, Measure(number if is_floor else -number, f"{number:.15g}")


def _reason(observation: Row) -> Reason:
    return Reason(observation["facet"], observation["kind"], observation["thing"])


def _asked(finding: Row) -> dict[str, str]:
    return {facet: finding["facets"][facet] for facet in finding["asks_for"]}


def _spaced(word: str) -> str:
    return word.replace("_", " ")
