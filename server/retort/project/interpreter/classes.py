"""Classes of the project: definition, method resolution order, instances."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from retort.project.interpreter import attributes, libraries
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    BoundMethod,
    Class,
    External,
    Function,
    Instance,
    Scope,
    Site,
    Value,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def define(machine: Machine, node: ast.ClassDef, arguments: Arguments, frame: Frame) -> Class:
    """Executes a class statement (its decorators apart)."""
    scope = Scope(frame.scope, is_class=True)
    bases = tuple(
        base.namespace["__orig__"]
        if isinstance(base, Class) and "__orig__" in base.namespace
        else base
        for base in arguments.args
    )
    qualname = frame.qualifier + node.name
    cls = Class(node.name, qualname, node, frame.module, bases, scope.variables, machine.unit.key)
    if frame.function is None:
        cls = machine.redefinitions.same_object(cls)
    cls.mro = linearize(cls)
    inner = Frame(frame.module, scope, frame.function, cls, frame.receiver, f"{qualname}.")
    machine.execute(node.body, inner)
    if frame.function is None:
        machine.classes.setdefault(frame.module.path, []).append(cls)
    announce(machine, cls, arguments, Site(frame.module.path, node))
    return cls


def announce(machine: Machine, cls: Class, arguments: Arguments, site: Site) -> None:
    """Tells the nearest base with ``__init_subclass__`` about its new subclass."""
    for base in cls.mro[1:]:
        hook = base.namespace.get("__init_subclass__") if isinstance(base, Class) else None
        if isinstance(hook, Function):
            keywords = {
                key: arguments.kwargs[key] for key in arguments.kwargs if key != "metaclass"
            }
            machine.call(hook, Arguments([cls], keywords), site)
            return


def linearize(cls: Class) -> tuple[Value, ...]:
    """The method resolution order: C3 where the bases allow it, else depth first."""
    sequences = [
        list(base.mro) if isinstance(base, Class) else _library(base) for base in cls.bases
    ]
    sequences.append(list(cls.bases))
    order: list[Value] = [cls]
    while any(sequences):
        sequences = [sequence for sequence in sequences if sequence]
        heads = (sequence[0] for sequence in sequences)
        tails = [sequence[1:] for sequence in sequences]
        head = next((head for head in heads if not any(head in tail for tail in tails)), None)
        if head is None:
            head = sequences[0][0]
        order.append(head)
        sequences = [[item for item in sequence if item != head] for sequence in sequences]
    return tuple(order)


def _library(base: Value) -> list[Value]:
    if isinstance(base, External):
        return [External(name) for name in libraries.ancestry(base.name)]
    return [base]


def instantiate(machine: Machine, cls: Class, arguments: Arguments, site: Site) -> Value:
    """What calling a class of the project gives."""
    instance = Instance(cls, machine.new_key(cls.qualname), site, machine.unit.key)
    maker = _lookup(cls, "__new__")
    if isinstance(maker, Function):
        made = machine.call(maker, arguments.after(cls), site)
        if not isinstance(made, Instance):
            return instance if made is UNKNOWN else made
        instance = made
    initializer = _lookup(cls, "__init__")
    library = libraries.native_base(cls)
    if isinstance(initializer, Function):
        machine.call(BoundMethod(initializer, instance), arguments, site)
        if library is not None and "initialized" not in instance.state:
            # __init__ did not reach the library's own through super().
            libraries.initialize(library, Call(machine, Arguments(is_open=True), site, instance))
    elif library is not None:
        libraries.initialize(library, Call(machine, arguments, site, instance))
    else:
        _assign_fields(machine, cls, instance, arguments)
    return instance


def _lookup(cls: Class, name: str) -> Value:
    for base in cls.mro:
        if isinstance(base, Class) and name in base.namespace:
            return base.namespace[name]
    return MISSING


def _assign_fields(machine: Machine, cls: Class, instance: Instance, arguments: Arguments) -> None:
    """What the generated ``__init__`` of a dataclass or named tuple does."""
    fields: dict[str, Value] = {}
    for base in reversed(cls.mro):
        if isinstance(base, Class) and base.node is not None:
            for statement in base.node.body:
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    name = statement.target.id
                    fields[name] = base.namespace.get(name, UNKNOWN)
    for name in _unset(fields, arguments):
        fields[name] = _default(machine, fields[name])
    fields.update(zip(list(fields), arguments.args, strict=False))
    fields.update({key: item for key, item in arguments.kwargs.items() if key in fields})
    instance.attributes.update(fields)
    if any(isinstance(base, External) and base.name == "typing.NamedTuple" for base in cls.mro):
        instance.state["items"] = tuple(fields.values())
    hook = _lookup(cls, "__post_init__")
    if isinstance(hook, Function):
        machine.call(BoundMethod(hook, instance), Arguments(), instance.site)


def _unset(fields: dict[str, Value], arguments: Arguments) -> list[str]:
    return [name for name in list(fields)[len(arguments.args) :] if name not in arguments.kwargs]


def _default(machine: Machine, value: Value) -> Value:
    """The value of a field that was not passed; ``field(default_factory=…)`` is called."""
    factory = attributes.field_factory(value)
    if factory is MISSING:
        return value
    return machine.call(factory, Arguments(), Site("", ast.Pass()))
