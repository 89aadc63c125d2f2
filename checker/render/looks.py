"""How each state is shown: a name, a glyph and a word, so that colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Look(NamedTuple):
    """One state for the eye; `key` and `tone` are names of ours, safe as classes and attributes.

    `tone` is the family of its colour: good, other, warn, bad, open or none.
    """

    key: str
    glyph: str
    word: str
    tone: str


def _table(*looks: Look) -> Mapping[str, Look]:
    return MappingProxyType({look.key: look for look in looks})


# In display order. A state the tables do not name is a defect and raises KeyError: there is no
# default look, because a default is how a new bad state would come to look like a good one.
STATUSES = _table(
    Look("satisfied", "✓", "satisfied", "good"),
    Look("satisfied_by_alternative", "≈", "satisfied by alternative", "other"),
    Look("partial", "◐", "partial", "warn"),
    Look("not_satisfied", "✕", "not satisfied", "bad"),
    Look("not_attested", "?", "not attested", "open"),
    Look("not_applicable", "–", "not applicable", "none"),
)
FACETS = _table(
    Look("holds", "✓", "holds", "good"),
    Look("fails", "✕", "fails", "bad"),
    Look("silent", "?", "nothing said", "open"),
)
SEVERITIES = _table(
    Look("critical", "▲▲", "critical", "bad"),
    Look("high", "▲", "high", "warn"),
    Look("medium", "■", "medium", "open"),
    Look("low", "▼", "low", "none"),
)
EVIDENCE = _table(
    Look("matched", "✓", "digest matches", "good"),
    Look("not_pinned", "◐", "present, no digest", "warn"),
    Look("altered", "✕", "altered", "bad"),
    Look("missing", "✕", "missing", "bad"),
    Look("empty", "✕", "empty file", "bad"),
    Look("linked", "◐", "linked, not read", "warn"),
    Look("unreadable", "✕", "unreadable", "bad"),
)
DECISIONS = _table(
    Look("active", "✓", "in date", "good"),
    Look("not_yet", "◐", "not yet in force", "warn"),
    Look("expired", "✕", "expired", "bad"),
    Look("unused", "?", "in date, covers nothing", "open"),
    Look("refused", "✕", "refused", "bad"),
)
ATTESTATIONS = _table(
    Look("in_date", "✓", "in date", "good"),
    Look("not_yet", "◐", "dated later", "warn"),
    Look("expired", "✕", "expired", "bad"),
)
REVIEWS = _table(
    Look("current", "✓", "review current", "good"),
    Look("overdue", "✕", "review overdue", "bad"),
    Look("not_yet", "◐", "reviewed later", "warn"),
)
# Agreements and attestations of vendors; `replaced`: ended, and another of the kind is in force.
PERIODS = _table(
    Look("in_force", "✓", "in force", "good"),
    Look("not_yet", "◐", "not yet in force", "warn"),
    Look("ended", "✕", "ended", "bad"),
    Look("replaced", "–", "ended, replaced", "none"),
)
# What is missing where a fact is asked for.
MISSING = _table(
    Look("not_stated", "?", "not stated", "open"),
    Look("unknown", "?", "unknown", "open"),
    Look("none", "?", "none on record", "open"),
    Look("not_assessed", "?", "not assessed here", "open"),
    Look("undocumented", "✕", "safeguards not documented", "bad"),
)
DECISION_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "risk_acceptance": "Risk acceptance",
        "legal_exception": "Legal exception",
        "compensating_control": "Compensating control",
        "customized_approach": "Customised approach",
        "addressable_alternative": "Addressable alternative",
        "not_applicable": "Not applicable",
    }
)
# The two that leave the status alone and only mark the gap as accepted.
ACCEPTING = frozenset({"risk_acceptance", "legal_exception"})
