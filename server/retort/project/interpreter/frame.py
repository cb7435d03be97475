"""The frame: where an expression is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field

from retort.project.interpreter.values import Class, Function, ListValue, Module, Scope, Value


@dataclass(slots=True)
class Frame:
    """A running module body, class body or function.

    ``returned`` and ``yielded`` collect what the function gives back; ``cls`` and
    ``receiver`` are what ``super()`` without arguments means here.
    """

    module: Module
    scope: Scope
    function: Function | None = None
    cls: Class | None = None
    receiver: Value = None
    qualifier: str = ""
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)
    returned: list[Value] = field(default_factory=list)
    yielded: ListValue | None = None
