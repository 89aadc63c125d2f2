"""The annexes count what the record holds: each number here was counted by hand."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from checker.render import render
from checker.render.board import page
from checker.render.decided import register
from checker.render.exclusions import exclusions
from checker.render.payment import payment
from checker.render.protocol import answered, criterion
from checker.render.reading import read
from checker.render.rests import rests
from tests.render.sample import decision, observation, place, sample
from tests.render.small import asked, claim, found, item, record
from tests.render.source import source
from tests.test_render_html import Reader

ONE, TWO, THREE, FOUR = (asked(id_) for id_ in ("1", "2", "3", "4"))
CLAIMS = [
    claim("A", "li.chen", "a.yaml"),
    claim("B", "li.chen", "b.yaml"),
    claim("C", "dana.reyes", "c.yaml"),
]
LI, DANA = "Li Chen, CISO", "Dana Reyes, Head of IT"


class Words(HTMLParser):
    """The text of a piece of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(result: dict[str, Any], section: str) -> str:
    """The words of one section of the page, blanks made single; cells touch."""
    html = render("html", result).decode()
    (text,) = re.findall(rf"<section id={section} .*?(?=<section id=|</main>)", html, re.DOTALL)
    return " ".join(Words(text).text.split())


# -- what verdicts rest on


def test_one_person_is_one_whatever_the_number_of_attestations() -> None:
    rows = [
        found(ONE, attestations=["A", "B"]),
        found(TWO, attestations=["A", "C"]),
        found(THREE, attestations=["C"]),
        found(FOUR),
        found(asked("5"), "partial", attestations=["A"]),
    ]
    made = record([ONE, TWO, THREE, FOUR, asked("5")], rows, attestations=CLAIMS)

    got = rests(read(made))

    assert got.total.satisfied == 4
    assert got.total.on_person == 2
    assert got.unattested == 1
    people = [(one.name.text, one.behind, one.alone) for one in got.people]
    assert people == [(DANA, 2, 1), (LI, 2, 1)]


def test_two_people_with_one_name_are_two() -> None:
    people = sample()["organization"]["people"]
    twin = people[1] | {"id": "li.chen.2"}
    organization = sample()["organization"] | {"people": [*people, twin]}
    claims = [claim("A", "li.chen", "a.yaml"), claim("B", "li.chen.2", "a.yaml")]
    rows = [found(ONE, attestations=["A", "B"])]

    got = rests(read(record([ONE], rows, attestations=claims, organization=organization)))

    assert got.total.on_person == 0
    assert [(one.name.text, one.behind) for one in got.people] == [(LI, 1), (LI, 1)]


def test_a_claim_that_is_not_on_record_is_nobody_we_know() -> None:
    got = rests(read(record([ONE], [found(ONE, attestations=["A", "X"])], attestations=CLAIMS)))

    assert got.total.on_person == 0
    assert [one.name.text for one in got.people] == ["whoever signed X", LI]


def test_a_file_carries_alone_what_no_other_supports() -> None:
    evidence = [
        item("E1", "e/one.txt", "2026-05-01"),
        item("E2", "e/one.txt", "2026-06-01"),
        item("E3", "e/two.txt", "2025-12-24"),
        item("E4", "e/old.txt", "2020-01-01"),
    ]
    word = asked("4") | {"asks_for": ["implemented"]}
    rows = [
        found(ONE, evidence=["E1", "E2"], relied_on=["E1", "E2"]),
        found(TWO, evidence=["E2", "E3", "E4"], relied_on=["E2", "E3"]),
        found(THREE, "not_satisfied", evidence=["E4"], relied_on=["E4"]),
        found(word, evidence=["E4"], relied_on=["E4"], on_word=True),
    ]
    made = record([ONE, TWO, THREE, word], rows, evidence=evidence)

    got = rests(read(made))

    assert (got.total.on_file, got.total.on_word, got.total.satisfied) == (1, 1, 3)
    files = [(one.name.text, one.name.anchor, one.behind, one.alone) for one in got.evidence]
    assert files == [("e/one.txt", "E1", 2, 1), ("e/two.txt", "E3", 1, 0)]
    oldest = [(o.artefact.ref, o.days, [f.text for f in o.findings]) for o in got.oldest]
    assert oldest == [
        ("E3", 332, ["hipaa:2"]),
        ("E1", 204, ["hipaa:1"]),
        ("E2", 173, ["hipaa:1", "hipaa:2"]),
    ]


