"""The assessment as Markdown for a job summary or a comment on a pull request, within its limit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.render import known, trends, words
from checker.render.alerts import reasons
from checker.render.looks import STATUSES
from checker.render.markup import bare, code, line, prose
from checker.render.pieces import Piece, fitted
from checker.render.reading import read
from checker.render.report import Report
from checker.render.since import ChangeView, Since
from checker.render.view import FindingView, FrameworkView, RequirementView
from checker.text import visible

# GitHub refuses a comment of more than 65,536 characters; these are bytes, of which there are more.
LARGEST = 65_000
_MOST_PLACES = 6
_LONGEST = 300
_ROW = re.compile(r"^\| (<code>.*?</code>) [^|]*\|((?: [\d,]+ \|)+)$", re.MULTILINE)


def render(result: Mapping[str, Any]) -> bytes:
    """`result` in at most `LARGEST` bytes; whole gaps are left out where not all fit, and told."""
    report = read(result)
    text = fitted([*_head(report), *_errors(report), *_body(report)], _tail(report), LARGEST)
    return f"{text}\n".encode()


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """The numbers of the table, by framework and status; `ValueError` where a row is off."""
    found: Counter[tuple[str, str]] = Counter()
    for name, cells in _ROW.findall(data.decode()):
        *numbers, total = (int(cell.replace(",", "")) for cell in cells.split("|")[:-1])
        if len(numbers) != len(STATUSES) or sum(numbers) != total:
            raise ValueError(f"the row of {bare(name)} does not add up")
        found.update({(bare(name), key): n for key, n in zip(STATUSES, numbers, strict=True) if n})
    return found


def _head(report: Report) -> Iterator[Piece]:
    name = prose(visible(report.organization.name, _LONGEST))
    yield Piece(f"## {name}, assessed as of {report.as_of}")
    if not report.is_complete:
        yield Piece("**Incomplete: an input was refused, so nothing here is an assessment.**")
    else:
        yield Piece(f"**{words.gate(report)}** {words.verdict(report)}")
    if report.is_provisional:
        yield Piece("**Provisional: what follows holds for what could be read, no further.**")


def _errors(report: Report) -> Iterator[Piece]:
    if report.is_complete:
        return
    yield Piece("### What was refused")
    for error in report.errors:
        hint = f"; {error.hint}" if error.hint else ""
        told = prose(visible(f"{error.message}{hint}", _LONGEST))
        yield Piece(f"- {_place(error.spot.text)} {code(error.code)} {told}", "problem", glue="\n")
    if not report.errors:
        yield Piece("No reason was recorded.")


def _body(report: Report) -> Iterator[Piece]:
    if not (report.is_complete or report.is_provisional):
        return
    yield Piece(_table(report.frameworks))
    if report.since:
        yield from _since(report.since)
    word = "provisional gap" if report.is_provisional else "gap"
    if report.known:
        yield Piece(prose(" ".join([known.summary(report.known), *report.known.notes])))
    still_open = [(asked, finding) for asked, finding in report.gaps if finding.is_open]
    found = [pair for pair in still_open if not pair[1].is_known]
    if found:
        new = "new open" if report.known else "open"
        yield Piece(f"### {words.count(len(found), f'{new} {word}')}")
    for asked, finding in found:
        yield Piece(_gap(asked, finding), f"open {word}", glue="\n")
    yield from _fixed(report.known.fixed if report.known else ())
    yield from _noted([pair for pair in still_open if pair[1].is_known], f"known {word}")
    accepted = [(asked, finding) for asked, finding in report.gaps if finding.is_accepted]
    if accepted:
        yield Piece(f"### {words.count(len(accepted), f'accepted {word}')}")
    for asked, finding in accepted:
        until = words.acceptance(finding) or "accepted by a decision in date"
        told = prose(visible(until, _LONGEST))
        yield Piece(f"- {_named(asked, finding)}: {told}", f"accepted {word}", glue="\n")


def _noted(noted: Sequence[tuple[RequirementView, FindingView]], noun: str) -> Iterator[Piece]:
    """What was known before, folded: its number is seen, what the change broke stands out."""
    if not noted:
        return
    yield Piece(f"### {words.count(len(noted), noun)}")
    yield Piece("<details><summary>Open before, and no worse</summary>")
    for asked, finding in noted:
        yield Piece(f"- {_named(asked, finding)}", noun, glue="\n")
    yield Piece("</details>")


def _fixed(fixed: Sequence[known.Fixed]) -> Iterator[Piece]:
    """What was known and is gone, as a whole or in some of its reasons."""
    if fixed:
        yield Piece(f"### {words.count(len(fixed), 'gap')} fixed or less")
    for one in fixed:
        told = prose(visible(known.became(one), _LONGEST))
        yield Piece(f"- {code(one.ref)}, scope {code(one.scope)}: {told}", "fixed gap", glue="\n")


def _table(frameworks: Sequence[FrameworkView]) -> str:
    """Whole in any case: its sums are what is read back."""
    looks = [f"{look.glyph} {look.word}" for look in STATUSES.values()]
    rows = [
        f"| Framework | {' | '.join(looks)} | total |",
        f"|---|{'---:|' * (len(looks) + 1)}",
    ]
    for framework in frameworks:
        numbers = [f"{cell.count:,}" for cell in framework.cells]
        version = prose(visible(framework.version, 40))
        rows.append(
            f"| {code(framework.id)} {version} | {' | '.join(numbers)} | {framework.total:,} |"
        )
    return "\n".join(rows)


def _since(since: Since) -> Iterator[Piece]:
    yield Piece(f"### {since.whole.look.word.capitalize()} {prose(trends.since(since))}")
    yield Piece(prose(trends.compared(since)))
    for change in since.changes:
        yield Piece(f"- {_change(change)}", "change", glue="\n")


def _change(change: ChangeView) -> str:
    then, now = (look.word if look else "no finding" for look in (change.before, change.now))
    title = prose(visible(change.title, _LONGEST))
    return (
        f"{change.look.glyph} {change.look.word}: {code(change.ref)} {title}, scope "
        f"{code(change.scope)}: {then}, now {now}"
    )


def _named(asked: RequirementView, finding: FindingView) -> str:
    title = prose(visible(asked.title, _LONGEST))
    return (
        f"{finding.severity.glyph} {finding.severity.word} {code(asked.ref)} {title}, scope "
        f"{code(finding.scope.text)}"
    )


def _place(text: str) -> str:
    return code(visible(text, _LONGEST))


def _gap(asked: RequirementView, finding: FindingView) -> str:
    """One gap: its line is seen, the rest unfolds. Nothing in it begins a line but tags of ours."""
    found = reasons(finding)
    first = f" · {prose(visible(found[0].message, _LONGEST))}" if found else ""
    lines = [f"<details><summary>{_named(asked, finding)}{first}</summary>", ""]
    for reason in found[:_MOST_PLACES]:
        related = "".join(f", see {_place(spot.text)}" for spot in reason.related[:_MOST_PLACES])
        told = prose(visible(reason.message, _LONGEST))
        is_known = reason.since == "known"
        before = "known before: " if is_known else ""
        lines.append(f"- {before}{_place(reason.spot.text)} {told}{related}")
        if reason.spot.has_line and not is_known:
            spot = reason.spot
            lines += ["", f"  {line(spot.before, spot.marked, spot.after)}", ""]
    if len(found) > _MOST_PLACES:
        lines.append(f"- {words.count(len(found) - _MOST_PLACES, 'more reason')}")
    facets = ", ".join(f"{f.name} {f.look.word}" for f in finding.facets if f.is_asked)
    lines.append(f"- {finding.look.word}: {facets}; asked by {prose(asked.citation)}")
    if finding.owner:
        target = f", by {prose(finding.target)}" if finding.target else ""
        lines.append(f"- Owner: {prose(visible(finding.owner, _LONGEST))}{target}")
    lines += [f"- Fix: {prose(visible(asked.remediation, 2 * _LONGEST))}", "", "</details>"]
    return "\n".join(lines)


def _tail(report: Report) -> str:
    lines = [words.ledger(report)]
    if report.is_complete or report.is_provisional:
        lines.append(words.findings_ledger(report))
    if not report.is_complete and not report.is_provisional:
        lines.append(words.no_assessment(report))
    notes = [prose(visible(note, _LONGEST)) for note in report.notes[:_MOST_PLACES]]
    if len(report.notes) > _MOST_PLACES:
        notes.append(f"{words.count(len(report.notes) - _MOST_PLACES, 'more note')}.")
    return "\n\n".join([*notes, " ".join(lines)])
