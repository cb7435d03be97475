"""Set-up code: what may be called only before the first request."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def setupmethod(f: F) -> F:
    """Guard a method that changes the set-up of an application or blueprint.

    Its object's ``_check_setup_finished(method_name)`` is asked first.
    """

    def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        self._check_setup_finished(f.__name__)
        return f(self, *args, **kwargs)

    return cast(F, update_wrapper(guarded, f))


def registering(register: Callable[[F], object]) -> Callable[[F], F]:
    """A decorator that registers a function and gives it back.

    :param register: called with the function.
    """

    def decorator(f: F) -> F:
        register(f)
        return f

    return decorator
