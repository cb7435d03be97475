"""The registry of modelled libraries: what their names mean to the interpreter.

A model is a module with a ``LIBRARY``; those of the ``extensions`` package and the
standard library's are found here. Whatever is not modelled is unknown.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from retort.project.interpreter.arguments import Arguments, Call, NativeFunction
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    External,
    Instance,
    Native,
    Site,
    Value,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


@dataclass(frozen=True, slots=True)
class LibraryClass:
    """A class of a library: its dotted ``name``, its modelled ``bases``, what its
    constructor does, its methods (called with ``Call.receiver``) and properties.
    """

    name: str
    bases: tuple[str, ...] = ()
    initialize: NativeFunction | None = None
    methods: Mapping[str, NativeFunction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Library:
    """What one model module knows.

    ``aliases`` map further dotted names to the canonical ones; ``constants`` are values;
    ``proxies`` say what a name stands for at the moment that it is looked at.
    """

    classes: tuple[LibraryClass, ...] = ()
    functions: Mapping[str, NativeFunction] = field(default_factory=dict)
    constants: Mapping[str, Value] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    proxies: Mapping[str, Callable[[Machine], Value]] = field(default_factory=dict)


class _Registry:
    """All models, merged once."""

    def __init__(self, libraries: list[Library]) -> None:
        self.classes = {cls.name: cls for library in libraries for cls in library.classes}
        self.functions = {k: v for library in libraries for k, v in library.functions.items()}
        self.constants = {k: v for library in libraries for k, v in library.constants.items()}
        self.aliases = {k: v for library in libraries for k, v in library.aliases.items()}
        self.proxies = {k: v for library in libraries for k, v in library.proxies.items()}
        names = [*self.classes, *self.functions, *self.constants, *self.aliases]
        self.tops = frozenset(name.partition(".")[0] for name in names)


@cache
def _registry() -> _Registry:
    from retort.project import extensions
    from retort.project.interpreter import standard

    names = [
        f"{package.__name__}.{info.name}"
        for package in (standard, extensions)
        for info in pkgutil.iter_modules(package.__path__)
    ]
    modules = [importlib.import_module(name) for name in names]
    return _Registry([module.LIBRARY for module in modules if hasattr(module, "LIBRARY")])


def canonical(name: str) -> str:
    """The name that a library documents for something, or ``name`` itself."""
    return _registry().aliases.get(name, name)


def is_library(top: str) -> bool:
    """Whether a top-level module is always taken to be the library of that name."""
    return top in _registry().tops


def is_modelled(name: str) -> bool:
    """Whether a dotted name of a library has a model."""
    registry, name = _registry(), canonical(name)
    return name in registry.classes or name in registry.functions or name in registry.constants


def behind_proxy(machine: Machine, value: Value) -> Value:
    """The object that a proxy of a library stands for just now; any other value as it is."""
    if isinstance(value, External) and value.name in _registry().proxies:
        found = _registry().proxies[value.name](machine)
        return value if found is MISSING else found
    return value


def attribute(value: External, name: str) -> Value:
    """An attribute of a library's module or class."""
    dotted = canonical(f"{value.name}.{name}")
    if name in ("__name__", "__qualname__"):
        return value.name.rpartition(".")[2]
    constant = _registry().constants.get(dotted, MISSING)
    return External(dotted) if constant is MISSING else constant


def ancestry(name: str) -> list[str]:
    """A library class and its modelled bases, nearest first."""
    cls = _registry().classes.get(canonical(name))
    if cls is None:
        return [canonical(name)]
    order = [cls.name]
    for base in cls.bases:
        order.extend(item for item in ancestry(base) if item not in order)
    return order


def native_base(cls: Class | External) -> LibraryClass | None:
    """The first modelled library class in the MRO of a class."""
    names = [cls] if isinstance(cls, External) else cls.mro
    for base in names:
        if isinstance(base, External):
            found = _registry().classes.get(canonical(base.name))
            if found is not None:
                return found
    return None


def is_a(value: Value, name: str) -> bool:
    """Whether a class or an instance descends from the library class ``name``."""
    cls = value.cls if isinstance(value, Instance) else value
    if isinstance(cls, External):
        return name in ancestry(cls.name)
    return isinstance(cls, Class) and External(name) in cls.mro


def method(name: str, attribute_name: str, receiver: Value) -> Value:
    """A method of a library class, bound to ``receiver``; MISSING if it has no model."""
    cls = _registry().classes.get(canonical(name))
    if attribute_name == "__init__" and cls is not None:
        return Native("__init__", lambda call: initialize(cls, _with(call, receiver)))
    implementation = None if cls is None else cls.methods.get(attribute_name)
    if implementation is None and cls is None:
        implementation = _registry().functions.get(f"*.{attribute_name}")
    if implementation is None:
        return MISSING
    function = implementation
    return Native(attribute_name, lambda call: function(_with(call, receiver)))


def _with(call: Call, receiver: Value) -> Call:
    return Call(call.machine, call.arguments, call.site, receiver)


def initialize(cls: LibraryClass, call: Call) -> Value:
    """Runs the constructor of a library class on ``call.receiver``."""
    if isinstance(call.receiver, Instance):
        call.receiver.state["initialized"] = True
    for name in ancestry(cls.name):
        initializer = _registry().classes[name].initialize
        if initializer is not None:
            initializer(call)
            break
    return None


def call(machine: Machine, function: External, arguments: Arguments, site: Site) -> Value:
    """What calling something of a library gives: UNKNOWN unless it is modelled."""
    registry, name = _registry(), canonical(function.name)
    implementation = registry.functions.get(name)
    if implementation is not None:
        return implementation(Call(machine, arguments, site))
    cls = registry.classes.get(name)
    if cls is not None:
        key = machine.new_key(name.rpartition(".")[2])
        instance = Instance(External(name), key, site, machine.unit.key)
        initialize(cls, Call(machine, arguments, site, instance))
        return instance
    owner, _, method_name = name.rpartition(".")
    if owner in registry.classes and arguments.args:
        # Flask.__init__(self, …): a method called through its class.
        receiver, rest = arguments.args[0], Arguments(arguments.args[1:], arguments.kwargs)
        for base in ancestry(owner):
            bound = method(base, method_name, receiver)
            if bound is not MISSING:
                return machine.call(bound, rest, site)
    return UNKNOWN


def descendants(name: str) -> set[str]:
    """The plain names of a library class and of the modelled classes derived from it."""
    registry = _registry()
    found = {cls for cls in registry.classes if name in ancestry(cls)}
    found.update(alias for alias, target in registry.aliases.items() if target in found)
    return {cls.rpartition(".")[2] for cls in found}
