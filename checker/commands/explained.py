"""Say in lines of text what a requirement, a control, a parameter or a kind of document is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from checker.commands.lookup import Kind, Official, Value, unwritten
from checker.commands.printing import WIDTH
from checker.model import Catalog, Control, Facet, Framework, Parameter, Requirement

_LABEL = 14
_QUANTITIES = {
    "date": "date (2026-11-30)",
    "duration": "duration (90 days, 12 months)",
    "moment": "moment with its zone (2026-11-30T14:30Z)",
}
_TYPES = {"integer": "whole number", "string": "text", "boolean": "true or false",
          "object": "mapping"}  # fmt: skip
_LIMITS = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "above",
           "exclusiveMaximum": "below"}  # fmt: skip


def requirement(asked: Requirement, catalog: Catalog, examples: Iterable[Any]) -> Iterator[str]:
    """What it asks, of whom, what it reads, which evidence it takes, and its examples."""
    yield f"{asked.ref}  {asked.title}"
    yield from _labelled("citation", asked.citation)
    yield from _labelled("obligation", f"{asked.obligation}, severity {asked.severity}")
    yield from _labelled("in force", _in_force(asked))
    yield ""
    yield from wrapped(asked.summary)
    yield ""
    yield from _labelled("asks for", ", ".join(asked.asks_for))
    yield from _labelled("applies when", condition(asked.applies_when) or "always")
    if asked.for_each:
        where = _selected(asked.where)
        yield from _labelled("judges", f"each record of {asked.for_each}{where}")
    yield from _labelled("evidence", _evidence(asked))
    yield from _labelled("or instead", ", ".join(asked.alternatives))
    yield from _labelled("parts", ", ".join(asked.parts))
    yield from _labelled("judgement", asked.judgement)
    yield from _labelled("to fix it", asked.remediation)
    yield from _labelled("file", f"frameworks/{asked.file}")
    yield from _reads(asked, catalog)
    yield from _schemas(asked)
    yield from _examples(examples)
    yield ""
    yield f"The complete schema: checker schema '{asked.ref}'"


def control(asked: Control, catalog: Catalog) -> Iterator[str]:
    """What it is, its parameters, and the requirements that read it."""
    yield f"{asked.id}  {asked.title}"
    yield ""
    yield from wrapped(asked.description)
    yield ""
    yield from _labelled("answered for", _covers(asked))
    yield from _labelled("claims stand", f"at most {asked.valid_for}")
    yield from _labelled("evidence", ", ".join(asked.evidence))
    yield from _labelled("owner", asked.owner_role)
    yield from _labelled("effort", f"{asked.effort_days:g} days, cost {asked.effort_cost:g}")
    yield from _labelled("NIST CSF", ", ".join(asked.nist_csf))
    yield ""
    yield "Parameters" if asked.parameters else "It has no parameters."
    for parameter in asked.parameters.values():
        yield from _parameter(parameter)
    yield from _readers(readers(asked.id, catalog))


def value(asked: Value, catalog: Catalog) -> Iterator[str]:
    """One parameter: its type, its unit, and the requirements that look at it."""
    name = asked.parameter.name
    yield f"{asked.control.id}.{name}  of {asked.control.title}"
    yield ""
    yield from wrapped(asked.parameter.description)
    yield ""
    yield from _labelled("type", words_of(asked.parameter))
    for item, implied in asked.parameter.implies.items():
        yield from _labelled("implies", f"{item} implies {', '.join(implied)}")
    found = [r for r in readers(asked.control.id, catalog) if name in _looked_at(r, asked.control)]
    yield from _readers(found)


def kind(asked: Kind, catalog: Catalog) -> Iterator[str]:
    """What the documents are, their fields, and the requirements over their records."""
    from checker.documents import kinds

    raw, schema = kinds.raw(asked.name), kinds.schema(asked.name)
    yield f"kind: {asked.name}  {raw['title']}"
    yield ""
    yield from wrapped(raw["description"])
    yield ""
    yield "Fields of a document"
    yield from _fields(schema, schema["$defs"])
    if "claim" in schema["$defs"]:
        yield ""
        yield "Fields of a claim"
        yield from _fields(schema["$defs"]["claim"], schema["$defs"])
    if asked.name in kinds.registers():
        if raw.get("derived"):
            yield ""
            yield "Derived for each record, never written"
            yield from _fields({"properties": raw["derived"]}, schema["$defs"])
        register = f"register.{asked.name}"
        found = (r for f in catalog.frameworks.values() for r in f.requirements.values())
        yield from _readers([r for r in found if r.for_each == register])
    yield ""
    yield f"For your editor: checker schema {asked.name}"


def framework(asked: Framework) -> Iterator[str]:
    """Which regulation at which version, and how much of it is written."""
    yield f"{asked.id}  {asked.title}"
    yield from _labelled("version", asked.version)
    yield from _labelled("publisher", asked.publisher)
    yield from _labelled("source", asked.source)
    yield from _labelled("in force", f"from {asked.in_force_from}")
    yield from _labelled("applies when", condition(asked.applies_when) or "always")
    yield from _labelled("written", f"{len(asked.requirements)} of {asked.to_write} requirements")
    yield from _labelled("digest", asked.digest)
    yield ""
    yield f"Its requirements: checker list requirements -F {asked.id}"


def official(asked: Official) -> Iterator[str]:
    """Why an id of the official numbering is no requirement."""
    yield f"{asked.framework.id}:{asked.id}  {asked.title}"
    yield ""
    yield unwritten(asked)


def readers(control_id: str, catalog: Catalog) -> list[Requirement]:
    """Every requirement that reads a control, in the order of the frameworks."""
    return [
        requirement
        for framework in catalog.frameworks.values()
        for requirement in framework.requirements.values()
        if control_id in requirement.controls
    ]


def wrapped(text: str, indent: str = "  ", first: str | None = None) -> list[str]:
    """`text` in lines of the usual width."""
    from textwrap import wrap

    start = indent if first is None else first
    return wrap(" ".join(text.split()), WIDTH, initial_indent=start, subsequent_indent=indent)


def as_yaml(data: Any, indent: str = "  ") -> list[str]:
    """`data` as YAML, keys in their own order."""
    import yaml

    text: str = yaml.safe_dump(
        data, sort_keys=False, allow_unicode=True, default_flow_style=None, width=WIDTH - len(indent)
    )
    return [f"{indent}{line}" for line in text.splitlines()]


def condition(applies_when: Mapping[str, Any]) -> str:
    """A condition on the profile in words; empty when there is none."""
    found = [_is(name, wanted) for name, wanted in applies_when.items() if name != "any_of"]
    options = [condition(option) for option in applies_when.get("any_of", ())]
    if options:
        found.append(f"any of: {'; '.join(options)}" if len(options) > 1 else options[0])
    return ", and ".join(found)


def words_of(parameter: Parameter) -> str:
    """The type of a parameter as a person writes it, with the unit the posture counts in."""
    if parameter.format == "cadence":
        return f"cadence (every: 3 months; or performed_on: days), judged in {parameter.unit}"
    if parameter.format == "duration":
        return f"{_QUANTITIES['duration']}, judged in {parameter.unit}"
    if parameter.format == "date":
        return _QUANTITIES["date"]
    whose = f", ids of {parameter.refers_to}" if parameter.refers_to else ""
    return f"{_type(parameter.schema)}{whose}"


def _type(schema: Mapping[str, Any]) -> str:
    """A JSON Schema's type in a few words."""
    if "quantity" in schema:
        return _QUANTITIES[schema["quantity"]]
    if "const" in schema:
        return _plain(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(_plain(option) for option in schema['enum'])}"
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches and "type" not in schema:
        return " or ".join(_type(branch) for branch in branches)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    told = [f"{word} {schema[key]:g}" for key, word in _LIMITS.items() if key in schema]
    stated = str(schema.get("type", "value"))
    return ", ".join([_TYPES.get(stated, stated), *told])


