"""What leaves a command that prints a document."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.commands.printing import as_json, as_text, table
from checker.text import HIDDEN

ROOT = Path(__file__).parents[2]
COMMANDS = [("list", "controls"), ("schema", "policy"), ("explain", "8.3.6")]

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(values)
def test_printed_json_gives_back_exactly_what_was_printed(value: Any) -> None:
    data = as_json(value)

    assert json.loads(data) == value
    assert not HIDDEN.search(data.decode("utf-8"))


@pytest.mark.parametrize("text", ["\x7f", "\u202e", "\U000e0041", "##[error]", "##vso[task]"])
def test_what_a_terminal_or_a_log_obeys_is_an_escape_in_json(text: str) -> None:
    data = as_json({"text": text}).decode("utf-8")

    assert text not in data
    assert json.loads(data) == {"text": text}


def test_keys_keep_their_order() -> None:
    assert as_json({"b": 1, "a": 2}) == b'{\n  "b": 1,\n  "a": 2\n}\n'


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        as_json(float("nan"))


@given(st.lists(st.text()))
def test_each_line_stays_one_line_and_shows_what_it_holds(lines: list[str]) -> None:
    text = as_text(lines).decode("utf-8")

    assert text.count("\n") == len(lines)
    assert not HIDDEN.search(text)


@pytest.mark.parametrize("line", ["::error::gap", "  ::set-output name=a::b", "a ##[group]"])
def test_a_line_never_is_a_command_to_a_runner(line: str) -> None:
    text = as_text([line]).decode("utf-8")

    assert not text.lstrip().startswith("::")
    assert "##[" not in text


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert table(["A", "B"], [["long", "x"], ["s", "y"]]) == ["A     B", "long  x", "s     y"]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_closed_standard_output_ends_with_5(arguments: tuple[str, ...]) -> None:
    line = f'exec "{sys.executable}" -m checker {" ".join(arguments)} >&-'

    ran = subprocess.run(["/bin/sh", "-c", line], cwd=ROOT, capture_output=True, check=False)

    assert ran.returncode == 5
    assert b"standard output cannot be written" in ran.stderr


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_document_command_imports_no_template_engine_and_no_slow_validator(
    arguments: tuple[str, ...],
) -> None:
    code = (
        "import sys; from checker.__main__ import run; "
        f"code = run({list(arguments)!r}); "
        "heavy = {'jinja2', 'jsonschema'} & sys.modules.keys(); "
        "print(sorted(heavy), file=sys.stderr); sys.exit(code)"
    )

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)

    assert (ran.returncode, ran.stderr.decode().strip()) == (0, "[]")
