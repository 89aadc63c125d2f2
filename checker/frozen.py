"""Frozen values that cost little to define.

`dataclass(frozen=True)` compiles three methods for each class, a quarter of a millisecond; half a
hundred of them were a twentieth of a whole assessment. Here the same dataclass is made with methods
that every class shares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """`cls` as `dataclass(frozen=True, slots=True, eq=False, repr=False)` makes it.

    Fields, defaults, slots and `replace` are the dataclass's own; a value equals itself alone.
    Inheritance and `__post_init__` are not provided for.
    """
    made = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for name, method in (
        ("__init__", _initializer(made)), ("__setattr__", _refuse), ("__delattr__", _refuse),
    ):  # fmt: skip
        setattr(made, name, method)
    return made


def _refuse(self: object, name: str, *_value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r} of {type(self).__name__}")


def _initializer(cls: type[Any]) -> Callable[..., None]:
    known = fields(cls)
    names = tuple(f.name for f in known)
    slots = tuple((name, vars(cls)[name].__set__) for name in names)
    defaults = {f.name: f.default for f in known if f.default is not MISSING}
    factories = {f.name: f.default_factory for f in known if f.default_factory is not MISSING}

    def initialize(self: object, *values: Any, **given: Any) -> None:
        if values:
            if not given.keys().isdisjoint(names[: len(values)]) or len(values) > len(names):
                raise TypeError(f"{cls.__name__} was given a field twice, or one too many")
            for (_, put), value in zip(slots, values, strict=False):
                put(self, value)
        for name, put in slots[len(values) :] if values else slots:
            if name in given:
                put(self, given.pop(name))
            elif name in defaults:
                put(self, defaults[name])
            elif name in factories:
                put(self, factories[name]())
            else:
                raise TypeError(f"{cls.__name__} was not given {name!r}")
        if given:
            raise TypeError(f"{cls.__name__} has no field {', '.join(given)}")

    return initialize
