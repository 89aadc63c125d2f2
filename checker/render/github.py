"""The worst open gaps as workflow commands of GitHub Actions, which annotate their lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from checker.render import words
from checker.render.alerts import below, reasons, spot_of
from checker.render.place import Spot
from checker.render.reading import read
from checker.render.report import ErrorView, Report
from checker.render.view import FindingView, RequirementView
from checker.text import visible

# GitHub shows so many annotations of a step; what comes later is not shown.
MOST = 10
_LONGEST = 1_000
_COMMANDS: Mapping[str, str] = MappingProxyType(
    {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}
)
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_SUMMED = "Open gaps"


def render(result: Mapping[str, Any], *, path_prefix: str = "") -> bytes:
    """`result` as one command a line; `path_prefix` leads from the repository to the workspace."""
    report = read(result)
    lines = [*_errors(report, path_prefix)] if not report.is_complete else []
    if report.is_complete or report.is_provisional:
        found = [(asked, finding) for asked, finding in report.gaps if finding.is_open]
        new = [pair for pair in found if not pair[1].is_known]
        told = new[: MOST - len(lines)]
        lines += [_gap(report, asked, finding, path_prefix) for asked, finding in told]
        # Of each kind of annotation ten are shown.
        is_full = sum(line.startswith("::notice ") for line in lines) >= MOST
        lines.append(_sum(report, len(found), len(told), "warning" if is_full else "notice"))
    return "".join(f"{line}\n" for line in lines).encode()


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """The annotated gaps, and all open ones as the last line has it."""
    text = data.decode()
    found = re.findall(rf"^::\w+ title={_SUMMED}::([\d,]+) .*?([\d,]+) annotated", text, re.M)
    annotated = len(re.findall(r"^::\w+ file=[^:]*,title=gap%3A ", text, re.MULTILINE))
    whole, told = (int(number.replace(",", "")) for number in (found or [("0", "0")])[0])
    if told != annotated:
        raise ValueError(f"{annotated} gaps are annotated, and {told} are told of")
    return Counter({("", "open"): whole}) if whole else Counter()


def expected(result: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """What `counts` finds in the whole bytes of `result`."""
    number = sum(row["open"] for row in result["findings"])
    return Counter({("", "open"): number}) if number else Counter()


def command(name: str, message: str, **properties: object) -> str:
    """A workflow command in which neither message nor property can end what it stands in."""
    given = ",".join(
        f"{key}={str(value).translate(_PROPERTY)}" for key, value in properties.items()
    )
    return f"::{name} {given}::{message.translate(_MESSAGE)}"


def _at(spot: Spot, prefix: str) -> dict[str, object]:
    return {"file": below(prefix, spot.file), "line": spot.line, "col": spot.column}


def _errors(report: Report, prefix: str) -> Iterator[str]:
    """The first refused inputs, and that there is no assessment."""
    shown = report.errors[: MOST - 1]
    for error in shown:
        title = f"incomplete: {error.code}"
        yield command("error", _said(error), **_at(error.spot, prefix), title=title)
    more = len(report.errors) - len(shown)
    rest = f" {words.count(more, 'more problem')} in the log." if more else ""
    made = "The findings are provisional." if report.is_provisional else ""
    yield command("error", f"{made or words.no_assessment(report)}{rest}", title="Incomplete")


def _said(error: ErrorView) -> str:
    return visible(f"{error.message}; {error.hint}" if error.hint else error.message, _LONGEST)


def _gap(report: Report, asked: RequirementView, finding: FindingView, prefix: str) -> str:
    word = "Provisional. " if report.is_provisional else ""
    told = [
        f"{word}Scope {finding.scope.text}: {finding.look.word}. Asked by {asked.citation}.",
        *(f"{reason.message} ({reason.spot.text})" for reason in reasons(finding)),
        f"Fix: {asked.remediation}",
    ]
    return command(
        _COMMANDS[finding.severity.key],
        "\n".join(visible(line, _LONGEST) for line in told),
        **_at(spot_of(finding, report), prefix),
        title=f"gap: {asked.ref} {asked.title} ({finding.severity.word})",
    )


def _sum(report: Report, whole: int, told: int, name: str) -> str:
    """What is open, what is annotated, where the rest is, and what the gate says."""
    rest = " The rest is in the job summary." if told < whole else ""
    gate = words.gate(report) if report.is_complete else "Incomplete, so there is no gate."
    return command(name, f"{whole:,} open, {told:,} annotated.{rest} {gate}", title=_SUMMED)
