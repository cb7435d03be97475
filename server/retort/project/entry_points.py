"""Which functions build apps, though no module calls them: factories, ``main``, methods."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from retort.project.files import File, Files
from retort.project.interpreter import libraries
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.machine import Machine, Unit
from retort.project.interpreter.values import BoundMethod, Function, Instance, Site, Value
from retort.project.journal import AddRule

APP_CLASS = "flask.Flask"
_TESTS = re.compile(r"(^|/)(tests?/|test_[^/]*\.py$|[^/]*_tests?\.py$|conftest\.py$)")
_STARTS = re.compile(
    r"main|cli|(run|serve|start)(_server|_app|_web)?|(\w+_)?(app|application|app_factory)"
)
"""Names of functions that start a program or set an app up; those that register are run."""
_CALLED_REVERSED = re.compile(r"\(\s*(\w+)")
"""What stands before a bracket, in a text that is read backwards: searching for the bracket
is many times faster than trying every word.
"""
_ASSIGNED = re.compile(r"=[ \t]*(\w+)[ \t\r]*$", re.MULTILINE)
_DERIVED = re.compile(r"^\s*class\s+\w+\s*\(([^)]*)\)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_]\w*")
_REGISTERING = frozenset({"register_blueprint", "add_url_rule", "add_resource", "add_namespace"})


def is_test(path: str) -> bool:
    """Whether a file belongs to tests. Apps that tests make are not the project's: such
    files are evaluated only when other code imports them.
    """
    return _TESTS.search(path) is not None


Calls = dict[Function, set[str]]
"""Functions with the bare names of what they call."""


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

    def run_again(self, keys: Iterable[str]) -> None:
        """Calls the entry points ``keys`` once more; those that are gone are dropped."""
        for key in keys:
            self._machine.drop(key)
            path, _, qualname = key.partition(":")
            for function in self._machine.functions.get(path, ()):
                if function.qualname == qualname:
                    self._run(function)
                    break

    def update(self, done: set[str]) -> None:
        """Follows the units ``done`` that ran again. Only if that may have changed what an
        entry point is are all of them called anew.
        """
        paths = done & self._machine.modules.keys() | done & self._calls.keys()
        before = {path: self._summary(path) for path in paths}
        for path in paths:
            self._calls[path] = self._calls_in(path)
        same = all(self._summary(path) == before[path] for path in paths)
        same &= all(self._entered.get(key) == self._builders_entered(key) for key in done)
        if not same:
            for key in self._keys:
                self._machine.drop(key)
            self._run_all()

    def _summary(self, path: str) -> object:
        calls = self._calls.get(path, {})
        related = [
            (function.qualname, frozenset(names & self._wanted))
            for function, names in calls.items()
            if function.name in self._wanted or names & self._wanted
        ]
        return related, self._app_classes(path)

    def _run_all(self) -> None:
        builders = self._find_builders()
        self._builders = {(f.module.path, f.qualname) for f in builders}
        self._wanted = {name for names in builders.values() for name in names} | _REGISTERING
        self._wanted |= {_called_as(function) for function in builders}
        self._keys.clear()
        called = {name for names in builders.values() for name in names}
        entered = {f for unit in self._machine.units.values() for f in unit.entered}
        for function in sorted(builders, key=lambda function: _called_as(function) in called):
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
        functions = self._machine.functions.get(path, ())
        views = self._views_of(path)
        return {f: _called_names(f, file) for f in functions if f.node not in views}

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

    def _find_builders(self) -> Calls:
        """The functions that make an app, or call another that does, with the names they call.

        Functions that by their name start a program or set up an app count if they, or
        what they call, register anything.
        """
        calls = {f: names for path in sorted(self._calls) for f, names in self._calls[path].items()}
        wanted = libraries.descendants(APP_CLASS)
        wanted.update(name for path in self._calls for name in self._app_classes(path))
        found = _callers(calls, wanted)
        for function, names in _callers(calls, set(_REGISTERING)).items():
            if _STARTS.fullmatch(function.name):
                found[function] = found.get(function, set()) | names
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


def _called_names(function: Function, file: File) -> set[str]:
    """The bare names that a function seems to call, to derive classes from, or to take as
    defaults or values of variables.

    Found by their form in the text: walking the trees of all functions would take longer
    than parsing them did.
    """
    node = function.node
    lines = file.lines
    text = file.text[lines.line_start(node.lineno - 1) : lines.line_end(node.end_lineno or 0)]
    names = {name[::-1] for name in _CALLED_REVERSED.findall(text[::-1])}
    names.update(_ASSIGNED.findall(text))
    for bases in _DERIVED.findall(text) if "class" in text else ():
        names.update(_NAME.findall(bases))
    for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
        if not isinstance(default, ast.Constant) or isinstance(default.value, str):
            names.update(_NAME.findall(ast.unparse(default)))
    return names
