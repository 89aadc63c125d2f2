"""Turn the text of a YAML file into the extent of everything in it: where it starts and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from typing import Any

from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    ScalarEvent,
    StreamEndEvent,
)

from checker.frozen import frozen
from checker.model import Path
from checker.yamlsource.reader import EVENT_SOURCE


@frozen
class Node:
    """A value, from its first character to behind its last one.

    A block collection ends with its last part. A value that was left out (`owner:`) is empty.
    """

    start: int
    end: int
    parts: tuple[Part, ...] = ()
    is_mapping: bool = False
    is_list: bool = False
    is_flow: bool = False  # written in brackets
    text: str = ""  # of a scalar, as it is read

    @property
    def is_left_out(self) -> bool:
        """Whether nothing is written."""
        return self.start == self.end

    def part(self, step: str | int) -> Part | None:
        """The entry under a key, or the item at a position; None where there is none."""
        if isinstance(step, int):
            return self.parts[step] if self.is_list and step < len(self.parts) else None
        return next((p for p in self.parts if p.key is not None and p.key.text == step), None)

    def below(self, path: Path) -> Node | None:
        """What stands at `path`; None where that leads nowhere."""
        node = self
        for step in path:
            found = node.part(step)
            if found is None:
                return None
            node = found.value
        return node


@frozen
class Part:
    """An entry of a mapping, or an item of a list, which has no key."""

    value: Node
    key: Node | None = field(default=None)

    @property
    def start(self) -> int:
        """Where the key begins, or the item."""
        return self.value.start if self.key is None else self.key.start


def read(text: str) -> tuple[Node, ...]:
    """The root of each document of `text`, which `read_documents` found fit for use."""
    loader: Any = EVENT_SOURCE(text)
    roots: list[Node] = []
    waiting: list[tuple[Any, list[Node]]] = [(None, roots)]  # open collections, innermost last
    while not isinstance(event := loader.get_event(), StreamEndEvent):
        if isinstance(event, CollectionStartEvent):
            waiting.append((event, []))
        elif isinstance(event, CollectionEndEvent):
            start, nodes = waiting.pop()
            waiting[-1][1].append(_collection(text, start, event, nodes))
        elif isinstance(event, ScalarEvent):
            waiting[-1][1].append(_scalar(text, event))
    return tuple(roots)


def _collection(text: str, start: Any, end: Any, nodes: list[Node]) -> Node:
    is_mapping = isinstance(start, MappingStartEvent)
    parts = tuple(_entries(text, nodes)) if is_mapping else tuple(Part(node) for node in nodes)
    is_flow = bool(start.flow_style)
    return Node(
        start=start.start_mark.index,
        end=end.end_mark.index if is_flow or not parts else parts[-1].value.end,
        parts=parts,
        is_mapping=is_mapping,
        is_list=not is_mapping,
        is_flow=is_flow,
    )


def _entries(text: str, nodes: list[Node]) -> Iterator[Part]:
    for key, value in zip(nodes[::2], nodes[1::2], strict=True):
        # A key without a colon leaves its value at whatever follows, lines below perhaps.
        if value.is_left_out and ":" not in text[key.end : value.start]:
            yield Part(replace(value, start=key.end, end=key.end), key)
        else:
            yield Part(value, key)


def _scalar(text: str, event: Any) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    if event.style in {"|", ">"}:
        end = _block_end(text, start, end)
    return Node(start, end, text=event.value)


def _block_end(text: str, start: int, end: int) -> int:
    """Where the last line of a block text ends; empty lines below count where they are kept."""
    is_kept = "+" in text[start : text.find("\n", start)].partition("#")[0]
    end = _before_break(text, end)
    while not is_kept and end > start and text[end - 1] == "\n":
        end = _before_break(text, end)
    return end


def _before_break(text: str, index: int) -> int:
    """`index` before the line break that ends there, if one does."""
    if text[index - 1 : index] != "\n":
        return index
    return index - (2 if text[index - 2 : index - 1] == "\r" else 1)


def comments(text: str) -> tuple[str, ...]:
    """Every comment of `text`, in order."""
    found: list[str] = []
    at = 0
    for start, end in sorted(_scalars(read(text))):
        found += _between(text[at:start])
        at = max(at, end)
    return (*found, *_between(text[at:]))


def _scalars(roots: tuple[Node, ...]) -> Iterator[tuple[int, int]]:
    """The extent of every key and value; only what lies outside can be a comment."""
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if not (node.is_mapping or node.is_list):
            yield node.start, node.end
        for part in node.parts:
            waiting += [part.value] if part.key is None else [part.key, part.value]


def _between(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        _, mark, comment = line.partition("#")
        if mark:
            yield comment.rstrip("\r")
