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
    Instance,
    Value,
)
from retort.project.journal import Mount, NewRegistry
from retort.project.registration import key_of, position

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
    machine, target, cls = call.machine, key_of(app), view.cls
    if target is None or not isinstance(cls, Class):
        return
    name = endpoint if isinstance(endpoint, str) else cls.name
    key = machine.new_key(f"view.{cls.name}")
    site = position(call.site)
    machine.record(NewRegistry(key, "blueprint", name, site))
    prefix = _route_base(call, view, cls)
    known = isinstance(prefix, str)
    text = prefix if isinstance(prefix, str) else None
    machine.record(Mount(target, key, text, name, site, prefix_known=known))
    add_exposed(call, key, view)


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
        *(LibraryClass(f"flask_appbuilder.{name}") for name in (*_VIEWS, *_MODEL_VIEWS)),
        LibraryClass("flask_appbuilder.IndexView"),
        LibraryClass(_API),
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
