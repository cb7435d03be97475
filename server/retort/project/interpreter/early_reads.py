"""What modules that import each other in a circle see of each other half executed.

A module that is executed again by itself, after an edit, finds the others complete. That comes to
the same as a fresh start as long as it sees what it saw of those that were in the middle of their
execution when it first ran, and shows the same to those that ran in the middle of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from retort.project.interpreter.fingerprints import fingerprint
from retort.project.interpreter.values import MISSING, Deferred, Module, Value

Name: TypeAlias = tuple[str, str]
"""The path of a module, and a name in it."""

Shown: TypeAlias = dict[str, list[tuple[str, object]]]
"""Names of one module and what was seen of them, by ``EarlyRead.through``."""

ALL_NAMES = "*"
"""Stands for the names that there are, where one asks for all of them."""


@dataclass(frozen=True, slots=True)
class EarlyRead:
    """What a name meant then. ``through`` is the path of the module which the half executed
    one was about to import, and in which, or below which, the name was read.
    """

    through: str
    seen: object


@dataclass(frozen=True, slots=True)
class Alone:
    """What a module has to see, and to show, where it runs again by itself.

    ``inside`` are the paths of the modules that it first ran in the middle of, ``early`` what it
    saw of them; ``shown`` what others saw of it, by ``EarlyRead.through``.
    """

    inside: tuple[str, ...] = ()
    early: dict[Name, EarlyRead] = field(default_factory=dict)
    shown: Shown = field(default_factory=dict)


class EarlyReads:
    """Keeps what is seen early, and compares it where a module runs alone.

    ``executing`` are the paths of the modules that are half executed, the outermost first;
    ``differing`` those for which running alone came to something else.
    """

    def __init__(self, member: Callable[[str, str], str | None]) -> None:
        """``member`` finds the path of a module in a folder."""
        self._member = member
        self.executing: list[str] = []
        self.alone: dict[str, Alone] = {}
        self.differing: set[str] = set()

    def inside(self, path: str) -> tuple[str, ...]:
        """The modules in the middle of which the one at ``path``, which starts now, counts."""
        alone = self.alone.get(path)
        return tuple(self.executing) if alone is None else alone.inside

    def read(
        self,
        reader: str,
        known: dict[Name, EarlyRead],
        module: Module,
        name: str,
        value: Value | Deferred,
    ) -> None:
        """Follows the reading of a name; ``known`` is what the unit ``reader`` saw early so far."""
        key = module.path, name
        alone = self.alone.get(reader)
        if key in known:
            return
        if module.path in self.executing:
            place = self.executing.index(module.path) + 1
            through = (*self.executing, reader)[place]
            known[key] = EarlyRead(through, self._seen(module, name, value))
        elif alone is not None and module.path in alone.inside:
            early = alone.early.get(key)
            if early is not None and early.seen == self._seen(module, name, value):
                known[key] = early
            else:
                self.differing.add(reader)

    def needs(self, module: Module, path: str) -> None:
        """Follows that a module first needs the one at ``path``: now others look at it."""
        alone = self.alone.get(module.path)
        for name, seen in alone.shown.get(path, ()) if alone else ():
            value = value_of(module, name)
            if self._seen(module, name, value) != seen:
                self.differing.add(module.path)

    def _seen(self, module: Module, name: str, value: Value | Deferred) -> object:
        """A module inside of a package is the same, whether or not the package names it yet."""
        if value is MISSING and module.is_package:
            path = self._member(module.folder, name)
            if path is not None:
                return "module", path
        if isinstance(value, Deferred):
            return "deferred", value.module.path, value.name
        return fingerprint(value)


def value_of(module: Module, name: str) -> Value | Deferred:
    """What a name means in a module by now."""
    if name == ALL_NAMES:
        return tuple(module.scope.variables)
    return module.scope.variables.get(name, MISSING)


def shown_to(path: str, reads: Iterable[dict[Name, EarlyRead]]) -> Shown:
    """What the units that saw these things early saw of the module at ``path``."""
    shown: Shown = {}
    for early in reads:
        for (owner, name), read in early.items():
            if owner == path:
                shown.setdefault(read.through, []).append((name, read.seen))
    return shown
