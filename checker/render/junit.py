"""Every finding as a test case of JUnit XML: a suite for each framework in each scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from checker.render import words
from checker.render.alerts import reasons
from checker.render.reading import read
from checker.render.report import Report
from checker.render.view import FindingView, FrameworkView, RequirementView

Pair = tuple[RequirementView, FindingView]
PASSED, FAILED, SKIPPED = "passed", "failure", "skipped"


def render(result: Mapping[str, Any]) -> bytes:
    """`result` as XML: a failure for an open gap, skipped where it is known or accepted.

    So is what does not apply. A refused input is an error. In a provisional run nothing passes:
    what looks satisfied is skipped too, with that reason.
    """
    report = read(result)
    root = ET.Element("testsuites")
    if not report.is_complete:
        _suite(root, report, "inputs", "checker", {}, _refused(report))
    if report.is_complete or report.is_provisional:
        for framework in report.frameworks:
            for scope, pairs in _by_scope(framework).items():
                name = f"{framework.id}.{scope}"
                cases = [_case(report, name, asked, finding) for asked, finding in pairs]
                facts = {"framework": framework.title, "version": framework.version}
                facts |= {"digest": framework.digest, "scope": scope}
                _suite(root, report, name, framework.id, facts, cases)
    ET.indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}{ET.tostring(root, encoding='unicode')}\n".encode()


def counts(data: bytes) -> Counter[tuple[str, str]]:
    """How many findings the bytes hold by framework and outcome; `ValueError` if sums are off."""
    found: Counter[tuple[str, str]] = Counter()
    try:
        root = ET.fromstring(data)  # noqa: S314 - our own bytes, read back
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    for suite in root:
        cases = suite.findall("testcase")
        outcomes = Counter(case[0].tag if len(case) else PASSED for case in cases)
        stated = {tag: int(suite.attrib[f"{tag}s"]) for tag in ("failure", "error")}
        stated |= {"skipped": int(suite.attrib["skipped"])}
        if int(suite.attrib["tests"]) != len(cases) or any(
            outcomes[tag] != number for tag, number in stated.items()
        ):
            raise ValueError(f"suite {suite.attrib['name']} counts other cases than it holds")
        outcomes.pop("error", None)
        found.update({(suite.attrib["package"], tag): n for tag, n in outcomes.items()})
    return found


def expected(result: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """What `counts` finds in the whole bytes of `result`."""

    def outcome(row: Mapping[str, Any]) -> str:
        if row["open"] and not row.get("known"):
            return FAILED
        is_passed = result["complete"] and not row["gap"] and row["status"] != "not_applicable"
        return PASSED if is_passed else SKIPPED

    return Counter((row["framework"], outcome(row)) for row in result["findings"])


def _by_scope(framework: FrameworkView) -> dict[str, list[Pair]]:
    found: dict[str, list[Pair]] = {}
    for asked, finding in framework.findings:
        found.setdefault(finding.scope.text, []).append((asked, finding))
    return found


def _suite(
    root: ET.Element,
    report: Report,
    name: str,
    package: str,
    facts: Mapping[str, str],
    cases: Sequence[ET.Element],
) -> None:
    """Add a suite; the Ant schema fixes the order of its parts, and wants all of them."""
    outcomes = Counter(case[0].tag if len(case) else PASSED for case in cases)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=name,
        package=package,
        id=str(len(root)),
        timestamp=f"{report.as_of}T00:00:00",
        hostname="localhost",
        tests=str(len(cases)),
        failures=str(outcomes[FAILED]),
        errors=str(outcomes["error"]),
        skipped=str(outcomes[SKIPPED]),
        time="0",
    )
    properties = ET.SubElement(suite, "properties")
    told = {"as_of": report.as_of, "organization": report.organization.name, **facts}
    for key, value in told.items():
        ET.SubElement(properties, "property", name=key, value=value)
    suite.extend(cases)
    ET.SubElement(suite, "system-out").text = "\n".join(report.notes)
    ET.SubElement(suite, "system-err")


def _refused(report: Report) -> list[ET.Element]:
    """A case for each refused input, or one that says that no reason was recorded."""
    cases = []
    for error in report.errors:
        case = ET.Element("testcase", name=error.spot.text, classname="checker.inputs", time="0")
        hint = f"; {error.hint}" if error.hint else ""
        message = f"{error.message}{hint}"
        told = ET.SubElement(case, "error", message=message, type=error.code)
        told.text = f"{error.spot.text}: {message}\n{words.no_assessment(report)}"
        cases.append(case)
    if not cases:
        case = ET.Element("testcase", name="incomplete", classname="checker.inputs", time="0")
        ET.SubElement(case, "error", message="no reason was recorded", type="incomplete")
        cases.append(case)
    return cases


def _case(report: Report, suite: str, asked: RequirementView, finding: FindingView) -> ET.Element:
    name = f"{asked.id} {asked.title}"
    case = ET.Element("testcase", name=name, classname=suite, time="0")
    skipped = _why_skipped(report, finding)
    if finding.is_open and not finding.is_known:
        found = reasons(finding)
        message = found[0].message if found else finding.look.word
        told = ET.SubElement(case, FAILED, message=message, type=finding.look.key)
        told.text = "\n".join(_lines(report, asked, finding))
    elif skipped:
        ET.SubElement(case, SKIPPED, message=skipped, type=finding.look.key)
    return case


def _why_skipped(report: Report, finding: FindingView) -> str:
    """Why a finding neither passes nor fails; nothing where it passes."""
    if finding.is_known:
        found = [f"{reason.spot.text}: {reason.message}" for reason in reasons(finding)[:1]]
        return ": ".join(["an open gap that was known before, and is no worse", *found])
    if finding.is_accepted:
        return words.acceptance(finding) or "accepted by a decision in date"
    if finding.look.key == "not_applicable":
        by = words.listed([decision.id for decision in finding.decisions])
        head = f"not applicable by {by}" if finding.decisions else "not applicable"
        return "; ".join([head, *(reason.message for reason in finding.reasons)])
    if not report.is_complete:
        return f"provisional: {finding.look.word} as far as could be read"
    return ""


def _lines(report: Report, asked: RequirementView, finding: FindingView) -> Iterator[str]:
    if report.is_provisional:
        yield "provisional: an input was refused"
    for reason in reasons(finding):
        places = ", ".join(spot.text for spot in (reason.spot, *reason.related))
        known = "known before: " if reason.since == "known" else ""
        yield f"{known}{places}: {reason.message}"
    yield f"{finding.look.word}, {finding.severity.word}, scope {finding.scope.text}"
    yield f"asked by {asked.citation}"
    yield f"fix: {asked.remediation}"
