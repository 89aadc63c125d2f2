"""What a person may write as a control's parameters: JSON Schemas made from the catalogue."""

from __future__ import annotations

from typing import Any

from checker.documents import kinds
from checker.model import Control, Facet, Parameter
from checker.schemas import DIALECT

# The common definitions that parameters refer to; the others would be compiled for nothing.
_DEFINITIONS = ("cadence_practice", "cadence_promise", "date", "duration", "text", "unclear")


def written(control: Control, facet: Facet) -> dict[str, Any]:
    """The closed schema of `parameters` for one control, in a policy or in an attestation."""
    return {
        "type": "object",
        "description": control.description,
        "additionalProperties": False,
        "properties": {
            name: _value(parameter, facet) for name, parameter in control.parameters.items()
        },
    }


def _value(parameter: Parameter, facet: Facet) -> dict[str, Any]:
    """What may be written for one parameter; anything may be `unclear` instead."""
    plain = _plain(parameter, facet)
    unclear = {"$ref": "#/$defs/unclear"}
    return {"description": parameter.description, "if": {"type": "object", "required": ["unclear"]},
            "then": unclear, "else": plain}  # fmt: skip


def _plain(parameter: Parameter, facet: Facet) -> dict[str, Any]:
    described = {"description": parameter.description}
    if parameter.format == "duration":
        return {"$ref": "#/$defs/duration", **described}
    if parameter.format == "cadence":
        name = "cadence_promise" if facet is Facet.DOCUMENTED else "cadence_practice"
        return {"$ref": f"#/$defs/{name}", **described}
    if parameter.format == "date":
        return {"$ref": "#/$defs/date", **described}
    ours = {"unit", "implies", "refers_to", "format"}
    return {key: value for key, value in parameter.schema.items() if key not in ours} | described


def combined(controls: list[Control], facet: Facet) -> dict[str, Any]:
    """One schema for `{control id: parameters}` of several controls, without what is `unclear`.

    The choice at every parameter costs as much as all the rest; `unclear` judges those apart.
    """
    bodies = {
        control.id: {
            "type": "object",
            "additionalProperties": False,
            "properties": {n: _plain(p, facet) for n, p in control.parameters.items()},
        }
        for control in controls
    }
    return {**_judged(bodies), "additionalProperties": False}


def unclear() -> dict[str, Any]:
    """The schema for `{control id: parameters}` where every parameter is said to be unclear."""
    body = {"additionalProperties": {"$ref": "#/$defs/unclear"}}
    return {**_judged({}), "additionalProperties": body}


def _judged(properties: dict[str, Any]) -> dict[str, Any]:
    definitions = {name: kinds.raw("common")[name] for name in _DEFINITIONS}
    return {"$schema": DIALECT, "properties": properties, "$defs": definitions}


def for_editors(kind: str, controls: list[Control]) -> dict[str, Any]:
    """The schema of a document kind with every control and parameter spelt out, for an editor."""
    schema = kinds.schema(kind)
    if kind not in {"policy", "attestation"}:
        return schema
    facet = Facet.DOCUMENTED if kind == "policy" else Facet.IMPLEMENTED
    schema = {**schema, "$defs": {**schema["$defs"]}}
    for control in controls:
        schema["$defs"][f"parameters.{control.id}"] = written(control, facet)
    if kind == "attestation":
        return _with_claims(schema, controls)
    return _with_statements(schema, controls)


def _with_claims(schema: dict[str, Any], controls: list[Control]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for control in controls:
        of_control = {"properties": {"parameters": {"$ref": f"#/$defs/parameters.{control.id}"}}}
        claim = {"allOf": [{"$ref": "#/$defs/claim"}, of_control]}
        entries[control.id] = {
            "description": control.description,
            "anyOf": [claim, {"type": "array", "items": claim, "minItems": 1}],
        }
    properties = dict(schema["properties"])
    described = properties["controls"]["description"]
    properties["controls"] = {
        "type": "object", "description": described, "minProperties": 1,
        "additionalProperties": False, "properties": entries,
    }  # fmt: skip
    return {**schema, "properties": properties}


def _with_statements(schema: dict[str, Any], controls: list[Control]) -> dict[str, Any]:
    properties = dict(schema["properties"])
    statements = dict(properties["statements"])
    items = dict(statements["items"])
    named = {"enum": [control.id for control in controls]}
    items["properties"] = {**items["properties"], "control": named}
    items["allOf"] = [
        {
            "if": {"properties": {"control": {"const": control.id}}},
            "then": {"properties": {"parameters": {"$ref": f"#/$defs/parameters.{control.id}"}}},
        }
        for control in controls
    ]
    statements["items"] = items
    properties["statements"] = statements
    return {**schema, "properties": properties}
