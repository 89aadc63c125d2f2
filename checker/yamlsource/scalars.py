"""Turn an unquoted YAML scalar into the one value that every reader gives it, or refuse it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.text import quoted

# The integers that a double, and so every JSON reader, holds exactly.
LARGEST = 2**53 - 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Refusal:
    """Why a scalar is not read: a stable code, what is wrong, what to write instead."""

    code: str
    message: str
    hint: str


Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    "": None,
    "null": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}

_TWO_FACED: dict[str, str] = {
    **{form: "true" for word in ("y", "yes", "on") for form in (word, word.title(), word.upper())},
    **{form: "false" for word in ("n", "no", "off") for form in (word, word.title(), word.upper())},
    **dict.fromkeys(("~", "Null", "NULL"), "null"),
}

# JSON's own grammar.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")

# Whatever some YAML reader takes for a number: signs, octal, hexadecimal and binary, underscores,
# base sixty (4:00), a bare point.
_NUMBER_TO_SOME = re.compile(
    r"[-+]?(?:"
    r"0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
    r"|[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?"
    r"|(?=\.?[0-9])[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r")"
)
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset({".nan", ".NaN", ".NAN"})
_NUMERIC_START = frozenset("0123456789+-.")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?", re.DOTALL)

# No honest number is longer, and arithmetic on millions of digits takes seconds.
_LONGEST_NUMBER = 400

# Digits that survive the way through a double and back, whatever they are.
_SAFE_LENGTH = 15


def resolve(text: str) -> Scalar | Refusal:
    """The value of the unquoted scalar `text`, whose line breaks are already folded.

    Dates stay text. Numbers follow JSON's grammar and keep every digit; anything else that a YAML
    1.1 or 1.2 reader takes for a truth value, a null or a number is a `Refusal`.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text in _TWO_FACED:
        return _two_faced(text)
    if text[0] in _NUMERIC_START:
        return _numeric(text)
    if text == "=":
        return Refusal("ambiguous-scalar", "'=' has a meaning of its own in YAML 1.1", "quote it")
    return text


def is_date(text: str) -> bool:
    """Whether YAML 1.1 readers take the unquoted `text` for a date."""
    return _DATE.fullmatch(text) is not None


def _two_faced(text: str) -> Refusal:
    plain = _TWO_FACED[text]
    if plain == "null":
        message, hint = f"{quoted(text)} stands for null", "write null, or leave the value out"
    else:
        message, hint = f"{quoted(text)} may be read as {plain}", f"quote it, or write {plain}"
    return Refusal("ambiguous-scalar", message, hint)


def _numeric(text: str) -> Scalar | Refusal:
    """The value of `text`, which starts like a number."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _nearly_number(text)
    if match[1] is None and match[2] is None:
        return int(text) if len(text) <= _SAFE_LENGTH else _long_integer(text)
    if len(text) > _LONGEST_NUMBER:
        message = f"{quoted(text)} is a number of {len(text):,} characters"
        return Refusal("scalar-too-long", message, "write a shorter number, or quote it")
    number = float(text)
    if abs(number) > LARGEST:
        return _too_large(text)
    if len(text) > _SAFE_LENGTH or match[2] is not None:
        return number if _is_exact(text, number) else _inexact(text, number)
    return number


def _long_integer(text: str) -> int | Refusal:
    # Checked by length first: int() of a million digits takes seconds, or refuses.
    if len(text) <= len(str(-LARGEST)) and abs(int(text)) <= LARGEST:
        return int(text)
    return _too_large(text)


def _is_exact(text: str, number: float) -> bool:
    """Whether the shortest spelling of `number` has the very value that `text` spells."""
    if number == 0:
        return not re.search("[1-9]", re.split("[eE]", text)[0])
    from decimal import Decimal

    return Decimal(repr(number)) == Decimal(text)


def _too_large(text: str) -> Refusal:
    return Refusal(
        "number-too-large",
        f"{quoted(text)} is beyond ±{LARGEST}, where readers of numbers no longer agree",
        "write a smaller number, or quote it",
    )


def _inexact(text: str, number: float) -> Refusal:
    return Refusal(
        "number-inexact",
        f"{quoted(text)} has more digits than a number keeps: it would be read as {number!r}",
        f"write {number!r}, or quote it",
    )


def _nearly_number(text: str) -> str | Refusal:
    """`text` itself, or a refusal when some YAML reader takes it for a number."""
    if _INFINITE.fullmatch(text):
        message = f"{quoted(text)} is no number that JSON has"
        return Refusal("number-too-large", message, "write a number, or quote it")
    if text in _NOT_A_NUMBER:
        return Refusal(
            "ambiguous-scalar", f"{quoted(text)} is not a number", "leave it out, or quote it"
        )
    if _NUMBER_TO_SOME.fullmatch(text) is None:
        return text
    message, hint = _readings(text)
    return Refusal("ambiguous-scalar", f"{quoted(text)} {message}", hint)


def _readings(text: str) -> tuple[str, str]:
    """What readers make of a number that only some of them see, and what to write instead."""
    digits = text.lstrip("+-")
    if ":" in text:
        return "may be read as a number in base sixty", "quote it"
    if digits[:2].lower() in {"0x", "0o", "0b"}:
        return "may be read as a number, or as text", "quote it, or write the number in decimal"
    plain = text.lstrip("+").replace("_", "")
    if digits.isdigit() and digits[0] == "0" and len(digits) > 1:
        sign = "-" if text[0] == "-" else ""
        plain = sign + (digits.lstrip("0") or "0")
        if set(digits) <= set("01234567") and len(digits) <= _SAFE_LENGTH:
            return (
                f"may be read as {sign}{int(digits, 8)} or as {plain}",
                f"quote it, or write {plain}",
            )
    elif "." in plain:
        whole, _, rest = plain.partition(".")
        plain = (whole if whole.lstrip("-") else f"{whole}0") + (f".{rest}" if rest else "")
    if not _NUMBER.fullmatch(plain) or len(plain) > _SAFE_LENGTH:
        return "may be read as a number, or as text", "quote it"
    return f"may be read as {plain}, or as text", f"quote it, or write {plain}"
