"""GitLab's code quality report: its schema, fingerprints that are unique, and no empty list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.errors import OutputError
from checker.render import check_of, render
from tests.render.sample import refused, sample

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas" / "gitlab-code-quality.json").read_text(encoding="utf-8")
)
RECORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "complete": sample,
    "incomplete": refused,
    "provisional": lambda: refused(provisional=True),
}


def rows(record: dict[str, Any], prefix: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("gitlab", record, path_prefix=prefix))
    return found


@pytest.mark.parametrize("record", RECORDS)
def test_a_report_follows_the_schema(record: str) -> None:
    found = rows(RECORDS[record](), "policies/own")

    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert len({row["fingerprint"] for row in found}) == len(found) > 0
    assert all(row["location"]["path"].startswith("policies/own/") for row in found)


def test_a_wrong_report_would_be_found() -> None:
    found = rows(sample())
    found[0]["location"]["path"] = "/etc/passwd"
    found[1]["severity"] = "high"

    errors = list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(found))

    assert len(errors) == 2


def test_the_most_severe_stands_first_under_gitlabs_name() -> None:
    names = [row["severity"] for row in rows(sample())]

    assert names == ["blocker"] * 2 + ["critical"] * 5 + ["minor"]


def test_accepted_and_satisfied_findings_are_left_out() -> None:
    record = sample()

    shown = {(row["check_name"], row["checker"]["scope"]) for row in rows(record)}

    assert shown == {
        (f"{row['framework']}:{row['requirement']}", row["scope"])
        for row in record["findings"]
        if row["open"]
    }


def test_a_refused_input_is_an_entry_so_that_nothing_looks_solved() -> None:
    found = rows(refused())

    assert [row["check_name"] for row in found] == ["checker:ambiguous-scalar", "checker:date"]
    assert found[1]["location"] == {"path": "decisions/firewall.yaml", "lines": {"begin": 9}}
    assert {row["severity"] for row in found} == {"blocker"}
    assert [row["check_name"] for row in rows(refused() | {"errors": []})] == ["checker:incomplete"]


def test_fingerprints_do_not_depend_on_lines() -> None:
    moved = sample()
    for finding in moved["findings"]:
        for observation in finding["observations"]:
            observation["place"]["line"] += 100

    assert [row["fingerprint"] for row in rows(moved)] == [
        row["fingerprint"] for row in rows(sample())
    ]


def test_a_lost_gap_fails_the_read_back() -> None:
    record = sample()
    found = rows(record)[1:]

    with pytest.raises(OutputError, match="the output holds"):
        check_of("gitlab", record)(json.dumps(found).encode())
