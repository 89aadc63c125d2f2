"""Turn the scalar events of a document into values and keys, and report what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from checker.model import Json
from checker.text import HIDDEN, ODD_SPACE, fold, quoted
from checker.yamlsource.document import MappingMarks, key_mark
from checker.yamlsource.scalars import Refusal, is_date, resolve
from checker.yamlsource.syntax import tab_in_scalar

# Takes the index of a character, a stable code, a message and a hint.
Report: TypeAlias = Callable[[int, str, str, str], None]

# Begins the stand-in for a key that was refused; no key that is read can begin so.
_STAND_IN = "\0"


class Leaves:
    """Reads the scalars of one text; what is refused goes to `report`, and reading goes on.

    `plain` maps unquoted texts to their values and `ordinary` holds keys that are fine wherever
    they stand: what is in there needs no second look. `line` tells the line of an index. Events are
    PyYAML's, whose classes have no types of their own.
    """

    def __init__(self, text: str, report: Report, line: Callable[[int], int]) -> None:
        self.plain: Final[dict[str, Any]] = {}
        self.ordinary: Final[set[str]] = set()
        self._text = text
        self._report = report
        self._line = line
        self._look_twice: list[MappingMarks] = []

    def undressed(self, event: Any) -> Json:
        """The value of an unquoted scalar."""
        text, mark = event.value, event.start_mark.index
        if "\t" in text:
            self._report(*tab_in_scalar(self._text.find("\t", mark)))
            return None
        if not text.isascii() and (ODD_SPACE.match(text[0]) or ODD_SPACE.match(text[-1])):
            self._refuse_blank(mark, text)
            return None
        value = resolve(text)
        if isinstance(value, Refusal):
            self._report(mark, value.code, value.message, value.hint)
            return None
        self.plain[text] = value
        return value

    def dressed(self, event: Any) -> Json:
        """The text of a scalar that is quoted, a block, or carries a tag or an anchor."""
        if event.anchor is not None or event.tag is not None:
            self.refuse_properties(event)
            return None
        text: str = event.value
        # Hidden characters of the file were found before; an escape is how others get in here.
        if event.style == '"' and (hidden := HIDDEN.search(text)):
            message = f"an escape produces U+{ord(hidden[0]):04X}"
            self._report(event.start_mark.index, "hidden-character", message, "remove it")
            return None
        return text

    def key(self, event: Any, marks: MappingMarks) -> str:
        """The key, or a stand-in when it is refused."""
        text: str = event.value
        is_plain = not event.style and event.anchor is None and event.tag is None
        if not (self._is_text(event) if is_plain else self.dressed(event) is not None):
            return stand_in(marks)
        if "\n" in text or "\t" in text:
            message = f"the key {quoted(text)} holds a line break or a tab"
            hint = "write the key without it"
            self._report(event.start_mark.index, "hidden-character", message, hint)
            return stand_in(marks)
        if not text.isascii() and ODD_SPACE.search(text):
            self._refuse_blank(event.start_mark.index, text)
            return stand_in(marks)
        if text != text.lower() or not text.isascii():
            self._look_twice.append(marks)
        elif is_plain:
            self.ordinary.add(text)
        return text

    def duplicate(self, key: str, mark: int, marks: MappingMarks) -> str:
        """Report the second `key` of a mapping and return a stand-in for it."""
        line = self._line(key_mark(marks, key))
        message = f"duplicate key {quoted(key)} (first at line {line})"
        self._report(mark, "duplicate-key", message, "keep one of the two")
        return stand_in(marks)

    def refuse_properties(self, event: Any) -> None:
        """Report the anchor and the tag of a value or key."""
        mark = event.start_mark.index
        if event.anchor is not None:
            message = f"the anchor {quoted('&' + event.anchor)} shares a value between places"
            self._report(mark, "anchor", message, "remove it and repeat the value")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            message = f"the tag {quoted(tag)} changes how a value is read"
            self._report(mark, "tag", message, "remove it; quote what is text")

    def refuse_alias(self, event: Any) -> None:
        """Report an alias that stands for a value or a key."""
        message = f"the alias {quoted('*' + event.anchor)} hides the value that counts"
        self._report(event.start_mark.index, "alias", message, "write the value here")

    def refuse_collection_key(self, event: Any) -> None:
        """Report a key that is a list or a mapping."""
        message = "a key is a list or a mapping"
        self._report(event.start_mark.index, "key-type", message, "use text as a key")

    def report_look_alikes(self) -> None:
        """Report the keys of this document that a reader takes for another key beside them."""
        for marks in {id(marks): marks for marks in self._look_twice}.values():
            self._compare(marks)
        self._look_twice.clear()

    def _compare(self, marks: MappingMarks) -> None:
        seen: dict[str, str] = {}
        for key in marks:
            if key is None or key.startswith(_STAND_IN):
                continue
            first = seen.setdefault(fold(key), key)
            if first != key:
                line = self._line(key_mark(marks, first))
                message = f"the key {quoted(key)} looks like {quoted(first)} (line {line})"
                hint = "keep one of the two, in plain letters"
                self._report(key_mark(marks, key), "look-alike-key", message, hint)

    def _is_text(self, event: Any) -> bool:
        """Whether every reader takes an unquoted key for text; reported when not."""
        text, mark = event.value, event.start_mark.index
        if "\t" in text:
            self._report(*tab_in_scalar(self._text.find("\t", mark)))
            return False
        if text == "<<":
            self._report(mark, "anchor", "'<<' merges another mapping", "write its keys out here")
            return False
        value = resolve(text)
        if isinstance(value, Refusal) and value.code == "ambiguous-scalar":
            self._report(mark, value.code, value.message, "quote the key")
        elif not isinstance(value, str) or is_date(text):
            message = f"the key {quoted(text)} is not text" if text else "the key is empty"
            self._report(mark, "key-type", message, "quote it" if text else "write a key")
        else:
            return True
        return False

    def _refuse_blank(self, mark: int, text: str) -> None:
        blank = ODD_SPACE.search(text)
        name = f"U+{ord(blank[0]):04X}" if blank else "a blank"
        message = f"{quoted(text)} holds {name}, a blank that is not a space"
        self._report(mark, "hidden-character", message, "use a space")


def stand_in(marks: MappingMarks) -> str:
    """A key for `marks` in place of one that was refused, different from all that are there."""
    return f"{_STAND_IN}{len(marks)}"
