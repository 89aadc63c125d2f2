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
SATISFYING = frozenset({"satisfied", "satisfied_by_alternative"})
FACETS = _table(
    Look("holds", "✓", "holds", "good"),
    Look("fails", "✕", "fails", "bad"),
    Look("silent", "?", "nothing said", "open"),
)
# A letter for each tone: the classes of the largest tables.
LETTERS: Mapping[str, str] = MappingProxyType(
    {"good": "g", "other": "a", "warn": "w", "bad": "b", "open": "q", "none": "n"}
)
# What the findings of a framework that read a control came to, as far as they apply.
CONTROLS = _table(
    Look("open", "✕", "gaps", "bad"),
    Look("accepted", "◐", "accepted gaps", "warn"),
    Look("none", "✓", "no gap", "good"),
    Look("not_applicable", "–", "not applicable", "none"),
)
SEVERITIES = _table(
    Look("critical", "▲▲", "critical", "bad"),
    Look("high", "▲", "high", "warn"),
    Look("medium", "■", "medium", "open"),
    Look("low", "▼", "low", "none"),
)
EVIDENCE = _table(
    Look("matched", "✓", "matched", "good"),
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
# The functions of the NIST Cybersecurity Framework 2.0 (NIST CSWP 29, 2024), in its order.
FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "GV": "Govern",
        "ID": "Identify",
        "PR": "Protect",
        "DE": "Detect",
        "RS": "Respond",
        "RC": "Recover",
    }
)
# What became of a finding since an earlier assessment, in the order of `checker.comparison`.
CHANGES = _table(
    Look("new_gap", "✕", "new gap", "bad"),
    Look("worse", "↓", "worse", "bad"),
    Look("no_longer_accepted", "✕", "no longer accepted", "bad"),
    Look("applies_now", "+", "applies now", "open"),
    Look("added", "+", "added", "open"),
    Look("accepted", "◐", "accepted", "warn"),
    Look("applies_no_more", "–", "no longer applies", "none"),
    Look("removed", "–", "dropped", "none"),
    Look("better", "↑", "better", "other"),
    Look("closed", "✓", "closed", "good"),
)
# What became of a gap that a baseline or a git revision knows, or of one that it does not know.
KNOWN = _table(
    Look("new", "✕", "new", "bad"),
    Look("worse", "↓", "worse", "bad"),
    Look("known", "–", "known", "none"),
    Look("less", "↑", "less", "other"),
    Look("fixed", "✓", "fixed", "good"),
)
TRENDS = _table(
    Look("better", "↑", "better", "good"),
    Look("worse", "↓", "worse", "bad"),
    Look("mixed", "↕", "better and worse", "warn"),
    Look("same", "=", "the same", "none"),
    Look("not_comparable", "?", "not comparable", "open"),
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