def test_five_are_named_and_the_page_says_of_how_many() -> None:
    evidence = [item(f"E{n}", f"e/{n}.txt", f"2026-01-0{n}") for n in range(1, 8)]
    refs = [row["ref"] for row in evidence]

    got = rests(read(record([ONE], [found(ONE, relied_on=refs)], evidence=evidence)))
    text = text_of(record([ONE], [found(ONE, relied_on=refs)], evidence=evidence), "rests")

    assert [one.artefact.ref for one in got.oldest] == ["E1", "E2", "E3", "E4", "E5"]
    assert len(got.evidence) == 7
    assert "Evidence files, 5 of 7" in text
    assert "e/6.txt" not in text


def test_the_attestation_file_counts_whoever_signed_in_it() -> None:
    claims = [claim("A", "li.chen", "x.yaml"), claim("B", "dana.reyes", "x.yaml"), CLAIMS[2]]
    rows = [found(ONE, attestations=["A", "B"]), found(TWO, attestations=["B", "C"])]

    got = rests(read(record([ONE, TWO], rows, attestations=claims)))

    counted = [(one.name.text, one.behind, one.alone) for one in got.claims]
    assert counted == [("x.yaml", 2, 1), ("c.yaml", 1, 0)]
    assert got.total.on_person == 1


def test_what_a_person_must_judge_is_counted_where_it_is_satisfied_and_nowhere_else() -> None:
    question = {"judgement": "Whether it is appropriate."}
    many = [asked(str(n)) | question for n in range(5)] + [asked("9")]
    states = ["satisfied", "satisfied_by_alternative", "partial", "not_applicable", "not_attested"]
    rows = [found(of, state) for of, state in zip(many, [*states, "satisfied"], strict=True)]

    report = read(record(many, rows))
    got = rests(report)

    assert got.total.for_judgement == 2
    assert (got.total.satisfied, got.total.by_alternative) == (2, 1)
    (judged,) = got.judged
    assert [(link.text, link.anchor, n) for link, n in judged.sections] == [
        ("hipaa one", "hipaa-0", 2)
    ]
    assert judged.total == 2
    assert [cell.judged for cell in report.frameworks[0].cells] == [1, 1, 0, 0, 0, 0]
    assert [cell.judged for cell in report.frameworks[0].sections[0].cells] == [1, 1, 0, 0, 0, 0]


def test_a_finding_left_to_a_person_is_marked_beside_its_badge_and_in_the_matrix() -> None:
    judged = asked("1", judgement="Whether it is appropriate.")
    made = record([judged, TWO], [found(judged), found(TWO)])

    html = source(made)
    outcomes = re.findall(r'<div data-status="satisfied"[^>]*>\s*(<p>.*)', html)

    assert ["to judge" in line for line in outcomes] == [True, False]
    assert outcomes[0].startswith('<p><b class="good">✓ satisfied</b> <i>to judge</i>')
    assert '2</a> <span class="judged">1 to judge</span>' in html


def test_the_first_screen_counts_what_is_left_to_a_person() -> None:
    judged = asked("1", judgement="Whether.")
    word = asked("2", judgement="Whether.") | {"asks_for": ["implemented"]}
    made = record([judged, word, THREE], [found(judged), found(word, on_word=True), found(THREE)])
    plain = record([THREE], [found(THREE)])

    assert "2 to judge" in text_of(made, "verdict")
    assert "to judge" not in text_of(plain, "verdict")


def test_a_requirement_of_two_scopes_is_named_with_its_scope() -> None:
    rows = [found(ONE, relied_on=["E1"]), found(ONE, scope="side", relied_on=["E1"])]
    evidence = [item("E1", "e/one.txt", "2026-05-01")]

    (one,) = rests(read(record([ONE], rows, evidence=evidence))).oldest

    assert [link.text for link in one.findings] == ["hipaa:1 in main", "hipaa:1 in side"]
    assert len({link.anchor for link in one.findings}) == 2


