"""``value[key]``: reading and writing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.containers import item
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    UNSET,
    Class,
    DictValue,
    External,
    Instance,
    ListValue,
    Site,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def load(machine: Machine, value: Value, key: Value, frame: Frame, node: ast.Subscript) -> Value:
    """``value[key]``; a generic class such as ``List[int]`` stands for itself."""
    if isinstance(value, DictValue):
        return item(value, key, UNKNOWN)
    if isinstance(value, (ListValue, tuple, str)):
        return _of_sequence(machine, value, key)
    if isinstance(value, Class) and isinstance(key, str) and key in value.namespace:
        return attributes.get(machine, value, key, Site(frame.module.path, node))
    if value == External("os.environ"):
        return UNSET
    if value == External("sys.modules"):
        get = External("sys.modules.get")
        return machine.call(get, Arguments([key]), Site(frame.module.path, node))
    if isinstance(value, (Class, External)):
        return value
    if isinstance(value, Instance):
        method = attributes.of_class(machine, value, "__getitem__")
        if method is not None:
            return machine.call(method, Arguments([key]), Site(frame.module.path, node))
        items = value.state.get("items")
        if isinstance(items, tuple):
            return _of_sequence(machine, items, key)
    return UNKNOWN


def _of_sequence(machine: Machine, value: ListValue | tuple[Value, ...] | str, key: Value) -> Value:
    if not isinstance(key, (int, slice)):
        return UNKNOWN
    is_open = isinstance(value, ListValue) and value.is_open
    items = value.items if isinstance(value, ListValue) else value
    try:
        part: Value = items[key]
    except (IndexError, ValueError, TypeError):
        return UNKNOWN
    if isinstance(part, list):
        return machine.new_list(part, is_open=is_open)
    return part


def store(machine: Machine, container: Value, key: Value, value: Value) -> None:
    """``container[key] = value``; a key that is not known opens the dict."""
    if isinstance(container, DictValue):
        machine.mutating(container)
        if isinstance(key, (Unknown, slice)):
            container.is_open = True
        else:
            container.items[key] = value
    elif isinstance(container, ListValue):
        machine.mutating(container)
        if isinstance(key, int) and -len(container.items) <= key < len(container.items):
            container.items[key] = value
        else:
            container.is_open = True
    elif isinstance(container, Instance):
        method = attributes.of_class(machine, container, "__setitem__")
        if method is not None and method is not MISSING:
            machine.call(method, Arguments([key, value]), container.site)
