"""What is wrong with a written quantity, and how a sentence quotes its value."""

from __future__ import annotations

from checker.model import Json, Path

QUOTED_CHARACTERS = 40
# Beyond this a number is not worth its digits; Python refuses to print 4,300 of them anyway.
PRINTABLE_NUMBER = 10**18


class QuantityError(ValueError):
    """A value that is no duration, date or cadence: what it is, and what to write instead.

    `path` leads from the value that was handed in to the part at fault; empty for the value itself.
    """

    def __init__(self, message: str, hint: str = "", path: Path = ()) -> None:
        super().__init__(message, hint, path)
        self.message = message
        self.hint = hint
        self.path = path

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message

    def below(self, *path: str | int) -> QuantityError:
        """The same fault, seen from the value that holds this one at `path`."""
        return QuantityError(self.message, self.hint, path + self.path)


def quoted(value: Json) -> str:
    """`value` as a sentence may show it: ASCII only and cut, so no input shapes the message."""
    match value:
        case str():
            cut = "…" if len(value) > QUOTED_CHARACTERS else ""
            return ascii(value[:QUOTED_CHARACTERS]) + cut
        case None:
            return "an empty value"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value) if abs(value) < PRINTABLE_NUMBER else "a number this large"
        case list():
            return "a list"
        case _:
            return "a mapping"
