"""The findings as CSV: RFC 4180, stable columns, nothing that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import OutputError
from checker.render import check_of, render
from checker.render.csv import COLUMNS, NAMES, cell, counts, plain
from checker.text import HIDDEN
from tests.conftest import Golden
from tests.render.meridian import meridian
from tests.render.sample import known, refused, sample
from tests.test_render_hostile import ATTACKS, poisoned

DOCS = Path(__file__).parent.parent / "docs"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"]
DRESSES = ["{}", " {}", '"{}', "'{}", "'\" {}", "a;{}", "a; {}", 'a;"{}', "\n{}", "\t{}", "\r{}"]
SIGNS = frozenset("=+-@＝＋－＠")


def table(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))


def rows(result: dict[str, Any]) -> list[dict[str, str]]:
    header, *lines = table(render("csv", result))
    return [dict(zip(header, line, strict=True)) for line in lines]


def calculates(text: str) -> bool:
    """Whether a spreadsheet would take a cell with this text for a formula."""
    return text.lstrip(' "')[:1] in SIGNS and bool(text.strip())


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("complete", sample()),
        ("known", known()),
        ("incomplete", refused()),
        ("provisional", refused(provisional=True)),
    ],
)
def test_the_table_equals_its_golden_file(
    golden: Golden, name: str, result: dict[str, Any]
) -> None:
    golden(f"{name}.csv", render("csv", result))


def test_the_names_of_columns_are_stable() -> None:
    assert NAMES == (
        "framework", "requirement", "title", "scope", "status", "label", "severity", "documented",
        "implemented", "evidenced", "asked", "gap", "owner", "target", "effort_days", "place",
        "message", "decisions", "evidence", "citation", "version", "written", "as_of", "document",
        "ref", "known_from", "known", "previous", "since", "change", "before", "causes",
    )  # fmt: skip
    assert all(column.about for column in COLUMNS)


def test_lines_end_as_rfc_4180_says_and_there_is_no_byte_order_mark() -> None:
    data = render("csv", sample())

    assert data.startswith(b"framework,requirement,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r") == data.count(b"\n") == data.count(b"\r\n")


def test_a_row_holds_what_the_record_says_of_its_finding() -> None:
    result = sample()
    by_name = {
        (row["framework"], row["requirement"], row["scope"]): row
        for row in rows(result)
        if row["status"] != "removed"
    }

    assert len(by_name) == len(result["findings"])
    for finding in result["findings"]:
        row = by_name[finding["framework"], finding["requirement"], finding["scope"]]
        assert row["ref"] == f"{finding['framework']}:{finding['requirement']}"
        assert row["status"] == finding["status"]
        assert row["label"] == finding["label"]
        assert row["severity"] == finding["severity"]
        assert {name: row[name] for name in finding["facets"]} == finding["facets"]
        assert set(row["asked"].split()) == set(finding["asks_for"])
        assert row["gap"] == (
            "" if not finding["gap"] else "open" if finding["open"] else "accepted"
        )
        assert row["target"] == finding["target"]
        assert row["decisions"].split() == finding["decisions"]
        assert row["evidence"].split() == finding["evidence"]


def test_the_place_and_the_message_are_those_of_the_first_reason_that_is_asked() -> None:
    found = {row["requirement"]: row for row in rows(sample())}["8.3.6"]

    assert found["place"] == "attestations/identity.yaml:14:34"
    assert found["message"] == "11 is below 12"
    assert found["owner"] == "Dana Reyes, Head of IT"


def test_the_first_reason_that_is_asked_comes_before_one_that_is_shown_alone() -> None:
    result = sample()
    finding = next(f for f in result["findings"] if f["requirement"] == "8.3.6")
    first = next(o for o in finding["observations"] if o["facet"] == "implemented")
    unasked = deepcopy(first) | {"facet": "documented", "message": "shown alone"}
    finding["observations"].insert(0, unasked)
    assert "documented" not in finding["asks_for"]

    found = {row["requirement"]: row for row in rows(result)}["8.3.6"]

    assert found["message"] == first["message"]


def test_every_row_says_how_much_of_its_framework_is_written() -> None:
    result = meridian()
    written = {f["id"]: f"{f['written']} of {f['of']}" for f in result["frameworks"]}

    found = {(row["framework"], row["written"]) for row in rows(result)}

    assert found == set(written.items())


def test_the_page_on_sheets_tells_of_every_column() -> None:
    page = (DOCS / "sheets.md").read_text(encoding="utf-8")

    told = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", page, re.MULTILINE)

    assert told == [(column.name, column.about) for column in COLUMNS]


def by_finding(result: dict[str, Any]) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["ref"], row["scope"]): row for row in rows(result)}


def test_each_finding_says_what_became_of_it_since_the_earlier_assessment() -> None:
    result = sample()
    changes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in result["previous"]["changes"]:
        changes.setdefault((f"{one['framework']}:{one['requirement']}", one["scope"]), []).append(
            one
        )

    found = by_finding(result)

    assert changes.keys() <= found.keys()
    for key, row in found.items():
        told = changes.get(key, [])
        assert row["change"].split() == [one["kind"] for one in told]
        assert row["before"] == (told[0]["before"] if told else "")
        causes = [cause["message"] for one in told for cause in one["causes"]]
        assert [cause.partition(" (")[0] for cause in filter(None, row["causes"].split("; "))] == [
            cause.partition(" (")[0] for cause in causes
        ]
        assert (row["previous"], row["since"]) == ("CHK-0123-4567-89AB", "2026-08-31")


def test_a_cause_has_its_place_where_its_text_has_none() -> None:
    found = by_finding(sample())

    assert found["hipaa:164.312(b)", "ephi"]["causes"] == (
        "DEC-10 expired on 2026-10-31 (decisions/2026.yaml:48:5)"
    )
    assert found["pci_dss:8.3.6", "cde"]["causes"] == (
        "attestations/identity.yaml was changed; made by checker 0.1.0, was by 0.0.9"
    )


def test_two_changes_of_one_finding_are_one_row_and_a_cause_of_both_is_told_once() -> None:
    result = sample()
    first = result["previous"]["changes"][2]
    second = first | {"kind": "no_longer_accepted", "before": ""}
    result["previous"]["changes"].append(second)

    row = by_finding(result)["pci_dss:8.3.6", "cde"]

    assert row["change"] == "new_gap no_longer_accepted"
    assert row["before"] == "satisfied"
    assert row["causes"].count("was changed") == 1


def test_what_is_no_finding_any_more_is_a_row_of_its_own() -> None:
    result = sample()

    row = by_finding(result)["pci_dss:1.2.9", "cde"]

    assert {name: text for name, text in row.items() if text} == {
        "framework": "pci_dss", "requirement": "1.2.9", "title": "Old rules are removed",
        "scope": "cde", "status": "removed", "severity": "medium", "as_of": "2026-11-21",
        "document": row["document"], "ref": "pci_dss:1.2.9", "previous": "CHK-0123-4567-89AB",
        "since": "2026-08-31", "change": "removed", "before": "partial",
        "causes": "82 days passed",
    }  # fmt: skip


def test_each_open_gap_says_whether_it_is_known_and_what_was_known_whether_it_is_fixed() -> None:
    found = by_finding(known())

    assert {row["known_from"] for row in found.values()} == {"the baseline as of 2026-10-31"}
    assert {key: row["known"] for key, row in found.items() if row["known"]} == {
        ("gdpr:32(1)(d)", "eu"): "known",
        ("gdpr:33(1)", "eu"): "new",
        ("hipaa:164.308(b)(1)", "ephi"): "known",
        ("hipaa:164.312(b)", "ephi"): "known",
        ("pci_dss:8.3.6", "cde"): "worse",
        ("pci_dss:11.3.2", "cde"): "known",
        ("pci_dss:8.2.8", "cde"): "fixed",
        ("pci_dss:1.2.9", "cde"): "fixed",
    }


def test_what_was_known_and_is_not_asked_any_more_is_a_row_without_any_change_too() -> None:
    result = known() | {"previous": None}

    row = by_finding(result)["pci_dss:1.2.9", "cde"]

    assert (row["status"], row["known"], row["change"], row["title"]) == (
        "removed",
        "fixed",
        "",
        "",
    )


def test_where_nothing_was_given_nothing_is_said_of_change_or_of_what_was_known() -> None:
    for row in rows(sample() | {"previous": None}):
        names = ("known_from", "known", "previous", "since", "change", "before", "causes")
        assert [row[name] for name in names] == [""] * 7


@pytest.mark.parametrize(
    ("number", "text"), [(3, "3"), (2.5, "2.5"), (1200.0, "1200"), (0, "0"), (0.1, "0.1")]
)
def test_a_number_is_written_as_programs_read_it(number: float, text: str) -> None:
    assert plain(number) == text
    assert float(text) == number


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula: str, dress: str) -> None:
    result = sample()
    result["requirements"][0]["title"] = dress.format(formula)

    title = rows(result)[0]["title"]

    assert "'" in title
    assert not any(calculates(part) for part in title.split(";"))


@pytest.mark.parametrize("text", ["a-b", "2 + 2", "x=1", "li@chen.example", "a; b", "8.3.6", ""])
def test_a_cell_that_is_no_formula_is_left_alone(text: str) -> None:
    assert cell(text) == text


def test_of_many_random_texts_none_begins_a_cell_as_a_formula() -> None:
    chance = random.Random(14)  # noqa: S311 - no secret
    alphabet = "=+-@＝＋－＠ ;,'\"\t\r\nab1|!\\"

    for _ in range(20_000):
        text = "".join(chance.choices(alphabet, k=chance.randint(0, 8)))
        shown = cell(text)
        assert shown.replace("'", "") == text.replace("'", "")
        assert not any(calculates(part) for part in shown.split(";")), text


@given(st.text(), st.sampled_from(FORMULAS))
def test_no_delimiter_makes_a_formula_of_a_text(text: str, formula: str) -> None:
    result = sample()
    result["requirements"][0]["title"] = f"{text};{formula}"
    data = render("csv", result)

    for delimiter in (",", ";"):
        for line in table(data, delimiter):
            assert not any(calculates(part) for part in line)


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_in_its_cell_and_shows_itself(attack: str) -> None:
    result = poisoned(known(), ATTACKS[attack])
    data = render("csv", result)

    check_of("csv", result)(data)
    text = data.decode()
    assert HIDDEN.search(text.replace("\r\n", "\n")) is None
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "##[" not in text
    assert all(len(line) == len(NAMES) for line in table(data))


def test_a_name_at_the_start_of_a_line_commands_no_runner() -> None:
    assert cell("::error::x") == "'::error::x"
    assert cell("a::b") == "a::b"


@pytest.mark.parametrize("provisional", [False, True])
def test_a_run_that_is_not_complete_gives_its_errors_and_no_finding(provisional: bool) -> None:
    result = refused(provisional=provisional)

    found = rows(result)

    assert {row["status"] for row in found} == {"incomplete"}
    assert {row["label"] for row in found} == {"No assessment was made"}
    assert {row["framework"] for row in found} == {""}
    assert len(found) == len(result["errors"])
    for row, error in zip(found, result["errors"], strict=True):
        assert error["code"] in row["message"]
        assert row["place"].startswith(error["place"]["file"])


def test_errors_without_a_reason_are_still_no_table_of_findings() -> None:
    result = refused()
    result["errors"] = []

    found = rows(result)

    assert [(row["status"], row["message"]) for row in found] == [
        ("incomplete", "No reason was recorded.")
    ]


def test_a_cell_may_be_longer_than_the_library_reads_by_itself() -> None:
    result = sample()
    usual = csv.field_size_limit()
    result["requirements"][0]["title"] = "a" * (usual + 1)

    check_of("csv", result)(render("csv", result))

    assert csv.field_size_limit() == usual


def test_counts_are_those_of_the_record() -> None:
    result = sample()
    found = counts(render("csv", result))

    assert found.pop(("pci_dss", "removed")) == 1
    assert found == Counter((f["framework"], f["status"]) for f in result["findings"])


@pytest.mark.parametrize("lines", [1, 2, 5])
def test_lines_that_got_lost_fail_the_read_back(lines: int) -> None:
    result = sample()
    kept = render("csv", result).split(b"\r\n")[: -1 - lines]

    with pytest.raises(OutputError, match=r"holds|neither"):
        check_of("csv", result)(b"\r\n".join(kept) + b"\r\n")


def test_lost_errors_fail_the_read_back() -> None:
    result = refused()
    header = render("csv", result).split(b"\r\n")[0]

    with pytest.raises(OutputError, match="neither a finding nor an error"):
        check_of("csv", result)(header + b"\r\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n", b"\n"),
        (b"framework,requirement", b"requirement,framework"),
        (b",not_satisfied,", b",fine,"),
        (b",not_satisfied,", b",incomplete,"),
        (b",not_satisfied,", b",removed,"),
        (b",removed,", b",incomplete,"),
        (b",removed,", b",partial,"),
        (b"Dana Reyes, Head", b'Dana Reyes", Head'),
        (b"Dana Reyes, Head", b'Dana Reyes" Head'),
    ],
)
def test_a_table_that_was_changed_fails_the_read_back(old: bytes, new: bytes) -> None:
    result = sample()
    data = render("csv", result)
    assert old in data

    with pytest.raises(OutputError):
        check_of("csv", result)(data.replace(old, new))


def test_a_status_that_turned_green_fails_the_read_back() -> None:
    result = sample()
    data = re.sub(rb",not_satisfied,Not", b",satisfied,Not", render("csv", result), count=1)

    with pytest.raises(OutputError, match="statuses differ"):
        check_of("csv", result)(data)
