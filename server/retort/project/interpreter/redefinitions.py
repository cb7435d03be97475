"""Functions and classes that stay the same objects when their module is executed again.

Other modules hold on to what they have imported, and are left alone as long as that looks the same.
So an object that looks the same takes over what the new execution of its statement made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from retort.project.interpreter.fingerprints import place
from retort.project.interpreter.values import Class, Function

D = TypeVar("D", Function, Class)

_Look: TypeAlias = tuple[type, str, object]


class Redefinitions:
    """Knows, by the path of their module, the definitions that a module made when it last ran."""

    def __init__(self) -> None:
        self._former: dict[str, dict[_Look, Function | Class]] = {}

    def expect(self, path: str, former: Iterable[Function | Class]) -> None:
        """Says that a module is to be executed again, and what it has defined so far."""
        known = self._former.setdefault(path, {})
        for definition in former:
            known[_look(definition)] = definition

    def done(self, path: str) -> None:
        """Says that the module was executed, or is gone."""
        self._former.pop(path, None)

    def same_object(self, made: D) -> D:
        """``made``, or the former object that looks like it and now is what ``made`` is."""
        former = self._former.get(made.module.path)
        kept = former.pop(_look(made), None) if former else None
        if not isinstance(kept, type(made)):
            return made
        for name in made.__slots__:
            setattr(kept, name, getattr(made, name))
        return kept


def _look(definition: Function | Class) -> _Look:
    node = definition.node
    return type(definition), definition.qualname, None if node is None else place(node)
