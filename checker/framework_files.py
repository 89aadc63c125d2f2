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
