"""The annexes of the page: the scope, the record of processing, who answers for what."""

from __future__ import annotations

import re
from typing import Any

import pytest

from checker.render.agenda import due
from checker.render.annexes.article30 import Entry
from checker.render.annexes.processing import Activity
from checker.render.annexes.vendors import Vendor
from checker.render.reading import read
from tests.render.sample import finding, requirement, sample
from tests.render.source import source
from tests.test_render_html import Reader
from tests.test_result_annexes import meridian

Json = dict[str, Any]
ERASURE = {"framework": "gdpr", "requirement": "30(1)(f)", "scope": "eu"}


def words(html: str) -> str:
    """The words of markup, each cell and each badge apart, each run of white space a space."""
    apart = re.sub(r"(</(?:td|th|dt|dd|li|h[1-6]|caption|span)>)", r" \1", html)
    return " ".join(Reader(apart).text.split())


def shown(record: Json | None = None) -> str:
    """The words of the page."""
    return words(source(record or sample()))


def section(record: Json, start: str, end: str) -> str:
    """The words between two headings of the page."""
    return shown(record).split(start, 2)[-1].split(end)[0]


def html(record: Json, start: str, end: str) -> str:
    text = source(record)
    return text[text.index(f'<section id="{start}"') : text.index(f'<section id="{end}"')]


def activities(record: Json | None = None) -> dict[str, Activity]:
    groups = read(record or sample()).annexes.processing.groups
    return {found.id: found for group in groups for found in group.activities}


def entries(activity: Activity) -> dict[str, Entry]:
    return {entry.id: entry for entry in activity.entries}


def vendors(record: Json | None = None) -> dict[str, Vendor]:
    return {found.id: found for found in read(record or sample()).annexes.vendors.vendors}


def with_article_30() -> Json:
    """The sample with a requirement of article 30, and its finding on the second activity."""
    record = sample()
    asked = requirement(
        *("gdpr", "30(1)(f)", "art-30-records", "Controllers' records set erasure limits"),
        controls=[],
        registers=["processing_activities"],
    )
    record["requirements"].insert(0, asked)
    record["findings"].insert(0, finding(asked, "eu", "not_satisfied", "sff"))
    counts = record["frameworks"][0]["counts"]
    counts["not_satisfied"] += 1
    counts["total"] += 1
    record["processing_activities"][1]["findings"].append(ERASURE)
    return record


# -- the record of processing


def test_entries_stand_in_the_order_and_under_the_letters_of_the_article() -> None:
    found = activities()

    assert [entry.id for entry in found["PA-1"].entries] == [f"30(1)({c})" for c in "abcdefg"]
    assert [entry.id for entry in found["PA-3"].entries] == [f"30(2)({c})" for c in "abcd"]
    assert [entry.label[:3] for entry in found["PA-1"].entries] == [f"({c})" for c in "abcdefg"]
    assert all(entry.is_whole for entry in found["PA-1"].entries)


def test_what_is_stated_stands_in_the_entry() -> None:
    text = section(sample(), "What PA-1 is about", "What PA-2 is about")

    assert text.split("(a) Who answers ")[1].split(" Beyond the article")[0] == (
        "Controller: Meridian Telehealth. Recorded: controller; joint controller; representative; "
        "data protection officer (b) Purposes Treatment by video; Records kept by law "
        "(c) People and data Data subjects: Patients. Personal data: Health data "
        "(d) Recipients Hosting processor. Abroad: Hosting processor in Ohio "
        "(e) Transfers United States (standard contractual clauses); "
        "Chile (compelling interests). Safeguards documented: Chile "
        "(f) Erasure Ten years after the last treatment. "
        "(g) Security measures Encryption; Access by role"
    )
    assert "Legal basis: contract; legal obligation. Purposes decided by: us" in text


def test_what_is_not_stated_reads_so_and_is_never_blank() -> None:
    found = entries(activities()["PA-2"])

    missing = {
        id_: [part.look.key for part in entry.parts if part.look] for id_, entry in found.items()
    }
    assert missing == {
        "30(1)(a)": ["not_stated"],
        "30(1)(b)": ["not_stated"],
        "30(1)(c)": [],
        "30(1)(d)": [],
        "30(1)(e)": [],
        "30(1)(f)": ["not_stated"],
        "30(1)(g)": ["not_stated"],
    }
    assert found["30(1)(a)"].parts[-1].items == (
        "joint controller",
        "representative",
        "data protection officer",
    )
    for activity in activities().values():
        for entry in activity.entries:
            assert all(part.items or part.look for part in entry.parts)


