"""The arguments of a call, and the view of a call that models of libraries get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retort.project.interpreter.values import MISSING, UNKNOWN, Site, Value, is_unknown

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


@dataclass(slots=True)
class Arguments:
    """Evaluated arguments. ``is_open``: a ``*`` or ``**`` that is not known may add to them."""

    args: list[Value] = field(default_factory=list)
    kwargs: dict[str, Value] = field(default_factory=dict)
    is_open: bool = False

    def after(self, *leading: Value) -> Arguments:
        """The same with further positional arguments in front."""
        return Arguments([*leading, *self.args], self.kwargs, self.is_open)


@dataclass(slots=True)
class Call:
    """A call of something modelled. ``receiver`` is the object whose method it is."""

    machine: Machine
    arguments: Arguments
    site: Site
    receiver: Value = MISSING

    def bind(self, *names: str) -> dict[str, Value]:
        """The arguments by parameter name; a parameter that was not passed is left out,
        or unknown where unknown arguments may fill it.
        """
        bound = dict(zip(names, self.arguments.args, strict=False))
        bound.update(self.arguments.kwargs)
        if self.arguments.is_open:
            for name in names:
                bound.setdefault(name, UNKNOWN)
        return bound

    def argument(self, position: int, name: str, default: Value = MISSING) -> Value:
        """One argument, by position or name."""
        if position < len(self.arguments.args):
            return self.arguments.args[position]
        missing = UNKNOWN if self.arguments.is_open else default
        return self.arguments.kwargs.get(name, missing)

    def text(self, position: int, name: str) -> str | None:
        """One argument if it is a known string."""
        value = self.argument(position, name)
        return value if isinstance(value, str) else None

    def call(self, function: Value, *args: Value) -> Value:
        """Calls something else on behalf of this call."""
        return self.machine.call(function, Arguments(list(args)), self.site)


NativeFunction = Callable[[Call], Value]


def known(value: Value) -> bool:
    """Whether an argument was passed and can be told."""
    return not is_unknown(value)
