"""What differs between two records as wholes: day, files, frameworks, scopes, profile, tool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from checker.comparison.changes import unselected
from checker.comparison.sides import Row, Side
from checker.comparison.values import Cause
from checker.text import visible

MOST_NAMED = 3
_LONGEST_FACT = 60


class Between(NamedTuple):
    """Two records and what lies between them; causes are found once and serve every change."""

    before: Side
    now: Side
    days: int
    changed: Mapping[str, str]  # path of a file -> changed, new or gone
    artefacts: tuple[str, ...]  # evidence that was found otherwise
    frameworks: Mapping[str, Cause]
    scopes: Mapping[str, Cause]
    profile: tuple[Cause, ...]
    tool: tuple[Cause, ...]
    is_one_difference: bool  # the records differ in one thing alone, which explains every change


def between(before: Side, now: Side) -> Between:
    """What differs between `before` and `now`."""
    days = (_day(now) - _day(before)).days
    changed = dict(_changed(before.files, now.files))
    frameworks = {name: Cause("framework", text) for name, text in _frameworks(before, now)}
    tool = tuple(Cause("tool", text) for text in _tool(before, now))
    artefacts = tuple(_artefacts(before, now))
    # Scopes and profile are written in a file, so they are counted with it.
    things = len(changed) + len(frameworks) + len(tool) + len(artefacts) + bool(days)
    return Between(
        before=before,
        now=now,
        days=days,
        changed=changed,
        artefacts=artefacts,
        frameworks=frameworks,
        scopes={name: Cause("scope", text) for name, text in _scopes(before, now)},
        profile=tuple(Cause("profile", text) for text in _profile(before, now)),
        tool=tool,
        is_one_difference=things == 1,
    )


def notes(found: Between) -> tuple[str, ...]:
    """What a reader must know of the two records before any single change, one sentence each."""
    artefacts = f"evidence found otherwise: {named(found.artefacts)}" if found.artefacts else ""
    return (
        *_not_compared(found.before, found.now),
        *filter(None, (passed(found.days), _files(found.changed), artefacts)),
        *(cause.message for cause in _wholes(found)),
    )


def _wholes(found: Between) -> Iterable[Cause]:
    causes = (found.frameworks.values(), found.scopes.values(), found.profile, found.tool)
    return (cause for some in causes for cause in some)


def passed(days: int) -> str:
    """`82 days passed`, `both are of one day`."""
    if days == 0:
        return "both are of one day"
    return "1 day passed" if days == 1 else f"{days:,} days passed"


def named(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    found = list(names)
    more = f" and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
    return ", ".join(found[:MOST_NAMED]) + more


def _day(side: Side) -> date:
    return date.fromisoformat(side.record["as_of"])


def _artefacts(before: Side, now: Side) -> Iterator[str]:
    """Artefacts that both records name and found otherwise."""
    was, is_ = (states(side.evidence.values()) for side in (before, now))
    return (name for name in sorted(was.keys() & is_.keys()) if was[name] != is_[name])


def states(artefacts: Iterable[Row]) -> dict[str, str]:
    """In which state each artefact was found, by its path or address."""
    found: dict[str, set[str]] = {}
    for row in artefacts:
        found.setdefault(row["path"] or row["uri"], set()).add(row["state"].replace("_", " "))
    return {name: ", ".join(sorted(some)) for name, some in found.items()}


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path in sorted(before.keys() | now.keys()):
        if path not in now:
            yield path, "gone"
        elif path not in before:
            yield path, "new"
        elif before[path] != now[path]:
            yield path, "changed"


def _files(changed: Mapping[str, str]) -> str:
    if not changed:
        return "no file that was read differs"
    kinds = list(changed.values())
    counts = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in ("changed", "new", "gone"))
    return f"files that were read: {counts}"


def _frameworks(before: Side, now: Side) -> Iterator[tuple[str, str]]:
    """Frameworks that both records assessed and that ask otherwise now."""
    for name, row in now.frameworks.items():
        earlier = before.frameworks.get(name)
        if earlier is None or earlier["digest"] == row["digest"]:
            continue
        if earlier["version"] != row["version"]:
            yield name, f"{name}: version {row['version']}, was {earlier['version']}"
        else:
            written = f"{earlier['written']:,} of its requirements were written, now "
            grown = f"; {written}{row['written']:,}" if earlier["written"] != row["written"] else ""
            yield name, f"{name} {row['version']}: its requirements were revised{grown}"


def _scopes(before: Side, now: Side) -> Iterator[tuple[str, str]]:
    for name in (*now.scopes, *(s for s in before.scopes if s not in now.scopes)):
        was, is_ = before.scopes.get(name), now.scopes.get(name)
        if was is None:
            yield name, f"scope {name} is new"
        elif is_ is None:
            yield name, f"scope {name} is gone"
        elif sorted(was["frameworks"]) != sorted(is_["frameworks"]):
            lists = (", ".join(row["frameworks"]) for row in (is_, was))
            yield name, f"scope {name}: for {', was for '.join(lists)}"


def _profile(before: Side, now: Side) -> Iterator[str]:
    was, is_ = (_facts(side) for side in (before, now))
    for name in sorted(was.keys() | is_.keys()):
        if was.get(name) != is_.get(name):
            yield f"profile: {name} is {_worded(is_, name)}, was {_worded(was, name)}"


def _facts(side: Side) -> dict[str, Any]:
    organization = side.record["organization"]
    return dict(organization["profile"]) if organization else {}


def _worded(facts: Mapping[str, Any], name: str) -> str:
    if name not in facts:
        return "not stated"
    return visible(json.dumps(facts[name], ensure_ascii=False, sort_keys=True), _LONGEST_FACT)


def _tool(before: Side, now: Side) -> Iterator[str]:
    was, is_ = (side.record["tool"]["version"] for side in (before, now))
    if was != is_:
        yield f"made by checker {is_}, was by {was}"


def _not_compared(before: Side, now: Side) -> Iterator[str]:
    """What one of the two left out by selection, so that it is neither better nor worse."""
    for one, other, selected in (
        (before, now, "the earlier one assessed only"),
        (now, before, "this one assesses only"),
    ):
        missing = unselected(one, other)
        if missing:
            left = named(f"{name} in scope {scope}" for name, scope in sorted(missing))
            had = named(f"{name} in scope {scope}" for name, scope in sorted(one.assessed))
            yield f"not comparable: {left}; {selected} {had}"
