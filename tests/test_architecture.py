"""The shape of the house: imports point downwards, modules stay small, there is one clock."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "checker"
# From the cellar to the roof: a room may import from itself and from those before it.
ROOMS = (
    "checker", "names", "frozen", "model", "text", "errors", "yamlsource", "files", "revisions",
    "quantities", "schemas", "second_opinion", "documents", "framework_files", "catalog",
    "workspace", "posture", "reasons", "evaluate", "observations", "sources", "applicability",
    "decisions", "assess", "remedies", "excerpts", "line_hashes", "things", "result",
    "comparison", "baseline", "delta", "lint", "render", "editing", "upkeep", "commands", "cli",
    "__main__",
)  # fmt: skip
# Imports that point upwards, each with its reason.
UPWARDS = {
    ("checker.catalog", "checker.lint"): "a folder that `--frameworks` adds is checked like ours",
}
# Imports for types alone that close a circle, each with its reason.
CIRCULAR = {
    ("checker.posture.registers", "checker.posture.build"): "clocks ask the posture for its day",
}
LONGEST_MODULE = 260
LONGEST_FUNCTION = 45  # without its docstring, which for a command is its help page
# Modules that are longer, each with its reason.
LONGER = {
    "checker/model.py": "the words of the project stand in one place",
    "checker/render/view.py": "the words of a report stand in one place",
}
# An assert there narrows a type after the run has ended otherwise; it checks no input.
NARROWING = {"checker.commands.explain", "checker.commands.posture"}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
# Rooms without clock, files and printing.
PURE = (
    "model", "text", "quantities", "schemas", "posture", "reasons", "evaluate", "applicability",
    "decisions", "observations", "sources", "assess", "remedies", "excerpts", "line_hashes",
    "things", "comparison", "baseline",
)  # fmt: skip


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        found[name] = (path, ast.parse(path.read_text(encoding="utf-8")))
    return found


def room(module: str) -> str:
    """The room of `checker.workspace.load` is `workspace`; that of the package `checker`."""
    return module.split(".")[1] if "." in module else module


def imports(name: str) -> Iterator[str]:
    """Every module of ours that a module imports, at its head, inside functions and for types."""
    _, tree = modules()[name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("checker"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            if (node.module or "").partition(".")[0] == "checker":
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield whole if whole in modules() else str(node.module)


def edges() -> Iterator[tuple[str, str]]:
    """Importing and imported module, without those listed in `UPWARDS`."""
    for name in modules():
        for other in imports(name):
            if (name, other) not in UPWARDS | CIRCULAR and name != other:
                yield name, other


def test_every_module_stands_in_a_room_of_the_list() -> None:
    assert {room(name) for name in modules()} == set(ROOMS)


def test_imports_point_downwards() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, other in edges()
        if ROOMS.index(room(other)) > ROOMS.index(room(name))
    ]

    assert wrong == []


def test_every_import_listed_as_an_exception_is_there() -> None:
    assert {pair for pair in UPWARDS | CIRCULAR if pair[1] not in set(imports(pair[0]))} == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    below: dict[str, set[str]] = {name: set() for name in modules()}
    for name, other in edges():
        below[name].add(other)
    # Take away what imports nothing that is left, until nothing more can be taken.
    while free := [name for name, others in below.items() if not others & below.keys()]:
        for name in free:
            del below[name]

    assert sorted(below) == []


def test_a_circle_would_be_found() -> None:
    assert "checker.lint" in set(imports("checker.catalog"))
    assert any(other == "checker.catalog" for n in modules() if room(n) == "lint"
               for other in imports(n))  # fmt: skip


def test_modules_stay_small() -> None:
    lengths = {
        path.relative_to(PACKAGE.parent).as_posix(): len(path.read_text().splitlines())
        for path, _ in modules().values()
    }

    assert {
        path: length
        for path, length in lengths.items()
        if length > LONGEST_MODULE and path not in LONGER
    } == {}


def _lines(function: ast.FunctionDef) -> int:
    length = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        length -= (first.end_lineno or 0) - first.lineno + 1
    return length


def test_functions_stay_small() -> None:
    longer = {
        f"{name}.{node.name}": _lines(node)
        for name, (_, tree) in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _lines(node) > LONGEST_FUNCTION
    }

    assert longer == {}


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_there_is_one_clock() -> None:
    readers = {
        name
        for name, (_, tree) in modules().items()
        for call in _calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date", "time"}
    }

    assert readers == {"checker.commands.common"}


def test_only_the_start_of_the_program_prints() -> None:
    printers = {
        name
        for name, (_, tree) in modules().items()
        for call in _calls(tree)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    }

    assert {name for name in printers if room(name) not in {"commands", "__main__"}} == set()


def test_no_check_rests_on_an_assert_that_a_flag_removes() -> None:
    asserting = {
        name
        for name, (_, tree) in modules().items()
        if any(isinstance(node, ast.Assert) for node in ast.walk(tree))
    }

    assert asserting <= NARROWING


@pytest.mark.parametrize("pure", PURE)
def test_the_rooms_that_judge_open_no_file_and_no_network(pure: str) -> None:
    outside = {"os", "io", "pathlib", "socket", "subprocess", "tempfile", "urllib", "shutil"}
    for name, (_, tree) in modules().items():
        if room(name) != pure:
            continue
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not {n.partition(".")[0] for n in names} & outside, name
        assert not any(
            isinstance(call.func, ast.Name) and call.func.id in {"open", "input"}
            for call in _calls(tree)
        ), name


def test_nothing_is_run_loaded_or_fetched_by_name() -> None:
    never = {"eval", "exec", "compile", "__import__"}
    unsafe = {"load", "safe_load", "full_load", "compose", "load_all", "loads", "urlopen", "system"}
    for name, (_, tree) in modules().items():
        for call in _calls(tree):
            if isinstance(call.func, ast.Name):
                assert call.func.id not in never, name
            elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                where, what = call.func.value.id, call.func.attr
                assert where not in {"yaml", "pickle", "marshal", "os"} or what not in unsafe, name


# -- what is imported when


def imported_by(arguments: list[str], cwd: Path) -> set[str]:
    """The modules that a run of the command line leaves imported; the run itself must work."""
    code = (
        "import sys\n"
        "from checker.__main__ import run\n"
        f"code = run({arguments!r})\n"
        "sys.stderr.write('\\n'.join(['', 'MODULES', *sorted(sys.modules)]))\n"
        "sys.exit(code)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        check=False,
    )
    assert ended.returncode in {0, 1}, ended.stderr
    return set(ended.stderr.partition("\nMODULES\n")[2].split("\n"))


HEAVY = {"yaml", "jsonschema", "jsonschema_rs", "jinja2", "dateutil", "csv"}
WORKSPACE = Path(__file__).parent / "workspaces" / "datica"


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_the_overview_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    found = imported_by(arguments, tmp_path)

    assert found & HEAVY == set()
    assert {name for name in found if name.startswith("checker.commands.")} == set()


def test_the_help_of_a_command_imports_nothing_heavy(tmp_path: Path) -> None:
    assert imported_by(["assess", "--help"], tmp_path) & HEAVY == set()


def test_an_assessment_imports_only_what_it_uses(tmp_path: Path) -> None:
    found = imported_by(["assess", str(WORKSPACE), "-o", f"json={tmp_path / 'r.json'}"], tmp_path)

    assert {"jsonschema_rs", "checker.assess", "checker.render.json"} <= found
    assert (
        found & {"jsonschema", "jinja2", "checker.second_opinion", "checker.render.html"} == set()
    )
    assert {name for name in found if name.startswith("checker.lint")} == set()


def test_a_second_opinion_imports_the_second_engine(tmp_path: Path) -> None:
    found = imported_by(["assess", str(WORKSPACE), "--second-opinion", "-q"], tmp_path)

    assert {"jsonschema", "checker.second_opinion"} <= found
