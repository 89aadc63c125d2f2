"""Workflow commands: the documented grammar, the worst ten, and nothing that runs another one."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import OutputError
from checker.render import check_of, render
from checker.render.github import command
from tests.render.forge import commands
from tests.render.sample import OF_REGISTERS, refused, sample


def many(number: int, severity: str = "medium") -> dict[str, Any]:
    """A record with so many open gaps of one severity, and no other finding."""
    record = sample()
    row = next(row for row in record["findings"] if row["open"])
    asked = next(
        r
        for r in record["requirements"]
        if (r["framework"], r["id"]) == (row["framework"], row["requirement"])
    )
    record["requirements"], record["findings"] = [], []
    for index in range(number):
        name = f"{index}"
        record["requirements"].append(asked | {"id": name, "slug": name, "severity": severity})
        finding = deepcopy(row) | {"requirement": name, "severity": severity}
        record["findings"].append(finding)
    record |= {"previous": None, "history": [], "began": []}
    return record | {name: [] for name in OF_REGISTERS}


def test_a_gap_is_annotated_at_its_line_below_the_repository() -> None:
    found = commands(render("github", sample(), path_prefix="policies/own"))

    told = next(one for one in found if "8.3.6" in one.properties["title"])

    assert told.name == "error"
    assert told.properties == {
        "file": "policies/own/attestations/identity.yaml",
        "line": "14",
        "col": "34",
        "title": "gap: pci_dss:8.3.6 Passwords are long and mixed (high)",
    }
    assert told.message.split("\n")[1] == "11 is below 12 (attestations/identity.yaml:14:34)"


def test_a_gap_stands_where_it_is_one_and_not_at_a_remark_on_what_holds() -> None:
    record = many(1)
    (row,) = record["findings"]
    seen = row["observations"][0]
    row["asks_for"] = ["documented", "implemented"]
    row["facets"] |= {"documented": "holds", "implemented": "fails"}
    place = seen["place"] | {"line": 999}
    remark = seen | {"facet": "documented", "kind": "exception", "place": place}
    row["observations"] = [remark, seen | {"facet": "implemented", "message": "9 is below 12"}]

    gap = commands(render("github", record))[0]
    (result,) = [r for run in json.loads(render("sarif", record))["runs"] for r in run["results"]][
        :1
    ]

    assert gap.properties["line"] == str(seen["place"]["line"]) != "999"
    assert gap.message.split("\n")[1].startswith("9 is below 12")
    assert result["message"]["text"].startswith("9 is below 12")


def test_severities_are_commands() -> None:
    found = commands(render("github", sample()))

    assert [one.name for one in found] == ["error"] * 5 + ["notice"] * 2
    assert found[-1].properties == {"title": "Open gaps"}
    assert found[-1].message == (
        "6 open, 6 annotated. Gate failed: 5 open gaps at or above medium."
    )


@pytest.mark.parametrize(("severity", "last"), [("medium", "notice"), ("low", "warning")])
def test_ten_are_annotated_and_the_rest_is_pointed_to(severity: str, last: str) -> None:
    record = many(12, severity)

    data = render("github", record)

    found = commands(data)
    assert len(found) == 11
    assert found[-1].name == last, "of each kind, ten are shown"
    assert "12 open, 10 annotated. The rest is in the job summary." in found[-1].message
    check_of("github", record)(data)


def test_an_incomplete_run_annotates_what_was_refused() -> None:
    found = commands(render("github", refused()))

    assert [one.name for one in found] == ["error"] * 3
    assert found[1].properties["file"] == "decisions/firewall.yaml"
    assert found[1].message == "'next spring' is not a date; write 2027-03-31"
    assert found[2].message == "No assessment was made: 2 problems in 31 documents."


@pytest.mark.parametrize("prefix", ["", "policies/own"])
def test_what_is_wrong_with_a_revision_has_no_line(prefix: str) -> None:
    record = refused()
    record["errors"][0]["place"]["file"] = "."

    annotated = commands(render("github", record, path_prefix=prefix))[0]
    log = json.loads(render("sarif", record, path_prefix=prefix))
    row = json.loads(render("gitlab", record, path_prefix=prefix))[0]

    assert set(annotated.properties) == {"title"}
    told = log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]
    uri = told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == row["location"]["path"] == (prefix or ".")


def test_of_many_problems_the_first_are_annotated() -> None:
    record = refused(provisional=True)
    record["errors"] *= 10

    found = commands(render("github", record))

    assert [one.name for one in found] == ["error"] * 10 + ["notice"]
    assert "11 more problems in the log." in found[9].message
    assert found[10].message.startswith("6 open, 0 annotated. The rest is in the job summary.")


@given(st.text(), st.text())
def test_no_text_ends_a_property_a_message_or_a_line(title: str, message: str) -> None:
    line = command("error", message, file="a.yaml", title=title)

    (found,) = commands(
        f"{line}\n".encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()
    )

    assert set(found.properties) == {"file", "title"}
    assert found.name == "error"
    assert "\n" not in line
    assert "\r" not in line


def test_a_lost_annotation_fails_the_read_back() -> None:
    record = sample()
    lines = render("github", record).splitlines(keepends=True)

    with pytest.raises(OutputError, match="read back"):
        check_of("github", record)(b"".join(lines[1:]))
    with pytest.raises(OutputError, match="the output holds"):
        check_of("github", record)(b"".join(lines[:-1]).replace(b"gap%3A", b"x"))
