"""What a pipeline shows beside a baseline: what is new at its line, and how much is known."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml

from checker.baseline import Origin, applied, entries
from checker.commands.schema import result_schema
from checker.render import check_of, render
from checker.render.sarif import FINGERPRINT
from tests.render.forge import Page, commands, refusals
from tests.render.sample import IAM, at, sample
from tests.test_render_sarif import MULTITOOL, SCHEMA, validated

Json = dict[str, Any]
PASSWORDS, BREACHES = ("pci_dss", "8.3.6"), ("gdpr", "33(1)")
ORIGIN = Origin("revision", "2026-11-21", "", "5" * 40, notes=("Judged by the same day.",))
PIPELINES = ("github", "gitlab", "junit", "markdown", "sarif")
Change = Callable[[Json], None]


def row(record: Json, name: tuple[str, str]) -> Json:
    found: Json = next(f for f in record["findings"] if (f["framework"], f["requirement"]) == name)
    return found


def nothing(record: Json) -> None:
    pass


def one_reason_more(record: Json) -> None:
    """The last one, at another line than all others."""
    seen = row(record, PASSWORDS)["observations"]
    place = at(IAM, 17, "14")
    seen.append(seen[0] | {"thing": "elsewhere", "message": "9 is below 12", "place": place})


def a_number_worse(record: Json) -> None:
    for seen in row(record, PASSWORDS)["observations"]:
        seen["message"] = seen["message"].replace("11 is", "10 is")


def worse_as_a_whole(record: Json) -> None:
    row(record, PASSWORDS)["severity"] = "critical"


def an_acceptance_lapsed(record: Json) -> None:
    """What is said of a decision counts, also where it speaks of a facet that is not asked for."""
    seen = row(record, PASSWORDS)["observations"]
    thing = f"{record['decisions'][0]['id']}/expires"
    place = at(IAM, 12, "IAM-2")
    told = {"facet": "documented", "kind": "expired", "thing": thing, "message": "DEC expired"}
    seen.append(seen[0] | told | {"place": place})


def compared(change: Change, unknown: tuple[str, str] | None = None) -> Json:
    """The sample after a change; every gap was known before but `unknown`."""
    before, now = sample(), sample()
    change(now)
    known = [e for e in entries(before, with_numbers=True) if e.key[:2] != unknown]
    record = applied(now, known, ORIGIN)
    jsonschema.Draft202012Validator(result_schema()).validate(record)
    return record


def shown(format_: str, record: Json) -> str:
    """The text of a format, read back as the command line does."""
    data = render(format_, record)
    check_of(format_, record)(data)
    return data.decode()


def states(record: Json) -> Counter[tuple[str, str]]:
    """Requirements with the state of each result; the log is one that GitHub takes."""
    log = json.loads(shown("sarif", record))
    assert [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(log)] == []
    assert list(refusals(log)) == []
    results = [result for run in log["runs"] for result in run["results"]]
    return Counter((r["ruleId"], r.get("baselineState", "")) for r in results)


# -- one gap that becomes worse


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (one_reason_more, 17, "9 is below 12"),
        (a_number_worse, 14, "10 is below 12"),
        (an_acceptance_lapsed, 12, "DEC expired"),
    ],
)
def test_a_terminal_quotes_the_line_of_what_is_more_alone(
    change: Change, line: int, told: str
) -> None:
    text = shown("text", compared(change))

    start = text.index("gap[pci_dss:8.3.6] Passwords")
    gap = text[start : text.index("fix: ", start)]
    quoted = [row for row in gap.splitlines() if row.lstrip().startswith("-->")]
    assert [row.rpartition(":")[0].rpartition(":")[2] for row in quoted] == [str(line)]
    assert f"^ {told}" in gap
    assert "= known before: " in gap
    assert gap.count(told) == 1


@pytest.mark.parametrize(
    ("change", "line", "told", "state"),
    [
        (one_reason_more, "17", "9 is below 12", "new"),
        (a_number_worse, "14", "10 is below 12", "updated"),
        (an_acceptance_lapsed, "12", "DEC expired", "new"),
    ],
)
def test_the_reason_that_is_more_is_what_is_annotated(
    change: Change, line: str, told: str, state: str
) -> None:
    record = compared(change)

    gap, total = commands(shown("github", record).encode())

    assert gap.properties["line"] == line
    assert gap.message.split("\n")[1].startswith(told)
    assert "more reason" in gap.message
    assert "the claim 11" not in gap.message, "known before, and counted"
    assert total.message.startswith(
        "6 open (1 new, 5 known before), 1 annotated. Gate failed: 1 new"
    )
    found = states(record)
    assert found["pci_dss:8.3.6", state] == 1
    assert {name for name, is_ in found if is_ != "unchanged"} == {"pci_dss:8.3.6"}


def test_a_gap_that_is_worse_as_a_whole_is_so_at_each_reason() -> None:
    record = compared(worse_as_a_whole)

    assert states(record)["pci_dss:8.3.6", "updated"] == 2
    assert states(record)["pci_dss:8.3.6", "unchanged"] == 0
    assert commands(shown("github", record).encode())[0].properties["line"] == "14"


def test_known_reasons_of_a_worse_gap_are_told_as_known() -> None:
    record = compared(one_reason_more)
    page = shown("markdown", record)
    failure = next(
        case.result[0].text
        for suite in JUnitXml.fromstring(shown("junit", record).encode())
        for case in suite
        if case.result and type(case.result[0]).__name__ == "Failure"
    )

    text = Page(page).text
    assert text.index("9 is below 12") < text.index(
        "known before: attestations/identity.yaml:14:34"
    )
    assert page.count("<pre>") == 1, "only the line of what is new is quoted"
    lines = failure.split("\n")
    assert lines[0] == "policies/iam.yaml:17:34: 9 is below 12"
    assert lines[1] == "known before: attestations/identity.yaml:14:34: 11 is below 12"


@pytest.mark.skipif(not MULTITOOL.exists(), reason="scripts/test.sh installs it where npm is")
def test_microsofts_validator_accepts_states(tmp_path: Path) -> None:
    log = tmp_path / "known.sarif"
    log.write_bytes(render("sarif", compared(a_number_worse)))

    found = validated(log, tmp_path)

    assert {told for told in found if "note" not in told} == {": warning SARIF2005"}
    assert not [told for told in found if " GH" in told]


# -- gaps that are new, and those that are known


def test_each_format_shows_what_is_new_and_counts_what_is_known() -> None:
    record = compared(nothing, unknown=BREACHES)

    gap, total = commands(shown("github", record).encode())
    page = shown("markdown", record)
    kinds = Counter(
        type(case.result[0]).__name__ if case.result else "passed"
        for suite in JUnitXml.fromstring(shown("junit", record).encode())
        for case in suite
    )

    assert "33(1)" in gap.properties["title"]
    assert "(1 new, 5 known before), 1 annotated" in total.message
    assert "### 1 new open gap\n" in page
    assert "### 5 known gaps\n" in page
    assert page.count("<details><summary>Open before, and no worse</summary>\n\n- ") == 1
    assert page.count("<details>") == page.count("</details>") == 2
    assert kinds["Failure"] == 1
    assert states(record) == Counter(
        {("gdpr:33(1)", "new"): 1}
        | {(name, "unchanged"): number for (name, _), number in states(sample()).items()
           if name != "gdpr:33(1)"}
    )  # fmt: skip


def test_a_known_gap_is_skipped_with_its_place_and_never_passes() -> None:
    told = [
        case.result[0].message
        for suite in JUnitXml.fromstring(shown("junit", compared(nothing)).encode())
        for case in suite
        if case.result and "known before" in case.result[0].message
    ]

    assert len(told) == 6
    assert (
        "an open gap that was known before, and is no worse: "
        "attestations/identity.yaml:14:34: 11 is below 12"
    ) in told


def test_gitlab_is_told_of_known_gaps_too_lest_it_calls_them_solved() -> None:
    record = compared(one_reason_more)
    rows = json.loads(shown("gitlab", record))

    known = [r for r in rows if r["checker"]["since"] == "known"]

    assert all(r["description"].startswith("Known before: ") for r in known)
    assert [r["checker"]["since"] for r in rows] == ["new"] + ["known"] * (len(rows) - 1)
    before = json.loads(shown("gitlab", sample()))
    assert {r["fingerprint"] for r in before} == {r["fingerprint"] for r in known}


def test_a_run_says_how_many_of_its_gaps_are_known() -> None:
    log = json.loads(shown("sarif", compared(nothing, unknown=BREACHES)))

    told = [run["properties"]["baseline"] for run in log["runs"]]

    assert [(one["new"], one["known"]) for one in told] == [(1, 1), (0, 2), (0, 2)]
    assert {one["comparedWith"] for one in told} == {"revision 555555555555"}


def test_without_a_baseline_nothing_is_called_new_or_known() -> None:
    for name in PIPELINES:
        text = shown(name, sample())
        assert "baselineState" not in text
        assert "known" not in text
        assert '"since"' not in text


def test_what_is_fixed_is_listed_and_is_no_alert() -> None:
    def closed(record: Json) -> None:
        found = row(record, PASSWORDS)
        del found["observations"][2]

    record = compared(closed)
    page = Page(shown("markdown", record)).text

    assert "1 gap fixed or less" in page
    assert "pci_dss:8.3.6, scope cde: still a gap, without implemented contradiction at" in page
    assert "Judged by the same day." in page
    assert {state for _, state in states(record)} == {"unchanged"}


def test_a_gap_without_a_reason_is_new_and_has_a_state() -> None:
    record = sample()
    for finding in record["findings"]:
        finding["observations"] = []

    found = states(applied(record, (), ORIGIN))

    assert {state for _, state in found} == {"new"}
    assert found.total() == 6


def test_of_too_many_results_known_ones_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.render.sarif.MOST_RESULTS", 1)
    record = compared(nothing, unknown=("hipaa", "164.312(b)"))

    log = json.loads(shown("sarif", record))

    (kept,) = log["runs"][1]["results"]
    assert (kept["ruleId"], kept["baselineState"]) == ("hipaa:164.312(b)", "new")
    told = log["runs"][1]["invocations"][0]["toolExecutionNotifications"]
    assert any("known ones first, then the least severe" in n["message"]["text"] for n in told)


def test_an_older_record_that_names_no_news_of_a_worse_gap_hides_none() -> None:
    record = compared(one_reason_more)
    for seen in row(record, PASSWORDS)["observations"]:
        seen.pop("since", None)

    assert states(record)["pci_dss:8.3.6", "new"] == 3


def test_fingerprints_do_not_depend_on_what_is_known() -> None:
    plain, told = sample(), compared(one_reason_more)
    one_reason_more(plain)

    prints = [
        {
            result["partialFingerprints"][FINGERPRINT]
            for run in json.loads(shown("sarif", record))["runs"]
            for result in run["results"]
        }
        for record in (plain, told)
    ]

    assert prints[0] == prints[1]
