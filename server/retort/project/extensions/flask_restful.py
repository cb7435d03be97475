"""Flask-RESTful: an ``Api`` that resources are added to.

https://flask-restful.readthedocs.io/en/latest/api.html
"""

from __future__ import annotations

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    ClassView,
    Instance,
    Native,
    Value,
)
from retort.project.registration import add_rule, key_of, mount_inside, new_registry


def _new_api(call: Call) -> Value:
    api = call.receiver
    if isinstance(api, Instance):
        bound = call.bind("app", "prefix")
        api.attributes["prefix"] = bound.get("prefix", "")
        new_registry(call, "api", None)
        if isinstance(bound.get("app"), Instance):
            _attach(call, api, bound["app"])
    return None


def _init_app(call: Call) -> Value:
    if isinstance(call.receiver, Instance):
        _attach(call, call.receiver, call.argument(0, "app"))
    return None


def _attach(call: Call, api: Instance, app: Value) -> None:
    """Puts the resources on an app or blueprint, which the ``Api`` knows by either name."""
    api.attributes["app"] = api.attributes["blueprint"] = app
    mount_inside(call, app, api, api.attributes.get("prefix", ""))


def _add_resource(call: Call) -> Value:
    """``api.add_resource(resource, *urls, endpoint=…)``."""
    if call.arguments.args:
        resource, *urls = call.arguments.args
        register_resource(call, resource, urls, call.arguments.kwargs)
    return None


def register_resource(
    call: Call, resource: Value, urls: list[Value], options: dict[str, Value]
) -> None:
    """Adds a rule for each of ``urls``; the endpoint defaults to the lower-cased class name."""
    endpoint = options.get("endpoint", MISSING)
    if endpoint is MISSING and isinstance(resource, Class):
        endpoint = resource.name.lower()
    view = ClassView(resource, endpoint) if isinstance(resource, Class) else resource
    for url in urls:
        add_rule(call, key_of(call.receiver), url, view, options, endpoint=endpoint)


def _resource(call: Call) -> Value:
    """``@api.resource(*urls, **options)``."""

    def decorator(inner: Call) -> Value:
        resource = inner.argument(0, "cls", UNKNOWN)
        register_resource(call, resource, call.arguments.args, call.arguments.kwargs)
        return resource

    return Native("resource", decorator)


LIBRARY = Library(
    classes=(
        LibraryClass(
            "flask_restful.Api",
            initialize=_new_api,
            methods={"init_app": _init_app, "add_resource": _add_resource, "resource": _resource},
        ),
        LibraryClass("flask_restful.Resource", ("flask.views.MethodView",)),
    ),
)
