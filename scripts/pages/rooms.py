"""The page on rooms: every module of the package with the sentence that it opens with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import checker
from scripts.pages.markdown import NOTE, code, paragraph, table
from tests.test_architecture import PURE, ROOMS

_PACKAGE = Path(checker.__file__).parent


def page() -> str:
    """The page as it is to be in `docs/rooms.md`."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from (NOTE, "", "# Rooms", "")
    yield from paragraph(
        "Every module of `checker/`, from the cellar to the roof: a room imports from itself and "
        "from those before it, and a test forbids the rest. *Pure* rooms have no clock, no files "
        "and no printing. How they work together is told in [architecture](architecture.md)."
    )
    rows = [row for room in ROOMS for row in _room(room)]
    yield from table(("module", "pure", "what it does"), rows)


def _room(room: str) -> Iterator[tuple[str, str, str]]:
    """A row for each module of a room: the package's own first."""
    pure = "pure" if room in PURE else ""
    if room == "checker":
        yield code("checker/__init__.py"), "", opening(_PACKAGE / "__init__.py")
        return
    single = _PACKAGE / f"{room}.py"
    if single.is_file():
        yield code(f"checker/{room}.py"), pure, opening(single)
        return
    for path in sorted((_PACKAGE / room).rglob("*.py"), key=lambda path: (path.parent, path.name)):
        name = path.relative_to(_PACKAGE.parent).as_posix()
        yield code(name.removesuffix("__init__.py")), pure, opening(path)


def opening(path: Path) -> str:
    """The first paragraph of a module's docstring."""
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return told.partition("\n\n")[0]
