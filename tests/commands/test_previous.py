"""`checker assess --previous`: better, worse or the same, why, and what is no earlier record."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker import catalog as catalogs
from checker.model import Catalog
from tests.commands.conftest import Checker, Ran
from tests.support import (
    attestation,
    catalog,
    decision,
    evidence,
    number,
    organization,
    policy,
    requirement,
    write,
)
from tests.test_render_hostile import ATTACKS, CONTROL
from tests.test_render_html import Reader

Json = dict[str, Any]
EARLY, DAY = "2026-10-31", "2026-11-21"
# Made before records knew of earlier ones: it has neither `previous` nor `history`.
OLD = Path(__file__).parent.parent / "records" / "v1-2026-10-31.json"
ONE, TWO = requirement("1"), requirement("2", severity="low", title="Low numbers")


def claim(value: int = 14, **more: Any) -> Json:
    return attestation({"area.whole": number(value, evidence=[evidence()])}, **more)


@pytest.fixture(autouse=True)
def frameworks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The catalogue of the tests in place of the shipped one; call it to change what is asked."""

    def ask(*requirements: Json, **framework: Any) -> None:
        using = catalog(*(requirements or (ONE, TWO)), **framework)

        def load(added: Path | None = None) -> Catalog:
            return using

        monkeypatch.setattr(catalogs, "load", load)

    ask()
    return ask


@pytest.fixture
def assessed(checker: Checker, tmp_path: Path) -> Callable[..., Path]:
    """Assess documents as of a day and keep the record under a name."""

    def assess(name: str, day: str, *documents: Json, options: tuple[str, ...] = ()) -> Path:
        folder = write(tmp_path / f"ws-{name}", *documents)
        path = tmp_path / f"{name}.json"
        ran = checker("assess", folder, "--as-of", day, "-q", "-o", f"json={path}", *options)
        assert ran.code in {0, 1}, ran.err
        return path

    return assess


def read(path: Path) -> Json:
    record: Json = json.loads(path.read_bytes())
    return record


def changed(path: Path, name: str = "changed.json", **other: Any) -> Path:
    """The record with other values under its keys."""
    target = path.with_name(name)
    target.write_text(json.dumps(read(path) | other), encoding="utf-8")
    return target


def why(record: Json, at: int = 0) -> list[tuple[str, str]]:
    return [(c["kind"], c["message"]) for c in record["previous"]["changes"][at]["causes"]]


def changes(record: Json) -> list[tuple[str, str]]:
    return [(c["requirement"], c["kind"]) for c in record["previous"]["changes"]]


Assessed = Callable[..., Path]


# -- what changed, and why


def test_without_an_earlier_record_nothing_is_said_of_change(assessed: Assessed) -> None:
    record = read(assessed("now", DAY, policy(number(14)), claim()))

    assert record["previous"] is None
    assert record["history"] == []


def test_the_same_files_some_days_later_are_the_same(assessed: Assessed) -> None:
    documents = policy(number(14)), claim()
    first = assessed("first", EARLY, *documents)

    record = read(assessed("now", DAY, *documents, options=("--previous", str(first))))

    assert record["previous"]["verdict"] == "same"
    assert record["previous"]["changes"] == []
    assert record["previous"]["notes"] == ["21 days passed", "no file that was read differs"]
    assert [point["as_of"] for point in record["history"]] == [EARLY]


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([policy(number(14)), claim(valid_until="2026-11-10")], "ATT expired on 2026-11-10"),
        ([policy(number(14), approved_on="2025-11-15", review_every="12 months"), claim()],
         "the review of POL was due on 2026-11-15"),
        ([policy(number(14)), attestation({"area.whole": number(
            14, evidence=[evidence(performed_on="2026-05-15")])})],
         "evidence/result.txt is older than 6 months"),
    ],
)  # fmt: skip
def test_time_alone_makes_it_worse_and_what_ended_is_named(
    assessed: Assessed, documents: list[Json], message: str
) -> None:
    first = assessed("first", EARLY, *documents)

    record = read(assessed("now", DAY, *documents, options=("--previous", str(first))))

    found = record["previous"]
    assert found["verdict"] == "worse"
    assert found["one_difference"] is True
    assert changes(record) == [("1", "new_gap"), ("2", "new_gap")]
    assert [kind for kind, _ in why(record)] == ["time"]
    assert message in why(record)[0][1]
    assert found["changes"][0]["causes"][0]["place"]["file"].endswith(".yaml")


