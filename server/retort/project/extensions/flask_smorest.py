"""flask-smorest: blueprints that take view classes, and an ``Api`` that registers them.

https://flask-smorest.readthedocs.io/en/latest/api_reference.html
"""

from __future__ import annotations

from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Call
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import UNKNOWN, Class, Instance, Value
from retort.project.journal import Numbering
from retort.project.registration import add_rule, key_of, name_of


def _new_api(call: Call) -> Value:
    if isinstance(call.receiver, Instance):
        call.receiver.attributes["_app"] = call.argument(0, "app", None)
    return None


def _register_blueprint(call: Call) -> Value:
    """``api.register_blueprint(blp, **options)`` registers on the app of the api."""
    if isinstance(call.receiver, Instance):
        app = call.receiver.attributes.get("_app", UNKNOWN)
        register = attributes.get(call.machine, app, "register_blueprint", call.site)
        call.machine.call(register, call.arguments, call.site)
    return None


def _add_url_rule(call: Call) -> Value:
    """Like Flask's, for functions and view classes; endpoints are kept apart by numbers."""
    options = call.bind("rule", "endpoint", "view_func", "provide_automatic_options")
    view, endpoint = options.get("view_func"), options.get("endpoint")
    if endpoint is None:
        endpoint = view.name if isinstance(view, Class) else name_of(view)
    add_rule(
        call,
        key_of(call.receiver),
        options.get("rule", UNKNOWN),
        view,
        options,
        endpoint=endpoint,
        numbering=Numbering.COUNT,
    )
    return None


LIBRARY = Library(
    classes=(
        LibraryClass(
            "flask_smorest.Api",
            initialize=_new_api,
            methods={"init_app": _new_api, "register_blueprint": _register_blueprint},
        ),
        LibraryClass(
            "flask_smorest.Blueprint",
            ("flask.Blueprint",),
            methods={"add_url_rule": _add_url_rule},
        ),
    ),
    aliases={
        "flask_smorest.blueprint.Blueprint": "flask_smorest.Blueprint",
        "flask_rest_api.Api": "flask_smorest.Api",
        "flask_rest_api.Blueprint": "flask_smorest.Blueprint",
    },
)
