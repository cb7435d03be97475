"""Flask-AppBuilder: views and REST APIs whose ``@expose``d methods become routes.

Each class that is added gets a blueprint; the pages that its base classes bring are the
library's own and not listed.
https://flask-appbuilder.readthedocs.io/en/latest/views.html
"""

from __future__ import annotations

from retort.project.extensions.exposing import add_exposed, expose
from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Arguments, Call, NativeFunction
from retort.project.interpreter.libraries import Library, LibraryClass, is_a
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    External,
    Instance,
    Value,
)

_API = "flask_appbuilder.api.BaseApi"


def _new_builder(call: Call) -> Value:
    if isinstance(call.receiver, Instance):
        call.receiver.attributes["app"] = call.argument(0, "app", None)
    return None


def _add(endpoint_position: int | None) -> NativeFunction:
    """``add_view``, ``add_view_no_menu`` or ``add_api``."""

    def add(call: Call) -> Value:
        view = call.argument(0, "baseview", UNKNOWN)
        if isinstance(view, Class):
            made = call.machine.call(view, Arguments(), call.site)
            view = made if isinstance(made, Instance) else view
        endpoint = None
        if endpoint_position is not None:
            endpoint = call.argument(endpoint_position, "endpoint", None)
        if isinstance(call.receiver, Instance) and isinstance(view, Instance):
            _add_blueprint(call, call.receiver.attributes.get("app"), view, endpoint)
        return view

    return add


def _add_blueprint(call: Call, app: Value, view: Instance, endpoint: Value) -> None:
    machine = call.machine
    create = attributes.get(machine, view, "create_blueprint", call.site)
    if isinstance(app, Instance) and isinstance(view.cls, Class):
        options = {"endpoint": endpoint}
        blueprint = machine.call(create, Arguments([call.receiver], options), call.site)
        register = attributes.get(machine, app, "register_blueprint", call.site)
        call.call(register, blueprint)


def _create_blueprint(call: Call) -> Value:
    """``view.create_blueprint(appbuilder, endpoint, static_folder)``."""
    view, endpoint = call.receiver, call.argument(1, "endpoint", None)
    if not isinstance(view, Instance) or not isinstance(view.cls, Class):
        return UNKNOWN
    name = endpoint if isinstance(endpoint, str) else view.cls.name
    options = {"url_prefix": _route_base(call, view, view.cls)}
    arguments = Arguments([name, view.cls.module.name], options)
    blueprint = call.machine.call(External("flask.Blueprint"), arguments, call.site)
    if isinstance(blueprint, Instance):
        add_exposed(call, blueprint.key, view)
    return blueprint


def _route_base(call: Call, view: Instance, cls: Class) -> Value:
    def setting(name: str, default: Value) -> Value:
        value = attributes.find(call.machine, view, name, call.site)
        return default if value in (MISSING, UNKNOWN, None) else value

    base = setting("route_base", None)
    if base is not None:
        return base
    if not is_a(cls, _API):
        return f"/{cls.name.lower()}"
    version, resource = setting("version", "v1"), setting("resource_name", cls.name)
    if isinstance(version, str) and isinstance(resource, str):
        return f"/api/{version}/{resource.lower()}"
    return UNKNOWN


_VIEWS = ("BaseView", "SimpleFormView", "PublicFormView", "BaseModelView", "BaseCRUDView")
_MODEL_VIEWS = ("ModelView", "RestCRUDView", "MultipleView", "MasterDetailView", "CompactCRUDMixin")

_VIEW_METHODS = {"create_blueprint": _create_blueprint}

LIBRARY = Library(
    classes=(
        LibraryClass(
            "flask_appbuilder.AppBuilder",
            initialize=_new_builder,
            methods={
                "init_app": _new_builder,
                "add_view": _add(8),
                "add_view_no_menu": _add(1),
                "add_api": _add(None),
            },
        ),
        *(
            LibraryClass(f"flask_appbuilder.{name}", methods=_VIEW_METHODS)
            for name in (*_VIEWS, *_MODEL_VIEWS, "IndexView")
        ),
        LibraryClass(_API, methods=_VIEW_METHODS),
        LibraryClass("flask_appbuilder.ModelRestApi", (_API,)),
    ),
    functions={"flask_appbuilder.expose": expose},
    aliases={
        "flask_appbuilder.baseviews.expose": "flask_appbuilder.expose",
        "flask_appbuilder.api.expose": "flask_appbuilder.expose",
        "flask_appbuilder.base.AppBuilder": "flask_appbuilder.AppBuilder",
        "flask_appbuilder.baseviews.BaseView": "flask_appbuilder.BaseView",
        "flask_appbuilder.views.ModelView": "flask_appbuilder.ModelView",
        "flask_appbuilder.BaseApi": _API,
        "flask_appbuilder.api.ModelRestApi": "flask_appbuilder.ModelRestApi",
    },
)
