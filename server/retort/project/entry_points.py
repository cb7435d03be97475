"""Which functions build apps, though no module calls them: factories, ``main``, methods."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from retort.project.callers import Calls, callers, calls_of, marks_of
from retort.project.files import Files
from retort.project.interpreter import libraries
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.machine import Machine, Unit
from retort.project.interpreter.values import BoundMethod, Function, Instance, Site, Value
from retort.project.journal import AddRule

APP_CLASS = "flask.Flask"
_TESTS = re.compile(r"(^|/)(tests?/|test_[^/]*\.py$|[^/]*_tests?\.py$|conftest\.py$)")
_STARTS = re.compile(
    r"main|cli|(run|serve|start)(_server|_app|_web)?|(\w+_)?(app|application|app_factory)"
    r"|(\w+_)?wsgi(_\w+)?"
)
"""Names of functions that start a program or set an app up; those that register are run."""
_REGISTERING = frozenset(
    {"register_blueprint", "register_api", "add_url_rule", "add_resource", "add_namespace"}
)


def is_test(path: str) -> bool:
    """Whether a file belongs to tests. Apps that tests make are not the project's: such
    files are evaluated only when other code imports them.
    """
    return _TESTS.search(path) is not None


class EntryPoints:
    """The calls that start what no module starts by itself; each is a unit of its own."""

    def __init__(self, machine: Machine, files: Files) -> None:
        self._machine = machine
        self._files = files
        self._calls: dict[str, Calls] = {}
        self._wanted: set[str] = set()
        self._builders: set[tuple[str, str]] = set()
        self._entered: dict[str, frozenset[tuple[str, str]]] = {}
        self._keys: dict[str, None] = {}

    def run(self) -> None:
        """Calls every function that builds an app and that nothing called yet.

        Callers come before what they call, so that a factory gets the arguments which the
        project passes to it.
        """
        for path in self._machine.modules:
            self._calls[path] = self._calls_in(path)
        self._run_all()

    def has(self, key: str) -> bool:
        """Whether a unit is an entry point, not the body of a module."""
        return key in self._keys

    def keys(self) -> Iterable[str]:
        """Those of the entry points, in the order in which they are called."""
        return self._keys

    def run_again(self, keys: Iterable[str]) -> None:
        """Calls the entry points ``keys`` once more; those that are gone are dropped."""
        for key in keys:
            self._machine.drop(key)
            path, _, qualname = key.partition(":")
            for function in reversed(self._machine.functions.get(path, ())):
                if function.qualname == qualname:
                    self._run(function)
                    break

    def update(self, done: set[str]) -> bool:
        """Follows the units ``done`` that ran again. Only if that may have changed what an
        entry point is are all of them called anew.

        Returns whether that was possible: not so if they changed objects of modules, which
        stay changed.
        """
        paths = done & self._machine.modules.keys() | done & self._calls.keys()
        before = {path: self._summary(path) for path in paths}
        for path in paths:
            self._calls[path] = self._calls_in(path)
        same = all(self._summary(path) == before[path] for path in paths)
        same &= all(self._entered.get(key) == self._builders_entered(key) for key in done)
        if not same:
            units = self._machine.units
            if any(units[key].mutated - self._keys.keys() for key in self._keys if key in units):
                return False
            for key in self._keys:
                self._machine.drop(key)
            self._run_all()
        return True

    def _summary(self, path: str) -> object:
        calls = self._calls.get(path, {})
        related = [
            (function.qualname, marks & self._wanted)
            for function, marks in calls.items()
            if marks_of(function) & self._wanted or marks & self._wanted
        ]
        return related, self._app_classes(path)

    def _run_all(self) -> None:
        builders = self._find_builders()
        self._builders = {(f.module.path, f.qualname) for f in builders}
        self._machine.shared_calls.factories = self._builders
        self._machine.shared_calls.callers = self._keys.keys()
        called = {mark for marks in builders.values() for mark in marks}
        self._wanted = called | self._makers() | _REGISTERING
        self._wanted |= {mark for function in builders for mark in marks_of(function)}
        self._keys.clear()
        entered = {f for unit in self._machine.units.values() for f in unit.entered}
        for function in sorted(builders, key=lambda function: bool(marks_of(function) & called)):
            if function not in entered:
                entered |= self._run(function).entered.keys()
        self._entered = {key: self._builders_entered(key) for key in self._machine.units}

    def _run(self, function: Function) -> Unit:
        key = f"{function.module.path}:{function.qualname}"
        self._keys[key] = None
        with self._machine.running(key) as unit:
            _enter(self._machine, function)
        return unit

    def _builders_entered(self, key: str) -> frozenset[tuple[str, str]]:
        unit = self._machine.units.get(key)
        if unit is None:
            return frozenset()
        entered = {(function.module.path, function.qualname) for function in unit.entered}
        return frozenset(entered & self._builders)

    def _calls_in(self, path: str) -> Calls:
        file = None if is_test(path) else self._files.get(path)
        if file is None or not self._files.speaks_of_flask(path):
            return {}
        # Of those with the same name, the last one is the one that can be called.
        functions = {f.qualname: f for f in self._machine.functions.get(path, ())}.values()
        views = self._views_of(path)
        return {f: calls_of(f, file) for f in functions if f.node not in views}

    def _views_of(self, path: str) -> set[ast.AST]:
        """The views that a module registers itself: they run on request, and start nothing."""
        unit = self._machine.units.get(path)
        entries = [] if unit is None else unit.journal
        return {
            entry.view.node
            for entry in entries
            if isinstance(entry, AddRule) and entry.view and entry.view.node
        }

    def _app_classes(self, path: str) -> set[str]:
        return app_classes(self._machine, path)

    def _makers(self) -> set[str]:
        """The names of the classes of apps."""
        own = {name for path in self._calls for name in self._app_classes(path)}
        return libraries.descendants(APP_CLASS) | own

    def _find_builders(self) -> Calls:
        """The functions that make an app, or call another that does, with what they call.

        Functions that by their name start a program or set up an app count if they, or
        what they call, register anything.
        """
        calls = {f: marks for path in sorted(self._calls) for f, marks in self._calls[path].items()}
        found = callers(calls, self._makers())
        for function, marks in callers(calls, _REGISTERING).items():
            if _STARTS.fullmatch(function.name):
                found[function] = found.get(function, frozenset()) | marks
        return found


def app_classes(machine: Machine, path: str) -> set[str]:
    """The names in a module of its classes that derive from Flask's own."""
    classes = {cls for cls in machine.classes.get(path, ()) if libraries.is_a(cls, APP_CLASS)}
    variables = machine.modules[path].scope.variables if classes else {}
    return {name for name, value in variables.items() if value in classes}


def _enter(machine: Machine, function: Function) -> None:
    """Calls a function, or a method of a new object, as if without arguments."""
    site = Site(function.module.path, function.node)
    cls = function.defined_in
    if cls is None:
        machine.call(function, Arguments([], _command_line(function)), site)
        return
    instance = machine.call(cls, Arguments(), site)
    if isinstance(instance, Instance) and function not in machine.unit.entered:
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
