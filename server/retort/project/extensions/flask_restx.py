"""Flask-RESTX and its predecessor Flask-RESTPlus: an ``Api`` with namespaces of resources.

https://flask-restx.readthedocs.io/en/latest/api.html
"""

from __future__ import annotations

import re

from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Arguments, Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    ClassView,
    External,
    Instance,
    Native,
    Value,
)
from retort.project.journal import Numbering
from retort.project.registration import add_rule, key_of, mount_inside, new_registry


def _new_api(call: Call) -> Value:
    api = call.receiver
    if isinstance(api, Instance):
        bound = call.bind("app")
        api.attributes["prefix"] = bound.get("prefix", "")
        new_registry(call, "api", None)
        if isinstance(bound.get("app"), Instance):
            mount_inside(call, bound["app"], api, api.attributes["prefix"])
    return None


def _init_app(call: Call) -> Value:
    if isinstance(call.receiver, Instance):
        prefix = call.receiver.attributes.get("prefix", "")
        mount_inside(call, call.argument(0, "app"), call.receiver, prefix)
    return None


def _new_namespace(call: Call) -> Value:
    namespace = call.receiver
    if isinstance(namespace, Instance):
        bound = call.bind("name", "description", "path")
        name = bound.get("name", UNKNOWN)
        path = bound.get("path")
        if path is None or path == "":
            path = f"/{name}" if isinstance(name, str) else UNKNOWN
        namespace.attributes["name"] = name
        namespace.attributes["path"] = path.rstrip("/") if isinstance(path, str) else path
        new_registry(call, "namespace", name if isinstance(name, str) else None)
    return None


def _add_namespace(call: Call) -> Value:
    """``api.add_namespace(ns, path)``: ``path`` overrides that of the namespace."""
    namespace, path = call.argument(0, "ns"), call.argument(1, "path", None)
    if isinstance(namespace, Instance):
        if path is None or path == "":
            path = namespace.attributes.get("path", UNKNOWN)
        mount_inside(call, call.receiver, namespace, path)
    return None


def _namespace(call: Call) -> Value:
    """``api.namespace(…)`` makes one and adds it."""
    site = call.site
    made = call.machine.call(External("flask_restx.Namespace"), call.arguments, site)
    add = attributes.get(call.machine, call.receiver, "add_namespace", site)
    call.machine.call(add, Arguments([made]), site)
    return made


def _add_resource(call: Call) -> Value:
    if call.arguments.args:
        resource, *urls = call.arguments.args
        _register(call, resource, urls, call.arguments.kwargs)
    return None


def _register(call: Call, resource: Value, urls: list[Value], options: dict[str, Value]) -> None:
    endpoint = options.get("endpoint", MISSING)
    numbering = Numbering.NONE
    if endpoint is MISSING:
        endpoint, numbering = _default_endpoint(call.receiver, resource), Numbering.NEXT
    view = ClassView(resource, endpoint) if isinstance(resource, Class) else resource
    group = call.machine.new_key("resource")
    for url in urls:
        add_rule(
            call,
            key_of(call.receiver),
            url,
            view,
            options,
            endpoint=endpoint,
            numbering=numbering,
            group=group,
        )


def _default_endpoint(owner: Value, resource: Value) -> Value:
    """The class name in snake case, after the name of the namespace if there is one."""
    if not isinstance(resource, Class):
        return UNKNOWN
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", resource.name)
    endpoint = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).lower()
    name = owner.attributes.get("name") if isinstance(owner, Instance) else None
    return endpoint if name is None else f"{name}_{endpoint}" if isinstance(name, str) else UNKNOWN


def _route(call: Call) -> Value:
    """``@ns.route(*urls, **options)`` on a resource."""

    def decorator(inner: Call) -> Value:
        resource = inner.argument(0, "cls", UNKNOWN)
        _register(call, resource, call.arguments.args, call.arguments.kwargs)
        return resource

    return Native("route", decorator)


_RESOURCES = {"add_resource": _add_resource, "route": _route}

LIBRARY = Library(
    classes=(
        LibraryClass(
            "flask_restx.Api",
            initialize=_new_api,
            methods={
                **_RESOURCES,
                "init_app": _init_app,
                "add_namespace": _add_namespace,
                "namespace": _namespace,
            },
        ),
        LibraryClass("flask_restx.Namespace", initialize=_new_namespace, methods=_RESOURCES),
        LibraryClass("flask_restx.Resource", ("flask.views.MethodView",)),
    ),
    aliases={
        "flask_restx.namespace.Namespace": "flask_restx.Namespace",
        "flask_restx.resource.Resource": "flask_restx.Resource",
        "flask_restx.api.Api": "flask_restx.Api",
        "flask_restplus.Api": "flask_restx.Api",
        "flask_restplus.Namespace": "flask_restx.Namespace",
        "flask_restplus.Resource": "flask_restx.Resource",
    },
)
