"""Attributes of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retort.project.interpreter import containers, enums, libraries, strings
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
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
    Site,
    Super,
    Unknown,
    Value,
    Wrapper,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def get(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """``value.name``; UNKNOWN where it cannot be told."""
    found = find(machine, value, name, site)
    return UNKNOWN if found is MISSING else found


def find(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """``value.name``; MISSING if there is surely or probably no such attribute."""
    if isinstance(value, Module):
        return of_module(machine, value, name)
    if isinstance(value, External):
        return libraries.attribute(value, name)
    if isinstance(value, Instance):
        return _of_instance(machine, value, name, site)
    if isinstance(value, Class):
        return _of_class_object(machine, value, name)
    if isinstance(value, Super):
        return _of_super(machine, value, name)
    if isinstance(value, str):
        return strings.method(value, name)
    if isinstance(value, (ListValue, DictValue, tuple)):
        return containers.method(machine, value, name)
    if isinstance(value, Wrapper):
        return _of_wrapper(value, name)
    if isinstance(value, Native) and value.name in _BUILTIN_TYPES:
        return _of_builtin_type(value.name, name)
    return _of_callable(value, name)


def of_module(machine: Machine, module: Module, name: str) -> Value:
    """A name of a module, or a module inside of a package."""
    value = machine.read(module, name)
    if value is not MISSING:
        return value
    if module.is_package:
        path = machine.files.member(module.folder, name)
        if path is not None and path != module.path:
            return machine.imported(path)
        if name == "__path__":
            return (module.folder,)
    if name == "__file__":
        return "/" + module.path
    for library in module.external_stars:
        if libraries.is_modelled(f"{library}.{name}"):
            return External(f"{library}.{name}")
    return MISSING


def _of_instance(machine: Machine, instance: Instance, name: str, site: Site) -> Value:
    if name in instance.attributes:
        return instance.attributes[name]
    found = of_class(machine, instance, name)
    if isinstance(found, Wrapper):
        return machine.call(found.function, Arguments([instance]), site)
    if found is not None:
        return found
    if name == "__class__":
        return instance.cls
    if name == "__dict__":
        return machine.new_dict(instance.attributes)
    fallback = of_class(machine, instance, "__getattr__")
    if fallback is not None:
        return machine.call(fallback, Arguments([name]), site)
    return MISSING if libraries.native_base(instance.cls) is None else UNKNOWN


def of_class(machine: Machine, instance: Instance, name: str) -> Value | None:
    """What the class of an instance says about ``name``, bound to the instance."""
    for base in mro_of(instance.cls):
        found = _in_base(base, name, instance)
        if found is not MISSING:
            return bind(found, instance, instance.cls)
    return None


def mro_of(cls: Class | External) -> tuple[Value, ...]:
    if isinstance(cls, Class):
        return cls.mro
    return tuple(External(name) for name in libraries.ancestry(cls.name))


def _in_base(base: Value, name: str, receiver: Value) -> Value:
    if isinstance(base, Class):
        return base.namespace.get(name, MISSING)
    if isinstance(base, External):
        return libraries.method(base.name, name, receiver)
    return libraries.method("", name, receiver) if isinstance(base, Unknown) else MISSING


def bind(found: Value, receiver: Value, cls: Value) -> Value:
    """What a class attribute turns into when it is looked up through an instance."""
    if isinstance(found, Function):
        return BoundMethod(found, receiver)
    if isinstance(found, Wrapper) and found.kind == "staticmethod":
        return found.function
    if isinstance(found, Wrapper) and found.kind == "classmethod":
        return BoundMethod(found.function, cls)
    return found


def _of_class_object(machine: Machine, cls: Class, name: str) -> Value:
    for base in cls.mro:
        found = _in_base(base, name, cls)
        if found is not MISSING:
            if base is cls and enums.is_member(name, found) and enums.is_enum(cls):
                return enums.member(cls, name)
            if isinstance(found, Wrapper) and found.kind in ("classmethod", "staticmethod"):
                return bind(found, cls, cls)
            return found
    special: dict[str, Value] = {
        "__name__": cls.name,
        "__qualname__": cls.qualname,
        "__module__": cls.module.name,
        "__doc__": UNKNOWN,
        "__bases__": cls.bases,
        "__mro__": cls.mro,
    }
    if name == "__subclasses__":
        return Native(name, lambda call: machine.new_list(machine.subclasses(cls)))
    if name == "__dict__":
        return machine.new_dict(cls.namespace)
    return special.get(name, MISSING)


def _of_super(machine: Machine, value: Super, name: str) -> Value:
    receiver = value.receiver
    cls = receiver.cls if isinstance(receiver, Instance) else receiver
    if not isinstance(cls, (Class, External)):
        cls = value.cls
    mro = mro_of(cls)
    after = mro[mro.index(value.cls) + 1 :] if value.cls in mro else value.cls.mro[1:]
    for base in after:
        found = _in_base(base, name, receiver)
        if found is not MISSING:
            return bind(found, receiver, cls)
    if name in ("__init__", "__init_subclass__", "__setattr__"):
        return Native(name, lambda call: None)
    if name == "__new__":
        return Native(name, lambda call: _bare_instance(call, cls))
    return MISSING


def _bare_instance(call: Call, cls: Class | External) -> Value:
    machine = call.machine
    key = machine.new_key(cls.name)
    return Instance(cls, key, call.site, machine.unit.key)


def _of_wrapper(value: Wrapper, name: str) -> Value:
    if name in ("setter", "deleter", "getter"):
        return Native(name, lambda call: value)
    return MISSING


def _of_callable(value: Value, name: str) -> Value:
    if isinstance(value, BoundMethod):
        if name == "__self__":
            return value.receiver
        return value.function if name == "__func__" else _of_callable(value.function, name)
    if isinstance(value, Function):
        special: dict[str, Value] = {
            "__name__": value.name,
            "__qualname__": value.qualname,
            "__module__": value.module.name,
            "__wrapped__": value.wrapped,
        }
        return value.attributes.get(name, special.get(name, MISSING))
    if isinstance(value, ClassView):
        special = {"__name__": value.name, "view_class": value.cls}
        return special.get(name, MISSING)
    if isinstance(value, Partial):
        return value.function if name == "func" else MISSING
    return UNKNOWN


_BUILTIN_TYPES = frozenset({"dict", "frozenset", "list", "set", "str", "tuple"})


def _of_builtin_type(kind: str, name: str) -> Value:
    """``dict.fromkeys``, or a method that gets its object as the first argument."""
    if (kind, name) == ("dict", "fromkeys"):
        return Native(name, containers.dict_from_keys)
    if name.startswith("__"):
        return UNKNOWN

    def unbound(call: Call) -> Value:
        receiver, *rest = call.arguments.args or [UNKNOWN]
        bound = get(call.machine, receiver, name, call.site)
        return call.machine.call(bound, Arguments(rest, call.arguments.kwargs), call.site)

    return Native(name, unbound)


def text_of(machine: Machine, value: Value) -> Value:
    """``str(value)`` for an object of the project with a ``__str__``; else the value itself."""
    if not isinstance(value, Instance):
        return value
    method = of_class(machine, value, "__str__")
    return UNKNOWN if method is None else machine.call(method, Arguments(), value.site)


def store(machine: Machine, owner: Value, name: str, value: Value, site: Site) -> None:
    """``owner.name = value``."""
    if isinstance(owner, Instance):
        machine.mutating(owner)
        owner.attributes[name] = value
    elif isinstance(owner, Class):
        machine.mutating(owner)
        owner.namespace[name] = value
    elif isinstance(owner, Function):
        if name == "__name__" and isinstance(value, str):
            owner.name = value
        owner.attributes[name] = value
    elif isinstance(owner, BoundMethod) and isinstance(owner.function, Function):
        owner.function.attributes[name] = value
    elif isinstance(owner, Module):
        if owner.path != machine.unit.key:
            machine.unit.mutated.add(owner.path)
        owner.scope.variables[name] = value


def field_factory(value: Value) -> Value:
    """The ``default_factory`` of a dataclass ``field(…)``."""
    if isinstance(value, Partial) and value.function == External("dataclasses.field"):
        return value.kwargs.get("default_factory", MISSING)
    return MISSING
