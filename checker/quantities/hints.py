"""What to write instead of a text that is no duration."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from checker.model import Json
from checker.quantities.errors import QUOTED_CHARACTERS

EXAMPLES = "`90 days`, `12 months`, `72 hours`, `15 minutes` or `P90D`"

# Words that say one thing only.
_MEANT = {
    **dict.fromkeys(("annually", "annual", "yearly", "every year", "once a year"), "12 months"),
    **dict.fromkeys(("semi-annually", "semiannually", "half-yearly", "twice a year"), "6 months"),
    **dict.fromkeys(("quarterly", "every quarter", "once a quarter"), "3 months"),
    **dict.fromkeys(("monthly", "every month", "once a month"), "1 month"),
    **dict.fromkeys(("weekly", "every week", "once a week"), "7 days"),
    **dict.fromkeys(("daily", "every day", "once a day"), "1 day"),
    **dict.fromkeys(("hourly", "every hour", "once an hour"), "1 hour"),
}
_AT_ONCE = re.compile(r"immediate(ly)?|instant(ly)?|at once|real[- ]?time|continuous(ly)?")
_TWO_MEANINGS = {
    "annual": "6 months` or `24 months",
    "monthly": "15 days` or `2 months",
    "weekly": "3 days` or `14 days",
}
_TWICE = re.compile(r"bi-?(annual|monthly|weekly)(?:ly)?")
_WORKING = re.compile(r"\b(business|working|work|banking)[ -]?(day|hour|week)")
_VAGUE = re.compile(
    r"regular|periodic|frequent|timely|prompt|occasional|routine|undue|reasonable|ongoing"
    r"|as needed|as soon as|asap|from time to time|when(ever)? (needed|necessary|required)"
)
_RANGE = re.compile(r"[0-9][a-z ]*(?:[-–—]|\bto\b|\bor\b|\band\b) *[0-9]")
_DECIMAL = re.compile(r"[0-9][.,][0-9]|[.,][0-9]|[½¼¾]")
_SECONDS = re.compile(r"\b[0-9]+ ?(s|secs?|seconds?)\b")
_AMOUNT = re.compile(r"\b0*([0-9]{1,12})[ -]?([a-z]+)\b")
_UNITS = {
    **dict.fromkeys(("year", "years", "yr", "yrs", "y"), "years"),
    **dict.fromkeys(("month", "months", "mo", "mos", "mth", "mths"), "months"),
    **dict.fromkeys(("week", "weeks", "wk", "wks", "w"), "weeks"),
    **dict.fromkeys(("day", "days", "d"), "days"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), "hours"),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), "minutes"),
}


def for_other(value: Json) -> str:
    """The hint for a value that is no text; a bare number lacks its unit."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"write the unit too, such as {EXAMPLES}"
    return f"write {EXAMPLES}"


def for_text(text: str, read: Callable[[str], object]) -> str:
    """The hint for `text`, which is no duration; `read` gives None for a spelling that is none."""
    # Cut before searching: no input may make the explanation expensive.
    folded = " ".join(text[:200].lower().split())
    for spelling in (folded.upper(), folded):
        if read(spelling) is not None:
            return f"write `{spelling}`"
    if re.fullmatch(r"[0-9]+", folded):
        return f"write the unit too, such as {EXAMPLES}"
    if folded in _MEANT:
        return f"write `{_MEANT[folded]}`"
    return _unclear(text, folded) or _unreadable(folded) or _alone(folded) or _general(text, folded)


def _unclear(text: str, folded: str) -> str:
    """Words that have two meanings, or one that is no fixed length."""
    said = _as_unclear(text)
    if _AT_ONCE.fullmatch(folded):
        return f"write `0 minutes` where no time may pass, else {said}"
    if twice := _TWICE.fullmatch(folded):
        return f"it has two meanings: write `{_TWO_MEANINGS[twice[1]]}`, or {said}"
    if _WORKING.search(folded):
        return f"working days have no fixed length: write calendar days, or {said}"
    return ""


def _unreadable(folded: str) -> str:
    """Numbers that are not one whole number from zero."""
    if re.match(r"[-−–+] ?[p0-9]", folded) or re.match(r"p.*-[0-9]", folded):
        return "write a whole number without a sign, such as `90 days`"
    if _RANGE.search(folded):
        return "write one end of the range: the one that is promised at worst"
    if _DECIMAL.search(folded):
        return "write a whole number of a smaller unit, such as `18 months` or `36 hours`"
    if _SECONDS.search(folded) or re.match(r"pt.*[0-9]s", folded):
        return "the smallest unit is a minute, such as `1 minute`"
    return ""


def _alone(folded: str) -> str:
    """One amount among other words or in another spelling."""
    amounts = [(count, _UNITS.get(unit, "")) for count, unit in _AMOUNT.findall(folded)]
    if len(amounts) > 1 and all(unit for _, unit in amounts):
        return "join the parts as ISO 8601, such as `P1Y6M`, or use one unit, such as `18 months`"
    if len(amounts) == 1 and amounts[0][1]:
        count, unit = amounts[0]
        return f"write the duration alone, such as `{count} {unit[:-1] if count == '1' else unit}`"
    return ""


def _general(text: str, folded: str) -> str:
    if not folded:
        return f"write {EXAMPLES}"
    if _VAGUE.search(folded):
        return f"it states no length: write {EXAMPLES}, or {_as_unclear(text)}"
    return f"write {EXAMPLES}; for what states no length, {_as_unclear(text)}"


def _as_unclear(text: str) -> str:
    cut = "…" if len(text) > QUOTED_CHARACTERS else ""
    # JSON leaves this one control character as it is.
    written = json.dumps(text[:QUOTED_CHARACTERS]).replace("\x7f", "\\u007f")
    return f"`unclear: {written}`{cut}"
