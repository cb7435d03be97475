"""flask-openapi3: subclasses of Flask and Blueprint, and views of its own.

https://luolingchun.github.io/flask-openapi3/
"""

from __future__ import annotations

from retort.project.extensions.flask_blueprints import BLUEPRINT
from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    UNKNOWN,
    Class,
    Instance,
    ListValue,
    Native,
    Value,
)
from retort.project.registration import add_rule, key_of

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _register_api(call: Call) -> Value:
    """``app.register_api(api, **options)`` is ``register_blueprint``."""
    register = attributes.get(call.machine, call.receiver, "register_blueprint", call.site)
    return call.machine.call(register, call.arguments, call.site)


def _new_view(call: Call) -> Value:
    if isinstance(call.receiver, Instance):
        call.receiver.attributes["url_prefix"] = call.argument(0, "url_prefix", None)
        call.receiver.state["views"] = call.machine.new_list([])
    return None


def _view_route(call: Call) -> Value:
    """``@api_view.route(rule)`` on a class."""
    rule = call.argument(0, "rule", UNKNOWN)

    def decorator(inner: Call) -> Value:
        cls = inner.argument(0, "cls", UNKNOWN)
        views = call.receiver.state.get("views") if isinstance(call.receiver, Instance) else None
        if isinstance(views, ListValue):
            inner.machine.mutating(views)
            views.items.append((rule, cls))
        return cls

    return Native("route", decorator)


def _register_api_view(call: Call) -> Value:
    """``app.register_api_view(api_view, url_prefix)``: a rule for each method of each class."""
    api_view = call.argument(0, "api_view")
    views = api_view.state.get("views") if isinstance(api_view, Instance) else None
    if not isinstance(views, ListValue) or not isinstance(api_view, Instance):
        return None
    prefix = call.argument(1, "url_prefix", None) or api_view.attributes.get("url_prefix")
    for pair in views.items:
        if isinstance(pair, tuple) and isinstance(pair[1], Class):
            _add_view(call, pair[1], _prefixed(prefix, pair[0]))
    return None


def _prefixed(prefix: Value, rule: Value) -> Value:
    if prefix is None or not isinstance(rule, str):
        return rule
    if not isinstance(prefix, str):
        return UNKNOWN
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if rule else prefix


def _add_view(call: Call, cls: Class, rule: Value) -> None:
    for method in _METHODS:
        function = attributes.get(call.machine, cls, method.lower(), call.site)
        if function is not UNKNOWN:
            endpoint = f"{cls.name}.{method.lower()}"
            target = key_of(call.receiver)
            add_rule(call, target, rule, function, {}, endpoint=endpoint, methods=(method,))


_VIEWS = {"register_api": _register_api, "register_api_view": _register_api_view}

LIBRARY = Library(
    classes=(
        LibraryClass("flask_openapi3.OpenAPI", ("flask.Flask",), methods=_VIEWS),
        LibraryClass("flask_openapi3.APIBlueprint", (BLUEPRINT.name,), methods=_VIEWS),
        LibraryClass(
            "flask_openapi3.APIView", initialize=_new_view, methods={"route": _view_route}
        ),
    ),
)
