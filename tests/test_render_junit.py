"""JUnit XML: the schemas of Jenkins and Ant, another library's reading, true outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from junitparser import Failure, JUnitXml

from checker.errors import OutputError
from checker.render import check_of, render
from tests.render.sample import refused, sample

SCHEMAS = {
    name: xmlschema.XMLSchema10(Path(__file__).parent / "schemas" / f"junit-{name}.xsd")
    for name in ("ant", "jenkins")
}
RECORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "complete": sample,
    "incomplete": refused,
    "provisional": lambda: refused(provisional=True),
}


def outcomes(record: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Suite, name of the case, outcome and its message, as junitparser reads them."""
    found = []
    for suite in JUnitXml.fromstring(render("junit", record)):
        for case in suite:
            result = case.result[0] if case.result else None
            message = str(result.message) if result is not None else ""
            found.append((suite.name, case.name, type(result).__name__, message))
    return found


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_file_follows_the_schemas(schema: str, record: str) -> None:
    text = render("junit", RECORDS[record]()).decode()

    assert [str(error.reason) for error in SCHEMAS[schema].iter_errors(text)] == []


def test_a_wrong_file_would_be_found() -> None:
    text = render("junit", sample()).decode()

    assert list(SCHEMAS["ant"].iter_errors(text.replace(' hostname="localhost"', "", 1)))
    assert list(
        SCHEMAS["ant"].iter_errors(text.replace("<failure", "<fail").replace("/failure", "/fail"))
    )
    assert list(SCHEMAS["jenkins"].iter_errors(text.replace(' tests="', ' count="', 1)))


def test_a_suite_is_a_framework_in_a_scope_and_a_case_a_finding() -> None:
    record = sample()

    found = outcomes(record)

    assert Counter(suite for suite, *_ in found) == Counter(
        f"{row['framework']}.{row['scope']}" for row in record["findings"]
    )
    kinds = {(suite, name.split(" ")[0]): kind for suite, name, kind, _ in found}
    assert kinds["gdpr.eu", "33(1)"] == "Failure"
    assert kinds["gdpr.eu", "37(1)"] == "NoneType"
    assert kinds["hipaa.ephi", "164.312(a)(2)(iii)"] == "NoneType"
    assert kinds["pci_dss.cde", "1.2.7"] == "Skipped"
    assert kinds["pci_dss.office", "1.2.7"] == "Skipped"


def test_what_is_skipped_says_why() -> None:
    told = {message for _, _, kind, message in outcomes(sample()) if kind == "Skipped"}

    assert "accepted until 2026-12-15 by Li Chen, CISO (DEC-7)" in told
    assert "not applicable; stores_account_data is false; this is for true" in told
    assert any(text.startswith("not applicable by DEC-13; ") for text in told)


def test_a_failure_names_its_places_and_the_way_out() -> None:
    suites = JUnitXml.fromstring(render("junit", sample()))
    texts = {
        case.name: case.result[0].text
        for suite in suites
        for case in suite
        if case.result and isinstance(case.result[0], Failure)
    }

    told = texts["8.3.6 Passwords are long and mixed"].split("\n")

    assert told[0] == "attestations/identity.yaml:14:34: 11 is below 12"
    assert told[-1].startswith("fix: Raise the minimum length")


def test_sums_are_those_of_the_cases() -> None:
    suites = JUnitXml.fromstring(render("junit", sample()))
    stated = [(s.tests, s.failures, s.errors, s.skipped) for s in suites]

    suites.update_statistics()  # type: ignore[no-untyped-call]

    assert stated == [(s.tests, s.failures, s.errors, s.skipped) for s in suites]


def test_a_refused_input_is_an_error_and_nothing_passes_beside_it() -> None:
    incomplete, provisional = outcomes(refused()), outcomes(refused(provisional=True))

    assert [(suite, kind) for suite, _, kind, _ in incomplete] == [("inputs", "Error")] * 2
    assert incomplete[1][1] == "decisions/firewall.yaml:9:12"
    kinds = Counter(kind for *_, kind, _ in provisional)
    assert kinds == {"Error": 2, "Failure": 6, "Skipped": 6}


def test_an_incomplete_run_without_a_reason_is_an_error_too() -> None:
    assert [kind for *_, kind, _ in outcomes(refused() | {"errors": []})] == ["Error"]


@pytest.mark.parametrize(
    ("old", "new"),
    [('failures="2"', 'failures="1"'), ("<failure", "<skipped"), ("</testsuites>", "")],
)
def test_an_altered_file_fails_the_read_back(old: str, new: str) -> None:
    record = sample()
    text = render("junit", record).decode()
    assert old in text
    altered = text.replace(old, new).replace(old.replace("<", "</"), new.replace("<", "</"))

    with pytest.raises(OutputError, match="junit: "):
        check_of("junit", record)(altered.encode())


def test_a_failure_that_became_a_pass_fails_the_read_back() -> None:
    record, greener = sample(), sample()
    row = next(row for row in greener["findings"] if row["open"])
    row["open"] = row["gap"] = False
    row["status"] = "satisfied"

    with pytest.raises(OutputError, match="the output holds"):
        check_of("junit", record)(render("junit", greener))
