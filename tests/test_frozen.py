"""A frozen value behaves as the dataclass it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest

from checker.frozen import frozen


@frozen
class Ours:
    """A value of ours."""

    name: str
    number: int = 7
    items: Mapping[str, int] = field(default_factory=dict)

    @property
    def double(self) -> int:
        """Twice the number."""
        return 2 * self.number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Theirs:
    """The same as a plain dataclass."""

    name: str
    number: int = 7
    items: Mapping[str, int] = field(default_factory=dict)


GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 1), {}),
    (("a", 1, {"b": 2}), {}),
    (("a",), {"items": {"b": 2}}),
    ((), {"name": "a"}),
    ((), {"number": 3, "name": "a"}),
]
REFUSED: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((), {"number": 3}),
    (("a", 1, {}, 4), {}),
    (("a",), {"name": "b"}),
    (("a",), {"colour": "red"}),
]


@pytest.mark.parametrize(("values", "named"), GIVEN)
def test_fields_are_filled_as_those_of_a_dataclass(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)

    assert [getattr(ours, f.name) for f in fields(ours)] == [
        getattr(theirs, f.name) for f in fields(theirs)
    ]


@pytest.mark.parametrize(("values", "named"), REFUSED)
def test_what_a_dataclass_refuses_is_refused(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    for made in (Ours, Theirs):
        with pytest.raises(TypeError):
            made(*values, **named)


def test_a_value_cannot_be_changed() -> None:
    value = Ours("a")

    with pytest.raises(FrozenInstanceError):
        value.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del value.name
    with pytest.raises(FrozenInstanceError):
        value.colour = "red"  # type: ignore[attr-defined]
    assert value.name == "a"


def test_a_value_has_slots_and_no_dictionary() -> None:
    assert not hasattr(Ours("a"), "__dict__")
    assert Ours.__slots__ == Theirs.__slots__  # type: ignore[attr-defined]


def test_replace_changes_one_field_of_a_copy() -> None:
    first = Ours("a", 1)

    second = replace(first, number=2)

    assert (first.number, second.number, second.name, second.double) == (1, 2, "a", 4)


def test_a_value_equals_itself_alone() -> None:
    value = Ours("a")

    assert value == value  # noqa: PLR0124 - that is the point
    assert value != Ours("a")
    assert len({value, Ours("a")}) == 2


def test_a_default_made_for_one_value_is_not_shared() -> None:
    assert Ours("a").items is not Ours("a").items
