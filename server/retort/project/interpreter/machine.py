"""The machine: executes units of set-up code and keeps what they said."""

from __future__ import annotations

import ast
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from retort.project.interpreter import attributes, calls, enums, expressions, statements
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.early_reads import ALL_NAMES, EarlyRead, EarlyReads, Name
from retort.project.interpreter.frame import Frame
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.redefinitions import Redefinitions
from retort.project.interpreter.shared_calls import SharedCalls
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    Deferred,
    DictValue,
    Function,
    Instance,
    ListValue,
    Module,
    Scope,
    Site,
    Value,
)
from retort.project.journal import Entry
from retort.project.modules import Modules

logger = logging.getLogger(__name__)

MAX_STEPS = 400_000
"""Expressions that one unit may evaluate."""

MAX_CALL_STEPS = 50_000
"""Expressions that a call may evaluate without registering anything."""

MAX_DEPTH = 110
"""Nested evaluations, far below the recursion limit of the hosting interpreter."""

MAX_CALLS = 28
"""Nested calls of the project's functions."""

MAX_RECURSION = 10
"""Nested calls of one method, each on another object."""


class OutOfSteps(Exception):  # noqa: N818 - a signal, not a fault
    """A unit did more than any set-up code does; what it said so far counts."""


@dataclass(eq=False, slots=True)
class Entered:
    """A function that is being executed: its first argument, how many steps and registrations
    the unit had made before.
    """

    function: Function
    first: Value
    steps: int
    registrations: int


class CallTooLong(Exception):  # noqa: N818 - a signal, not a fault
    """A call goes on and on, but not about routes; only what it returns is given up."""

    def __init__(self, entered: Entered) -> None:
        super().__init__()
        self.entered = entered


