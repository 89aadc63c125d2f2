"""Ask a person about claims on a terminal: each by itself, with what stands behind it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

import click

from checker.commands.printing import as_text
from checker.commands.wording import wrapped
from checker.editing import spelling
from checker.quantities import QuantityError, parse_date
from checker.text import quoted
from checker.upkeep.claims import told, written
from checker.upkeep.recording import begins
from checker.upkeep.renewal import Answer, Answered, Ending
from checker.workspace.records import Evidence, Voice, Workspace

# How long somebody has to find out what is not true any more, unless another day is given.
_TO_FIND_OUT = timedelta(days=30)
_QUIT = "quit"
_WORDS = (*(str(answer) for answer in Answer), _QUIT)


def require_terminal() -> None:
    """Refuse to ask where nobody can see the questions and type the answers."""
    for stream in (sys.stdin, sys.stderr):
        if stream is None or not stream.isatty():
            raise click.UsageError(
                "Claims are said again by a person, one by one: run this on a terminal. "
                "There is no way to say yes to all."
            )
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # bytes that are no text are no answer either


class Interview:
    """Questions to one person on one day; they go to standard error."""

    def __init__(self, workspace: Workspace, day: date, person: str) -> None:
        self._workspace, self._day, self._person = workspace, day, person

    def ask(self, endings: Sequence[Ending]) -> list[Answered]:
        """What the person says of each claim; those after "quit" are left out as if skipped.

        Raises `click.Abort` when the terminal is closed or interrupted.
        """
        answers: list[Answered] = []
        for number, ending in enumerate(endings, start=1):
            head = f"{number} of {len(endings)}, to be said again by {self._person} on {self._day}"
            _show([head, *self._claim(ending), ""])
            word = _one_of("Still true?", _WORDS)
            if word == _QUIT:
                break
            if word == Answer.NO:
                answers.append(Answered(ending, Answer.NO, self._who(), self._by()))
            else:
                answers.append(Answered(ending, Answer(word)))
        asked = len(answers)
        return [*answers, *(Answered(ending, Answer.SKIP) for ending in endings[asked:])]

    def until(self, id_: str, limit: date) -> date:
        """How long a new attestation stands, `limit` at most."""
        while True:
            day = _day(f"{id_} stands until (at most {limit})", limit)
            if self._day <= day <= limit:
                return day
            _show([f"{day} is not between {self._day} and {limit}."])

    def _who(self) -> str:
        people = self._workspace.organization.people
        while True:
            name = _text("Who finds out", self._person)
            until = people[name].until if name in people else None
            if name not in people:
                _show([f"There is no person {quoted(name)}; known: {', '.join(people)}."])
            elif until is not None and until < self._day:
                _show([f"{name} left the role on {until}."])
            else:
                return name

    def _by(self) -> date:
        while True:
            day = _day("By when", self._day + _TO_FIND_OUT)
            if day >= self._day:
                return day
            _show([f"{day} is over."])

    def _claim(self, ending: Ending) -> Iterator[str]:
        """A claim as it was made, and what was added to it since."""
        voice = ending.voice
        yield f"{ending.control.id}  {ending.control.title}"
        yield from wrapped(ending.control.description)
        yield f"  {voice.at.key()}: {voice.source}, said on {voice.dated} by {voice.owner}"
        yield f"  asked now because: {'; '.join(ending.why)}"
        yield f"  {_about(voice)}"
        for later in ending.outdated_by:
            yield from wrapped(
                f'"yes" would also take the place of {told(later)}, said on {later.dated} by '
                f"{later.owner}, status {later.status}"
            )
        note = written(voice).get("note")
        if note:
            yield from wrapped(f"note: {note}")
        if voice.as_stated:
            yield f"  as stated in {voice.as_stated['statement']}, as it reads now"
        if voice.parameters:
            yield from (f"    {line}" for line in spelling.block(dict(voice.parameters)))
        since = {id(item) for item in ending.fresh}
        for item in voice.evidence:
            new = "new since: " if id(item) in since else ""
            yield f"  {new}{_file(item)}"
        if not voice.evidence:
            yield "  no evidence is named"


def _about(voice: Voice) -> str:
    parts = [f"status {voice.status}", f"scopes {', '.join(voice.scopes)}"]
    parts += [f"covers {', '.join(voice.covers)}"] if voice.covers != ("all",) else []
    parts += [f"for {voice.population}"] if voice.population else []
    parts += [f"run by {voice.inherited_from}"] if voice.inherited_from else []
    parts += [f"left to {voice.assignee}"] if voice.assignee else []
    parts += [f"due on {voice.promised}"] if voice.promised else []
    return "; ".join(parts)


def _file(item: Evidence) -> str:
    """An artefact: what it is, where, of when, what it shows, and whether the file is right."""
    when = " to ".join(str(day) for day in item.covers) if item.covers else str(begins(item))
    if item.in_force and item.in_force[1]:
        when += f" to {item.in_force[1]}"
    words = [item.kind.replace("_", " "), item.path or item.uri, when, item.result]
    words += [f"[{str(item.state).replace('_', ' ')}]"]
    return "  ".join(word for word in words if word)


def _show(lines: Sequence[str]) -> None:
    click.echo(as_text(lines), err=True, nl=False)


def _one_of(question: str, words: Sequence[str]) -> str:
    """One of `words`, typed whole after the question was shown; nothing else counts as one."""
    while True:
        typed = _text(f"{question} [{', '.join(words)}]", "")
        if typed in words:
            return typed
        _show([f"Type one of: {', '.join(words)}."])


def _day(question: str, usual: date) -> date:
    while True:
        try:
            return parse_date(_text(question, usual.isoformat()))
        except QuantityError as error:
            _show([str(error)])


def _text(question: str, usual: str) -> str:
    """What is typed from now on; what was typed ahead answers no question nobody had seen."""
    with suppress(ImportError, OSError, ValueError):
        import termios

        with suppress(termios.error):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
    shown = as_text([f"{question} [{usual}]:" if usual else f"{question}:"])
    click.echo(shown.rstrip(b"\n") + b" ", err=True, nl=False)
    # Not `input`, which shows its prompt on standard output, where the document goes.
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line.strip() or usual