@pytest.mark.parametrize(
    "name",
    [
        *("contacts", "purposes", "data_subjects", "data_categories", "recipients"),
        *("recipients_abroad", "transfers", "erasure", "security_measures"),
    ],
)
def test_each_field_that_is_missing_reads_not_stated(name: str) -> None:
    record = sample()
    del record["processing_activities"][0][name]

    found = activities(record)["PA-1"].entries

    assert sum(not entry.is_whole for entry in found) == 1
    text = section(record, "What PA-1 is about", "What PA-2 is about")
    assert "not stated" in text


@pytest.mark.parametrize("name", ["controllers", "processing_categories"])
def test_each_field_of_a_processor_that_is_missing_reads_not_stated(name: str) -> None:
    record = sample()
    record["processing_activities"][2]["transfers"] = []
    assert all(entry.is_whole for entry in activities(record)["PA-3"].entries)
    del record["processing_activities"][2][name]

    assert sum(not entry.is_whole for entry in activities(record)["PA-3"].entries) == 1


def test_an_empty_list_says_none_only_where_there_may_be_none() -> None:
    found = entries(activities()["PA-2"])

    assert found["30(1)(e)"].parts[0].items == ("none",)
    assert found["30(1)(d)"].parts[1].items == ("none",)
    assert found["30(1)(b)"].parts[0].items == ()


def test_compelling_interests_without_documents_are_said() -> None:
    (stated, bare) = entries(activities()["PA-3"])["30(2)(c)"].parts

    assert stated.items == ("Brazil (compelling interests)",)
    assert bare.items == ("Brazil",)
    assert bare.look is not None
    assert bare.look.word == "safeguards not documented"


@pytest.mark.parametrize("role", ["unknown", "a role of tomorrow"])
def test_a_role_that_is_not_known_is_shown_as_every_role(role: str) -> None:
    record = sample()
    record["processing_activities"][3]["role"] = role

    found = activities(record)["PA-4"]

    assert len(found.entries) == 11
    assert found.role_look is not None
    assert not any(entry.is_whole for entry in found.entries)
    text = section(record, "Role not known: judged as every role", "Vendor responsibility")
    assert "30(1)(f) Erasure ? not stated" in text
    assert "30(2)(d) Security measures ? not stated" in text


def test_a_missing_content_leads_to_its_finding() -> None:
    record = with_article_30()

    found = entries(activities(record)["PA-2"])

    (concern,) = found["30(1)(f)"].concerns
    anchors = Reader(source(record)).values("id")
    assert concern.link.anchor in anchors
    assert (concern.link.text, concern.look.key) == ("gdpr:30(1)(f)", "not_satisfied")
    text = section(record, "What PA-2 is about", "As processor")
    assert "(f) Erasure ? not stated gdpr:30(1)(f) scope eu ✕ not satisfied" in text
    assert "Findings gdpr:33(1) scope eu ? not attested" in text
    assert text.count("gdpr:30(1)(f)") == 1
    asked = section(record, "What article 30 asks, and what was found", "As controller")
    assert asked.strip() == (
        "✕ not satisfied gdpr:30(1)(f) Controllers' records set erasure limits scope eu"
    )


def test_the_officer_is_a_person_in_that_role_on_the_day() -> None:
    record = sample()
    assert "Noor Haas, Data Protection Officer, dpo@meridian.example" in shown(record)

    record["organization"]["people"][2]["until"] = "2026-11-21"
    assert len(read(record).annexes.processing.officers) == 1
    record["organization"]["people"][2]["until"] = "2026-11-20"
    assert read(record).annexes.processing.officers == ()
    assert "not stated nobody among the people has this role on 2026-11-21" in shown(record)
    record["organization"]["people"][2] |= {"until": "", "from": "2026-11-22"}
    assert read(record).annexes.processing.officers == ()


def test_without_a_register_there_is_no_record_of_processing() -> None:
    record = sample()
    record["registers"] = [r for r in record["registers"] if r["kind"] != "processing_activities"]
    record["processing_activities"] = []

    assert "there is no record of processing to print" in shown(record)


# -- vendors