def test_a_contradiction_is_told_once_with_every_finding_it_is_in() -> None:
    def says(facet: str, line: int) -> dict[str, Any]:
        message = "the policy says 14, the claim 11"
        other = place("p.yaml", 9, 1)
        return observation(facet, "contradiction", message, place("a.yaml", line, 1), other)

    rows = [
        found(ONE, observations=[says("implemented", 4), says("evidenced", 4)]),
        found(TWO, "partial", observations=[says("implemented", 4)]),
        found(THREE, observations=[says("implemented", 5)]),
        found(FOUR, "not_satisfied", observations=[says("implemented", 6)]),
    ]
    made = record([ONE, TWO, THREE, FOUR], rows)

    got = rests(read(made)).contradictions
    text = text_of(made, "rests")

    said = [
        (one.spot.text, [x.text for x in one.satisfied], [x.text for x in one.others])
        for one in got
    ]
    assert said == [
        ("a.yaml:4:1", ["hipaa:1"], ["hipaa:2"]),
        ("a.yaml:5:1", ["hipaa:3"], []),
        ("a.yaml:6:1", [], ["hipaa:4"]),
    ]
    assert [spot.text for spot in got[0].related] == ["p.yaml:9:1"]
    assert "3 contradictions between" in text
    assert "2 of them where a finding is satisfied all the same" in text
    assert "a.yaml:5:1" in text
    assert "a.yaml:6:1" not in text


def test_who_approves_their_own_claim_is_named() -> None:
    seen = observation("implemented", "own_approval", "ann approved D", place("d.yaml", 3, 1))

    made = record([ONE], [found(ONE, "partial", observations=[seen])])

    assert [one.message for one in rests(read(made)).own_approvals] == ["ann approved D"]
    assert "ann approved D" in text_of(made, "rests")


def test_findings_that_only_decisions_change_are_counted() -> None:
    rows = [found(ONE, underlying="partial"), found(TWO), found(THREE, "partial")]

    made = record([ONE, TWO, THREE], rows)

    assert rests(read(made)).decided == 1
    assert "1 finding would have another result without" in text_of(made, "rests")


def test_a_record_with_nothing_satisfied_rests_on_nothing() -> None:
    text = text_of(record([ONE], [found(ONE, "not_attested")]), "rests")

    assert "People who attest: none behind any satisfied finding." in text
    assert "No satisfied finding relies on evidence with a date." in text
    assert "No satisfied finding leaves a question" in text
    assert "No contradiction was found" in text


# -- what does not apply


def ruled(of: dict[str, Any], line: int, kind: str = "profile", **other: Any) -> dict[str, Any]:
    seen = observation("implemented", kind, "wireless is false", place("org.yaml", line, 3))
    return found(of, "not_applicable", observations=[seen], **other)


def test_one_line_that_rules_out_many_is_one_row() -> None:
    many = [asked(str(n)) for n in range(200)]
    many[7] |= {"asks_for": ["documented"]}
    rows = [ruled(of, 9) for of in many]

    (got,) = exclusions(read(record(many, rows)))

    assert got.total == 200
    (row,) = got.rulings
    assert row.by == "stated facts"
    assert [reason.spot.text for reason in row.reasons] == ["org.yaml:9:3"]
    assert [link.text for link in row.requirements] == [str(n) for n in range(200)]
    assert render("html", record(many, rows)).decode().count("wireless is false") == 201


def test_other_lines_other_scopes_and_other_causes_are_other_rows() -> None:
    rows = [
        ruled(ONE, 9),
        ruled(ONE, 9, scope="side"),
        ruled(TWO, 10),
        ruled(THREE, 10, "register"),
        ruled(FOUR, 10, "date"),
        found(asked("5"), "not_applicable"),
        found(asked("6")),
    ]
    many = [ONE, TWO, THREE, FOUR, asked("5"), asked("6")]

    (got,) = exclusions(read(record(many, rows)))

    assert got.total == 6
    assert [(row.by, row.scope.text) for row in got.rulings] == [
        ("stated facts", "main"),
        ("stated facts", "side"),
        ("stated facts", "main"),
        ("register", "main"),
        ("dates in force", "main"),
        ("no reason is on record", "main"),
    ]


