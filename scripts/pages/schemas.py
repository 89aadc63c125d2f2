"""Put a JSON Schema into the rows of a table: field, whether it is required, type, meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripts.pages.markdown import code, codes

Row = tuple[str, str, str, str]
HEADINGS = ("field", "required", "value", "meaning")
_DEFS = "#/$defs/"
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "mapping",
    "null": "nothing",
}
_LIMITS = {"minimum": "at least", "maximum": "at most"}


@dataclass(slots=True)
class Words:
    """Says schemas in words; `linked` are the definitions that a page explains elsewhere."""

    definitions: Mapping[str, Any]
    linked: Mapping[str, str] = field(default_factory=dict)
    _seen: list[tuple[str, Any]] = field(default_factory=list)

    def rows(self, schema: Mapping[str, Any], above: str = "") -> Iterator[Row]:
        """A row for each field of a mapping, and for those of the mappings inside it."""
        required = schema.get("required", ())
        for name, given in schema.get("properties", {}).items():
            path = f"{above}{name}"
            must = "yes" if name in required else ""
            yield code(path), must, self.value(given), self._meaning(given)
            inner, mark = self._inner(given)
            if inner is None:
                continue
            known = next((where for where, seen in self._seen if seen == inner), None)
            if known is not None:
                yield code(f"{path}{mark}…"), "", f"as in {code(known)}", ""
                continue
            self._seen.append((f"{path}{mark}", inner))
            yield from self.rows(inner, f"{path}{mark}.")

    def _inner(self, given: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str]:
        """The mapping inside a field whose own fields are worth rows, and how its path goes on."""
        if self._name(given):
            return None, ""
        found = self.followed(given)
        if "properties" in found:
            return found, ""
        values = found.get("additionalProperties")
        if isinstance(values, dict) and "properties" in self.followed(values):
            return self.followed(values), ".NAME"
        items = found.get("items", {})
        if self._name(items) or "properties" not in self.followed(items):
            return None, ""
        return self.followed(items), "[]"

    def _name(self, given: Mapping[str, Any]) -> str:
        """The definition a schema refers to, if that is explained elsewhere."""
        name = str(given.get("$ref", "")).removeprefix(_DEFS)
        return name if name in self.linked else ""

    def followed(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema with the definition it refers to written out."""
        if "$ref" not in given:
            return given
        target = self.definitions[given["$ref"].removeprefix(_DEFS)]
        return {**self.followed(target), **{k: v for k, v in given.items() if k != "$ref"}}

    def value(self, given: Mapping[str, Any]) -> str:
        """What may be written there."""
        name = self._name(given)
        if name:
            return self.linked[name]
        found = self.followed(given)
        if "const" in found:
            return code(plain(found["const"]))
        if "enum" in found:
            return codes(plain(option) for option in found["enum"])
        branches = found.get("anyOf") or found.get("oneOf")
        if branches and "type" not in found:
            return ", or ".join(self.value(branch) for branch in branches)
        if found.get("type") == "array":
            return self._list(found)
        if found.get("type") == "object" and isinstance(found.get("additionalProperties"), dict):
            return f"mapping of names to {self.value(found['additionalProperties'])}"
        told = [f"{word} {found[key]:g}" for key, word in _LIMITS.items() if key in found]
        return ", ".join([_TYPES.get(found.get("type", ""), "any value"), *told])

    def _list(self, found: Mapping[str, Any]) -> str:
        items = self.value(found["items"]) if "items" in found else "any value"
        least = ", at least one" if found.get("minItems") else ""
        unique = ", each once" if found.get("uniqueItems") else ""
        return f"list of {items}{least}{unique}"

    def _meaning(self, given: Mapping[str, Any]) -> str:
        # What a linked definition says is said where it is explained.
        found = given if self._name(given) else self.followed(given)
        return str(found.get("description", ""))


def plain(option: Any) -> str:
    """A JSON value as YAML has it."""
    return str(option).lower() if isinstance(option, bool) else str(option)


def conditions(schema: Mapping[str, Any]) -> list[str]:
    """What a mapping asks beyond its single fields, one sentence each."""
    found = [
        f"- {_alternatives(schema[key])}{'; one of them alone' if key == 'oneOf' else ''}."
        for key in ("oneOf", "anyOf")
        if key in schema
    ]
    for rule in schema.get("allOf", ()):
        ((name, wanted),) = rule["if"]["properties"].items()
        then = rule["then"]
        asked = codes(then["required"]) if "required" in then else _alternatives(then["anyOf"])
        found.append(f"- Where {code(name)} is {code(plain(wanted['const']))}: {asked}.")
    return found


def _alternatives(branches: Sequence[Mapping[str, Any]]) -> str:
    return " or ".join(codes(branch["required"]) for branch in branches)
