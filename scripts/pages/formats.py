"""The page on formats: what a workspace is written in, and what `result.json` holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import checker.render
from checker.documents import kinds
from checker.posture.evidence import OUTCOMES
from checker.quantities import parse_duration
from checker.yamlsource import read_documents
from scripts.pages.markdown import NOTE, anchor, code, codes, paragraph, table
from scripts.pages.schemas import HEADINGS, Words, conditions

_PACKAGE = Path(checker.__file__).parent
_BASELINE = _PACKAGE / "baseline" / "baseline.v1.schema.json"
_DIFF = _PACKAGE / "delta" / "diff.v1.schema.json"
RESULT = Path(checker.render.__file__).parent / "result.v1.schema.json"
_HEADER = ("kind", "id", "title", "kept_by", "reviewed_on", "review_every", "scopes", "records",
           "source")  # fmt: skip
# Definitions with a row, or a section, of their own.
_WORDS = ("id", "text", "date", "moment", "duration", "digest", "scopes", "covers", "frameworks")
_LINKED = {
    **{name: f"[{name}](#words)" for name in _WORDS},
    "evidence": "list of [evidence](#evidence)",
}
_TEXT = "Whatever says something; `TBD`, `n/a`, `?` and other placeholders are refused."
_EVERY_RECORD = ("id", "scopes", "note", "owner", "evidence")
_TWO_FACED = ("on: 2026-11-21", "since: 12:30:45", "country: NO", "version: 014", "count: 1_000",
              "a: &b 1", "a: !secret b")  # fmt: skip

_CSV_EXAMPLE = """\
kind: systems
id: SYS-CDE
kept_by: dana.reyes
reviewed_on: 2026-10-20
review_every: 6 months
scopes: [cde]
source:
  path: registers/cde-inventory.csv
  sha256: …                    # as sha256sum prints it
  columns: {id: Asset, title: Name, groups: Groups}
