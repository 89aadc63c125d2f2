"""What a terminal shows: the matrix, annotated snippets, the gate, the words of a refused run."""

from __future__ import annotations

import re

import pytest

from checker.render.place import spot
from checker.render.text import render
from tests.render.sample import IDENTITY, place, refused, sample


def shown(**options: object) -> str:
    return render(sample(), **options).decode()  # type: ignore[arg-type]  # one helper, two options


def test_the_matrix_comes_before_the_first_gap() -> None:
    text = shown()

    assert text.index("all sections") < text.index("gap[")


def test_a_gap_is_shown_as_an_annotated_snippet() -> None:
    expected = """\
gap[pci_dss:8.3.6] Passwords are long and mixed                           high · scope cde
  --> attestations/identity.yaml:14:34
   |
14 |     parameters: {minimum_length: 11, character_classes: [letters, digits]}
   |                                  ^^ 11 is below 12
   = asked by PCI DSS v4.0.1, 8.3.6; the policy says 14, the claim 11 (policies/iam.yaml:17:34)
   = not satisfied: implemented fails, evidenced fails
   = fix: raise the minimum length in the identity provider to twelve and require letters and
     digits; attach the exported password policy
"""

    assert expected in shown()


def test_carets_stand_under_wide_characters() -> None:
    lines = shown().splitlines()
    at = next(number for number, line in enumerate(lines) if "パッチ社, title" in line)

    assert lines[at + 1].startswith("   |          ^^^^^^^^ パッチ社 has no")


def test_an_accepted_gap_names_its_day_and_its_approver() -> None:
    text = shown()

    assert "accepted gap[pci_dss:1.2.7]" in text
    assert "= accepted until 2026-12-15 by Li Chen, CISO (DEC-7)" in text


def test_ratios_are_of_applicable_findings_before_and_after_accepted_risks() -> None:
    assert "1 of 4 applicable satisfied (25 %); 2 of 4 with accepted risks (50 %)" in shown()


def test_a_framework_with_pending_requirements_says_so() -> None:
    assert "4 of 277 requirements written: this assessment is partial" in shown()


def test_a_finding_without_evidence_asked_is_on_the_signatorys_word() -> None:
    assert "1 of them on the signatory's word: gdpr:37(1) (eu)" in shown()


def test_the_last_line_names_the_gate() -> None:
    assert shown().splitlines()[-1] == "Gate failed: 5 open gaps at or above medium."


@pytest.mark.parametrize(
    ("gate", "sentence"),
    [
        (("high", False, 2, 0), "Gate holds: no open gap at or above high; 2 lesser open gaps."),
        (("low", False, 0, 0), "Gate holds: no open gap at or above low."),
        (("never", False, 1, 0), "Gate off (fail-on never): 1 open gap."),
        (("low", True, 1, 1), "Gate failed: 1 open gap at or above low."),
    ],
)
def test_each_gate_has_its_sentence(gate: tuple[str, bool, int, int], sentence: str) -> None:
    names = ("fail_on", "failed", "open_gaps", "gaps_at_or_above")
    record = sample() | {"gate": dict(zip(names, gate, strict=True))}

    assert render(record).decode().splitlines()[-1] == sentence


def test_lesser_gaps_are_hidden_by_name_and_counted() -> None:
    text = shown(min_severity="high")

    assert "hipaa:164.312(b)" not in text
    assert "2 gaps below high not shown" in text
    assert text.splitlines()[-1] == "Gate failed: 5 open gaps at or above medium."


def test_decisions_that_do_nothing_are_named() -> None:
    text = shown()

    assert "decisions/2026.yaml:48:5: Risk acceptance DEC-10 expired on 2026-10-31" in text
    assert "Legal exception DEC-11 was refused and covers nothing" in text
    assert "Compensating control DEC-8 covers no gap" in text
    assert "DEC-9" not in text.split("Decisions due")[1].split("Overdue")[0]


def test_colour_is_only_there_when_asked_and_changes_no_word() -> None:
    plain, coloured = shown(), shown(color=True)

    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain


def test_a_refused_run_shows_its_errors_and_no_matrix() -> None:
    text = render(refused()).decode()

    assert "INCOMPLETE" in text
    assert (
        "attestations/identity.yaml:24:30: ambiguous-scalar: '15 minutes' stands twice; keep one"
        in text
    )
    assert "all sections" not in text
    last = text.splitlines()[-1]
    assert last == "Incomplete. No assessment was made: 2 problems in 31 documents."


def test_provisional_findings_carry_the_word_on_every_gap() -> None:
    text = render(refused(provisional=True)).decode()

    heads = [line for line in text.splitlines() if "gap[" in line]
    assert len(heads) == 7
    assert all("provisional gap[" in head for head in heads)
    assert "No assessment was made: 2 problems in 31 documents." in text


def test_the_ledger_is_printed() -> None:
    assert "6 files found: 5 read, 0 refused, 1 excluded by rule." in shown()
    assert "12 findings (requirement × scope): 3 + 3 + 6" in shown()


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [
        ("a: {b: 11, c: 2}", 8, "11"),
        ("text: Passwords have fourteen, and mix", 7, "Passwords have fourteen, and mix"),
        ("text: fourteen # said twice", 7, "fourteen"),
        ('path: "evidence/a b.pdf", next', 7, '"evidence/a b.pdf"'),
        ("name: 'it''s'", 7, "'it''s'"),
        ("key: value", 1, "key"),
        ("  - id: a", 5, "id"),
        ("list: [one, two]", 13, "two"),
        ("list: [one, two]", 7, "[one, two]"),
        ('a: {b: "}", c: [1, 2]}, d', 4, '{b: "}", c: [1, 2]}'),
        ("list: [one,", 7, "["),
        ("map: {", 6, "{"),
        ("url: https://a.example/x", 6, "https://a.example/x"),
        ("text: a", 7, "a"),
    ],
)
def test_the_value_at_a_column_is_what_is_marked(line: str, column: int, marked: str) -> None:
    found = spot(place("a.yaml", 3, column), {"a.yaml": {"3": line}})

    assert found.marked == marked
    assert found.before + found.marked + found.after == line


def test_a_column_beyond_the_excerpt_quotes_nothing() -> None:
    found = spot(place(IDENTITY, 14, 999), sample()["excerpts"])

    assert not found.has_line


def test_a_long_title_is_cut_and_its_version_is_not() -> None:
    record = sample()
    record["frameworks"][2]["title"] = "Payment Card Industry Data Security Standard"

    text = render(record).decode()

    assert "Payment Card Industry Data Security St… 4.0.1      ✓" in text


def test_many_places_of_one_gap_are_counted_when_they_are_not_shown() -> None:
    record = sample()
    reason = record["findings"][3]["observations"][0]
    record["findings"][3]["observations"] = [
        reason | {"place": place("registers/vendors.yaml", line, 9)} for line in range(1, 11)
    ]

    text = render(record).decode()

    assert text.count("パッチ社 has no signed agreement") == 4
    assert "6 more places with reasons in the other formats" in text


def test_nothing_applicable_is_no_percentage() -> None:
    record = sample()
    record["findings"] = [row for row in record["findings"] if row["status"] == "not_applicable"]
    record["vendors"] = record["inherited"] = record["processing_activities"] = []
    record["frameworks"][2]["counts"] |= dict.fromkeys(
        ("satisfied", "partial", "not_satisfied", "not_attested"), 0
    )

    assert "no requirement applies" in render(record).decode()


def test_an_organisation_that_was_not_read_is_said_so() -> None:
    record = refused() | {"organization": None, "scopes": []}

    assert "Organisation not read" in render(record).decode()
