"""What Flask-Admin and Flask-AppBuilder share: methods that ``@expose`` keeps rules for."""

from __future__ import annotations

from collections.abc import Iterator

from retort.project.interpreter.arguments import Call
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    Function,
    Instance,
    ListValue,
    Native,
    Site,
    Value,
)
from retort.project.registration import add_rule

_URLS = "_urls"


def expose(call: Call) -> Value:
    """``@expose(url, methods)`` keeps both until the view is added."""
    url, methods = call.argument(0, "url", "/"), call.argument(1, "methods", ("GET",))

    def decorator(inner: Call) -> Value:
        function = inner.argument(0, "f", UNKNOWN)
        if isinstance(function, Function):
            urls = function.attributes.setdefault(_URLS, inner.machine.new_list([]))
            if isinstance(urls, ListValue):
                urls.items.append((url, methods, call.site))
        return function

    return Native("expose", decorator)


def exposed(cls: Class) -> Iterator[tuple[str, Function, list[Value]]]:
    """The methods of a class that have rules: name, function and the (url, methods, site)s."""
    found: dict[str, Function] = {}
    for base in reversed(cls.mro):
        if isinstance(base, Class):
            found.update({k: v for k, v in base.namespace.items() if isinstance(v, Function)})
    for name, function in sorted(found.items()):
        urls = _urls(function)
        if urls is not None:
            yield name, function, urls.items


def _urls(function: Value) -> ListValue | None:
    """What was kept on a function; one made with ``functools.wraps`` has it, too."""
    while isinstance(function, Function):
        urls = function.attributes.get(_URLS, MISSING)
        if isinstance(urls, ListValue):
            return urls
        function = function.wrapped
    return None


def add_exposed(call: Call, key: str, view: Instance) -> None:
    """Adds the rules of a view's exposed methods to the blueprint ``key``."""
    if not isinstance(view.cls, Class):
        return
    for name, function, urls in exposed(view.cls):
        for kept in urls:
            url, methods, site = kept if isinstance(kept, tuple) else (UNKNOWN, UNKNOWN, call.site)
            if isinstance(site, Site):
                inner = Call(call.machine, call.arguments, site)
                if methods is not None and not isinstance(methods, (str, tuple)):
                    methods = tuple(iterate(call.machine, methods)[0])
                add_rule(inner, key, url, function, {"methods": methods}, endpoint=name)
