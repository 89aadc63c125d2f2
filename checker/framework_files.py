"""Read a folder of frameworks, as authors write it, into plain JSON bundles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from checker.errors import FrameworkError, Problem
from checker.model import Place
from checker.yamlsource import Document, read_documents

Bundle = dict[str, Any]
EXAMPLES = "examples"
MOST_DIGITS = 4  # of the number of an item in an audit protocol


def slug(id_: str) -> str:
    """The id as file name, HTML anchor and token: `164.312(a)(2)(i)` becomes `164.312.a.2.i`."""
    return id_.replace("(", ".").replace(")", "")


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value: no spaces, UTF-8, keys as the author ordered them.

    The order of a schema's properties is the order of the reasons it gives, so it is kept.
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest(bundle: Bundle) -> str:
    """`sha256:` and the digest of a bundle's canonical bytes."""
    return f"sha256:{hashlib.sha256(canonical(bundle)).hexdigest()}"


def split(bundle: Bundle) -> tuple[Bundle, dict[str, list[Any]]]:
    """A bundle without its examples, and the examples by requirement id."""
    lean = [
        {key: value for key, value in requirement.items() if key != EXAMPLES}
        for requirement in bundle["requirements"]
    ]
    found = {r["id"]: r.get(EXAMPLES, []) for r in bundle["requirements"]}
    return {**bundle, "requirements": lean}, found


def read_source(root: FilePath) -> tuple[list[Any], dict[str, Bundle]]:
    """Controls, and a bundle per framework, from the YAML below `root`.

    A bundle is the framework's own page plus `numbering` and `requirements`, examples included.
    Raises `FrameworkError` with every file that is not well-formed.
    """
    problems: list[Problem] = []
    controls: list[Any] = []
    for path in sorted((root / "controls").glob("*.yaml")):
        controls += _read_list(path, root, problems)
    bundles = {
        folder.name: _read_framework(folder, root, problems)
        for folder in sorted(root.iterdir())
        if (folder / "framework.yaml").is_file()
    }
    if problems:
        raise FrameworkError(problems)
    return controls, bundles


def _read_framework(folder: FilePath, root: FilePath, problems: list[Problem]) -> Bundle:
    bundle: Bundle = {}
    for document in read_file(folder / "framework.yaml", root, problems):
        bundle = dict(document.value)
    bundle["numbering"] = [list(row) for row in _numbering(folder / "numbering.tsv")]
    column = bundle["protocol"].get("column") if isinstance(bundle.get("protocol"), dict) else None
    if isinstance(column, str):
        found = protocol_items(folder / "numbering.tsv", column)
        bundle["protocol_items"] = [[number, found[number]] for number in sorted(found)]
    requirements = []
    for path in sorted(folder.glob("*/*.yaml")):
        for document in read_file(path, root, problems):
            section, file = path.parent.name, path.relative_to(root).as_posix()
            requirements.append({**document.value, "section": section, "file": file})
    order = {row[0]: position for position, row in enumerate(bundle["numbering"])}
    requirements.sort(key=lambda r: (order.get(str(r.get("id")), len(order)), str(r.get("id"))))
    bundle["requirements"] = requirements
    return bundle


def _numbering(path: FilePath) -> Iterator[tuple[str, str]]:
    """Id and short title of every row of an official list, in its order; headings left out."""
    if not path.is_file():
        return
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    at_id, at_title = columns.index("id"), columns.index("title")
    at_kind = columns.index("kind") if "kind" in columns else None
    for row in rows:
        cells = row.split("\t")
        if at_kind is not None and cells[at_kind] in {"chapter", "section"}:
            continue
        yield cells[at_id], cells[at_title]


def protocol_items(path: FilePath, column: str) -> dict[int, list[str]]:
    """Official ids by the number of the audit protocol's item, from a column such as `80,163`.

    A cell that is no list of numbers counts as item 0, which the linter refuses.
    """
    found: dict[int, list[str]] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    columns = lines[0].split("\t") if lines else []
    if not {"id", column} <= set(columns):
        return found
    at_id, at_numbers = columns.index("id"), columns.index(column)
    for cells in (line.split("\t") for line in lines[1:]):
        numbers = cells[at_numbers] if len(cells) == len(columns) else ""
        for number in filter(None, numbers.split(",")):
            is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
            found.setdefault(int(number) if is_number else 0, []).append(cells[at_id])
    return found


def read_file(path: FilePath, root: FilePath, problems: list[Problem]) -> tuple[Document, ...]:
    """The documents of one YAML file; what is wrong with it goes to `problems`."""
    documents, found = read_documents(path.read_bytes(), path.relative_to(root).as_posix())
    problems.extend(found)
    return documents


def _read_list(path: FilePath, root: FilePath, problems: list[Problem]) -> list[Any]:
    values: list[Any] = [d.value.get("controls") for d in read_file(path, root, problems)]
    found = [entry for value in values if isinstance(value, list) for entry in value]
    if not found:
        place = Place(path.relative_to(root).as_posix(), 1, 1)
        problems.append(Problem(place, "empty", "no control in this file"))
    return found
