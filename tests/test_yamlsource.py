"""What of YAML is read, what is refused, and where: numbers name cases of hostile input."""

from __future__ import annotations

import gc
import time
from typing import Any

import pytest
import yaml

from checker.model import Path, Place
from checker.yamlsource import Document, Limits, read_documents, reader

EVENT_SOURCES = {"libyaml": getattr(yaml, "CSafeLoader", None), "python": yaml.SafeLoader}
Found = list[tuple[str, int, int]]


@pytest.fixture(params=sorted(EVENT_SOURCES), autouse=True)
def event_source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run every test on both parsers."""
    name = str(request.param)
    if EVENT_SOURCES[name] is not None:
        monkeypatch.setattr(reader, "EVENT_SOURCE", EVENT_SOURCES[name])
    return name


def problems_in(source: str | bytes, **limits: int) -> Found:
    data = source.encode() if isinstance(source, str) else source
    _, problems = read_documents(data, "f.yaml", limits=Limits(**limits))
    return [(problem.code, problem.place.line, problem.place.column) for problem in problems]


def read(source: str) -> Document:
    (document,), problems = read_documents(source.encode(), "f.yaml")
    assert problems == ()
    return document


def value_of(scalar: str) -> Any:
    return read(f"a: {scalar}\n").value["a"]


ENCODING: list[tuple[str, bytes, Found]] = [
    ("25-utf16-le", "a: 1\n".encode("utf-16"), [("encoding", 1, 1)]),
    ("25-utf16-be", b"\xfe\xff" + "a: 1\n".encode("utf-16-be"), [("encoding", 1, 1)]),
    ("25-utf16-no-mark", "a: 1\n".encode("utf-16-le"), [("encoding", 1, 1)]),
    ("25-utf32", "a: 1\n".encode("utf-32"), [("encoding", 1, 1)]),
    ("27-latin-1", "a: 1\nb: é\xe9\n".encode() + b"c: \xe9\n", [("encoding", 3, 4)]),
    ("27-overlong", b"a: \xc0\xaf\n", [("encoding", 1, 4)]),
    ("27-surrogate-bytes", b"a: 1\nb: \xed\xa0\x80\n", [("encoding", 2, 4)]),
    ("27-cut", "a: é".encode()[:-1], [("encoding", 1, 4)]),
    ("27-after-a-mark", b"\xef\xbb\xbfa: \xff", [("encoding", 1, 4)]),
]

HIDDEN_CHARACTERS: list[tuple[str, str, Found]] = [
    ("24-bom-inside", "a: 1\n\ufeffb: 2\n", [("hidden-character", 2, 1)]),
    ("28-nul", "kind: policy\nid: a\0b\n", [("hidden-character", 2, 6)]),
    ("28-esc", "a: \x1b[31m\n", [("hidden-character", 1, 4)]),
    ("28-del", "é: \x7f\n", [("hidden-character", 1, 4)]),
    ("28-c1", "a: é\x9b\n", [("hidden-character", 1, 5)]),
    ("29-escape-nul", 'a: "x\\0y"\n', [("hidden-character", 1, 4)]),
    ("29-escape-esc", 'a: ["\\e[31m"]\n', [("hidden-character", 1, 5)]),
    ("29-escape-bidi", 'a: "\\u202e"\n', [("hidden-character", 1, 4)]),
    ("29-escape-carriage-return", 'a: "\\r"\n', [("hidden-character", 1, 4)]),
    ("29-escape-surrogate", 'a: "\\ud800"\n', [("hidden-character", 1, 4)]),
    ("29-escape-in-key", '"a\\0": 1\n', [("hidden-character", 1, 1)]),
    ("31-bidi", "a: \u202eb\nc: \u2066d\n",
     [("hidden-character", 1, 4), ("hidden-character", 2, 4)]),
    ("34-nbsp-indent", "a:\n\u00a0\u00a0b: 1\n", [("hidden-character", 2, 1)]),
    ("34-nbsp-in-key", "a\u00a0b: 1\n", [("hidden-character", 1, 1)]),
    ("34-nbsp-round-a-value", "a: \u00a0b\n", [("hidden-character", 1, 4)]),
    ("35-line-separator", "# note \u2028mfa: true\na: 1\n", [("hidden-character", 1, 8)]),
    ("35-lone-carriage-return", "a: 1 # note\rb: 2\n", [("hidden-character", 1, 12)]),
    ("37-next-line", "a: 1\x85b: 2\n", [("hidden-character", 1, 5)]),
    ("42-noncharacter", "a: \ufffe\n", [("hidden-character", 1, 4)]),
    ("42-noncharacter-plane-1", "a: \U0001fffe\n", [("hidden-character", 1, 4)]),
    ("a-run-is-one-fault", "a: \u200b\u200c\u200d.\n", [("hidden-character", 1, 4)]),
    ("line-break-in-key", '"a\\nb": 1\n', [("hidden-character", 1, 1)]),
] + [
    (f"32-key-{ord(character):X}", f"a: 1\nmf{character}a: 2\n", [("hidden-character", 2, 3)])
    for character in "\u200b\u200c\u200d\u2060\u00ad\ufe0f\ufe00\U000e0061\U000e0100\u180e\u034f"
]  # fmt: skip

TABS: list[tuple[str, str, Found]] = [
    ("39-indentation", "a:\n\tb: 1\n", [("yaml-syntax", 2, 1)]),
    ("40-flow-key", "x: {a\t:x}\n", [("tab-in-scalar", 1, 6)]),
    ("40-value", "a: b\tc\n", [("tab-in-scalar", 1, 5)]),
    ("40-item", "a: [b\tc]\n", [("tab-in-scalar", 1, 6)]),
]

STRUCTURE: list[tuple[str, str, Found]] = [
    ("43-duplicate", "m: {e: false}\nk: 1\nm: {e: true}\n", [("duplicate-key", 3, 1)]),
    ("43-three-times", "a: 1\na: 2\na: 3\n", [("duplicate-key", 2, 1), ("duplicate-key", 3, 1)]),
    ("43-quoted", "a: 1\n'a': 2\n", [("duplicate-key", 2, 1)]),
    ("43-inside-a-duplicate", "a: 1\na: {b: 1, b: 2}\n",
     [("duplicate-key", 2, 1), ("duplicate-key", 2, 11)]),
    ("45-json", '{"a": 1, "b": {"c": 1, "c": 2}}', [("duplicate-key", 1, 24)]),
    ("33-case", "Owner: a\nowner: b\n", [("look-alike-key", 2, 1)]),
    ("33-cyrillic", "a:\n  scope: 1\n  sc\u043epe: 2\n", [("look-alike-key", 3, 3)]),
    ("33-full-width", "a: {\uff41: 1, a: 2}\n", [("look-alike-key", 1, 11)]),
    ("48-on", "on: 1\n", [("ambiguous-scalar", 1, 1)]),
    ("48-yes", "a: {yes: 1}\n", [("ambiguous-scalar", 1, 5)]),
    ("48-integer", "a:\n  5: 1\n", [("key-type", 2, 3)]),
    ("48-float", "1.10: 1\n", [("key-type", 1, 1)]),
    ("48-true", "true: 1\n", [("key-type", 1, 1)]),
    ("48-null", "null: 1\n", [("key-type", 1, 1)]),
    ("48-date", "2024-01-01: 1\n", [("key-type", 1, 1)]),
    ("48-tilde", "~: 1\n", [("ambiguous-scalar", 1, 1)]),
    ("48-empty", "?\n: 1\n", [("key-type", 1, 2)]),
    ("48-octal", "014: 1\n", [("ambiguous-scalar", 1, 1)]),
    ("49-list", "? [a, {b: 1, b: 2}]\n: 1\nc: no\n",
     [("key-type", 1, 3), ("ambiguous-scalar", 3, 4)]),
    ("49-mapping", "a:\n  ? {b: c}\n  : 1\n", [("key-type", 2, 5)]),
    ("49-set", "a: !!set {b, c}\n", [("tag", 1, 4)]),
    ("50-merge", "b: &b {e: true}\nm:\n  <<: *b\n",
     [("anchor", 1, 4), ("anchor", 3, 3), ("alias", 3, 7)]),
    ("50-merge-inline", "m: {<<: {e: true}}\n", [("anchor", 1, 5)]),
    ("51-alias", "t: &t true\ne: *t\n", [("anchor", 1, 4), ("alias", 2, 4)]),
    ("53-undefined-alias", "e: *nowhere\n", [("alias", 1, 4)]),
    ("53-redefined-anchor", "a: &x 1\nb: &x 2\n", [("anchor", 1, 4), ("anchor", 2, 4)]),
    ("53-alias-as-key", "*x : 1\n", [("alias", 1, 1)]),
    ("53-glob", "path: *.yaml\n", [("alias", 1, 7)]),
    ("54-self-list", "a: &a [*a]\n", [("anchor", 1, 4), ("alias", 1, 8)]),
    ("54-self-mapping", "&a {self: *a}\n", [("anchor", 1, 1), ("alias", 1, 11)]),
    ("56-nothing", "", [("empty", 1, 1)]),
    ("56-comments", "# one\n# two\n", [("empty", 1, 1)]),
    ("56-marker", "---\n", [("empty", 1, 1)]),
    ("56-null", "null\n", [("empty", 1, 1)]),
    ("56-second", "a: 1\n---\n# nothing\n", [("empty", 2, 1)]),
    ("57-list", "- a\n- b\n", [("not-a-mapping", 1, 1)]),
    ("57-scalar", "# text\nhello\n", [("not-a-mapping", 2, 1)]),
    ("57-quoted-null", "'null'\n", [("not-a-mapping", 1, 1)]),
    ("59-python", "a: !!python/object/apply:os.system ['true']\n", [("tag", 1, 4)]),
    ("59-root", "--- !!python/object/apply:os.system\n- 'true'\n", [("tag", 1, 5)]),
    ("59-local", "a: !Ref b\n", [("tag", 1, 4)]),
    ("59-unknown-handle", "a: !e!x b\n", [("tag", 1, 4)]),
    ("60-bool", "a: !!bool 'yes'\n", [("tag", 1, 4)]),
    ("60-int", "a: [!!int '0b1100']\n", [("tag", 1, 5)]),
    ("60-float", "a: !!float 'inf'\n", [("tag", 1, 4)]),
    ("60-omap", "a: !!omap [{b: 1}]\n", [("tag", 1, 4)]),
    ("60-pairs", "a: !!pairs [{b: 1}]\n", [("tag", 1, 4)]),
    ("60-binary", "a: !!binary aGk=\n", [("tag", 1, 4)]),
    ("60-not-specific", "a: ! 12\n", [("tag", 1, 4)]),
    ("60-key", "!!str a: 1\n", [("tag", 1, 1)]),
    ("61-yaml", "%YAML 1.1\n---\na: 1\n", [("directive", 1, 1)]),
    ("61-yaml-2", "%YAML 2.0\n---\na: 1\n", [("directive", 1, 1)]),
    ("61-tag", "%TAG !! tag:evil,2000:\n---\na: !!x 1\n", [("directive", 1, 1), ("tag", 3, 4)]),
    ("61-unknown", "%FOO bar\n---\na: 1\n", [("directive", 1, 1)]),
    ("65-quote", "a: 1\nb: 'x\nc: 2\n", [("yaml-syntax", 2, 4)]),
    ("65-double-quote", 'a:\n  - "v\n  - w\n', [("yaml-syntax", 2, 5)]),
    ("65-list", "a: 1\nb: [v, w\n", [("yaml-syntax", 2, 4)]),
    ("65-mapping", "a: 1\nb: {v: w\n---\nc: 1\n", [("yaml-syntax", 2, 4)]),
    ("65-long-key", "x" * 1_100 + ": 1\n", [("yaml-syntax", 1, 1_101)]),
    ("65-two-colons", "a: b: c\n", [("yaml-syntax", 1, 5)]),
    ("65-no-colon", "a: 1\nb\nc: 2\n", [("yaml-syntax", 2, 1)]),
    ("65-bad-escape", 'a: "\\q"\n', [("yaml-syntax", 1, 4)]),
    ("65-at", "a: @b\n", [("yaml-syntax", 1, 4)]),
    ("65-second-without-marker", "a: 1\n...\nb: 2\n", [("yaml-syntax", 3, 1)]),
    ("65-block-header", "a: |9x\n  t\n", [("yaml-syntax", 1, 4)]),
]  # fmt: skip


AMBIGUOUS_TEXTS = """
    yes Yes YES no No NO on On ON off Off OFF y Y n N ~ Null NULL =
    014 0400 00 08 09 -07 0o17 0x1F 0b1100 4:00 12:30:45 22:22 08:30 190:20:30.15
    1_2 1_000 1_000.5 .5 -.5 +.5 5. +5 +15551234567 01.5 .nan .NaN .NAN
