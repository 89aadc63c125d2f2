"""Turn the short schemas that authors write into typed JSON Schema 2020-12 documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from checker.model import Catalog, Control, Facet, Framework, Parameter, Requirement

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Keywords of the catalogue that are ours; a validator must never see them.
_OURS = frozenset({"unit", "implies", "refers_to", "format"})
_NUMBER = {"type": "number", "minimum": 0}

# A requirement has one schema per part; most have a single part, read by all three facets.
CONTROLS, DOCUMENTED, IMPLEMENTED, RECORDS = "controls", "documented", "implemented", "records"


def parameter_schema(parameter: Parameter) -> dict[str, Any]:
    """What one parameter looks like in the posture: words have become numbers in its unit."""
    described = {"description": parameter.description}
    if parameter.format in {"duration", "cadence"}:
        unit = {"description": f"{parameter.description} In {parameter.unit}."}
        return {**_NUMBER, **unit}
    if parameter.format == "date":
        return {"type": "string", "format": "date", **described}
    own = {key: value for key, value in parameter.schema.items() if key not in _OURS}
    return {**own, **described}


def control_schema(control: Control) -> dict[str, Any]:
    """The closed, typed definition of a control's answer in the posture."""
    return {
        "title": control.title,
        "description": control.description,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: parameter_schema(parameter) for name, parameter in control.parameters.items()
        },
    }


def parts(requirement: Requirement) -> dict[str, Mapping[str, Any]]:
    """The author's schema for each part of a requirement.

    A requirement over records has `records` (one record) and, where it says so, `documented` and
    `implemented` (over controls). Any other has `controls`, or, where one facet needs more, both
    `documented` and `implemented`, each together with what is required of all.
    """
    extras = {DOCUMENTED: requirement.documented, IMPLEMENTED: requirement.implemented}
    if requirement.for_each:
        found = {RECORDS: requirement.requires}
        return found | {name: schema for name, schema in extras.items() if schema}
    if not any(extras.values()):
        return {CONTROLS: requirement.requires}
    return {
        name: {"allOf": [requirement.requires, schema]} if schema else requirement.requires
        for name, schema in extras.items()
    }


def part_for(requirement: Requirement, facet: Facet) -> str:
    """Which part judges the controls of `facet`; empty when that facet reads no control."""
    known = parts(requirement)
    if CONTROLS in known:
        return CONTROLS
    name = DOCUMENTED if facet is Facet.DOCUMENTED else IMPLEMENTED
    return name if name in known else ""


def compiled(requirement: Requirement, part: str) -> dict[str, Any]:
    """One part with `$ref`s to the typed definitions beside the author's words."""
    schema = parts(requirement)[part]
    if part == RECORDS:
        return {"$ref": _definition(requirement.for_each), **schema}
    return {"type": "object", **_typed(schema)}


def _typed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Bind every control named under `properties`, also below allOf, to its definition."""
    result = dict(schema)
    if "allOf" in result and "properties" not in result:
        result["allOf"] = [_typed(branch) for branch in result["allOf"]]
    if "properties" in result:
        result["properties"] = {
            name: {"$ref": _definition(name), **body} for name, body in result["properties"].items()
        }
    return result


def _definition(name: str) -> str:
    return f"#/$defs/{name}"


def referenced(requirement: Requirement) -> tuple[str, ...]:
    """Names of the definitions a requirement's schemas refer to."""
    return (*requirement.controls, *((requirement.for_each,) if requirement.for_each else ()))


def definitions(
    names: Iterable[str], catalog: Catalog, registers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """`$defs` for control ids and `register.<kind>` names, in sorted order.

    `registers` maps `register.<kind>` to the schema of one record as the posture holds it.
    """
    return {
        name: dict(registers[name]) if name in registers else control_schema(catalog.controls[name])
        for name in sorted(set(names))
    }


def combined(
    framework: Framework, catalog: Catalog, registers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """One flat schema that judges many instances of every requirement in one pass.

    The instance is `{"<id>#<part>": [instance, ...]}`. Nothing is asserted of the outer object:
    a `required` of hundreds of names there costs thirty times the rest.
    """
    names = [n for r in framework.requirements.values() for n in referenced(r)]
    return {
        "$schema": DIALECT,
        "$defs": definitions(names, catalog, registers),
        "properties": {
            f"{requirement.id}#{part}": {"items": compiled(requirement, part)}
            for requirement in framework.requirements.values()
            for part in parts(requirement)
        },
    }


def standalone(
    requirement: Requirement,
    part: str,
    catalog: Catalog,
    registers: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """One part of a requirement as a complete document that any 2020-12 validator can apply."""
    schema = compiled(requirement, part)
    return {
        "$schema": DIALECT,
        "$id": f"urn:checker:{requirement.framework}:{requirement.slug}:{part}",
        "title": f"{requirement.citation}: {requirement.title}",
        "description": requirement.summary,
        **schema,
        "$defs": definitions(referenced(requirement), catalog, registers),
    }
