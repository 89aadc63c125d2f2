"""SARIF: the schema, GitHub's rules, Microsoft's validator, and fingerprints that stay."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.__main__ import run
from checker.errors import ExitCode, OutputError
from checker.render import check_of, render, sarif
from checker.render.sarif_rules import plain
from tests.render.forge import Page, refusals
from tests.render.sample import refused, sample

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))
MERIDIAN = ROOT / "policies" / "meridian"
MULTITOOL = Path(
    os.environ.get("SARIF_MULTITOOL")
    or ROOT / ".tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
)
Json = dict[str, Any]
RECORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "complete": sample,
    "incomplete": refused,
    "provisional": lambda: refused(provisional=True),
}


def log(record: Json, prefix: str = "") -> Json:
    found: Json = json.loads(render("sarif", record, path_prefix=prefix))
    return found


def results(found: Json) -> list[Json]:
    return [row for run in found["runs"] for row in run["results"]]


def categories(found: Json) -> list[str]:
    return [run["automationDetails"]["id"] for run in found["runs"]]


@pytest.fixture(scope="session")
def meridian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of the example organisation, at its place in the repository."""
    path = tmp_path_factory.mktemp("sarif") / "meridian.sarif"
    options = ["--as-of", "2026-11-21", "-q", "-o", f"sarif={path}"]
    assert run(["assess", str(MERIDIAN), *options, "--path-prefix", "policies/meridian"]) is (
        ExitCode.GAPS
    )
    return path


@pytest.mark.parametrize("record", RECORDS)
def test_a_log_follows_the_published_schema_and_the_rules_of_github(record: str) -> None:
    found = log(RECORDS[record](), "policies/own")

    assert [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(found)] == []
    assert list(refusals(found)) == []


def test_the_log_of_the_example_does_too(meridian: Path) -> None:
    found = json.loads(meridian.read_text(encoding="utf-8"))

    assert [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(found)] == []
    assert list(refusals(found)) == []
    assert len(results(found)) > 50
    for row in results(found):
        uri = row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert (ROOT / uri).is_file(), uri


def test_a_bad_log_would_be_found() -> None:
    found = log(sample())
    row = results(found)[0]
    row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "/etc/passwd"
    row["partialFingerprints"] = {"x/v1": ""}
    found["runs"][1]["automationDetails"] = found["runs"][0]["automationDetails"]

    told = list(refusals(found))

    assert len(told) == 3, told


