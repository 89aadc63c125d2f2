"""Proofs, examples and sets: what a schema means, not how it is spelt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.lint import examples, framework, keywords
from checker.lint.cases import World
from checker.lint.judge import printed
from checker.lint.run import Report
from checker.model import Requirement
from tests.lint.toy import GOOD, LOCKOUT_FILE, PASSWORDS_FILE, VENDORS_FILE, linted, told, written

HEAD = """\
id: "1.3"
title: Accounts lock after failures
summary: Guessing stops.
citation: Toy standard, 1.3
obligation: required
severity: low
asks_for: [implemented]
"""
TAIL = "remediation: Lock sooner.\nexamples:\n"


def requirement(schema: str, shown: str, remark: str = "") -> str:
    """The file of a requirement with this schema and these examples."""
    return f"{remark}{HEAD}{schema}{TAIL}{shown}"


def codes(root: Path, schema: str, shown: str, remark: str = "") -> set[str]:
    """Codes of what is wrong with 1.3 when it is written so."""
    return {p.code for p in reported(root, schema, shown, remark).problems}


def reported(root: Path, schema: str, shown: str, remark: str = "") -> Report:
    """The report on the toy with 1.3 written so."""
    return linted(written(root, {**GOOD, LOCKOUT_FILE: requirement(schema, shown, remark)}))


ATTEMPTS = """\
requires:
  required: [authentication.lockout]
  properties:
    authentication.lockout: {required: [attempts], properties: {attempts: %s}}
"""
TEN = """\
  - {given: {authentication.lockout: {attempts: 10}}, expect: holds}
  - given: {authentication.lockout: {attempts: 11}}
    expect: fails
    at: /authentication.lockout/attempts
"""
NOTHING = "  - {given: {}, expect: fails, at: ''}\n"
ANSWERED = "  - {given: {authentication.lockout: {attempts: 3}}, expect: holds}\n"
PRESENCE = """\
requires:
  required: [authentication.lockout]
  properties: {authentication.lockout: {}}
"""


def test_both_sides_of_a_number_are_enough(tmp_path: Path) -> None:
    assert codes(tmp_path, ATTEMPTS % "{maximum: 10}", TEN) == set()


def test_a_schema_without_required_never_fails(tmp_path: Path) -> None:
    shown = TEN.replace("fails\n    at: /authentication.lockout/attempts", "holds")

    report = reported(tmp_path, "requires: {type: object}\n", shown)

    assert {p.code for p in report.problems} == {"never-fails", "accepts-empty", "presence-only"}


def test_a_schema_that_forbids_what_it_demands_never_passes(tmp_path: Path) -> None:
    schema = ATTEMPTS % "{minimum: 5, maximum: 4}"

    found = codes(tmp_path, schema, TEN)

    assert found == {"never-passes", "dead-subschema"}


def test_being_mentioned_needs_a_reason_to_be_enough(tmp_path: Path) -> None:
    bare = codes(tmp_path, PRESENCE, ANSWERED + NOTHING)
    reasoned = codes(
        tmp_path, PRESENCE, ANSWERED + NOTHING, "# presence-only: no number is given\n"
    )

    assert bare == {"presence-only"}
    assert reasoned == set()


def test_a_control_that_only_a_branch_names_is_not_read(tmp_path: Path) -> None:
    alone = "requires: {required: [authentication.lockout]}\n"

    found = codes(tmp_path, alone, ANSWERED + NOTHING, "# presence-only: no number is given\n")

    assert found == {"unread-control"}


def test_either_of_two_controls_will_do(tmp_path: Path) -> None:
    schema = """\
requires:
  properties: {authentication.lockout: {}, authentication.passwords: {}}
  anyOf:
    - required: [authentication.lockout]
      properties:
        authentication.lockout: {required: [attempts], properties: {attempts: {maximum: 10}}}
    - required: [authentication.passwords]
      properties:
        authentication.passwords:
          required: [system_limit]
          properties: {system_limit: {const: false}}
"""
    shown = TEN + "  - {given: {authentication.passwords: {system_limit: false}}, expect: holds}\n"

    assert codes(tmp_path, schema, shown) == set()


def test_both_outcomes_are_shown(tmp_path: Path) -> None:
    found = codes(tmp_path, PRESENCE, ANSWERED + ANSWERED, "# presence-only: no number is given\n")

    assert found == {"missing-example"}


def test_silence_never_helps(tmp_path: Path) -> None:
    schema = """\
requires:
  required: [authentication.passwords]
  properties: {authentication.passwords: {}}
  anyOf:
    - properties:
        authentication.passwords:
          required: [minimum_length]
          properties: {minimum_length: {minimum: 12}}
    - properties: {authentication.passwords: {not: {required: [system_limit]}}}
"""
    shown = """\
  - {given: {authentication.passwords: {minimum_length: 12, system_limit: true}}, expect: holds}
  - {given: {authentication.passwords: {minimum_length: 11}}, expect: holds}
  - given: {authentication.passwords: {minimum_length: 11, system_limit: true}}
    expect: fails
    at: /authentication.passwords/minimum_length
"""

    statically = codes(tmp_path, schema, shown)

    assert statically == {"condition-on-optional"}


def test_a_failing_example_that_holds_with_less_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The static rule stands before this one; only where it is blind does this one speak.
    monkeypatch.setattr("checker.lint.run.STAGES", ((examples.silence,),))
    schema = ATTEMPTS.replace("required: [attempts], ", "") % "{maximum: 10}"

    found = codes(tmp_path, schema, TEN)

    assert "silence-helps" in found


def test_a_text_may_not_be_empty(tmp_path: Path) -> None:
    schema = """\
requires:
  required: [authentication.passwords]
  properties:
    authentication.passwords: {required: [hint_text%s]%s}
