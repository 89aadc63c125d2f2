"""The open gaps as SARIF 2.1.0 by GitHub's rules for code scanning: one run for each framework."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from checker.render.alerts import LEVELS, Alert, alerts, below, open_gaps
from checker.render.json import render as as_json
from checker.render.place import Spot
from checker.render.reading import read
from checker.render.report import ErrorView, Report
from checker.render.sarif_rules import plain, rule
from checker.render.view import FrameworkView

Json = dict[str, Any]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# GitHub refuses a run with more results and a file that is larger when compressed, and shows no
# more than so many results of a run and so many places of a result.
MOST_RESULTS, MOST_SHOWN, LARGEST = 25_000, 5_000, 10_000_000
_MOST_RELATED = 99
FINGERPRINT = "checkerThing/v1"
# SARIF 2.1.0, 3.27.24: where one result of a run has a state, all have. What is fixed is no result
# (`absent`), for GitHub knows no states and would show it as an open alert.
STATES: Mapping[str, str] = MappingProxyType(
    {"new": "new", "worse": "updated", "known": "unchanged"}
)


def render(result: Mapping[str, Any], *, path_prefix: str = "") -> bytes:
    """`result` as a SARIF log; `path_prefix` leads from the repository to the workspace.

    Satisfied and accepted findings are left out: GitHub has no notion of a pass, and shows a
    suppressed result as an alert. The worst results are kept where not all are taken.
    """
    report = read(result)
    log = _log(report, path_prefix, MOST_RESULTS)
    while True:
        data = as_json(log)
        most = max(len(run["results"]) for run in log["runs"])
        if len(data) <= LARGEST or most <= 1 or len(gzip.compress(data, 6, mtime=0)) <= LARGEST:
            return data
        log = _log(report, path_prefix, most // 2)


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many open gaps the bytes hold or say they leave out, by framework and status."""
    found: Counter[tuple[str, str]] = Counter()
    for run in json.loads(data)["runs"]:
        held = {
            (row["ruleId"], row["properties"]["scope"], row["properties"]["status"])
            for row in run["results"]
        }
        name = run["properties"].get("framework", "")
        found.update((name, status) for _, _, status in held)
        for status, number in run["properties"].get("leftOut", {}).items():
            found[name, status] += number
    return found


def expected(result: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """What `counts` finds in the whole bytes of `result`."""
    return open_gaps(result)


def _log(report: Report, prefix: str, most: int) -> Json:
    runs = []
    if report.is_complete or report.is_provisional:
        found = alerts(report)
        for framework in report.frameworks:
            own = [alert for alert in found if alert.framework.id == framework.id]
            runs.append(_run(report, framework, own, prefix, most))
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs or [_refused(report, prefix)]}


def _refused(report: Report, prefix: str) -> Json:
    """A run that has no results and belongs to no framework, so that it closes no alert of one."""
    return {
        **_frame(report, "checker/incomplete/", (), prefix, ()),
        "results": [],
        "properties": {"asOf": report.as_of, "complete": False},
    }


def _run(
    report: Report, framework: FrameworkView, found: Sequence[Alert], prefix: str, most: int
) -> Json:
    kept = found[:most]
    left = _left_out(found, kept)
    said = []
    if left:
        which = "known ones first, then " if report.known else ""
        said.append(
            f"{len(found) - len(kept):,} of {len(found):,} results are left out, {which}the least "
            "severe; result.json holds them all"
        )
    if len(kept) > MOST_SHOWN:
        said.append(f"GitHub shows {MOST_SHOWN:,} of these {len(kept):,} results")
    asked = [asked for section in framework.sections for asked in section.requirements]
    positions = {one.ref: position for position, one in enumerate(asked)}
    return {
        **_frame(
            report,
            _category(report, framework),
            [rule(framework, one) for one in asked],
            prefix,
            said,
        ),
        "results": [_result(alert, positions, prefix, report) for alert in kept],
        "properties": {
            "asOf": report.as_of,
            "complete": report.is_complete,
            "framework": framework.id,
            "version": framework.version,
            "digest": framework.digest,
            "counts": {cell.look.key: cell.count for cell in framework.cells},
            "gate": report.gate.fail_on,
            "leftOut": left,
            **_compared(report, framework),
        },
    }