def test_agreements_are_in_force_ended_replaced_or_not_yet() -> None:
    found = vendors()

    assert {a.name: a.look.word for a in found["northgrove"].agreements} == {
        "C-1": "ended, replaced",
        "C-2": "in force",
        "C-3": "not yet in force",
    }
    assert [a.look.word for a in found["brightmail"].agreements] == ["ended"]
    text = section(sample(), "Vendor by vendor", "Method")
    assert "C-4, business associate agreement ✕ ended" in text
    assert "signed 2022-03-04, from 2022-04-01 until 2026-06-30" in text


def test_attestations_say_framework_period_state_and_file() -> None:
    found = vendors()["northgrove"].attestations

    assert [(a.name, a.look.word, a.file and a.file.word) for a in found] == [
        ("HIPAA Security Rule", "in force", "matched"),
        ("PCI DSS", "ended", None),
        ("General Data Protection Regulation", "not yet in force", None),
        ("soc_2", "in force", "altered"),
    ]


@pytest.mark.parametrize(
    ("file", "word"),
    [("matched", "ended, replaced"), ("none", "ended, replaced"), ("altered", "ended"),
     ("missing", "ended"), ("not_pinned", "ended")],
)  # fmt: skip
def test_a_file_that_is_not_what_was_stated_replaces_nothing(file: str, word: str) -> None:
    record = sample()
    attestations = record["vendors"][0]["attestations"]
    attestations[3] |= {"framework": "pci_dss", "file_state": file}

    assert vendors(record)["northgrove"].attestations[1].look.word == word


def test_roles_that_are_not_known_are_shown_as_such() -> None:
    found = vendors()

    assert [role.word for role in found["northgrove"].roles] == [
        "business associate",
        "processor",
        "service provider",
        "further processor",
    ]
    unknown = {id_: [r.word for r in one.roles if r.look] for id_, one in found.items()}
    assert unknown["northgrove"] == ["further processor"]
    assert unknown["パッチ社"] == ["business associate"]
    text = section(sample(), "Vendor by vendor", "Method")
    assert "business associate ? unknown" in text


@pytest.mark.parametrize("value", ["unknown", "perhaps", None, 1])
def test_a_role_is_left_out_only_where_it_is_denied(value: Any) -> None:
    record = sample()
    record["vendors"][3]["processor"] = value

    (role,) = vendors(record)["caterer"].roles

    assert role.look is not None


def test_a_vendor_in_a_role_without_agreement_or_review_shows_it() -> None:
    rows = re.findall(r'<tr id="vendor-.*?</tr>', html(sample(), "vendors", "method"), re.DOTALL)
    northgrove, patches, _, caterer = (words(row) for row in rows)

    assert "? none on record" in patches
    assert "review ? not stated" in patches
    assert "?" not in caterer
    assert "no role under these regulations" in caterer
    assert "reviewed 2026-06-03" in northgrove


def test_findings_that_concern_a_vendor_stand_beside_it() -> None:
    (concern,) = vendors()["brightmail"].concerns

    assert (concern.link.text, concern.scope, concern.look.key) == (
        "hipaa:164.308(b)(1)", "ephi", "not_satisfied",
    )  # fmt: skip
    assert vendors()["caterer"].concerns == ()


def test_a_requirement_is_the_vendors_or_shared() -> None:
    annex = read(sample()).annexes.vendors

    assert [
        (row.finding.link.text, row.finding.scope, row.is_whole, row.controls)
        for row in annex.answering
    ] == [
        ("pci_dss:1.2.7", "cde", False, ("network.ruleset_review",)),
        ("pci_dss:8.2.8", "cde", True, ("authentication.session_lock",)),
    ]
    assert (annex.resting, annex.total) == (2, 12)


def test_a_requirement_that_reads_more_than_the_vendor_runs_is_shared() -> None:
    record = sample()
    lock = next(r for r in record["requirements"] if r["id"] == "8.2.8")
    lock["controls"].append("authentication.passwords")

    assert [row.is_whole for row in read(record).annexes.vendors.answering] == [False, False]


def test_a_requirement_that_two_vendors_run_is_shared_by_both() -> None:
    record = sample()
    record["inherited"][0]["whole"] = False
    record["inherited"].append(record["inherited"][0] | {"vendor": "brightmail"})

    rows = read(record).annexes.vendors.answering

    assert [(r.vendor.text, r.is_whole) for r in rows if r.finding.id == "8.2.8"] == [
        ("Northgrove Ltd", False),
        ("Brightmail Ltd", False),
    ]
    assert read(record).annexes.vendors.resting == 2


