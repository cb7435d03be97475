"""Calls of one factory with the same arguments, by several entry points: evaluated once.

A project with many commands calls its factory in each of them. The apps that this makes are told
apart by nothing that set-up code elsewhere can see, so all may be the one that was made first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retort.project.interpreter import libraries
from retort.project.interpreter.arguments import Arguments
from retort.project.interpreter.fingerprints import fingerprint
from retort.project.interpreter.values import Function, Instance, Value

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine, Unit

_APP_CLASS = "flask.Flask"


@dataclass(frozen=True, slots=True)
class Asked:
    """A call of a factory: its path and name, its ``arguments`` in a form that can be compared,
    and the units whose objects had been ``changed`` before it.
    """

    factory: tuple[str, str]
    arguments: object
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Made:
    """The ``app`` that a call made in a ``unit``, and the units that were ``changed`` by then."""

    asked: Asked
    unit: Unit
    app: Instance
    changed: frozenset[str]


class SharedCalls:
    """Remembers what ``factories``, by path and name, made for the units with the keys ``callers``.

    Whoever gets an app from another unit depends on all that this one depends on, and runs again
    together with it.
    """

    def __init__(self) -> None:
        self.factories: Set[tuple[str, str]] = frozenset()
        self.callers: Collection[str] = ()
        self._made: defaultdict[tuple[str, str], list[_Made]] = defaultdict(list)

    def asked(self, machine: Machine, function: Function, arguments: Arguments) -> Asked | None:
        """What a call asks for; None if that is not to be remembered: it is not made by an entry
        point, calls no factory, or stands in a branch that nobody knows to be taken.
        """
        factory = function.module.path, function.qualname
        if factory not in self.factories or machine.unit.key not in self.callers or machine.muted:
            return None
        return Asked(factory, _summary(arguments), frozenset(machine.unit.mutated))

    def find(self, machine: Machine, asked: Asked) -> Instance | None:
        """The app that such a call made before."""
        self._made[asked.factory] = [
            made
            for made in self._made[asked.factory]
            if machine.units.get(made.unit.key) is made.unit
        ]
        for made in self._made[asked.factory]:
            may_differ = made.changed | {made.unit.key}
            is_same = made.asked.arguments == asked.arguments
            if is_same and made.asked.changed <= asked.changed <= may_differ:
                if made.unit is not machine.unit:
                    _depend(machine.unit, made.unit)
                return made.app
        return None

    def note(self, machine: Machine, asked: Asked, result: Value) -> None:
        """Remembers an app that a call has just made."""
        if isinstance(result, Instance) and libraries.is_a(result, _APP_CLASS):
            changed = frozenset(machine.unit.mutated)
            self._made[asked.factory].append(_Made(asked, machine.unit, result, changed))


def _summary(arguments: Arguments) -> object:
    args = tuple(fingerprint(value) for value in arguments.args)
    kwargs = tuple((k, fingerprint(v)) for k, v in arguments.kwargs.items())
    return args, kwargs, arguments.is_open


def _depend(unit: Unit, other: Unit) -> None:
    unit.mutated.add(other.key)
    unit.entered |= other.entered
    unit.loads |= other.loads
    unit.needs |= other.needs
    unit.asked |= other.asked
    unit.reads = other.reads | unit.reads
    unit.imports_unknown |= other.imports_unknown
