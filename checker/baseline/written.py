"""The file that holds what is known: made from a record, read back, and only ever made shorter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from checker.baseline.applied import fates_of, left
from checker.baseline.held import Entry, Reason, Row, entries, key_of
from checker.comparison.changes import rank
from checker.model import FacetState, Severity, Status

SCHEMA = "checker/baseline/v1"
Json = dict[str, Any]
_STATES = (FacetState.SILENT, FacetState.FAILS, FacetState.HOLDS)


def baseline(record: Row, digest: str) -> Json:
    """The baseline of a record that is complete; `digest` is the SHA-256 of its canonical bytes."""
    return {
        "schema": SCHEMA,
        "organization": record["organization"]["id"],
        "as_of": record["as_of"],
        "record": digest,
        "pruned": None,
        "gaps": _listed(entries(record)),
    }


def read(value: Row) -> list[Entry]:
    """The entries of a baseline that follows `baseline.v1.schema.json`, in its order."""
    return [
        Entry(
            row["framework"], row["requirement"], row["scope"], row["status"], row["severity"],
            dict(row["facets"]),
            {Reason(r["facet"], r["kind"], r["thing"]): r["times"] for r in row["reasons"]},
        )
        for row in value["gaps"]
    ]  # fmt: skip


def pruned(value: Row, record: Row, digest: str) -> Json:
    """`value` without what `record`, which is complete, does not show any more.

    An entry whose gap is no more is left out, and so is a reason that is not given any more;
    status, severity and facets follow the gap where it became better. What the record did not
    assess stays.
    Nothing is added and nothing made worse, so whatever the result knows was known before.
    """
    return {
        **value,
        "pruned": {"as_of": record["as_of"], "record": digest},
        "gaps": _listed(_kept(read(value), record)),
    }


def _kept(known: list[Entry], record: Row) -> Iterator[Entry]:
    fates = fates_of(known, record)
    findings = {key_of(finding): finding for finding in record["findings"]}
    for entry in known:
        match fates[entry.key]:
            case "not_assessed":
                yield entry
            case "open" | "accepted":
                reasons = left(entry, record)
                if reasons:
                    yield _tightened(entry, findings[entry.key])._replace(reasons=reasons)


def _tightened(entry: Entry, finding: Row) -> Entry:
    """The entry, no worse than its finding is now."""
    status = max(Status(entry.status), Status(finding["status"]), key=rank)
    severities = Severity(entry.severity), Severity(finding["severity"])
    facets = {
        facet: max(FacetState(state), FacetState(finding["facets"][facet]), key=_STATES.index)
        for facet, state in entry.facets.items()
    }
    return entry._replace(
        status=str(status),
        severity=str(min(severities, key=lambda severity: severity.rank)),
        facets={facet: str(state) for facet, state in facets.items()},
    )


def _listed(found: Iterable[Entry]) -> list[Json]:
    return [
        {
            "framework": entry.framework,
            "requirement": entry.requirement,
            "scope": entry.scope,
            "status": entry.status,
            "severity": entry.severity,
            "facets": dict(entry.facets),
            "reasons": [
                {**reason._asdict(), "times": entry.reasons[reason]}
                for reason in sorted(entry.reasons)
            ],
        }
        for entry in sorted(found, key=lambda entry: entry.key)
    ]
