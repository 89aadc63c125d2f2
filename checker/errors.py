"""Why no verdict could be reached: problems as values, and the one exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from checker.model import Place


class ExitCode(IntEnum):
    """Every way the command may end; the number of gaps is never one of them."""

    OK = 0
    GAPS = 1
    USAGE = 2
    INPUT = 3
    FRAMEWORK = 4
    OUTPUT = 5
    DEFECT = 70
    INTERRUPTED = 130
    TERMINATED = 143


class Problem(NamedTuple):
    """One thing wrong with an input: where it stands, a stable code, what it is, what to do."""

    place: Place
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        tail = f"; {self.hint}" if self.hint else ""
        return f"{self.place}: {self.code}: {self.message}{tail}"


class CheckerError(Exception):
    """Base of the errors that end a run without a verdict."""

    exit_code = ExitCode.DEFECT


class InputError(CheckerError):
    """The workspace could not be read, parsed or trusted; carries every problem found."""

    exit_code = ExitCode.INPUT

    def __init__(self, problems: Iterable[Problem], documents: int = 0) -> None:
        self.problems = tuple(sorted(problems))
        self.documents = documents
        super().__init__(f"{len(self.problems)} problems")


class FrameworkError(CheckerError):
    """A framework is invalid, vacuous or not what its digest says; carries every problem found."""

    exit_code = ExitCode.FRAMEWORK

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class OutputError(CheckerError):
    """An output could not be written, or what was read back is not what was written."""

    exit_code = ExitCode.OUTPUT
