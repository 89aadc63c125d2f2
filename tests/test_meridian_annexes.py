"""The annexes of the example, counted again from the bare record by other means."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from checker import catalog
from checker.assess import assess
from checker.render import render
from checker.render.board import Page, page
from checker.result import Gate, record
from checker.workspace import load
from tests.support import TODAY
from tests.test_render_html import Reader

MERIDIAN = Path(__file__).parents[1] / "policies" / "meridian"
GAPS = {"partial", "not_satisfied", "not_attested"}


@cache
def written() -> str:
    """The bytes of result.json; each test reads them again."""
    chosen = catalog.load()
    found = load(MERIDIAN, chosen)
    assert found.workspace is not None
    assessment = assess(found.workspace, chosen, TODAY)
    return render("json", record(found, assessment, TODAY, Gate("medium"))).decode()


@cache
def shown() -> Page:
    return page(json.loads(written()))


@cache
def html() -> str:
    return render("html", json.loads(written())).decode()


def satisfied() -> list[dict[str, Any]]:
    return [row for row in json.loads(written())["findings"] if row["status"] == "satisfied"]


def test_shares_are_those_of_the_record() -> None:
    result = json.loads(written())
    signed = {row["id"]: row["attested_by"] for row in result["attestations"]}
    files = {row["ref"]: row["path"] or row["uri"] for row in result["evidence"]}
    asked = {(r["framework"], r["id"]): r["judgement"] for r in result["requirements"]}
    rows = satisfied()

    word = [row for row in rows if "evidenced" not in row["asks_for"]]
    person = [row for row in rows if len({signed[name] for name in row["attestations"]}) == 1]
    file = [
        row
        for row in rows
        if "evidenced" in row["asks_for"] and len({files[r] for r in row["relied_on"]}) == 1
    ]
    judged = [
        row
        for row in result["findings"]
        if row["status"].startswith("satisfied") and asked[row["framework"], row["requirement"]]
    ]

    total = shown().rests.total
    assert (total.satisfied, total.on_word) == (len(rows), len(word))
    assert (total.on_person, total.on_file) == (len(person), len(file))
    assert total.for_judgement == len(judged)
    assert total.by_alternative == len(
        [r for r in result["findings"] if r["status"] == "satisfied_by_alternative"]
    )
    assert min(total[1:]) > 0
    for name in ("satisfied", "on_word", "on_person", "on_file", "for_judgement"):
        assert sum(getattr(one, name) for one in shown().rests.shares) == getattr(total, name)


def test_whoever_carries_most_is_the_one_the_record_names_most() -> None:
    result = json.loads(written())
    signed = {row["id"]: row["attested_by"] for row in result["attestations"]}
    names = {p["id"]: f"{p['name']}, {p['role']}" for p in result["organization"]["people"]}
    behind = Counter(
        person for row in satisfied() for person in {signed[name] for name in row["attestations"]}
    )

    people = shown().rests.people

    assert {one.name.text: one.behind for one in people} == {
        names[person]: number for person, number in behind.items()
    }
    assert [one.behind for one in people] == sorted(behind.values(), reverse=True)


def test_the_oldest_evidence_is_the_oldest_relied_on() -> None:
    dates = {row["ref"]: row["date"] for row in json.loads(written())["evidence"]}
    relied = {
        ref for row in satisfied() if "evidenced" in row["asks_for"] for ref in row["relied_on"]
    }

    oldest = sorted(dates[ref] for ref in relied if dates[ref])[:5]

    assert [one.artefact.date for one in shown().rests.oldest] == oldest


def test_every_contradiction_of_the_record_is_listed_with_its_findings() -> None:
    pairs = {
        (row["framework"], row["requirement"], o["message"], json.dumps(o["place"]))
        for row in json.loads(written())["findings"]
        for o in row["observations"]
        if o["kind"] == "contradiction"
    }

    listed = shown().rests.contradictions

    assert sum(len(one.satisfied) + len(one.others) for one in listed) == len(pairs)
    assert len({(one.message, one.spot.text) for one in listed}) == len(listed)
    assert {one.message for one in listed} == {message for _, _, message, _ in pairs}


def test_all_that_does_not_apply_is_listed_once() -> None:
    rows = [r for r in json.loads(written())["findings"] if r["status"] == "not_applicable"]

    found = [
        (of.framework.id, link.text)
        for of in shown().exclusions
        for link in (
            *(link for row in of.rulings for link in row.requirements),
            *(one.requirement for one in of.declared),
        )
    ]

    assert sorted(found) == sorted((row["framework"], row["requirement"]) for row in rows)


def test_the_register_shows_every_change_that_decisions_make() -> None:
    rows = json.loads(written())["findings"]
    changed = {
        (f"{row['framework']}:{row['requirement']}", row["underlying"], row["status"])
        for row in rows
        if row["underlying"] != row["status"]
    }

    entries = [entry for group in shown().decisions for entry in group]

    assert len(entries) == len(json.loads(written())["decisions"])
    assert changed == {
        (effect.name.text, effect.before.key, effect.after.key)
        for entry in entries
        for effect in entry.effects
        if effect.is_changed
    }
    assert len(changed) == shown().rests.decided


def test_every_finding_of_hipaa_that_the_protocol_asks_about_answers_it() -> None:
    result = json.loads(written())
    hipaa = next(row for row in result["frameworks"] if row["id"] == "hipaa")
    asked = [id_ for item in hipaa["protocol"]["items"] for id_ in item["ids"]]
    statuses = {r["requirement"]: r["status"] for r in result["findings"]
                if r["framework"] == "hipaa"}  # fmt: skip

    (protocol,) = shown().protocols
    answers = [a for part in protocol.parts for item in part.items for a in item.answers]

    assert [a.name.text for a in answers] == [id_ for id_ in asked if id_ in statuses]
    assert all(a.look.key == statuses[a.name.text] for a in answers)
    assert [len(part.items) for part in protocol.parts] == [89, 72, 19]
    assert all(answer.spot for answer in answers)


def test_the_summary_of_pci_dss_adds_up_to_the_record() -> None:
    result = json.loads(written())
    pci = next(row for row in result["frameworks"] if row["id"] == "pci_dss")
    rows = [row for row in result["findings"] if row["framework"] == "pci_dss"]
    by_chapter = Counter(row["requirement"].split(".")[0] for row in rows)
    pending = Counter(id_.split(".")[0] for id_ in pci["pending"])

    payment = shown().payment
    assert payment is not None

    total = payment.total
    assert total.in_place == pci["counts"]["satisfied"]
    assert total.with_control + total.customized == pci["counts"]["satisfied_by_alternative"]
    assert total.not_in_place == sum(row["status"] in GAPS for row in rows)
    assert total.not_applicable == pci["counts"]["not_applicable"]
    assert total.not_tested == len(pci["pending"])
    assert total.total == pci["of"]
    assert [row.total for row in payment.rows] == [
        by_chapter[name] + pending[name] for name in [*map(str, range(1, 13)), "A1", "A2", "A3"]
    ]
    assert payment.partial


def test_the_page_marks_as_many_findings_for_a_person_as_the_annex_counts() -> None:
    marked = re.findall(r"<p><b class=[^>]*>[^<]*</b> <i>to judge</i>", html())
    tables = re.findall(r"<caption id=table:matrix-\d+>.*?</table>", html(), re.DOTALL)
    mark = re.compile(r"<span class=judged>(\d+) to judge</span>")
    cells = [number for table in tables for number in mark.findall(table)]
    rows = re.findall(r"<td>satisfied(?: by alternative)?, to judge", html())

    total = shown().rests.total.for_judgement
    assert len(marked) == len(rows) == total
    # Once by section, once in the foot of each table.
    assert sum(map(int, cells)) == 2 * total


def test_every_link_of_the_annexes_leads_somewhere() -> None:
    reader = Reader(html())

    ids = set(reader.values("id"))
    inside = [href for href in reader.values("href") if href.startswith("#")]
    assert {href[1:] for href in inside} <= ids
    assert {"rests", "excluded-requirements", "hipaa-protocol", "pci-report"} <= ids
