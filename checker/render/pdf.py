"""The report on paper: the page of the HTML report as a tagged PDF that carries its own record.

WeasyPrint lays out the same template. It is an extra with libraries of the system behind it, so it
is imported only where it is used, and `require` says what is missing before anything is assessed.
Nothing is fetched, from the network or from the disk. No date in the file is a clock's.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from io import BytesIO, StringIO
from typing import Any

from checker.errors import OutputError
from checker.render import html
from checker.render.json import render as canonical
from checker.render.reading import read

RECORD_NAME = "result.json"
_EVERY_REQUIREMENT = "requirements"  # the anchor of the part that shows all findings
_INSTALL = "pip install 'checker[pdf]'"
_LIBRARIES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# The maker's own way of writing, one object a line. What could hold other text is compressed.
_STREAM = rb"^\d+ 0 obj\n<<[^\n]*/Type /%b\b[^\n]*>>\nstream\n"
_PAGES = re.compile(rb"^<</Type /Pages/[^\n]*/Count (\d+)>>$", re.MULTILINE)
_DESTINATION = re.compile(rb"\(([A-Za-z0-9_.:-]+)\) \[\d+ 0 R /XYZ ")
_END = re.compile(rb"\nstartxref\n(\d+)\n%%EOF\n\Z")


def require() -> None:
    """Say what is missing, before anything is read. Raises `OutputError`."""
    _weasyprint()


def render(result: Mapping[str, Any], *, audience: str = "") -> bytes:
    """`result` as a PDF with bookmarks and tags, and the canonical record attached to it.

    `audience` is that of `checker.render.html.render`. Raises `OutputError` where WeasyPrint or a
    library of the system is missing.
    """
    weasyprint = _weasyprint()
    page = html.document(result, audience, paged=True)
    record = canonical(result)
    day = datetime.fromisoformat(result["as_of"])  # an attachment has dates: its record's
    attachment = weasyprint.Attachment(
        file_obj=BytesIO(record),
        name=RECORD_NAME,
        description="The record from which this document is made, and nothing else",
        created=day,
        modified=day,
    )
    # No protocol is allowed, and asking for one ends the run: the template asks for nothing.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=(), fail_on_errors=True)
    data: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        attachments=[attachment],
        pdf_identifier=sha256(record).hexdigest().encode(),
        pdf_tags=True,
    )
    return data


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many findings the attached record holds by framework and status.

    Raises `ValueError` when the file is torn, has no page or no whole record, and when it has the
    part with every requirement and a finding of the record has no place on a page.
    """
    end = _END.search(data)
    if end is None or not re.match(rb"\d+ 0 obj\n<</Type /XRef\b", data[int(end[1]) :]):
        raise ValueError("the file has no end")
    objects = _stream(data, b"ObjStm")
    pages = _PAGES.search(objects)
    if pages is None or not int(pages[1]):
        raise ValueError("there is no page")
    report = read(json.loads(_stream(data, b"EmbeddedFile")))
    placed = {name.decode() for name in _DESTINATION.findall(objects)}
    lost = [finding.anchor for _, finding in report.findings if finding.anchor not in placed]
    if lost and _EVERY_REQUIREMENT in placed:
        raise ValueError(f"{len(lost)} findings are on no page, among them {lost[0]}")
    return Counter(
        (framework.id, finding.look.key)
        for framework in report.frameworks
        for _, finding in framework.findings
    )


def _stream(data: bytes, kind: bytes) -> bytes:
    """The content of the one stream of this type."""
    found = list(re.finditer(_STREAM % kind, data, re.MULTILINE))
    if len(found) != 1:
        raise ValueError(f"there are {len(found)} streams of type {kind.decode()}, not one")
    try:
        return zlib.decompressobj().decompress(data[found[0].end() :])
    except zlib.error as error:
        raise ValueError(f"a stream of type {kind.decode()} is torn") from error


def _weasyprint() -> Any:
    try:
        with redirect_stdout(StringIO()):  # it prints there when a library is missing
            return import_module("weasyprint")
    except ImportError as error:
        raise OutputError(
            f"pdf: WeasyPrint, which lays the pages out, cannot be imported: {error}. "
            f"Install it with: {_INSTALL}; on Debian also: {_LIBRARIES}"
        ) from error
    except OSError as error:
        reason = str(error).partition("\n")[0]
        raise OutputError(
            f"pdf: WeasyPrint does not find a library of the system: {reason} "
            f"On Debian, install it with: {_LIBRARIES}"
        ) from error