"""
TOO_LARGE = "1.0e+400 1e400 -1e400 .inf -.inf +.INF .Inf 9007199254740992 -9007199254740992 1e20"
SCALARS = (
    [(f"67-74-{text}", text, "ambiguous-scalar") for text in AMBIGUOUS_TEXTS.split()]
    + [(f"75-78-{text}", text, "number-too-large") for text in TOO_LARGE.split()]
    + [
        ("77-digits", "11.999999999999999999999", "number-inexact"),
        ("77-tiny", "1e-400", "number-inexact"),
        ("77-long", "0.12345678901234567890", "number-inexact"),
        ("78-400-digits", "1" * 400, "number-too-large"),
        ("80-hexadecimal", "0x" + "f" * 1_000_000, "ambiguous-scalar"),
        ("80-base-sixty", "1" + ":59" * 100_000, "ambiguous-scalar"),
        ("80-million-digits", "9" * 1_000_000, "number-too-large"),
        ("80-million-decimals", "1." + "0" * 1_000_000, "scalar-too-long"),
    ]
)


def ids(cases: list[Any]) -> list[str]:
    return [case[0] for case in cases]


@pytest.mark.parametrize("case", ENCODING, ids=ids(ENCODING))
def test_anything_but_utf8_is_refused_where_it_stands(case: tuple[str, bytes, Found]) -> None:
    assert problems_in(case[1]) == case[2]


@pytest.mark.parametrize("case", HIDDEN_CHARACTERS, ids=ids(HIDDEN_CHARACTERS))
def test_what_cannot_be_seen_is_refused_where_it_stands(case: tuple[str, str, Found]) -> None:
    assert problems_in(case[1]) == case[2]


@pytest.mark.parametrize("case", TABS, ids=ids(TABS))
def test_a_tab_that_readers_disagree_on_is_refused(case: tuple[str, str, Found]) -> None:
    assert problems_in(case[1]) == case[2]


@pytest.mark.parametrize("case", STRUCTURE, ids=ids(STRUCTURE))
def test_structure_that_hides_what_counts_is_refused(case: tuple[str, str, Found]) -> None:
    assert problems_in(case[1]) == case[2]


@pytest.mark.parametrize("case", SCALARS, ids=ids(SCALARS))
def test_a_scalar_with_two_readings_is_refused_and_quoted_is_text(
    case: tuple[str, str, str],
) -> None:
    _, text, code = case

    assert problems_in(f"a: {text}\n") == [(code, 1, 4)]
    assert problems_in(f"a:\n  - {text}\n") == [(code, 2, 5)]
    assert value_of(f"'{text}'") == value_of(f'"{text}"') == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False),
        ("null", None), ("", None), ("tRue", "tRue"), ("none", "none"), ("nil", "nil"),
        ("0", 0), ("-0", 0), ("12", 12), ("-7", -7), ("9007199254740991", 2**53 - 1),
        ("1.10", 1.1), ("0.1", 0.1), ("-2.50", -2.5), ("1e3", 1000.0), ("1.5e-3", 0.0015),
        ("0.0e0", 0.0), ("123456789012.345", 123456789012.345),
        ("2024-01-01", "2024-01-01"), ("2024-02-30", "2024-02-30"),
        ("2024-01-01T25:00:00Z", "2024-01-01T25:00:00Z"), ("2024-01-01 10:00", "2024-01-01 10:00"),
        ("90 days", "90 days"), ("3.2.1", "3.2.1"), ("P90D", "P90D"), ("9f2c", "9f2c"),
        ("a: b".replace(": ", ":"), "a:b"), ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("-", None), ("..", ".."), ("-a", "-a"), ("e5", "e5"), ("１２", "１２"),
    ],
)  # fmt: skip
def test_a_scalar_with_one_reading_is_read_so(text: str, value: object) -> None:
    if text == "-":  # a list of one value left out
        assert read("a:\n-\n").value == {"a": [None]}
        return
    result = value_of(text)

    assert (result, type(result)) == (value, type(value))


def test_a_byte_order_mark_at_the_start_is_no_part_of_the_text() -> None:
    (document,), problems = read_documents(b"\xef\xbb\xbfa: 1\n", "f.yaml")

    assert problems == ()
    assert document.value == {"a": 1}
    assert document.place(("a",)) == Place("f.yaml", 1, 4)


def test_lines_may_end_as_on_windows() -> None:
    (document,), problems = read_documents(b"a: 1\r\nb:\r\n  - x\r\n", "f.yaml")

    assert problems == ()
    assert document.value == {"a": 1, "b": ["x"]}
    assert document.place(("b", 0)) == Place("f.yaml", 3, 5)


def test_an_ordinary_blank_of_typography_may_stand_inside_prose() -> None:
    assert value_of("90\u00a0days «\u202fso\u202f»") == "90\u00a0days «\u202fso\u202f»"


def test_quotes_and_blocks_make_text() -> None:
    document = read("a: '014'\nb: |\n  no\nc: >-\n  one\n  two\nd: \"x\\ty\\n\"\ne: 'a\tb'\n")

    assert document.value == {"a": "014", "b": "no\n", "c": "one two", "d": "x\ty\n", "e": "a\tb"}


def test_all_documents_of_a_file_are_read() -> None:
    documents, problems = read_documents(b"a: 1\n---\nb: 2\n...\n---\nc: 3\n", "f.yaml")

    assert problems == ()
    assert [(d.index, d.value) for d in documents] == [(0, {"a": 1}), (1, {"b": 2}), (2, {"c": 3})]
    assert documents[2].place(("c",)) == Place("f.yaml", 6, 4)


def test_a_broken_document_hides_no_problem_of_the_next() -> None:
    source = "a: 'x\n---\nb: 2\nc: [no]\n---\nd: [1\n---\ne: 5\n---\nf: 014\n"

    documents, problems = read_documents(source.encode(), "f.yaml")

    assert [(p.code, p.place.line, p.place.column) for p in problems] == [
        ("yaml-syntax", 1, 4),
        ("ambiguous-scalar", 4, 5),
        ("yaml-syntax", 6, 4),
        ("ambiguous-scalar", 10, 4),
    ]
    assert [(d.index, d.value) for d in documents] == [(3, {"e": 5})]
    assert documents[0].place(("e",)) == Place("f.yaml", 8, 4)


def test_one_document_tells_all_its_problems() -> None:
    found = problems_in("a: NO\nb: 014\na: 1\n5: 2\nc: !x [on, *y]\nd: 1\tx\n")

    expected = [
        ("ambiguous-scalar", 1), ("ambiguous-scalar", 2), ("duplicate-key", 3), ("key-type", 4),
        ("tag", 5), ("ambiguous-scalar", 5), ("alias", 5), ("tab-in-scalar", 6),
    ]  # fmt: skip
    assert [(code, line) for code, line, _ in found] == expected


TOLD = {
    "a: NO\n": "1:4: ambiguous-scalar: 'NO' may be read as false; quote it, or write false",
    "a: 014\n": "1:4: ambiguous-scalar: '014' may be read as 12 or as 14; quote it, or write 14",
    "a: 08\n": "1:4: ambiguous-scalar: '08' may be read as 8, or as text; quote it, or write 8",
    "a: -.5\n": (
        "1:4: ambiguous-scalar: '-.5' may be read as -0.5, or as text; quote it, or write -0.5"
    ),
    "a: 1_000\n": (
        "1:4: ambiguous-scalar: '1_000' may be read as 1000, or as text; quote it, or write 1000"
    ),
    "a: 4:00\n": "1:4: ambiguous-scalar: '4:00' may be read as a number in base sixty; quote it",
    "a: ~\n": "1:4: ambiguous-scalar: '~' stands for null; write null, or leave the value out",
    "a:\n  owner: v\n  owner: w\n": (
        "3:3: duplicate-key: duplicate key 'owner' (first at line 2); keep one of the two"
    ),
    "Id: 1\nid: 2\n": (
        "2:1: look-alike-key: the key 'id' looks like 'Id' (line 1); "
        "keep one of the two, in plain letters"
    ),
    "a: [x\nb: 1\n": (
        "2:2: yaml-syntax: ',' or ']' was expected here, in what starts at line 1; "
        "separate items by commas and close the list"
    ),
    "a:\n\tb: 1\n": "2:1: yaml-syntax: a tab is used for indentation; use spaces",
    "a: !!str 1\n": (
        "1:4: tag: the tag '!!str' changes how a value is read; remove it; quote what is text"
    ),
    "a: \u200b\n": (
        "1:4: hidden-character: U+200B (zero width space) cannot be seen, "
        "but changes what is read; remove it"
    ),
}


@pytest.mark.parametrize("source", TOLD)
def test_a_problem_says_what_and_what_to_write_instead(source: str) -> None:
    _, problems = read_documents(source.encode(), "f.yaml")

    assert [str(problem) for problem in problems] == [f"f.yaml:{TOLD[source]}"]


def test_a_problem_quotes_at_most_eighty_characters_and_nothing_hidden() -> None:
    _, problems = read_documents(b"a: 0x" + b"f" * 500_000 + b"\nb: &" + b"x" * 200 + b" 1\n", "f")

    assert [len(problem.message) < 200 for problem in problems] == [True, True]


DEEP = [
    "a: " + "[" * 25_000,
    "[" * 25_000,
    "- " * 25_000,
    "{a: " * 24_000,
    "[" * 1_000_000,
    "? " * 9_000,
]


@pytest.mark.parametrize("source", DEEP, ids=["list", "root", "block", "mapping", "million", "key"])
def test_the_49th_level_is_refused_at_once(source: str) -> None:
    start = time.monotonic()

    found = problems_in(source)

    assert [code for code, _, _ in found][-1] == "too-deep"
    assert time.monotonic() - start < 2


def test_48_levels_are_read_and_the_49th_is_named() -> None:
    assert problems_in("a: " + "[" * 47 + "]" * 47) == []
    assert problems_in("a: " + "[" * 48 + "]" * 48) == [("too-deep", 1, 51)]
    assert problems_in("? " + "[" * 48 + "]" * 48 + "\n: 1") == [
        ("key-type", 1, 3),
        ("too-deep", 1, 50),
    ]


def test_values_are_counted_over_all_documents_of_a_file() -> None:
    source = "a: [1, 2]\n---\nb: {c: v, d: w}\n"

    assert problems_in(source, values=8) == []
    assert problems_in(source, values=7) == [("too-many-values", 1, 1)]


@pytest.mark.parametrize(
    "unit", ["[],", "x,", "a: b,", "? ,"], ids=["lists", "items", "pairs", "empty keys"]
)
def test_a_file_full_of_values_is_refused_in_bounded_time(unit: str, event_source: str) -> None:
    source = "k: [" + unit * (1_900_000 // len(unit)) + "]"
    start = time.monotonic()

    found = problems_in(source, values=20_000 if event_source == "python" else 200_000)

    assert found[-1][0] in {"too-many-values", "too-many-problems", "yaml-syntax"}
    assert time.monotonic() - start < 8


def test_an_alias_bomb_ends_at_its_first_line() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}]\n" for i in range(9)
    )

    found = problems_in(bomb)

    assert found[0] == ("anchor", 1, 4)
    assert {code for code, _, _ in found} == {"anchor", "alias"}


def test_a_large_file_is_refused_before_it_is_read() -> None:
    assert problems_in("a: 1\n" * 3, file_bytes=14) == [("too-large", 1, 1)]


def test_problems_without_end_are_cut_and_the_cut_is_told() -> None:
    many = problems_in("".join(f"a{n}: NO\n" for n in range(2_000)))
    broken = problems_in("--- [\n" * 5_000)

    assert (len(many), many[-1]) == (1_001, ("too-many-problems", 1, 1))
    assert (len(broken), broken[-1]) == (101, ("too-many-problems", 1, 1))


def test_hidden_characters_without_end_are_counted() -> None:
    _, problems = read_documents(("x\u200b" * 5_000).encode(), "f.yaml")

    assert len(problems) == 101
    assert problems[-1].message == "4,900 more hidden characters follow"


PLACED = """\
kind: policy
scopes: [cde, "ephi"]
owner:
statements:
  - id: IAM-4
    text: >-
      Größe 中文
    parameters: {minimum_length: 14, 'classes': [a, b]}
  - {id: x}
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("kind",), (1, 7), (1, 1)),
        (("scopes",), (2, 9), (2, 1)),
        (("scopes", 1), (2, 15), (2, 15)),
        (("owner",), (3, 7), (3, 1)),
        (("statements",), (5, 3), (4, 1)),
        (("statements", 0), (5, 5), (5, 5)),
        (("statements", 0, "text"), (6, 11), (6, 5)),
        (("statements", 0, "parameters", "minimum_length"), (8, 34), (8, 18)),
        (("statements", 0, "parameters", "classes", 1), (8, 53), (8, 53)),
        (("statements", 0, "parameters", "classes"), (8, 49), (8, 38)),
        (("statements", 1, "id"), (9, 10), (9, 6)),
        (("statements", 0, "missing", "deeper"), (5, 5), (5, 5)),
        (("kind", "x"), (1, 7), (1, 1)),
        (("statements", 2), (5, 3), (4, 1)),
        (("statements", -1), (5, 3), (4, 1)),
        (("statements", "0"), (5, 3), (4, 1)),
        ((0,), (1, 1), (1, 1)),
    ],
)
def test_a_path_leads_to_its_place_or_to_the_deepest_that_exists(
    path: Path, value: tuple[int, int], key: tuple[int, int]
) -> None:
    document = read(PLACED)

    assert document.place(path) == Place("f.yaml", *value)
    assert document.key_place(path) == Place("f.yaml", *key)


