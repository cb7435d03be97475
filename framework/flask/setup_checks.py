"""Finds mistakes in routes when they are registered, and says where they are."""

from __future__ import annotations

import inspect
import typing as t

if t.TYPE_CHECKING:
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


def check_view_takes_variables(app: AppUrls, rule: Rule, view: RouteCallable) -> None:
    """Check that a view can be called with the variables of its rule.

    Views whose parameters are not known are passed over, as are rules whose
    variables a ``url_value_preprocessor`` may take away.

    :raises TypeError: naming the variable or parameter that has no counterpart.
    """
    if any(app.url_value_preprocessors.values()):
        return
    parameters = _parameters(view)
    if parameters is None:
        return
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        accepted = None
    else:
        accepted = {
            p.name for p in parameters if p.kind in {p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY}
        }
    given = set(rule.arguments) | set(rule.defaults or ())
    needed = {
        p.name
        for p in parameters
        if p.default is p.empty and p.kind in {p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY}
    }
    problems = [f"it has no parameter '{name}'" for name in sorted(given - (accepted or given))]
    problems += [f"nothing gives its parameter '{name}'" for name in sorted(needed - given)]
    if problems:
        raise TypeError(
            f"The view function {_place(view)} does not fit the URL rule {rule.rule!r}:"
            f" {', and '.join(problems)}. The variables of a rule and the parameters of its"
            " view need the same names."
        )


def _parameters(view: RouteCallable) -> list[inspect.Parameter] | None:
    """The parameters of a plain function, or ``None`` for what may do as it likes.

    A decorated view's own parameters say nothing: the decorator may add or
    remove arguments.
    """
    if not inspect.isfunction(view) or hasattr(view, "__wrapped__"):
        return None
    return list(inspect.signature(view).parameters.values())
