"""The open gaps as a code quality report of GitLab, and what was refused in an incomplete run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from checker.render.alerts import Alert, alerts, below, fingerprint, open_gaps
from checker.render.json import inert
from checker.render.place import Spot
from checker.render.reading import read
from checker.render.report import Report

Json = dict[str, Any]

SEVERITIES: Mapping[str, str] = MappingProxyType(
    {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}
)


def render(result: Mapping[str, Any], *, path_prefix: str = "") -> bytes:
    """`result` as a JSON list; `path_prefix` leads from the repository to the workspace.

    An incomplete run has an entry for each refused input: an empty list would say that every
    problem was solved.
    """
    report = read(result)
    rows = [*_errors(report, path_prefix), *_gaps(report, path_prefix)]
    return inert(json.dumps(rows, indent=2, ensure_ascii=False, allow_nan=False))


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many open gaps the bytes hold, by framework and status."""
    own = [row["checker"] for row in json.loads(data) if "status" in row["checker"]]
    found = {(row["framework"], row["requirement"], row["scope"], row["status"]) for row in own}
    return Counter((framework, status) for framework, _, _, status in found)


def expected(result: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """What `counts` finds in the whole bytes of `result`."""
    return open_gaps(result)


def _errors(report: Report, prefix: str) -> Iterator[Json]:
    seen: Counter[tuple[str, ...]] = Counter()
    for error in report.errors:
        hint = f"; {error.hint}" if error.hint else ""
        key = (error.code, error.spot.file, error.message)
        seen[key] += 1
        yield {
            "description": f"No assessment: {error.message}{hint}.",
            "check_name": f"checker:{error.code}",
            "fingerprint": fingerprint("error", *key, str(seen[key])),
            "severity": "blocker",
            "location": _location(error.spot, prefix),
            "checker": {"error": error.code},
        }
    if not (report.is_complete or report.errors):
        yield {
            "description": "No assessment: no reason was recorded.",
            "check_name": "checker:incomplete",
            "fingerprint": fingerprint("error", "incomplete"),
            "severity": "blocker",
            "location": {"path": below(prefix, "organization.yaml"), "lines": {"begin": 1}},
            "checker": {"error": "incomplete"},
        }


def _gaps(report: Report, prefix: str) -> Iterator[Json]:
    for alert in alerts(report):
        yield {
            "description": _description(alert, report),
            "check_name": alert.asked.ref,
            "fingerprint": alert.fingerprint,
            "severity": SEVERITIES[alert.severity],
            "location": _location(alert.spot, prefix),
            "checker": {
                "framework": alert.framework.id,
                "requirement": alert.asked.id,
                "scope": alert.finding.scope.text,
                "status": alert.finding.look.key,
                "severity": alert.severity,
                **({"since": alert.since} if alert.since else {}),
            },
        }


def _description(alert: Alert, report: Report) -> str:
    word = "Provisional: " if report.is_provisional else ""
    word += "Known before: " if alert.since == "known" else ""
    return (
        f"{word}{alert.message} ({alert.asked.title}; scope {alert.finding.scope.text}, "
        f"{alert.finding.look.word})"
    )


def _location(spot: Spot, prefix: str) -> Json:
    return {"path": below(prefix, spot.file), "lines": {"begin": spot.line}}