def test_a_kind_that_nobody_foresaw_is_shown_by_its_name() -> None:
    (got,) = exclusions(read(record([ONE], [ruled(ONE, 9, "moon")])))

    assert [row.by for row in got.rulings] == ["moon"]


def test_what_a_decision_rules_out_stands_with_the_check_that_confirmed_it() -> None:
    text = text_of(sample(), "excluded-requirements")

    (pci,) = exclusions(read(sample()))
    assert pci.total == 2
    assert [[link.text for link in row.requirements] for row in pci.rulings] == [["1.2.7"]]
    assert [(one.requirement.text, one.decision.id) for one in pci.declared] == [
        ("8.2.8", "DEC-13")
    ]
    assert "DEC-13 by Li Chen, CISO on 2026-10-01, until 2027-11-30? not attested" in text
    assert "review record, 2026-09-13 ✓ matched evidence/head-office.md sha256:" in text


def test_a_decision_without_its_check_says_that_none_is_named() -> None:
    made = sample()
    next(row for row in made["decisions"] if row["id"] == "DEC-13")["evidence"] = []

    assert "none is named" in text_of(made, "excluded-requirements")


def test_everything_applies_where_nothing_is_ruled_out() -> None:
    assert "Everything that was assessed applies" in text_of(
        record([ONE], [found(ONE)]), "excluded-requirements"
    )


# -- the register of decisions


def test_the_register_shows_the_result_without_and_with_a_decision() -> None:
    entries = {entry.decision.id: entry for entry in register(read(sample()))}

    def effects(name: str) -> list[tuple[Any, ...]]:
        return [
            (e.name.text, e.before.key, e.after.key, e.is_accepted, e.is_by_part)
            for e in entries[name].effects
        ]

    assert effects("DEC-7") == [("pci_dss:1.2.7", "partial", "partial", True, False)]
    assert effects("DEC-8") == [("pci_dss:8.2.8", "satisfied", "satisfied", False, False)]
    assert effects("DEC-9") == [
        ("hipaa:164.312(a)(2)(iii)", "partial", "satisfied_by_alternative", False, False)
    ]
    assert effects("DEC-13") == [("pci_dss:8.2.8", "not_attested", "not_applicable", False, False)]
    assert effects("DEC-11") == []
    assert [(link.text, scope) for link, scope in entries["DEC-11"].unassessed] == [
        ("pci_dss:3.5.1", "cde")
    ]
    # Expired: the risk is accepted by another decision, not by this one.
    assert effects("DEC-10") == [("pci_dss:1.2.7", "partial", "partial", False, False)]


def test_a_whole_that_changes_through_its_part_stands_with_the_decision_on_the_part() -> None:
    whole = asked("1", parts=["1(a)", "1(b)"])
    part, other = asked("1(a)"), asked("1(b)")
    # Named by its slug; the whole names no decision.
    chosen = decision(
        "D", "addressable_alternative", "active", 3, requirements=["hipaa:1.a"], scopes=["main"]
    )
    rows = [
        found(whole, underlying="partial"),
        found(whole, scope="side"),
        found(part, "satisfied_by_alternative", underlying="not_satisfied", decisions=["D"]),
        found(other, decisions=["D"]),
    ]

    (entry,) = register(read(record([whole, part, other], rows, decisions=[chosen])))

    assert [
        (e.name.text, e.scope, e.before.key, e.after.key, e.is_by_part) for e in entry.effects
    ] == [
        ("hipaa:1(a)", "main", "not_satisfied", "satisfied_by_alternative", False),
        ("hipaa:1", "main", "partial", "satisfied", True),
    ]


def test_every_heading_of_a_worksheet_is_there_stated_or_not() -> None:
    text = text_of(sample(), "decisions")

    for heading in (
        "1 What stands in the way The client ends the call when the session locks.",
        "2 Controls in its place monitoring.alerts",
        "3 Objective, and how it is met Nobody else uses an open session.",
        "4 Risk that remains A colleague in the same room.",
        "5 How it was tested A floor walk found no unattended desktop.",
        "6 How it is kept in operation not stated",
        "Targeted risk analysis of 2026-11-02",
        "Why they protect as well as the requirement not stated",
        "(2) Equivalent measure none is needed, for the reason given",
        "Provision relied on the law of another country",
        "Risk in the register of risks R-7",
    ):
        assert heading.replace(" ", "") in text.replace(" ", ""), heading


