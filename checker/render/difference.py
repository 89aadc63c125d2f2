"""What lies between two versions, for a terminal and as Markdown for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checker.render.looks import STATUSES
from checker.render.markup import prose
from checker.render.neutral import COMMAND, neutral
from checker.render.words import count

Row = Mapping[str, Any]

GROUPS = {
    "new": "New gaps",
    "worse": "Worse",
    "better": "Better",
    "fixed": "Fixed",
    "other": "Otherwise changed",
}
_TRENDS = {
    "worse": "Worse",
    "better": "Better",
    "mixed": "Better and worse",
    "same": "No better, no worse",
    "not_comparable": "Not comparable",
}
_DUE = {"alone": "due to", "together": "due together to", "possible": "may be due to"}
_COMMAND_START = re.compile(r"^(\s*):(?=:)")
_MAYBE = {"together": "together: ", "possible": "possibly: "}


def text(made: Row) -> bytes:
    """The difference as UTF-8 text, one change a paragraph."""
    raw = neutral(made)
    lines = "".join(f"{_guarded(line.rstrip())}\n" for line in _text(raw))
    return lines.encode()


def _text(raw: Row) -> Iterator[str]:
    yield f"{raw['organization']['name']} · {_between(raw)}"
    yield f"{_TRENDS[raw['verdict']]}: {_tally(raw)}."
    yield from (f"  {note}" for note in raw["notes"])
    if not raw["reevaluated"] and raw["changes"]:
        yield "  At least one of the two is a saved record, so that causes are possible ones."
    for group, title in GROUPS.items():
        rows = [row for row in raw["changes"] if row["group"] == group]
        if rows:
            yield from ("", title)
        for row in rows:
            yield f"  {_ref(row)} {row['title']} · {row['severity']} · scope {row['scope']}"
            yield f"    {_states(row)}"
            for number, cause in enumerate(row["causes"]):
                lead = f"{_DUE[row['certainty']]} " if not number else "and "
                yield f"    {lead}{cause['message']}{_at(cause)}"


def markdown(made: Row) -> bytes:
    """The difference as Markdown; text of the workspace can do nothing but be read."""
    raw = neutral(made)
    return "".join(f"{line}\n" for line in _markdown(raw)).encode()


def _markdown(raw: Row) -> Iterator[str]:
    yield f"### {prose(raw['organization']['name'])}: {_TRENDS[raw['verdict']].lower()}"
    yield ""
    yield f"{prose(_between(raw))}: {_tally(raw)}."
    for group, title in GROUPS.items():
        rows = [row for row in raw["changes"] if row["group"] == group]
        if not rows:
            continue
        yield from ("", f"#### {title}", "")
        yield "| requirement | scope | severity | was, is | due to |"
        yield "|---|---|---|---|---|"
        for row in rows:
            causes = "; ".join(f"{c['message']}{_at(c)}" for c in row["causes"])
            why = f"{'' if row['certainty'] == 'alone' else _MAYBE[row['certainty']]}{causes}"
            named = f"{_ref(row)} {row['title']}"
            cells = (named, row["scope"], row["severity"], _states(row), why)
            yield f"| {' | '.join(map(prose, cells))} |"
    if raw["notes"]:
        yield ""
        yield from (f"- {prose(note)}" for note in raw["notes"])


def _between(raw: Row) -> str:
    return " → ".join(_side(raw[side]) for side in ("old", "new"))


def _side(side: Row) -> str:
    commit = f" ({side['commit'][:12]})" if side["commit"] else ""
    return f"{side['name']}{commit} as of {side['as_of']}"


def _tally(raw: Row) -> str:
    counts = raw["counts"]
    told = [
        count(counts["new"], "new gap"),
        f"{counts['worse']:,} worse",
        f"{counts['fixed']:,} fixed",
        f"{counts['better']:,} better",
        f"{counts['other']:,} otherwise changed",
    ]
    open_ = f"open gaps {raw['old']['open_gaps']:,}, now {raw['new']['open_gaps']:,}"
    return f"{', '.join(told)}; {open_}"


def _ref(row: Row) -> str:
    return f"{row['framework']}:{row['requirement']}"


def _states(row: Row) -> str:
    was, is_ = (STATUSES[row[k]].word if row[k] else "no finding" for k in ("before", "now"))
    kind = row["kind"].replace("_", " ")
    tail = ", open" if row["open"] else ""
    return f"{kind}: {was}, now {is_}{tail}"


def _at(cause: Row) -> str:
    at = cause.get("place")
    return f" ({at['file']}:{at['line']}:{at['column']})" if at else ""


def _guarded(line: str) -> str:
    return COMMAND.sub(r"#\\u{23}", _COMMAND_START.sub(r"\1\\u{3A}", line))
