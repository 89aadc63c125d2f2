"""Stubs of claims and policies, one file for each domain of controls that the frameworks read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from checker.commands.scaffold.answers import Answers, listed, text
from checker.commands.wording import words_of, wrapped
from checker.model import Catalog, Control, Facet, Requirement

SENTENCE = "THE SENTENCE OF THE POLICY"
DUE_DAYS = 60  # by when somebody finds out
_STANDS_DAYS = 180  # how long the attestation of a stub stands; it says nothing anyway
_NAMED = 6  # of the requirements that read a control, so many are named

Readers = Mapping[str, Sequence[Requirement]]


def readers(
    catalog: Catalog, frameworks: Sequence[str], facet: Facet
) -> dict[str, list[Requirement]]:
    """Control id -> the requirements that read it for `facet` and ask for that facet.

    What is read for no other facet is there too, though it is shown and not counted.
    """
    is_said = facet is Facet.DOCUMENTED
    asked = {Facet.DOCUMENTED} if is_said else {Facet.IMPLEMENTED, Facet.EVIDENCED}
    found: dict[str, list[Requirement]] = {}
    for name in frameworks:
        for requirement in catalog.frameworks[name].requirements.values():
            elsewhere = requirement.reads(Facet.IMPLEMENTED if is_said else Facet.DOCUMENTED)
            for control in requirement.reads(facet):
                if asked & set(requirement.asks_for) or control not in elsewhere:
                    found.setdefault(control, []).append(requirement)
    return found


def domains(catalog: Catalog, read: Readers) -> dict[str, list[Control]]:
    """Domain -> its controls that somebody reads, in the catalogue's order."""
    found: dict[str, list[Control]] = {}
    for control in catalog.controls.values():
        if control.id in read:
            found.setdefault(control.domain, []).append(control)
    return found


def attestation(
    domain: str, controls: Sequence[Control], read: Readers, answers: Answers, schema: str
) -> Iterator[str]:
    """Claims that say `unknown`: who finds out, and by when."""
    until = answers.day + timedelta(days=_STANDS_DAYS)
    yield f"# yaml-language-server: $schema={schema}"
    yield "# What we do. `unknown` claims nothing: it says who finds out, and by when. Once it is"
    yield "# known, write the status (implemented, in_progress, planned, not_implemented, or"
    yield "# inherited with `from: VENDOR`), the values in operation, and what proves them."
    yield "kind: attestation"
    yield f"id: ATT-{_name(domain)}"
    yield f"attested_by: {text(answers.owner.id)}"
    yield f"attested_on: {answers.day}"
    yield f"valid_until: {until}"
    yield f"scopes: {listed(_scopes(controls, read, answers))}"
    yield "controls:"
    for control in controls:
        yield from _described(control, read)
        yield f"  {control.id}:"
        yield "    status: unknown"
        yield f"    owner: {text(answers.owner.id)}"
        yield f"    due: {answers.day + timedelta(days=DUE_DAYS)}"
        if control.is_of_records:
            yield f"    covers: all   # or ids or groups of {control.covers}"
        yield from _parameters(control, "    # ")
        yield "    # evidence:"
        yield "    #   - kind: " + " | ".join(control.evidence)
        yield "    #     path: evidence/FILE"
        yield "    #     performed_on: DAY"
        yield "    #     sha256: DIGEST"
        yield ""


def policy(
    domain: str, controls: Sequence[Control], read: Readers, answers: Answers, schema: str
) -> Iterator[str]:
    """A draft without a statement; what it could say stands in comments."""
    yield f"# yaml-language-server: $schema={schema}"
    yield "# What we say. A draft says nothing. Write a statement for each control that you commit"
    yield "# to, in your own words, and have it approved: status, approved_by, approved_on."
    yield "kind: policy"
    yield f"id: POL-{_name(domain)}"
    yield f"title: {text(domain.replace('_', ' ').capitalize())}"
    yield 'version: "0.1"'
    yield "status: draft"
    yield f"scopes: {listed(_scopes(controls, read, answers))}"
    yield f"owner: {text(answers.owner.id)}"
    yield "review_every: 12 months"
    yield "statements: []   # instead of [] the statements, each a list item like these:"
    for control in controls:
        yield from _described(control, read)
        yield f"  # - id: {_name(domain)}-{controls.index(control) + 1}"
        yield f"  #   control: {control.id}"
        yield f"  #   text: {SENTENCE}"
        yield from _parameters(control, "  #   ")


def _name(domain: str) -> str:
    return domain.upper().replace("_", "-")


def _scopes(controls: Sequence[Control], read: Readers, answers: Answers) -> list[str]:
    """Scopes with a framework that reads one of the controls."""
    frameworks = {r.framework for control in controls for r in read[control.id]}
    return [s.id for s in answers.scopes if frameworks & set(s.frameworks)]


def _described(control: Control, read: Readers) -> Iterator[str]:
    yield from wrapped(f"{control.title}. {control.description}", "  # ", "  # ")
    names = [requirement.ref for requirement in read[control.id]]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    yield from wrapped(f"Read by {', '.join(names[:_NAMED])}{more}.", "  # ", "  # ")


def _parameters(control: Control, indent: str) -> Iterator[str]:
    if not control.parameters:
        return
    yield f"{indent}parameters:"
    for parameter in control.parameters.values():
        told = f"{parameter.name}: ({words_of(parameter)}) {parameter.description}"
        yield from wrapped(told, f"{indent}      ", f"{indent}  ")