"""
    shown = """\
  - {given: {authentication.passwords: {%shint_text: see the portal}}, expect: holds}
  - {given: {authentication.passwords: {}}, expect: fails, at: /authentication.passwords}
"""
    remark = "# presence-only: no wording is given\n"

    assert codes(tmp_path, schema % ("", ""), shown % "", remark) == {"accepts-nothing"}


def test_a_condition_is_shown_with_both_outcomes(tmp_path: Path) -> None:
    schema = """\
requires:
  required: [authentication.passwords]
  properties:
    authentication.passwords:
      required: [system_limit, algorithm]
      if: {properties: {system_limit: {const: true}}}
      then: {properties: {algorithm: {enum: [bcrypt, argon2]}}}
"""
    limited = """\
  - {given: {authentication.passwords: {system_limit: true, algorithm: bcrypt}}, expect: holds}
  - given: {authentication.passwords: {system_limit: true, algorithm: none}}
    expect: fails
    at: /authentication.passwords/algorithm
"""
    free = """\
  - given: {authentication.passwords: {system_limit: false, algorithm: none}}
    expect: holds
"""

    assert codes(tmp_path / "one", schema, limited) == {"unexampled-condition"}
    assert codes(tmp_path / "both", schema, limited + free) == set()


def test_a_keyword_that_the_catalogue_makes_needless_says_nothing(tmp_path: Path) -> None:
    schema = ATTEMPTS % "{maximum: 10, type: integer, not: {const: 20}}"

    found = told(reported(tmp_path, schema, TEN).problems)

    assert [(code, file) for code, file, _, _ in found] == [("says-nothing", LOCKOUT_FILE)]


def test_a_failing_example_that_fails_elsewhere_is_told(tmp_path: Path) -> None:
    shown = TEN.replace("at: /authentication.lockout/attempts", "at: /authentication.lockout")

    assert codes(tmp_path, ATTEMPTS % "{maximum: 10}", shown) == {"at"}


def test_a_parameter_that_does_not_exist_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(requirement: Requirement, part: str, known: World) -> dict[str, Any]:
        whole = printed(requirement, part, known)
        for definition in whole["$defs"].values():
            definition.pop("additionalProperties", None)
        return whole

    monkeypatch.setattr("checker.lint.judge.printed", opened)

    found = codes(tmp_path, ATTEMPTS % "{maximum: 10}", TEN)

    assert "accepts-unknown" in found


def test_engines_that_disagree_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "holds", lambda _schema, given: "authentication.lockout" in given)

    found = codes(tmp_path, ATTEMPTS % "{maximum: 10}", TEN)

    assert "engines-disagree" in found


def test_what_cannot_be_proved_must_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.lint.vacuity.canonicalized", lambda _schema: _Unknowable())
    shown = ANSWERED + TEN.splitlines(keepends=True)[0]

    found = codes(tmp_path, ATTEMPTS % "{maximum: 10}", shown)

    assert found == {"unproved"}


class _Unknowable:
    """A canonical form that proves nothing."""

    def covers(self, _other: object) -> object:
        from jsonschema_rs import canonical

        return canonical.Containment.UNKNOWN

    def satisfiability(self) -> object:
        from jsonschema_rs import canonical

        return canonical.Satisfiability.UNKNOWN


def test_depth_and_size_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keywords, "DEEPEST", 1)
    monkeypatch.setattr(keywords, "MOST_NODES", 2)

    found = codes(tmp_path, ATTEMPTS % "{maximum: 10}", TEN)

    assert {"too-deep", "too-large"} <= found


def test_two_requirements_that_ask_the_same_need_a_reason(tmp_path: Path) -> None:
    again = GOOD[PASSWORDS_FILE].replace("1.1", "1.3")

    bare = linted(written(tmp_path / "bare", {**GOOD, LOCKOUT_FILE: again}))
    remark = "# same-schema: 1.3 asks it of service providers\n"
    reasoned = linted(written(tmp_path / "why", {**GOOD, LOCKOUT_FILE: remark + again}))

    assert told(bare.problems) == [("same-schema", LOCKOUT_FILE, 13, 1)]
    assert reasoned.problems == []


def test_an_id_is_written_once(tmp_path: Path) -> None:
    files = {**GOOD, "toy/s1/1.1.b.yaml": GOOD[PASSWORDS_FILE]}

    found = told(linted(written(tmp_path, files)).problems)

    assert ("duplicate-id", "toy/s1/1.1.b.yaml", 1, 5) in found


def test_severities_are_shared_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framework, "ENOUGH_FOR_SEVERITY", 3)
    files = {
        name: text.replace("severity: medium", "severity: high").replace(": low", ": high")
        for name, text in GOOD.items()
    }

    found = told(linted(written(tmp_path, files)).problems)

    assert [code for code, *_ in found] == ["severity-share"]


def test_most_requirements_compare_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framework, "ENOUGH_FOR_VALUES", 3)
    remark = "# presence-only: no number is given\n"

    found = codes(tmp_path, PRESENCE, ANSWERED + NOTHING, remark)

    assert found == {"value-share"}


def test_a_few_requirements_have_no_shares_yet(tmp_path: Path) -> None:
    files = {
        name: text.replace("severity: medium", "severity: high") for name, text in GOOD.items()
    }

    assert linted(written(tmp_path, files)).problems == []


def test_a_register_field_counts_as_a_value(tmp_path: Path) -> None:
    files = {
        name: text for name, text in GOOD.items() if name not in (PASSWORDS_FILE, LOCKOUT_FILE)
    }

    report = linted(written(tmp_path, files))

    assert (report.requirements, report.with_values) == (1, 1)
    assert VENDORS_FILE in files
