"""Whether a value counts as true."""

from __future__ import annotations

from retort.project.interpreter.values import (
    DictValue,
    External,
    ListValue,
    Unknown,
    Value,
    is_constant,
)


def truth(value: Value) -> bool | None:
    """What ``if value`` does; None where that cannot be told."""
    if is_constant(value):
        return bool(value)
    if isinstance(value, Unknown):
        return None
    if isinstance(value, External):
        # A class or module that could be imported is there; a constant may be anything.
        name = value.name.rpartition(".")[2]
        is_class = name[:1].isupper() and not name.isupper()
        return True if is_class or name == value.name else None
    if isinstance(value, (ListValue, DictValue)):
        return True if value.items else (None if value.is_open else False)
    if isinstance(value, tuple):
        return bool(value)
    return True