def test_an_edit_on_the_same_day_is_the_cause(assessed: Assessed) -> None:
    first = assessed("first", DAY, policy(number(14)), claim(11))

    record = read(
        assessed("now", DAY, policy(number(14)), claim(12), options=("--previous", str(first)))
    )

    assert record["previous"]["verdict"] == "better"
    assert record["previous"]["one_difference"] is True
    assert changes(record) == [("1", "closed"), ("2", "closed")]
    assert why(record) == [("file", "02-attestation.yaml was changed")]
    counts = record["previous"]["frameworks"][0]["counts"]
    assert (counts["satisfied"], counts["total"]) == (0, 2)
    assert record["previous"]["open_gaps"] == 2


def test_an_edit_some_days_later_may_be_the_cause(assessed: Assessed) -> None:
    first = assessed("first", EARLY, policy(number(14)), claim(11))

    record = read(
        assessed("now", DAY, policy(number(14)), claim(12), options=("--previous", str(first)))
    )

    assert record["previous"]["one_difference"] is False
    assert why(record) == [
        ("file", "02-attestation.yaml was changed"),
        ("time", "21 days passed"),
    ]


def test_a_decision_that_expires_makes_it_worse(assessed: Assessed) -> None:
    documents = policy(number(14)), claim(11), decision("risk_acceptance", expires="2026-11-15")
    first = assessed("first", EARLY, *documents)

    record = read(assessed("now", DAY, *documents, options=("--previous", str(first))))

    assert record["previous"]["verdict"] == "worse"
    assert changes(record) == [("1", "no_longer_accepted")]
    assert why(record) == [("time", "DEC expired on 2026-11-15")]


def test_a_new_acceptance_is_named_and_no_improvement(assessed: Assessed) -> None:
    documents = policy(number(14)), claim(11)
    first = assessed("first", DAY, *documents)

    accepted = *documents, decision("risk_acceptance")
    record = read(assessed("now", DAY, *accepted, options=("--previous", str(first))))

    assert record["previous"]["verdict"] == "same"
    assert changes(record) == [("1", "accepted")]
    assert why(record) == [("decision", "decision DEC is new: risk acceptance until 2026-12-31")]


def test_a_framework_that_asks_for_more_is_told(
    assessed: Assessed, frameworks: Callable[..., None]
) -> None:
    documents = policy(number(14)), claim()
    first = assessed("first", DAY, *documents)
    shorter = {"accepts": ["test_result"], "max_age": "1 month"}
    frameworks(ONE | {"evidence": shorter}, TWO, requirement("3"), version="2")

    record = read(assessed("now", DAY, *documents, options=("--previous", str(first))))

    assert record["previous"]["verdict"] == "worse"
    assert changes(record) == [("1", "new_gap"), ("3", "added")]
    assert why(record) == [
        ("requirement", "the requirement was changed: max age is 1 month, was 6 months"),
        ("framework", "own: version 2, was 1"),
    ]


def test_a_requirement_that_is_gone_is_no_improvement(
    assessed: Assessed, frameworks: Callable[..., None]
) -> None:
    documents = policy(number(14)), claim(11)
    first = assessed("first", DAY, *documents)
    frameworks(ONE)

    record = read(assessed("now", DAY, *documents, options=("--previous", str(first))))

    assert record["previous"]["verdict"] == "same"
    assert changes(record) == [("2", "removed")]