def validated(path: Path, tmp_path: Path) -> Counter[str]:
    """What Microsoft's validator says of a log, by level and rule; its exit code says nothing."""
    done = subprocess.run(
        [MULTITOOL, "validate", path, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note",
         "--log", "ForceOverwrite", "-o", tmp_path / "validation.sarif"],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert "Analysis completed" in done.stdout, done.stdout + done.stderr
    return Counter(re.findall(r": (?:error|warning|note) [A-Z]+\d+", done.stdout))


@pytest.mark.skipif(not MULTITOOL.exists(), reason="scripts/test.sh installs it where npm is")
def test_microsofts_validator_finds_neither_an_error_nor_a_breach_of_githubs_rules(
    meridian: Path, tmp_path: Path
) -> None:
    found = validated(meridian, tmp_path)

    # There is no home page to name (SARIF2005).
    assert {told for told in found if "note" not in told} == {": warning SARIF2005"}
    assert not [told for told in found if " GH" in told]


@pytest.mark.skipif(not MULTITOOL.exists(), reason="scripts/test.sh installs it where npm is")
def test_microsofts_validator_would_find_a_result_without_a_place(tmp_path: Path) -> None:
    found = log(sample())
    del results(found)[0]["locations"]
    path = tmp_path / "bad.sarif"
    path.write_text(json.dumps(found), encoding="utf-8")

    assert ": error GH1015" in validated(path, tmp_path)


def test_fingerprints_survive_a_hundred_lines_above(tmp_path: Path) -> None:
    copy = tmp_path / "policies" / "meridian"
    shutil.copytree(MERIDIAN, copy)
    options = ["--as-of", "2026-11-21", "-q", "-o"]
    run(["assess", str(copy), *options, f"sarif={tmp_path / 'before.sarif'}"])
    for path in copy.rglob("*.yaml"):
        if "evidence" not in path.relative_to(copy).parts:
            path.write_text("# more\n" * 100 + path.read_text(encoding="utf-8"), encoding="utf-8")

    run(["assess", str(copy), *options, f"sarif={tmp_path / 'after.sarif'}"])

    before, after = (
        results(json.loads((tmp_path / name).read_text(encoding="utf-8")))
        for name in ("before.sarif", "after.sarif")
    )
    assert [row["partialFingerprints"] for row in before] == [
        row["partialFingerprints"] for row in after
    ]
    lines = {
        (new["locations"][0]["physicalLocation"]["region"]["startLine"])
        - old["locations"][0]["physicalLocation"]["region"]["startLine"]
        for old, new in zip(before, after, strict=True)
    }
    assert lines == {100}


def test_fingerprints_are_unique_and_tell_what_is_observed_apart() -> None:
    found = [row["partialFingerprints"][sarif.FINGERPRINT] for row in results(log(sample()))]
    record = sample()
    record["findings"][0]["observations"][0]["thing"] = "elsewhere"
    moved = [row["partialFingerprints"][sarif.FINGERPRINT] for row in results(log(record))]

    assert len(set(found)) == len(found)
    assert len(set(found) - set(moved)) == 1


def test_two_reasons_at_one_thing_have_two_fingerprints() -> None:
    record = sample()
    first = record["findings"][0]["observations"][0]
    record["findings"][0]["observations"].append(first | {"message": "also this"})

    found = [row["partialFingerprints"][sarif.FINGERPRINT] for row in results(log(record))]

    assert len(set(found)) == len(found) == len(results(log(sample()))) + 1


def test_satisfied_accepted_and_inapplicable_findings_are_left_out() -> None:
    record = sample()
    shown = {(row["ruleId"], row["properties"]["scope"]) for row in results(log(record))}

    assert shown == {
        (f"{row['framework']}:{row['requirement']}", row["scope"])
        for row in record["findings"]
        if row["open"]
    }


def test_severities_are_levels_and_numbers() -> None:
    rules = {r["id"]: r for run in log(sample())["runs"] for r in run["tool"]["driver"]["rules"]}
    levels = {row["properties"]["severity"]: row["level"] for row in results(log(sample()))}

    assert levels == {"critical": "error", "high": "error", "low": "note"}
    assert rules["gdpr:33(1)"]["properties"]["security-severity"] == "9.5"
    assert rules["pci_dss:8.3.6"]["properties"]["security-severity"] == "8.0"
    assert rules["gdpr:37(1)"]["properties"]["security-severity"] == "5.5"
    assert rules["hipaa:164.312(b)"]["properties"]["security-severity"] == "2.0"


def test_each_framework_has_a_category_of_its_own() -> None:
    record = sample()
    record["scopes"] = [row for row in record["scopes"] if row["id"] in {"cde", "ephi", "eu"}]
    whole = categories(log(record))
    record["scopes"][0]["frameworks"].append("gdpr")

    assert whole == ["checker/gdpr/", "checker/hipaa/", "checker/pci_dss/"]
    assert categories(log(record))[0] == "checker/gdpr/eu/", "the other scope's alerts stay open"


def test_a_run_that_could_not_judge_closes_no_alert_and_says_why() -> None:
    incomplete, provisional = log(refused()), log(refused(provisional=True))

    assert categories(incomplete) == ["checker/incomplete/"]
    assert results(incomplete) == []
    assert all(name.split("/")[2] == "provisional" for name in categories(provisional))
    for run_ in (*incomplete["runs"], *provisional["runs"]):
        invocation = run_["invocations"][0]
        told = [n for n in invocation["toolExecutionNotifications"] if n["level"] == "error"]
        assert not invocation["executionSuccessful"]
        assert told[1]["message"]["text"].startswith("'next spring' is not a date")
        place = told[1]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "decisions/firewall.yaml"
        assert place["region"]["startLine"] == 9
    assert all(row["message"]["text"].startswith("Provisional: ") for row in results(provisional))


def test_the_worst_results_are_kept_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 1)
    monkeypatch.setattr(sarif, "MOST_SHOWN", 0)
    record = sample()

    found = log(record)

    for run_ in found["runs"]:
        (row,) = run_["results"]
        told = [n["message"]["text"] for n in run_["invocations"][0]["toolExecutionNotifications"]]
        assert any("results are left out, the least severe" in text for text in told)
        assert any(text == "GitHub shows 0 of these 1 results" for text in told)
        assert row["level"] == "error"
    check_of("sarif", record)(render("sarif", record))


