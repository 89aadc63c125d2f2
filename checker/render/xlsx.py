"""The assessment as an Excel workbook, for people who filter and sort.

XlsxWriter is an extra, imported only where it is used; `require` says that it is missing before
anything is assessed. What was written is read back without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from checker.errors import OutputError
from checker.render.reading import read
from checker.render.rows import named
from checker.render.sheets import sheets
from checker.render.sheets.values import COVER, ERRORS
from checker.render.unzipped import counted, tables
from checker.render.workbook import Name, written

_INSTALL = "pip install 'checker[xlsx]'"


def require() -> None:
    """Say what is missing, before anything is read. Raises `OutputError`."""
    _xlsxwriter()


def render(result: Mapping[str, Any]) -> bytes:
    """`result` as a workbook; a run that is not complete gives its errors, and no finding.

    Raises `OutputError` where XlsxWriter is missing, or a sheet would have too many rows.
    """
    library = _xlsxwriter()
    report, document = read(result), named(result)
    word = "Assessment" if report.is_complete else "Incomplete assessment"
    name = Name(
        title=f"{word} of {report.organization.name} as of {report.as_of}"[:200],
        document=document,
        day=report.as_of,
        maker=f"checker {report.version}",
    )
    return written(sheets(report, document), name, library)


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many findings the sheet of requirements holds by framework and status.

    Raises `ValueError` when the file is torn, has a formula or a link that leads out of it, when
    its matrix counts other findings, and when it has neither findings nor errors.
    """
    found = tables(data)
    if ERRORS in found:
        if len(found[ERRORS]) < 2 or set(found) != {COVER, ERRORS}:
            raise ValueError("there is no error, or there is more beside the errors")
        return Counter()
    held = counted(found)
    if not held:
        raise ValueError("there is neither a finding nor an error")
    return held


def _xlsxwriter() -> Any:
    try:
        return import_module("xlsxwriter")
    except ImportError as error:
        raise OutputError(
            f"xlsx: XlsxWriter, which writes the workbook, cannot be imported: {error}. "
            f"Install it with: {_INSTALL}"
        ) from error
