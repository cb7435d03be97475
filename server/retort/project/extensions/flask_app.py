"""Flask: the app object, and what apps and blueprints have in common.

https://flask.palletsprojects.com/en/stable/api/#application-object
"""

from __future__ import annotations

from retort.project.extensions.template_roots import template_root
from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Arguments, Call, NativeFunction
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    External,
    Instance,
    Native,
    Value,
)
from retort.project.journal import BindView
from retort.project.registration import add_rule, key_of, new_registry, view_of

_PARAMETERS = (
    "import_name",
    "static_url_path",
    "static_folder",
    "static_host",
    "host_matching",
    "subdomain_matching",
    "template_folder",
    "instance_path",
    "instance_relative_config",
    "root_path",
)


def _new_app(call: Call) -> Value:
    app = call.receiver
    if not isinstance(app, Instance) or "initialized_app" in app.state:
        return None
    app.state["initialized_app"] = True
    bound = call.bind(*_PARAMETERS)
    folder = template_root(call, bound, bound.get("template_folder", "templates"))
    new_registry(call, "app", _builder(call, app), folder)
    app.attributes.setdefault("import_name", bound.get("import_name", MISSING))
    app.attributes.setdefault("extensions", call.machine.new_dict({}, is_open=True))
    app.attributes.setdefault("config", _part_of(call, app, "flask.Config"))
    app.attributes.setdefault("url_map", _part_of(call, app, "werkzeug.routing.Map"))
    return None


def _builder(call: Call, app: Instance) -> str | None:
    """The function that makes an app; not the constructor of the app's own class."""
    stack = [entered.function for entered in call.machine.call_stack]
    own = attributes.mro_of(app.cls)
    inner = (f for f in reversed(stack) if f.name != "__init__" or f.defined_in not in own)
    builder = next(inner, stack[-1] if stack else None)
    return None if builder is None else f"{builder.module.name}:{builder.qualname}"


def _part_of(call: Call, app: Instance, name: str) -> Instance:
    part = Instance(External(name), f"{app.key}/{name}", call.site, app.owner)
    part.state["app"] = app
    part.state["items"] = call.machine.new_dict({}, is_open=True)
    return part


def _add_url_rule(call: Call) -> Value:
    options = call.bind("rule", "endpoint", "view_func", "provide_automatic_options")
    endpoint, view = options.get("endpoint", None), options.get("view_func", None)
    add_rule(
        call, key_of(call.receiver), options.get("rule", UNKNOWN), view, options, endpoint=endpoint
    )
    return None


def _route(call: Call) -> Value:
    """``@app.route(rule, **options)``: calls ``add_url_rule``, which a subclass may override."""
    rule = call.argument(0, "rule", UNKNOWN)
    return _registering(call, rule, dict(call.arguments.kwargs))


def _registering(call: Call, rule: Value, options: dict[str, Value]) -> Value:
    options.pop("rule", None)
    endpoint = options.pop("endpoint", None)
    receiver, is_open = call.receiver, call.arguments.is_open

    def decorator(inner: Call) -> Value:
        view = inner.argument(0, "f", UNKNOWN)
        register = attributes.get(inner.machine, receiver, "add_url_rule", call.site)
        arguments = Arguments([rule, endpoint, view], options, is_open)
        inner.machine.call(register, arguments, call.site)
        return view

    return Native("route", decorator)


def _method_route(method: str) -> NativeFunction:
    """``@app.get(rule, **options)`` and its like."""

    def shortcut(call: Call) -> Value:
        rule = call.argument(0, "rule", UNKNOWN)
        route = attributes.get(call.machine, call.receiver, "route", call.site)
        options = {**call.arguments.kwargs, "methods": (method,)}
        options.pop("rule", None)
        return call.machine.call(route, Arguments([rule], options), call.site)

    return shortcut


def _endpoint(call: Call) -> Value:
    """``@app.endpoint(name)``: the view function of an endpoint whose rules are added apart."""
    target, name = key_of(call.receiver), call.text(0, "endpoint")

    def decorator(inner: Call) -> Value:
        view = inner.argument(0, "f", UNKNOWN)
        described = view_of(view)
        if target is not None and name is not None and described is not None:
            inner.machine.record(BindView(target, name, described))
        return view

    return Native("endpoint", decorator)


def _same_function(call: Call) -> Value:
    return call.argument(0, "f", UNKNOWN)


def _decorator(call: Call) -> Value:
    return Native("decorator", _same_function)


SCAFFOLD = LibraryClass(
    "flask.sansio.scaffold.Scaffold",
    methods={
        "add_url_rule": _add_url_rule,
        "route": _route,
        "endpoint": _endpoint,
        "errorhandler": _decorator,
        "before_request": _same_function,
        "after_request": _same_function,
        "teardown_request": _same_function,
        "context_processor": _same_function,
        **{name: _method_route(name.upper()) for name in ("get", "post", "put", "delete", "patch")},
    },
)

REGISTERS_BLUEPRINTS = "flask.Flask/Blueprint"
"""What apps and blueprints share besides: its model stands beside that of blueprints."""

HAS_CONTEXTS = "flask.Flask/AppContext"
"""The contexts of an app: their model stands beside that of ``current_app``."""

APP = LibraryClass("flask.Flask", (SCAFFOLD.name, REGISTERS_BLUEPRINTS, HAS_CONTEXTS), _new_app)


def _map_add(call: Call) -> Value:
    """``app.url_map.add(Rule(…))``."""
    rule = call.argument(0, "rule")
    owner = call.receiver
    if isinstance(owner, Instance) and isinstance(rule, Instance):
        options = rule.state
        methods = options.get("methods", MISSING)
        add_rule(
            call,
            key_of(owner.state.get("app")),
            options.get("string", UNKNOWN),
            None,
            {**options, "methods": methods},
            endpoint=options.get("endpoint", None),
        )
    return None


def _new_rule(call: Call) -> Value:
    if isinstance(call.receiver, Instance):
        call.receiver.state.update(
            call.bind("string", "defaults", "subdomain", "methods", "build_only", "endpoint")
        )
    return None


LIBRARY = Library(
    classes=(
        SCAFFOLD,
        APP,
        LibraryClass("werkzeug.routing.Map", methods={"add": _map_add}),
        LibraryClass("werkzeug.routing.Rule", initialize=_new_rule),
    ),
    aliases={
        "flask.app.Flask": "flask.Flask",
        "flask.sansio.app.App": "flask.Flask",
        "werkzeug.routing.rules.Rule": "werkzeug.routing.Rule",
    },
)