def _compared(report: Report, framework: FrameworkView) -> Json:
    """What was known before, and how many open gaps of this framework are so."""
    if report.known is None:
        return {}
    still_open = [finding for _, finding in framework.findings if finding.is_open]
    known = sum(finding.is_known for finding in still_open)
    told = {"comparedWith": report.known.source, "known": known, "new": len(still_open) - known}
    return {"baseline": told}


def _left_out(found: Iterable[Alert], kept: Iterable[Alert]) -> dict[str, int]:
    """How many findings of each status have no result among those kept."""
    held = {id(alert.finding) for alert in kept}
    lost = {id(a.finding): a.finding.look.key for a in found if id(a.finding) not in held}
    return dict(Counter(lost.values()))


def _category(report: Report, framework: FrameworkView) -> str:
    """What GitHub calls a category: an upload closes the alerts of its own alone.

    A run that could not judge everything has one of its own, so that it closes no other's.
    """
    assessed = {finding.scope.text for _, finding in framework.findings}
    in_play = {scope.id for scope in report.scopes if framework.id in scope.frameworks}
    parts = ["checker", framework.id]
    if not report.is_complete:
        parts.append("provisional")
    if in_play - assessed:
        parts.append("+".join(sorted(assessed)))
    return "/".join(quote(part, safe="+") for part in parts) + "/"


def _frame(
    report: Report, category: str, rules: Sequence[Json], prefix: str, said: Sequence[str]
) -> Json:
    """Everything of a run but its results."""
    driver = {
        "name": "checker",
        "fullName": f"checker {report.version}",
        "semanticVersion": report.version,
        "rules": rules,
    }
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": category},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": report.is_complete,
                "toolExecutionNotifications": [
                    *(_notification(error, prefix) for error in report.errors),
                    *({"level": "note", "message": {"text": plain(n)}} for n in report.notes),
                    *({"level": "warning", "message": {"text": plain(text)}} for text in said),
                ],
            }
        ],
    }


def _notification(error: ErrorView, prefix: str) -> Json:
    hint = f"; {error.hint}" if error.hint else ""
    return {
        "level": "error",
        "descriptor": {"id": error.code},
        "message": {"text": plain(f"{error.message}{hint}.")},
        "locations": [_location(error.spot, prefix)],
    }


def _result(alert: Alert, positions: Mapping[str, int], prefix: str, report: Report) -> Json:
    asked, finding = alert.asked, alert.finding
    word = "Provisional: " if report.is_provisional else ""
    text = (
        f"{word}{alert.message}. Scope {finding.scope.text}: {finding.look.word}. "
        f"Asked by {asked.citation}."
    )
    related = [
        {
            "id": number,
            "message": {"text": "what it is held against"},
            **_location(spot, prefix),
        }
        for number, spot in enumerate(alert.related[:_MOST_RELATED], start=1)
    ]
    return {
        "ruleId": asked.ref,
        "ruleIndex": positions[asked.ref],
        "level": LEVELS[alert.severity],
        "message": {"text": plain(text)},
        "locations": [_location(alert.spot, prefix)],
        **({"relatedLocations": related} if related else {}),
        **({"baselineState": STATES[alert.since]} if alert.since else {}),
        "partialFingerprints": {FINGERPRINT: alert.fingerprint, **_line_hash(alert.spot, report)},
        "properties": {
            "scope": finding.scope.text,
            "status": finding.look.key,
            "severity": alert.severity,
            "facets": {facet.name: facet.look.key for facet in finding.facets if facet.is_asked},
            "owner": finding.owner,
            "target": finding.target,
        },
    }


def _line_hash(spot: Spot, report: Report) -> Json:
    found = report.line_hashes.get(spot.file, {}).get(str(spot.line))
    return {"primaryLocationLineHash": found} if found else {}


def _location(spot: Spot, prefix: str) -> Json:
    """A place; its region ends behind the value that is quoted, or behind its first character."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(below(prefix, spot.file)), "uriBaseId": "%SRCROOT%"},
            "region": {
                "startLine": spot.line,
                "startColumn": spot.column,
                "endLine": spot.line,
                "endColumn": spot.column + max(1, len(spot.marked)),
            },
        }
    }
