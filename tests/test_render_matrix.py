"""The gap matrix: each grouping counts the findings of the record, each cell says its state."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.render import looks, render
from checker.render.board import ROWS
from checker.render.matrix import SHORT, TOP, Controls, matrix
from checker.render.reading import read
from checker.render.view import FindingView
from tests.render.sample import (
    OF_REGISTERS,
    STATUSES,
    Result,
    counted,
    decision,
    finding,
    requirement,
    sample,
)
from tests.render.tables import Cell, Row, Table, tables
from tests.render.whole import whole

CSS = Path(__file__).parent.parent / "checker" / "render" / "templates" / "report.css"
FACETS = ("documented", "implemented", "evidenced")
FUNCTIONS = {"GV": "Govern", "ID": "Identify", "PR": "Protect", "DE": "Detect", "RS": "Respond",
             "RC": "Recover"}  # fmt: skip
RECORDS = {"sample": sample, "whole": whole}
GAPS = {"partial", "not_satisfied", "not_attested"}


@cache
def made(name: str) -> Result:
    return RECORDS[name]()


@cache
def page(name: str) -> str:
    return render("html", made(name)).decode()


@cache
def anchors(name: str) -> dict[tuple[str, str], FindingView]:
    """Every finding of the page by requirement and scope."""
    return {(asked.ref, seen.scope.text): seen for asked, seen in read(made(name)).findings}


def key(row: Result) -> tuple[str, str]:
    return f"{row['framework']}:{row['requirement']}", row["scope"]


def asked(record: Result) -> dict[str, Result]:
    return {f"{row['framework']}:{row['id']}": row for row in record["requirements"]}


def part(html: str, start: str, end: str) -> str:
    return html[html.index(start) : html.index(end)]


def sized(html: str, start: str, end: str) -> int:
    return len(part(html, start, end).encode())


def by_status(table: Table, row: Row) -> dict[str, str]:
    """The numbers of a row under the words of the head, glyph left out."""
    heads = [re.sub(r"^\W+ ", "", text) for text in table.rows[0].texts[1:]]
    return dict(zip(heads, row.texts[1:], strict=True))


def is_judged(record: Result, row: Result) -> bool:
    """Whether a finding is satisfied and leaves a question to a person."""
    return row["status"].startswith("satisfied") and bool(asked(record)[key(row)[0]]["judgement"])


def expected(record: Result, rows: list[Result]) -> dict[str, str]:
    found = Counter(row["status"] for row in rows)
    judged = Counter(row["status"] for row in rows if is_judged(record, row))
    words = {
        looks.STATUSES[status].word: f"{found[status]}"
        + (f" {judged[status]} to judge" if judged[status] else "")
        for status in STATUSES
    }
    return words | {"total": str(len(rows))}


def leads_to_the_first(name: str, cells: list[Cell], rows: list[Result]) -> bool:
    """Whether each counted cell leads to the first of `rows` with its status."""
    firsts: dict[str, str] = {}
    for row in rows:
        firsts.setdefault(row["status"], anchors(name)[key(row)].anchor)
    hrefs = [f"#{firsts[status]}" if status in firsts else "" for status in STATUSES]
    return [cell.href for cell in cells] == hrefs


# -- by section


@pytest.mark.parametrize("name", RECORDS)
def test_each_section_counts_its_findings_by_status(name: str) -> None:
    record = made(name)
    html = part(page(name), "By section", "By facet")
    found = tables(html)
    sections = {row: asked(record)[row]["section"] for row in asked(record)}

    assert len(found) == len(record["frameworks"])
    for table, framework in zip(found, record["frameworks"], strict=True):
        of = [row for row in record["findings"] if row["framework"] == framework["id"]]
        by_section = defaultdict(list)
        for row in of:
            by_section[sections[key(row)[0]]].append(row)
        shown = [s["id"] for s in framework["sections"] if s["id"] in by_section]
        bodies = [row for row in table.body if len(row.cells) == 8]
        assert len(bodies) == len(shown)
        for row, section in zip(bodies, shown, strict=True):
            assert by_status(table, row) == expected(record, by_section[section])
            assert leads_to_the_first(name, row.cells[1:7], by_section[section])
        assert table.foot[1:] == list(expected(record, of).values())


def test_sections_without_a_finding_are_one_line() -> None:
    record = sample()
    pending = record["frameworks"][2]
    pending["sections"] += [{"id": f"s{n}", "title": f"Section {n}"} for n in range(12)]

    found = tables(part(render("html", record).decode(), "By section", "By facet"))

    assert found[1].body[-1].texts == ["1 more section", "no finding"]
    assert found[2].body[-1].texts == ["12 more sections", "no requirement written yet"]
    assert [cell.span for cell in found[2].body[-1].cells] == [1, 7]
    assert "Section 11" not in found[2].caption + str(found[2].rows)


# -- by facet


@pytest.mark.parametrize("name", RECORDS)
def test_each_finding_has_one_row_of_its_facets(name: str) -> None:
    record = made(name)
    by_place: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for row in record["findings"]:
        by_place[row["framework"], row["scope"]].append(row)
    rows = [row for table in tables(page(name), "states") for row in table.body]
    in_order = [
        row
        for framework in record["frameworks"]
        for (id_, _), of in by_place.items()
        if id_ == framework["id"]
        for row in of
    ]

    assert len(rows) == len(record["findings"])
    for shown, row in zip(rows, in_order, strict=True):
        assert shown.texts[0] == row["requirement"]
        assert shown.cells[0].href == f"#{anchors(name)[key(row)].anchor}"
        assert shown.texts[1:-1] == facet_words(row)
        judged = ", to judge" if is_judged(record, row) else ""
        assert shown.texts[-1] == f"{status_words(row)}{judged}"
        assert shown.classes == classes(row)


def facet_words(row: Result) -> list[str]:
    if row["status"] == "not_applicable":
        return ["nothing is asked"]
    words = [looks.FACETS[row["facets"][facet]].word for facet in FACETS]
    return [
        word if facet in row["asks_for"] else f"({word})"
        for facet, word in zip(FACETS, words, strict=True)
    ]


def status_words(row: Result) -> str:
    word = looks.STATUSES[row["status"]].word
    if row["status"] not in GAPS:
        return word
    return f"{word}, {row['severity']}" + ("" if row["open"] else ", accepted")


def classes(row: Result) -> str:
    """Good green, bad red, …: spelled out here, so that no table of the code proves itself."""
    facets = {"holds": "g", "fails": "b", "silent": "q"}
    status = {"satisfied": "g4", "satisfied_by_alternative": "a4", "partial": "w4",
              "not_satisfied": "b4", "not_attested": "q4", "not_applicable": "n4"}  # fmt: skip
    if row["status"] == "not_applicable":
        return "N1 n4"
    letters = [
        facets[row["facets"][facet]]
        if facet in row["asks_for"]
        else facets[row["facets"][facet]].upper()
        for facet in FACETS
    ]
    return " ".join(
        [f"{letter}{n}" for n, letter in enumerate(letters, 1)] + [status[row["status"]]]
    )


@pytest.mark.parametrize("name", RECORDS)
def test_the_summary_of_each_scope_carries_its_counts(name: str) -> None:
    html = part(page(name), "By facet", "By control")
    summaries = re.findall(r"<summary>(.*?)</summary>", html, re.DOTALL)
    texts = [re.sub(r"<[^>]+>", "", text) for text in summaries]
    places = Counter((row["framework"], row["scope"]) for row in made(name)["findings"])

    assert len(texts) == len(places)
    for text, ((framework, scope), total) in zip(texts, sorted(places.items()), strict=True):
        of = [
            r for r in made(name)["findings"] if (r["framework"], r["scope"]) == (framework, scope)
        ]
        counts = Counter(looks.STATUSES[row["status"]].word for row in of)
        assert f"scope {scope}: {total} finding" in text
        numbers = re.findall(r"([\d,]+) \S+ ([a-z ]+)", text.split("finding", 1)[1])
        assert {word: int(number) for number, word in numbers} == counts


def test_findings_one_by_one_are_open_only_while_they_are_few() -> None:
    facets = part(page("sample"), "By facet", "By control")
    many = part(page("whole"), "By facet", "By control")

    assert len(sample()["findings"]) < SHORT < len(made("whole")["findings"])
    assert facets.count("<details open>") == facets.count("<details") == 4
    assert many.count("<details>") == many.count("<details") == 3


# -- by control


def control_cell(rows: list[Result]) -> tuple[str, str, str]:
    """Class, text and status of what the link leads to, for the findings that read a control."""
    applicable = [row for row in rows if row["status"] != "not_applicable"]
    gaps = [row for row in applicable if row["status"] in GAPS]
    still_open = [row for row in gaps if row["open"]]
    of = f"of {len(applicable)}"
    if not rows:
        return "", "", ""
    if not applicable:
        return "none", "not applicable", "first"
    if not gaps:
        return "good", f"no gap {of}", ""
    plural = "" if len(gaps) == 1 else "s"
    if not still_open:
        return "warn", f"{len(gaps)} accepted gap{plural} {of}", "gap"
    return "bad", f"{len(gaps)} gap{plural} {of}", "open"


@pytest.mark.parametrize("name", RECORDS)
def test_each_control_counts_the_gaps_of_each_framework(name: str) -> None:
    record = made(name)
    top, *listed = tables(part(page(name), "By control", "By function"), "readings")
    readers: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for row in record["findings"]:
        for control in asked(record)[key(row)[0]]["controls"]:
            readers[control, row["framework"]].append(row)
    rows = [row for table in listed for row in table.body if len(row.cells) > 1]
    by_id = {row["id"]: row for row in record["controls"]}

    assert sorted(full_id(row, listed) for row in rows) == sorted(by_id)
    for shown in [*rows, *top.body]:
        id_ = full_id(shown, listed)
        assert shown.texts[0].startswith(by_id[id_]["title"])
        for cell, framework in zip(shown.cells[1:], record["frameworks"], strict=True):
            of = readers[id_, framework["id"]]
            tone, text, leads = control_cell(of)
            assert (cell.classes, cell.text) == (tone, text)
            assert bool(cell.href) == bool(leads)
            if leads:
                chosen = next(row for row in of if matches(row, leads))
                assert cell.href == f"#{anchors(name)[key(chosen)].anchor}"


def matches(row: Result, leads: str) -> bool:
    return leads == "first" or (row["gap"] and (leads == "gap" or row["open"]))


def full_id(row: Row, listed: list[Table]) -> str:
    """The id of a control: written out in the short list, else within its domain."""
    last = row.texts[0].rpartition(" ")[2]
    if "." in last:
        return last
    domain = ""
    for other in (one for table in listed for one in table.body):
        if len(other.cells) == 1:
            domain = other.texts[0]
        if other is row:
            break
    return f"{domain.replace(' ', '_')}.{last}"


@pytest.mark.parametrize("name", RECORDS)
def test_the_controls_behind_most_gaps_come_first(name: str) -> None:
    record = made(name)
    gaps: Counter[str] = Counter()
    spread: dict[str, set[str]] = defaultdict(set)
    for row in record["findings"]:
        for control in asked(record)[key(row)[0]]["controls"]:
            if row["gap"]:
                gaps[control] += 1
                spread[control].add(row["framework"])
    worst = sorted(gaps, key=lambda id_: (-gaps[id_], -len(spread[id_]), id_))[:TOP]

    top = tables(part(page(name), "By control", "By function"), "readings")[0]

    assert [row.texts[0].rpartition(" ")[2] for row in top.body] == worst


def test_controls_stand_by_domain_and_no_domain_is_torn() -> None:
    found = matrix(read(made("whole")), ROWS).controls
    domains = [group.domain for table in found.tables for group in table]
    sizes = [sum(1 + len(group.rows) for group in table) for table in found.tables]

    assert len(domains) == len(set(domains)) == 24
    assert sum(len(group.rows) for table in found.tables for group in table) == found.total == 245
    assert max(sizes) <= ROWS


@pytest.mark.parametrize("most", [2, 3, 5, 7])
def test_a_domain_longer_than_a_table_goes_on_in_the_next(most: int) -> None:
    found = matrix(read(made("whole")), most).controls

    assert listed(found) == [row["id"] for row in made("whole")["controls"]]
    assert all(sum(1 + len(group.rows) for group in table) <= most for table in found.tables)
    assert all(group.rows for table in found.tables for group in table)


def listed(found: Controls) -> list[str]:
    return [row.control.id for table in found.tables for group in table for row in group.rows]


def test_a_gap_that_only_waits_out_its_acceptance_is_not_shown_as_open() -> None:
    listed = tables(part(page("sample"), "By control", "By function"), "readings")[1]

    accepted = next(row for row in listed.body if row.texts[0].endswith("ruleset_review"))
    assert [(cell.classes, cell.text) for cell in accepted.cells[1:]] == [
        ("", ""),
        ("", ""),
        ("warn", "1 accepted gap of 1"),
    ]


def test_gaps_of_a_control_lead_to_the_first_that_is_open() -> None:
    record = sample()
    first = next(row for row in record["findings"] if row["requirement"] == "1.2.7")
    assert (first["gap"], first["open"]) == (True, False)
    for row in record["requirements"]:
        row["controls"] = ["logging.review"]

    html = render("html", record).decode()

    listed = tables(part(html, "By control", "By function"), "readings")[1]
    cell = next(row.cells[3] for row in listed.body if row.texts[0].endswith("review"))
    assert (cell.text, cell.href) == ("3 gaps of 4", "#pci_dss-8.3.6")


def test_a_control_that_the_record_does_not_hold_or_holds_twice_is_refused() -> None:
    missing, twice = sample(), sample()
    del missing["controls"][0]
    twice["controls"].append(twice["controls"][0])

    with pytest.raises(KeyError, match=r"authentication\.passwords"):
        read(missing)
    with pytest.raises(KeyError, match="controls named twice"):
        read(twice)


# -- by function


@pytest.mark.parametrize("name", RECORDS)
def test_each_function_counts_the_findings_of_its_controls(name: str) -> None:
    record = made(name)
    table = tables(page(name)[page(name).index("By function of NIST CSF 2.0") :])[0]
    by_code: dict[str, list[Result]] = defaultdict(list)
    for row in record["findings"]:
        codes = {code[:2] for code in asked(record)[key(row)[0]]["nist_csf"]}
        for code in codes or {""}:
            by_code[code].append(row)
    titles = [f"{code} {title}" for code, title in FUNCTIONS.items()]
    titles += ["No function"] if by_code[""] else []

    assert [row.texts[0] for row in table.body] == titles
    for row, code in zip(table.body, [*FUNCTIONS, ""], strict=False):
        assert by_status(table, row) == expected(record, by_code[code])
        assert leads_to_the_first(name, row.cells[1:7], by_code[code])
    assert table.foot[1:] == list(expected(record, record["findings"]).values())


def test_a_code_of_no_function_is_counted_as_none_and_not_lost() -> None:
    record = sample()
    for row in record["requirements"]:
        row["nist_csf"] = ["XX.AA-01"] if row["framework"] == "gdpr" else ["DE.CM-01", "DE.AE-02"]

    html = render("html", record).decode()

    table = tables(html[html.index("By function of NIST CSF 2.0") :])[0]
    totals = {row.texts[0]: row.texts[-1] for row in table.body}
    assert totals["DE Detect"] == "9"  # once, though two of its codes are named
    assert totals["No function"] == "3"
    assert totals["PR Protect"] == "0"


# -- glyph, word and colour


def test_every_tone_has_its_letter_and_each_letter_one_tone() -> None:
    tones = {
        look.tone
        for table in (looks.STATUSES, looks.FACETS, looks.CONTROLS)
        for look in table.values()
    }

    assert tones == set(looks.LETTERS)
    assert len({letter.lower() for letter in looks.LETTERS.values()}) == len(looks.LETTERS)
    assert all(letter.islower() for letter in looks.LETTERS.values())


def rules() -> dict[str, str]:
    """Every selector of the style sheet, alone, with its declarations."""
    text = re.sub(r"/\*.*?\*/", "", CSS.read_text(encoding="utf-8"))
    found: dict[str, str] = defaultdict(str)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        for selector in selectors.split(","):
            found[selector.strip()] += body
    return found


@pytest.mark.parametrize("look", looks.FACETS.values(), ids=looks.FACETS)
@pytest.mark.parametrize("column", [1, 2, 3])
def test_a_facet_has_the_glyph_and_the_colour_of_its_state(look: looks.Look, column: int) -> None:
    letter = looks.LETTERS[look.tone]
    cell, muted = (f".{x}{column} > :nth-child({column + 1})" for x in (letter, letter.upper()))

    assert f"color: var(--{look.tone}); background: var(--{look.tone}-bg)" in rules()[cell]
    assert "color: var(--quiet)" in rules()[muted]
    for selector in (f"{cell}::before", f"{muted}::before"):
        assert f'--glyph: "{look.glyph}"' in rules()[selector]


@pytest.mark.parametrize("look", looks.STATUSES.values(), ids=looks.STATUSES)
def test_a_status_has_its_glyph_and_its_colour(look: looks.Look) -> None:
    cell = f".{looks.LETTERS[look.tone]}4 > :last-child"

    assert f"color: var(--{look.tone}); background: var(--{look.tone}-bg)" in rules()[cell]
    assert f'--glyph: "{look.glyph}"' in rules()[f"{cell}::before"]


@pytest.mark.parametrize("look", looks.CONTROLS.values(), ids=looks.CONTROLS)
def test_a_control_has_the_glyph_and_the_colour_of_its_gaps(look: looks.Look) -> None:
    cell = f".readings .{look.tone}"

    assert f"color: var(--{look.tone}); background: var(--{look.tone}-bg)" in rules()[cell]
    assert f'--glyph: "{look.glyph}"' in rules()[f"{cell}::before"]


# -- size, hostile text, nothing to show


def test_a_whole_matrix_stays_small_and_in_tables_of_a_hundred_rows() -> None:
    html = page("whole")

    assert len(made("whole")["findings"]) > 820
    assert len(made("whole")["controls"]) == 245
    assert sized(html, "By facet", "By control") < 130_000
    assert sized(html, "By control", "By function of NIST") < 40_000
    assert max(len(table.body) for table in tables(html)) == ROWS


@pytest.mark.parametrize("attack", ['<b onclick="x">', "::error::x", "\u202e", "{{ 7*7 }}"])
def test_hostile_names_stand_in_their_cells_as_text(attack: str) -> None:
    record = sample()
    for row in record["controls"]:
        row["title"] += attack
        row["domain"] = f"{attack}{row['domain']}"
    for scope in record["scopes"]:
        scope["title"] += attack

    html = render("html", record).decode()

    shown = attack.replace("\u202e", "\\u{202E}")
    found = tables(part(html, "By control", "By function"), "readings")
    named = [row.texts[0] for table in found for row in table.body]
    assert sum(shown in name for name in named) == len(named) == 19
    assert sum(shown in table.caption for table in tables(html, "states")) == 4
    assert not re.search(r"^\s*::", html, re.MULTILINE)


def nothing(**changes: Any) -> Result:
    """A record of frameworks without a requirement."""
    none = dict.fromkeys((*STATUSES, "total"), 0)
    frameworks = [row | {"counts": none} for row in sample()["frameworks"]]
    empty = {"requirements": [], "controls": [], "findings": [], "frameworks": frameworks}
    return sample() | unregistered() | empty | changes


def unregistered() -> Result:
    """No register, since its records refer to findings."""
    return {name: [] for name in OF_REGISTERS}


def test_without_findings_every_grouping_says_so() -> None:
    html = render("html", nothing()).decode()

    sections = tables(part(html, "By section", "By facet"))
    assert [table.body[-1].texts[0] for table in sections] == ["3 more sections"] * 3
    assert tables(html, "states") == []
    assert "No requirement that was assessed reads a control." in html
    functions = tables(html[html.index("By function of NIST CSF 2.0") :])[0]
    assert {row.texts[-1] for row in functions.body} == {"0"}


def test_without_a_gap_no_control_is_behind_one() -> None:
    found = [row for row in sample()["findings"] if row["status"] == "satisfied"]
    frameworks = [row | {"counts": counted(found, row["id"])} for row in sample()["frameworks"]]

    html = render(
        "html", sample() | unregistered() | {"findings": found, "frameworks": frameworks}
    ).decode()

    assert "Controls behind most gaps" not in html
    (listed,) = tables(part(html, "By control", "By function"), "readings")
    texts = {cell.text for row in listed.body for cell in row.cells[1:]}
    assert texts == {"", "no gap of 1"}


def test_a_scope_that_the_record_does_not_describe_keeps_its_rows() -> None:
    record = sample()
    row = requirement("gdpr", "5(2)", "art-32-security", "Accountability is shown")
    record["requirements"].append(row)
    record["findings"].append(finding(row, "nowhere", "satisfied", "hhh"))
    record["frameworks"][0]["counts"] |= {"satisfied": 2, "total": 4}
    record["decisions"].append(decision("DEC-99", "risk_acceptance", "unused", 3))

    html = render("html", record).decode()

    rows = [row.texts for table in tables(html, "states") for row in table.body]
    assert ["5(2)", "(holds)", "holds", "holds", "satisfied"] in rows
