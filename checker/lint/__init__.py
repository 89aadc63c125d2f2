"""Small validators over a folder of frameworks, for those who write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from checker.errors import Problem


def shape_problems(
    root: FilePath, controls: list[Any], bundles: Mapping[str, Any]
) -> list[Problem]:
    """What makes the frameworks below `root` unfit to judge with; examples stay their author's.

    Shape, vocabulary, unknown names, and proof that each requirement can fail, can hold and is not
    satisfied by silence. `controls` are all that exist, as plain data, those below `root` included;
    of the frameworks below `root`, those in `bundles` are looked at.
    """
    from checker.catalog import build
    from checker.documents import kinds
    from checker.lint.cases import cases
    from checker.lint.framework import coverage, page, protocol
    from checker.lint.naming import address, times
    from checker.lint.run import VACUITY, WORDS, prepared, staged
    from checker.lint.source import read

    sources = read(root, tuple(bundles) or ("",))
    own = {str(entry) for written in sources.controls for entry in _ids(written.value)}
    beside = build([c for c in controls if c.get("id") not in own], {}, {}).controls
    problems = list(sources.unread)
    known, folders = prepared(sources, beside, kinds.posture_records(), problems)
    for folder, shaped in folders:
        if known is None:
            break
        problems += [*page(folder, known), *coverage(folder), *protocol(folder)]
        for case in cases(folder, shaped, known):
            problems += [*address(case), *times(case), *staged(case, (*WORDS, VACUITY))]
    return sorted(problems)


def _ids(value: Mapping[str, Any]) -> list[Any]:
    entries = value.get("controls")
    if not isinstance(entries, list):
        return []
    return [entry.get("id") for entry in entries if isinstance(entry, dict)]