def test_a_reason_that_a_worksheet_asks_for_is_said_once() -> None:
    reason = "Ward terminals are watched; a proximity badge ends the session instead."

    assert text_of(sample(), "decisions").count(reason) == 1


def test_an_alternative_that_names_neither_control_nor_measure_states_nothing() -> None:
    made = record(
        [ONE], [found(ONE)], decisions=[decision("D", "addressable_alternative", "active", 3)]
    )

    (entry,) = register(read(made))

    assert [(row.heading[:3], row.texts) for row in entry.worksheet.rows][1] == ("(2)", ())


def test_a_decision_type_that_nobody_foresaw_has_no_worksheet() -> None:
    made = record([ONE], [found(ONE)], decisions=[decision("D", "moon", "active", 3)])

    (entry,) = register(read(made))

    assert (entry.worksheet.title, entry.worksheet.rows) == ("moon", ())


# -- the audit protocol


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["164.312(b)"], "§ 164.312(b)"),
        (["164.404(d)(1)(i)", "164.404(d)(2)(ii)(A)"], "§ 164.404(d)"),
        (["164.404(c)(1)(A)", "164.404(c)(1)(B)"], "§ 164.404(c)(1)"),
        (["164.406(a)", "164.406(b)"], "§ 164.406"),
        (["164.414(a)", "164.530(b)(1)", "164.530(b)(2)(i)"], "§ 164.414(a), § 164.530(b)"),
        (["164.502(b)(1)", "164.514(d)(1)", "164.514(d)(2)"], "§ 164.502(b)(1), § 164.514(d)"),
        (["1.1"], "§ 1.1"),
    ],
)
def test_a_criterion_is_the_paragraph_its_ids_share(ids: list[str], expected: str) -> None:
    assert criterion(ids) == expected


def test_an_answer_says_what_a_person_must_judge_and_where_to_begin() -> None:
    text = text_of(sample(), "hipaa-protocol")

    assert "≈ satisfied by alternative, to judge attestations/identity.yaml:4:14" in text
    assert "✕ not satisfied attestations/identity.yaml:22:3" in text


def test_the_protocol_is_answered_in_its_own_order() -> None:
    report = read(sample())

    (protocol,) = answered(report.protocols, report.frameworks)

    assert [(part.title, [i.number for i in part.items]) for part in protocol.parts] == [
        ("Security", [1, 2, 3, 4]),
        ("Breach", [5, 6]),
    ]
    security, breach = (part.items for part in protocol.parts)
    answers = [[(a.name.text, a.look.key) for a in i.answers] for i in security]
    assert answers == [
        [],
        [("164.308(b)(1)", "not_satisfied")],
        [("164.312(a)(2)(iii)", "satisfied_by_alternative")],
        [("164.312(b)", "not_satisfied")],
    ]
    assert security[0].unwritten == ("164.306(a)(1)",)
    assert security[1].unwritten == ("164.308(b)(2)",)
    assert security[1].files == ("E4 to E5",)
    assert security[2].files == ("POL-IAM", "ATT-OPS-2025")
    assert [(i.criterion.text, i.criterion.anchor) for i in security[1:3]] == [
        ("§ 164.308(b)", ""),
        ("§ 164.312(a)(2)(iii)", "hipaa-164.312.a.2.iii"),
    ]
    assert (breach[0].answers, breach[0].unwritten) == ((), ("164.414(a)", "164.530(b)"))
    assert (breach[1].covered, breach[1].unwritten) == (
        (("164.404(d)(3)", "164.404(d)(1)(i) counts no call"),),
        (),
    )


