"""`checker schema`: a requirement, a kind of document or the result as a JSON Schema 2020-12."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import checker
from checker.commands import completing
from checker.commands.common import FOLDER, frameworks_option, load_catalog
from checker.commands.printing import verbose_option

if TYPE_CHECKING:
    from checker.model import Catalog, Requirement

# What the command line itself writes, and where the schema of each lies in the package.
SHIPPED = {
    "result": "render/result.v1.schema.json",
    "baseline": "baseline/baseline.v1.schema.json",
    "diff": "delta/diff.v1.schema.json",
}
_PARTS = ("documented", "implemented", "records", "controls")
# Keywords of the shipped schemas that are ours; a validator or an editor must never see them.
_OURS = frozenset({"quantity"})
# Keywords whose value maps names, which are not keywords, to schemas.
_NAMED = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
# Keywords whose value is data, and no schema.
_DATA = frozenset({"const", "enum", "default", "examples"})


@click.command(name="schema")
@click.argument("name", metavar="ID|KIND|result|baseline|diff", shell_complete=completing.schemas)
@click.option("--part", type=click.Choice(_PARTS),
              help="Which part of a requirement; needed where it has several.")  # fmt: skip
@click.option("-o", "--output", "path", type=FOLDER, metavar="PATH",
              help="Write to PATH instead of standard output.")  # fmt: skip
@frameworks_option
@verbose_option
def command(name: str, part: str | None, path: Path | None, frameworks: Path | None) -> None:
    """Print the JSON Schema of a requirement or of a kind of document.

    Each is a JSON Schema 2020-12 that stands alone. That of a requirement judges the instances that
    `checker posture` prints. That of a kind (policy, attestation, vendors ...) lets an editor
    complete and check documents, with every control and parameter. `result` is that of result.json,
    `baseline` that of a baseline, `diff` that of a difference.

    \b
    Examples:
      checker schema pci_dss:8.3.6
      checker schema "gdpr:33(1)" --part records
      checker schema policy -o policy.schema.json

    \b
    Ends with
      0  the schema is printed
      2  wrong use of the command, an unknown name, or a part that must be named
      4  a framework is invalid
      5  an output could not be written
    """
    from checker.commands.printing import as_json, put

    catalog = load_catalog(frameworks)
    put(as_json(_schema(name, part, catalog)), path)


def _schema(name: str, part: str | None, catalog: Catalog) -> Mapping[str, Any]:
    from checker.commands import lookup
    from checker.model import Requirement

    found = None if name in SHIPPED else lookup.find(name, catalog)
    if isinstance(found, Requirement):
        return _of_requirement(found, part, catalog)
    if part is not None:
        raise click.UsageError(f"--part: only a requirement has parts, and '{name}' is none.")
    if found is None:
        return shipped(name)
    if isinstance(found, lookup.Kind):
        return _of_kind(found.name, catalog)
    if isinstance(found, lookup.Official):
        raise click.UsageError(lookup.unwritten(found))
    hint = "name a requirement, a kind of document, or result"
    raise click.UsageError(f"'{name}' has no schema of its own; {hint}.")


def result_schema() -> dict[str, Any]:
    """The schema of result.json, version 1, as it is shipped."""
    return shipped("result")


def shipped(name: str) -> dict[str, Any]:
    """One of the schemas in `SHIPPED`."""
    folder = Path(checker.__file__).parent
    schema: dict[str, Any] = json.loads((folder / SHIPPED[name]).read_bytes())
    return schema


def _of_requirement(requirement: Requirement, part: str | None, catalog: Catalog) -> dict[str, Any]:
    from checker import schemas
    from checker.documents import kinds

    known = tuple(schemas.parts(requirement))
    if part is None and len(known) > 1:
        options = " or ".join(f"--part {name}" for name in known)
        raise click.UsageError(f"{requirement.ref} has several parts; name one: {options}.")
    if part is not None and part not in known:
        has = f"only {known[0]}" if len(known) == 1 else " and ".join(known)
        raise click.UsageError(f"{requirement.ref} has no part '{part}'; it has {has}.")
    return schemas.standalone(requirement, part or known[0], catalog, kinds.posture_records())


def _of_kind(kind: str, catalog: Catalog) -> dict[str, Any]:
    from checker.documents.parameters import for_editors

    schema: dict[str, Any] = standard(for_editors(kind, list(catalog.controls.values())))
    return schema


def standard(schema: Any) -> Any:
    """A schema without the keywords that JSON Schema does not have."""
    if isinstance(schema, list):
        return [standard(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {key: _below(key, value) for key, value in schema.items() if key not in _OURS}


def _below(key: str, value: Any) -> Any:
    if key in _DATA:
        return value
    if key in _NAMED:
        return {name: standard(inner) for name, inner in value.items()}
    return standard(value)
