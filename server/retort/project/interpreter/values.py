"""The values that set-up code is evaluated to.

Constants (``str``, ``bytes``, numbers, ``bool``, ``None``, ``...``) and tuples of values stand
for themselves. Everything mutable has an ``owner``: the unit of evaluation that made
it, so that a change from another unit can be noticed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from retort.project.interpreter.arguments import Call

Value: TypeAlias = object
Constant: TypeAlias = str | bytes | int | float | complex | bool | None
FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Unknown:
    """What cannot be told statically; compares equal to nothing but itself."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


UNKNOWN: Final = Unknown("UNKNOWN")
UNSET: Final = Unknown("UNSET")
"""A setting of the environment that is unset unless someone sets it: ``UNSET or "x"`` is "x"."""
MISSING: Final = Unknown("MISSING")
"""No value at all: an argument that was not passed, a name that is not bound."""


def is_unknown(value: Value) -> TypeGuard[Unknown]:
    return isinstance(value, Unknown)


def is_constant(value: Value) -> TypeGuard[Constant]:
    return value is None or isinstance(value, (str, bytes, int, float, complex))


class Scope:
    """The variables of a function, class body or module, and the scope around it."""

    __slots__ = ("is_class", "parent", "variables")

    def __init__(self, parent: Scope | None, *, is_class: bool = False) -> None:
        self.parent = parent
        self.is_class = is_class
        self.variables: dict[str, Value] = {}


@dataclass(eq=False, slots=True)
class ListValue:
    """A list or set. ``is_open``: there may be further items that are not known."""

    items: list[Value]
    owner: str
    is_open: bool = False


@dataclass(eq=False, slots=True)
class DictValue:
    """A dict. ``is_open``: there may be further keys that are not known."""

    items: dict[Value, Value]
    owner: str
    is_open: bool = False


@dataclass(eq=False, slots=True)
class Module:
    """A file of the project, or a folder of it that is a namespace package.

    ``path`` is that of the file, or of the folder with a ``/`` at its end.
    ``external_stars`` are the libraries that it star-imports. ``is_inert``: importing it
    registers nothing. ``is_pending``: it is executed as soon as something of it is looked at.
    """

    name: str
    path: str
    scope: Scope
    external_stars: list[str] = field(default_factory=list)
    is_inert: bool = False
    is_pending: bool = True

    @property
    def is_package(self) -> bool:
        return self.path.endswith(("/", "__init__.py"))

    @property
    def folder(self) -> str:
        """The folder it lies in, with a ``/`` at the end; "" for the root."""
        return self.path[: self.path.rfind("/") + 1]


@dataclass(frozen=True, slots=True)
class Deferred:
    """``from module import name`` of an inert module; never seen by an expression."""

    module: Module
    name: str


@dataclass(eq=False, slots=True)
class Function:
    """A ``def`` or ``lambda`` with its environment.

    ``name`` is its ``__name__``, which ``functools.wraps`` copies from ``wrapped``.
    """

    node: FunctionNode
    name: str
    qualname: str
    module: Module
    scope: Scope
    owner: str
    defaults: list[Value] = field(default_factory=list)
    keyword_defaults: dict[str, Value] = field(default_factory=dict)
    defined_in: Class | None = None
    wrapped: Value = MISSING
    attributes: dict[str, Value] = field(default_factory=dict)
    is_generator: bool | None = None


@dataclass(eq=False, slots=True)
class Class:
    """A ``class`` statement that was executed. ``mro`` starts with the class itself."""

    name: str
    qualname: str
    node: ast.ClassDef | None
    module: Module
    bases: tuple[Value, ...]
    namespace: dict[str, Value]
    owner: str
    mro: tuple[Value, ...] = ()


@dataclass(eq=False, slots=True)
class External:
    """Something of a library, by its dotted name; nothing is read of the library itself."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, External) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(eq=False, slots=True)
class Instance:
    """An object of a class of the project or of a modelled library class.

    ``key`` stays the same when its unit is evaluated again; ``site`` is the call
    that made it. ``state`` holds what the model of a library keeps about it.
    """

    cls: Class | External
    key: str
    site: Site
    owner: str
    attributes: dict[str, Value] = field(default_factory=dict)
    state: dict[str, Value] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class BoundMethod:
    function: Value
    receiver: Value


@dataclass(eq=False, slots=True)
class Partial:
    function: Value
    args: list[Value]
    kwargs: dict[str, Value]


@dataclass(eq=False, slots=True)
class Native:
    """A function whose meaning is modelled here: a builtin, or one of a library."""

    name: str
    implementation: Callable[[Call], Value]


@dataclass(eq=False, slots=True)
class Wrapper:
    """A ``property``, ``staticmethod`` or ``classmethod`` around a function."""

    kind: str
    function: Value


@dataclass(eq=False, slots=True)
class Super:
    """What ``super()`` gives: lookups start after ``cls`` in the receiver's MRO."""

    cls: Class
    receiver: Value


@dataclass(eq=False, slots=True)
class ClassView:
    """What ``as_view(name)`` gives: a view function that dispatches to a class."""

    cls: Class | External
    name: Value


@dataclass(frozen=True, slots=True)
class Site:
    """Where something happens: a node of a file."""

    path: str
    node: ast.AST


def join(first: Value, second: Value) -> Value:
    """What a variable holds after two branches of which either may have run.

    Two different constants make an unknown one. An object of the project wins over
    None, over a library's stand-in and over nothing, as with optional imports.
    """
    if first is second or first is MISSING:
        return second
    if second is MISSING:
        return first
    if is_constant(first) and is_constant(second):
        return first if type(first) is type(second) and first == second else UNKNOWN
    if first is None or is_unknown(first) or isinstance(first, External):
        return UNKNOWN if is_constant(second) and second is not None else _informed(first, second)
    if is_constant(first):
        return UNKNOWN if second is None or is_unknown(second) else second
    return second if _is_blank(first) and isinstance(second, type(first)) else first


def _is_blank(value: Value) -> bool:
    """Whether a container is one of which nothing is known."""
    return isinstance(value, (ListValue, DictValue)) and value.is_open and not value.items


def _informed(first: Value, second: Value) -> Value:
    return first if second is None or is_unknown(second) else second