def test_an_answer_points_where_to_begin_to_read() -> None:
    claimed = found(ONE, attestations=["A"], evidence=["E1"])
    reasoned = found(
        TWO, observations=[observation("implemented", "x", "m", place("r.yaml", 1, 1))]
    )
    rows = [claimed, reasoned, found(THREE, evidence=["E1"]), found(FOUR)]
    made = record(
        [ONE, TWO, THREE, FOUR], rows, attestations=CLAIMS, evidence=[item("E1", "e", "2026-01-01")]
    )
    made["frameworks"][0]["protocol"] = {
        "title": "P", "source": "https://x.example/", "covered": {},
        "items": [{"number": 1, "ids": ["1", "2", "3", "4"]}],
        "parts": [{"title": "All", "from": 1}],
    }  # fmt: skip
    report = read(made)

    ((part,),) = (one.parts for one in answered(report.protocols, report.frameworks))

    spots = [answer.spot.text if answer.spot else None for answer in part.items[0].answers]
    assert spots == ["a.yaml:2:5", "r.yaml:1:1", "a.yaml:5:7", None]


def test_an_item_that_nothing_answers_says_not_assessed_and_no_status() -> None:
    html = render("html", sample()).decode()

    (row,) = [line for line in html.splitlines() if "§ 164.414(a), § 164.530(b)" in line]
    assert "not assessed: " in row
    assert "badge" not in row


# -- the fields of the reports of PCI DSS


def pci(*rows: dict[str, Any], pending: tuple[str, ...] = (), **other: Any) -> dict[str, Any]:
    by_id = {row["requirement"]: asked(row["requirement"], "pci_dss") for row in rows}
    made = record(list(by_id.values()), list(rows), **other)
    made["frameworks"][0] |= {
        "pending": list(pending),
        "partial": bool(pending),
        "written": len(by_id),
        "of": len(by_id) + len(pending),
    }
    return made


def of(id_: str, status: str, **other: Any) -> dict[str, Any]:
    return found(asked(id_, "pci_dss"), status, **other)


def scope(name: str, assessed: bool = True) -> dict[str, Any]:
    empty: dict[str, Any] = {"facts": [], "sites": None, "systems": None, "service_providers": None}
    return {"scope": name, "assessed": assessed} | empty


