"""Flask-Admin: each view is a blueprint below the admin's URL.

The pages that the library's views bring by themselves are listed too; what a file or
console view has is not known in detail.
https://flask-admin.readthedocs.io/en/stable/api/mod_base/
"""

from __future__ import annotations

from retort.project.extensions.exposing import add_exposed, expose, exposed
from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Arguments, Call, NativeFunction
from retort.project.interpreter.libraries import Library, LibraryClass, is_a
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    External,
    Instance,
    ListValue,
    Value,
    is_unknown,
)
from retort.project.journal import Unresolved
from retort.project.registration import add_rule, position

_VIEW = "flask_admin.BaseView"
_INDEX = "flask_admin.AdminIndexView"
_MODEL = "flask_admin.model.BaseModelView"
_SQL_MODEL = "flask_admin.contrib.sqla.ModelView"
_OTHERS = ("flask_admin.contrib.fileadmin.FileAdmin", "flask_admin.contrib.rediscli.RedisCli")

_INDEX_PAGES = {"index": ("/", ("GET",))}
_MODEL_PAGES = {
    "index_view": ("/", ("GET",)),
    "create_view": ("/new/", ("GET", "POST")),
    "edit_view": ("/edit/", ("GET", "POST")),
    "details_view": ("/details/", ("GET",)),
    "delete_view": ("/delete/", ("POST",)),
    "action_view": ("/action/", ("POST",)),
    "export": ("/export/<export_type>/", ("GET",)),
    "ajax_lookup": ("/ajax/lookup/", ("GET",)),
    "ajax_update": ("/ajax/update/", ("POST",)),
}


def _new_view(*leading: str) -> NativeFunction:
    """The constructor of a view whose own parameters come after ``leading`` ones."""

    def initialize(call: Call) -> Value:
        view = call.receiver
        if isinstance(view, Instance):
            bound = call.bind(*leading, "name", "category", "endpoint", "url")
            model = bound.get("model", MISSING)
            view.attributes.update(model=model, name=bound.get("name"), url=bound.get("url"))
            view.attributes["endpoint"] = bound.get("endpoint") or _default_endpoint(call, model)
        return None

    return initialize


def _default_endpoint(call: Call, model: Value) -> Value:
    """The lower-cased name of the model, or of the view's class."""
    cls = call.receiver.cls if isinstance(call.receiver, Instance) else UNKNOWN
    named = cls if model is MISSING else model
    name = (
        UNKNOWN if is_unknown(named) else attributes.get(call.machine, named, "__name__", call.site)
    )
    return name.lower() if isinstance(name, str) else UNKNOWN


def _new_index(call: Call) -> Value:
    view = call.receiver
    if isinstance(view, Instance):
        bound = call.bind("name", "category", "endpoint", "url")
        url = bound.get("url")
        view.attributes.update(
            endpoint=bound.get("endpoint") or "admin", url="/admin" if url is None else url
        )
    return None


def _new_admin(call: Call) -> Value:
    admin = call.receiver
    if isinstance(admin, Instance):
        names = ("app", "name", "url", "subdomain", "index_view", "translations_path", "endpoint")
        bound = call.bind(*names)
        admin.attributes.update(app=bound.get("app"), subdomain=bound.get("subdomain"))
        admin.attributes["_views"] = call.machine.new_list([])
        _set_index(call, admin, bound)
    return None


def _set_index(call: Call, admin: Instance, bound: dict[str, Value]) -> None:
    index = bound.get("index_view")
    if index is None:
        options = {"endpoint": bound.get("endpoint"), "url": bound.get("url")}
        index = call.machine.call(External(_INDEX), Arguments([], options), call.site)
    if isinstance(index, Instance):
        admin.attributes["index_view"] = index
        for name in ("endpoint", "url"):
            admin.attributes[name] = bound.get(name) or index.attributes.get(name)
    views = admin.attributes["_views"]
    if isinstance(views, ListValue):
        views.items[:1] = []
        _add(call, admin, index, first=True)


def _add_view(call: Call) -> Value:
    for view in call.arguments.args:
        if isinstance(call.receiver, Instance):
            _add(call, call.receiver, view)
    return None


def _add(call: Call, admin: Instance, view: Value, *, first: bool = False) -> None:
    views, app = admin.attributes.get("_views"), admin.attributes.get("app")
    if isinstance(views, ListValue):
        call.machine.mutating(views)
        views.items.insert(0 if first else len(views.items), view)
    if isinstance(app, Instance):
        _register(call, admin, app, view)


