"""Write a posture as plain JSON, so that any JSON Schema validator can reproduce its facets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checker.model import Facet, Place, Requirement
from checker.posture.build import Posture
from checker.posture.values import Instance

SCHEMA = "checker/posture/v1"


def export(postures: Iterable[Posture], requirements: Iterable[Requirement]) -> dict[str, Any]:
    """What `requirements` judge in each scope, as one JSON value.

    All postures are of one workspace and one day. A scope shows the requirements of the frameworks
    it names. Whether a requirement applies, and what was decided about it, is not in here: a facet
    is what the instances come to.
    """
    postures, requirements = tuple(postures), tuple(requirements)
    first = postures[0]
    return {
        "schema": SCHEMA,
        "as_of": first.day.isoformat(),
        "organization": {"id": first.organization.id, "name": first.organization.name},
        "scopes": [_scope(posture, requirements) for posture in postures],
    }


def _scope(posture: Posture, requirements: Iterable[Requirement]) -> dict[str, Any]:
    return {
        "id": posture.scope.id,
        "requirements": [
            _requirement(posture, requirement)
            for requirement in requirements
            if requirement.framework in posture.scope.frameworks
        ],
    }


def _requirement(posture: Posture, requirement: Requirement) -> dict[str, Any]:
    return {
        "framework": requirement.framework,
        "id": requirement.id,
        "facets": {str(facet): _facet(posture, requirement, facet) for facet in Facet},
    }


def _facet(posture: Posture, requirement: Requirement, facet: Facet) -> dict[str, Any]:
    judged = posture.judged(requirement, facet)
    nowhere = posture.scope.framework_place(requirement.framework)
    return {
        "heard": judged.heard,
        "instances": [_instance(instance, nowhere) for instance in judged.instances],
    }


def _instance(instance: Instance, nowhere: Place) -> dict[str, Any]:
    """One value; where nobody wrote it, the item that brings the requirement into play is named."""
    place = nowhere if instance.place.file == "." else instance.place
    return {
        "part": instance.part,
        "value": dict(instance.value),
        "records": list(instance.records),
        "place": {"file": place.file, "line": place.line, "column": place.column},
    }
