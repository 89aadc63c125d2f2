"""Turn the events of one YAML document into JSON values and their marks, without recursion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from checker.model import Json
from checker.yamlsource.document import ListMarks, MappingMarks
from checker.yamlsource.leaves import Leaves, stand_in

# A list or mapping being read, and its marks.
Frame: TypeAlias = "tuple[dict[str, Json], MappingMarks] | tuple[list[Json], ListMarks]"

_UNSEEN: Any = object()


class TooDeepError(Exception):
    """A collection opens below the deepest level that is read; carries its mark."""

    def __init__(self, mark: int) -> None:
        self.mark = mark
        super().__init__("too deep")


class Builder:
    """Builds collections from the events that `get` yields, one a call; `leaves` reads the scalars.

    `depth` is the number of levels that are read, the document itself being the first. What is
    refused is reported by `leaves`, and a stand-in takes its place, so that one run finds as many
    faults as it can. A document in which anything was reported is not fit for use.
    """

    def __init__(self, get: Callable[[], Any], leaves: Leaves, depth: int) -> None:
        self._get = get
        self._leaves = leaves
        self._depth = depth
        self._stack: list[Any] = []

    def build(self, event: Any) -> Frame:
        """The whole collection that `event` opens, with its marks.

        Raises TooDeepError, after which the events are of no more use.
        """
        self._stack = [None]
        top: Frame = self._open(event)
        frame: Any = top
        while frame is not None:
            container, marks = frame
            if container.__class__ is dict:
                frame = self._mapping(container, marks)
            else:
                frame = self._sequence(container, marks)
        self._leaves.report_look_alikes()
        return top

    def _open(self, event: Any) -> Any:
        """The frame of the list or mapping that `event` opens, on top of the stack from now on."""
        if len(self._stack) > self._depth:
            raise TooDeepError(event.start_mark.index)
        if event.anchor is not None or event.tag is not None:
            self._leaves.refuse_properties(event)
        mark = event.start_mark.index
        frame: Any = ({}, {None: mark})
        if event.__class__ is not MappingStartEvent:
            frame = ([], [mark])
        self._stack.append(frame)
        return frame

    # The two loops below see every event, so they do the common case in place, and call a method
    # only for what is rare: quotes, refusals, texts met for the first time. Each reads on in its
    # collection until that ends or another opens, and returns the frame to go on with.

    def _mapping(self, container: dict[str, Json], marks: MappingMarks) -> Any:
        get, leaves = self._get, self._leaves
        plain, ordinary = leaves.plain, leaves.ordinary
        while True:
            event = get()
            kind = event.__class__
            if kind is ScalarEvent:
                key = event.value
                if key not in ordinary or event.anchor is not None or event.tag is not None:
                    key = leaves.key(event, marks)
            elif kind is MappingEndEvent:
                self._stack.pop()
                return self._stack[-1]
            else:
                key = self._key_that_is_no_scalar(event, marks)
            at = event.start_mark.index
            if key in container:
                key = leaves.duplicate(key, at, marks)
            event = get()
            kind = event.__class__
            if kind is ScalarEvent:
                if event.style or event.anchor is not None or event.tag is not None:
                    value = leaves.dressed(event)
                else:
                    value = plain.get(event.value, _UNSEEN)
                    if value is _UNSEEN:
                        value = leaves.undressed(event)
                container[key] = value
                marks[key] = (at, event.start_mark.index)
            elif kind is AliasEvent:
                leaves.refuse_alias(event)
                container[key] = None
                marks[key] = (at, event.start_mark.index)
            else:
                frame = self._open(event)
                container[key] = frame[0]
                marks[key] = (at, frame[1])
                return frame

    def _sequence(self, container: list[Json], marks: ListMarks) -> Any:
        get, leaves = self._get, self._leaves
        plain = leaves.plain
        while True:
            event = get()
            kind = event.__class__
            if kind is ScalarEvent:
                if event.style or event.anchor is not None or event.tag is not None:
                    value = leaves.dressed(event)
                else:
                    value = plain.get(event.value, _UNSEEN)
                    if value is _UNSEEN:
                        value = leaves.undressed(event)
                container.append(value)
                marks.append(event.start_mark.index)
            elif kind is SequenceEndEvent:
                self._stack.pop()
                return self._stack[-1]
            elif kind is AliasEvent:
                leaves.refuse_alias(event)
                container.append(None)
                marks.append(event.start_mark.index)
            else:
                frame = self._open(event)
                container.append(frame[0])
                marks.append(frame[1])
                return frame

    def _key_that_is_no_scalar(self, event: Any, marks: MappingMarks) -> str:
        """Report an alias or a collection as a key, skip what it holds, and return a stand-in."""
        if isinstance(event, AliasEvent):
            self._leaves.refuse_alias(event)
            return stand_in(marks)
        self._leaves.refuse_collection_key(event)
        level = 1
        while level:
            inner = self._get()
            kind = inner.__class__
            level += issubclass(kind, CollectionStartEvent) - issubclass(kind, CollectionEndEvent)
            if len(self._stack) + level > self._depth + 1:
                raise TooDeepError(inner.start_mark.index)
        return stand_in(marks)
