"""``collections.namedtuple()``, a class made by a call, and ``types.SimpleNamespace``."""

from __future__ import annotations

import ast

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.classes import linearize
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    UNKNOWN,
    Class,
    External,
    Instance,
    Value,
)


def _namedtuple(call: Call) -> Value:
    """``namedtuple(typename, field_names, *, defaults=None)``, as the class it stands for.

    https://docs.python.org/3/library/collections.html#collections.namedtuple
    """
    name, given = call.argument(0, "typename"), call.argument(1, "field_names")
    fields = _field_names(call, given)
    if not isinstance(name, str) or not name.isidentifier() or fields is None:
        return UNKNOWN
    defaults, _ = iterate(call.machine, call.arguments.kwargs.get("defaults", ()))
    body = "".join(f"\n    {field}: object" for field in fields) or "\n    pass"
    (node,) = ast.parse(f"class {name}:{body}").body
    assert isinstance(node, ast.ClassDef)
    machine = call.machine
    namespace: dict[str, Value] = dict(
        zip(fields[len(fields) - len(defaults) :], defaults, strict=False)
    )
    bases = (External("typing.NamedTuple"),)
    module = machine.load(call.site.path)
    made = Class(name, name, node, module, bases, namespace, machine.unit.key)
    made.mro = linearize(made)
    return made


def _field_names(call: Call, given: Value) -> list[str] | None:
    if isinstance(given, str):
        names: list[Value] = list(given.replace(",", " ").split())
    else:
        names, complete = iterate(call.machine, given)
        if not complete:
            return None
    fields = [name for name in names if isinstance(name, str) and name.isidentifier()]
    return fields if len(fields) == len(names) else None


def _new_namespace(call: Call) -> Value:
    """``SimpleNamespace(**attributes)``."""
    if isinstance(call.receiver, Instance):
        call.receiver.attributes.update(call.arguments.kwargs)
    return None


LIBRARY = Library(
    classes=(LibraryClass("types.SimpleNamespace", initialize=_new_namespace),),
    functions={"collections.namedtuple": _namedtuple},
)
