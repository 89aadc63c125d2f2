"""An edit in place, case by case: what is added, where, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from checker.editing import Draft, nodes
from checker.errors import InputError

ITEM = {"kind": "scan_report", "path": "evidence/a b.txt"}


def appended(text: str, *path: str | int, value: Any = ITEM, document: int = 0) -> str:
    draft = Draft("f.yaml", text.encode())
    draft.append(document, path, value)
    return draft.finished().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: [1]  # one\nb: 2\n", "a: [1, x]  # one\nb: 2\n"),
        ("a: []\n", "a: [x]\n"),
        ("a: [ ]\n", "a: [x ]\n"),
        ("a: [1,]\n", "a: [1, x]\n"),
        ("a: [\n  1,  # one\n  2   # two\n]\n", "a: [\n  1,  # one\n  2,   # two\n  x\n]\n"),
        ("a: [\n  1,\n  2,  # two\n]\n", "a: [\n  1,\n  2,  # two\n  x,\n]\n"),
        ("a: [1,\n    2]\n", "a: [1,\n    2,\n    x]\n"),
        ("a:\n- 1\n- 2\nb: 2\n", "a:\n- 1\n- 2\n- x\nb: 2\n"),
        ("a:\n    - 1\n# of b\nb: 2\n", "a:\n    - 1\n    - x\n# of b\nb: 2\n"),
        ("a:\n  - 1  # one\n    # more of one\n  # not of it\n",
         "a:\n  - 1  # one\n    # more of one\n  - x\n  # not of it\n"),
        ("a:  # nothing yet\nb: 2\n", "a:  # nothing yet\n  - x\nb: 2\n"),
        ("b: 2\n", "b: 2\na: [x]\n"),
        ("b: 2", "b: 2\na: [x]"),
        ("b: 2\r\na:\r\n- 1\r\nc: 3\r\n", "b: 2\r\na:\r\n- 1\r\n- x\r\nc: 3\r\n"),
        ("{b: 2, a: [1]}\n", "{b: 2, a: [1, x]}\n"),
        ("{b: 2}\n", "{b: 2, a: [x]}\n"),
        ("a:\n  - |\n    text\n\n\n# below\n", "a:\n  - |\n    text\n  - x\n\n\n# below\n"),
        ("a:\n  - |+\n    text\n\n\n# below\n", "a:\n  - |+\n    text\n\n\n  - x\n# below\n"),
        ("a: [1]\n...\n", "a: [1, x]\n...\n"),
    ],
)  # fmt: skip
def test_an_item_is_added_as_its_neighbours_are_written(before: str, after: str) -> None:
    assert appended(before, "a", value="x") == after


def test_a_mapping_is_written_in_lines_where_the_last_one_is() -> None:
    before = "e:\n  - kind: photo\n    path: p.jpg\nz: 1\n"

    after = appended(before, "e")

    new = "  - kind: scan_report\n    path: evidence/a b.txt\n"
    assert after == before.replace("z: 1\n", f"{new}z: 1\n")


def test_a_mapping_is_written_in_brackets_where_the_last_one_is_and_broken_when_it_is_long() -> (
    None
):
    long = {**ITEM, "performed_on": "2026-11-20", "result": "pass", "sha256": "ab" * 32}

    after = appended("e:\n  - {kind: photo, path: p.jpg}\n", "e", value=long)

    assert after.split("\n")[2:] == [
        "  - {kind: scan_report, path: evidence/a b.txt, performed_on: 2026-11-20, result: pass,",
        f"     sha256: {'ab' * 32}}}",
        "",
    ]


def test_only_the_document_that_is_meant_is_edited() -> None:
    before = "a: [1]\n---\na: [2]\n---\na: [3]\n"

    assert appended(before, "a", value=4, document=1) == "a: [1]\n---\na: [2, 4]\n---\na: [3]\n"


def test_a_byte_order_mark_stays() -> None:
    draft = Draft("f.yaml", b"\xef\xbb\xbfa: [1]\n")
    draft.append(0, ("a",), 2)

    assert draft.finished() == b"\xef\xbb\xbfa: [1, 2]\n"


@pytest.mark.parametrize(
    "text", ["yes", "1e3", "2026-11-21", "a: b", "# no", "", "null", "-", "0x1"]
)
def test_a_text_stays_a_text(text: str) -> None:
    after = appended("a: [1]\n", "a", value=text)

    (document,) = Draft("f.yaml", after.encode())._expected
    assert document["a"] == [1, text]


@pytest.mark.parametrize(
    ("text", "path", "where"),
    [
        ("a: null\n", ("a",), "f.yaml:1:4"),  # written out, so it would have to be replaced
        ("a: 3\n", ("a",), "f.yaml:1:4"),
        ("a: {b: 1}\n", ("a",), "f.yaml:1:4"),
        ("a: [1]\n", ("b", "c"), "f.yaml:1:1"),
        ("a:\n  - |\n    the file ends here", ("a",), "f.yaml:1:1"),
        ("{b: 1, a}\n", ("a",), "f.yaml:1:1"),
    ],
)
def test_what_cannot_be_added_alone_is_refused(
    text: str, path: tuple[str, ...], where: str
) -> None:
    with pytest.raises(InputError) as refused:
        appended(text, *path, value="x")

    (problem,) = refused.value.problems
    assert (str(problem.place), problem.code) == (where, "not-edited")
    assert problem.hint == "write it by hand"


def test_a_key_that_is_there_is_not_given_again() -> None:
    draft = Draft("f.yaml", b"a: {b: 1}\n")

    with pytest.raises(InputError):
        draft.add(0, ("a",), "b", 2)


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        Draft("f.yaml", b"a: &x 1\nb: *x\n")

    assert {problem.code for problem in refused.value.problems} == {"anchor", "alias"}


def test_an_edit_that_would_change_something_else_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = Draft("f.yaml", b"a: [1]  # why\nb: 2\n")
    draft.append(0, ("a",), 2)

    for text in ("a: [1, 2]  # why\nb: 3\n", "a: [1, 2]\nb: 2\n", "b: 2\na: [1, 2]  # why\n"):
        monkeypatch.setattr(draft, "_text", text)
        with pytest.raises(InputError, match="1 problems"):
            draft.finished()


def test_the_difference_is_a_unified_diff() -> None:
    draft = Draft("f.yaml", b"a: [1]  # why\nb: 2\n")
    draft.append(0, ("a",), 2)

    assert draft.difference() == [
        "--- f.yaml", "+++ f.yaml", "@@ -1,2 +1,2 @@",
        "-a: [1]  # why", "+a: [1, 2]  # why", " b: 2",
    ]  # fmt: skip


def test_comments_are_what_stands_outside_of_values() -> None:
    text = "# top\na: 'x # y'  # why\nb: |  # of the text\n  # text\nc: [1,  # one\n  2]\n#"

    assert nodes.comments(text) == (" top", " why", " one", "")
