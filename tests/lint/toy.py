"""A small framework in which nothing is wrong, and ways to make one thing wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from checker.documents import kinds
from checker.errors import Problem
from checker.lint.run import Report, run
from checker.lint.source import read

CONTROLS = """\
controls:
  - id: authentication.passwords
    title: Password strength
    domain: authentication
    description: How hard a password is to guess.
    covers: systems
    valid_for: 12 months
    parameters:
      minimum_length: {type: integer, minimum: 1, description: Fewest characters.}
      character_classes:
        type: array
        items: {enum: [letters, mixed_case, digits, symbols]}
        uniqueItems: true
        implies: {mixed_case: [letters]}
        description: Kinds of character.
      system_limit: {type: boolean, description: The system cannot take twelve.}
      maximum_age: {format: duration, unit: days, description: Longest time until a change.}
      algorithm: {type: string, enum: [bcrypt, argon2, none], description: How it is kept.}
      hint_text: {type: string, description: Words.}
    evidence: [configuration_export]
    owner_role: identity
    effort: {days: 3, cost: 0}
    nist_csf: [PR.AA-01]
  - id: authentication.lockout
    title: Account lockout
    domain: authentication
    description: After how many failed attempts an account is locked.
    covers: organisation
    valid_for: 12 months
    parameters:
      attempts: {type: integer, minimum: 1, description: Failed attempts.}
    evidence: [configuration_export]
    owner_role: identity
    nist_csf: []
"""

PAGE = """\
id: toy
title: Toy standard
version: "1"
publisher: Nobody
source: https://example.org/toy
in_force_from: 2025-01-01
labels: {satisfied: In Place}
alternatives: [compensating_control]
sections:
  s1: First section
applies_when: {handles_phi: true}
coverage:
  "1": a heading
"""

NUMBERING = "id\ttitle\n1\tHeading\n1.1\tPasswords\n1.2\tVendors\n1.3\tLockout\n"

PASSWORDS = """\
id: "1.1"
title: Passwords are long and mixed
summary: A password has twelve characters, or eight where the system takes no more.
citation: Toy standard, 1.1
obligation: required
severity: high
in_force_from: 2025-03-31
not_applicable_by: profile
parts: []
judgement: ""
asks_for: [implemented, evidenced]
applies_when: {pci_roles: [merchant, service_provider]}
requires:
  required: [authentication.passwords]
  properties:
    authentication.passwords:
      required: [minimum_length, character_classes]
      properties:
        character_classes:
          allOf: [{contains: {const: letters}}, {contains: {const: digits}}]
      anyOf:
        - properties: {minimum_length: {minimum: 12}}
        - required: [system_limit]
          properties: {minimum_length: {minimum: 8}, system_limit: {const: true}}
evidence:
  accepts: [configuration_export]
  max_age: 12 months
remediation: Raise the minimum length.
examples:
  - given: {authentication.passwords: {minimum_length: 12, character_classes: [letters, digits]}}
    expect: holds
  - given:
      authentication.passwords:
        {minimum_length: 8, character_classes: [letters, digits], system_limit: true}
    expect: holds
  - given: {authentication.passwords: {minimum_length: 11, character_classes: [letters, digits]}}
    expect: fails
    at: /authentication.passwords/minimum_length
  - given:
      authentication.passwords:
        {minimum_length: 7, character_classes: [letters, digits], system_limit: true}
    expect: fails
    at: /authentication.passwords/minimum_length
"""

VENDORS = """\
id: "1.2"
title: Vendors are under contract
summary: Every vendor that handles patient records has signed an agreement.
citation: Toy standard, 1.2
obligation: required
severity: medium
asks_for: [implemented, evidenced]
for_each: register.vendors
where: {business_associate: {enum: [true, unknown]}}
requires:
  required: [agreements]
  properties:
    agreements:
      contains:
        required: [type]
        properties: {type: {const: business_associate_agreement}}
remediation: Sign one.
examples:
  - given: {business_associate: true, agreements: [{type: business_associate_agreement}]}
    expect: holds
  - given: {business_associate: unknown, agreements: []}
    expect: fails
    at: /agreements
  - given: {business_associate: false}
    expect: not_selected
"""

LOCKOUT = """\
id: "1.3"
title: Accounts lock after failures
summary: What is said and what is done both stop guessing; what is done stops it sooner.
citation: Toy standard, 1.3
obligation: required
severity: low
asks_for: [documented, implemented]
requires:
  required: [authentication.lockout]
  properties:
    authentication.lockout:
      required: [attempts]
      properties: {attempts: {maximum: 10}}
implemented:
  properties:
    authentication.lockout:
      properties: {attempts: {maximum: 6}}
remediation: Lock sooner.
examples:
  - {given: {authentication.lockout: {attempts: 10}}, facet: documented, expect: holds}
  - given: {authentication.lockout: {attempts: 11}}
    facet: documented
    expect: fails
    at: /authentication.lockout/attempts
  - {given: {authentication.lockout: {attempts: 6}}, expect: holds}
  - given: {authentication.lockout: {attempts: 7}}
    expect: fails
    at: /authentication.lockout/attempts
"""

CATALOGUE_FILE, PAGE_FILE = "controls/authentication.yaml", "toy/framework.yaml"
PASSWORDS_FILE, VENDORS_FILE = "toy/s1/1.1.yaml", "toy/s1/1.2.yaml"
LOCKOUT_FILE = "toy/s1/1.3.yaml"
GOOD: Mapping[str, str] = {
    CATALOGUE_FILE: CONTROLS,
    PAGE_FILE: PAGE,
    "toy/numbering.tsv": NUMBERING,
    PASSWORDS_FILE: PASSWORDS,
    VENDORS_FILE: VENDORS,
    LOCKOUT_FILE: LOCKOUT,
}


def written(root: Path, files: Mapping[str, str]) -> Path:
    """Write `files` below `root`; answer `root`."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def changed(text: str, old: str, new: str) -> str:
    """`text` with its only, or first, `old` replaced."""
    assert old in text
    return text.replace(old, new, 1)


def linted(root: Path, *, with_table: bool = False) -> Report:
    """The report on everything below `root`; nothing there is unreadable."""
    sources = read(root)
    assert sources.unread == ()
    return run(sources, {}, kinds.posture_records(), root if with_table else None)


def spot(text: str, snippet: str) -> tuple[int, int]:
    """Line and column, from 1, where `snippet` first stands in `text`."""
    before = text[: text.index(snippet)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def told(problems: list[Problem]) -> list[tuple[str, str, int, int]]:
    """Code, file, line and column of each problem."""
    return [(p.code, p.place.file, p.place.line, p.place.column) for p in sorted(problems)]