def test_what_does_not_apply_rests_on_nobody() -> None:
    record = sample()
    record["inherited"][0]["scope"] = "office"
    record["inherited"] = record["inherited"][:1]

    assert read(record).annexes.vendors.answering == ()
    text = section(record, "Requirement by requirement", "Vendor by vendor")
    assert "No requirement that applies reads a control that a vendor runs" in text
    assert "authentication.session_lock" in text


def test_where_no_vendor_runs_a_control_the_organisation_answers() -> None:
    record = sample()
    record["inherited"] = []

    assert "the organisation answers for every requirement itself" in shown(record)


def test_a_claim_says_how_much_it_covers_and_how_it_stands() -> None:
    text = section(sample(), "Controls that a vendor runs", "Vendor by vendor")

    assert "authentication.session_lock Northgrove Ltd cde all of it ATT-IAM-2026Q3 ✓" in text
    assert "a part, for cloud covers firewalls, web ATT-OPS-2025 ✕ expired" in text


def test_without_a_register_nobody_is_known_to_work_for_the_organisation() -> None:
    record = sample()
    record["registers"] = record["vendors"] = record["inherited"] = []
    record["processing_activities"] = []

    text = shown(record)
    assert "nobody is known to work for the organisation" in text
    assert "No register is on record." in text


# -- the scope


def test_a_scope_shows_what_is_in_and_what_was_left_out() -> None:
    text = section(sample(), "Card data environment cde", "Systems with patient records ephi")

    assert "Frameworks PCI DSS 4.0.1, 4 findings organization.yaml:21:10" in text
    assert "Systems 9 systems in the register of systems" in text
    assert "Own facts pci roles: merchant; wireless: no" in text
    assert "Left out Clinical systems No card data; separated by firewalls" in text
    assert "organization.yaml:25:9" in text


def test_where_nothing_was_left_out_the_page_says_so() -> None:
    text = section(sample(), "Patients in the Union eu", "Head office office")

    assert "Left out nothing was stated as left out" in text
    assert "Own facts none; those of the organisation apply" in text


def test_a_framework_that_was_not_assessed_in_a_scope_is_named_so() -> None:
    text = section(sample(), "Head office office", "What is new")

    assert "PCI DSS 4.0.1, 2 findings" in text
    assert "HIPAA Security Rule 2013 Omnibus ? not assessed here" in text


def test_a_scope_without_a_register_counts_no_systems() -> None:
    record = sample()
    record["scopes"][0]["systems"] = None

    assert "Systems no register of systems" in shown(record)


def test_a_period_that_is_not_stated_is_a_gap() -> None:
    record = sample()
    assert "Period 2025-12-01 to 2026-11-30 Earlier" in shown(record)

    record["organization"]["period"] = None
    assert "Period ? not stated Earlier" in shown(record)


@pytest.mark.parametrize(
    ("previous", "sentence"),
    [
        (None, "No earlier assessment was given, so this one is read as the first"),
        (sample()["previous"], "An earlier assessment as of 2026-08-31 was given."),
    ],
)
def test_whether_an_earlier_assessment_was_given_is_said(previous: Any, sentence: str) -> None:
    assert read(sample() | {"previous": previous}).annexes.scope.previous.startswith(sentence)


def test_what_is_new_says_since_when_and_why() -> None:
    text = section(sample(), "What is new", "Record of processing activities")

    assert "vulnerability.external_scans" in text
    assert "2026-07-01 The scanner went live that day. cde ATT-OPS-2025" in text

    record = sample() | {"began": []}
    assert "Nothing that happens again and again is stated to have begun" in shown(record)


# -- registers


def test_registers_stand_with_their_review() -> None:
    text = words(html(sample(), "evidence", "scope"))

    assert "VENDORS Who works for us registers/vendors.yaml:2:5 vendors 5 ✕ review overdue" in text
    assert "INCIDENTS registers/incidents.yaml:2:5 incidents 0 ◐ reviewed later" in text
    assert "ROPA Article 30 registers/processing.yaml:2:5 processing activities 4 ✓" in text