def test_a_columns_unit_is_the_character() -> None:
    assert read("ключ: {🙂: é, b: c}\n").place(("ключ", "b")) == Place("f.yaml", 1, 17)


def test_reading_leaves_the_garbage_collector_as_it_was() -> None:
    read("a: 1\n")
    assert gc.isenabled()

    gc.disable()
    try:
        read("a: 1\n")
        assert not gc.isenabled()
    finally:
        gc.enable()


# The five of the YAML test suite's invalid documents that libyaml reads all the same.
LENIENT: list[tuple[str, str, object]] = [
    ("9C9N", "---\nflow: [a,\nb,\nc]\n", {"flow": ["a", "b", "c"]}),
    ("DK95", 'foo: "bar\n  \tbaz"\n', {"foo": "bar baz"}),
    ("QB6E", '---\nquoted: "a\nb\nc"\n', {"quoted": "a b c"}),
    ("S98Z", "empty block scalar: >\n \n  \n   \n # comment\n", {"empty block scalar": ""}),
    ("X4QW", "block: ># comment\n  scalar\n", {"block": "scalar\n"}),
]  # fmt: skip


@pytest.mark.parametrize("case", LENIENT, ids=ids(LENIENT))
def test_what_libyaml_forgives_reads_as_it_looks(
    case: tuple[str, str, object], event_source: str
) -> None:
    documents, problems = read_documents(case[1].encode(), "f.yaml")

    if event_source == "python" and problems:
        assert documents == ()
    else:
        assert [document.value for document in documents] == [case[2]]
