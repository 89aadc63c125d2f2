"""Write a list of tasks as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from checker.commands.common import counted
from checker.commands.printing import as_json, as_text
from checker.commands.wording import wrapped
from checker.render.markup import code, prose
from checker.render.neutral import neutral
from checker.upkeep.tasks import Task

_HEADINGS = {
    "gap": "Open gaps",
    "unknown": "Unknown",
    "ending": "Ends soon",
}
_MOST_NAMED = 6


class Head(NamedTuple):
    """Whose list it is, and of which day."""

    owner: str
    day: date


Writer: TypeAlias = Callable[[Sequence[Task], Head], bytes]


def _text(tasks: Sequence[Task], head: Head) -> bytes:
    lines = [f"Work of {head.owner} as of {head.day}: {counted(len(tasks), 'task')}"]
    for kind, heading in _HEADINGS.items():
        of_kind = [(n, task) for n, task in enumerate(tasks, start=1) if task.kind == kind]
        if of_kind:
            lines += ["", heading]
        for number, task in of_kind:
            lines += _task(number, task)
    return as_text(lines)


def _task(number: int, task: Task) -> Iterator[str]:
    facts = "; ".join(_facts(task))
    yield from wrapped(task.what, "     ", f"{number:>3}. ")
    yield from wrapped(f"{task.owner}{'; ' if facts else ''}{facts}", "     ")
    if task.place:
        yield f"     --> {task.place}"
    for reason in task.reasons:
        yield from wrapped(reason, "       ", "     - ")


def _facts(task: Task) -> Iterator[str]:
    """What may be gained, how grave, how much work, by when."""
    if task.closes:
        yield f"may close {_gaps(task.closes)}"
    if task.helps:
        yield f"needed for {_gaps(task.helps)}"
    if task.severity:
        yield task.severity
    if task.effort_days is not None:
        yield counted_days(task.effort_days)
    if task.due:
        yield f"by {task.due}"


def counted_days(days: float) -> str:
    """`1 day`, `0.5 days`."""
    return f"{days:g} day{'' if days == 1 else 's'}"


def _gaps(gaps: Sequence[tuple[str, str]]) -> str:
    named = [f"{ref} ({scope})" for ref, scope in gaps]
    more = len(named) - _MOST_NAMED
    told = ", ".join(named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{len(gaps)}: {told}"


def _json(tasks: Sequence[Task], head: Head) -> bytes:
    return as_json(
        {
            "as_of": head.day.isoformat(),
            "owner": head.owner,
            "tasks": [
                {
                    "kind": task.kind,
                    "what": task.what,
                    "owner": task.owner.id,
                    "is_role": task.owner.is_role,
                    "place": task.place,
                    "reasons": list(task.reasons),
                    "closes": [{"requirement": ref, "scope": scope} for ref, scope in task.closes],
                    "helps": [{"requirement": ref, "scope": scope} for ref, scope in task.helps],
                    "severity": task.severity,
                    "effort_days": task.effort_days,
                    "due": task.due,
                }
                for task in tasks
            ],
        }
    )


def _markdown(tasks: Sequence[Task], head: Head) -> bytes:
    lines = [f"# Work of {_inert(head.owner)} as of {head.day}"]
    for kind, heading in _HEADINGS.items():
        of_kind = [task for task in tasks if task.kind == kind]
        if of_kind:
            lines += ["", f"## {heading}", ""]
        for task in of_kind:
            facts = "; ".join([str(task.owner), *_facts(task)])
            place = f" at {code(neutral(task.place))}" if task.place else ""
            lines.append(f"- [ ] **{_inert(task.what)}** ({_inert(facts)}){place}")
            lines += [f"  - {_inert(reason)}" for reason in task.reasons]
    if not tasks:
        lines += ["", "Nothing is left to do."]
    return as_text(lines)


def _inert(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return prose(neutral(text))


FORMATS: Mapping[str, Writer] = {"text": _text, "json": _json, "markdown": _markdown}