def test_what_was_not_selected_is_not_compared(assessed: Assessed) -> None:
    scopes = [{"id": id_, "title": id_, "frameworks": ["own"]} for id_ in ("main", "side")]
    documents = organization(scopes=scopes), policy(number(14)), claim(scopes=["main", "side"])
    first = assessed("first", DAY, *documents, options=("--scope", "side"))

    record = read(assessed("now", DAY, *documents, options=("--previous", str(first))))

    assert (record["previous"]["verdict"], changes(record)) == ("same", [])
    assert record["previous"]["notes"][0] == (
        "not comparable: own in scope main; the earlier one assessed only own in scope side"
    )


# -- several records


def test_the_last_record_keeps_the_chain_and_is_the_one_compared_with(
    assessed: Assessed,
) -> None:
    documents = policy(number(14)), claim()
    first = assessed("first", "2026-10-01", *documents)
    second = assessed("second", EARLY, *documents, options=("--previous", str(first)))

    by_last = read(assessed("a", DAY, *documents, options=("--previous", str(second))))
    options = tuple(word for path in (second, first, first) for word in ("--previous", str(path)))
    by_all = read(assessed("b", DAY, *documents, options=options))

    assert by_last["previous"]["as_of"] == EARLY
    assert [point["as_of"] for point in by_last["history"]] == ["2026-10-01", EARLY]
    assert by_all["previous"] == by_last["previous"]
    assert by_all["history"] == by_last["history"]


def test_a_record_may_replace_the_one_it_is_compared_with(checker: Checker, tmp_path: Path) -> None:
    folder, path = write(tmp_path / "ws", policy(number(14)), claim()), tmp_path / "result.json"
    words = ("assess", folder, "-q", "-o", f"json={path}")
    assert checker(*words, "--as-of", EARLY).code == 0

    assert checker(*words, "--as-of", DAY, "--previous", path).code == 0

    assert read(path)["previous"]["as_of"] == EARLY


def test_a_rerun_on_the_same_day_is_compared(assessed: Assessed) -> None:
    documents = policy(number(14)), claim()
    first = assessed("first", DAY, *documents)

    record = read(assessed("now", DAY, *documents, options=("--previous", str(first))))

    assert record["previous"]["as_of"] == DAY
    assert record["previous"]["notes"][0] == "both are of one day"


def test_the_digest_is_that_of_the_earlier_document(
    checker: Checker, assessed: Assessed, tmp_path: Path
) -> None:
    documents = policy(number(14)), claim()
    first = assessed("first", EARLY, *documents)
    cover = checker("render", first, "-o", "html").out
    laid_out_otherwise = changed(first)

    record = read(assessed("now", DAY, *documents, options=("--previous", str(laid_out_otherwise))))

    assert f"<code>{record['previous']['document_id']}</code>" in cover
    assert record["previous"]["digest"] in cover


def test_a_record_made_before_these_keys_existed_is_taken(checker: Checker, tmp_path: Path) -> None:
    assert {"previous", "history"}.isdisjoint(read(OLD))
    folder, path = write(tmp_path / "ws", policy(number(14)), claim()), tmp_path / "now.json"

    ran = checker("assess", folder, "--as-of", DAY, "-q", "-o", f"json={path}", "--previous", OLD)

    assert ran.code == 0, ran.err
    assert read(path)["previous"]["as_of"] == "2026-10-31"
    assert [point["as_of"] for point in read(path)["history"]] == ["2026-10-31"]
    assert checker("render", OLD).code == 0


def test_the_same_records_give_the_same_bytes_wherever_they_lie(
    assessed: Assessed, checker: Checker, tmp_path: Path
) -> None:
    documents = policy(number(14)), claim(11)
    first = assessed("first", EARLY, *documents)
    elsewhere = tmp_path / "else" / "q3.json"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(first.read_bytes())
    folder = write(tmp_path / "ws", policy(number(14)), claim())

    for format_ in ("json", "html", "text"):
        words = ("assess", folder, "--as-of", DAY, "-o", format_, "--previous")
        one, other = checker(*words, first), checker(*words, elsewhere)

        assert one.data == other.data
        assert str(tmp_path) not in one.out


