"""Patterns: what every engine reads alike, and what is refused."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.lint.patterns import faults
from checker.second_opinion import holds

SOUND = [
    "^a$",
    "^[A-Z]{2}$",
    "^https://[a-z0-9.-]+/[a-z]*$",
    r"^[0-9]+\.[0-9]+$",
    "^(?:aes|rsa)-[0-9]{3,4}$",
    "^(a|b)$",
    "^([a-z]{1,8}-){0,3}[a-z]{1,8}$",
    r"^[^\]]+$",
    "^.+$",
]

UNSOUND = {
    "": "unanchored-pattern",
    "AES-256": "unanchored-pattern",
    "^a": "unanchored-pattern",
    "^a|b$": "unanchored-pattern",
    "^a$|^b$": "unanchored-pattern",
    r"^a\Z": "pattern-subset",
    "^(?i)a$": "pattern-subset",
    "^(?P<n>a)$": "pattern-subset",
    "^(?=a)a$": "pattern-subset",
    "^(?<!a)b$": "pattern-subset",
    r"^(a)\1$": "pattern-subset",
    r"^\p{L}$": "pattern-subset",
    r"^\d$": "pattern-subset",
    r"^\w$": "pattern-subset",
    r"^\bx$": "pattern-subset",
    "^[]a]$": "pattern-subset",
    "^[[:alpha:]]$": "pattern-subset",
    "^[a--b]$": "pattern-subset",
    "^[a&&b]$": "pattern-subset",
    "^é$": "pattern-subset",
    "^($": "pattern-subset",
    "^a++$": "pattern-subset",
    "^(a+)+$": "pattern-not-linear",
    "^((a*)b*)*$": "pattern-not-linear",
    "^(a{2,}){2,}$": "pattern-not-linear",
}


@pytest.mark.parametrize("pattern", SOUND)
def test_a_sound_pattern_has_no_fault(pattern: str) -> None:
    assert list(faults(pattern)) == []


@pytest.mark.parametrize("pattern", UNSOUND)
def test_an_unsound_pattern_is_refused(pattern: str) -> None:
    assert UNSOUND[pattern] in {code for code, _ in faults(pattern)}


@given(
    st.lists(
        st.sampled_from(["a", "B", "0", "-", "[a-z]", "[^0-9]", r"\.", ".", "(a|b)", "(?:0|B)",
                         "x?",
                         "[0-9]{2}", "a*", " ", "é"]),
        max_size=6,
    ),
    st.text(st.sampled_from("aBx0-. \nébz9"), max_size=6),
)  # fmt: skip
def test_engines_read_every_accepted_pattern_alike(parts: list[str], text: str) -> None:
    pattern = f"^{''.join(parts)}$"
    if list(faults(pattern)):
        assert "é" in pattern
        return
    schema = {"type": "string", "pattern": pattern}
    first = jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())

    assert first.is_valid(text) == holds(schema, text)
