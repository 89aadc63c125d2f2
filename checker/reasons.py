"""Say in a sentence, with a place, why a schema refuses an instance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from checker.documents.apply import SchemaError
from checker.documents.explain import alternatives, leading_errors
from checker.model import Catalog, Place
from checker.posture.speakers import worded
from checker.posture.values import Instance
from checker.text import visible

Reason: TypeAlias = tuple[Place, str, str, str]  # place, kind of observation, message, about
_NOWHERE = Place(".", 1, 1)  # the caller knows what brings it into play
_LIMITS = {
    "minimum": "below",
    "exclusiveMinimum": "not above",
    "maximum": "above",
    "exclusiveMaximum": "not below",
}


def reasons(
    schema: Mapping[str, Any], catalog: Catalog, instance: Instance, found: Iterable[SchemaError]
) -> Iterator[Reason]:
    """One reason for each failed assertion; an "either … or …" names its nearest branch.

    `schema` is the combined schema that the errors' schema paths lead through.
    """
    found = list(found)
    words = _Words(schema, catalog, instance)
    told = [reason for error in leading_errors(found) if (reason := words.reason(error))]
    others = ["; ".join(words.wish(e) for e in group) for group in alternatives(found)]
    others = [text for text in dict.fromkeys(others) if text]
    for index, (place, kind, message, about) in enumerate(told):
        last = index == len(told) - 1
        tail = "".join(f", or {text}" for text in others) if last else ""
        yield place, kind, visible(message + tail, 600), about


class _Words:
    """Turns failed assertions on one instance into words."""

    def __init__(self, schema: Mapping[str, Any], catalog: Catalog, instance: Instance) -> None:
        self._schema, self._catalog, self._instance = schema, catalog, instance

    def reason(self, error: SchemaError) -> Reason | None:
        """Where and why; None where a remark of the instance has said it already."""
        path = error.path[2:]
        place = self._instance.place_of(path)
        if error.keyword == "required":
            return self._missing(path, str(error.detail["property"]), place)
        item = self._contained(error) if error.keyword == "contains" else ""
        return place, "value", self._broken(error, path), self._about(path, item)

    def _about(self, path: tuple[str | int, ...], name: str) -> str:
        """The way from the place of `path` on, without positions, which change."""
        reached = 2 if path and str(path[0]) in self._instance.answers else 1
        deeper = [step for step in path[reached:] if isinstance(step, str)]
        return "/".join(filter(None, [*deeper, name]))

    def _missing(self, path: tuple[str | int, ...], name: str, place: Place) -> Reason | None:
        about = self._about(path, name)
        if not path and name in self._instance.explained:
            return None
        if not path and name in self._catalog.controls:
            return _NOWHERE, "silent", f"nothing is said on {name}", about
        if not path and not self._instance.value and self._instance.remarks:
            return None
        return place, "missing", f"{self._call(path)}{name} is not stated", about

    @staticmethod
    def _call(path: tuple[str | int, ...]) -> str:
        """What a name belongs to, where it stands deeper than a control's own parameters."""
        return f"{path[-1]}: " if len(path) > 1 and isinstance(path[-1], str) else ""

    def _broken(self, error: SchemaError, path: tuple[str | int, ...]) -> str:
        value = self._value(path)
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "it")
        note = self._note(path)
        unit = self._unit(path)
        match error.keyword:
            case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
                limit = worded(error.detail["limit"])
                subject = "" if str(path[0]) in self._instance.answers else f"{name}: "
                return f"{subject}{worded(value)} is {_LIMITS[error.keyword]} {limit}{unit}{note}"
            case "const" | "enum":
                return f"{name} is {worded(value)}, not {self._options(error)}"
            case "contains":
                return f"{name} lacks {self._contained(error)}"
            case "not":
                return f"{name} is {worded(value)}, which is excluded"
            case "minItems" | "minLength":
                return f"{name} holds {len(value)}, and at least {error.detail['limit']} are asked"
            case "type" | "format" | "pattern":
                return f"{name} is {worded(value)}, which is not of the form asked"
            case _:
                return f"{name} does not satisfy {error.keyword}"

    def wish(self, error: SchemaError) -> str:
        """What another branch would ask, in a few words."""
        path = error.path[2:]
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "it")
        match error.keyword:
            case "required":
                return f"state {error.detail['property']}"
            case "minimum" | "exclusiveMinimum":
                return f"{name} at least {worded(error.detail['limit'])}{self._unit(path)}"
            case "maximum" | "exclusiveMaximum":
                return f"{name} at most {worded(error.detail['limit'])}{self._unit(path)}"
            case "const" | "enum":
                return f"{name} {self._options(error)}"
            case "contains":
                return f"{name} with {self._contained(error)}"
            case _:
                return ""

    def _value(self, path: tuple[str | int, ...]) -> Any:
        value: Any = self._instance.value
        for step in path:
            value = value[step]
        return value

    def _note(self, path: tuple[str | int, ...]) -> str:
        answer = self._instance.answers.get(str(path[0])) if path else None
        note = answer.notes.get(str(path[1])) if answer and len(path) > 1 else None
        return f" ({note})" if note else ""

    def _unit(self, path: tuple[str | int, ...]) -> str:
        control = self._catalog.controls.get(str(path[0])) if path else None
        if control is None or len(path) < 2:
            return ""
        parameter = control.parameters.get(str(path[1]))
        return f" {parameter.unit}" if parameter and parameter.unit else ""

    @staticmethod
    def _options(error: SchemaError) -> str:
        if "options" in error.detail:
            return " or ".join(worded(option) for option in error.detail["options"])
        return worded(error.detail["expected_value"])

    def _contained(self, error: SchemaError) -> str:
        """What a `contains` looks for."""
        node: Any = self._schema
        for step in error.schema_path:
            node = node[step]
        return _asked(node) or "what is asked"


def _asked(node: Any) -> str:
    """What a schema asks of a value, in a few words; empty where there are none for it."""
    if not isinstance(node, Mapping):
        return ""
    if "const" in node:
        return worded(node["const"])
    if "enum" in node:
        return " or ".join(worded(option) for option in node["enum"])
    if "contains" in node:
        return _asked(node["contains"])
    if "allOf" in node:
        return ", ".join(filter(None, map(_asked, node["allOf"])))
    named = [f"{key} {_asked(body)}".rstrip() for key, body in node.get("properties", {}).items()]
    return " with ".join(named)