def _plain(option: Any) -> str:
    return str(option).lower() if isinstance(option, bool) else str(option)


def _is(name: str, wanted: Any) -> str:
    options = wanted if isinstance(wanted, list) else [wanted]
    return f"{name} is {_either([_plain(option) for option in options])}"


def _either(words: Sequence[str]) -> str:
    """`a, b or c`."""
    *more, last = words
    return f"{', '.join(more)} or {last}" if more else last


def _labelled(label: str, text: str) -> list[str]:
    if not text:
        return []
    indent = " " * (_LABEL + 2)
    return wrapped(text, indent, f"  {label:<{_LABEL}}")


def _in_force(asked: Requirement) -> str:
    begins = f"from {asked.in_force_from}" if asked.in_force_from else ""
    ends = f"until {asked.in_force_until}" if asked.in_force_until else ""
    after = f"superseded by {asked.superseded_by}" if asked.superseded_by else ""
    return ", ".join(part for part in (begins, ends, after) if part)


def _selected(where: Mapping[str, Any]) -> str:
    told = [_is(name, rule.get("enum", [rule.get("const")])) for name, rule in where.items()]
    return f" whose {', and '.join(told)}" if told else ""


def _evidence(asked: Requirement) -> str:
    if not asked.accepts:
        return "the record itself" if asked.for_each else ""
    age = f", at most {asked.max_age} old" if asked.max_age else ""
    return f"{_either(asked.accepts)}{age}"


