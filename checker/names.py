"""The names of what can be asked for, read without loading any framework: for completing words."""

from __future__ import annotations

import json
import re
from pathlib import Path

DATA = Path(__file__).parent / "_data"
SOURCE = Path(__file__).parent.parent / "frameworks"
_CONTROL = re.compile(r"^  - id: ([\w.]+)$", re.MULTILINE)


def frameworks() -> tuple[str, ...]:
    """Ids of the shipped frameworks."""
    if not _is_source():
        return tuple(sorted(json.loads((DATA / "digests.json").read_bytes())["frameworks"]))
    return tuple(sorted(page.parent.name for page in SOURCE.glob("*/framework.yaml")))


def requirements(framework: str) -> tuple[str, ...]:
    """`framework:slug` of every requirement of a shipped framework."""
    if not _is_source():
        entries = json.loads((DATA / f"{framework}.json").read_bytes())["requirements"]
        files = [entry["file"] for entry in entries]
    else:
        files = [str(path) for path in sorted((SOURCE / framework).glob("*/*.yaml"))]
    return tuple(f"{framework}:{_slug(file)}" for file in files)


def controls() -> tuple[str, ...]:
    """Ids of every control of the shipped catalogue."""
    if not _is_source():
        return tuple(entry["id"] for entry in json.loads((DATA / "controls.json").read_bytes()))
    files = sorted((SOURCE / "controls").glob("*.yaml"))
    return tuple(id_ for file in files for id_ in _CONTROL.findall(file.read_text("utf-8")))


def kinds() -> tuple[str, ...]:
    """Every kind of document."""
    folder = Path(__file__).parent / "documents" / "kinds"
    return tuple(sorted(path.stem for path in folder.glob("*.json") if path.stem != "common"))


def _is_source() -> bool:
    """Whether this is a source checkout, whose frameworks are not compiled."""
    return not (DATA / "digests.json").is_file() and SOURCE.is_dir()


def _slug(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".yaml")
