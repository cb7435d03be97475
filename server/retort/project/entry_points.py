"""Which functions build apps, though no module calls them: factories, ``main``, methods."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from retort.project.interpreter import libraries
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.machine import Machine
from retort.project.interpreter.values import BoundMethod, Class, Function, Instance, Site

APP_CLASS = "flask.Flask"
_TESTS = re.compile(r"(^|/)(tests?/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)")


def is_test(path: str) -> bool:
    """Whether a file belongs to tests. Apps that tests make are not the project's: such
    files are evaluated only when other code imports them.
    """
    return _TESTS.search(path) is not None


def run_entry_points(machine: Machine, paths: Iterable[str]) -> None:
    """Calls every function in ``paths`` that builds an app and that nothing called yet.

    Callers come before what they call, so that a factory gets the arguments which the
    project passes to it; each is a unit of its own.
    """
    builders = find_builders(machine, list(paths))
    called = {name for _, names in builders.values() for name in names}
    order = sorted(builders, key=lambda function: function.name in called)
    for function in order:
        if not _was_entered(machine, function):
            with machine.running(f"{function.module.path}:{function.qualname}"):
                _enter(machine, function)


def _was_entered(machine: Machine, function: Function) -> bool:
    return any(function in unit.entered for unit in machine.units.values())


def _enter(machine: Machine, function: Function) -> None:
    site = Site(function.module.path, function.node)
    open_arguments = Arguments(is_open=not function.node.args.defaults)
    cls = function.defined_in
    if cls is None:
        machine.call(function, Arguments(), site)
        return
    instance = machine.call(cls, Arguments(is_open=True), site)
    if isinstance(instance, Instance) and not _was_entered(machine, function):
        machine.call(BoundMethod(function, instance), open_arguments, site)


def find_builders(machine: Machine, paths: list[str]) -> dict[Function, tuple[Function, set[str]]]:
    """The functions that call an app class, or another function that does.

    Each comes with the names of what it calls.
    """
    calls = {function: names for path in paths for function, names in _calls(machine, path)}
    wanted = _app_class_names(machine)
    found: dict[Function, tuple[Function, set[str]]] = {}
    while True:
        new = [f for f, names in calls.items() if f not in found and names & wanted]
        if not new:
            return found
        for function in new:
            found[function] = (function, calls[function] & wanted)
            wanted.add(_called_as(function))


def _called_as(function: Function) -> str:
    """The name that appears where a function is called: that of the class for ``__init__``."""
    if function.name == "__init__" and function.defined_in is not None:
        return function.defined_in.name
    return function.name


def _app_class_names(machine: Machine) -> set[str]:
    names = libraries.descendants(APP_CLASS)
    for classes in machine.classes.values():
        names.update(cls.name for cls in classes if libraries.is_a(cls, APP_CLASS))
    return names


def _calls(machine: Machine, path: str) -> Iterator[tuple[Function, set[str]]]:
    for function in machine.functions.get(path, ()):
        yield function, set(_called_names(function.node))


def _called_names(node: ast.AST) -> Iterator[str]:
    pending: list[ast.AST] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Call):
            callee = current.func
            if isinstance(callee, ast.Name):
                yield callee.id
            elif isinstance(callee, ast.Attribute):
                yield callee.attr
        pending.extend(ast.iter_child_nodes(current))


__all__ = ["Class", "find_builders", "is_test", "run_entry_points"]