def test_rendering_the_record_gives_what_the_assessment_gave(
    assessed: Assessed, checker: Checker, tmp_path: Path
) -> None:
    first = assessed("first", EARLY, policy(number(14)), claim(11))
    folder, path = write(tmp_path / "ws", policy(number(14)), claim()), tmp_path / "now.json"
    words = ("assess", folder, "--as-of", DAY, "--previous", first)
    assert checker(*words, "-q", "-o", f"json={path}").code == 0

    for format_ in ("html", "text"):
        assert checker("render", path, "-o", format_).data == checker(*words, "-o", format_).data


# -- what is refused


@pytest.fixture
def refused(checker: Checker, tmp_path: Path) -> Callable[..., Ran]:
    """Assess a good workspace with these earlier records; the run ends with 3, nothing judged."""
    folder = write(tmp_path / "good", policy(number(14)), claim())

    def assess(*paths: Path | str, options: tuple[str, ...] = ()) -> Ran:
        target = tmp_path / "out.json"
        words = [word for path in paths for word in ("--previous", path)]
        ran = checker(
            "assess", folder, "--as-of", DAY, "-q", "-o", f"json={target}", *words, *options
        )
        assert ran.code == 3
        record = read(target)
        assert record["complete"] is False
        assert (record["previous"], record["history"]) == (None, [])
        if not options:
            assert "No assessment was made" in ran.err
            assert (record["findings"], record["frameworks"]) == ([], [])
        assert record["errors"]
        return ran

    return assess


def test_what_is_no_file_or_no_json_is_refused(refused: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text('{"schema": ')
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(OLD)

    said = {name: refused(tmp_path / name).err for name in ("torn.json", "pipe", "link", "none")}

    assert "torn.json:1:12: not-json" in said["torn.json"]
    assert "pipe:1:1: not-a-file" in said["pipe"]
    assert "link:1:1: symlink" in said["link"]
    assert "none:1:1: missing" in said["none"]


def test_another_schema_is_refused(refused: Callable[..., Ran], tmp_path: Path) -> None:
    path = changed_into(tmp_path, schema="checker/result/v2")

    assert "changed.json:1:1: not-a-result: this is no checker/result/v1" in refused(path).err


def changed_into(tmp_path: Path, **other: Any) -> Path:
    """A copy of the old record with other values under its keys."""
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(read(OLD) | other), encoding="utf-8")
    return path


@pytest.mark.parametrize("day", ["2026-13-01", "2026-11-31", "soon", ""])
def test_a_day_that_is_none_is_refused(
    refused: Callable[..., Ran], tmp_path: Path, day: str
) -> None:
    assert "/as_of: format does not hold" in refused(changed_into(tmp_path, as_of=day)).err


def test_a_record_whose_parts_disagree_is_refused(
    refused: Callable[..., Ran], tmp_path: Path
) -> None:
    rows = read(OLD)["findings"]

    assert "not-whole" in refused(changed_into(tmp_path, findings=rows[:1])).err


def test_findings_that_stand_twice_are_refused(refused: Callable[..., Ran], tmp_path: Path) -> None:
    rows = read(OLD)["findings"]

    ran = refused(changed_into(tmp_path, findings=[rows[0], rows[0]]))

    assert "its findings hold one twice" in ran.err


def test_a_gap_that_is_called_none_is_refused(refused: Callable[..., Ran], tmp_path: Path) -> None:
    rows = [row | {"gap": False} for row in read(OLD)["findings"]]

    ran = refused(changed_into(tmp_path, findings=rows))

    assert "a finding is called a gap, or none, against its status" in ran.err


def test_an_open_finding_that_is_no_gap_is_refused(
    assessed: Assessed, refused: Callable[..., Ran]
) -> None:
    good = assessed("good", EARLY, policy(number(14)), claim())
    rows = [row | {"open": True} for row in read(good)["findings"]]

    ran = refused(changed(good, findings=rows))

    assert "a finding is open and no gap" in ran.err


