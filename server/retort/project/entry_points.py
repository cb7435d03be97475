"""Which functions build apps, though no module calls them: factories, ``main``, methods."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from retort.project.files import Files
from retort.project.interpreter import libraries
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.machine import Machine
from retort.project.interpreter.values import BoundMethod, Function, Instance, Site, Value

APP_CLASS = "flask.Flask"
_TESTS = re.compile(r"(^|/)(tests?/|test_[^/]*\.py$|[^/]*_tests?\.py$|conftest\.py$)")
_STARTS = re.compile(
    r"main|cli|(run|serve|start)(_server|_app|_web)?|(\w+_)?(app|application|app_factory)"
)
"""Names of functions that start a program or set an app up; those that register are run."""
_REGISTERING = frozenset({"register_blueprint", "add_url_rule", "add_resource", "add_namespace"})


def is_test(path: str) -> bool:
    """Whether a file belongs to tests. Apps that tests make are not the project's: such
    files are evaluated only when other code imports them.
    """
    return _TESTS.search(path) is not None


def run_entry_points(machine: Machine, files: Files, paths: Iterable[str]) -> None:
    """Calls every function in ``paths`` that builds an app and that nothing called yet.

    Callers come before what they call, so that a factory gets the arguments which the
    project passes to it; each is a unit of its own.
    """
    builders = find_builders(machine, files, list(paths))
    called = {name for names in builders.values() for name in names}
    for function in sorted(builders, key=lambda function: _called_as(function) in called):
        if not _was_entered(machine, function):
            with machine.running(f"{function.module.path}:{function.qualname}"):
                _enter(machine, function)


def _was_entered(machine: Machine, function: Function) -> bool:
    return any(function in unit.entered for unit in machine.units.values())


def _enter(machine: Machine, function: Function) -> None:
    """Calls a function, or a method of a new object, as if without arguments."""
    site = Site(function.module.path, function.node)
    cls = function.defined_in
    if cls is None:
        machine.call(function, Arguments([], _command_line(function)), site)
        return
    instance = machine.call(cls, Arguments(), site)
    if isinstance(instance, Instance) and not _was_entered(machine, function):
        machine.call(BoundMethod(function, instance), Arguments(), site)


def _command_line(function: Function) -> dict[str, Value]:
    """The defaults that click's decorators give to the parameters of a command."""
    defaults: dict[str, Value] = {}
    for decorator in getattr(function.node, "decorator_list", ()):
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
            names = [a.value for a in decorator.args if isinstance(a, ast.Constant)]
            for keyword in decorator.keywords:
                if keyword.arg == "default" and isinstance(keyword.value, ast.Constant):
                    options = [name for name in names if isinstance(name, str)]
                    defaults.update({_parameter(n): keyword.value.value for n in options})
    parameters = function.node.args
    known = {a.arg for a in (*parameters.args, *parameters.kwonlyargs)}
    return {name: value for name, value in defaults.items() if name in known}


def _parameter(option: str) -> str:
    return option.lstrip("-").partition("/")[0].replace("-", "_")


def find_builders(machine: Machine, files: Files, paths: list[str]) -> dict[Function, set[str]]:
    """The functions that make an app, or call another that does, with the names they call.

    Functions that by their name start a program or set up an app count if they, or what
    they call, register anything.
    """
    calls = {
        function: names
        for path in paths
        if (file := files.get(path)) is not None and "flask" in file.text.lower()
        for function, names in _calls(machine, path)
    }
    found = _callers(calls, _app_class_names(machine))
    for function, names in _callers(calls, set(_REGISTERING)).items():
        if _STARTS.fullmatch(function.name):
            found.setdefault(function, names)
    return found


def _callers(calls: dict[Function, set[str]], wanted: set[str]) -> dict[Function, set[str]]:
    """The functions that call one of the ``wanted`` names, directly or through others."""
    found: dict[Function, set[str]] = {}
    while True:
        new = [f for f, names in calls.items() if f not in found and names & wanted]
        if not new:
            return {function: calls[function] & wanted for function in found}
        for function in new:
            found[function] = set()
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
        named = []
        if isinstance(current, ast.Call):
            named = [current.func]
        elif isinstance(current, ast.ClassDef):
            # A subclass of Flask that only this function knows.
            named = current.bases
        for callee in named:
            if isinstance(callee, ast.Name):
                yield callee.id
            elif isinstance(callee, ast.Attribute):
                yield callee.attr
        pending.extend(ast.iter_child_nodes(current))