def _register(call: Call, admin: Instance, app: Instance, view: Value) -> None:
    create = attributes.get(call.machine, view, "create_blueprint", call.site)
    register = attributes.get(call.machine, app, "register_blueprint", call.site)
    call.call(register, call.call(create, admin))


def _init_app(call: Call) -> Value:
    """``admin.init_app(app, index_view, endpoint, url)``."""
    admin, bound = call.receiver, call.bind("app", "index_view", "endpoint", "url")
    app = bound.get("app")
    if isinstance(admin, Instance) and isinstance(app, Instance):
        if bound.get("index_view") is not None:
            _set_index(call, admin, bound)
        admin.attributes["app"] = app
        views = admin.attributes.get("_views")
        for view in views.items if isinstance(views, ListValue) else ():
            _register(call, admin, app, view)
    return None


def _create_blueprint(call: Call) -> Value:
    """The blueprint of a view; its URL is below the admin's unless it starts with a slash."""
    view, admin = call.receiver, call.argument(0, "admin")
    if not isinstance(view, Instance) or not isinstance(admin, Instance):
        return UNKNOWN
    endpoint, prefix = view.attributes.get("endpoint", UNKNOWN), _url(view, admin)
    view.attributes["url"] = prefix
    options = {
        "url_prefix": None if prefix == "/" else prefix,
        "subdomain": admin.attributes.get("subdomain"),
    }
    name = "flask_admin.base"
    arguments = Arguments([endpoint, name], options)
    blueprint = call.machine.call(External("flask.Blueprint"), arguments, call.site)
    if isinstance(blueprint, Instance):
        view.attributes["blueprint"] = blueprint
        add_exposed(call, blueprint.key, view)
        _add_inherited(call, blueprint.key, view)
    return blueprint


def _url(view: Instance, admin: Instance) -> Value:
    url, base = view.attributes.get("url"), admin.attributes.get("url")
    below = view.attributes.get("endpoint") if url is None else url
    if isinstance(url, str) and url.startswith("/"):
        return url
    if not isinstance(below, str) or not isinstance(base, str):
        return UNKNOWN
    return f"{base}/{below}" if base != "/" or url is not None else f"/{below}"


def _add_inherited(call: Call, key: str, view: Instance) -> None:
    """The pages of the library's base class that the view's own class does not replace."""
    own = {name for name, *_ in exposed(view.cls)} if isinstance(view.cls, Class) else set()
    replaced = own | {
        name for base in attributes.mro_of(view.cls) if isinstance(base, Class)
        for name in base.namespace
    }  # fmt: skip
    for base, pages in ((_INDEX, _INDEX_PAGES), (_MODEL, _MODEL_PAGES)):
        for name, (url, methods) in pages.items() if is_a(view, base) else ():
            if name not in replaced:
                page = External(f"{base}.{name}")
                add_rule(call, key, url, page, {"methods": methods}, endpoint=name)
    if any(is_a(view, other) for other in _OTHERS):
        call.machine.record(Unresolved(key, position(call.site)))


_WITHOUT_SESSION = ("peewee", "mongoengine", "pymongo")

LIBRARY = Library(
    classes=(
        LibraryClass(_VIEW, (), _new_view(), {"create_blueprint": _create_blueprint}),
        LibraryClass(_INDEX, (_VIEW,), _new_index),
        LibraryClass(_MODEL, (_VIEW,), _new_view("model")),
        LibraryClass(_SQL_MODEL, (_MODEL,), _new_view("model", "session")),
        *(
            LibraryClass(f"flask_admin.contrib.{name}.ModelView", (_MODEL,))
            for name in _WITHOUT_SESSION
        ),
        LibraryClass(_OTHERS[0], (_VIEW,), _new_view("base_path", "base_url")),
        LibraryClass(_OTHERS[1], (_VIEW,), _new_view("redis")),
        LibraryClass(
            "flask_admin.Admin",
            (),
            _new_admin,
            {"add_view": _add_view, "add_views": _add_view, "init_app": _init_app},
        ),
    ),
    functions={"flask_admin.expose": expose},
    aliases={
        "flask_admin.base.Admin": "flask_admin.Admin",
        "flask_admin.base.BaseView": _VIEW,
        "flask_admin.base.AdminIndexView": _INDEX,
        "flask_admin.base.expose": "flask_admin.expose",
        "flask_admin.model.base.BaseModelView": _MODEL,
        "flask_admin.contrib.sqla.view.ModelView": _SQL_MODEL,
        "flask_admin.contrib.sqlamodel.ModelView": _SQL_MODEL,
    },
)
