"""Set-up code: what may be called only before the first request."""

from __future__ import annotations

import typing as t
from functools import update_wrapper

F = t.TypeVar("F", bound="t.Callable[..., t.Any]")


def setupmethod(f: F) -> F:
    """Guard a method that changes the set-up of an application or blueprint.

    Its object's ``_check_setup_finished(method_name)`` is asked first.
    """
    name = f.__name__

    def guarded(self: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        self._check_setup_finished(name)
        return f(self, *args, **kwargs)

    return t.cast(F, update_wrapper(guarded, f))
