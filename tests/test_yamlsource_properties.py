"""What holds for every input of the YAML reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model import Json, Path
from checker.text import HIDDEN, ODD_SPACE
from checker.yamlsource import Document, Limits, read_documents, reader
from checker.yamlsource.scalars import Refusal, resolve

SOURCES = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]
SMALL = Limits(file_bytes=100_000, depth=8, values=200)

# Pieces that meet at the seams of the grammar.
PIECES = [
    "a", "b", "é", "🙂", " ", "  ", "\n", "\n  ", "\r\n", ": ", "- ", "[", "]", "{", "}", ",", "'",
    '"', "|\n", " # c", "&x ", "*x", "!t ", "---\n", "...\n", "no", "1", "014", "null", "~", "<<",
    "2024-01-01", "\\",
]  # fmt: skip
# Where libyaml and the parser in Python disagree: tabs as blanks, `?` and `:` next to brackets.
DISPUTED = ["\t", "? ", ":", "%YAML 1.1\n", "> #\n", "\0", "\u200b", "\r", "\ufeff", "\x85"]

texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
wild_texts = st.lists(st.sampled_from(PIECES + DISPUTED), max_size=40).map("".join)


def read_with(source: Any, data: bytes, limits: Limits = reader.DEFAULT) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "EVENT_SOURCE", source)
        return read_documents(data, "f.yaml", limits=limits)


@pytest.mark.parametrize("source", SOURCES)
@settings(deadline=2_000)
@given(data=st.one_of(st.binary(max_size=300), wild_texts.map(str.encode)))
def test_any_bytes_are_documents_or_problems(source: Any, data: bytes) -> None:
    documents, problems = read_with(source, data, SMALL)

    assert documents or problems
    for problem in problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert len(problem.message) < 400
        assert not HIDDEN.search(str(problem))
    assert len(set(problems)) == len(problems)


@settings(deadline=2_000)
@given(texts)
def test_both_parsers_read_the_same(text: str) -> None:
    python, libyaml = (read_with(source, text.encode()) for source in SOURCES)

    assert bool(python[1]) == bool(libyaml[1])
    if not python[1]:
        values = [
            [(d.file, d.index, d.value) for d in documents] for documents, _ in (python, libyaml)
        ]
        assert values[0] == values[1]


keys = st.text("abcdefgh_.-é中09 ", min_size=1, max_size=6).map(str.strip).filter(bool)
strings = st.text(max_size=12).filter(lambda text: not HIDDEN.search(text))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(-1e15, 1e15, allow_nan=False).map(lambda number: number or 0.0),
    strings,
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=15,
)
mappings = st.dictionaries(keys, values, min_size=1, max_size=4)


def render(value: Json, indent: str = "") -> str:
    """`value` as block YAML whose scalars are JSON."""
    if isinstance(value, dict) and value:
        return "".join(
            f"\n{indent}{json.dumps(key, ensure_ascii=False)}: {render(inner, indent + '  ')}"
            for key, inner in value.items()
        )
    if isinstance(value, list) and value:
        return "".join(f"\n{indent}- {render(inner, indent + '  ')}" for inner in value)
    return json.dumps(value, ensure_ascii=False)


def paths(value: Json, before: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every path of `value` with what it leads to."""
    yield before, value
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, part in inner:
        yield from paths(part, (*before, step))


def text_at(text: str, line: int, column: int) -> str:
    return text.split("\n")[line - 1][column - 1 :]


def check_places(document: Document, text: str) -> None:
    """Every place of `document` points at what starts there in `text`."""
    for path, value in paths(document.value):
        place = document.place(path)
        here = text_at(text, place.line, place.column)
        if isinstance(value, dict | list):
            assert here.startswith(("{", "[", '"', "-"))
        else:
            assert here.startswith(json.dumps(value, ensure_ascii=False))
        if path and isinstance(path[-1], str):
            key = document.key_place(path)
            name = json.dumps(path[-1], ensure_ascii=False)
            assert text_at(text, key.line, key.column).startswith(name)
        elif path:
            assert document.key_place(path) == place


@pytest.mark.parametrize("source", SOURCES)
@settings(deadline=2_000)
@given(value=mappings)
def test_what_is_written_is_read_and_every_place_points_at_it(source: Any, value: Any) -> None:
    for text in (json.dumps(value, ensure_ascii=False), render(value)):
        (document,), problems = read_with(source, text.encode())

        assert problems == ()
        assert document.value == value
        assert json.dumps(document.value) == json.dumps(value)
        check_places(document, text)


@given(st.one_of(st.text("0123456789+-.eE_:xXob", min_size=1, max_size=12), st.text(min_size=1)))
def test_a_number_is_what_json_reads_and_everything_else_stays_text(text: str) -> None:
    value = resolve(text)

    if isinstance(value, Refusal):
        assert value.code
        assert value.hint
    elif isinstance(value, str):
        assert value == text
    elif isinstance(value, int | float) and not isinstance(value, bool):
        assert value == json.loads(text)


@given(st.text("0123456789+-._:xob", min_size=1, max_size=10))
def test_no_reader_takes_our_text_for_a_number(text: str) -> None:
    if isinstance(resolve(text), str) and not ODD_SPACE.search(text):
        assert not isinstance(yaml_1_1(text), int | float)


def yaml_1_1(text: str) -> object:
    """What a reader of YAML 1.1 makes of an unquoted scalar; dates and faulty ones as text."""
    loader: Any = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, text, (True, False))
    if tag.rsplit(":", 1)[-1] not in {"int", "float", "bool", "null"}:
        return text
    try:
        return loader.construct_object(yaml.ScalarNode(tag, text))
    except ValueError:
        return 0
