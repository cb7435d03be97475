"""Looks names up and binds them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from retort.project.interpreter import attributes, libraries, subscripts
from retort.project.interpreter.builtin_functions import BUILTINS
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Deferred,
    External,
    Module,
    Scope,
    Site,
    Value,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def load(machine: Machine, name: str, frame: Frame) -> Value:
    """What a name means in a frame: enclosing scopes, then the module, then builtins."""
    scope: Scope | None = frame.scope
    innermost = scope
    while scope is not None:
        if (scope is innermost or not scope.is_class) and name in scope.variables:
            if scope is frame.module.scope:
                return machine.read(frame.module, name)
            value = scope.variables[name]
            if isinstance(value, Deferred):
                value = scope.variables[name] = machine.resolve(value)
            return value
        scope = scope.parent
    machine.read(frame.module, name)
    return _builtin(name, frame.module)


def _builtin(name: str, module: Module) -> Value:
    if name == "__file__":
        return "/" + module.path
    if name == "__package__":
        return module.name if module.is_package else module.name.rpartition(".")[0]
    if name == "__path__":
        return (module.folder,) if module.is_package else UNKNOWN
    native = BUILTINS.get(name, MISSING)
    if native is not MISSING:
        return native
    for library in module.external_stars:
        if libraries.is_modelled(f"{library}.{name}"):
            return External(f"{library}.{name}")
    return UNKNOWN


def store(name: str, value: Value, frame: Frame) -> None:
    """Binds a name where the frame's function would."""
    if name in frame.global_names:
        frame.module.scope.variables[name] = value
    elif name in frame.nonlocal_names:
        scope = frame.scope.parent
        while scope is not None:
            if name in scope.variables and not scope.is_class:
                scope.variables[name] = value
                return
            scope = scope.parent
    else:
        frame.scope.variables[name] = value


def assign(machine: Machine, target: ast.expr, value: Value, frame: Frame) -> None:
    """Binds an assignment target: a name, attribute, item, or a tuple of such."""
    if isinstance(target, ast.Name):
        store(target.id, value, frame)
    elif isinstance(target, ast.Attribute):
        owner = machine.evaluate(target.value, frame)
        attributes.store(machine, owner, target.attr, value, Site(frame.module.path, target))
    elif isinstance(target, ast.Subscript):
        container = machine.evaluate(target.value, frame)
        subscripts.store(machine, container, machine.evaluate(target.slice, frame), value)
    elif isinstance(target, ast.Starred):
        assign(machine, target.value, value, frame)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(machine, target.elts, value, frame)


def _unpack(machine: Machine, targets: list[ast.expr], value: Value, frame: Frame) -> None:
    items, complete = iterate(machine, value)
    starred = [index for index, target in enumerate(targets) if isinstance(target, ast.Starred)]
    if not complete:
        items = []
    elif starred:
        first, after = starred[0], len(targets) - starred[0] - 1
        rest = items[first : len(items) - after]
        items = [*items[:first], machine.new_list(rest), *items[len(items) - after :]]
    for index, target in enumerate(targets):
        assign(machine, target, items[index] if index < len(items) else UNKNOWN, frame)