def _covers(asked: Control) -> str:
    return f"{asked.covers}, by id, group or all" if asked.is_of_records else "the organisation"


def _reads(asked: Requirement, catalog: Catalog) -> Iterator[str]:
    yield ""
    yield "What it reads"
    if asked.for_each:
        yield f"  {asked.for_each}  one record at a time"
        yield from _fields(_record(asked), {}, "    ")
    for name in asked.controls:
        found = catalog.controls[name]
        yield f"  {name}  {found.title} ({_covers(found)})"
        looked_at = _looked_at(asked, found)
        for parameter in found.parameters.values():
            if parameter.name in looked_at:
                yield from _parameter(parameter, "    ")


def _record(asked: Requirement) -> dict[str, Any]:
    """The fields of a record that a requirement looks at, as the posture holds them."""
    from checker.documents import kinds

    known = kinds.posture_records()[asked.for_each]["properties"]
    named = {*asked.where, *_named(asked.requires)}
    return {"properties": {name: field for name, field in known.items() if name in named}}


def _named(schema: Any) -> Iterator[str]:
    """Names of fields anywhere in a schema; names inside joined records may be among them."""
    if isinstance(schema, Mapping):
        yield from schema.get("required", ())
        yield from schema.get("properties", ())
        for inner in schema.values():
            yield from _named(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _named(inner)


def _looked_at(asked: Requirement, found: Control) -> frozenset[str]:
    from checker.posture.instances import mentioned

    return mentioned(asked, Facet.DOCUMENTED, found.id) | mentioned(
        asked, Facet.IMPLEMENTED, found.id
    )


def _parameter(parameter: Parameter, indent: str = "  ") -> Iterator[str]:
    yield from wrapped(f"{parameter.name}: {words_of(parameter)}", f"{indent}  ", indent)
    yield from wrapped(parameter.description, f"{indent}    ")


def _readers(found: list[Requirement]) -> Iterator[str]:
    yield ""
    yield "Read by" if found else "No requirement reads it yet."
    for reader in found:
        yield f"  {reader.ref}  {reader.title} ({reader.severity})"


def _fields(
    schema: Mapping[str, Any],
    definitions: Mapping[str, Any],
    indent: str = "  ",
    depth: int = 1,
) -> Iterator[str]:
    """Each field with its type and description; those of listed mappings too, `depth` levels."""
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        merged = _merged(field, definitions)
        must = ", required" if name in required else ""
        yield from wrapped(f"{name}: {_type(merged)}{must}", f"{indent}  ", indent)
        yield from wrapped(str(merged.get("description", "")), f"{indent}    ")
        inner = merged.get("items", {})
        if depth and "properties" in inner:
            yield from _fields(inner, definitions, f"{indent}      ", depth - 1)


def _merged(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """A field with the definition it refers to, and that of its items, written out."""
    result = dict(field)
    reference = result.pop("$ref", None)
    if reference is not None:
        result = {**_merged(definitions[reference.removeprefix("#/$defs/")], definitions), **result}
    if isinstance(result.get("items"), Mapping):
        result["items"] = _merged(result["items"], definitions)
    for key in ("anyOf", "oneOf"):
        if key in result:
            result[key] = [_merged(branch, definitions) for branch in result[key]]
    return result


def _schemas(asked: Requirement) -> Iterator[str]:
    for title, schema in (
        ("What must hold", asked.requires),
        ("What must also hold of what is documented", asked.documented),
        ("What must also hold of what is implemented", asked.implemented),
    ):
        if schema:
            yield ""
            yield f"{title} (JSON Schema)"
            yield from as_yaml(schema)


def _examples(examples: Iterable[Any]) -> Iterator[str]:
    for number, example in enumerate(examples):
        if number == 0:
            yield ""
            yield "Examples"
        yield from as_yaml([dict(example)])
