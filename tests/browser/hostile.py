"""Documents of every kind, made from the kinds' own schemas, with a text of ours in each field.

A field is free where its schema asks for text and restrains it by nothing; every other text is an
id, a day, a digest or one of a list, which `KINDS` and the schemas' own patterns refuse else.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from checker.documents import kinds
from checker.documents.kinds import FOLDER

Json = dict[str, Any]
Node = Mapping[str, Any]
RESTRAINTS = frozenset({"enum", "const", "pattern", "quantity", "format"})
# A control that happens again and again, and one that a machine does; both of organisations.
DONE, LOGGED = "continuity.restore_test", "continuity.plan_testing"
ANSWERED = "incident.response_plan"


class Field(NamedTuple):
    """A place for text in the documents of one kind, as `records[].note`."""

    kind: str
    path: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.path}"


def texts(kind: str) -> Iterator[tuple[Field, Node]]:
    """Every place in documents of `kind` where text stands, restrained or not, once."""
    seen: dict[str, Node] = {}
    for path, node in _walk(kinds.schema(kind), kinds.schema(kind)["$defs"], ""):
        seen.setdefault(path, node)
    for path, node in seen.items():
        yield Field(kind, path.removeprefix(".")), node


def parameters() -> Iterator[tuple[Field, Node]]:
    """Places for text in what policies and claims may write as the value of a parameter."""
    common = kinds.raw("common")
    for kind, where, name in (
        ("policy", "statements[].parameters.*", "unclear"),
        ("attestation", "controls.*.parameters.*", "unclear"),
        ("attestation", "controls.*.parameters.*", "cadence_practice"),
    ):
        for path, node in _walk(common[name], common, ""):
            yield Field(kind, where + path), node


def is_free(node: Node) -> bool:
    """Whether any text may stand there."""
    return not RESTRAINTS & set(node)


def free() -> tuple[Field, ...]:
    """Every free field of every kind."""
    found = [pair for kind in kinds.names() for pair in texts(kind)]
    return tuple(dict.fromkeys(field for field, node in [*found, *parameters()] if is_free(node)))


def _walk(node: Node, definitions: Node, path: str) -> Iterator[tuple[str, Node]]:
    if "$ref" in node:
        yield from _walk(definitions[node["$ref"].removeprefix("#/$defs/")], definitions, path)
        return
    if node.get("type") == "string":
        yield path, node
    for name, child in node.get("properties", {}).items():
        yield from _walk(child, definitions, f"{path}.{name}")
    if isinstance(node.get("additionalProperties"), Mapping):
        yield from _walk(node["additionalProperties"], definitions, f"{path}.*")
    if "items" in node:
        yield from _walk(node["items"], definitions, f"{path}[]")
    for form in ("anyOf", "oneOf", "allOf"):
        for branch in node.get(form, ()):
            yield from _walk(branch, definitions, path)


def string_nodes() -> dict[str, set[str]]:
    """By file, where `type: string` stands in the kinds as shipped, in fields people write."""

    def below(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            if value.get("type") == "string":
                yield path
            for key, child in value.items():
                if not (path == "" and key == "derived"):
                    yield from below(child, f"{path}/{key}")
        elif isinstance(value, list):
            for index, child in enumerate(value):
                yield from below(child, f"{path}/{index}")

    return {
        path.stem: set(below(json.loads(path.read_bytes()), ""))
        for path in sorted(FOLDER.glob("*.json"))
    }


def walked_nodes() -> dict[str, set[str]]:
    """As `string_nodes`, but only what `texts` and `parameters` come by."""
    found: dict[str, set[str]] = {name: set() for name in string_nodes()}
    reached = [node for kind in kinds.names() for _, node in texts(kind)]
    reached += [node for _, node in parameters()]
    for name, places in string_nodes().items():
        source = kinds.raw(name)
        for place in places:
            node: Any = source
            for step in place.strip("/").split("/"):
                node = node[int(step)] if isinstance(node, list) else node[step]
            if any(node is other for other in reached):
                found[name].add(place)
    return found


# -- documents

SHOWN = b"What the round of confirmations showed.\n"
# What a field must hold for the documents to fit together: by path, by the last two names of it,
# or by the last one.
GIVEN: dict[str, Any] = {
    "organization.scopes[].id": "everything",
    "organization.scopes[].profile": None,
    "organization.people[].id": "ann",
    "organization.people[].until": None,
    "organization.assessment.effort": {ANSWERED: {"days": 2}},
    "policy.status": "approved",
    "policy.statements[].parameters": None,
    "attestation.attested_on": "2026-10-15",
    "attestation.valid_until": "2027-03-31",
    "attestation.controls": None,
    "attestation.controls.*.parameters": None,
    "attestation.controls.*[].parameters": None,
    "decision.scopes": ["everything"],
    "decision.measure": None,
    "decision.approved_on": "2026-10-15",
    "decision.expires": "2027-03-31",
    "risks.records[].controls": [ANSWERED],
    "evidence[].in_force": None,
    "evidence[].covers": None,
    "evidence[].result": "pass",
    "claim.status": "implemented",
    "until": "2027-06-30",
    "frameworks": ["gdpr", "hipaa", "pci_dss"],
    "framework": "pci_dss",
    "covers": None,
    "vendor": "vendors-1",
    "site": "sites-1",
    "incident": "incidents-1",
    "activity": "processing_activities-1",
    "risk": "risks-1",
    "records[].decision": "decision-1",
    "systems": ["systems-1"],
    "groups": ["group"],
    "records[].country": "DE",
    "state": "ZZ",
    "states[]": "NY",
    "uri": "https://evidence.example/",
    "sha256": hashlib.sha256(SHOWN).hexdigest(),
}
PEOPLE = frozenset(
    {"owner", "kept_by", "approved_by", "prepared_by", "attested_by", "performed_by"}
)  # fmt: skip
Text = Callable[[Field], str]


class Maker:
    """Fills every field of a kind; `text` says what stands in a free one."""

    def __init__(self, kind: str, text: Text) -> None:
        self.kind = kind
        self.text = text
        self.definitions = kinds.schema(kind)["$defs"]

    def document(self) -> Json:
        """A document with every field."""
        made: Json = self.value(kinds.schema(self.kind), "")
        return made

    def part(self, name: str, path: str) -> Json:
        """What a definition of the kind asks for, where it stands at `path`."""
        made: Json = self.value(self.definitions[name], f".{path}")
        return made

    def value(self, node: Node, path: str) -> Any:
        """Something that `node` allows; None is left out."""
        names = path.split(".")
        name = names[-1].removesuffix("[]")
        for key in (f"{self.kind}{path}", ".".join(names[-2:]), names[-1], name):
            if path and key in GIVEN:
                return GIVEN[key]
        if name in PEOPLE:
            return "ann"
        if node.get("$ref") == "#/$defs/scopes":
            return "all"
        if "$ref" in node:
            return self.value(self.definitions[node["$ref"].removeprefix("#/$defs/")], path)
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return node["enum"][0]
        if "quantity" in node:
            words = {"date": "2026-09-01", "duration": "12 months", "moment": "2026-09-01T10:00Z"}
            return words[node["quantity"]]
        return self._of_type(node, path)

    def _of_type(self, node: Node, path: str) -> Any:
        match node["type"]:
            case "string" if is_free(node):
                return self.text(Field(self.kind, path.removeprefix(".")))
            case "string":
                return f"{self.kind}-1"
            case "integer" | "number":
                return 1
            case "boolean":
                return True
            case "array":
                return [self.value(node["items"], f"{path}[]")]
            case _:
                made = {
                    n: self.value(c, f"{path}.{n}") for n, c in node.get("properties", {}).items()
                }
                return {name: value for name, value in made.items() if value is not None}


def documents(text: Text) -> tuple[list[Json], dict[str, bytes]]:
    """Documents of one workspace that hold every free field, and the files that they name."""
    made = [Maker("organization", text).document(), _policy(text), _attestation(text)]
    types = kinds.schema("decision")["properties"]["type"]["enum"]
    made += [_decision(type_, number, text) for number, type_ in enumerate(types, start=1)]
    tables = {}
    for kind in kinds.registers():
        made.append(Maker(kind, text).document())
        source = made[-1].pop("source")
        table = _table(kind, text)
        tables[source["path"]] = table
        pinned = {"sha256": hashlib.sha256(table).hexdigest(), "columns": _headings(kind, text)}
        made.append(made[-1] | {"id": f"{kind}-table", "source": source | pinned})
        del made[-1]["records"]
    return made, dict.fromkeys(_paths(made), SHOWN) | tables


def _policy(text: Text) -> Json:
    made = Maker("policy", text).document()
    unclear = text(Field("policy", "statements[].parameters.*.unclear"))
    made["statements"][0]["parameters"] = {"contents": {"unclear": unclear}}
    return made


def _attestation(text: Text) -> Json:
    def of(path: str, parameters: Json) -> Json:
        made = Maker("attestation", text).part("claim", path)
        del made["from"], made["as_stated"]
        return made | {"status": "implemented", "parameters": parameters}

    def at(name: str) -> str:
        return text(Field("attestation", f"controls.*.parameters.*.{name}"))

    since = {"date": "2026-02-01", "reason": at("since.reason")}
    log = at("log")
    logged = of("controls.*", {"interval": {"longest_gap": "3 months", "log": log}})
    logged["evidence"].append(logged["evidence"][0] | {"path": log})
    return Maker("attestation", text).document() | {
        "controls": {
            ANSWERED: of("controls.*", {"contents": {"unclear": at("unclear")}}),
            DONE: [
                of("controls.*[]", {"interval": {"performed_on": ["2026-09-01"], "since": since}})
            ],
            LOGGED: logged,
        }
    }


def _decision(type_: str, number: int, text: Text) -> Json:
    asked = {
        "addressable_alternative": "hipaa:164.312(a)(2)(iii)",
        "legal_exception": "gdpr:33(1)",
        "not_applicable": "hipaa:164.402(1)",
    }
    return Maker("decision", text).document() | {
        "id": f"decision-{number}",
        "type": type_,
        "requirements": [asked.get(type_, "pci_dss:8.3.6")],
    }


def _headings(kind: str, text: Text) -> dict[str, str]:
    """Field -> heading of its column, for fields that a cell can hold."""
    record = Maker(kind, text).part("record", "records[]")
    heading = text(Field(kind, "source.columns.*"))
    return {n: f"{heading} {n}" for n, value in record.items() if isinstance(value, str)}


def _table(kind: str, text: Text) -> bytes:
    """A CSV file with a heading row, and a record where cells can hold all that one needs."""
    record = Maker(kind, text).part("record", "records[]") | {"id": f"{kind}-2"}
    headings = _headings(kind, text)
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(headings.values())
    if {*kinds.schema(kind)["$defs"]["record"]["required"]} <= {*headings}:
        rows.writerow([record[name] for name in headings])
    return file.getvalue().encode()


def _paths(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _paths(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in {"path", "log"}:
                yield item
            else:
                yield from _paths(item)


def write(
    folder: Path, made: list[Json], files: Mapping[str, bytes], *, ascii_: bool = False
) -> Path:
    """Write documents, one a file and one value a line, and the files that they name.

    With `ascii_`, what is not ASCII is written as an escape.
    """
    folder.mkdir()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for number, document in enumerate(made):
        text = json.dumps(document, indent=1, ensure_ascii=ascii_)
        (folder / named(number, document)).write_text(f"{text}\n", encoding="utf-8")
    return folder


def named(number: int, document: Json) -> str:
    """The file of a document."""
    return f"{number:02}-{document['kind']}.yaml"


def spoilt(value: Any, attack: str, is_chosen: Callable[[str, str], bool], path: str = "") -> Any:
    """`value` with `attack` in place of every text that is chosen by its path and by itself."""
    if isinstance(value, dict):
        return {k: spoilt(item, attack, is_chosen, f"{path}.{k}") for k, item in value.items()}
    if isinstance(value, list):
        return [spoilt(item, attack, is_chosen, path) for item in value]
    return attack if isinstance(value, str) and is_chosen(path, value) else value
