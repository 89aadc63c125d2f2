"""Spell plain values as YAML that our own reader takes for exactly these values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.model import Json
from checker.yamlsource.scalars import is_date, resolve

WIDTH = 120
# What means the same with and without quotes, wherever it stands.
_PLAIN = re.compile(r"[A-Za-z0-9][\w./@+-]*(?: [\w./@+-]+)*", re.ASCII)


def scalar(value: Any) -> str:
    """A single value; text in quotes where any reader could take it for something else."""
    if not isinstance(value, str):
        return json.dumps(value, allow_nan=False)
    if _PLAIN.fullmatch(value) and resolve(value) == value:
        return value
    # Every text of JSON is one of YAML; only what neither shows is escaped.
    return json.dumps(value, ensure_ascii=False)


def key(name: str) -> str:
    """The key of a mapping."""
    return json.dumps(name, ensure_ascii=False) if is_date(name) else scalar(name)


def flow(value: Json) -> str:
    """A value in brackets on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(_pairs(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    return scalar(value)


def _pairs(value: Mapping[str, Json]) -> Iterator[str]:
    return (f"{key(name)}: {flow(item)}" for name, item in value.items())


def flow_lines(value: Json, column: int) -> list[str]:
    """As `flow`, a mapping broken between its entries where it does not fit; starts at `column`."""
    if not isinstance(value, Mapping) or column + len(flow(value)) <= WIDTH:
        return [flow(value)]
    lines, pieces = [], list(_pairs(value))
    line = "{" + pieces[0]
    for piece in pieces[1:]:
        if column + len(line) + len(piece) + 3 > WIDTH:
            lines.append(f"{line},")
            line = f" {piece}"
        else:
            line += f", {piece}"
    return [*lines, line + "}"]


def block(value: Json, column: int = 0) -> list[str]:
    """A value on lines of its own that start at `column`; the caller indents them."""
    if isinstance(value, Mapping) and value:
        return [line for name, item in value.items() for line in entry(name, item, column)]
    if isinstance(value, list) and value:
        return [line for found in value for line in item(found, column)]
    return [flow(value)]


def entry(name: str, value: Json, column: int = 0) -> list[str]:
    """One entry of a block mapping; small values stand behind their key."""
    head = f"{key(name)}:"
    if _fits(value, column + len(head) + 1):
        return [f"{head} {flow(value)}"]
    return [head, *_indented(block(value, column + 2))]


def item(value: Json, column: int = 0) -> list[str]:
    """One item of a block list."""
    if not isinstance(value, Mapping) or not value:
        first, *more = flow_lines(value, column + 2)
    else:
        first, *more = block(value, column + 2)
    return [f"- {first}", *_indented(more)]


def _fits(value: Json, column: int) -> bool:
    """Whether a value reads well in one line: no nested mappings, few entries, not too long."""
    if not isinstance(value, Mapping | list) or not value:
        return True
    if column + len(flow(value)) > WIDTH:
        return False
    inner: Iterable[Json] = value.values() if isinstance(value, Mapping) else value
    is_flat = not any(isinstance(found, Mapping) and found for found in inner)
    return is_flat and (isinstance(value, list) or len(value) <= 2)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
