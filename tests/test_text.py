"""What text looks like once it is neutral, and which names look alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.text import HIDDEN, fold, nearest, quoted, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("Größe 中文 🙂", "Größe 中文 🙂"),
        ("\x1b[31mred", r"\u{1B}[31mred"),
        ("a\nb\tc\rd", r"a\u{A}b\u{9}c\u{D}d"),
        ("\x7f\x80\x9f", r"\u{7F}\u{80}\u{9F}"),
        ("\u202eevil\u2066", r"\u{202E}evil\u{2066}"),
        ("m\u200bfa\ufeff", r"m\u{200B}fa\u{FEFF}"),
        ("x\U000e0041\ufe0f", r"x\u{E0041}\u{FE0F}"),
        ("\u2028\u2029\x85", r"\u{2028}\u{2029}\u{85}"),
        ("\ufffe\U0010ffff\ufdd0", r"\u{FFFE}\u{10FFFF}\u{FDD0}"),
        ("\ud800", r"\u{D800}"),
        ("\u00ad\u115f\u3164\u2065", r"\u{AD}\u{115F}\u{3164}\u{2065}"),
    ],
)
def test_what_is_hidden_is_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_neutral_text_never_holds_what_moves_hides_or_breaks_a_line(text: str) -> None:
    shown = visible(text)

    assert not HIDDEN.search(shown)
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in shown)


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_neutral_text_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_a_cut_says_how_long_the_whole_is() -> None:
    assert visible("x" * 5_000, 3) == "xxx… (5,000 characters)"
    assert visible("xxx", 3) == "xxx"


def test_a_quotation_shows_eighty_characters() -> None:
    assert quoted("\n" + "x" * 100) == "'\\u{A}" + "x" * 79 + "… (101 characters)'"


def test_a_carriage_return_is_hidden_unless_a_line_feed_follows() -> None:
    assert HIDDEN.search("a\rb")
    assert HIDDEN.search("a\r")
    assert not HIDDEN.search("a\r\nb\tc")


def test_every_format_character_that_draws_nothing_is_hidden() -> None:
    drawn = {"ARABIC", "SYRIAC", "KAITHI"}  # number signs and the like, which draw a shape
    undrawn = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) == "Cf"
        and unicodedata.name(chr(code), "").split(" ")[0] not in drawn
    ]

    assert len(undrawn) > 100
    assert [character for character in undrawn if not HIDDEN.match(character)] == []


@pytest.mark.parametrize(
    "lookalike",
    ["MFA", "mf\u0430", "\uff4dfa", "m\u200bfa", "mfa\ufe0f", "m\u00adfa", "\ufeffmfa"],
)
def test_look_alikes_fold_to_the_same_name(lookalike: str) -> None:
    assert fold(lookalike) == fold("mfa") == "mfa"


def test_the_nearest_name_is_the_one_that_looks_the_same() -> None:
    assert nearest("st\u0430tus", ["statue", "status"]) == "status"
    assert nearest("GDPR\u201132", ["GDPR-31", "GDPR-32"]) == "GDPR-32"


def test_the_nearest_name_is_else_the_closest_spelling() -> None:
    assert nearest("pasword_min_length", ["minimum", "password_min_length"]) == (
        "password_min_length"
    )


def test_nothing_is_near_to_a_name_that_is_quite_different() -> None:
    assert nearest("colour", ["evidence", "status"]) is None
    assert nearest("x" * 100_000, ["status"]) is None
    assert nearest("status", []) is None
