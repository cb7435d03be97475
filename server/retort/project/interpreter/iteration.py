"""What a ``for`` loop sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retort.project.interpreter.values import (
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Value,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine

MAX_ITEMS = 2_000
"""More items than any hand-written table of routes has."""


def iterate(machine: Machine, value: Value) -> tuple[list[Value], bool]:
    """The known items of an iterable, and whether these are all."""
    if isinstance(value, ListValue):
        items, complete = value.items, not value.is_open
    elif isinstance(value, tuple):
        items, complete = list(value), True
    elif isinstance(value, DictValue):
        items, complete = list(value.items), not value.is_open
    elif isinstance(value, str):
        items, complete = list(value), True
    elif isinstance(value, Instance) and isinstance(value.state.get("items"), tuple):
        items, complete = list(value.state["items"]), True  # type: ignore[call-overload]
    else:
        from_class = machine.iterate_object(value)
        return from_class if from_class is not None else ([], False)
    if len(items) > MAX_ITEMS:
        return items[:MAX_ITEMS], False
    return list(items), complete


def turns(machine: Machine, value: Value) -> list[Value]:
    """The items that a loop body is run for: the known ones, and an unknown one for the rest."""
    items, complete = iterate(machine, value)
    return items if complete else [*items, UNKNOWN]
