"""Judge every instance of a posture with the compiled schemas, and say why one fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from checker.documents import kinds
from checker.documents.apply import SchemaError, Validator, compile_schema, errors
from checker.errors import FrameworkError, Problem
from checker.frozen import frozen
from checker.model import (
    Catalog,
    Facet,
    FacetResult,
    FacetState,
    Framework,
    Observation,
    Place,
    Requirement,
)
from checker.posture import Instance, Judged, Posture, Remark
from checker.reasons import reasons
from checker.schemas import combined


class Disagreement(Exception):  # noqa: N818 - it is a fact about two engines, not a fault of the input
    """Two engines came to different verdicts on one instance: a defect, never a verdict."""


@frozen
class Evaluated:
    """One requirement in one scope: its three facets, and what each was judged on."""

    requirement: Requirement
    results: Mapping[Facet, FacetResult]
    judged: Mapping[Facet, Judged]


class Engine:
    """The compiled schemas of one framework; compiled when first needed."""

    def __init__(self, framework: Framework, catalog: Catalog) -> None:
        self.framework, self.catalog = framework, catalog
        self.schema = combined(framework, catalog, kinds.posture_records())
        try:
            self._validator: Validator = compile_schema(self.schema)
        except ValueError as error:
            problem = Problem(Place(f"{framework.id}/framework.yaml", 1, 1), "schema", str(error))
            raise FrameworkError([problem]) from error

    def errors(self, batch: Mapping[str, list[Any]]) -> dict[tuple[str, int], list[SchemaError]]:
        """Failed assertions of a batch `{part key: instances}`, by key and position."""
        found: dict[tuple[str, int], list[SchemaError]] = {}
        for error in errors(self._validator, batch):
            key, position = error.path[0], error.path[1]
            found.setdefault((str(key), int(position)), []).append(error)
        return found


def evaluate(engine: Engine, posture: Posture, second_opinion: bool = False) -> list[Evaluated]:
    """Every requirement of the engine's framework, judged in the posture's scope.

    With `second_opinion` another validator judges everything too; `Disagreement` when it differs.
    """
    requirements = engine.framework.requirements.values()
    judged = {
        (requirement.id, facet): posture.judged(requirement, facet)
        for requirement in requirements
        for facet in Facet
    }
    batch: dict[str, list[Any]] = {}
    positions: dict[int, tuple[str, int]] = {}
    for (id_, _), found in judged.items():
        for instance in found.instances:
            key = f"{id_}#{instance.part}"
            values = batch.setdefault(key, [])
            positions[id(instance)] = (key, len(values))
            values.append(instance.value)
    failed = engine.errors(batch)
    if second_opinion:
        _agree(engine, batch, failed)
    return [
        Evaluated(
            requirement=requirement,
            results={
                facet: _result(engine, judged[requirement.id, facet], positions, failed, posture)
                for facet in Facet
            },
            judged={facet: judged[requirement.id, facet] for facet in Facet},
        )
        for requirement in requirements
    ]


def _agree(
    engine: Engine,
    batch: Mapping[str, list[Any]],
    failed: Mapping[tuple[str, int], list[SchemaError]],
) -> None:
    from checker.second_opinion import holds

    definitions = engine.schema["$defs"]
    for key, values in batch.items():
        schema = {**engine.schema["properties"][key]["items"], "$defs": definitions}
        for position, value in enumerate(values):
            if holds(schema, value) == ((key, position) in failed):
                raise Disagreement(f"{engine.framework.id}:{key}, instance {position}")


def _result(
    engine: Engine,
    judged: Judged,
    positions: Mapping[int, tuple[str, int]],
    failed: Mapping[tuple[str, int], list[SchemaError]],
    posture: Posture,
) -> FacetResult:
    facet = judged.facet
    observations = [_observed(facet, remark) for remark in judged.remarks]
    failures = 0
    for instance in judged.instances:
        found = failed.get(positions[id(instance)], [])
        failures += bool(found)
        observations += [_observed(facet, remark) for remark in instance.remarks]
        observations += _explained(engine, facet, instance, found)
    if not judged.heard or judged.empty_register is not None:
        state = FacetState.SILENT
    elif failures or not judged.instances:
        state = FacetState.FAILS
    else:
        state = FacetState.HOLDS
    observations = [_placed(o, posture, engine.framework.id) for o in observations]
    return FacetResult(facet, state, len(judged.instances), tuple(dict.fromkeys(observations)))


def _observed(facet: Facet, remark: Remark) -> Observation:
    place, kind, message, related, about = remark
    return Observation(facet, kind, message, place, related, about)


def _placed(observation: Observation, posture: Posture, framework: str) -> Observation:
    """Where nothing was said, the item that brings the requirement into play is the place."""
    if observation.place.file != ".":
        return observation
    place = posture.scope.framework_place(framework)
    return observation._replace(place=place)


def _explained(
    engine: Engine, facet: Facet, instance: Instance, found: Iterable[SchemaError]
) -> Iterable[Observation]:
    """A sentence for each failed assertion that no remark explains already."""
    found = list(found)
    if not found:
        return
    for place, kind, message, about in reasons(engine.schema, engine.catalog, instance, found):
        yield Observation(facet, kind, message, place, about=about)
