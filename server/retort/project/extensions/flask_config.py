"""Flask's ``app.config``: settings that prefixes may come from.

Switches and numbers are not believed: whether a feature is switched on or off is up to
the deployment, so conditions on settings stay undecided.
https://flask.palletsprojects.com/en/stable/api/#configuration
"""

from __future__ import annotations

from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Call
from retort.project.interpreter.containers import item
from retort.project.interpreter.imports import find_attribute
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    UNKNOWN,
    Class,
    DictValue,
    Instance,
    Module,
    Value,
    is_unknown,
)


def _settings(call: Call) -> DictValue | None:
    settings = call.receiver.state.get("items") if isinstance(call.receiver, Instance) else None
    return settings if isinstance(settings, DictValue) else None


def _believed(value: Value) -> Value:
    return UNKNOWN if value is None or isinstance(value, (bool, int, float)) else value


def _get(call: Call) -> Value:
    settings = _settings(call)
    found = UNKNOWN if settings is None else item(settings, call.argument(0, "key"), UNKNOWN)
    if is_unknown(found):
        found = call.argument(1, "default", UNKNOWN)
    return _believed(found)


def _set_item(call: Call) -> Value:
    settings, key = _settings(call), call.argument(0, "key")
    if settings is not None and isinstance(key, str):
        call.machine.mutating(settings)
        settings.items[key] = call.argument(1, "value", UNKNOWN)
    return None


def _set_default(call: Call) -> Value:
    settings, key = _settings(call), call.argument(0, "key")
    if settings is not None and isinstance(key, str):
        call.machine.mutating(settings)
        settings.items.setdefault(key, call.argument(1, "default", None))
    return _get(call)


def _update(call: Call) -> Value:
    settings = _settings(call)
    if settings is not None:
        call.machine.mutating(settings)
        for argument in call.arguments.args:
            if isinstance(argument, DictValue):
                settings.items.update(argument.items)
        settings.items.update(call.arguments.kwargs)
    return None


def _from_object(call: Call) -> Value:
    """The upper-case names of a class, object or module, given itself or by its dotted name."""
    source = call.argument(0, "obj")
    if isinstance(source, str):
        source = find_attribute(call.machine, source, call.site.path, call.site)
    settings = _settings(call)
    if settings is None:
        return None
    call.machine.mutating(settings)
    for name in _names(source):
        if name.isupper():
            settings.items[name] = attributes.get(call.machine, source, name, call.site)
    return None


def _names(source: Value) -> list[str]:
    if isinstance(source, Module):
        return list(source.scope.variables)
    if isinstance(source, Instance):
        return [*_names(source.cls), *source.attributes]
    if isinstance(source, Class):
        return [name for base in source.mro if isinstance(base, Class) for name in base.namespace]
    return []


def _from_pyfile(call: Call) -> Value:
    """A settings file of the project, relative to the app's own folder or the root."""
    name, settings = call.text(0, "filename"), _settings(call)
    if name is None or settings is None:
        return None
    folder = call.site.path.rpartition("/")[0]
    for path in (name.strip("/"), f"{folder}/{name}".strip("/")):
        if call.machine.files.has(path):
            module = call.machine.load(path)
            call.machine.mutating(settings)
            for key in module.scope.variables:
                if key.isupper():
                    settings.items[key] = call.machine.read(module, key)
    return UNKNOWN


LIBRARY = Library(
    classes=(
        LibraryClass(
            "flask.Config",
            methods={
                "get": _get,
                "__getitem__": _get,
                "__setitem__": _set_item,
                "setdefault": _set_default,
                "update": _update,
                "from_mapping": _update,
                "from_object": _from_object,
                "from_pyfile": _from_pyfile,
            },
        ),
    ),
    aliases={"flask.config.Config": "flask.Config"},
)
