"""The page on frameworks: every requirement that is written, and the catalogue of controls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from checker import catalog
from checker.model import Catalog, Control, Framework, Parameter, Requirement, Severity
from scripts.pages.markdown import NOTE, anchor, code, codes, paragraph, table
from scripts.pages.schemas import Words

_PENDING_SHOWN = 12


def page() -> str:
    """The page as it is to be in `docs/frameworks.md`."""
    found = catalog.load()
    readers = _readers(found)
    return "\n".join(
        [
            *_introduction(found),
            *(line for framework in found.frameworks.values() for line in _framework(framework)),
            *_catalogue(found.controls, readers),
        ]
    )


def _introduction(found: Catalog) -> Iterator[str]:
    yield from (NOTE, "")
    yield from ("# Frameworks and controls", "")
    yield from paragraph(
        "What can be assessed today. A requirement that is pending is judged by nothing, and "
        "every output says how many there are; `checker list requirements --coverage` names "
        "them. The sentences are our own; each requirement cites the text it stands for."
    )
    rows = [
        (f"[{code(f.id)}](#{anchor(_heading(f))})", f.title, f.version,
         str(len(f.requirements)), str(len(f.coverage)), str(len(f.pending)))
        for f in found.frameworks.values()
    ]  # fmt: skip
    headings = ("framework", "title", "version", "written", "covered elsewhere", "pending")
    yield from table(headings, rows)
    domains = {control.domain for control in found.controls.values()}
    count = f"{len(found.controls)} controls in {len(domains)} domains"
    yield from paragraph(
        f"All read [one catalogue](#the-control-catalogue) of {count}: a control is answered once."
    )


def _heading(framework: Framework) -> str:
    return f"{framework.id}: {framework.title}"


def _framework(framework: Framework) -> Iterator[str]:
    requirements = framework.requirements.values()
    yield from (f"## {_heading(framework)}", "")
    yield from table(
        ("", ""),
        [
            ("version", f"{framework.version}, in force from {framework.in_force_from}"),
            ("publisher", framework.publisher),
            ("source", f"<{framework.source}>"),
            ("severities", _severities(requirements)),
            ("alternatives", codes(framework.alternatives) or "none"),
            ("pending", codes(framework.pending, _PENDING_SHOWN) or "nothing"),
        ],
    )
    for section, title in framework.sections.items():
        within = [found for found in requirements if found.section == section]
        if within:
            yield from (f"### {title}", "")
            yield from table(("id", "title", "severity", "asks for", "reads"), map(_row, within))
    if framework.coverage:
        yield from (f"### Covered elsewhere in {framework.id}", "")
        rows = [(code(id_), where) for id_, where in framework.coverage.items()]
        yield from table(("id", "where"), rows)


def _severities(requirements: Iterable[Requirement]) -> str:
    counted = Counter(found.severity for found in requirements)
    return ", ".join(f"{counted[level]} {level}" for level in reversed(Severity) if counted[level])


def _row(found: Requirement) -> tuple[str, ...]:
    address = f"[{found.id}](../frameworks/{found.file})"
    level = str(found.severity)
    if found.obligation != "required":
        level += f", {found.obligation}"
    registers = (f"{found.for_each}",) if found.for_each else ()
    asked = ", ".join(str(facet) for facet in found.asks_for)
    return address, found.title, level, asked, codes((*registers, *found.controls))


def _readers(found: Catalog) -> Mapping[str, list[str]]:
    readers: dict[str, list[str]] = {name: [] for name in found.controls}
    for framework in found.frameworks.values():
        for requirement in framework.requirements.values():
            for name in requirement.controls:
                readers[name].append(requirement.ref)
    return readers


def _catalogue(controls: Mapping[str, Control], readers: Mapping[str, list[str]]) -> Iterator[str]:
    yield from ("## The control catalogue", "")
    yield from paragraph(
        "What a policy says and an attestation claims. *Of* names whose control it is: of the "
        "organisation as a whole, or of each system, vendor, site or activity. *Days* after a "
        "duration or cadence is the unit it is compared in. A claim stands for 12 months at "
        "most, unless a shorter time is given."
    )
    domains: dict[str, list[Control]] = {}
    for control in controls.values():
        domains.setdefault(control.domain, []).append(control)
    for domain, within in domains.items():
        yield from (f"### {domain}", "")
        rows = [_control(control, readers[control.id]) for control in within]
        yield from table(("control", "what it is", "of", "parameters", "read by"), rows)


def _control(control: Control, readers: list[str]) -> tuple[str, ...]:
    told = f"**{control.title}**. {control.description}"
    if control.valid_for != "12 months":
        told += f" Stands for {control.valid_for}."
    values = [f"{code(p.name)} {_value(p)}" for p in control.parameters.values()]
    return code(control.id), told, control.covers, "; ".join(values), codes(readers)


def _value(parameter: Parameter) -> str:
    """What may be written, in a few words."""
    if parameter.format:
        unit = f" in {parameter.unit}" if parameter.unit else ""
        return f"{parameter.format}{unit}"
    return Words({}).value(parameter.schema)
