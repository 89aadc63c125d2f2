"""The names of lines are those that GitHub's upload action gives, and tell nothing secret."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.line_hashes import line_hashes
from checker.model import Place
from checker.render import render
from tests.render.meridian import meridian

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "policies" / "meridian"
GREETING = [
    "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
]  # fmt: skip


def hashes(text: str) -> list[str]:
    """The hash of every line."""
    count = len(re.split(r"\r\n|\r|\n", text))
    places = [Place("f", line, 1) for line in range(1, count + 1)]
    return list(line_hashes({"f": text.encode("utf-8")}, places)["f"].values())


# The values that github/codeql-action tests its own function with (src/fingerprints.test.ts).
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d",
         ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETING),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETING),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETING),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETING),
        ("Lorem ipsum dolor sit amet.\n" * 10,
         [*(f"a7f2ff13bc495cf2:{times}" for times in range(1, 7)), "a7f2ff1481e87703:1",
          "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"]),
        ("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
         ["e54938cc54b302f1:1", "bb609acbe9138d60:1", "1131fd5871777f34:1", "5c482a0f8b35ea28:1",
          "54517377da7028d2:1", "2c644846cb18d53e:1", "f1b89f20de0d133:1", "c129715d7a2bc9a3:1"]),
    ],
)  # fmt: skip
def test_it_is_the_hash_of_the_upload_action(text: str, expected: list[str]) -> None:
    assert hashes(text) == expected


def rolling(text: str) -> list[str]:
    """The same as the action's documentation tells it: one character in, one out."""
    data = text.encode("utf-16-le")
    units = [low | high << 8 for low, high in zip(data[::2], data[1::2], strict=True)]
    window, value, counts, found = [0] * 100, 0, dict[str, int](), list[str]()
    marks = [False] * 100
    is_start, after_return = True, False

    def push(unit: int, mark: bool) -> None:
        nonlocal value
        if marks.pop(0):
            name = f"{value:x}"
            counts[name] = counts.get(name, 0) + 1
            found.append(f"{name}:{counts[name]}")
        value = (37 * value + unit - pow(37, 100) * window.pop(0)) % 2**64
        window.append(unit)
        marks.append(mark)

    for unit in [*units, 0xFFFF]:
        if unit in {0x20, 0x09} or (after_return and unit == 0x0A):
            after_return = False
            continue
        after_return = unit == 0x0D
        char = 0x0A if after_return else unit
        push(char, is_start)
        is_start = char == 0x0A
    for _ in range(100):
        push(0, False)
    return found


LINES = st.text(st.sampled_from("ab: \t\n\r-é\U0001f600\ufeff"), max_size=400)


@given(LINES)
def test_it_is_the_rolling_hash_that_is_documented(text: str) -> None:
    assert hashes(text) == rolling(text)


def test_only_the_lines_asked_for_are_named_and_files_that_are_there() -> None:
    lines = {"a.yaml": b"one\ntwo\n", "b.yaml": b"x\n"}
    places = [Place("a.yaml", 2, 1), Place("c.yaml", 1, 1), Place("a.yaml", 9, 1)]

    assert list(line_hashes(lines, places)["a.yaml"]) == ["2"]
    assert list(line_hashes(lines, places)) == ["a.yaml"]


@pytest.mark.parametrize("number", [1, 2])
def test_no_hash_is_made_of_a_secret(number: int) -> None:
    text = b"- name: web\n  password: hunter2\n  note: fine\n" + b"x" * 200

    found = line_hashes({"f": text}, [Place("f", n, 1) for n in range(1, 5)])

    assert str(number) not in found["f"]
    assert list(found["f"]) == ["3", "4"]


def test_a_secret_beyond_the_hundredth_character_is_not_hashed() -> None:
    text = b"note: " + b"x" * 100 + b"\npassword: hunter2\n"

    assert list(line_hashes({"f": text}, [Place("f", 1, 1)])["f"]) == ["1"]


def test_each_line_that_the_example_is_quoted_with_has_its_hash() -> None:
    record = meridian()

    assert record["line_hashes"].keys() == record["excerpts"].keys()
    for file, hashed in record["line_hashes"].items():
        assert hashed.keys() == record["excerpts"][file].keys()
        every = rolling((EXAMPLE / file).read_bytes().decode("utf-8"))
        assert hashed == {line: every[int(line) - 1] for line in hashed}


def test_each_alert_of_the_example_has_it() -> None:
    record = meridian()
    log = json.loads(render("sarif", record, path_prefix="policies/meridian"))

    given = [
        (
            row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            row["locations"][0]["physicalLocation"]["region"]["startLine"],
            row["partialFingerprints"]["primaryLocationLineHash"],
        )
        for run in log["runs"]
        for row in run["results"]
    ]

    assert given
    for uri, line, hashed in given:
        assert hashed == rolling((ROOT / uri).read_bytes().decode("utf-8"))[line - 1]


def test_an_alert_of_an_older_record_has_none() -> None:
    record = {key: value for key, value in meridian().items() if key != "line_hashes"}

    log = json.loads(render("sarif", record))

    rows = [row for run in log["runs"] for row in run["results"]]
    assert {tuple(row["partialFingerprints"]) for row in rows} == {("checkerThing/v1",)}
