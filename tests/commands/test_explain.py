"""`checker explain`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from checker.assess import assess
from checker.catalog import examples, load
from checker.cli import COMMANDS
from checker.commands.explain import command
from checker.commands.kinds_of_reason import KINDS, kind_of
from checker.documents import kinds
from checker.workspace import load as load_workspace
from checker.workspace.stated import digest
from tests.commands.conftest import DAY, SMALL, Checker, Ran

ROOT = Path(__file__).parent.parent.parent
MERIDIAN = ROOT / "policies" / "meridian"
DATICA = ROOT / "tests" / "workspaces" / "datica"


def answered(checker: Checker, name: str, *arguments: str) -> Ran:
    return checker("explain", name, "--workspace", SMALL, "--as-of", DAY, *arguments)


def after(text: str, heading: str) -> str:
    """The indented lines that follow a heading."""
    _, _, rest = text.partition(f"\n{heading}\n")
    return rest.partition("\n\n")[0]


def test_the_overview_says_what_the_command_says_of_itself() -> None:
    assert (command.help or "").splitlines()[0] == COMMANDS["explain"]


@pytest.mark.parametrize("name", ["pci_dss:8.3.6", "8.3.6"])
def test_a_requirement_says_what_it_asks(checker: Checker, name: str) -> None:
    text = checker("explain", name).out

    assert "pci_dss:8.3.6  Passwords are long and mixed" in text
    assert "PCI DSS v4.0.1, 8.3.6" in text
    assert "severity high" in text
    assert "configuration_export, screenshot or test_result, at most 12 months old" in text
    assert "minimum_length: whole number, at least 1" in text
    assert "compensating_control, customized_approach" in text


def test_a_requirement_shows_only_the_parameters_it_looks_at(checker: Checker) -> None:
    assert "reuse_history" not in checker("explain", "pci_dss:8.3.6").out


def test_a_requirement_says_when_it_applies(checker: Checker) -> None:
    text = checker("explain", "gdpr:33(1)").out

    assert "gdpr_roles is controller or joint_controller" in text


def test_a_requirement_over_records_says_which_and_what_it_reads_of_them(checker: Checker) -> None:
    text = checker("explain", "gdpr:33.1").out

    assert "each record of register.incidents whose personal_data_breach is true" in text
    assert "authority_hours_late: number, at least 0" in text
    assert "What must also hold of what is documented" in text


def test_the_examples_are_yaml_that_reads_back(checker: Checker) -> None:
    text = checker("explain", "pci_dss:8.3.6").out

    shown = yaml.safe_load(after(text, "Examples"))
    requirement = load().requirement("pci_dss:8.3.6")
    assert requirement is not None
    assert shown == examples(requirement)


def test_the_schema_is_yaml_that_reads_back(checker: Checker) -> None:
    text = checker("explain", "pci_dss:8.3.6").out

    shown = yaml.safe_load(after(text, "What must hold (JSON Schema)"))
    requirement = load().requirement("pci_dss:8.3.6")
    assert requirement is not None
    assert shown == requirement.requires


def test_every_requirement_control_and_kind_can_be_explained(checker: Checker) -> None:
    catalog = load()
    firsts = [next(iter(f.requirements)) for f in catalog.frameworks.values()]
    refs = [f"{f.id}:{id_}" for f, id_ in zip(catalog.frameworks.values(), firsts, strict=True)]

    for name in (*refs, *catalog.controls, *catalog.frameworks, *kinds.names()):
        ran = checker("explain", name)
        assert ran.code == 0, ran.err
        assert ran.out.splitlines()[0].split(" ")[0] in {name, "kind:"}


def test_a_control_lists_its_parameters_and_its_readers(checker: Checker) -> None:
    text = checker("explain", "authentication.passwords").out

    assert "maximum_age: duration (90 days, 12 months), judged in days" in text
    assert "answered for  systems, by id, group or all" in text
    assert "pci_dss:8.3.6  Passwords are long and mixed" in after(text, "Read by")


def test_a_parameter_lists_only_the_requirements_that_look_at_it(checker: Checker) -> None:
    by_length = checker("explain", "authentication.passwords.minimum_length").out
    by_history = checker("explain", "authentication.passwords.reuse_history").out

    assert "pci_dss:8.3.6" in by_length
    assert "pci_dss:8.3.6" not in by_history


def test_a_cadence_says_how_it_is_written(checker: Checker) -> None:
    text = checker("explain", "incident.plan_testing.interval").out

    assert "cadence (every: 3 months; or performed_on: days), judged in days" in text


def test_a_kind_says_what_a_document_and_a_record_hold(checker: Checker) -> None:
    text = checker("explain", "incidents").out

    assert "reviewed_on: date (2026-11-30), required" in text
    assert "aware_at: moment with its zone (2026-11-30T14:30Z), required" in text
    assert "authority_hours_late" in after(text, "Derived for each record, never written")
    assert "gdpr:33(1)" in after(text, "Read by")


def test_an_official_id_that_is_no_requirement_is_explained_as_such(checker: Checker) -> None:
    listed = checker("list", "requirements", "--coverage", "--format", "json").json
    rest = [item for item in listed if "requirement" not in item]

    for item in (rest[0], rest[-1]):
        ran = checker("explain", f"{item['framework']}:{item['id']}")
        assert ran.code == 0
        said = "covered by" if "covered_by" in item else "not written yet"
        assert said in ran.out


def test_a_workspace_answers_with_findings_and_places(checker: Checker) -> None:
    text = answered(checker, "pci_dss:8.3.6").out

    assert "What Small Clinic answers, as of 2026-11-21" in text
    assert "scope cde: not satisfied" in text
    assert "documented holds, implemented fails, evidenced fails" in text
    assert "nobody answers authentication.passwords for gateway" in text
    assert "policies/access.yaml:15:34" in text


def test_a_requirement_of_no_selected_scope_says_so(checker: Checker) -> None:
    text = answered(checker, "pci_dss:8.3.6", "--scope", "records").out

    assert "No scope that was selected names pci_dss." in text
    assert "scope cde" not in text


def test_a_control_shows_who_says_and_who_does_in_each_scope(checker: Checker) -> None:
    text = answered(checker, "authentication.passwords", "--scope", "cde").out

    assert "POL-ACCESS/A-1 says (approved, 2026-02-01 to 2027-02-01, covering all)" in text
    assert "ATT-ACCESS claims (implemented, 2026-09-01 to 2027-03-31, covering till)" in text
    assert "pci_dss:8.3.6: not satisfied" in text
    assert "scope records" not in text


def test_a_voice_that_speaks_for_nothing_says_why(checker: Checker) -> None:
    before = answered(checker, "authentication.passwords").out
    late = checker(
        "explain", "authentication.passwords", "--workspace", SMALL, "--as-of", "2027-06-01"
    ).out
    early = checker(
        "explain", "authentication.passwords", "--workspace", SMALL, "--as-of", "2026-01-01"
    ).out

    assert "speaks for nothing" not in before
    assert "speaks for nothing: ATT-ACCESS expired on 2027-03-31" in late
    assert "speaks for nothing: it is dated 2026-09-01: not yet said" in early


def test_a_parameter_shows_only_its_own_values(checker: Checker) -> None:
    text = answered(checker, "authentication.passwords.minimum_length").out

    assert "{minimum_length: 14}" in text
    assert "character_classes" not in text.partition("What Small Clinic answers")[2]


def test_a_control_nobody_speaks_of_is_said_to_be_so(checker: Checker) -> None:
    text = answered(checker, "incident.responders").out

    assert "nobody says anything on it" in text


def test_a_statement_prints_the_digest_that_pins_it(checker: Checker) -> None:
    text = answered(checker, "POL-ACCESS/A-1").out

    workspace = load_workspace(SMALL, load()).workspace
    assert workspace is not None
    voice = next(v for v in workspace.voices if v.source == "POL-ACCESS/A-1")
    shown = yaml.safe_load(after(text, "A claim that repeats it takes its values with"))
    assert shown == {"as_stated": {"statement": "POL-ACCESS/A-1", "sha256": digest(voice)}}
    assert voice.text in text


def test_the_printed_digest_makes_a_claim_current(checker: Checker, tmp_path: Path) -> None:
    text = answered(checker, "POL-ACCESS/A-3").out
    pinned = yaml.safe_load(after(text, "A claim that repeats it takes its values with"))
    copy = workspace_with_claim(tmp_path, pinned["as_stated"]["sha256"])

    current = checker("explain", "POL-ACCESS/A-3", "--workspace", copy, "--as-of", DAY).out
    copy = workspace_with_claim(tmp_path, "0" * 64)
    stale = checker("explain", "POL-ACCESS/A-3", "--workspace", copy, "--as-of", DAY).out

    assert "ATT-COPY (current)" in current
    assert "ATT-COPY (stale: it has changed since)" in stale


def workspace_with_claim(root: Path, sha256: str) -> Path:
    """The small workspace with one more claim, which repeats a statement."""
    import shutil

    folder = root / sha256[:4]
    shutil.copytree(SMALL, folder)
    (folder / "attestations" / "copy.yaml").write_text(
        "kind: attestation\nid: ATT-COPY\nattested_by: ada\nattested_on: 2026-10-01\n"
        "valid_until: 2027-03-31\nscopes: [records]\ncontrols:\n"
        "  authentication.session_lock:\n    covers: all\n    status: implemented\n"
        f'    as_stated: {{statement: POL-ACCESS/A-3, sha256: "{sha256}"}}\n'
    )
    return folder


def test_a_kind_names_the_documents_of_the_workspace(checker: Checker) -> None:
    text = answered(checker, "policy").out

    assert "policies/access.yaml:2:5: POL-ACCESS" in text
    assert "policies/access.yaml:31:5: POL-INCIDENT" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pci_dss:8.3.66", "Did you mean 'pci_dss:8.3.6'?"),
        ("authentication.pasword", "Did you mean 'authentication.passwords'?"),
        ("authentication.passwords.minimum", "authentication.passwords.minimum_length"),
        ("incident", "Did you mean 'incidents'?"),
        ("POL-ACCESS/A-1", "--workspace"),
    ],
)
def test_an_unknown_name_is_a_usage_error_with_the_nearest(
    checker: Checker, name: str, said: str
) -> None:
    ran = checker("explain", name)

    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_an_unknown_statement_is_a_usage_error_with_the_nearest(checker: Checker) -> None:
    ran = answered(checker, "POL-ACCES/A-1")

    assert ran.code == 2
    assert "Did you mean 'POL-ACCESS/A-1'?" in ran.err


@pytest.mark.parametrize("option", [("--as-of", DAY), ("--scope", "cde")])
def test_a_day_or_scope_without_a_workspace_is_a_usage_error(
    checker: Checker, option: tuple[str, str]
) -> None:
    assert checker("explain", "8.3.6", *option).code == 2


def test_an_unknown_scope_ends_with_3(checker: Checker) -> None:
    ran = answered(checker, "8.3.6", "--scope", "cdee")

    assert ran.code == 3
    assert "did you mean 'cde'?" in ran.err


def test_a_workspace_that_cannot_be_trusted_answers_nothing(checker: Checker, broken: Path) -> None:
    ran = checker("explain", "8.3.6", "--workspace", broken)

    assert ran.code == 3
    assert "duplicate-key" in ran.err
    assert ran.out == ""


def test_a_kind_of_observation_is_told_with_what_to_do(checker: Checker) -> None:
    alone = checker("explain", "not_covered").out
    found = checker("explain", "not_covered", "--workspace", MERIDIAN, "--as-of", DAY).out

    assert "A record belongs to the scope, and no claim covers it." in alone
    assert "\nhipaa:164.312(a)(2)(iv) in ephi\n" in found
    assert "nobody answers cryptography.at_rest for rpm-gateway" in found


def test_every_kind_of_observation_that_findings_have_can_be_explained() -> None:
    known = {kind_of(name) for name in KINDS}
    seen: set[str] = set()
    for folder in (MERIDIAN, DATICA):
        workspace = load_workspace(folder, load()).workspace
        assert workspace is not None
        for day in (date(2026, 11, 21), date(2025, 1, 1), date(2028, 1, 1)):
            findings = assess(workspace, load(), day).findings
            seen |= {o.kind for finding in findings for o in finding.observations}

    assert seen <= known
    assert len(seen) >= 20, known - seen
