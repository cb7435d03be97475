"""Finds mistakes in routes when they are registered, and says where they are."""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.routing import Rule

    from .app_urls import AppUrls
    from .typing import RouteCallable


def endpoint_of(view_func: RouteCallable | None) -> str:
    """The endpoint of a view that is registered without one: its name."""
    assert view_func is not None, "A rule without an endpoint needs a view function."
    return view_func.__name__


def collision_message(endpoint: str, known: RouteCallable, new: RouteCallable) -> str:
    """Says that an endpoint has two view functions, and where these are."""
    return (
        f"The endpoint '{endpoint}' has two view functions, which would be overwriting each"
        f" other: {_place(known)}, and now {_place(new)}. Rename one of them, or pass another"
        " 'endpoint'. (A decorator that gives all views the same name needs functools.wraps.)"
    )


def _place(view: RouteCallable) -> str:
    name = getattr(view, "__qualname__", repr(view))
    code = getattr(inspect.unwrap(view), "__code__", None)
    if code is None:
        return f"'{name}' of module '{getattr(view, '__module__', '?')}'"
    return f"'{name}' ({code.co_filename}, line {code.co_firstlineno})"


def warn_of_misfit(app: AppUrls, rule: Rule, view: RouteCallable) -> None:
    """Warn of a view that cannot be called with the variables of its rule.

    The warning names the line of the view. It is no error, since a hook may
    yet change the values; where a ``url_value_preprocessor`` is known, it is
    left to it to make the values fit.
    """
    if any(app.url_value_preprocessors.values()):
        return
    problems = _misfits(rule, view)
    if not problems:
        return
    code = inspect.unwrap(view).__code__
    warnings.warn_explicit(
        f"The view function '{view.__qualname__}' does not fit the URL rule {rule.rule!r}:"
        f" {', and '.join(problems)}. The variables of a rule and the parameters of its view"
        " need the same names.",
        UserWarning,
        code.co_filename,
        code.co_firstlineno,
    )


def warn_of_misfits(app: AppUrls, rules: list[Rule]) -> None:
    """Warn of the views that cannot be called with the variables of these rules."""
    for rule in rules:
        view = app.view_functions.get(rule.endpoint)
        if view is not None:
            warn_of_misfit(app, rule, view)


def _misfits(rule: Rule, view: RouteCallable) -> list[str]:
    """What is wrong with a view's parameters, as phrases; empty if nothing or not known.

    A decorated view's own parameters say nothing: the decorator may add or
    remove arguments.
    """
    if not inspect.isfunction(view) or hasattr(view, "__wrapped__"):
        return []
    parameters = inspect.signature(view).parameters.values()
    by_name = [p for p in parameters if p.kind in {p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY}]
    given = set(rule.arguments) | set(rule.defaults or ())
    accepted = {p.name for p in by_name}
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        accepted |= given
    needed = {p.name for p in by_name if p.default is p.empty}
    problems = [f"it has no parameter '{name}'" for name in sorted(given - accepted)]
    problems += [f"nothing gives its parameter '{name}'" for name in sorted(needed - given)]
    return problems
