"""Put what is open, unknown or ending into one list, first what may close most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from checker.frozen import frozen
from checker.model import Catalog, Severity
from checker.render.agenda import Due, lapses, soon
from checker.render.report import Report
from checker.upkeep.causes import Cause, Causes, Gap, Reason
from checker.upkeep.claims import is_claim
from checker.workspace.records import Workspace

Row: TypeAlias = Mapping[str, Any]
UNOWNED = "nobody"


class Owner(NamedTuple):
    """Who does it: a person, or the role that usually answers where nobody is named."""

    id: str
    is_role: bool = False

    def __str__(self) -> str:
        return f"role {self.id}" if self.is_role and self.id != UNOWNED else self.id


@frozen
class Task:
    """One thing to do, and the gaps that nothing else is known of when all before it is done.

    Whether they close, an assessment tells: behind a claim that is over may stand a wrong value.
    """

    kind: str  # gap | unknown | ending
    what: str
    owner: Owner
    place: str
    reasons: tuple[str, ...] = ()
    closes: tuple[Gap, ...] = ()
    helps: tuple[Gap, ...] = ()  # gaps that need something else too
    severity: str = ""  # the gravest of both
    effort_days: float | None = None
    due: str = ""


class Sources(NamedTuple):
    """What a list is made from: one assessment, as its record and as its report."""

    workspace: Workspace
    catalog: Catalog
    record: Row
    report: Report


def tasks(sources: Sources, is_wanted: Callable[[Owner], bool], day: date) -> list[Task]:
    """What those who are wanted have to do: gaps first, then what is unknown, then what ends."""
    causes = Causes(sources.record, sources.catalog, sources.workspace)
    people = _Owners(sources, causes)
    unknown = {
        causes.of_claim(voice.at.place()): voice
        for voice in sources.workspace.voices
        if is_claim(voice) and voice.status == "unknown" and (voice.dated or day) <= day
    }
    wanted = [cause for cause in causes.reasons if is_wanted(people.of(cause))]
    found: list[Task] = []
    for cause, closes, helps in ordered(wanted, causes, _effort(sources)):
        voice = unknown.pop(cause, None)
        due = voice.promised.isoformat() if voice and voice.promised else ""
        found.append(_gap_task(cause, closes, helps, causes, people.of(cause), due, sources))
    for cause, voice in unknown.items():
        owner = people.of(cause)
        if cause not in causes.reasons and is_wanted(owner):
            due = voice.promised.isoformat() if voice.promised else ""
            what, place = f"Find out: {cause}", str(voice.at.place("status"))
            effort = _effort(sources)(cause)
            found.append(Task("unknown", what, owner, place, due=due, effort_days=effort))
    named = {cause.document for cause in causes.reasons}
    ending = [item for item in soon(lapses(sources.report)) if _is_news(item, named)]
    shown = {f"{p.name}, {p.role}": p.id for p in sources.workspace.organization.people.values()}
    found += [task for item in ending if is_wanted((task := _ending(item, shown)).owner)]
    return found


def ordered(
    wanted: Iterable[Cause], causes: Causes, effort: Callable[[Cause], float | None]
) -> Iterator[tuple[Cause, list[Gap], list[Gap]]]:
    """Each cause, the gaps that end with it, and those that it only brings nearer.

    Greedy: next comes what may close most of what is then left; of equals what more gaps wait for,
    then the gravest, the cheapest, the first by name.
    """
    open_: dict[Gap, set[Cause]] = {gap: set(found) for gap, found in causes.of.items()}
    left = set(wanted)
    while left:
        closing: dict[Cause, list[Gap]] = {cause: [] for cause in left}
        helping: dict[Cause, list[Gap]] = {cause: [] for cause in left}
        for gap, needs in open_.items():
            for cause in needs & left:
                (closing if len(needs) == 1 else helping)[cause].append(gap)

        def rank(cause: Cause) -> tuple[Any, ...]:
            touched = [*closing[cause], *helping[cause]]  # noqa: B023 - called in this turn alone
            gravest = max((Severity(causes.severity(gap)).rank for gap in touched), default=-1)
            days = effort(cause)
            return (
                -len(closing[cause]),  # noqa: B023
                -len(touched),
                -gravest,
                days is None,
                days or 0,
                str(cause),
            )

        best = min(left, key=rank)
        yield best, closing[best], helping[best]
        left.discard(best)
        for needs in open_.values():
            needs.discard(best)


def _gap_task(
    cause: Cause,
    closes: Sequence[Gap],
    helps: Sequence[Gap],
    causes: Causes,
    owner: Owner,
    due: str,
    sources: Sources,
) -> Task:
    reasons: list[Reason] = causes.reasons[cause]
    gravest = max((Severity(causes.severity(gap)) for gap in (*closes, *helps)),
                  key=lambda level: level.rank, default=None)  # fmt: skip
    first = reasons[0]
    return Task(
        kind="gap",
        what=str(cause) if cause.document else f"Write {cause}",
        owner=owner,
        place=f"{first.file}:{first.line}:{first.column}" if first.file else "",
        reasons=tuple(dict.fromkeys(reason.message for reason in reasons)),
        closes=tuple(closes),
        helps=tuple(helps),
        severity=str(gravest) if gravest is not None else "",
        effort_days=_effort(sources)(cause),
        due=due,
    )


def _effort(sources: Sources) -> Callable[[Cause], float | None]:
    """The days a control takes, as the organisation estimates it, else as the catalogue does."""
    own = sources.workspace.organization.assessment.get("effort", {})

    def days(cause: Cause) -> float | None:
        if not cause.control:
            return None
        stated = own.get(cause.control, {}).get("days")
        control = sources.catalog.controls[cause.control]
        return float(control.effort_days if stated is None else stated)

    return days


class _Owners:
    """Who attends to a cause."""

    def __init__(self, sources: Sources, causes: Causes) -> None:
        record, workspace = sources.record, sources.workspace
        self._catalog = sources.catalog
        self._people = {row["id"]: row["attested_by"] for row in record["attestations"]}
        self._people |= {row["id"]: row["owner"] for row in record["policies"]}
        self._people |= {row["id"]: row["kept_by"] for row in record["registers"]}
        self._assigned = {
            causes.of_claim(v.at.place()): v.assignee for v in workspace.voices if v.assignee
        }
        left = {p.id for p in workspace.organization.people.values()
                if p.until is not None and p.until.isoformat() < record["as_of"]}  # fmt: skip
        self._left = left

    def of(self, cause: Cause) -> Owner:
        """Whoever the claim names, else who signs the document, else the control's usual role."""
        person = self._assigned.get(cause) or self._people.get(cause.document, "")
        if person and person not in self._left:
            return Owner(person)
        control = self._catalog.controls.get(cause.control)
        return Owner(control.owner_role, is_role=True) if control else Owner(UNOWNED, is_role=True)


def _is_news(item: Due, named: set[str]) -> bool:
    """Whether no gap tells of it already: evidence that is over does, and documents by name."""
    return item.days >= 0 or (item.kind != "evidence" and item.name not in named)


def _ending(item: Due, people: Mapping[str, str]) -> Task:
    """What ends or must be reviewed; of several people the first is asked."""
    shown = next((n for n in people if item.who == n or item.who.startswith(f"{n} and ")), "")
    owner = Owner(people[shown]) if shown else Owner(UNOWNED, is_role=True)
    reasons = (item.detail,) if item.detail else ()
    return Task("ending", f"{item.what} {item.when}", owner, "", reasons=reasons, due=item.day)
