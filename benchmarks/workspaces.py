"""Write the documents that the measurements read."""

from __future__ import annotations

from pathlib import Path

_ORGANIZATION = """kind: organization
id: many
name: Many documents
scopes:
  - {id: main, title: Everything, frameworks: [pci_dss, hipaa, gdpr]}
people:
  - {id: ann.lee, name: Ann Lee, role: Head of IT}
"""
_ATTESTATION = """kind: attestation
id: ATT-{number:05}
attested_by: ann.lee
attested_on: 2026-09-30
valid_until: 2027-03-31
scopes: [main]
note: The quarterly round of confirmations.
controls:
  incident.response_plan:
    status: implemented
    parameters:
      contents: [roles_and_contacts, containment_and_mitigation, recovery_and_continuity]
"""
_STATEMENT = """  - id: S-{number}
    control: incident.response_plan
    text: The plan names who is called, what is contained first and how service is restored.
    parameters: {{contents: [roles_and_contacts, containment_and_mitigation], reviewed: "yes"}}
    covers: [web, database, "payroll {number}"]
"""


def attestations(folder: Path, count: int) -> list[str]:
    """A workspace of `count` small attestations; their paths, without the organisation's."""
    folder.mkdir(parents=True)
    (folder / "organization.yaml").write_text(_ORGANIZATION, encoding="utf-8")
    paths = []
    for number in range(count):
        path = folder / f"attestation-{number:05}.yaml"
        path.write_text(_ATTESTATION.format(number=number), encoding="utf-8")
        paths.append(str(path))
    return paths


def yaml_lines(lines: int) -> str:
    """One policy document of about `lines` lines, as people write them."""
    head = 'kind: policy\nid: POL-1\ntitle: A long policy\nversion: "1.0"\nstatements:\n'
    per_statement = _STATEMENT.count("\n")
    body = [_STATEMENT.format(number=number) for number in range((lines - 5) // per_statement)]
    return head + "".join(body)
