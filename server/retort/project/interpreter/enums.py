"""Enumerations: their members, and what these are as texts."""

from __future__ import annotations

import ast

from retort.project.interpreter.values import (
    Class,
    External,
    Function,
    Instance,
    Native,
    Site,
    Value,
    Wrapper,
)

_ENUMS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))


def is_enum(cls: Class) -> bool:
    return any(isinstance(base, External) and base.name in _ENUMS for base in cls.mro)


def is_member(name: str, value: Value) -> bool:
    """Whether an attribute of an enumeration's body is one of its members."""
    return not name.startswith("_") and not isinstance(value, (Function, Wrapper, Class))


def members(cls: Class) -> list[Value]:
    return [member(cls, name) for name in cls.namespace if is_member(name, cls.namespace[name])]


def member(cls: Class, name: str) -> Value:
    """One member; where members are texts too, the text itself."""
    value = cls.namespace[name]
    if isinstance(value, str) and _is_text(cls):
        return value
    site = Site(cls.module.path, cls.node or ast.Pass())
    attributes: dict[str, Value] = {"name": name, "value": value}
    return Instance(cls, f"{cls.module.path}#{cls.qualname}.{name}", site, cls.owner, attributes)


def _is_text(cls: Class) -> bool:
    return any(
        (isinstance(base, Native) and base.name == "str") or base == External("enum.StrEnum")
        for base in cls.mro
    )