@dataclass(slots=True)
class Unit:
    """One evaluation: a module body, or a call of an entry point.

    - ``journal``: the registrations that it made, in order.
    - ``reads``: what it looked up in modules of other units, by path and name.
    - ``loads``: the paths of the modules it imported; ``needs``: those that had to be executed
      for it, in this order; ``asked``: what it asked about the files that there are, see
      ``Modules``.
    - ``early``: what it read of modules that were being executed, and ``inside`` the paths of
      those in the middle of which it ran itself.
    - ``entered``: the functions of other units that it ran.
    - ``mutated``: units whose objects it changed.
    - ``costly``: functions that went on too long once, and are not called again.
    - ``imports_unknown``: it imports a module whose name cannot be told.
    - ``in_context``: whether its body, which looks at the app of a context, had one; None if it
      looks at none.
    - ``sees_everything``: it asked for all subclasses of a class, wherever they are.
    """

    key: str
    journal: list[Entry] = field(default_factory=list)
    reads: dict[tuple[str, str], Value] = field(default_factory=dict)
    loads: dict[str, None] = field(default_factory=dict)
    needs: dict[str, None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    early: dict[Name, EarlyRead] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    entered: dict[Function, None] = field(default_factory=dict)
    mutated: set[str] = field(default_factory=set)
    serials: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    next_check: int = MAX_CALL_STEPS
    costly: set[Function] = field(default_factory=set)
    is_complete: bool = True
    in_context: bool | None = None
    sees_everything: bool = False
    imports_unknown: bool = False


class Machine:
    """Evaluates modules on demand, each once, and entry points on request."""

    def __init__(self, modules: Modules) -> None:
        self.files = modules
        modules.asked = self._asked
        self.modules: dict[str, Module] = {}
        self.units: dict[str, Unit] = {}
        self.changed: set[str] = set()
        self.started: list[str] = []
        self.early_reads = EarlyReads(modules.member)
        self.unit = Unit("")
        self.depth = 0
        self.muted = 0
        self.call_stack: list[Entered] = []
        self.contexts: list[Value] = []
        self.resolving: set[tuple[str, str]] = set()
        self.redefinitions = Redefinitions()
        self.shared_calls = SharedCalls()
        self.functions: dict[str, list[Function]] = {}
        self.classes: dict[str, list[Class]] = {}

    # Units

    @contextmanager
    def running(self, key: str) -> Iterator[Unit]:
        """Makes a fresh unit the current one; running out of steps ends only that unit."""
        outer = self.unit, self.depth, self.muted, self.call_stack
        contexts = list(self.contexts)
        self.unit = self.units[key] = Unit(key)
        self.changed.add(key)
        self.started.append(key)
        self.depth = self.muted = 0
        self.call_stack = []
        try:
            yield self.unit
        except (OutOfSteps, RecursionError):
            self.unit.is_complete = False
        except Exception:
            # A fault of the interpreter costs what this unit would still have said.
            logger.exception("cannot evaluate %s", key)
            self.unit.is_complete = False
        finally:
            self.unit, self.depth, self.muted, self.call_stack = outer
            self.contexts = contexts

    def load(self, path: str) -> Module:
        """The module of a file or namespace folder, executed if it was not before.

        A module that is being executed is returned as far as it got, as Python does.
        """
        module = self.imported(path)
        self._need(path)
        if module.is_pending:
            self._run(module)
        return module

    def imported(self, path: str) -> Module:
        """Like ``load``, but a module that has nothing to do with routes stays pending
        until something of it is needed: most imports serve the bodies of views.
        """
        self.unit.loads[path] = None
        module = self.modules.get(path)
        if module is None:
            module = self.modules[path] = Module(self.files.name(path), path, Scope(None))
            module.scope.variables["__name__"] = module.name
            module.is_inert = self.files.is_inert(path)
            self.functions[path] = []
            self.classes[path] = []
        if not module.is_inert:
            self._need(path)
        if module.is_pending:
            if not module.is_inert:
                self._run(module)
        elif self.contexts and path in self.units and self.units[path].in_context is False:
            # It was executed by itself; only now is there an app for it to find.
            self.forget(path)
            self._run(module)
        return module

    def _asked(self, what: str) -> None:
        self.unit.asked.add(what)

    def drop(self, key: str) -> None:
        """Forgets a unit; ``changed`` has the keys of those that ran or were dropped, ``started``
        those that ran, one after another.
        """
        self.units.pop(key, None)
        self.changed.add(key)

    def forget(self, path: str) -> None:
        """Makes a module pending again; the object stays the one that others hold."""
        self.drop(path)
        module = self.modules.get(path)
        if module is not None:
            module.scope.variables.clear()
            module.scope.variables["__name__"] = module.name
            module.external_stars.clear()
            module.is_inert = self.files.is_inert(path)
            module.is_pending = True
            self.redefinitions.expect(path, (*self.functions[path], *self.classes[path]))
            self.functions[path] = []
            self.classes[path] = []

    def remove(self, path: str) -> None:
        """Forgets a module whose file is gone."""
        self.drop(path)
        for known in (self.modules, self.functions, self.classes):
            known.pop(path, None)
        self.redefinitions.done(path)

    def subclasses(self, cls: Class) -> list[Value]:
        """The classes derived directly from ``cls`` that were executed so far."""
        self.unit.sees_everything = True
        return [item for known in self.classes.values() for item in known if cls in item.bases]

    def _run(self, module: Module) -> None:
        module.is_pending = False
        tree = self.files.tree(module.path)
        if tree is not None:
            executing = self.early_reads.executing
            with self.running(module.path) as unit:
                unit.inside = self.early_reads.inside(module.path)
                executing.append(module.path)
                try:
                    self.execute(tree.body, Frame(module, module.scope))
                finally:
                    executing.pop()
                    self.redefinitions.done(module.path)

    # Evaluation

    def evaluate(self, node: ast.expr, frame: Frame) -> Value:
        """The value of an expression; ``UNKNOWN`` where it cannot be told."""
        unit = self.unit
        unit.steps += 1
        if unit.steps > unit.next_check:
            self._check_steps(unit)
        if self.depth > MAX_DEPTH:
            return UNKNOWN
        self.depth += 1
        try:
            return expressions.evaluate(self, node, frame)
        finally:
            self.depth -= 1

    def _check_steps(self, unit: Unit) -> None:
        if unit.steps > MAX_STEPS:
            raise OutOfSteps
        unit.next_check = unit.steps + MAX_CALL_STEPS // 50
        for entered in reversed(self.call_stack):
            is_long = unit.steps - entered.steps > MAX_CALL_STEPS
            if is_long and len(unit.journal) == entered.registrations:
                raise CallTooLong(entered)

    def execute(self, body: list[ast.stmt], frame: Frame) -> statements.Outcome:
        """Runs statements; returns how they ended."""
        return statements.execute(self, body, frame)

    def call(self, function: Value, arguments: Arguments, site: Site) -> Value:
        """What a call returns; its registrations go to the journal."""
        return calls.call(self, function, arguments, site)

    def iterate_object(self, value: Value) -> tuple[list[Value], bool] | None:
        """The items of an enumeration or of an object with ``__iter__``."""
        if isinstance(value, Class):
            return (enums.members(value), True) if enums.is_enum(value) else None
        if isinstance(value, Instance):
            method = attributes.of_class(self, value, "__iter__")
            made = UNKNOWN if method is None else self.call(method, Arguments(), value.site)
            if isinstance(made, (ListValue, DictValue, tuple)):
                return iterate(self, made)
        return None

    # Records

    def record(self, entry: Entry) -> None:
        """Writes a registration to the journal of the current unit."""
        if not self.muted:
            self.unit.journal.append(entry)

    def read(self, module: Module, name: str) -> Value:
        """A name of a module's namespace, noting that the current unit depends on it."""
        is_other = module.path != self.unit.key
        if is_other:
            self._need(module.path)
        if module.is_pending:
            self._run(module)
        found = module.scope.variables.get(name, MISSING)
        value = self.resolve(found) if isinstance(found, Deferred) else found
        if is_other:
            self._note_read(module, name, found, value)
        return value

    def read_names(self, module: Module) -> list[str]:
        """All names of a module's namespace, noting that the current unit depends on them."""
        names = list(module.scope.variables)
        if module.path != self.unit.key:
            self._note_read(module, ALL_NAMES, tuple(names), tuple(names))
        return names

    def _note_read(self, module: Module, name: str, found: Value | Deferred, value: Value) -> None:
        unit = self.unit
        if unit.inside or self.early_reads.executing:
            self.early_reads.read(unit.key, unit.early, module, name, found)
        unit.reads.setdefault((module.path, name), value)

    def _need(self, path: str) -> None:
        needs = self.unit.needs
        if path not in needs:
            needs[path] = None
            module = self.modules.get(self.unit.key)
            if module is not None:
                self.early_reads.needs(module, path)

    def _resolve_in(self, module: Module, name: str, deferred: Deferred) -> Value:
        """Puts the value in place, on which the module depends from now on, whoever asks."""
        value = module.scope.variables[name] = self.resolve(deferred)
        unit = self.units.get(module.path)
        if unit is not None and unit is not self.unit:
            unit.reads.setdefault((deferred.module.path, deferred.name), value)
            self.changed.add(module.path)
        return value

    def resolve(self, deferred: Deferred) -> Value:
        """The value that an import stands for. Whoever asks for it needs that module: it would
        depend on who was first if the value took its place. Modules that import a name
        from each other have no value for it.
        """
        wanted = deferred.module.path, deferred.name
        if wanted in self.resolving:
            return UNKNOWN
        self.resolving.add(wanted)
        try:
            value = attributes.of_module(self, deferred.module, deferred.name)
        finally:
            self.resolving.discard(wanted)
        return UNKNOWN if value is MISSING else value

    def mutating(self, value: ListValue | DictValue | Instance | Class) -> None:
        """Notes a change of an object, which may belong to another unit."""
        if value.owner != self.unit.key:
            self.unit.mutated.add(value.owner)

    def new_key(self, name: str) -> str:
        """A key for a new object, the same each time that the unit is evaluated."""
        self.unit.serials[name] += 1
        return f"{self.unit.key}#{name}#{self.unit.serials[name]}"

    def new_list(self, items: list[Value], *, is_open: bool = False) -> ListValue:
        return ListValue(items, self.unit.key, is_open)

    def new_dict(self, items: Mapping[Any, Value], *, is_open: bool = False) -> DictValue:
        return DictValue(dict(items), self.unit.key, is_open)
