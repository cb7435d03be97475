"""Whether what a module exports is still the same for those who read it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from retort.project.interpreter.values import (
    BoundMethod,
    Class,
    ClassView,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Module,
    Native,
    Partial,
    Unknown,
    Value,
    Wrapper,
    is_constant,
)

MAX_DEPTH = 6


def fingerprint(value: Value) -> object:
    """A hashable summary of a value: equal for two values that set-up code elsewhere cannot
    tell apart. Functions count by name and place, since what runs their bodies
    depends on the whole file that they are in; see also ``Redefinitions``.
    """
    return _Description().of(value, 0)


class _Description:
    """One summary in the making. An object that was described already is referred to by its
    number: many paths lead to the same few objects, and a summary grows with these.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Value, int, int]] = {}

    def of(self, value: Value, depth: int) -> object:
        if is_constant(value):
            return type(value).__name__, value
        if isinstance(value, (Unknown, External, Native)):
            return repr(value) if isinstance(value, Unknown) else value.name
        if isinstance(value, Module):
            return "module", value.path
        if isinstance(value, Function):
            if isinstance(value.node, ast.Lambda):
                return "lambda", value.module.path, place(value.node), ast.dump(value.node)
            return "function", value.module.path, value.qualname, value.name, place(value.node)
        if depth > MAX_DEPTH:
            return "deep"
        _, number, described = self._known.get(id(value), (value, len(self._known), depth + 1))
        if described <= depth:
            return "again", number
        # It is kept with its number, for another object could get its identity otherwise.
        self._known[id(value)] = value, number, depth
        return self._compound(value, depth + 1)

    def _compound(self, value: Value, depth: int) -> object:
        if isinstance(value, (tuple, ListValue)):
            items = value if isinstance(value, tuple) else value.items
            is_open = isinstance(value, ListValue) and value.is_open
            return "items", is_open, self._all(items, depth)
        if isinstance(value, DictValue):
            keys = tuple(_key(key) for key in value.items)
            return "dict", value.is_open, keys, self._all(value.items.values(), depth)
        if isinstance(value, Class):
            return self._class(value, depth)
        if isinstance(value, Instance):
            cls = value.cls.name if isinstance(value.cls, External) else value.cls.qualname
            return "instance", value.key, cls, self._names(value.attributes, depth)
        return self._wrapper(value, depth)

    def _all(self, values: Iterable[Value], depth: int) -> object:
        return tuple(self.of(value, depth) for value in values)

    def _names(self, names: dict[str, Value], depth: int) -> object:
        return tuple(names), self._all(names.values(), depth)

    def _class(self, value: Class, depth: int) -> object:
        bases = self._all(value.bases, depth)
        where = None if value.node is None else place(value.node)
        names = self._names(value.namespace, depth)
        return "class", value.module.path, value.qualname, where, bases, names

    def _wrapper(self, value: Value, depth: int) -> object:
        if isinstance(value, BoundMethod):
            return "bound", self._all((value.function, value.receiver), depth)
        if isinstance(value, Partial):
            keywords = self._names(value.kwargs, depth)
            return "partial", self._all((value.function, *value.args), depth), keywords
        if isinstance(value, Wrapper):
            return value.kind, self.of(value.function, depth)
        if isinstance(value, ClassView):
            return "view", self._all((value.cls, value.name), depth)
        return type(value).__name__


def _key(key: Value) -> object:
    return key if is_constant(key) else _Description().of(key, MAX_DEPTH)


def place(node: ast.AST) -> tuple[int, ...]:
    """Where a definition begins and ends: what others can tell it by."""
    numbers = [getattr(node, name, 0) for name in ("lineno", "end_lineno", "end_col_offset")]
    decorators = getattr(node, "decorator_list", ())
    return (*numbers, decorators[0].lineno if decorators else 0)
