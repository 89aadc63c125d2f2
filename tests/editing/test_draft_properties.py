"""Whatever a file holds and however it is written: an edit adds what was asked, and no more."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.editing import Draft
from checker.editing.nodes import comments
from checker.yamlsource import read_documents

NAMES = ("kind", "id", "list of days", "größe", "x-y", "2026-01-01", "a: b", "on", "#")
TEXTS = (
    "plain", "two words", "2026-11-21", "90 days", "no", "null", "1e3", "# none", "a: b", "it's",
    'say "so"', "- dash", "", " lead", "naïve", "[x]", "{y}", "two\nlines\n", "back\\slash", "12",
)  # fmt: skip
NOTES = ("", "", "  # why", "  #", '  # it\'s "so": [x, {y')
SCALARS = st.one_of(
    st.sampled_from(TEXTS), st.integers(-9999, 9999), st.booleans(),
    st.sampled_from([0.5, -2.25, 100.125]),
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from(NAMES), st.one_of(VALUES, st.none()), min_size=1)


class Writer:
    """Writes a value as YAML, every choice of style, blank and comment drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def one_of(self, *options: Any) -> Any:
        return self._draw(st.sampled_from(options))

    def scalar(self, value: Any) -> str:
        if isinstance(value, str):
            quoted = json.dumps(value, ensure_ascii=False)
            if value and value.isprintable():
                single = "'" + value.replace("'", "''") + "'"
                bare = value if value in {"plain", "two words", "2026-11-21", "90 days"} else quoted
                return str(self.one_of(quoted, single, bare))
            return quoted
        return json.dumps(value)

    def key(self, name: Any) -> str:
        is_plain = name in {"kind", "id", "list of days", "größe", "x-y"}
        return str(self.one_of(name, json.dumps(name))) if is_plain else json.dumps(name)

    def note(self) -> str:
        return str(self.one_of(*NOTES))

    def flow(self, value: Any, indent: int) -> str:
        """A value in brackets; spread over lines, with comments between, or not."""
        if not isinstance(value, dict | list):
            return "" if value is None else self.scalar(value)
        parts = (
            [f"{self.key(k)}: {self.flow(v, indent + 2)}" for k, v in value.items()]
            if isinstance(value, dict)
            else [self.flow(v, indent + 2) for v in value]
        )
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        comma = "," if parts and self.one_of(False, False, True) else ""
        if not self.one_of(False, True):
            blank = self.one_of("", " ")
            return f"{opening}{blank}{', '.join(parts)}{comma}{blank}{closing}"
        pad = " " * (indent + 2)
        lines = [*(f"{part}," for part in parts[:-1]), *(f"{part}{comma}" for part in parts[-1:])]
        body = "".join(f"{self.note()}\n{pad}{line}" for line in lines)
        end = self.one_of("", f"{self.note()}\n{pad}") if parts else ""
        return f"{opening}{body}{end}{closing}"

    def lines(self, value: Any, indent: int) -> str:
        """A block collection, from its first line on, each line ended."""
        pad = " " * indent
        text = ""
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for name, item in entries:
            head = f"{self.key(name)}:" if isinstance(value, dict) else "-"
            text += self.one_of("", "", f"{pad}# above\n", "\n", "# far left\n")
            text += f"{pad}{head}{self.behind(item, indent)}"
        return text + str(self.one_of("", "", f"{pad} # below, deeper\n", f"{pad}# below\n"))

    def behind(self, value: Any, indent: int) -> str:
        """What stands behind a key or a dash, to the end of its last line."""
        if value is None:
            return f"{self.note()}\n"
        if isinstance(value, str) and value.endswith("\n") and self.one_of(True, False):
            pad = " " * (indent + 2)
            body = "".join(f"{pad}{line}\n" for line in value.splitlines())
            return f" |{self.note()}\n{body}{self.one_of('', chr(10))}"
        if isinstance(value, dict | list) and value and self.one_of(True, True, False):
            return f"{self.note()}\n{self.lines(value, indent + self.one_of(2, 2, 4))}"
        return f" {self.flow(value, indent)}{self.note()}\n"


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, list[Any]]:
    """The bytes of a file of one to three documents, and their values."""
    writer = Writer(draw)
    values = draw(st.lists(MAPPINGS, min_size=1, max_size=3))
    texts = [writer.lines(value, 0) for value in values]
    text = draw(st.sampled_from(["", "# head\n", "---\n", "--- # one\n"])) + "---\n".join(texts)
    # A block text loses the end of its last line with the file's.
    if draw(st.booleans()) and not _ends_in_block_text(text):
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + text.encode(), values


def _ends_in_block_text(text: str) -> bool:
    return text.rstrip("\n").split("\n")[-1].strip() in {"two", "lines"}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every collection, and every entry left empty, with the way to it."""
    if value is None:
        return [(path, value)]
    if not isinstance(value, dict | list):
        return []
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    return [(path, value)] + [one for step, item in entries for one in places(item, (*path, step))]


def is_within(part: bytes, whole: bytes) -> bool:
    """Whether `part` is `whole` with some bytes left out."""
    rest = iter(whole)
    return all(byte in rest for byte in part)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), file=files(), value=VALUES, more=VALUES)
def test_an_edit_adds_what_was_asked_and_leaves_every_other_byte(
    data: st.DataObject, file: tuple[bytes, list[Any]], value: Any, more: Any
) -> None:
    written, values = file
    documents, problems = read_documents(written, "f.yaml")
    assert (problems, [found.value for found in documents]) == ((), values)
    index = data.draw(st.integers(0, len(values) - 1))
    path, target = data.draw(st.sampled_from(places(values[index])))
    expected = deepcopy(values)
    draft = Draft("f.yaml", written)

    for added in (value, more):
        at = _at(expected[index], path[:-1]) if path else None
        if isinstance(target, dict):
            mapping = _at(expected[index], path)
            name = f"added {len(mapping)}"
            draft.add(index, path, name, added)
            mapping[name] = added
        else:
            draft.append(index, path, added)
            if at is not None and at[path[-1]] is None:
                at[path[-1]] = [added]
            else:
                _at(expected[index], path).append(added)
    after = draft.finished()

    found, problems = read_documents(after, "f.yaml")
    assert problems == ()
    assert json.dumps([one.value for one in found]) == json.dumps(expected)
    assert is_within(written, after)
    assert (b"\r" in after) == (b"\r" in written)
    assert after.endswith(b"\n") == written.endswith(b"\n")
    assert comments(after.decode("utf-8-sig")) == comments(written.decode("utf-8-sig"))
    assert changed_lines(written, after) <= 2  # one for each edit, and only for brackets


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def changed_lines(before: bytes, after: bytes) -> int:
    """How many lines of `before` are not lines of `after`."""
    return sum((Counter(before.splitlines()) - Counter(after.splitlines())).values())
