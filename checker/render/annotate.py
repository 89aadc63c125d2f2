"""A gap as a compiler would print it: the line, carets under the value, who asks, the way out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from checker.frozen import frozen
from checker.render.alerts import reasons
from checker.render.place import Spot, width
from checker.render.view import FindingView, Reason, RequirementView
from checker.render.words import acceptance, count

_WIDTH = 100
_HEAD_WIDTH = 90
_MOST_PLACES = 4
_CODES = {"bold": "1", "red": "1;31", "yellow": "1;33", "cyan": "1;36", "blue": "34"}
_SEVERITY = {"critical": "red", "high": "red", "medium": "yellow", "low": "cyan"}


@frozen
class Paint:
    """Colours text, or leaves it alone."""

    is_on: bool

    def __call__(self, colour: str, text: str) -> str:
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if self.is_on else text


def gap(asked: RequirementView, finding: FindingView, paint: Paint, word: str = "gap") -> list[str]:
    """The lines of one gap; `word` heads them."""
    shown, hidden = _places(finding)
    gutter = max((len(str(group[0].spot.line)) for group in shown), default=1)
    lines = [head(asked, finding, paint, word)]
    extras: list[str] = []
    for group in shown:
        lines += _snippet(group, gutter, paint)
        extras += [_sentence(reason) for reason in group[1:]]
    notes = [f"asked by {'; '.join([asked.citation, *extras])}"]
    facets = ", ".join(
        f"{facet.name} {facet.look.word}" for facet in finding.facets if facet.is_asked
    )
    notes.append(f"{finding.look.word}: {facets}")
    notes += [f"not asked, shown: {_sentence(reason)}" for reason in _unasked(finding)]
    known = [reason for reason in reasons(finding) if reason.since == "known"]
    notes += [f"known before: {_placed(reason)}" for reason in known[:_MOST_PLACES]]
    hidden += max(0, len(known) - _MOST_PLACES)
    if hidden:
        notes.append(f"{count(hidden, 'more place')} with reasons in the other formats")
    if finding.is_accepted:
        notes.append(acceptance(finding) or "accepted by a decision in date")
    if asked.judgement:
        notes.append(f"a person judges: {asked.judgement}")
    notes.append(f"fix: {_clause(asked.remediation)}")
    return lines + [line for note in notes for line in _note(note, gutter)]


def head(asked: RequirementView, finding: FindingView, paint: Paint, word: str) -> str:
    """The first line of a gap: which, how severe, in which scope."""
    left = f"{word}[{asked.ref}] {asked.title}"
    right = f"{finding.severity.word} · scope {finding.scope.text}"
    room = max(2, _HEAD_WIDTH - width(left) - width(right))
    mark = f"{word}[{asked.ref}]"
    coloured = paint(_SEVERITY[finding.severity.key], mark) + paint("bold", left[len(mark) :])
    return f"{coloured}{' ' * room}{right}"


def _places(finding: FindingView) -> tuple[list[list[Reason]], int]:
    """Reasons that were not known before by place, and how many places are left out."""
    groups: dict[str, list[Reason]] = {}
    for reason in reasons(finding):
        if reason.since != "known":
            groups.setdefault(reason.spot.text, []).append(reason)
    found = list(groups.values())
    return found[:_MOST_PLACES], max(0, len(found) - _MOST_PLACES)


def _unasked(finding: FindingView) -> Iterator[Reason]:
    told = reasons(finding)
    yield from (reason for reason in finding.reasons if reason not in told)


def _placed(reason: Reason) -> str:
    """A reason that no snippet shows, with its own place first."""
    places = ", ".join(spot.text for spot in (reason.spot, *reason.related))
    return f"{reason.message} ({places})"


def _sentence(reason: Reason) -> str:
    places = ", ".join(spot.text for spot in reason.related)
    if not reason.is_asked:
        places = ", ".join(filter(None, (reason.spot.text, places)))
    return f"{reason.message} ({places})" if places else reason.message


def _snippet(group: list[Reason], gutter: int, paint: Paint) -> list[str]:
    reason, spot = group[0], group[0].spot
    blank = " " * gutter
    bar = paint("blue", f"{blank} |")
    message = _sentence(reason) if reason.is_asked else reason.message
    lines = [f"{blank}{paint('blue', '-->')} {spot.text}"]
    if not spot.has_line:
        return [*lines, *_note(message, gutter)]
    number = paint("blue", f"{spot.line:>{gutter}} |")
    return [*lines, bar, *_quoted(spot, message, number, bar, paint)]


def _quoted(spot: Spot, message: str, number: str, bar: str, paint: Paint) -> list[str]:
    carets = "^" * max(1, width(spot.marked))
    pad = " " * width(spot.before)
    return [
        f"{number} {spot.before}{spot.marked}{spot.after}".rstrip(),
        f"{bar} {pad}{paint('red', f'{carets} {message}')}",
    ]


def _clause(sentence: str) -> str:
    """A sentence as it reads after a colon; an abbreviation at its start keeps its capitals."""
    if sentence[1:2].islower():
        sentence = sentence[0].lower() + sentence[1:]
    return sentence.removesuffix(".")


def _note(text: str, gutter: int) -> list[str]:
    start = " " * gutter + " = "
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