def test_a_later_record_is_refused_and_one_of_the_day_is_not(
    refused: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = refused(changed_into(tmp_path, as_of="2026-11-22"))

    assert (
        "changed.json:1:1: previous-later: the earlier record is as of 2026-11-22, after the day "
        f"of assessment; give one as of {DAY} or before, or a later --as-of"
    ) in ran.err


def test_the_record_of_another_organisation_is_refused(
    refused: Callable[..., Ran], tmp_path: Path
) -> None:
    other = read(OLD)["organization"] | {"id": "\u202eother"}

    ran = refused(changed_into(tmp_path, organization=other))

    assert "previous-other: the earlier record is of '\\u{202E}other', not of 'org'" in ran.err


@pytest.mark.parametrize(
    ("options", "what"), [((), "incomplete"), (("--keep-going",), "provisional")]
)
def test_an_incomplete_or_provisional_record_is_refused(
    checker: Checker, refused: Callable[..., Ran], tmp_path: Path, options: tuple[str, ...],
    what: str,
) -> None:  # fmt: skip
    folder = write(tmp_path / "bad", policy(number(14)), claim(), claim(id="B", ownr="ann"))
    path = tmp_path / "bad.json"
    words = ("assess", folder, "--as-of", EARLY, "-q", "-o", f"json={path}")
    assert checker(*words, *options).code == 3

    ran = refused(path)

    assert f"bad.json:1:1: previous-incomplete: the earlier record is {what}" in ran.err


def test_everything_that_is_wrong_is_told_at_once(checker: Checker, tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text("{")
    later = changed_into(tmp_path, as_of="2027-01-01")
    folder = write(tmp_path / "bad", policy(number(14)), claim(ownr="ann"))
    paths = [word for path in (later, tmp_path / "torn.json", OLD) for word in ("--previous", path)]

    ran = checker("assess", folder, "--as-of", DAY, *paths)

    assert ran.code == 3
    assert ran.err.count("previous-later") == 1
    assert ran.err.count("not-json") == 1
    assert ran.err.count("unknown-key") == 1
    assert "No assessment was made: 3 problems in 3 documents." in ran.err
    assert "INCOMPLETE" in ran.out


def test_a_record_of_another_organisation_and_a_later_day_is_told_both(
    refused: Callable[..., Ran], tmp_path: Path
) -> None:
    other = read(OLD)["organization"] | {"id": "other"}

    ran = refused(changed_into(tmp_path, organization=other, as_of="2027-01-01"))

    assert "previous-other" in ran.err
    assert "previous-later" in ran.err


def test_a_run_that_keeps_going_is_provisional_and_compared_with_nothing(
    refused: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "torn.json").write_text("{")

    ran = refused(OLD, tmp_path / "torn.json", options=("--keep-going",))

    assert "The assessment is provisional" in ran.err


def test_an_unreadable_workspace_hides_no_problem_of_a_record(
    checker: Checker, broken: Path, tmp_path: Path
) -> None:
    ran = checker("assess", broken, "--as-of", DAY, "--previous", tmp_path / "none.json")

    assert ran.code == 3
    assert "none.json:1:1: missing" in ran.err
    assert "duplicate-key" in ran.err


def test_no_report_names_the_folder_of_a_refused_record(checker: Checker, tmp_path: Path) -> None:
    folder = write(tmp_path / "ws", policy(number(14)), claim())
    (tmp_path / "torn.json").write_text("{")

    for format_ in ("json", "html", "text"):
        ran = checker("assess", folder, "-o", format_, "--previous", tmp_path / "torn.json")

        assert "torn.json" in ran.out
        assert str(tmp_path) not in ran.out


def test_a_relative_path_is_told_as_it_was_given(
    checker: Checker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "ws", policy(number(14)), claim())
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "torn.json").write_text("{")
    monkeypatch.chdir(tmp_path)

    ran = checker("assess", "ws", "--previous", "old/torn.json")

    assert "old/torn.json:1:2: not-json" in ran.err


def test_a_record_that_makes_it_better_by_its_own_word_is_refused(
    assessed: Assessed, refused: Callable[..., Ran], tmp_path: Path
) -> None:
    first = assessed("first", "2026-10-01", policy(number(14)), claim())
    second = assessed("second", EARLY, policy(number(14)), claim(11),
                      options=("--previous", str(first)))  # fmt: skip
    assert read(second)["previous"]["verdict"] == "worse"

    ran = refused(changed(second, previous=read(second)["previous"] | {"verdict": "better"}))

    assert "not-whole: its changes do not make it better" in ran.err


# -- hostile text of an earlier record


def hostile(path: Path, attack: str) -> Path:
    """The record with the attack behind every text of it that an assessment takes over."""
    record = read(path)
    slip = {"id": f"3{attack}", "title": f"A title{attack}", "slug": f"3{attack}"}
    record["requirements"].append(record["requirements"][0] | slip)
    record["findings"].append(record["findings"][0] | {"requirement": f"3{attack}"})
    own = record["frameworks"][0]
    gone = {"id": f"gone{attack}", "title": f"Gone{attack}", "version": f"9{attack}"}
    record["frameworks"].append(own | gone | {"counts": dict.fromkeys(own["counts"], 0)})
    status = record["findings"][0]["status"]
    own["counts"][status] += 1
    own["counts"]["total"] += 1
    record["gate"]["open_gaps"] = sum(row["open"] for row in record["findings"])
    own["version"] += attack
    record["scopes"].append(record["scopes"][0] | {"id": f"side{attack}", "frameworks": [attack]})
    record["inputs"].append({"path": f"gone{attack}.yaml", "sha256": "0" * 64})
    record["tool"]["version"] += attack
    record["organization"]["profile"] = {f"fact{attack}": attack}
    record["decisions"].append(record["decisions"][0] | {"id": f"DEC{attack}"})
    record["evidence"] = [row | {"path": row["path"] + attack} for row in record["evidence"]]
    target = path.with_name("hostile.json")
    target.write_text(json.dumps(record), encoding="utf-8")
    return target


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_of_an_earlier_record_is_shown_and_inert(
    checker: Checker, assessed: Assessed, tmp_path: Path, attack: str
) -> None:
    documents = policy(number(14)), claim(11), decision("risk_acceptance")
    good = assessed("good", EARLY, *documents)
    folder = write(tmp_path / "ws", policy(number(14)), claim())

    def ran(path: Path, format_: str) -> str:
        found = checker(
            "assess",
            folder,
            "--as-of",
            DAY,
            "--previous",
            path,
            "-o",
            format_,
            "--fail-on",
            "never",
        )
        assert found.code == 0, found.err
        return found.out

    calm, angry = Reader(ran(good, "html")), ran(hostile(good, attack), "html")
    page = Reader(angry)
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in calm.tags} | {"li", "code", "bdi"}
    names = {name for _, attrs in calm.tags for name in attrs}
    assert {name for _, attrs in page.tags for name in attrs} <= names
    assert page.open == []
    assert page.raw == {"style": page.raw["style"], "script": calm.raw["script"]}
    assert len(page.values("id")) == len(set(page.values("id")))
    assert all(href.startswith(("#", "https://")) for href in page.values("href"))
    assert not CONTROL.search(angry)
    assert "A title" in page.text
    for text in (angry, ran(hostile(good, attack), "text"), ran(hostile(good, attack), "json")):
        assert not CONTROL.search(text)
        assert "##[" not in text
        assert "##vso[" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_help_shows_the_option_with_an_example(checker: Checker) -> None:
    told = checker("assess", "--help").out

    assert "--previous RESULT.json" in told
    assert "checker assess policies/meridian --previous " in told