def test_the_review_of_a_register_falls_due_like_that_of_a_policy() -> None:
    found = {item.what: item for item in due(read(sample())) if "register" in item.what}

    assert {what: (item.day, item.days) for what, item in found.items()} == {
        "Review of the register VENDORS, Who works for us": ("2026-10-01", -51),
        "Review of the register ROPA, Article 30": ("2026-12-02", 11),
    }
    anchors = Reader(source(sample())).values("id")
    assert {item.anchor for item in found.values()} <= set(anchors)
    assert {item.who for item in found.values()} == {"Dana Reyes, Head of IT"}


def test_a_register_that_was_reviewed_later_is_not_due() -> None:
    record = sample()
    record["registers"][1] |= {"review_due": "2026-12-02"}

    assert not any("INCIDENTS" in item.what for item in due(read(record)))
    record["registers"][1]["not_yet"] = False
    assert any("INCIDENTS, incidents" in item.what for item in due(read(record)))


def test_a_register_named_twice_is_refused() -> None:
    record = sample()
    record["registers"].append(dict(record["registers"][0]))

    with pytest.raises(KeyError, match="registers named twice"):
        read(record)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("vendors", {"findings": [ERASURE]}),
        ("vendors", {"register": "GONE"}),
        ("processing_activities", {"findings": [ERASURE]}),
        ("processing_activities", {"register": "GONE"}),
        ("inherited", {"vendor": "gone"}),
        ("inherited", {"state": "fine"}),
    ],
)
def test_a_row_that_leads_nowhere_is_refused(name: str, change: Json) -> None:
    record = sample()
    record[name][0] |= change

    with pytest.raises(KeyError):
        read(record)


def test_long_lists_come_as_tables_of_a_hundred_rows() -> None:
    record = sample()
    caterer = record["vendors"][3]
    record["vendors"] += [caterer | {"id": f"v{number}"} for number in range(200)]
    header = record["registers"][1]
    record["registers"] += [header | {"id": f"R{number}"} for number in range(100)]

    text = source(record)

    rows = [table.count("<tr") for table in text.split("<table")[1:]]
    assert max(rows) == 101
    assert "Vendors in the register, part 3 of 3" in text
    assert "Register documents, part 2 of 2" in text


def test_ids_that_would_collide_stay_apart() -> None:
    record = sample()
    record["vendors"][3]["id"] = "brightmail!"
    record["vendors"][2]["id"] = "brightmail?"
    record["processing_activities"][0]["id"] = "PA_2"
    record["processing_activities"][2]["id"] = "PA!2"

    ids = Reader(source(record)).values("id")

    assert len(ids) == len(set(ids))


# -- the example


def test_the_page_of_the_example_holds_every_activity_and_vendor() -> None:
    text = source(meridian())

    held = {"activity": meridian()["processing_activities"], "vendor": meridian()["vendors"],
            "register": meridian()["registers"]}  # fmt: skip
    for name, rows in held.items():
        anchors = re.findall(rf'<(?:article|tr) id="{name}-([^"]+)">', text)
        assert anchors == [row["id"] for row in rows]
        assert len(anchors) >= 10
    text = words(text)
    for row in meridian()["vendors"]:
        assert f"{row['name']} {row['service']}" in text
        for one in row["agreements"]:
            assert f"{one['id']}, {one['type'].replace('_', ' ')}" in text
    for row in meridian()["processing_activities"]:
        assert f"{row['id']} {row['title']}" in text


def test_the_page_of_the_example_shows_the_erasure_that_is_missing() -> None:
    found = {
        (id_, entry.id)
        for id_, activity in activities(meridian()).items()
        for entry in activity.entries
        if not entry.is_whole
    }

    assert found == {("PA-25", "30(1)(f)")}
    (concern,) = entries(activities(meridian())["PA-25"])["30(1)(f)"].concerns
    assert concern.look.key == "not_satisfied"


def test_the_page_of_the_example_names_what_its_vendor_answers_for() -> None:
    annex = read(meridian()).annexes.vendors

    assert [(r.finding.link.text, r.vendor.text, r.is_whole) for r in annex.answering] == [
        ("pci_dss:10.6.1", "Northgrove Cloud, Inc.", False),
        ("pci_dss:10.6.2", "Northgrove Cloud, Inc.", False),
    ]
    asked = [found.link.text for found in annex.asked]
    assert "gdpr:28(3)(g)" in asked
    assert "hipaa:164.308(b)(3)" in asked
    assert "hipaa:164.314(a)(2)(i)(C)" in asked
