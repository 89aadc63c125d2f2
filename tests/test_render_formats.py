"""The table of formats, golden files, equal bytes and counts read back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import OutputError
from checker.render import FORMATS, check_of, render
from checker.render.json import render as render_json
from checker.text import HIDDEN
from tests.conftest import Golden
from tests.render.sample import refused, sample

SCHEMA = Path(__file__).parent.parent / "checker" / "render" / "result.v1.schema.json"
RECORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "complete": sample,
    "incomplete": refused,
    "provisional": lambda: refused(provisional=True),
}
# What is no text is held by tests of its own.
FORMATS_HERE = tuple(name for name, made in FORMATS.items() if not made.is_binary)


def reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("record", RECORDS)
def test_the_samples_follow_the_shipped_schema(record: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator(schema).validate(RECORDS[record]())


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("format_", FORMATS_HERE)
def test_each_format_equals_its_golden_file(golden: Golden, format_: str, record: str) -> None:
    data = render(format_, RECORDS[record]())

    golden(f"{record}.{FORMATS[format_].extension}", data)


@pytest.mark.parametrize("format_", FORMATS_HERE)
def test_equal_records_give_equal_bytes_whatever_the_order_of_keys(format_: str) -> None:
    data = render(format_, sample())

    assert data == render(format_, reversed_keys(sample()))
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")
    assert (b"\r" in data) is (format_ == "csv")


@pytest.mark.parametrize("format_", FORMATS_HERE)
def test_a_record_is_not_changed_by_rendering_it(format_: str) -> None:
    record = sample()

    render(format_, record)

    assert record == sample()


def test_bytes_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib; from checker.render import FORMATS, render;"
        "from tests.render.sample import sample;"
        "print([hashlib.sha256(render(f, sample())).hexdigest() for f in FORMATS])"
    )
    root = Path(__file__).parent.parent

    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"))
    }

    assert len(printed) == 1


def test_importing_the_table_imports_no_renderer() -> None:
    code = (
        "import sys, checker.render;"
        "print([n for n in sys.modules if n.startswith(('jinja2', 'checker.render.'))])"
    )
    root = Path(__file__).parent.parent

    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True
    ).stdout

    assert printed.strip() == "[]"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        render("word", sample())


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("format_", FORMATS_HERE)
def test_what_was_rendered_passes_its_own_check(format_: str, record: str) -> None:
    result = RECORDS[record]()

    check_of(format_, result)(render(format_, result))


@pytest.mark.parametrize("format_", ["html", "json"])
def test_a_missing_finding_fails_the_read_back(format_: str) -> None:
    result, short = sample(), sample()
    del short["findings"][0]

    with pytest.raises(OutputError, match=str(len(result["findings"]))):
        check_of(format_, result)(render(format_, short))


@pytest.mark.parametrize("format_", ["html", "json"])
def test_a_status_that_turned_green_fails_the_read_back(format_: str) -> None:
    result, greener = sample(), sample()
    greener["findings"][1]["status"] = "satisfied"

    with pytest.raises(OutputError, match="statuses differ"):
        check_of(format_, result)(render(format_, greener))


@pytest.mark.parametrize("format_", ["html", "json"])
def test_a_torn_output_fails_the_read_back(format_: str) -> None:
    result = sample()
    data = render(format_, result)

    with pytest.raises(OutputError, match="read back"):
        check_of(format_, result)(data[: len(data) - 20])


def test_json_reads_back_as_the_record() -> None:
    assert json.loads(render("json", sample())) == sample()


def test_json_refuses_what_json_does_not_have() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        render_json(sample() | {"notes": [float("nan")]})


@given(st.text())
def test_json_is_lossless_and_shows_no_control_character(text: str) -> None:
    data = render_json({"note": f"##[error]{text}"})

    shown = data.decode()
    assert json.loads(data) == {"note": f"##[error]{text}"}
    assert "##[" not in shown
    assert HIDDEN.search(shown) is None


def test_a_section_without_a_title_is_shown_under_its_name() -> None:
    record = deepcopy(sample())
    record["requirements"][0]["section"] = "no-title"

    assert "  no-title  " in render("text", record).decode()
    check_of("html", record)(render("html", record))


def test_a_finding_outside_every_framework_is_a_defect_and_never_left_out() -> None:
    record = deepcopy(sample())
    del record["frameworks"][0]

    with pytest.raises(KeyError, match="outside every"):
        render("text", record)


def test_a_finding_without_its_requirement_is_a_defect_and_never_left_out() -> None:
    record = deepcopy(sample())
    del record["requirements"][0]

    with pytest.raises(KeyError, match="outside every"):
        render("html", record)


@pytest.mark.parametrize("register", ["decisions", "policies", "attestations", "evidence"])
def test_a_row_named_twice_is_a_defect_and_never_lost(register: str) -> None:
    record = sample()
    record[register].append(record[register][0])

    with pytest.raises(KeyError, match=f"{register} named twice"):
        render("text", record)
