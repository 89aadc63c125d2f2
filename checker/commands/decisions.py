"""`checker decisions`: the register of decisions, and what each one covers on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.commands.common import (
    Day,
    counted,
    load_catalog,
    load_workspace,
    reading_options,
    require_whole,
    today,
    workspace_argument,
)
from checker.commands.printing import verbose_option

if TYPE_CHECKING:
    from checker.model import Finding
    from checker.workspace import Workspace

EXPIRING_DAYS = 30
# In the order of the page; what needs somebody comes first.
STATES = {
    "expired": "its last day is over; it covers nothing",
    "refused": "in date, and without effect: something it needs is not there",
    "unused": "in date, and nothing rests on it",
    "expiring": f"covers until its last day, within {EXPIRING_DAYS} days",
    "active": "covers what it names",
    "not_yet": "approved on a later day",
}


@click.command(name="decisions")
@workspace_argument
@click.option("--as-of", type=Day(), help="The day to look at; today, UTC, when left out.")
@click.option("--state", "states", multiple=True, type=click.Choice(list(STATES)),
              help="Only decisions in this state; may be repeated.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              help="Lines for a person, or an array of objects.")  # fmt: skip
@reading_options
@verbose_option
def command(
    workspace: Path,
    as_of: date | None,
    states: tuple[str, ...],
    format_: str,
    frameworks: Path | None,
    evidence_root: Path | None,
) -> None:
    """Show the register of decisions: active, expiring, expired, unused, refused.

    Each with its approver, its last day, the findings it covers on that day, and why it covers
    none. A decision expires after its last day, UTC; it is expiring in the 30 days before. Refused
    is one in date that has no effect, such as a compensating control without evidence; unused one
    on which no finding rests.

    \b
    Examples:
      checker decisions policies/meridian
      checker decisions policies/meridian --as-of 2026-12-31 --state expired --state expiring
      checker decisions . --format json

    \b
    Ends with
      0  the register is shown, whatever it says
      2  wrong use of the command
      3  the workspace could not be read or trusted
      4  a framework is invalid
      5  standard output could not be written
    """
    from checker.assess import assess
    from checker.commands.printing import as_json, as_text, put

    catalog = load_catalog(frameworks)
    found = require_whole(load_workspace(workspace, catalog, evidence_root))
    day = as_of or today()
    rows = list(register(found, assess(found, catalog, day).findings, day))
    shown = [row for row in rows if not states or row["state"] in states]
    put(as_json(shown) if format_ == "json" else as_text(_lines(shown, rows, day)))


def register(
    workspace: Workspace, findings: Sequence[Finding], day: date
) -> Iterator[dict[str, Any]]:
    """Every decision with its state on `day` and the findings it covers, in the order of states."""
    from checker.result.decided import decisions

    order = list(STATES)
    made = [_row(one, findings, day) for one in decisions(workspace, findings, day)]
    yield from sorted(made, key=lambda row: (order.index(row["state"]), row["expires"], row["id"]))


def _row(one: dict[str, Any], findings: Sequence[Finding], day: date) -> dict[str, Any]:
    ends = date.fromisoformat(one["expires"])
    state = one["state"]
    if state == "active" and ends <= day + timedelta(days=EXPIRING_DAYS):
        state = "expiring"
    return {
        "id": one["id"],
        "type": one["type"],
        "state": state,
        "approved_by": one["approved_by"],
        "approved_on": one["approved_on"],
        "expires": one["expires"],
        "days_left": (ends - day).days,
        "requirements": one["requirements"],
        "scopes": one["scopes"],
        "reason": one["reason"],
        "covers": [_covered(f) for f in findings if _rests(f, one["id"])],
        "why_not": _why_not(one, findings),
        "place": one["place"],
    }


def _rests(finding: Finding, id_: str) -> bool:
    """Whether the finding is what it is, or is not open, because of that decision."""
    from checker.model import Status

    changed = {Status.SATISFIED_BY_ALTERNATIVE, Status.NOT_APPLICABLE}
    return id_ in finding.decisions and (finding.is_accepted or finding.status in changed)


def _covered(finding: Finding) -> dict[str, Any]:
    return {
        "requirement": finding.requirement.ref,
        "scope": finding.scope,
        "severity": str(finding.requirement.severity),
        "status": str(finding.status),
        "without_it": str(finding.underlying),
        "accepted": finding.is_accepted,
    }


def _why_not(one: dict[str, Any], findings: Sequence[Finding]) -> list[str]:
    """What was observed of a decision that has no effect; it names the decision."""
    kinds = {"decision", "expired", "future"}
    found = (
        observation.message
        for finding in findings
        for observation in finding.observations
        if observation.kind in kinds and one["id"] in observation.message.split()
    )
    return list(dict.fromkeys(found))


def _lines(
    shown: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], day: date
) -> Iterator[str]:
    for state, told in STATES.items():
        of_state = [row for row in shown if row["state"] == state]
        if of_state:
            yield f"{state.replace('_', ' ')} ({len(of_state)}): {told}"
            for row in of_state:
                yield from _decision(row)
            yield ""
    counts = ", ".join(
        f"{number} {state.replace('_', ' ')}"
        for state in STATES
        if (number := sum(row["state"] == state for row in rows))
    )
    yield f"{counted(len(rows), 'decision')} as of {day}{f': {counts}' if counts else ''}."


def _decision(row: dict[str, Any]) -> Iterator[str]:
    from checker.commands.wording import wrapped

    left = row["days_left"]
    when = f"{counted(abs(left), 'day')} {'left' if left >= 0 else 'ago'}"
    yield f"  {row['id']}  {row['type'].replace('_', ' ')}, until {row['expires']} ({when})"
    place = ":".join(str(row["place"][key]) for key in ("file", "line", "column"))
    yield f"      {place}, approved by {row['approved_by']}"
    yield from wrapped(row["reason"], "      ")
    for finding in row["covers"]:
        yield from wrapped(_finding(finding), "          ", "      ")
    if not row["covers"]:
        names = _pairs(row["requirements"], row["scopes"])
        yield from wrapped(f"covers nothing of {', '.join(names)}", "          ", "      ")
        for reason in row["why_not"]:
            yield from wrapped(reason, "          ", "      ")


def _finding(finding: dict[str, Any]) -> str:
    status = finding["status"].replace("_", " ")
    without = finding["without_it"].replace("_", " ")
    is_changed = finding["status"] != finding["without_it"]
    told = f"{status}, without it {without}" if is_changed else f"{status}, accepted"
    severity, scope = finding["severity"], finding["scope"]
    return f"covers {finding['requirement']} in {scope} ({severity}): {told}"


def _pairs(requirements: Iterable[str], scopes: Iterable[str]) -> list[str]:
    known = list(scopes)
    return [f"{name} in {scope}" for name in requirements for scope in known]
