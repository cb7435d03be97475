"""Whether what a module exports is still the same for those who read it."""

from __future__ import annotations

import ast

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


def fingerprint(value: Value, depth: int = 0) -> object:
    """A hashable summary of a value: equal for two values that set-up code elsewhere cannot
    tell apart. Functions count by name and place, since what runs their bodies
    depends on the whole file that they are in.
    """
    if is_constant(value):
        return type(value).__name__, value
    if isinstance(value, (Unknown, External, Native)):
        return repr(value) if isinstance(value, Unknown) else value.name
    if isinstance(value, Module):
        return "module", value.path
    if depth > MAX_DEPTH:
        return "deep"
    return _compound(value, depth + 1)


def _compound(value: Value, depth: int) -> object:
    if isinstance(value, Function):
        return "function", value.module.path, value.qualname, value.name, _place(value.node)
    if isinstance(value, (tuple, ListValue)):
        items = value if isinstance(value, tuple) else value.items
        is_open = isinstance(value, ListValue) and value.is_open
        return "items", is_open, tuple(fingerprint(item, depth) for item in items)
    if isinstance(value, DictValue):
        pairs = value.items.items()
        return "dict", value.is_open, tuple((_key(k), fingerprint(v, depth)) for k, v in pairs)
    if isinstance(value, Class):
        return _class(value, depth)
    if isinstance(value, Instance):
        cls = value.cls.name if isinstance(value.cls, External) else value.cls.qualname
        return "instance", value.key, cls, _names(value.attributes, depth)
    return _wrapper(value, depth)


def _key(key: Value) -> object:
    return key if is_constant(key) else fingerprint(key, MAX_DEPTH)


def _class(value: Class, depth: int) -> object:
    bases = tuple(fingerprint(base, depth) for base in value.bases)
    place = None if value.node is None else _place(value.node)
    return "class", value.module.path, value.qualname, place, bases, _names(value.namespace, depth)


def _names(names: dict[str, Value], depth: int) -> object:
    return tuple((name, fingerprint(value, depth)) for name, value in names.items())


def _place(node: ast.AST) -> tuple[int, ...]:
    numbers = [getattr(node, name, 0) for name in ("lineno", "end_lineno", "end_col_offset")]
    decorators = getattr(node, "decorator_list", ())
    return (*numbers, decorators[0].lineno if decorators else 0)


def _wrapper(value: Value, depth: int) -> object:
    if isinstance(value, BoundMethod):
        return "bound", fingerprint(value.function, depth), fingerprint(value.receiver, depth)
    if isinstance(value, Partial):
        keywords = _names(value.kwargs, depth)
        return (
            "partial",
            fingerprint(value.function, depth),
            fingerprint(tuple(value.args)),
            keywords,
        )
    if isinstance(value, Wrapper):
        return value.kind, fingerprint(value.function, depth)
    if isinstance(value, ClassView):
        return "view", fingerprint(value.cls, depth), fingerprint(value.name, depth)
    return type(value).__name__