"""


def page() -> str:
    """The page as it is to be in `docs/formats.md`."""
    return "\n".join(
        [
            *_introduction(),
            *_words(),
            *(line for name in kinds.names()[:4] for line in _document(name)),
            *_registers(),
            *_csv(),
            *_parameters(),
            *_evidence(),
            *_refused(),
            *_result(),
            *_own("baseline", _BASELINE, "`checker baseline create RESULT.json -o baseline.json`"),
            *_own("diff", _DIFF, "`checker diff OLD NEW -o json=diff.json`"),
        ]
    )


def _introduction() -> Iterator[str]:
    yield from (NOTE, "")
    yield from ("# Formats", "")
    yield from paragraph(
        "A workspace is a folder of YAML files; `kind` says what each document is, and one file "
        "may hold several documents with `---` between them. Files below `evidence/` and in "
        "hidden folders are not read as documents. Every kind is closed: a key that is not on "
        "this page is an error, with the nearest name. `null` is the same as leaving a key out."
    )
    yield from paragraph(
        "`checker schema KIND` prints each kind as a JSON Schema 2020-12, every control and "
        "parameter included, with which an editor completes and checks documents; `checker "
        "schema result` prints that of `result.json`. `checker explain KIND` says the same as "
        "this page."
    )
    sections = [f"{code(name)} document" for name in kinds.names()[:4]]
    sections += ["Registers", "Registers in CSV", "Parameters", "Evidence", "Spellings refused"]
    for section in ("Words", *sections, "result.json", "baseline.json", "diff.json"):
        yield f"- [{section}](#{anchor(section)})"
    yield ""


def _words() -> Iterator[str]:
    common = kinds.raw("common")
    words = Words(common)
    yield from ("## Words", "", "What stands for the same thing everywhere.", "")
    rows = [
        (code(name), words.value(common[name]), str(common[name].get("description", _TEXT)))
        for name in _WORDS
    ]
    yield from table(("word", "value", "meaning"), rows)


def _kind_words(name: str) -> Words:
    return Words({**kinds.raw("common"), **kinds.raw(name).get("$defs", {})}, _LINKED)


def _section(heading: str, schema: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield from (heading, "", str(schema["description"]), "")
    yield from table(HEADINGS, words.rows(schema))
    found = conditions(schema)
    yield from found
    if found:
        yield ""


def _document(name: str) -> Iterator[str]:
    schema, words = kinds.raw(name), _kind_words(name)
    if name == "attestation":
        words.linked = {**_LINKED, "claim": "[claim](#claim)"}
    yield from _section(f"## {code(name)} document", schema, words)
    for inner, definition in schema.get("$defs", {}).items():
        yield from _section(f"### {inner.capitalize()}", definition, words)


def _registers() -> Iterator[str]:
    first = kinds.registers()[0]
    header = {**kinds.raw(first), "description": ""}
    header["properties"] = {name: header["properties"][name] for name in _HEADER}
    header["properties"]["kind"] = {"enum": list(kinds.registers())}
    yield from ("## Registers", "")
    yield from paragraph(
        "A register is a list of records with a page about it: who keeps it, and when it was "
        "last reviewed. Several documents of one kind are read as one register; a stale one "
        "makes all of it stale. Registers hold reference numbers, not names of patients or "
        "customers."
    )
    words = Words({**kinds.raw("common"), "record": {}}, {**_LINKED, "record": "record, see below"})
    yield from table(HEADINGS, words.rows(header))
    yield from conditions(header)
    yield from ("", "Every record may have:", "")
    fields = kinds.record_fields(first)
    shared = {"properties": {name: fields[name] for name in _EVERY_RECORD}, "required": ["id"]}
    yield from table(HEADINGS, words.rows(shared))
    for name in kinds.registers():
        yield from _register(name)


def _register(name: str) -> Iterator[str]:
    schema, words = kinds.raw(name), _kind_words(name)
    record = dict(schema["$defs"]["record"])
    record["properties"] = {
        field: given for field, given in record["properties"].items() if field not in _EVERY_RECORD
    }
    yield from (f"### {code(name)}", "", schema["description"], "")
    yield from table(HEADINGS, words.rows(record))
    yield from conditions(record)
    if schema.get("derived"):
        yield from ("Worked out for the day of assessment, and never written:", "")
        rows = [
            (code(field), words.value(given), given["description"])
            for field, given in schema["derived"].items()
        ]
        yield from table(("field", "value", "meaning"), rows)


def _csv() -> Iterator[str]:
    yield from ("## Registers in CSV", "")
    yield from paragraph(
        "Instead of `records`, a register may name a CSV file with its SHA-256; an altered "
        "file is refused, because nobody reviewed it. The first row holds the headings: names "
        "of fields, or whatever `columns` maps fields to; other columns are passed over only "
        "where `columns` is written. Empty cells are left out. Whole numbers, `true` and "
        "`false` are read as such where the field asks for them; a list is written with `;` "
        "between its items. The file is UTF-8. A place in it is a line and the number of a cell."
    )
    yield from ("```yaml", *_CSV_EXAMPLE.splitlines(), "```", "")


def _parameters() -> Iterator[str]:
    common = kinds.raw("common")
    yield from ("## Parameters", "")
    yield from paragraph(
        "Policies and attestations give values to the parameters of a control; their names and "
        "types are in the [catalogue](frameworks.md#the-control-catalogue), and `checker "
        "explain CONTROL` shows them. Numbers, texts, lists and truth values are written as "
        "they are. Beyond that:"
    )
    promise, practice = common["cadence_promise"], common["cadence_practice"]["oneOf"]
    rows = [
        ("duration", "`90 days`, `PT72H`", common["duration"]["description"]),
        ("date", "`2026-11-21`", common["date"]["description"]),
        ("cadence, in a policy", "`{every: 3 months}`", promise["description"]),
        ("cadence, in an attestation", "`{performed_on: [2026-01-12, 2026-04-09]}`",
         f"{practice[0]['description']} {_described(practice[0], 'performed_on')}"),
        ("", "`{performed_on: [2026-04-09], since: {date: 2026-02-01, reason: …}}`",
         _described(practice[0], "since")),
        ("", "`{longest_gap: 26 hours, log: evidence/review.csv}`",
         f"{practice[1]['description']} {_described(practice[1], 'longest_gap')}"),
        ("anything", "`{unclear: on a regular basis}`", common["unclear"]["description"]),
    ]  # fmt: skip
    yield from table(("what", "written", "meaning"), rows)
    yield from paragraph(
        "A requirement compares plain numbers, in the unit that the catalogue gives the "
        "parameter. A bare number is refused where a duration is expected. Dates at which "
        "something is due are calendar arithmetic instead."
    )
    spans = ("15 minutes", "72 hours", "1 week", "3 months", "12 months", "6 years", "P1Y6M")
    numbers = [(code(span), f"{parse_duration(span).in_unit('days'):.6g}") for span in spans]
    yield from table(("written", "in days"), numbers)
    yield from paragraph(
        "A cadence becomes one number too: the promised interval, or the longest step into each "
        "occurrence of the last 12 months from the one before it, and from the last to the day "
        "of assessment. A missed quarter stays visible however fresh the last scan is. A claim "
        "says nothing of a day later than itself: that counts once it is claimed again."
    )


def _described(schema: Mapping[str, Any], name: str) -> str:
    return str(schema["properties"][name]["description"])


def _evidence() -> Iterator[str]:
    item = kinds.raw("common")["evidence_item"]
    linked = {name: text for name, text in _LINKED.items() if name != "evidence"}
    yield from _section("## Evidence", item, Words(kinds.raw("common"), linked))
    outcomes = sorted(OUTCOMES)
    yield from paragraph(f"Kinds with an outcome, which need `result`: {codes(outcomes)}.")
    yield from paragraph(
        "`checker` reads the file and compares its digest: `sha256sum FILE` prints what "
        "`sha256` is to say. A file that is missing, empty or altered, that has no stated "
        "digest, or that is named by `uri` alone, proves nothing."
    )


def _refused() -> Iterator[str]:
    yield from ("## Spellings refused", "")
    yield from paragraph(
        "YAML readers disagree about some spellings, and some hide what a document says. These "
        "are refused, each with what to write instead; so are look-alike and duplicate keys, "
        "aliases, merge keys, tabs that indent, and anything that is not UTF-8."
    )
    rows = []
    for text in _TWO_FACED:
        _, problems = read_documents(f"{text}\n".encode(), "x.yaml")
        told = [f"{problem.message}; {problem.hint}" for problem in problems]
        rows.append((code(text), told[0]))
    yield from table(("written", "what is said"), rows)


def _own(name: str, path: Path, made_by: str) -> Iterator[str]:
    """A format of the command line's own, beside result.json."""
    schema = json.loads(path.read_bytes())
    definitions = {key: value for key, value in schema["$defs"].items() if key != "place"}
    linked = {key: f"[{key}](#{name}-{key})" for key in definitions}
    linked["place"] = "[place](#result-place)"
    words = Words(schema["$defs"], linked)
    yield from (f"## {name}.json", "")
    yield from paragraph(
        f"{schema['description']} Made by {made_by}; described by `checker schema {name}`."
    )
    yield from table(HEADINGS, words.rows(schema))
    for key, definition in definitions.items():
        if "properties" in definition:
            yield from _section(f"### {name.capitalize()}: {key}", definition, words)
        else:
            yield from (f"### {name.capitalize()}: {key}", "", f"{words.value(definition)}.", "")


def _result() -> Iterator[str]:
    schema = json.loads(RESULT.read_bytes())
    definitions = schema["$defs"]
    words = Words(definitions, {name: f"[{name}](#result-{name})" for name in definitions})
    yield from ("## result.json", "")
    yield from paragraph(
        "The record that every other format is made from: `checker assess -o json=result.json`. "
        "Its version is in `schema`; fields may be added to version 1, and none is renamed or "
        "removed."
    )
    yield from table(HEADINGS, words.rows(schema))
    for name, definition in definitions.items():
        yield from _section(f"### Result: {name}", definition, words)