def summary(result: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    report = read(result)
    got = payment(report.frameworks, report.payment)
    assert got is not None
    assert [sum(column) for column in zip(*(row[1:] for row in got.rows), strict=True)] == list(
        got.total[1:]
    )
    return {row.name: tuple(row[1:]) for row in got.rows}


def test_the_summary_counts_each_finding_once_as_the_forms_do() -> None:
    decisions = [
        decision("CC", "compensating_control", "active", 3),
        decision("CA", "customized_approach", "active", 3),
        decision("RA", "risk_acceptance", "active", 3),
    ]
    alternative = "satisfied_by_alternative"
    made = pci(
        of("8.1.1", "satisfied"),
        of("8.1.2", alternative, decisions=["CC"]),
        of("8.1.3", alternative, decisions=["CA"]),
        of("8.1.4", alternative, decisions=["CA", "CC"]),
        of("8.1.5", "partial", open=False, decisions=["RA"]),
        of("8.1.6", "not_satisfied"),
        of("8.1.7", "not_attested"),
        of("8.1.8", "not_applicable"),
        pending=("8.2.1", "8.2.2", "10.1.1", "2.1.1", "A1.1.1"),
        decisions=decisions,
        payment=[scope("main")],
    )

    assert summary(made) == {
        "Requirement 2": (0, 0, 0, 0, 0, 1),
        "pci_dss one": (1, 2, 1, 3, 1, 2),
        "Requirement 10": (0, 0, 0, 0, 0, 1),
        "Appendix A1": (0, 0, 0, 0, 0, 1),
    }
    assert list(summary(made))[-1] == "Appendix A1"


def test_what_is_not_written_is_not_tested_in_each_scope() -> None:
    made = pci(
        of("1.1.1", "satisfied"),
        of("1.1.1", "satisfied", scope="side"),
        pending=("1.1.2",),
        payment=[scope("main"), scope("side")],
    )

    assert summary(made) == {"pci_dss one": (2, 0, 0, 0, 0, 2)}


def test_a_scope_that_was_left_out_is_not_tested_and_makes_it_partial() -> None:
    made = pci(of("1.1.1", "satisfied"), payment=[scope("main"), scope("side", assessed=False)])

    text = text_of(made, "pci-report")

    assert summary(made) == {"pci_dss one": (1, 0, 0, 0, 0, 1)}
    assert "Partial assessment: scope side was not assessed." in text
    assert "This scope was not assessed." in text
    assert "Full assessment" not in text


@pytest.mark.parametrize("is_partial", [True, False])
def test_a_partial_assessment_says_so(is_partial: bool) -> None:
    pending = ("1.1.2",) if is_partial else ()
    made = pci(of("1.1.1", "satisfied"), pending=pending, payment=[scope("main")])

    text = text_of(made, "pci-report")

    assert ("Partial assessment: 1 of 2 requirements written." in text) is is_partial
    assert ("Full assessment: every requirement of the framework" in text) is not is_partial
    assert ("this assessment is partial" in text) is is_partial


def test_a_deselected_part_makes_it_partial_though_all_is_written() -> None:
    made = pci(of("1.1.1", "satisfied"), payment=[scope("main")])
    made["frameworks"][0]["partial"] = True

    assert "Partial assessment: part of this framework was deselected." in text_of(
        made, "pci-report"
    )


def test_the_fields_show_what_is_stated_and_say_what_is_not() -> None:
    text = text_of(sample(), "pci-report")

    for words in (
        "Assessed entity Meridian Telehealth",
        "Period 2025-12-01 to 2026-11-30",
        "Role merchant organization.yaml:9:3",
        "Segmentation is used not stated",
        "Account data in systems 1 listed in registers/vendors.yaml:7:5 vault, Card vault: pan",
        "Service providers 0 listed in registers/vendors.yaml:30:5 none is listed for this scope",
        "Locations no register",
        "Compensating controls none",
        "To be completed by the assessor",
    ):
        assert words.replace(" ", "") in text.replace(" ", ""), words


def test_alternatives_and_exceptions_are_listed_with_their_decision() -> None:
    made = pci(
        of("8.1.2", "satisfied_by_alternative", decisions=["CC"]),
        of("8.1.3", "not_satisfied", decisions=["LE"], open=False),
        decisions=[
            decision("CC", "compensating_control", "active", 3),
            decision("LE", "legal_exception", "active", 3),
        ],
        payment=[scope("main")],
    )

    text = text_of(made, "pci-report").replace(" ", "")

    assert "Compensatingcontrols8.1.2byCC" in text
    assert "Customisedapproachnone" in text
    assert "Legalexceptions8.1.3byLE" in text


# -- where they stand


def test_annexes_of_frameworks_that_are_not_in_the_record_are_not_on_the_page() -> None:
    gdpr = asked("5(1)(a)", "gdpr")

    html = render("html", record([gdpr], [found(gdpr)])).decode()

    ids = Reader(html).values("id")
    assert {"rests", "excluded-requirements"} <= set(ids)
    assert {"hipaa-protocol", "pci-report"} & set(ids) == set()
    assert "PCI DSS" not in html
    assert page(record([gdpr], [found(gdpr)])).payment is None


@pytest.mark.parametrize("name", ["rests", "excluded-requirements", "hipaa-protocol", "pci-report"])
def test_ids_of_the_annexes_are_not_given_away(name: str) -> None:
    first, _, second = name.partition("-")
    taken = asked("x", first) | {"slug": second or "x"}
    made = record([taken], [found(taken)])

    ids = Reader(render("html", made).decode()).values("id")

    assert len(ids) == len(set(ids))


def test_long_annexes_come_as_tables_of_a_hundred_rows() -> None:
    many = [asked(f"164.400(a)({n})") for n in range(250)]
    rows = [ruled(one, line) for line, one in enumerate(many, start=1)]
    made = record(many, rows)
    ids = [{"number": n, "ids": [row["id"]]} for n, row in enumerate(many, start=1)]
    made["frameworks"][0]["protocol"] = {
        "title": "P", "source": "https://x.example/", "items": ids, "covered": {},
        "parts": [{"title": "All", "from": 1}],
    }  # fmt: skip

    html = render("html", made).decode()

    assert max(table.count("<tr") for table in html.split("<table")[1:]) == 101
    assert "All</bdi>, items 201 to 250" in html
    assert "Ruled out by facts, registers and dates, part 3 of 3" in html
