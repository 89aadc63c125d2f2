"""The pages of a fresh workspace that say what goes where."""

from __future__ import annotations

from collections.abc import Iterator

from checker.commands.scaffold.answers import Answers
from checker.commands.wording import wrapped
from checker.documents import kinds
from checker.model import Catalog
from checker.posture.records import JOINED

TITLE = "WHAT IT IS"


def workspace(answers: Answers) -> Iterator[str]:
    """Where to begin."""
    yield f"# {answers.name}: what we say, do, record and decided"
    yield ""
    yield "| folder | what it holds |"
    yield "|---|---|"
    yield "| `organization.yaml` | who we are: facts, scopes, people |"
    yield "| `policies/` | what we say: drafts, until somebody approves them |"
    yield "| `attestations/` | what we do: claims, `unknown` until somebody finds out |"
    yield "| `registers/` | what we record: systems, vendors, incidents, … |"
    yield "| `decisions/` | what management decided, with reason, approver and dates |"
    yield "| `evidence/` | the files that claims name |"
    yield "| `.checker/` | schemas for editors, and steps for CI to copy; not read by `checker` |"
    yield ""
    yield "```sh"
    yield "checker validate .            # can everything be read and trusted?"
    yield "checker assess .              # where do we stand? everything is a gap at first"
    yield "checker why REQUIREMENT       # from a gap to its line, and what would close it"
    yield "checker explain CONTROL       # what is asked"
    yield "```"
    yield ""
    yield from wrapped(
        "Copy `.checker/ci/github.yml` to `.github/workflows/compliance.yml`, or include "
        "`.checker/ci/gitlab.yml` in `.gitlab-ci.yml`. After an update of `checker`, renew the "
        "schemas: `checker schema KIND -o .checker/schemas/KIND.json`.", ""
    )  # fmt: skip


def registers(answers: Answers, catalog: Catalog) -> Iterator[str]:
    """The registers that the frameworks ask for, and how one begins."""
    yield "# Registers"
    yield ""
    yield from wrapped(
        "A register lists records, and says who keeps it and when it was last reviewed. There is "
        "none here yet, because an empty one says that there is nothing to list, and what is asked "
        "of each record would not apply. Requirements ask for these:", ""
    )  # fmt: skip
    yield ""
    for kind in _asked(answers, catalog):
        yield f"- `{kind}`: {kinds.raw(kind)['description']} (`checker explain {kind}`)"
    yield ""
    yield "A file such as `registers/systems.yaml` begins so:"
    yield ""
    yield "```yaml"
    yield "# yaml-language-server: $schema=../.checker/schemas/systems.json"
    yield "kind: systems"
    yield "id: SYSTEMS"
    yield "kept_by: PERSON"
    yield "reviewed_on: DAY"
    yield "review_every: 6 months"
    yield "records:"
    yield f"  - {{id: SYSTEM, title: {TITLE}, data: [unknown]}}"
    yield "```"


def _asked(answers: Answers, catalog: Catalog) -> list[str]:
    """Kinds whose records are judged, joined, or covered by a claim."""
    found: dict[str, None] = {}
    for name in answers.frameworks:
        for requirement in catalog.frameworks[name].requirements.values():
            kind = requirement.for_each.removeprefix("register.")
            covered = (catalog.controls[control].covers for control in requirement.controls)
            found |= dict.fromkeys([kind, *JOINED.get(kind, ()), *covered])
    return [kind for kind in kinds.registers() if kind in found]


def decisions() -> Iterator[str]:
    """What a decision is, and where to look."""
    yield "# Decisions"
    yield ""
    yield from wrapped(
        "Accepted risks, alternatives, exceptions, and what was declared not applicable: each with "
        "its requirements and scopes by name, a reason, an approver, the day of approval, and the "
        "day it expires, at most twelve months later. Accepting a risk changes no status: the gap "
        "stays, marked accepted until that day.", ""
    )  # fmt: skip
    yield ""
    yield "```sh"
    yield "checker explain decision"
    yield "checker decisions .           # active, expiring, expired, unused, refused"
    yield "```"


def evidence() -> Iterator[str]:
    """What lies here."""
    yield "# Evidence"
    yield ""
    yield from wrapped(
        "The files that claims, records and decisions name by `path` and `sha256`. Nothing here is "
        "read unless a document names it. What may not lie in a repository can lie elsewhere: "
        "`checker assess --evidence-root DIR`.", ""
    )  # fmt: skip
