"""Calls whatever is callable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retort.project.interpreter import attributes, classes, functions, libraries
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.values import (
    UNKNOWN,
    BoundMethod,
    Class,
    ClassView,
    External,
    Function,
    Instance,
    Native,
    Partial,
    Site,
    Value,
    Wrapper,
)

if TYPE_CHECKING:
    from retort.project.interpreter.machine import Machine


def call(machine: Machine, function: Value, arguments: Arguments, site: Site) -> Value:
    """What calling ``function`` gives; UNKNOWN for what is not known or not callable."""
    if isinstance(function, Function):
        return functions.run(machine, function, arguments)
    if isinstance(function, BoundMethod):
        return call(machine, function.function, arguments.after(function.receiver), site)
    if isinstance(function, Native):
        return function.implementation(Call(machine, arguments, site))
    if isinstance(function, Class):
        return classes.instantiate(machine, function, arguments, site)
    if isinstance(function, External):
        return _wrapped(libraries.call(machine, function, arguments, site), arguments)
    if isinstance(function, Partial):
        merged = Arguments(
            [*function.args, *arguments.args],
            {**function.kwargs, **arguments.kwargs},
            arguments.is_open,
        )
        return call(machine, function.function, merged, site)
    if isinstance(function, Instance):
        method = attributes.of_class(machine, function, "__call__")
        return UNKNOWN if method is None else call(machine, method, arguments, site)
    if isinstance(function, Wrapper):
        return call(machine, function.function, arguments, site)
    return _wrapped(UNKNOWN, arguments)


def _wrapped(result: Value, arguments: Arguments) -> Value:
    """A view that alone goes into what is not known: it is taken to be decorated."""
    if result is UNKNOWN and len(arguments.args) == 1 and not arguments.kwargs:
        (target,) = arguments.args
        if isinstance(target, (ClassView, Function, BoundMethod)):
            return target
    return result


def decorate(machine: Machine, decorator: Value, target: Value, site: Site) -> Value:
    """What stays bound to the name of a decorated function or class.

    A decorator that is not known is taken to return something that stands for the
    function, as decorators made with ``functools.wraps`` do.
    """
    result = call(machine, decorator, Arguments([target]), site)
    return target if result is UNKNOWN or result is None else result
