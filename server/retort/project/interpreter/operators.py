"""Operators over known values."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from retort.project.interpreter.values import (
    UNKNOWN,
    Class,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Module,
    Unknown,
    Value,
    is_constant,
    is_unknown,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine

MAX_TEXT = 10_000
"""Longer texts are data, and of no use in a rule."""

WIDE = re.compile(r"\d{4}")
"""A field width that could only be meant to exhaust memory."""

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}

_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def binary(machine: Machine, op: ast.operator, left: Value, right: Value) -> Value:
    """``left op right`` where both are known and the result is of bearable size."""
    if isinstance(op, ast.Mod) and isinstance(left, str):
        return _percent(left, right)
    if isinstance(op, ast.Div):
        return _path_division(left, right)
    if isinstance(left, (str, int, float)) and isinstance(right, (str, int, float)):
        return _constants(op, left, right)
    if isinstance(op, (ast.Add, ast.BitOr)):
        return _concatenate(machine, left, right)
    if isinstance(op, ast.Sub) and isinstance(left, ListValue):
        return difference(machine, left, right)
    return UNKNOWN


def difference(machine: Machine, left: ListValue, right: Value) -> ListValue:
    """The set ``left - right``: without what surely is in ``right``."""
    items, _ = _sequence(right)
    rest = [item for item in left.items if contains(machine.new_list(items), item) is not True]
    return machine.new_list(rest, is_open=left.is_open)


def _constants(op: ast.operator, left: Any, right: Any) -> Value:
    function = _ARITHMETIC.get(type(op))
    if function is None or (isinstance(op, ast.Mult) and _too_large(left, right)):
        return UNKNOWN
    try:
        result = function(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    if isinstance(result, str) and len(result) > MAX_TEXT:
        return UNKNOWN
    return result if is_constant(result) else UNKNOWN


def _too_large(left: Any, right: Any) -> bool:
    numbers = [value for value in (left, right) if isinstance(value, (int, float))]
    return any(abs(number) > 10**9 for number in numbers) or (
        len(numbers) == 1 and abs(numbers[0]) > MAX_TEXT
    )


def _path_division(left: Value, right: Value) -> Value:
    if isinstance(left, str) and isinstance(right, str) and left.startswith("/"):
        return right if right.startswith("/") else f"{left.rstrip('/')}/{right}"
    return UNKNOWN


def _concatenate(machine: Machine, left: Value, right: Value) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    if isinstance(left, DictValue) and isinstance(right, DictValue):
        items = {**left.items, **right.items}
        return machine.new_dict(items, is_open=left.is_open or right.is_open)
    if isinstance(left, (ListValue, tuple)) or isinstance(right, (ListValue, tuple)):
        items_left, open_left = _sequence(left)
        items_right, open_right = _sequence(right)
        return machine.new_list([*items_left, *items_right], is_open=open_left or open_right)
    return UNKNOWN


def _sequence(value: Value) -> tuple[list[Value], bool]:
    if isinstance(value, ListValue):
        return value.items, value.is_open
    return (list(value), False) if isinstance(value, tuple) else ([], True)


def _percent(template: str, right: Value) -> Value:
    """``template % right``."""
    values: Any
    if WIDE.search(template):
        return UNKNOWN
    if isinstance(right, DictValue):
        values = {key: item for key, item in right.items.items() if is_constant(item)}
        if right.is_open:
            return UNKNOWN
    elif isinstance(right, tuple):
        if not all(is_constant(item) for item in right):
            return UNKNOWN
        values = right
    elif is_constant(right):
        values = right
    else:
        return UNKNOWN
    try:
        result = template % values
    except (TypeError, ValueError, KeyError, OverflowError):
        return UNKNOWN
    return result if len(result) <= MAX_TEXT else UNKNOWN


def as_text(value: Value) -> str | None:
    """The text of a part of an f-string, or None."""
    return value if isinstance(value, str) else None


def compare(op: ast.cmpop, left: Value, right: Value) -> bool | None:
    """A single comparison; None where it cannot be told."""
    if isinstance(op, (ast.Is, ast.Eq)):
        return equal(left, right)
    if isinstance(op, (ast.IsNot, ast.NotEq)):
        verdict = equal(left, right)
        return None if verdict is None else not verdict
    if isinstance(op, ast.In):
        return contains(right, left)
    if isinstance(op, ast.NotIn):
        verdict = contains(right, left)
        return None if verdict is None else not verdict
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return bool(_ORDER[type(op)](left, right))
    return None


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are the same as far as set-up code can see."""
    if is_unknown(left) or is_unknown(right):
        return None
    if is_constant(left) and is_constant(right):
        # "__main__" is what a script is called when it is started: either may be so.
        return None if "__main__" in (left, right) else left == right
    if isinstance(left, tuple) and isinstance(right, tuple):
        verdicts = [equal(*pair) for pair in zip(left, right, strict=False)]
        if len(left) != len(right) or False in verdicts:
            return False
        return None if None in verdicts else True
    if left is right:
        return True
    if isinstance(left, External) or isinstance(right, External):
        return (
            True if left == right else (None if left is not None and right is not None else False)
        )
    plain = (Instance, Class, Function, Module)
    if isinstance(left, plain) or isinstance(right, plain):
        return False
    return False if left is None or right is None else None


def contains(container: Value, item: Value) -> bool | None:
    """``item in container``."""
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    if isinstance(container, (ListValue, DictValue)):
        items, is_open = list(container.items), container.is_open
    elif isinstance(container, tuple):
        items, is_open = list(container), False
    else:
        return None
    verdicts = [equal(candidate, item) for candidate in items]
    if True in verdicts:
        return True
    return None if is_open or None in verdicts or isinstance(item, Unknown) else False
