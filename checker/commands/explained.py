"""Say in lines of text what a requirement, a control, a parameter or a kind of document is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.commands.lookup import Kind, Official, Value, unwritten
from checker.commands.wording import (
    as_yaml,
    condition,
    either,
    fields,
    is_one_of,
    labelled,
    words_of,
    wrapped,
)
from checker.model import Catalog, Control, Facet, Framework, Parameter, Requirement


def requirement(asked: Requirement, catalog: Catalog, examples: Iterable[Any]) -> Iterator[str]:
    """What it asks, of whom, what it reads, which evidence it takes, and its examples."""
    yield f"{asked.ref}  {asked.title}"
    yield from labelled("citation", asked.citation)
    yield from labelled("obligation", f"{asked.obligation}, severity {asked.severity}")
    yield from labelled("in force", _in_force(asked))
    yield ""
    yield from wrapped(asked.summary)
    yield ""
    yield from labelled("asks for", ", ".join(asked.asks_for))
    yield from labelled("applies when", condition(asked.applies_when) or "always")
    if asked.for_each:
        where = _selected(asked.where)
        yield from labelled("judges", f"each record of {asked.for_each}{where}")
    yield from labelled("evidence", _evidence(asked))
    yield from labelled("or instead", ", ".join(asked.alternatives))
    yield from labelled("parts", ", ".join(asked.parts))
    yield from labelled("judgement", asked.judgement)
    yield from labelled("to fix it", asked.remediation)
    yield from labelled("file", f"frameworks/{asked.file}")
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
    yield from labelled("answered for", _covers(asked))
    yield from labelled("claims stand", f"at most {asked.valid_for}")
    yield from labelled("evidence", ", ".join(asked.evidence))
    yield from labelled("owner", asked.owner_role)
    yield from labelled("effort", f"{asked.effort_days:g} days, cost {asked.effort_cost:g}")
    yield from labelled("NIST CSF", ", ".join(asked.nist_csf))
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
    yield from labelled("type", words_of(asked.parameter))
    for item, implied in asked.parameter.implies.items():
        yield from labelled("implies", f"{item} implies {', '.join(implied)}")
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
    yield from fields(schema, schema["$defs"])
    if "claim" in schema["$defs"]:
        yield ""
        yield "Fields of a claim"
        yield from fields(schema["$defs"]["claim"], schema["$defs"])
    if asked.name in kinds.registers():
        if raw.get("derived"):
            yield ""
            yield "Derived for each record, never written"
            yield from fields({"properties": raw["derived"]}, schema["$defs"])
        register = f"register.{asked.name}"
        found = (r for f in catalog.frameworks.values() for r in f.requirements.values())
        yield from _readers([r for r in found if r.for_each == register])
    yield ""
    yield f"For your editor: checker schema {asked.name}"


def framework(asked: Framework) -> Iterator[str]:
    """Which regulation at which version, and how much of it is written."""
    yield f"{asked.id}  {asked.title}"
    yield from labelled("version", asked.version)
    yield from labelled("publisher", asked.publisher)
    yield from labelled("source", asked.source)
    yield from labelled("in force", f"from {asked.in_force_from}")
    yield from labelled("applies when", condition(asked.applies_when) or "always")
    yield from labelled("written", f"{len(asked.requirements)} of {asked.to_write} requirements")
    yield from labelled("digest", asked.digest)
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


def _in_force(asked: Requirement) -> str:
    begins = f"from {asked.in_force_from}" if asked.in_force_from else ""
    ends = f"until {asked.in_force_until}" if asked.in_force_until else ""
    after = f"superseded by {asked.superseded_by}" if asked.superseded_by else ""
    return ", ".join(part for part in (begins, ends, after) if part)


def _selected(where: Mapping[str, Any]) -> str:
    told = [is_one_of(name, rule.get("enum", [rule.get("const")])) for name, rule in where.items()]
    return f" whose {', and '.join(told)}" if told else ""


def _evidence(asked: Requirement) -> str:
    if not asked.accepts:
        return "the record itself" if asked.for_each else ""
    age = f", at most {asked.max_age} old" if asked.max_age else ""
    return f"{either(asked.accepts)}{age}"


def _covers(asked: Control) -> str:
    return f"{asked.covers}, by id, group or all" if asked.is_of_records else "the organisation"


def _reads(asked: Requirement, catalog: Catalog) -> Iterator[str]:
    yield ""
    yield "What it reads"
    if asked.for_each:
        yield f"  {asked.for_each}  one record at a time"
        yield from fields(_record(asked), {}, "    ")
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