def test_a_log_too_large_when_compressed_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    record = sample()
    whole = len(results(log(record)))
    size = len(gzip.compress(render("sarif", record), 6, mtime=0))
    monkeypatch.setattr(sarif, "LARGEST", size - 1)

    data = render("sarif", record)

    assert 0 < len(results(json.loads(data))) < whole
    check_of("sarif", record)(data)


def test_a_lost_result_fails_the_read_back() -> None:
    record = sample()
    found = log(record)
    del found["runs"][0]["results"][0]

    with pytest.raises(OutputError, match="the output holds"):
        check_of("sarif", record)(json.dumps(found).encode())


def test_text_that_a_viewer_would_read_as_more_is_escaped() -> None:
    assert plain("{0} of {1}") == "{{0}} of {{1}}"
    assert plain("see [here](https://x.example)") == r"see \[here\](https://x.example)"
    assert plain(r"[a]\](b) 28(3)") == r"\[a\]\\\](b) 28(3)"
    assert plain("a list [1, 2] as it is") == "a list [1, 2] as it is"


def test_braces_of_a_requirement_are_no_placeholders_in_any_of_its_messages() -> None:
    record = sample()
    for asked in record["requirements"]:
        asked["title"] = asked["remediation"] = "Nothing in {0} or {x}"
        asked["summary"] = "{}" * 700

    found = log(record)

    assert list(refusals(found)) == [], "doubled, they are within the limits of GitHub"
    rule = found["runs"][0]["tool"]["driver"]["rules"][0]
    assert rule["shortDescription"]["text"] == "Nothing in {{0}} or {{x}}."
    assert rule["fullDescription"]["text"].endswith("}}… (1,400 characters)")
    assert "What to do: Nothing in {{0}} or {{x}}" in rule["help"]["text"]
    assert not set("{}") & set(rule["help"]["markdown"])
    assert "What to do. Nothing in {0} or {x}" in Page(rule["help"]["markdown"]).text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Processors need the contract's terms", "ProcessorsNeedTheContractsTerms"),
        ("多要素認証", "Requirement"),
        ("x" * 300, "X" + "x" * 254),
    ],
)
def test_a_rule_is_named_after_its_title(title: str, name: str) -> None:
    record = sample()
    record["requirements"][0]["title"] = title

    assert log(record)["runs"][0]["tool"]["driver"]["rules"][0]["name"] == name


def test_a_gap_without_a_reason_still_has_a_place() -> None:
    record = sample()
    for row in record["findings"]:
        row["observations"] = []

    found = log(record)

    assert list(refusals(found)) == []
    uris = {
        row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for row in results(found)
    }
    assert uris == {"organization.yaml"}


def test_a_path_is_a_uri_below_the_repository() -> None:
    record = sample()
    place = record["findings"][0]["observations"][0]["place"]
    place["file"] = "policies/a b#%?é.yaml"

    uris = [
        row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for row in results(log(record, "de ep"))
    ]

    assert "de%20ep/policies/a%20b%23%25%3F%C3%A9.yaml" in uris
