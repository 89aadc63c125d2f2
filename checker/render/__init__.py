"""One table of formats, and a record turned into any of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from checker.errors import OutputError
from checker.frozen import frozen

Counts = Counter[tuple[str, str]]


@frozen
class Format:
    """Where a format is made; its module is imported only when the format is asked for.

    `reads_back` says that the module has `counts(data)`: the findings its own bytes count. Where it
    holds fewer or more than all of them by status, it has `expected(result)` too (`has_expected`).
    `is_extra` says that it has `require()`, which raises `OutputError` when something is not
    installed, and `is_binary` that a terminal cannot show it. `takes` names the options that its
    function knows.
    """

    module: str
    function: str
    extension: str
    reads_back: bool = False
    has_expected: bool = False
    takes: tuple[str, ...] = ()
    is_extra: bool = False
    is_binary: bool = False


def _of_repository(name: str, extension: str) -> Format:
    """A format of open gaps at paths below the top of the repository."""
    return Format(
        f"checker.render.{name}",
        "render",
        extension,
        reads_back=True,
        has_expected=True,
        takes=("path_prefix",),
    )


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format("checker.render.text", "render", "txt", takes=("color", "min_severity")),
        "json": Format("checker.render.json", "render", "json", reads_back=True),
        "html": Format(
            "checker.render.html", "render", "html", reads_back=True, takes=("audience",)
        ),
        "pdf": Format(
            "checker.render.pdf",
            "render",
            "pdf",
            reads_back=True,
            takes=("audience",),
            is_extra=True,
            is_binary=True,
        ),
        "markdown": Format("checker.render.markdown", "render", "md", reads_back=True),
        "sarif": _of_repository("sarif", "sarif"),
        "junit": Format(
            "checker.render.junit", "render", "xml", reads_back=True, has_expected=True
        ),
        "github": _of_repository("github", "github.txt"),
        "gitlab": _of_repository("gitlab", "gitlab.json"),
        "csv": Format("checker.render.csv", "render", "csv", reads_back=True, has_expected=True),
        "xlsx": Format(
            "checker.render.xlsx", "render", "xlsx", reads_back=True, is_extra=True, is_binary=True
        ),
    }
)
# Of a run that is not complete these show the errors alone, also where it went on.
_ERRORS_ALONE = frozenset({"html", "xlsx"})


def require(format_: str) -> None:
    """Raise `OutputError`, which says what to install, when this machine cannot make `format_`."""
    made = FORMATS[format_]
    if made.is_extra:
        import_module(made.module).require()


def render(format_: str, result: Mapping[str, Any], **options: Any) -> bytes:
    """The bytes of `result` in one of `FORMATS`; the same record and options give the same bytes.

    `result` follows `result.v1.schema.json`. Of `options` a format takes those it knows. Raises
    `KeyError` for a format not in the table.
    """
    made = FORMATS[format_]
    function: Callable[..., bytes] = getattr(import_module(made.module), made.function)
    return function(result, **{name: options[name] for name in made.takes if name in options})


def check_of(format_: str, result: Mapping[str, Any]) -> Callable[[bytes], None]:
    """A check for bytes read back: they hold as many findings of each status as `result` counts.

    The check raises `OutputError`. A format whose bytes are not counted passes every check here;
    that its bytes are those that were written is compared elsewhere (`checker.render.write`).
    """

    def check(data: bytes) -> None:
        made = FORMATS[format_]
        if not made.reads_back:
            return
        read: Callable[[bytes], Counts] = import_module(made.module).counts
        try:
            found = read(data)
        except (ValueError, KeyError, TypeError) as error:
            raise OutputError(f"{format_}: the output cannot be read back: {error}") from error
        expected = _counted(result, format_)
        if made.has_expected:
            expected = import_module(made.module).expected(result)
        if found != expected:
            raise OutputError(
                f"{format_}: the output holds {found.total()} findings, the record counts "
                f"{expected.total()}; or their statuses differ"
            )

    return check


def _counted(result: Mapping[str, Any], format_: str) -> Counts:
    """The counts that the frameworks of the record state; a page of errors shows no findings."""
    if format_ in _ERRORS_ALONE and not result["complete"]:
        return Counter()
    return Counter(
        {
            (framework["id"], status): number
            for framework in result["frameworks"]
            for status, number in framework["counts"].items()
            if status != "total" and number
        }
    )
