"""A requirement as a rule of SARIF: what it asks, who asks it, how severe it is, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from checker.render.alerts import LEVELS
from checker.render.markup import prose
from checker.render.view import FrameworkView, RequirementView
from checker.render.words import listed
from checker.text import visible

# GitHub reads a number as critical above 9.0, high from 7.0, medium from 4.0 and low below.
SECURITY_SEVERITY: Mapping[str, str] = MappingProxyType(
    {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
)
# GitHub cuts names at 255 characters, descriptions at 1,024, and shows ten tags.
_LONGEST_NAME, _LONGEST, _MOST_TAGS = 255, 1_000, 10
_LINK = re.compile(r"\]\(")
_BRACKET = re.compile(r"[\\\[\]]")
_WORD = re.compile(r"[A-Za-z0-9]+")
# A brace is doubled in a formatted message too (3.11.5); as a number it is one to every reader.
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


def plain(text: str) -> str:
    """`text` as a plain message of SARIF, in which `{0}` and `[text](1)` would be more than text.

    SARIF 2.1.0, 3.11.5, which asks for doubled braces in every message, and 3.11.6.
    """
    text = text.replace("{", "{{").replace("}", "}}")
    return _BRACKET.sub(r"\\\g<0>", text) if _LINK.search(text) else text


def rule(framework: FrameworkView, asked: RequirementView) -> dict[str, Any]:
    """The rule for one requirement."""
    words = _WORD.findall(asked.title.replace("'", ""))
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return {
        "id": asked.ref,
        "name": name[:_LONGEST_NAME] or "Requirement",
        "shortDescription": {"text": _described(f"{asked.title}.")},
        "fullDescription": {"text": _described(asked.summary)},
        "help": {"text": plain(_text(asked)), "markdown": _markdown(framework, asked)},
        **({"helpUri": framework.href} if framework.href else {}),
        "defaultConfiguration": {"level": LEVELS[asked.severity.key]},
        "properties": {
            "security-severity": SECURITY_SEVERITY[asked.severity.key],
            "tags": _tags(framework, asked),
        },
    }


def _described(text: str) -> str:
    """`text` as a plain message that GitHub does not cut, though marks in it are doubled."""
    most = _LONGEST
    while len(plain(visible(text, most))) > _LONGEST + 24:
        most //= 2
    return plain(visible(text, most))


def _tags(framework: FrameworkView, asked: RequirementView) -> list[str]:
    """`security` first, for without it GitHub does not read `security-severity`."""
    tags = ["security", "compliance", framework.id, asked.obligation, *asked.nist_csf]
    return list(dict.fromkeys(tags))[:_MOST_TAGS]


def _text(asked: RequirementView) -> str:
    lines = [asked.summary, f"Asked by {asked.citation}.", f"What to do: {asked.remediation}"]
    if asked.judgement:
        lines.append(f"A person judges: {asked.judgement}")
    return "\n".join(lines)


def _markdown(framework: FrameworkView, asked: RequirementView) -> str:
    parts = [
        f"**{prose(asked.title)}**",
        prose(asked.summary),
        f"Asked by {prose(asked.citation)} ({prose(framework.title)} {prose(framework.version)}), "
        f"of {listed(asked.asks_for)}. Severity: {asked.severity.word}.",
        f"**What to do.** {prose(asked.remediation)}",
    ]
    if asked.accepts:
        age = f", at most {prose(asked.max_age)} old" if asked.max_age else ""
        parts.append(f"**Evidence it accepts.** {prose(listed(asked.accepts, 'or'))}{age}.")
    if asked.judgement:
        parts.append(f"**A person judges.** {prose(asked.judgement)}")
    return "\n\n".join(parts).translate(_BRACES)
