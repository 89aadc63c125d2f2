"""The limits of GitHub hold for every requirement there is, and for thousands of gaps."""

from __future__ import annotations

import gzip
import json
from copy import deepcopy
from typing import Any

import pytest

from checker.render import check_of, render
from checker.render.github import LONGEST_MESSAGE, LONGEST_TITLE, MOST
from tests.render.forge import commands, refusals
from tests.render.large import large
from tests.test_render_github import many

Json = dict[str, Any]
LONG = "é@octocat #1 {0} <b>%0A::error::" * 60


def crowded() -> Json:
    """6,000 open gaps, each with five long reasons, as many results as no run may hold."""
    record = many(6_000)
    seen = record["findings"][0]["observations"][0]
    places = [seen["place"] | {"line": line} for line in range(1, 200)]
    for finding in record["findings"]:
        finding["observations"] = [
            seen | {"thing": f"T{number}", "message": f"reason {number}"} for number in range(5)
        ]
    worst = record["findings"][0]["observations"]
    worst += [seen | {"thing": f"L{n}", "message": f"{n} {LONG}"} for n in range(300)]
    worst[0]["related"] = places
    for asked in record["requirements"][:1]:
        asked.update(title=LONG, remediation=LONG, summary=LONG, citation=LONG)
        asked["nist_csf"] = [f"PR.AA-{number:02}" for number in range(40)]
    return record


@pytest.fixture(scope="module", params=["every requirement", "thousands of gaps"])
def record(request: pytest.FixtureRequest) -> Json:
    return large() if request.param == "every requirement" else crowded()


def shown(format_: str, record: Json) -> bytes:
    data = render(format_, record)
    check_of(format_, record)(data)
    return data


def test_a_step_has_ten_annotations_and_their_sum_each_of_them_whole(record: Json) -> None:
    found = commands(shown("github", record))

    assert len(found) == MOST + 1
    assert max(len(one.message) for one in found) <= LONGEST_MESSAGE == 4_096
    assert max(len(one.properties["title"]) for one in found) <= LONGEST_TITLE == 255
    for one in found[:MOST]:
        assert "\nFix: " in one.message
    opened = sum(row["open"] for row in record["findings"])
    assert found[-1].message.startswith(f"{opened:,} open, 10 annotated. The rest is in the job")


def test_a_message_says_how_many_reasons_it_leaves_out() -> None:
    record = many(1)
    seen = record["findings"][0]["observations"][0]
    record["findings"][0]["observations"] = [
        seen | {"thing": f"L{number}", "message": f"{number} {LONG}"} for number in range(300)
    ]

    lines = commands(shown("github", record))[0].message.split("\n")

    told = [line for line in lines if "octocat" in line]
    assert 3 < len(told) < 10
    assert f"{300 - len(told)} more reasons." in lines


def test_a_comment_and_a_summary_take_the_markdown(record: Json) -> None:
    data = shown("markdown", record)

    assert len(data.decode()) <= 65_536
    assert len(data) < 1_048_576
    assert b"more open gaps left out here" in data


def test_code_scanning_takes_the_log(record: Json) -> None:
    data = shown("sarif", record)

    log = json.loads(data)
    assert list(refusals(log)) == []
    assert len(gzip.compress(data, 6, mtime=0)) <= 10_000_000
    assert len(log["runs"]) <= 20
    for run in log["runs"]:
        assert len(run["results"]) <= 25_000
        said = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
        if len(run["results"]) > 5_000:
            assert "GitHub shows 5,000 of these 25,000 results" in said
            assert any("of 30,300 results are left out" in text for text in said)
        for row in run["results"]:
            assert len(row["message"]["text"]) < 4_096
            # GitHub takes a thousand places of a result, and shows a hundred.
            assert len(row["locations"]) + len(row.get("relatedLocations", ())) <= 100
        for rule in run["tool"]["driver"]["rules"]:
            assert len(rule["properties"]["tags"]) <= 10


def test_a_limit_that_is_broken_would_be_found() -> None:
    log = json.loads(shown("sarif", many(1)))
    (run,) = [run for run in log["runs"] if run["results"]]
    row, rule = run["results"][0], run["tool"]["driver"]["rules"][0]
    row["relatedLocations"] = [deepcopy(row["locations"][0]) for _ in range(1_001)]
    rule["properties"]["tags"] += [f"t{number}" for number in range(20)]
    rule["fullDescription"]["text"] = "x" * 1_025

    assert len(list(refusals(log))) == 3
