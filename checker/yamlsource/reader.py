"""Turn the bytes of a YAML file into documents, and whatever is wrong with it into problems."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml
from yaml.error import YAMLError
from yaml.events import CollectionStartEvent, ScalarEvent, StreamEndEvent

from checker.errors import Problem
from checker.model import Json, Place
from checker.yamlsource.builder import Builder, TooDeepError
from checker.yamlsource.characters import decode
from checker.yamlsource.document import Document, Lines
from checker.yamlsource.leaves import Leaves
from checker.yamlsource.scalars import resolve
from checker.yamlsource.syntax import directive, explain

# libyaml where PyYAML was built with it; the parser in Python yields the same events, slower.
EVENT_SOURCE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# More than this in one file helps nobody, and a hostile file could hold millions. Faults in the
# syntax cost more than other problems: reading starts anew behind each.
_MOST_PROBLEMS = 1_000
_MOST_FAULTS = 100

# A value takes at most four events: its key, its two ends, a share of its document's ends.
_EVENTS_PER_VALUE = 4

_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Limits:
    """How much of one file is read: bytes, levels of nesting, values of all its documents."""

    file_bytes: int = 2_000_000
    depth: int = 48
    values: int = 200_000


DEFAULT = Limits()


class _TooManyValuesError(Exception):
    """The file holds more values than are read."""


class _StopError(Exception):
    """Nothing more of this file is read; the reason is already among the problems."""


def read_documents(
    data: bytes, file: str, *, limits: Limits = DEFAULT
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """The documents of a YAML file that are fit for use, and everything that is wrong with it.

    `file` is the neutral path that places carry. A document with a problem is not among the
    documents, so with problems the file as a whole has not been read. Never raises for any bytes;
    time and memory are bounded by `limits`.
    """
    if len(data) > limits.file_bytes:
        message = f"the file has {len(data):,} bytes, {limits.file_bytes:,} are read"
        return (), (Problem(Place(file, 1, 1), "too-large", message, "split it"),)
    text, problems = decode(data, file)
    if problems:
        return (), problems
    with _without_collector():
        reading = _Reading(text, file, limits)
        reading.read()
    return tuple(reading.documents), tuple(reading.problems)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold the garbage collector off: reading makes many objects and no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Reading:
    """One file on its way from text to documents."""

    def __init__(self, text: str, file: str, limits: Limits) -> None:
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self._text = text
        self._lines = Lines(text)
        self._file = file
        self._limits = limits
        self._index = 0
        self._values_left = limits.values
        self._events_left = limits.values * _EVENTS_PER_VALUE
        self._start = 0
        self._follows_directive = False

    def read(self) -> None:
        """Read all documents; after a fault in the syntax, go on at the next document marker."""
        try:
            for _ in range(_MOST_FAULTS):
                fault = self._stream(self._text[self._start :])
                # A marker at the start of a line ends a document whatever came before it.
                if fault is None:
                    break
                following = _MARKER.search(self._text, max(fault, self._start + 1))
                if following is None:
                    break
                self._start = following.start()
            else:
                message = f"over {_MOST_FAULTS} faults in the syntax"
                self._stop("too-many-problems", message, "the rest of the file was not read")
            if not self._index and not self.problems:
                self._report(0, "empty", "the file holds no document", "write one, or remove it")
        except _StopError:
            return

    def _stream(self, text: str) -> int | None:
        """Read the documents of `text`; where in the file the syntax broke, if it did."""
        loader = EVENT_SOURCE(text)
        get = self._counted(loader.get_event)
        leaves = Leaves(text, self._report, self._line)
        builder = Builder(get, leaves, self._limits.depth)
        index = 0
        try:
            get()
            while not isinstance(event := get(), StreamEndEvent):
                index = event.start_mark.index
                self._document(event, get, leaves, builder)
        except TooDeepError as error:
            index = error.mark
            message = f"more than {self._limits.depth} levels of lists and mappings"
            self._report(index, "too-deep", message, "flatten it")
        except _TooManyValuesError:
            message = f"more than {self._limits.values:,} values in the file"
            self._stop("too-many-values", message, "split it")
        except (YAMLError, ValueError, OverflowError) as error:
            # The parser in Python lets the latter two escape for numbers in escapes and directives.
            complaint = explain(error, text, index, self._line)
            index = max(complaint.at, _index_noticed(error))
            self._follows_directive = complaint.code == "directive"
            self._report(*complaint)
        else:
            return None
        return self._start + index

    def _document(
        self, start: Any, get: Callable[[], Any], leaves: Leaves, builder: Builder
    ) -> None:
        """Read one document, and keep it if nothing is wrong with it."""
        index, self._index = self._index, self._index + 1
        known_problems = len(self.problems)
        mark = start.start_mark.index
        if self._text.startswith("%", self._start + mark):
            self._report(*directive(mark))
        root = get()
        is_collection = isinstance(root, CollectionStartEvent)
        value, marks = builder.build(root) if is_collection else (None, 0)
        self._count(value)
        get()  # the document's end; only now is it known to be whole
        if not is_collection:
            self._leaf(root, mark if start.explicit else root.start_mark.index, leaves)
        elif isinstance(value, list) and root.tag is None:
            self._refuse_root(root.start_mark.index, "a list")
        is_fit = len(self.problems) == known_problems and not self._follows_directive
        self._follows_directive = False
        if is_fit and isinstance(value, dict) and isinstance(marks, dict):
            document = Document(self._file, index, value, marks, self._lines, self._start)
            self.documents.append(document)

    def _leaf(self, root: Any, mark: int, leaves: Leaves) -> None:
        """Report a document that is a single scalar or an alias."""
        at = root.start_mark.index
        if root.__class__ is not ScalarEvent:
            leaves.refuse_alias(root)
        elif root.anchor is not None or root.tag is not None:
            leaves.refuse_properties(root)
        elif not root.style and resolve(root.value) is None:
            self._report(mark, "empty", "the document is empty", "write one, or remove its '---'")
        else:
            self._refuse_root(at, "a single value")

    def _refuse_root(self, mark: int, kind: str) -> None:
        message = f"the document is {kind}, not a mapping"
        self._report(mark, "not-a-mapping", message, "start with 'kind: ...'")

    def _count(self, value: Json) -> None:
        """Take the values of a document from those that may still be read."""
        if len(self._text) <= self._limits.values:
            return  # a value takes a character at least
        self._values_left -= 1
        unseen = [value]
        while unseen:
            container = unseen.pop()
            if isinstance(container, dict):
                self._values_left -= len(container)
                unseen.extend(container.values())
            elif isinstance(container, list):
                self._values_left -= len(container)
                unseen.extend(container)
        if self._values_left < 0:
            raise _TooManyValuesError

    def _counted(self, get: Callable[[], Any]) -> Callable[[], Any]:
        """`get`, until more events came than the values that may be read can take."""
        if len(self._text) <= self._limits.values:
            return get

        def counted() -> Any:
            self._events_left -= 1
            if self._events_left < 0:
                raise _TooManyValuesError
            return get()

        return counted

    def _line(self, mark: int) -> int:
        return self._lines.position(self._start + mark)[0]

    def _report(self, mark: int, code: str, message: str, hint: str) -> None:
        place = Place(self._file, *self._lines.position(self._start + mark))
        self.problems.append(Problem(place, code, message, hint))
        if len(self.problems) >= _MOST_PROBLEMS:
            message = f"{_MOST_PROBLEMS:,} problems in the file"
            self._stop("too-many-problems", message, "the rest of the file was not read")

    def _stop(self, code: str, message: str, hint: str) -> NoReturn:
        """Report what concerns the whole file, and read no further."""
        self.problems.append(Problem(Place(self._file, 1, 1), code, message, hint))
        raise _StopError


def _index_noticed(error: Exception) -> int:
    """How far the parser had come when it gave up; what it complains of may lie before."""
    mark = getattr(error, "problem_mark", None)
    return 0 if mark is None else int(mark.index)
