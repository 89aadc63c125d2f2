"""The assessment as one HTML file for boards and auditors: no network, readable without scripts.

Every word of the record is escaped by Jinja (`autoescape=True`) and reaches the templates through
typed views. The page carries a policy that allows its own style and script by their digests alone.
No line of a template starts with text of the record, so no line of a page is a command to a CI log.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

from checker.render import known, looks, trends, words
from checker.render.board import page
from checker.render.parts import parts_for

_SOURCES = Path(__file__).parent / "templates"
_COMPILED = Path(__file__).parent.parent / "_data" / "templates"
_DIGEST_FILE = "sources.sha256"
# Written by our templates alone: text of the record cannot hold a bare `<`.
_COUNT = re.compile(
    r'<li data-framework="?([^"> ]*)"? data-status="?([a-z_]+)"? data-count="?([0-9]+)"?>'
)
_FINDING = re.compile(
    r'<section class="?framework"? data-framework="?([^"> ]*)|<div data-status="?([a-z_]+)'
)
_ID = re.compile(r'<[a-z][^<>]* id="([^"]+)"')
_LINK = re.compile(r'<a href="#([^"]+)">(.*?)</a>', re.DOTALL)
# End tags that the parser puts where they belong: those of list items, of cells and of rows, and
# those of paragraphs before what no paragraph can hold.
_OPTIONAL = re.compile(
    r"</(?:li|d[td]|t[dhr]|thead|tbody)>"
    r"|</p>(?=\s*(?:<(?:p|[duo]l|table|div|section|article|h[2-6]|pre)\b|</(?:section|article|div)>))"
)
# What a head cell is the head of, where its place in the table says so: a row's first cell.
_SCOPE = re.compile(r"(?<=<th) scope=\"row\"")
_UNQUOTED = re.compile(r'="([A-Za-z0-9_.:#-]+)"(?=[ >])')
_BREAKS = re.compile(
    r"\s+(?=<(?:p|[duo]l|li|d[td]|t[dhr]|table|caption|thead|tbody|tfoot|div|section|article|h[2-6])\b)"
)
_END = "</html>"
_CHART = re.compile(r"<svg\b[^>]*>")
_VARIABLE = re.compile(r"--([a-z-]+): ([^;]+);")
_USE = re.compile(r"var\(--([a-z-]+)\)")
_SHEETS = ("report.css", "charts.css", "print.css", "browser.css")
_PAGED_SHEETS = ("report.css", "print.css", "paged.css")


def render(result: Mapping[str, Any], *, audience: str = "") -> bytes:
    """`result` as a UTF-8 page; a refused run gives a page of its errors, and no matrix.

    `audience` is one of `checker.render.parts.AUDIENCES` for a shorter file, or nothing for the
    whole; raises `ValueError` for any other.
    """
    return f"{squeezed(document(result, audience))}\n".encode()


def document(result: Mapping[str, Any], audience: str = "", *, paged: bool = False) -> str:
    """The page before it is squeezed; for makers of other documents from the same templates.

    With `paged`, for a maker of PDF pages: without the script and the style that only browsers
    know, and with what only paged media know, as page numbers beside links.
    """
    view = page(result)
    environment = _environment()
    context: dict[str, Any] = {
        "page": view,
        "report": view.report,
        "document_id": view.document_id,
        "audience": audience,
        "chapters": parts_for(audience, tuple(f.id for f in view.report.frameworks)),
        "paged": paged,
        "sheets": _PAGED_SHEETS if paged else _SHEETS,
    }
    style = "".join(environment.get_template(name).render(context) for name in context["sheets"])
    script = environment.get_template("report.js").render()
    name = "report.html.j2" if view.report.is_complete else "incomplete.html.j2"
    text = environment.get_template(name).render(context | {"policy": _policy(style, script)})
    if paged:
        text = _with_chart_style(text, style, environment.get_template("charts.css").render())
    return (_without_dead_links(text) if audience else text).rstrip()


def squeezed(text: str) -> str:
    """The same page in fewer bytes: without end tags and quotes that HTML itself leaves out.

    Text of the record holds neither `<` nor `"`: both are escaped. Style and script are not
    touched, for their digests are in the page's policy.
    """
    head, style, rest = text.partition("</style>")
    body, script, tail = rest.rpartition("<script>")
    for pattern, plain in ((_SCOPE, ""), (_OPTIONAL, ""), (_UNQUOTED, r"=\1"), (_BREAKS, "")):
        body = pattern.sub(plain, body)
    return f"{head}{style}{body}{script}{tail}"


def _without_dead_links(text: str) -> str:
    """A shorter page: what led to a part that is left out is text alone."""
    ids = set(_ID.findall(text))
    return _LINK.sub(lambda found: found[0] if found[1] in ids else found[2], text)


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many findings the page counts by framework and status.

    A page for a shorter audience counts findings that it does not show. Raises `ValueError` when
    the page is torn, or shows other findings than it counts.
    """
    text = data.decode()
    if not text.rstrip().endswith(_END):
        raise ValueError("the page has no end")
    counted = Counter(
        {(framework, status): int(number) for framework, status, number in _COUNT.findall(text)}
    )
    shown: Counter[tuple[str, str]] = Counter()
    framework = ""
    for name, status in _FINDING.findall(text):
        framework = name or framework
        if status:
            shown[framework, status] += 1
    if shown and shown != counted:
        raise ValueError(
            f"the page shows {shown.total()} findings and counts {counted.total()}, "
            "or their statuses differ"
        )
    if any("&" in framework for framework, _ in counted):
        from html import unescape  # two thousand names of characters that ids nearly never hold

        return Counter({(unescape(name), status): n for (name, status), n in counted.items()})
    return counted


def css_string(text: str) -> str:
    """`text` as the inside of a CSS string: all but ASCII letters and digits is an escape.

    So it holds no quote, no line break and no `<` that could end the string or the style sheet.
    """
    return "".join(
        char if char.isascii() and (char.isalnum() or char == " ") else f"\\{ord(char):x} "
        for char in text
    )


def compile_templates(target: Path) -> None:
    """Compile the templates into `target`, for a wheel; loading them is then nine times faster."""
    target.mkdir(parents=True, exist_ok=True)
    environment = _with(FileSystemLoader(_SOURCES))
    environment.compile_templates(target, zip=None, ignore_errors=False)
    (target / _DIGEST_FILE).write_text(_sources_digest(), encoding="ascii")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return _with(_loader(_COMPILED))


def _loader(compiled: Path) -> BaseLoader:
    """The compiled templates when they were made from the sources beside us, else the sources."""
    mark = compiled / _DIGEST_FILE
    if mark.is_file() and mark.read_text(encoding="ascii") == _sources_digest():
        return ModuleLoader(compiled)
    return FileSystemLoader(_SOURCES)


def _with(loader: BaseLoader) -> Environment:
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(known=known, looks=looks, trends=trends, words=words)
    environment.filters["css"] = css_string
    return environment


def _sources_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(_SOURCES.iterdir()):
        if not path.is_file():
            continue
        data = path.read_bytes()
        digest.update(f"{path.name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _with_chart_style(page: str, style: str, charts: str) -> str:
    """`page` with the style of charts in each of them, since a maker of PDF gives them no other.

    The colours and fonts that `style` names are written out, as it names them last.
    """
    known = dict(_VARIABLE.findall(style))
    own = _USE.sub(lambda use: known[use[1]], charts)
    return _CHART.sub(lambda chart: f"{chart[0]}<style>{own}</style>", page)


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy: nothing is fetched, and nothing of the record can run."""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
