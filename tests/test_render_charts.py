"""Charts: their numbers are those counted, nothing is drawn outside, no label lies on another."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.render import render
from checker.render.agenda import KINDS, brief, due, lapses
from checker.render.charts import (
    BASELINE,
    DIGIT,
    LANE_HEIGHT,
    LOWEST,
    NARROWEST_BAR,
    SHORTEST,
    WHOLE,
    Lane,
    Mark,
    Timeline,
    bar,
    timeline,
)
from checker.render.looks import STATUSES
from checker.render.reading import read
from checker.render.text import render as render_text
from checker.render.view import Cell
from tests.render.sample import OF_REGISTERS, Result, sample

AS_OF = "2026-11-21"
# The strip on a phone of 320 CSS pixels, and how wide its characters are there at most.
PHONE, CHARACTER, DENSE = 288, 0.62 * 11.2, 0.64 * 8.96


def cells(*counts: int) -> tuple[Cell, ...]:
    return tuple(Cell(look, count) for look, count in zip(STATUSES.values(), counts, strict=True))


# -- bars


@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_the_pieces_of_a_bar_are_always_the_whole_of_it(counts: list[int]) -> None:
    found = bar(cells(*counts))

    assert sum(piece.length for piece in found) == (WHOLE if any(counts) else 0)
    assert [piece.number for piece in found] == [count for count in counts if count]
    assert all(first.start + first.length == second.start for first, second in pairwise(found))
    assert all(piece.length >= SHORTEST for piece in found)
    assert all(piece.start >= 0 for piece in found)


@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_a_longer_piece_never_stands_for_less(counts: list[int]) -> None:
    found = bar(cells(*counts))

    for first in found:
        for second in found:
            assert first.number >= second.number or first.length <= second.length


@given(st.lists(st.integers(0, 4000), min_size=6, max_size=6))
def test_a_number_stands_on_a_piece_only_where_it_fits(counts: list[int]) -> None:
    for piece in bar(cells(*counts)):
        room = piece.length * NARROWEST_BAR / WHOLE
        assert not piece.has_room or room >= DIGIT * len(f"{piece.number:,}")


def test_a_bar_of_nothing_is_empty_and_one_of_everything_is_whole() -> None:
    assert bar(cells(0, 0, 0, 0, 0, 0)) == ()
    (piece,) = bar(cells(0, 0, 0, 7, 0, 0))
    assert (piece.x, piece.width, piece.middle, piece.look.key) == (
        *("0%", "100%", "50%"),
        "not_satisfied",
    )


def test_one_of_a_thousand_is_seen() -> None:
    good, bad = bar(cells(999, 0, 0, 1, 0, 0))

    assert (good.length, bad.length, bad.has_room) == (WHOLE - SHORTEST, SHORTEST, False)


def test_the_page_draws_the_bars_with_their_numbers() -> None:
    html = render("html", sample()).decode()

    first = re.search(r"<svg class=bar.*?</svg>", html, re.DOTALL)
    assert first
    assert "1 satisfied, 0 satisfied by alternative, 1 partial, 0 not satisfied" in first[0]
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="?([\d.]+)%', first[0])]
    assert sum(widths) == pytest.approx(100)
    assert re.findall(r">(\d+)</text>", first[0]) == ["1", "1", "1"]


# -- the timeline


def made(*days: tuple[str, str], as_of: str = AS_OF) -> Timeline:
    return timeline(as_of, KINDS, days)


def lane(found: Timeline, kind: str) -> Lane:
    return next(one for one in found.lanes if one.key == kind)


def marks(found: Timeline) -> list[tuple[int, bool]]:
    return [(mark.number, mark.is_overdue) for one in found.lanes for mark in one.marks]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-20", "1 overdue"),
        ("2026-11-21", "1 in November 2026"),
        ("2026-11-30", "1 in November 2026"),
        ("2026-12-01", "1 in December 2026"),
        ("2027-02-28", "1 in February 2027"),
        ("2027-11-21", "1 in November 2027"),
        ("2027-11-22", "none until 2027-11-21"),
    ],
)
def test_what_lapses_stands_in_its_month_up_to_the_same_day_a_year_later(
    day: str, sentence: str
) -> None:
    assert lane(made(("policy", day)), "policy").sentence == sentence


def test_a_leap_day_is_followed_by_the_last_of_february() -> None:
    found = made(("policy", "2029-02-28"), ("policy", "2029-03-01"), as_of="2028-02-29")

    assert found.until == "2029-02-28"
    assert found.total == 1


def test_the_last_year_there_is_has_one_month() -> None:
    found = made(("evidence", "9999-12-31"), ("evidence", "9999-12-30"), as_of="9999-12-15")

    assert [(tick.month, tick.year) for tick in found.ticks] == [("Dec", "9999")]
    assert marks(found) == [(2, False)]
    assert lane(found, "evidence").sentence == "2 in December 9999"


def test_nothing_due_is_a_timeline_of_nothing() -> None:
    found = made()

    assert found.total == 0
    assert {one.sentence for one in found.lanes} == {"none until 2027-11-21"}
    assert timeline(AS_OF, {}, ()).lanes == ()


def test_a_kind_without_a_lane_is_a_defect() -> None:
    with pytest.raises(KeyError):
        made(("holiday", "2026-12-24"))


def test_months_are_named_and_the_year_where_it_begins() -> None:
    ticks = made().ticks

    assert [tick.month for tick in ticks][:3] == ["Nov", "Dec", "Jan"]
    assert len(ticks) == 13
    assert [tick.year for tick in ticks if tick.year] == ["2026", "2027"]
    assert [tick.year for tick in made(as_of="2026-12-05").ticks][:2] == ["", "2027"]


offsets = st.integers(-400, 500)
kinds = st.sampled_from(sorted(KINDS))
times = st.sampled_from([1, 1, 2, 9, 60, 150])
entries = st.lists(st.tuples(kinds, offsets, times), max_size=15).map(
    lambda rows: [(kind, offset) for kind, offset, number in rows for _ in range(number)]
)
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def drawn(start: date, found: list[tuple[str, int]]) -> Timeline:
    dated = [(kind, (start + timedelta(offset)).isoformat()) for kind, offset in found]
    return made(*dated, as_of=start.isoformat())


@given(days, entries)
def test_everything_up_to_a_year_ahead_is_counted_once(
    start: date, found: list[tuple[str, int]]
) -> None:
    chart = drawn(start, found)

    end = date.fromisoformat(chart.until)
    assert chart.total == sum(start + timedelta(offset) <= end for _, offset in found)
    assert sum(number for number, _ in marks(chart)) == chart.total
    assert sum(number for number, late in marks(chart) if late) == sum(o < 0 for _, o in found)
    for one in chart.lanes:
        assert sum(numbers(one.sentence)) == one.total


def numbers(sentence: str) -> list[int]:
    found = re.findall(r"([\d,]+) (?:in|overdue)", sentence)
    return [int(number.replace(",", "")) for number in found]


@given(days, entries)
def test_nothing_is_drawn_outside_and_no_label_lies_on_another(
    start: date, found: list[tuple[str, int]]
) -> None:
    chart = drawn(start, found)

    for one in chart.lanes:
        for mark in one.marks:
            assert mark.left >= 0
            assert mark.left + mark.width <= 100
            assert mark.line >= 0.8  # the number's height, above the line it stands on
            assert mark.top + mark.height == pytest.approx(BASELINE)
            assert LANE_HEIGHT >= BASELINE
            assert mark.height >= LOWEST
        for first, second in pairwise(one.marks):
            assert first.left + first.width < second.left
            labels = f"{first.number}", f"{second.number}"
            size = DENSE if chart.is_dense else CHARACTER
            assert apart(middle(first), middle(second), *labels, size)
    shown = [(float(tick.x[:-1]), tick.month) for tick in chart.ticks if not tick.is_minor]
    for left, right in pairwise([(float(chart.overdue[:-1]), "overdue"), *shown]):
        assert apart(left[0], right[0], left[1], right[1])
    years = [(float(tick.x[:-1]), tick.year) for tick in chart.ticks if tick.year]
    for left, right in pairwise(years):
        assert apart(left[0], right[0], left[1], right[1])


def test_numbers_of_three_digits_are_smaller_on_a_phone() -> None:
    many = [("evidence", "2027-02-01"), ("evidence", "2027-03-01")] * 100
    few = made(*many[:198])
    dense = made(*many)
    first, second = lane(dense, "evidence").marks

    assert (few.is_dense, dense.is_dense) == (False, True)
    assert not apart(middle(first), middle(second), "100", "100")
    assert apart(middle(first), middle(second), "100", "100", DENSE)


def test_the_page_marks_the_lanes_of_three_digits() -> None:
    record = sample()
    row = record["policies"][0]
    record["policies"] = [row | {"id": f"P{number}"} for number in range(100)]

    html = render("html", record).decode()

    assert 'class="strip dense"' in html
    assert 'class="strip dense"' not in render("html", sample()).decode()


def middle(mark: Mark) -> float:
    return mark.left + mark.width / 2


def apart(first: float, second: float, left: str, right: str, size: float = CHARACTER) -> bool:
    """Whether two centred labels keep clear of each other on a phone."""
    return (second - first) / 100 * PHONE >= (len(left) + len(right)) / 2 * size


@given(days, entries)
def test_a_higher_bar_never_stands_for_less(start: date, found: list[tuple[str, int]]) -> None:
    bars = [mark for one in drawn(start, found).lanes for mark in one.marks]

    for first in bars:
        for second in bars:
            assert first.number >= second.number or first.height <= second.height


# -- what lapses


def record(**evidence: Any) -> Result:
    """A record in which one artefact stands behind one finding, and lapses in ten days."""
    made = sample()
    row = made["findings"][8]
    made["findings"] = [row | {"evidence": ["E1"], "attestations": []}]
    made["decisions"] = made["policies"] = made["attestations"] = []
    made |= {name: [] for name in OF_REGISTERS}
    made["evidence"] = [made["evidence"][0] | {"until": "2026-12-01"} | evidence]
    made["frameworks"] = [made["frameworks"][2]]
    counts = dict.fromkeys(made["frameworks"][0]["counts"], 0)
    made["frameworks"][0]["counts"] = counts | {"satisfied": 1, "total": 1}
    made["requirements"] = [r for r in made["requirements"] if r["framework"] == "pci_dss"]
    return made


def said(found: Result) -> list[tuple[str, str, str]]:
    return [(item.day, item.what, item.detail) for item in lapses(read(found))]


ONE = ("2026-12-01", "Configuration export E1 lapses",
       "evidence/artefact-1.json, 1 requirement rests on it")  # fmt: skip


def test_evidence_lapses_for_the_requirements_that_rest_on_it() -> None:
    assert said(record()) == [ONE]


def test_evidence_that_does_not_age_never_lapses() -> None:
    assert said(record(until="")) == []


def test_evidence_of_a_kind_that_is_not_accepted_is_not_rested_on() -> None:
    assert said(record(kind="scan_report")) == []


def test_evidence_is_not_rested_on_where_it_is_not_asked_for() -> None:
    found = record()
    found["findings"][0]["asks_for"] = ["implemented"]

    assert said(found) == []


def test_evidence_is_not_rested_on_where_nothing_applies() -> None:
    found = record()
    found["findings"][0] |= {"status": "not_applicable"}

    assert said(found) == []


def test_evidence_that_is_too_old_is_overdue_while_a_finding_lacks_it() -> None:
    found = record(until="2026-09-01")
    place = found["evidence"][0]["uses"][0]["place"]
    reason = {"facet": "evidenced", "kind": "evidence", "message": "is old", "place": place,
              "related": []}  # fmt: skip

    assert said(found) == []  # something younger stands in for it

    found["findings"][0]["observations"] = [reason]
    assert said(found) == [("2026-09-01", *ONE[1:])]
    assert due(read(found))[0].when == "81 days ago"

    found["findings"][0]["observations"] = [reason | {"kind": "value"}]
    assert said(found) == []


def test_one_file_is_one_line_on_its_first_day() -> None:
    found = record()
    other = found["evidence"][0] | {"ref": "E2", "until": "2026-11-30", "date": "2026-08-30"}
    found["evidence"].append(other)
    found["findings"][0]["evidence"].append("E2")

    ((day, what, detail),) = said(found)

    assert (day, what) == ("2026-11-30", "Configuration export E2 lapses")
    assert detail == ONE[2]


def test_who_signed_the_claim_is_asked_for_newer_evidence() -> None:
    found = record()
    found["attestations"] = sample()["attestations"][:1]
    uses = found["evidence"][0]["uses"]
    assert uses[0]["claim"] == found["attestations"][0]["id"]
    found["findings"][0]["owner"] = "li.chen"

    (item,) = [item for item in lapses(read(found)) if item.kind == "evidence"]

    assert item.who == "Dana Reyes, Head of IT"


def test_a_terminal_names_the_evidence_of_one_day_in_one_line() -> None:
    found = record()
    for number in range(2, 6):
        row = found["evidence"][0] | {"ref": f"E{number}", "path": f"evidence/{number}.json"}
        found["evidence"].append(row)
        found["findings"][0]["evidence"].append(row["ref"])

    lines = [line for line in render_text(found).decode().splitlines() if "lapse" in line]

    assert lines == [
        "  2026-12-01  5 files of evidence lapse: evidence/artefact-1.json, evidence/2.json "
        "and 3 more, in 10 days (Dana Reyes, Head of IT)"
    ]
    assert len(due(read(found))) == 5


def test_briefly_said_is_nothing_left_out_but_evidence() -> None:
    items = lapses(read(sample()))

    others = [item for item in items if item.kind != "evidence"]
    assert [item for item in brief(items) if item.kind != "evidence"] == others


# -- the page


def test_the_page_draws_the_timeline_and_says_the_same_as_text() -> None:
    html = render("html", sample()).decode()

    charts = re.findall(r'<svg class=strip [^>]*role=img aria-label="([^"]*)"', html)
    text = re.search(r"The same as text</summary>(.*?)</details>", html, re.DOTALL)
    assert text
    said = [
        " ".join(line.split())
        for line in re.findall(r"<li>(.*?)(?=<li>|</ul>)", text[1], re.DOTALL)
    ]
    assert charts == said
    assert charts[0] == "Attestations: 1 overdue, 1 in January 2027"
    assert charts[1] == "Evidence: 1 in December 2026"
    assert charts[2] == "Policy reviews: 1 overdue, 1 in February 2027"
    assert charts[3] == "Register reviews: 1 overdue, 1 in December 2026, 1 in June 2027"
    assert charts[4] == "Decisions: 1 in December 2026, 1 in September 2027"


def test_a_kind_of_which_there_is_nothing_has_no_lane() -> None:
    record = sample()
    record["policies"] = []

    html = render("html", record).decode()

    titles = re.findall(
        r'role=img aria-label="([A-Z][a-z ]+):', html[html.index("<section id=due") :]
    )
    assert titles == ["Attestations", "Evidence", "Register reviews", "Decisions"]


def test_the_table_below_holds_the_next_ninety_days() -> None:
    html = render("html", sample()).decode()

    table = html[html.index("id=table:due-1") : html.index("<section id=matrix")]
    assert re.findall(r"<td class=date>([\d-]+)", table) == [
        *("2026-03-31", "2026-09-01", "2026-10-01", "2026-12-01", "2026-12-02", "2026-12-15"),
        *("2027-01-31", "2027-02-01"),
    ]
    assert "evidence/artefact-1.json, 1 requirement rests on it" in table


def test_many_dates_come_in_tables_of_a_hundred() -> None:
    found = sample()
    row = found["policies"][0]
    found["policies"] = [
        row | {"id": f"POL-{number}", "review_due": "2026-12-24"} for number in range(150)
    ]

    html = render("html", found).decode()

    part = html[html.index("<section id=due") : html.index("<section id=matrix")]
    assert [table.count("<tr") - 1 for table in part.split("<table")[1:]] == [100, 56]
    assert "due within 90 days of 2026-11-21, part 2 of 2" in part


def test_a_page_with_nothing_due_says_so() -> None:
    found = sample()
    for name in ("policies", "attestations", "decisions", "evidence", *OF_REGISTERS):
        found[name] = []
    for row in found["findings"]:
        row |= {"evidence": [], "relied_on": [], "decisions": [], "attestations": []}

    html = render("html", found).decode()

    assert "Nothing lapses until 2027-11-21." in html
    assert "Nothing is overdue or falls due within 90 days of 2026-11-21." in html
    assert "class=strip" not in html
