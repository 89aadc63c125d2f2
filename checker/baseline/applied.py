"""Say of a record which of its gaps are known, and let the gate look at the others alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from checker.baseline.held import Entry, Key, Reason, Row, beyond, key_of, reasons_of, since
from checker.errors import CheckerError
from checker.model import Severity

Json = dict[str, Any]


class Origin(NamedTuple):
    """Where entries come from: a file, or the workspace at a git revision.

    `state` of a revision is `assessed`; `absent`, where the workspace was not there yet; or
    `refused`, where it could not be read. Of these two nothing is known, so every gap is new.
    """

    source: str  # file | revision
    as_of: str
    digest: str  # SHA-256 of the canonical bytes of the file, or of the revision's record
    revision: str = ""  # the commit
    state: str = "assessed"
    notes: tuple[str, ...] = ()


def applied(record: Row, known: Iterable[Entry], origin: Origin) -> Json:
    """`record`, which is complete, with what `known` says of its gaps; nothing else changes.

    Every entry gets exactly one fate, and they add up to all of them: `CheckerError` if not.
    """
    listed = list(known)
    by_key = {entry.key: entry for entry in listed}
    decisions = {row["id"] for row in record["decisions"]}
    findings, worse = [], []
    for finding in record["findings"]:
        entry = by_key.get(key_of(finding)) if finding["open"] else None
        why = beyond(entry, finding, decisions) if entry else ()
        told = {**finding, "known": entry is not None and not why}
        if entry is not None and why:
            worse.append(_named(entry) | {"why": list(why)})
            told["observations"] = _told(finding, since(entry, finding, decisions))
        findings.append(told)
    fates = fates_of(listed, record)
    fixed = list(_fixed(listed, record, fates))
    counts = Counter(fates.values())
    still = sum(finding["known"] for finding in findings)
    if counts["open"] != still + len(worse) or counts.total() != len(listed):
        raise CheckerError("the entries of the baseline do not add up")
    return {
        **record,
        "findings": findings,
        "gate": _gate(record["gate"], findings),
        "baseline": {
            **origin._asdict(),
            "notes": list(origin.notes),
            "entries": len(listed),
            "known": still,
            "new": sum(finding["open"] for finding in findings) - still,
            "accepted": counts["accepted"],
            "not_assessed": counts["not_assessed"],
            "worse": worse,
            "fixed": fixed,
        },
    }


def fates_of(known: Sequence[Entry], record: Row) -> dict[Key, str]:
    """What became of each entry.

    `open`: the gap is still open; `accepted`: a decision covers it now; `not_assessed`: this record
    did not look; `fixed`: it is no gap any more, or is not asked any more.
    """
    findings = {key_of(finding): finding for finding in record["findings"]}
    assessed = {(framework, scope) for framework, _, scope in findings}
    declared = {(name, scope["id"]) for scope in record["scopes"] for name in scope["frameworks"]}
    found = {}
    for entry in known:
        finding = findings.get(entry.key)
        pair = (entry.framework, entry.scope)
        if finding is None:
            left_out = pair in declared - assessed
            found[entry.key] = "not_assessed" if left_out else "fixed"
        elif finding["gap"]:
            found[entry.key] = "open" if finding["open"] else "accepted"
        else:
            found[entry.key] = "fixed"
    return found


def left(entry: Entry, record: Row) -> Counter[Reason]:
    """The reasons of an entry whose gap is still there that its finding still gives."""
    decisions = {row["id"] for row in record["decisions"]}
    finding = next(f for f in record["findings"] if key_of(f) == entry.key)
    return Counter(entry.reasons) & reasons_of(finding, decisions)


def _fixed(known: Sequence[Entry], record: Row, fates: Mapping[Key, str]) -> Iterator[Json]:
    """Entries that match nothing, and those of which some reasons do."""
    statuses = {key_of(finding): finding["status"] for finding in record["findings"]}
    for entry in known:
        fate = fates[entry.key]
        if fate == "not_assessed":
            continue
        gone = Counter(entry.reasons)
        if fate != "fixed":
            gone -= left(entry, record)
        if gone:
            yield _named(entry) | {
                "now": statuses.get(entry.key, ""),
                "whole": fate == "fixed",
                "reasons": [str(reason) for reason in sorted(gone)],
            }


def _told(finding: Row, states: Iterable[str]) -> list[Json]:
    """Its observations, and of each that counts what it is to what was known."""
    pairs = zip(finding["observations"], states, strict=True)
    return [{**seen, **({"since": word} if word else {})} for seen, word in pairs]


def _named(entry: Entry) -> Json:
    framework, requirement, scope = entry.key
    return {"framework": framework, "requirement": requirement, "scope": scope}


def _gate(gate: Row, findings: Sequence[Row]) -> Json:
    """The gate of the record, which fails at new gaps alone."""
    known = [finding for finding in findings if finding["known"]]
    spared = 0
    if gate["fail_on"] != "never":
        least = Severity(gate["fail_on"]).rank
        spared = sum(Severity(finding["severity"]).rank >= least for finding in known)
    return {
        **gate,
        "failed": gate["gaps_at_or_above"] > spared,
        "known_gaps": len(known),
        "known_at_or_above": spared,
    }
