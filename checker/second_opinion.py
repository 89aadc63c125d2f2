"""Judge an instance a second time, with an engine that shares no code with the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import jsonschema
from referencing import Registry
from referencing.exceptions import Unresolvable

# Escapes and classes first, so that only a `$` that anchors is left for the last alternative.
_ANCHOR = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_REFUSED = ("multipleOf", "contentEncoding", "contentMediaType", "contentSchema")


def holds(schema: Mapping[str, Any], instance: Any) -> bool:
    """Whether `instance` is valid under `schema`, a complete 2020-12 document, by `jsonschema`.

    Restricted to what the two engines are measured to read alike: no network, patterns over ASCII
    whose `$` is the end of the text, `date` the only format, no `multipleOf`. Raises `ValueError`
    for a schema outside that, since a second opinion on half a schema is none.
    """
    try:
        return bool(_engine()(schema, registry=Registry()).is_valid(instance))
    except Unresolvable as error:
        raise ValueError(f"a reference leaves the document: {error.ref}") from error
    except re.error as error:
        raise ValueError(f"not a pattern: {error}") from error


@cache
def _engine() -> Any:
    refused = dict.fromkeys(_REFUSED, _refuse)
    own = {"pattern": _pattern, "patternProperties": _refuse, "format": _format, **refused}
    extend: Any = jsonschema.validators.extend  # its stub leaves the result untyped
    return extend(jsonschema.Draft202012Validator, own)


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[jsonschema.ValidationError]:
    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield jsonschema.ValidationError("pattern")


def _format(_: Any, name: str, instance: Any, __: Any) -> Iterator[jsonschema.ValidationError]:
    if name != "date":
        raise ValueError(f"format {name} is not read alike by both engines")
    if isinstance(instance, str) and not _is_date(instance):
        yield jsonschema.ValidationError("format")


def _refuse(_: Any, value: Any, __: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    keyword = next(k for k in (*_REFUSED, "patternProperties") if schema.get(k) is value)
    raise ValueError(f"{keyword} is not read alike by both engines")
    yield  # a keyword is a generator


def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    translated = _ANCHOR.sub(lambda found: r"\Z" if found[0] == "$" else found[0], pattern)
    return re.compile(translated, re.ASCII)
