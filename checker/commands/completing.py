"""What a shell offers for each argument, found without loading a framework or a workspace."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import click

from checker import names

_MOST_BYTES = 2_000_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def frameworks(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Ids of frameworks."""
    return _beginning(begun, names.frameworks())


def requirements(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """`framework:slug`; a requirement's whole number is accepted too, but shells trip over `(`."""
    framework, colon, _ = begun.partition(":")
    known = names.frameworks()
    chosen = [framework] if colon and framework in known else known
    return _beginning(begun, (ref for name in chosen for ref in names.requirements(name)))


def explainable(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Whatever `explain` explains: requirements, controls, frameworks, kinds, observations."""
    found = requirements(context, parameter, begun)
    if ":" in begun:
        return found
    from checker.commands.kinds_of_reason import KINDS

    others = (*names.controls(), *names.frameworks(), *names.kinds(), *KINDS)
    return [*_beginning(begun, others), *found]


def controls(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Ids of controls."""
    return _beginning(begun, names.controls())


def schemas(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Whatever has a schema: kinds, requirements, the result."""
    own = _beginning(begun, (*names.kinds(), "result"))
    return [*own, *requirements(context, parameter, begun)]


def roles(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Roles that an organisation may have."""
    from checker.commands.scaffold.organization import roles as known

    return _beginning(begun, known())


def scopes(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Ids of the scopes of the workspace that the command line names."""
    arguments = [p.name for p in context.command.params if isinstance(p, click.Argument)]
    # Where the last word is an option without its value, click has not assigned arguments yet.
    if "workspace" in arguments and context.args:
        folder = Path(context.args[0])
    else:
        folder = context.params.get("workspace") or Path()
    return _beginning(begun, _scopes_of(Path(os.path.expanduser(folder))))  # noqa: PTH111 - raises nothing


def _scopes_of(folder: Path) -> list[str]:
    """The scopes that a workspace's organisation names; none where that cannot be read."""
    from checker.files import FileRefusedError, Limits, open_below, read_tree
    from checker.yamlsource import read_documents

    try:
        pages = [("organization.yaml", open_below(folder, "organization.yaml", limit=_MOST_BYTES))]
    except FileRefusedError:
        tree = read_tree(folder, limits=Limits(1_000, 8_000_000, _MOST_BYTES, 8, 20_000))
        pages = [(f.path, f.data) for f in tree.files if b"kind: organization" in f.data]
    for path, data in pages:
        for document in read_documents(data, path)[0]:
            value = document.value
            if isinstance(value, dict) and value.get("kind") == "organization":
                found = [s.get("id") for s in _list(value.get("scopes")) if isinstance(s, dict)]
                # Nothing else is put on a command line: it would be run there.
                return [id_ for id_ in found if isinstance(id_, str) and _ID.fullmatch(id_)]
    return []


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _beginning(begun: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.startswith(begun)]
