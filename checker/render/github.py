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
# A runner cuts a message behind so many characters, and GitHub refuses a longer title.
LONGEST_MESSAGE, LONGEST_TITLE = 4_096, 255
_LONGEST, _LONGEST_REASON = 1_000, 500
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
        new = [pair for pair in report.gaps if pair[1].is_open and not pair[1].is_known]
        told = new[: MOST - len(lines)]
        lines += [_gap(report, asked, finding, path_prefix) for asked, finding in told]
        # Of each kind of annotation ten are shown.
        is_full = sum(line.startswith("::notice ") for line in lines) >= MOST
        lines.append(_sum(report, len(new), len(told), "warning" if is_full else "notice"))
    return "".join(f"{line}\n" for line in lines).encode()


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """The annotated gaps, and all open ones as the last line has it."""
    text = data.decode()
    found = re.findall(rf"^::\w+ title={_SUMMED}::([\d,]+) open.*?([\d,]+) annotated", text, re.M)
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
    if spot.file == ".":
        return {}  # no file: GitHub shows it beside the run
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
    head = f"{word}Scope {finding.scope.text}: {finding.look.word}. Asked by {asked.citation}."
    first, last = visible(head, _LONGEST), visible(f"Fix: {asked.remediation}", _LONGEST)
    room = LONGEST_MESSAGE - len(first) - len(last) - 2
    title = f"gap: {asked.ref} {asked.title} ({finding.severity.word})"
    return command(
        _COMMANDS[finding.severity.key],
        "\n".join([first, *_reasons(finding, room), last]),
        **_at(spot_of(finding, report), prefix),
        title=title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…",
    )


def _reasons(finding: FindingView, room: int) -> Iterator[str]:
    """A line for each reason, in `room` characters; of those that are known or too many, a number.

    Where any is beyond what was known of the gap, those alone are told.
    """
    given = reasons(finding)
    told = [reason for reason in given if reason.is_news] or list(given)
    room -= 100  # for the two numbers
    for number, reason in enumerate(told):
        place = visible(reason.spot.text, _LONGEST_REASON)
        line = f"{visible(reason.message, _LONGEST_REASON)} ({place})"
        room -= len(line) + 1
        if room < 0:
            yield f"{words.count(len(told) - number, 'more reason')}."
            break
        yield line
    if len(told) < len(given):
        yield f"{words.count(len(given) - len(told), 'more reason')} known before."


def _sum(report: Report, new: int, told: int, name: str) -> str:
    """What is open, new and annotated, where the rest is, and what the gate says."""
    whole = sum(finding.is_open for _, finding in report.gaps)
    known = f" ({new:,} new, {whole - new:,} known before)" if report.known else ""
    rest = " The rest is in the job summary." if told < new else ""
    gate = words.gate(report) if report.is_complete else "Incomplete, so there is no gate."
    text = f"{whole:,} open{known}, {told:,} annotated.{rest} {gate}"
    return command(name, text, title=_SUMMED)
