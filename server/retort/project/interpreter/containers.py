"""Methods of lists, sets, tuples and dicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.operators import contains, difference
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    DictValue,
    ListValue,
    Native,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def method(machine: Machine, value: ListValue | DictValue | tuple[Value, ...], name: str) -> Value:
    """A method of a container; MISSING for one that is not modelled."""
    if isinstance(value, ListValue) and name in _LIST_METHODS:
        of_list = _LIST_METHODS[name]
        return Native(name, lambda call: of_list(value, call))
    if isinstance(value, DictValue) and name in _DICT_METHODS:
        of_dict = _DICT_METHODS[name]
        return Native(name, lambda call: of_dict(value, call))
    if isinstance(value, tuple) and name == "count":
        return Native(name, lambda call: UNKNOWN)
    return MISSING


def _append(value: ListValue, call: Call) -> Value:
    call.machine.mutating(value)
    value.items.append(call.argument(0, "object", UNKNOWN))
    return None


def _add(value: ListValue, call: Call) -> Value:
    item = call.argument(0, "object", UNKNOWN)
    if contains(value, item) is not True:
        _append(value, call)
    return None


def _insert(value: ListValue, call: Call) -> Value:
    call.machine.mutating(value)
    index = call.argument(0, "index")
    position = index if isinstance(index, int) else len(value.items)
    value.items.insert(position, call.argument(1, "object", UNKNOWN))
    return None


def _extend(value: ListValue, call: Call) -> Value:
    call.machine.mutating(value)
    for argument in call.arguments.args:
        items, complete = iterate(call.machine, argument)
        value.items.extend(items)
        value.is_open |= not complete
    return None


def _list_copy(value: ListValue, call: Call) -> Value:
    return call.machine.new_list(list(value.items), is_open=value.is_open)


def _list_pop(value: ListValue, call: Call) -> Value:
    call.machine.mutating(value)
    index = call.argument(0, "index", -1)
    if isinstance(index, int) and -len(value.items) <= index < len(value.items):
        return value.items.pop(index)
    value.is_open = True
    return UNKNOWN


def _reverse(value: ListValue, call: Call) -> Value:
    call.machine.mutating(value)
    value.items.reverse()
    return None


def _remove(value: ListValue, call: Call) -> Value:
    call.machine.mutating(value)
    item = call.argument(0, "value")
    if item in value.items:
        value.items.remove(item)
    return None


def _keep(value: ListValue, call: Call) -> Value:
    return None


def _items(value: DictValue, call: Call) -> Value:
    pairs: list[Value] = list(value.items.items())
    return call.machine.new_list(pairs, is_open=value.is_open)


def _keys(value: DictValue, call: Call) -> Value:
    return call.machine.new_list(list(value.items), is_open=value.is_open)


def _values(value: DictValue, call: Call) -> Value:
    return call.machine.new_list(list(value.items.values()), is_open=value.is_open)


def _get(value: DictValue, call: Call) -> Value:
    return item(value, call.argument(0, "key", UNKNOWN), call.argument(1, "default", None))


def item(value: DictValue, key: Value, default: Value) -> Value:
    """``value.get(key, default)``."""
    if isinstance(key, (Unknown, slice)):
        return UNKNOWN
    if key in value.items:
        return value.items[key]
    return UNKNOWN if value.is_open else default


def _dict_pop(value: DictValue, call: Call) -> Value:
    call.machine.mutating(value)
    key = call.argument(0, "key", UNKNOWN)
    found = item(value, key, call.argument(1, "default", UNKNOWN))
    if not isinstance(key, (Unknown, slice)):
        value.items.pop(key, None)
    return found


def _setdefault(value: DictValue, call: Call) -> Value:
    call.machine.mutating(value)
    key = call.argument(0, "key", UNKNOWN)
    if isinstance(key, (Unknown, slice)):
        value.is_open = True
        return UNKNOWN
    return value.items.setdefault(key, call.argument(1, "default", None))


def _update(value: DictValue, call: Call) -> Value:
    call.machine.mutating(value)
    value.is_open |= call.arguments.is_open
    for argument in call.arguments.args:
        if isinstance(argument, DictValue):
            value.items.update(argument.items)
            value.is_open |= argument.is_open
        else:
            _update_from_pairs(value, argument, call)
    value.items.update(call.arguments.kwargs)
    return None


def _update_from_pairs(value: DictValue, pairs: Value, call: Call) -> None:
    items, complete = iterate(call.machine, pairs)
    value.is_open |= not complete
    for pair in items:
        if isinstance(pair, tuple) and len(pair) == 2 and not isinstance(pair[0], Unknown):
            value.items[pair[0]] = pair[1]
        else:
            value.is_open = True


def dict_from_keys(call: Call) -> Value:
    """``dict.fromkeys(iterable, value)``."""
    items, complete = iterate(call.machine, call.argument(0, "iterable"))
    known = [key for key in items if not isinstance(key, (Unknown, slice))]
    is_open = not complete or len(known) < len(items)
    return call.machine.new_dict(
        dict.fromkeys(known, call.argument(1, "value", None)), is_open=is_open
    )


def _dict_copy(value: DictValue, call: Call) -> Value:
    return call.machine.new_dict(dict(value.items), is_open=value.is_open)


_LIST_METHODS: dict[str, Callable[[ListValue, Call], Value]] = {
    "add": _add,
    "append": _append,
    "copy": _list_copy,
    "difference": lambda value, call: _difference(value, call),
    "discard": _remove,
    "extend": _extend,
    "insert": _insert,
    "pop": _list_pop,
    "remove": _remove,
    "reverse": _reverse,
    "sort": _keep,
    "union": lambda value, call: _union(value, call),
    "update": _extend,
}

_DICT_METHODS: dict[str, Callable[[DictValue, Call], Value]] = {
    "copy": _dict_copy,
    "get": _get,
    "items": _items,
    "keys": _keys,
    "pop": _dict_pop,
    "setdefault": _setdefault,
    "update": _update,
    "values": _values,
}


def _union(value: ListValue, call: Call) -> Value:
    result = call.machine.new_list(list(value.items), is_open=value.is_open)
    _extend(result, call)
    return result


def _difference(value: ListValue, call: Call) -> Value:
    result = value
    for argument in call.arguments.args:
        result = difference(call.machine, result, argument)
    return result
