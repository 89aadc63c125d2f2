"""Read a JSON file of ours strictly: one value a name, JSON's numbers, the shape of its schema."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from checker.errors import InputError, Problem
from checker.model import Place

_MOST_SHOWN = 10
# The integers that a double, and so every JSON reader, holds exactly; in YAML too.
_LARGEST = 2**53 - 1


class _RefusedError(ValueError):
    """Something JSON has no number or no object for."""


class Strict(NamedTuple):
    """What a file is to be: its schema's name, the code where it is none, what to give instead."""

    schema: str
    code: str
    hint: str

    def value(self, path: Path, name: str, limit: int) -> Any:
        """The JSON value in the file at `path`, at most `limit` bytes; messages call it `name`.

        Raises `InputError` when it is no regular file, too large, no UTF-8 or no JSON.
        """
        text = self._text(name, self._bytes(path, name, limit))
        try:
            return json.loads(
                text,
                object_pairs_hook=_once,
                parse_constant=_no_number,
                parse_float=_finite,
                parse_int=_exact,
            )
        except _RefusedError as error:
            self.refuse(name, "not-json", str(error))
        except json.JSONDecodeError as error:
            at = Place(name, error.lineno, error.colno)
            self.refuse(name, "not-json", f"no JSON: {error.msg}", at)
        except RecursionError:
            self.refuse(name, "too-deep", f"values are nested too deeply for any {self.schema}")
        except ValueError as error:
            self.refuse(name, "not-json", f"no JSON: {error}")

    def require_shape(self, name: str, value: Any, schema: dict[str, Any]) -> None:
        """Raise `InputError` unless `value` says that it is of our schema, and is."""
        from checker.documents.apply import compile_schema, errors
        from checker.text import quoted

        stated = value.get("schema") if isinstance(value, dict) else None
        if stated != self.schema:
            says = f"it says {quoted(str(stated))}" if stated is not None else "it does not say so"
            self.refuse(name, self.code, f"this is no {self.schema}: {says}")
        try:
            found = list(errors(compile_schema(schema), value))
        except (ValueError, RecursionError) as error:
            message = f"it cannot be held to the schema: {type(error).__name__}"
            self.refuse(name, self.code, message)
        problems = [
            Problem(Place(name, 1, 1), self.code, f"{_pointer(e.path)}: {_words(e)}", self.hint)
            for e in found[:_MOST_SHOWN]
        ]
        if len(found) > _MOST_SHOWN:
            message = f"{len(found):,} problems; {_MOST_SHOWN} are shown"
            problems.append(Problem(Place(name, 1, 1), "too-many-problems", message))
        if problems:
            raise InputError(problems)

    def refuse(
        self, name: str, code: str, message: str, place: Place | None = None, hint: str = ""
    ) -> NoReturn:
        """Raise `InputError` for the file `name`."""
        at = place or Place(name, 1, 1)
        raise InputError([Problem(at, code, message, hint or self.hint)])

    def _bytes(self, path: Path, name: str, limit: int) -> bytes:
        from checker.files import FileRefusedError, open_below

        if path.is_dir():
            self.refuse(name, "not-a-file", "this is a folder")
        try:
            return open_below(path.parent, path.name, limit=limit)
        except FileRefusedError as error:
            self.refuse(name, error.code, error.message, hint=error.hint)

    def _text(self, name: str, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            before = data[: error.start]
            line = before.count(b"\n") + 1
            column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
            self.refuse(name, "encoding", "this byte is no UTF-8", Place(name, line, column))


def called(path: Path) -> str:
    """What an output may call a file: as it was given, and never by an absolute path."""
    return path.name if path.is_absolute() else os.fspath(path)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two values under one name, a reader would see only one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        from checker.text import quoted

        twice = next(name for name, times in Counter(n for n, _ in pairs).items() if times > 1)
        raise _RefusedError(f"{quoted(twice)} stands twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise _RefusedError(f"{text} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _RefusedError(f"{text[:40]} is too large a number")
    return number


def _exact(text: str) -> int:
    """A whole number; what many readers of JSON round is in no file of ours."""
    if len(text) > len(str(-_LARGEST)) or abs(int(text)) > _LARGEST:
        raise _RefusedError(f"{text[:40]} is too large a number")
    return int(text)


def _pointer(path: tuple[str | int, ...]) -> str:
    return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _words(error: Any) -> str:
    """Which assertion failed; `required` and `additionalProperties` name what they are about."""
    from checker.text import visible

    named = error.detail.get("property") or error.detail.get("unexpected")
    shown = named if isinstance(named, str) else ", ".join(named or ())
    about = f" ({visible(shown, 80)})" if shown else ""
    return f"{error.keyword} does not hold{about}"
