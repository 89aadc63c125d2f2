"""The sentences that every document says alike: counts, ratios, verdict, gate, ledger."""

from __future__ import annotations

from collections.abc import Sequence

from checker.render.looks import SEVERITIES
from checker.render.report import Report
from checker.render.view import EvidenceView, FindingView, FrameworkView

# How many artefacts of one state a finding spells out; the index holds all of them.
MOST_ARTEFACTS = 1
# How much the first screen shows, so that it prints on one page.
MOST_ITEMS = 6
MOST_LAPSES = 6
MOST_GAPS = 6
MOST_WORSENED = 2


def most_gaps(report: Report) -> int:
    """How many gaps the first screen shows; what changed takes the room of two of them."""
    return MOST_GAPS - 2 if report.since else MOST_GAPS


def count(number: int, noun: str, many: str = "") -> str:
    """`1 gap`, `2 gaps`; thousands are set apart."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def number(value: float) -> str:
    """`2`, `2.5`, `1,200`."""
    return f"{value:,.4g}"


def days(value: float) -> str:
    """`1 day`, `2.5 days`."""
    return f"{number(value)} {'day' if value == 1 else 'days'}"


def listed(names: Sequence[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if not names:
        return "nothing"
    *head, last = names
    return f"{', '.join(head)} {joint} {last}" if head else last


def either(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return listed(names, "or")


def percent(part: int, whole: int) -> int:
    """Whole percent, rounded down: only everything is 100."""
    return 100 * part // whole


def ratio(framework: FrameworkView) -> str:
    """`4 of 12 applicable satisfied (33 %)`, and what accepted risks would make of it."""
    whole, done = framework.applicable, framework.satisfied
    if not whole:
        return "no requirement applies"
    text = f"{done:,} of {whole:,} applicable satisfied ({percent(done, whole)} %)"
    return "; ".join(filter(None, (text, with_accepted(framework))))


def standing(framework: FrameworkView) -> str:
    """One sentence on a framework: `38 of 49 applicable requirements satisfied; 11 gaps, …`.

    It counts findings and calls them requirements where each requirement has one.
    """
    if not framework.applicable:
        return "No requirement applies."
    findings = framework.findings
    is_single = len(findings) == len({asked.ref for asked, _ in findings})
    noun = "requirements" if is_single else "findings (requirement × scope)"
    first = f"{framework.satisfied:,} of {framework.applicable:,} applicable {noun} satisfied"
    gaps = [finding for _, finding in findings if finding.is_gap]
    if not gaps:
        return f"{first}; no gap."
    return f"{first}; {count(len(gaps), 'gap')}{_gravest(gaps)}{_accepted(gaps)}."


def _gravest(gaps: Sequence[FindingView]) -> str:
    numbers = {key: sum(gap.severity.key == key for gap in gaps) for key in SEVERITIES}
    parts = [f"{numbers[key]:,} {key}" for key in ("critical", "high") if numbers[key]]
    return f", {' and '.join(parts)}" if parts else ", none of them critical or high"


def _accepted(gaps: Sequence[FindingView]) -> str:
    accepted = [gap for gap in gaps if gap.is_accepted]
    if not accepted:
        return ""
    ends = sorted({d.expires for gap in accepted for d in gap.decisions if d.expires})
    if not ends:
        return f"; {len(accepted):,} accepted"
    until = f"until {ends[0]}" if len(ends) == 1 else f"until dates from {ends[0]} to {ends[-1]}"
    return f"; {len(accepted):,} accepted {until}"


def with_accepted(framework: FrameworkView) -> str:
    """`5 of 12 with accepted risks (41 %)`, or nothing where no risk is accepted."""
    whole, both = framework.applicable, framework.satisfied + accepted_in(framework)
    if both == framework.satisfied:
        return ""
    return f"{both:,} of {whole:,} with accepted risks ({percent(both, whole)} %)"


def accepted_in(framework: FrameworkView) -> int:
    """How many gaps of a framework a decision in date covers."""
    return sum(finding.is_accepted for _, finding in framework.findings)


def on_word_in(framework: FrameworkView) -> int:
    """How many findings are satisfied without evidence asked for."""
    return sum(finding.is_on_word for _, finding in framework.findings)


def written(framework: FrameworkView) -> str:
    """`64 of 277 requirements written` while any is pending; nothing once all are."""
    if framework.written >= framework.of and not framework.pending:
        return ""
    return f"{framework.written:,} of {framework.of:,} requirements written"


def partial(framework: FrameworkView) -> str:
    """Why the framework was assessed in part only, or nothing."""
    if written(framework) or not framework.is_partial:
        return written(framework)
    return "part of this framework was deselected"


def verdict(report: Report) -> str:
    """The findings of the whole report in two sentences; they state counts and conclude nothing."""
    applicable = sum(framework.applicable for framework in report.frameworks)
    done = sum(framework.satisfied for framework in report.frameworks)
    gaps = len(report.gaps)
    still_open = sum(finding.is_open for _, finding in report.gaps)
    first = (
        f"Of {count(applicable, 'applicable finding')} in "
        f"{count(len(report.frameworks), 'framework')}, {done:,} "
        f"{'is' if done == 1 else 'are'} satisfied and {count(gaps, 'gap')} "
        f"{'remains' if gaps == 1 else 'remain'}."
    )
    if not gaps:
        return first
    second = f" {still_open:,} of the gaps {'is' if still_open == 1 else 'are'} open"
    accepted = gaps - still_open
    if accepted:
        second += f"; {accepted:,} {'is' if accepted == 1 else 'are'} accepted until a date"
    return f"{first}{second}."


def gate(report: Report) -> str:
    """What the gate says, in one sentence that names it."""
    found = report.gate
    new = "new open gap" if report.known else "open gap"
    spared = found.known_at_or_above
    known = f"; {count(spared, 'known one does', 'known ones do')} not count" if spared else ""
    if found.is_failed:
        return f"Gate failed: {count(found.failing, new)} at or above {found.fail_on}{known}."
    if found.fail_on == "never":
        return f"Gate off (fail-on never): {count(found.open_gaps, 'open gap')}."
    least = found.open_gaps - found.gaps_at_or_above
    lesser = f"; {count(least, 'lesser open gap')}" if least else ""
    return f"Gate holds: no {new} at or above {found.fail_on}{known}{lesser}."


def ledger(report: Report) -> str:
    """What became of every file that was found."""
    found = report.ledger
    return (
        f"{count(found.found, 'file')} found: {found.read:,} read, {found.refused:,} refused, "
        f"{found.excluded:,} excluded by rule."
    )


def findings_ledger(report: Report) -> str:
    """That the findings and the sum of their statuses are the same number."""
    total = sum(framework.total for framework in report.frameworks)
    parts = " + ".join(f"{framework.total:,}" for framework in report.frameworks) or "0"
    return (
        f"{count(total, 'finding')} (requirement × scope): {parts}, each with one of six statuses."
    )


def no_assessment(report: Report) -> str:
    """The last sentence of a run that was refused."""
    problems = count(len(report.errors), "problem")
    return f"No assessment was made: {problems} in {count(report.documents, 'document')}."


def runs(items: Sequence[EvidenceView]) -> tuple[tuple[EvidenceView, EvidenceView], ...]:
    """First and last of each run of artefacts whose references follow one another: E4 to E9."""
    found: list[tuple[EvidenceView, EvidenceView]] = []
    for item in sorted(items, key=lambda item: (len(item.ref), item.ref)):
        before = found[-1][1].ref.removeprefix("E") if found else ""
        if before.isdecimal() and item.ref == f"E{int(before) + 1}":
            found[-1] = (found[-1][0], item)
        else:
            found.append((item, item))
    return tuple(found)


def acceptance(finding: FindingView) -> str:
    """`accepted until 2026-12-31 by Li Chen, CISO (DEC-7)` for each decision, joined by `; `."""
    return "; ".join(
        f"accepted until {decision.expires} by {decision.approved_by} ({decision.id})"
        for decision in finding.decisions
        if finding.is_accepted and decision.expires
    )
