"""Markdown for a job summary: its numbers, its limit, and text that stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import OutputError
from checker.render import check_of, render
from checker.render.markdown import LARGEST
from checker.render.markup import bare, code, prose
from checker.render.neutral import shown
from checker.render.pieces import Piece, fitted
from tests.render.forge import ACTIVE, Page
from tests.render.sample import refused, sample
from tests.test_render_github import many

LIVE = (
    "@octocat see #123 and octo/repo#4, GH-5 !6 $x$ DEC-7",
    "https://bad.example www.bad.example a@bad.example xmpp:a@b.example",
    ":white_check_mark: 0123456789abcdef0123456789abcdef01234567",
    "[x](https://bad.example) ![x](https://bad.example/i.png) <b>x</b> `x` **x** ~~x~~ [^1]",
    "| a | b |", "</summary></details><!-- ", "&lt;script&gt; &#64;octocat", "\\@octocat \\`x\\`",
)  # fmt: skip


@pytest.mark.parametrize("make", [prose, code])
@pytest.mark.parametrize("text", LIVE)
def test_live_text_stays_text(text: str, make: object) -> None:
    page = Page(f"before {make(text)} after")  # type: ignore[operator]

    assert page.tags <= {"p", "span", "code"}
    assert page.text.strip() == f"before {text} after"
    assert not [part for part in page.prose if ACTIVE.search(part)]


def test_the_same_text_left_as_it_is_would_act() -> None:
    tags = set().union(*(Page(text).tags for text in LIVE))

    assert {"a", "img", "b", "code", "strong", "del"} <= tags
    assert all(ACTIVE.search(text) for text in LIVE[:3])


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    text = " ".join(shown(text).split())

    page = Page(f"x{prose(text)}x")

    assert page.tags <= {"p", "span"}
    assert page.text.strip() == f"x{text}x"
    assert bare(prose(text)) == text == bare(code(text))
    assert not [part for part in page.prose if ACTIVE.search(part)]


def test_the_table_is_the_counts_of_the_record() -> None:
    text = render("markdown", sample()).decode()
    page = Page(text)

    assert "table" in page.tags
    assert "**Gate failed: 5 open gaps at or above medium.**" in text
    assert re.search(r"<code>hipaa</code> .* \| 0 \| 1 \| 0 \| 2 \| 0 \| 0 \| 3 \|", text)


def test_a_gap_has_its_place_its_line_and_the_way_out() -> None:
    text = render("markdown", sample()).decode()

    page = Page(text)

    assert "attestations/identity.yaml:14:34 11 is below 12" in page.text
    assert "<pre>    parameters: {minimum_length: <b>11</b>, character" in text
    assert "Fix: Raise the minimum length in the identity provider" in page.text
    assert text.count("<details>") == text.count("</details>") == 6


def test_the_accepted_stand_apart_with_their_end() -> None:
    text = render("markdown", sample()).decode()

    accepted = text.partition("### 1 accepted gap\n")[2]

    assert "accepted until 2026-12-15" in accepted
    assert "DEC<span>-</span>7" in accepted


def test_an_incomplete_run_shows_errors_and_no_number() -> None:
    page = Page(render("markdown", refused()).decode())

    assert "nothing here is an assessment" in page.text
    assert "decisions/firewall.yaml:9:12 date 'next spring' is not a date" in page.text
    assert "table" not in page.tags


def test_a_provisional_run_says_so_at_every_list() -> None:
    page = Page(render("markdown", refused(provisional=True)).decode())

    assert "Provisional: what follows holds for what could be read" in page.text
    assert "6 open provisional gaps" in page.text
    assert "1 accepted provisional gap" in page.text
    assert "Gate" not in page.text


def test_whole_gaps_are_left_out_and_counted() -> None:
    record = many(200)
    for row in record["requirements"]:
        row["remediation"] = "@octocat " * 60

    data = render("markdown", record)

    text = data.decode()
    left = re.search(r"\*(\d+) more open gaps left out here", text)
    assert len(data) <= LARGEST
    assert len(data) > LARGEST - 2_000
    assert left is not None
    assert text.count("<details>") == text.count("</details>") == 200 - int(left[1])
    assert text.index("| Framework |") < text.index("<details>")


def test_of_many_errors_the_first_are_shown_and_the_rest_counted() -> None:
    record = refused()
    record["errors"] *= 600

    data = render("markdown", record)

    assert len(data) <= LARGEST
    assert re.search(rb"\*\d+ more problems left out here", data)


def test_a_changed_number_fails_the_read_back() -> None:
    record = sample()
    data = render("markdown", record)

    with pytest.raises(OutputError, match="does not add up"):
        check_of("markdown", record)(
            data.replace(b"| 0 | 1 | 0 | 2 | 0 |", b"| 1 | 1 | 0 | 2 | 0 |")
        )
    with pytest.raises(OutputError, match="statuses differ"):
        check_of("markdown", record)(
            data.replace(b"| 0 | 1 | 0 | 2 | 0 |", b"| 1 | 1 | 0 | 1 | 0 |")
        )


@given(st.lists(st.integers(0, 80), max_size=12), st.integers(200, 600))
def test_pieces_never_exceed_the_limit_and_are_never_cut(sizes: list[int], most: int) -> None:
    pieces = [
        Piece("head"),
        *(Piece(f"<{'é' * size}>", "one", glue="\n") for size in sizes),
        Piece("middle"),
        *(Piece(f"({'x' * size})", "two") for size in sizes),
    ]

    text = fitted(pieces, "tail", most)

    assert len(text.encode()) <= most
    assert text.count("<") == text.count(">")
    assert text.count("(") == text.count(")")
    assert "head" in text
    assert "middle" in text
    assert text.endswith("tail")
    left = sum(int(n) for n in re.findall(r"\*(\d+) more", text))
    assert text.count("<") + text.count("(") + left == 2 * len(sizes)


def test_what_must_stay_and_does_not_fit_is_a_defect() -> None:
    with pytest.raises(ValueError, match="bytes too many"):
        fitted([Piece("x" * 100)], "", 50)
