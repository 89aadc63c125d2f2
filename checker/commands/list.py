"""`checker list`: what there is to name on the command line and in documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.commands.common import frameworks_option, load_catalog
from checker.commands.printing import verbose_option

if TYPE_CHECKING:
    from checker.model import Catalog, Framework, Requirement

_NOUNS = ("frameworks", "requirements", "controls", "kinds")


@dataclass(frozen=True, slots=True)
class Listing:
    """Items for JSON, and which of their keys a table shows under which heading."""

    columns: dict[str, str]  # key -> heading
    items: list[dict[str, Any]]


@click.command(name="list")
@click.argument("what", metavar="WHAT", type=click.Choice(_NOUNS))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              help="An aligned table, or an array of objects.")  # fmt: skip
@click.option("-F", "--framework", "chosen", multiple=True, metavar="ID",
              help="Only what belongs to this framework; may be repeated.")  # fmt: skip
@click.option("--coverage", is_flag=True,
              help="With requirements: every id of the official numbering.")  # fmt: skip
@frameworks_option
@verbose_option
def command(
    what: str, format_: str, chosen: tuple[str, ...], coverage: bool, frameworks: Path | None
) -> None:
    """List frameworks, requirements, controls or kinds of documents.

    WHAT is frameworks, requirements, controls or kinds. With --coverage, every id of the official
    numbering is shown with the `requirement` that judges it, with where it is `covered_by`, or as
    `pending`: not written yet, and judged by nothing. With -F, controls are those that the
    framework's requirements read.

    \b
    Examples:
      checker list requirements -F pci_dss
      checker list requirements --coverage --format json
      checker list controls -F hipaa

    \b
    Ends with
      0  the list is printed
      2  wrong use of the command, or an unknown framework
      4  a framework is invalid
      5  standard output could not be written
    """
    from checker.commands.lookup import require_frameworks
    from checker.commands.printing import as_json, as_text, put, table

    if coverage and what != "requirements":
        raise click.UsageError("--coverage: only requirements have an official numbering.")
    if chosen and what == "kinds":
        raise click.UsageError("-F: kinds of documents belong to no framework.")
    catalog = load_catalog(frameworks)
    require_frameworks(chosen, catalog)
    selected = [f for f in catalog.frameworks.values() if not chosen or f.id in chosen]
    listing = _listing(what, catalog, selected, coverage, bool(chosen))
    if format_ == "json":
        put(as_json(listing.items))
        return
    rows = [[_cell(item.get(key, "")) for key in listing.columns] for item in listing.items]
    put(as_text(table(list(listing.columns.values()), rows)))


def _listing(
    what: str, catalog: Catalog, frameworks: list[Framework], coverage: bool, narrowed: bool
) -> Listing:
    if what == "frameworks":
        return _frameworks(frameworks)
    if what == "requirements":
        return _coverage(frameworks) if coverage else _requirements(frameworks)
    if what == "controls":
        return _controls(catalog, frameworks, narrowed)
    return _kinds()


def _cell(value: Any) -> str:
    """One value as a table shows it; lists by their length's worth of names."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def _frameworks(frameworks: list[Framework]) -> Listing:
    items = [
        {
            "id": framework.id,
            "title": framework.title,
            "version": framework.version,
            "publisher": framework.publisher,
            "source": framework.source,
            "in_force_from": framework.in_force_from,
            "written": len(framework.requirements),
            "of": framework.to_write,
            "digest": framework.digest,
        }
        for framework in frameworks
    ]
    shown = ("id", "version", "written", "of", "title")
    return Listing({key: key.upper() for key in shown}, items)


def _requirements(frameworks: list[Framework]) -> Listing:
    items = [_requirement(r) for f in frameworks for r in f.requirements.values()]
    shown = ("framework", "id", "severity", "obligation", "title")
    return Listing({key: key.upper() for key in shown}, items)


def _requirement(requirement: Requirement) -> dict[str, Any]:
    return {
        "framework": requirement.framework,
        "id": requirement.id,
        "slug": requirement.slug,
        "title": requirement.title,
        "severity": str(requirement.severity),
        "obligation": requirement.obligation,
        "asks_for": [str(facet) for facet in requirement.asks_for],
        "controls": list(requirement.controls),
        "file": requirement.file,
    }


def _coverage(frameworks: list[Framework]) -> Listing:
    items = [item for framework in frameworks for item in _official(framework)]
    columns = {"framework": "FRAMEWORK", "id": "ID", "requirement": "REQUIREMENT",
               "pending": "PENDING", "covered_by": "COVERED BY", "title": "TITLE"}  # fmt: skip
    return Listing(columns, items)


def _official(framework: Framework) -> Iterator[dict[str, Any]]:
    """Every id of the official numbering: a requirement, covered elsewhere, or pending."""
    from checker.framework_files import slug

    for id_, title in framework.numbering:
        item: dict[str, Any] = {"framework": framework.id, "id": id_, "slug": slug(id_)}
        if id_ in framework.requirements:
            found = framework.requirements[id_]
            yield {**item, "title": found.title, "requirement": found.id, "file": found.file}
        elif id_ in framework.coverage:
            yield {**item, "title": title, "covered_by": framework.coverage[id_]}
        else:
            yield {**item, "title": title, "pending": True}


def _controls(catalog: Catalog, frameworks: list[Framework], narrowed: bool) -> Listing:
    read_by: dict[str, list[str]] = {}
    for framework in frameworks:
        for requirement in framework.requirements.values():
            for name in requirement.controls:
                read_by.setdefault(name, []).append(requirement.ref)
    items = [
        {
            "id": control.id,
            "title": control.title,
            "domain": control.domain,
            "covers": control.covers,
            "valid_for": control.valid_for,
            "parameters": list(control.parameters),
            "evidence": list(control.evidence),
            "owner_role": control.owner_role,
            "nist_csf": list(control.nist_csf),
            "read_by": read_by.get(control.id, []),
        }
        for control in catalog.controls.values()
        if not narrowed or control.id in read_by
    ]
    shown = {"id": "ID", "covers": "COVERS", "valid_for": "VALID FOR", "title": "TITLE"}
    return Listing(shown, items)


def _kinds() -> Listing:
    from checker.documents import kinds

    items = [
        {
            "id": name,
            "title": kinds.raw(name)["title"],
            "register": name in kinds.registers(),
            "description": kinds.raw(name)["description"],
        }
        for name in kinds.names()
    ]
    return Listing({"id": "ID", "register": "REGISTER", "description": "DESCRIPTION"}, items)
