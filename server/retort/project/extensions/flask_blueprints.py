"""Flask: blueprints, and their registration on apps and on each other.

https://flask.palletsprojects.com/en/stable/api/#blueprint-objects
"""

from __future__ import annotations

from retort.project.extensions.flask_app import REGISTERS_BLUEPRINTS, SCAFFOLD
from retort.project.extensions.template_roots import template_root
from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    UNKNOWN,
    BoundMethod,
    DictValue,
    External,
    Instance,
    ListValue,
    Native,
    Value,
)
from retort.project.journal import Mount, Unresolved
from retort.project.registration import key_of, new_registry, position

_PARAMETERS = (
    "name",
    "import_name",
    "static_folder",
    "static_url_path",
    "template_folder",
    "url_prefix",
    "subdomain",
    "url_defaults",
    "root_path",
)


def _new_blueprint(call: Call) -> Value:
    blueprint = call.receiver
    if not isinstance(blueprint, Instance):
        return None
    bound = call.bind(*_PARAMETERS)
    name = bound.get("name", UNKNOWN)
    blueprint.attributes.update(
        name=name,
        import_name=bound.get("import_name", UNKNOWN),
        url_prefix=bound.get("url_prefix"),
        subdomain=bound.get("subdomain"),
    )
    blueprint.state["deferred"] = call.machine.new_list([])
    folder = template_root(call, bound, bound.get("template_folder"))
    new_registry(call, "blueprint", name if isinstance(name, str) else None, folder)
    return None


def _register_blueprint(call: Call) -> Value:
    """``app.register_blueprint(blueprint, **options)``; calls an overridden ``register``."""
    blueprint = call.argument(0, "blueprint", UNKNOWN)
    options = dict(call.arguments.kwargs)
    options.pop("blueprint", None)
    target = key_of(call.receiver)
    if not isinstance(blueprint, Instance):
        if target is not None:
            call.machine.record(Unresolved(target, position(call.site)))
        return None
    register = attributes.of_class(call.machine, blueprint, "register")
    if isinstance(register, BoundMethod):
        call.call(register, call.receiver, call.machine.new_dict(options))
    else:
        mount(call, call.receiver, blueprint, options, is_open=call.arguments.is_open)
    return None


def _register(call: Call) -> Value:
    """``Blueprint.register(app, options)``, reached through ``super()`` or called directly."""
    options = call.argument(1, "options")
    known = options.items if isinstance(options, DictValue) else {}
    names = {key: item for key, item in known.items() if isinstance(key, str)}
    if isinstance(call.receiver, Instance):
        is_open = isinstance(options, DictValue) and options.is_open
        mount(call, call.argument(0, "app"), call.receiver, names, is_open=is_open)
    return None


def mount(
    call: Call, parent: Value, blueprint: Instance, options: dict[str, Value], *, is_open: bool
) -> None:
    """Records that ``blueprint`` is registered on ``parent`` and runs what it deferred."""
    target = key_of(parent)
    if target is None:
        return
    own = blueprint.attributes
    missing = UNKNOWN if is_open else None
    prefix = options.get("url_prefix", missing)
    if prefix is None:
        prefix = own.get("url_prefix")
    name = options.get("name") or own.get("name")
    subdomain = options.get("subdomain") or own.get("subdomain")
    call.machine.record(
        Mount(
            target,
            blueprint.key,
            prefix if isinstance(prefix, str) else None,
            name if isinstance(name, str) else None,
            position(call.site),
            prefix_known=prefix is None or isinstance(prefix, str),
            name_known=isinstance(name, str),
            subdomain=subdomain if isinstance(subdomain, str) else None,
        )
    )
    _run_deferred(call, parent, blueprint, prefix, options)


def _run_deferred(
    call: Call, parent: Value, blueprint: Instance, prefix: Value, options: dict[str, Value]
) -> None:
    deferred = blueprint.state.get("deferred")
    if not isinstance(deferred, ListValue) or not deferred.items:
        return
    machine = call.machine
    key = machine.new_key("BlueprintSetupState")
    cls = External("flask.blueprints.BlueprintSetupState")
    state = Instance(cls, key, call.site, machine.unit.key)
    state.attributes.update(
        app=parent, blueprint=blueprint, url_prefix=prefix, options=machine.new_dict(options)
    )
    for function in list(deferred.items):
        call.call(function, state)


def _record(call: Call) -> Value:
    deferred = call.receiver.state.get("deferred") if isinstance(call.receiver, Instance) else None
    if isinstance(deferred, ListValue):
        call.machine.mutating(deferred)
        deferred.items.append(call.argument(0, "func"))
    return call.argument(0, "func", None)


def _state_add_url_rule(call: Call) -> Value:
    """``state.add_url_rule``: like that of the blueprint, at the time of its registration."""
    if isinstance(call.receiver, Instance):
        blueprint = call.receiver.attributes.get("blueprint", UNKNOWN)
        add = attributes.get(call.machine, blueprint, "add_url_rule", call.site)
        call.machine.call(add, call.arguments, call.site)
    return None


def _same_function(call: Call) -> Value:
    return call.argument(0, "f", UNKNOWN)


def _error_handler(call: Call) -> Value:
    return Native("decorator", _same_function)


BLUEPRINT = LibraryClass(
    "flask.Blueprint",
    (SCAFFOLD.name, REGISTERS_BLUEPRINTS),
    _new_blueprint,
    {
        "register": _register,
        "record": _record,
        "record_once": _record,
        "app_errorhandler": _error_handler,
    },
)

LIBRARY = Library(
    classes=(
        BLUEPRINT,
        LibraryClass(
            "flask.blueprints.BlueprintSetupState", methods={"add_url_rule": _state_add_url_rule}
        ),
        LibraryClass(REGISTERS_BLUEPRINTS, methods={"register_blueprint": _register_blueprint}),
    ),
    aliases={
        "flask.blueprints.Blueprint": "flask.Blueprint",
        "flask.sansio.blueprints.Blueprint": "flask.Blueprint",
    },
)
