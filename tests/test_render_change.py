"""What a page and a terminal say of the assessment before: the trend, the changes, the history."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from checker.render import render
from checker.render.looks import CHANGES
from checker.render.text import render as render_text
from tests.render.sample import change, history, requirements, sample, tallied
from tests.render.source import source
from tests.test_render_html import read

Json = dict[str, Any]
NONE = "No earlier assessment was given, so nothing is said about change."


def alone() -> Json:
    """A record that was compared with nothing."""
    return sample() | {"previous": None, "history": []}


def older() -> Json:
    """A record as it was made before these keys existed."""
    return {name: value for name, value in sample().items() if name not in {"previous", "history"}}


def part(record: Json | None = None) -> str:
    """The markup of the section on change."""
    html = source(record or sample())
    return html.partition('<section id="change"')[2].partition('<section id="due"')[0]


def words(markup: str) -> str:
    """What a reader sees of it."""
    return " ".join(re.sub("<[^>]*>", " ", markup).split())


def shown(record: Json | None = None, **options: Any) -> str:
    return render_text(record or sample(), **options).decode()


# -- the page


@pytest.mark.parametrize("made", [alone, older])
def test_without_an_earlier_assessment_one_sentence_says_so(made: Callable[[], Json]) -> None:
    section = part(made())

    assert words(section).endswith(NONE)
    assert "<table" not in section
    assert "<svg" not in section
    assert "<details" not in section


def test_the_section_stands_in_the_contents() -> None:
    page = read(alone())

    assert "#change" in page.values("href")
    assert "change" in page.values("id")


def test_the_page_says_how_it_went_on_as_a_whole_and_for_each_framework() -> None:
    said = words(part())

    assert "↕ better and worse since 2026-08-31: 1 new gap, 1 worse, 1 no longer accepted," in said
    assert "Compared with document CHK-0123-4567-89AB , as of 2026-08-31, made by" in said
    assert "What differs between the two: 82 days passed; files that were read: 1 changed" in said
    assert (
        "↕ better and worse General Data Protection Regulation : "
        "1 worse, 1 better, 1 closed; 3 gaps then, 2 now."
    ) in said


def test_where_another_number_of_findings_was_judged_both_numbers_are_said() -> None:
    assert "2 gaps of 2 findings then, 2 gaps of 3 findings now." in words(part())


def test_a_framework_that_one_of_the_two_did_not_assess_is_not_compared() -> None:
    record = sample()
    record["previous"]["frameworks"] = record["previous"]["frameworks"][1:]

    said = words(part(record))

    assert (
        "? not comparable General Data Protection Regulation : "
        "not assessed on 2026-08-31; 2 gaps of 3 findings now."
    ) in said
    assert "? not comparable Own rules : not assessed now; 0 gaps of 4 findings on" in said


@pytest.mark.parametrize(
    ("verdict", "start"),
    [
        ("better", "↑ better since 2026-08-31: "),
        ("worse", "↓ worse since 2026-08-31: "),
        ("mixed", "↕ better and worse since 2026-08-31: "),
        ("same", "= the same since 2026-08-31: "),
        ("not_comparable", "? not comparable with 2026-08-31: no finding stands in both."),
    ],
)
def test_each_verdict_has_its_glyph_and_its_words(verdict: str, start: str) -> None:
    record = sample()
    record["previous"]["verdict"] = verdict

    assert start in words(part(record))


def test_where_nothing_changed_there_is_no_table_of_changes() -> None:
    record = sample()
    record["previous"] |= {"changes": [], "verdict": "same"}

    section = part(record)

    assert "= the same since 2026-08-31: nothing changed; 8 gaps of 16 findings" in words(section)
    assert 'id="table:change"' not in section
    assert "<details" not in section


def test_ten_changes_are_in_view_and_the_others_one_step_away() -> None:
    first, _, others = part().partition("<details>")

    assert first.count("<tr><td>") == 10
    assert "<summary>2 more changes</summary>" in others
    assert others.partition("</details>")[0].count("<tr><td>") == 2


def test_ten_changes_need_no_second_table() -> None:
    record = sample()
    record["previous"]["changes"] = record["previous"]["changes"][:10]

    assert "<details>" not in part(record)
    assert "What changed, the gravest first" in part(record)


def test_many_changes_come_as_tables_of_a_hundred_rows() -> None:
    record = sample()
    asked = requirements()["pci_dss:8.2.8"]
    record["previous"]["changes"] = [
        change(asked, "cde", "closed", "better", "partial", "satisfied")
    ] * 250  # fmt: skip

    section = part(record)

    rows = [table.count("<tr><td>") for table in section.split("<table")[1:]]
    assert rows[:4] == [10, 100, 100, 40]
    assert "Other changes, part 3 of 3" in section
    assert len(section) < 250 * 700


def test_every_kind_of_change_is_shown_with_its_glyph_and_word() -> None:
    section = part()

    for look in CHANGES.values():
        assert f"{look.glyph} {look.word}</b>" in section


def test_a_change_leads_to_its_finding_and_one_that_is_gone_leads_nowhere() -> None:
    page = read()
    ids = set(page.values("id"))
    section = part()

    links = re.findall(r'<th scope="row"><a href="#([^"]+)"><bdi>([^<]+)', section)
    assert len(links) == 11
    assert {anchor for anchor, _ in links} <= ids
    assert ("pci_dss-8.3.6", "pci_dss:8.3.6") in links
    assert '<th scope="row"><bdi>pci_dss:1.2.9</bdi> <bdi>Old rules are removed</bdi> ' in section


def test_then_and_now_are_said_with_what_is_open_and_what_is_accepted() -> None:
    said = words(part())

    assert "✓ satisfied , now ✕ not satisfied , open" in said
    assert "◐ partial , now ◐ partial , accepted" in said
    assert "no finding, now ✕ not satisfied , open" in said
    assert "◐ partial , now no finding" in said


@pytest.mark.parametrize(("one", "head"), [(True, "Due to"), (False, "May be due to")])
def test_only_a_single_difference_is_called_the_cause(one: bool, head: str) -> None:
    record = sample()
    record["previous"]["one_difference"] = one

    assert f'<th scope="col">{head}</th>' in part(record)
    assert f"; {head.lower()}: 82 days passed" in shown(record)


def test_a_cause_names_its_place_unless_it_is_that_file() -> None:
    section = part()

    assert "<p>attestations/identity.yaml was changed</p>" in section
    assert "decisions/2026.yaml:48:5" in section


def board(record: Json | None = None) -> str:
    """The markup of the first screen."""
    page = source(record or sample())
    return page.partition('<section id="verdict"')[2].partition('<div class="layout">')[0]


def test_the_first_screen_says_it_in_a_line_with_the_gravest_and_a_way_to_the_rest() -> None:
    said = words(board())

    assert "↕ better and worse since 2026-08-31: 1 new gap, 1 worse, 1 no longer accepted," in said
    assert (
        "Gravest: gdpr:33(1) (worse, registers/incidents.yaml is gone ), pci_dss:11.3.2 "
        "(applies now, profile: employees is 430, was 12 ). What changed and why"
    ) in said
    assert '<a href="#change">What changed and why</a>' in board()


def test_the_first_screen_names_nothing_as_grave_where_nothing_is_worse() -> None:
    record = sample()
    changes = [row for row in record["previous"]["changes"] if row["effect"] != "worse"]
    record["previous"] |= {"changes": changes, "verdict": "better"}

    assert "↑ better since 2026-08-31: 1 newly accepted" in words(board(record))
    assert "Gravest:" not in board(record)


def test_a_line_on_change_takes_the_room_of_two_gaps_so_that_the_board_prints_on_one_page() -> None:
    def rows(record: Json) -> int:
        return board(record).partition('class="top"')[2].count("<tr><td>")

    assert rows(alone()) == 6
    assert rows(sample()) == 4


def test_the_first_screen_is_silent_on_change_without_an_earlier_assessment() -> None:
    assert " since " not in words(board(alone()))


@pytest.mark.parametrize("audience", ["board", "management", "auditor"])
def test_every_audience_is_told_what_changed(audience: str) -> None:
    page = render("html", sample(), audience=audience).decode()

    assert "Since the last assessment" in page
    assert "registers/incidents.yaml is gone" in page


# -- the history


def test_the_history_is_shown_only_where_there_is_one() -> None:
    assert 'id="history"' in part()
    assert 'id="history"' not in part(sample() | {"history": []})


def test_every_framework_has_bars_with_values_and_a_text_alternative() -> None:
    section = part()

    labels = re.findall(r'role="img" aria-label="([^"]*)"', section)
    assert labels == [
        "Gaps by day: 2026-05-31 not assessed, 2026-08-31 3, 2026-11-21 2",
        "Gaps by day: 2026-05-31 2, 2026-08-31 2, 2026-11-21 2",
        "Gaps by day: 2026-05-31 3, 2026-08-31 3, 2026-11-21 3",
    ]
    for label in labels:
        for day_and_number in label.removeprefix("Gaps by day: ").split(", "):
            day, _, number = day_and_number.partition(" ")
            assert f">{number}</text>" in section
            assert f">{day}</text>" in section


def test_the_table_has_the_numbers_of_the_bars() -> None:
    said = words(part().partition('id="table:history"')[2])

    assert "2026-05-31 not assessed 2 of 2 3 of 7 5" in said
    assert "2026-08-31 3 of 3 2 of 2 3 of 7 7" in said
    assert "2026-11-21 this one 2 of 3 2 of 3 3 of 6 6" in said


def test_bars_are_as_tall_as_their_gaps() -> None:
    record = sample()
    record["history"][0]["frameworks"] = [{"id": "hipaa", "counts": tallied(partial=4)}]
    record["history"][1]["frameworks"] = [{"id": "hipaa", "counts": tallied(satisfied=3)}]

    hipaa = part(record).split("<svg")[2].partition("</svg>")[0]

    heights = [int(found) for found in re.findall(r'<rect[^>]* height="(\d+)"', hipaa)]
    assert heights == [96, 48]  # 4 gaps, none, 2


def test_a_bar_over_another_number_of_findings_is_outlined_and_said_to_be() -> None:
    section = part()

    assert '<rect class="other"' in section
    assert "An outlined bar stands for an assessment that judged another number" in section

    record = sample()
    counts = {row["id"]: row["counts"] for row in record["frameworks"]}
    record["history"] = [
        point | {"frameworks": [{"id": id_, "counts": counts[id_]} for id_ in counts]}
        for point in history()
    ]
    assert '<rect class="other"' not in part(record)
    assert "An outlined bar" not in part(record)


def test_a_long_history_shows_its_last_twelve() -> None:
    record = sample()
    point = history()[1]
    record["history"] = [point | {"as_of": f"2025-01-{day:02}"} for day in range(1, 32)]

    section = part(record)

    assert "The last 12 of 32 assessments; the record holds all of them." in section
    assert section.count("<svg") == 3
    assert section.count('class="day"') == 36
    assert "2025-01-20" not in section
    assert "2025-01-21" in section


def test_a_framework_without_gaps_has_a_zero_and_no_bar() -> None:
    record = sample()
    for point in record["history"]:
        point["frameworks"] = [{"id": "gdpr", "counts": tallied(satisfied=3)}]

    gdpr = part(record).split("<svg")[1].partition("</svg>")[0]

    assert gdpr.count(">0</text>") == 2
    assert gdpr.count("<rect") == 1


# -- the terminal


def test_the_terminal_says_nothing_without_an_earlier_assessment() -> None:
    assert " since " not in shown(alone())
    assert shown(alone()) == shown(older())


def test_the_terminal_tells_the_changes_one_a_line_after_the_matrix() -> None:
    text = shown()
    block = text.partition("Better and worse since 2026-08-31: ")[2].partition("\n\n")[0]

    assert text.index("all sections") < text.index("Better and worse since") < text.index("\ngap[")
    assert block.startswith("1 new gap, 1 worse, 1 no longer accepted, 1 applies now, 1 added,")
    lines = [line for line in block.splitlines() if " scope " in line]
    assert len(lines) == 12
    assert lines[2] == (
        "  new gap[pci_dss:8.3.6] scope cde, high: satisfied, now not satisfied, open; may be due "
        "to: attestations/identity.yaml was changed; made by checker 0.1.0, was by 0.0.9"
    )
    assert lines[4].endswith(
        "may be due to: DEC-10 expired on 2026-10-31 (decisions/2026.yaml:48:5)"
    )


def test_lesser_changes_are_hidden_by_name_and_counted() -> None:
    text = shown(min_severity="high")

    assert "new gap[pci_dss:8.3.6]" in text
    assert "closed[gdpr:37(1)]" not in text
    assert "  7 changes below high not shown" in text
    assert "1 new gap, 1 worse, 1 no longer accepted" in text


def test_colour_changes_no_word_of_the_changes() -> None:
    assert re.sub("\x1b\\[[0-9;]*m", "", shown(color=True)) == shown()


def test_a_provisional_run_says_nothing_of_change() -> None:
    from tests.render.sample import refused

    assert " since " not in render_text(refused(provisional=True)).decode()
