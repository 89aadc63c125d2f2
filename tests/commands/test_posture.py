"""`checker posture`, and the export behind it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.catalog import load as load_catalog
from checker.cli import COMMANDS
from checker.commands.posture import command
from checker.posture import Posture
from checker.posture.export import export
from checker.workspace import load as load_workspace
from tests.commands.conftest import DAY, SMALL, Checker, Ran


def small(checker: Checker, *arguments: str) -> Ran:
    return checker("posture", SMALL, "--as-of", DAY, *arguments)


def facet(posture: Any, ref: str, name: str) -> Any:
    """One facet of one requirement in the only scope that has it."""
    framework, _, id_ = ref.partition(":")
    (found,) = [
        item["facets"][name]
        for scope in posture["scopes"]
        for item in scope["requirements"]
        if (item["framework"], item["id"]) == (framework, id_)
    ]
    return found


def test_the_overview_says_what_the_command_says_of_itself() -> None:
    assert (command.help or "").splitlines()[0] == COMMANDS["posture"]


def test_the_rule_of_a_facet_is_in_the_help(checker: Checker) -> None:
    text = checker("posture", "--help").out

    assert "A facet HOLDS when `heard` is true, `instances` is not empty" in text
    assert "checker schema FRAMEWORK:ID --part PART" in text


def test_every_scope_shows_the_requirements_of_its_frameworks(checker: Checker) -> None:
    posture = small(checker).json
    listed = checker("list", "requirements", "--format", "json").json

    shown = {
        scope["id"]: [(item["framework"], item["id"]) for item in scope["requirements"]]
        for scope in posture["scopes"]
    }
    known = [(item["framework"], item["id"]) for item in listed]
    assert shown["cde"] == [pair for pair in known if pair[0] == "pci_dss"]
    assert shown["records"] == [pair for pair in known if pair[0] != "pci_dss"]


def test_the_head_names_the_schema_the_day_and_the_organisation(checker: Checker) -> None:
    posture = small(checker).json

    assert posture["schema"] == "checker/posture/v1"
    assert posture["as_of"] == DAY
    assert posture["organization"] == {"id": "small", "name": "Small Clinic"}


def test_a_promise_becomes_a_number_of_days(checker: Checker) -> None:
    posture = small(checker).json

    (instance,) = facet(posture, "pci_dss:12.10.2", "documented")["instances"]
    assert instance["value"]["incident.plan_testing"]["interval"] == pytest.approx(365.25)


def test_occurrences_become_the_longest_step_between_them(checker: Checker) -> None:
    posture = small(checker).json

    (instance,) = facet(posture, "pci_dss:12.10.2", "implemented")["instances"]
    days = (date(2026, 5, 14) - date(2025, 6, 10)).days
    assert instance["value"]["incident.plan_testing"]["interval"] == days


def test_each_of_several_values_is_an_instance(checker: Checker) -> None:
    posture = small(checker).json

    found = facet(posture, "pci_dss:8.3.6", "documented")["instances"]
    lengths = [i["value"]["authentication.passwords"]["minimum_length"] for i in found]
    assert sorted(lengths) == [13, 14]


def test_a_record_nobody_answers_for_is_an_instance_without_the_control(checker: Checker) -> None:
    posture = small(checker).json

    found = facet(posture, "pci_dss:8.3.6", "implemented")["instances"]
    values = {tuple(i["records"]): i["value"] for i in found}
    assert values[("gateway",)] == {}
    assert "authentication.passwords" in values[("till",)]


def test_records_of_a_register_are_instances_with_their_clocks(checker: Checker) -> None:
    posture = small(checker).json

    found = facet(posture, "gdpr:33(1)", "implemented")["instances"]
    late = {i["records"][0]: i["value"]["authority_hours_late"] for i in found}
    assert late == {"INC-1": 0, "INC-2": 48}
    assert {i["part"] for i in found} == {"records"}


def test_every_instance_has_a_place_in_a_file_of_the_workspace(checker: Checker) -> None:
    posture = small(checker).json

    instances = [
        instance
        for scope in posture["scopes"]
        for item in scope["requirements"]
        for state in item["facets"].values()
        for instance in state["instances"]
    ]
    assert instances
    for instance in instances:
        place = instance["place"]
        assert place["line"] <= len((SMALL / place["file"]).read_bytes().splitlines())


def test_what_nobody_speaks_of_is_not_heard(checker: Checker) -> None:
    posture = small(checker).json

    silent = [
        state
        for scope in posture["scopes"]
        for item in scope["requirements"]
        for state in item["facets"].values()
        if not state["heard"]
    ]
    assert silent
    assert all(state["instances"] == [] for state in silent)


def test_one_requirement_of_one_scope_can_be_asked_for(checker: Checker) -> None:
    posture = small(checker, "--scope", "records", "--requirement", "gdpr:33.1").json

    (scope,) = posture["scopes"]
    assert [(item["framework"], item["id"]) for item in scope["requirements"]] == [
        ("gdpr", "33(1)")
    ]


def test_one_framework_can_be_asked_for(checker: Checker) -> None:
    posture = small(checker, "-F", "hipaa").json

    frameworks = {i["framework"] for scope in posture["scopes"] for i in scope["requirements"]}
    assert frameworks == {"hipaa"}


def test_the_same_workspace_and_day_give_the_same_bytes(checker: Checker) -> None:
    assert small(checker).data == small(checker).data


def test_a_later_day_lets_a_claim_expire(checker: Checker) -> None:
    before = small(checker, "--requirement", "8.3.6").json
    after = checker("posture", SMALL, "--as-of", "2027-06-01", "--requirement", "8.3.6").json

    def answered(posture: Any) -> list[Any]:
        found = facet(posture, "pci_dss:8.3.6", "implemented")["instances"]
        return [instance for instance in found if instance["value"]]

    assert answered(before)
    assert not answered(after)


def test_the_export_is_pure_and_needs_no_command_line() -> None:
    catalog = load_catalog()
    workspace = load_workspace(SMALL, catalog).workspace
    requirement = catalog.requirement("pci_dss:8.3.6")
    assert workspace is not None
    assert requirement is not None
    scope = workspace.organization.scope("cde")
    assert scope is not None

    posture = Posture(workspace, scope, date(2026, 11, 21), catalog)
    found = export([posture], [requirement])

    assert found["as_of"] == "2026-11-21"
    assert [scope["id"] for scope in found["scopes"]] == ["cde"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--requirement", "pci_dss:8.3.66"), "Did you mean 'pci_dss:8.3.6'?"),
        (("--requirement", "policy"), "There is no requirement 'policy'"),
        (("-F", "hippa"), "Did you mean 'hipaa'?"),
        (("--as-of", "tomorrow"), "tomorrow"),
    ],
)
def test_an_unknown_name_is_a_usage_error(
    checker: Checker, arguments: tuple[str, ...], said: str
) -> None:
    ran = checker("posture", SMALL, *arguments)

    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scope", "cdee"), "did you mean 'cde'?"),
        (("--scope", "cde", "-F", "gdpr"), "no scope that was selected names gdpr"),
        (("--scope", "cde", "--requirement", "gdpr:33(1)"), "names gdpr"),
        (("-F", "hipaa", "--requirement", "gdpr:33(1)"), "was asked for"),
    ],
)
def test_selecting_nothing_ends_with_3(
    checker: Checker, arguments: tuple[str, ...], said: str
) -> None:
    ran = small(checker, *arguments)

    assert ran.code == 3
    assert said in ran.err
    assert ran.out == ""


def test_a_workspace_that_cannot_be_trusted_has_no_posture(checker: Checker, broken: Path) -> None:
    ran = checker("posture", broken)

    assert ran.code == 3
    assert "organization.yaml:3:1: duplicate-key" in ran.err
    assert ran.out == ""
