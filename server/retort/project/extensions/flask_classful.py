"""Flask-Classful: a view class whose methods become routes when it is registered.

https://flask-classful.teracy.org/
"""

from __future__ import annotations

import ast
import re

from retort.project.interpreter import attributes
from retort.project.interpreter.arguments import Call
from retort.project.interpreter.iteration import iterate
from retort.project.interpreter.libraries import Library, LibraryClass
from retort.project.interpreter.values import (
    MISSING,
    UNKNOWN,
    Class,
    Function,
    ListValue,
    Native,
    Value,
)
from retort.project.registration import add_rule, key_of, original

_SPECIAL = {
    "get": "GET",
    "put": "PUT",
    "patch": "PATCH",
    "post": "POST",
    "delete": "DELETE",
    "index": "GET",
}
_CONVERTERS = {"str": "string", "int": "int", "float": "float", "UUID": "uuid"}
_RULES = "_rule_cache"
_VARIABLE = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def _route(call: Call) -> Value:
    """``@route(rule, **options)`` keeps rule and options until the class is registered."""
    rule, options = call.argument(0, "rule", UNKNOWN), dict(call.arguments.kwargs)

    def decorator(inner: Call) -> Value:
        function = inner.argument(0, "f", UNKNOWN)
        if isinstance(function, Function):
            rules = function.attributes.setdefault(_RULES, inner.machine.new_list([]))
            if isinstance(rules, ListValue):
                rules.items.append((rule, inner.machine.new_dict(options), call.site))
        return function

    return Native("route", decorator)


def _method(call: Call) -> Value:
    """``@method("POST")`` adds to the methods of a view without a rule of its own."""
    name = call.argument(0, "method", UNKNOWN)

    def decorator(inner: Call) -> Value:
        function = inner.argument(0, "f", UNKNOWN)
        if isinstance(function, Function):
            methods = function.attributes.setdefault("http_methods", inner.machine.new_list([]))
            if isinstance(methods, ListValue):
                methods.items.append(name)
        return function

    return Native("method", decorator)


def _register(call: Call) -> Value:
    """``SomeView.register(app, route_base, subdomain, route_prefix, trailing_slash, …)``."""
    cls = call.receiver
    if isinstance(cls, Class):
        options = call.bind("app", "route_base", "subdomain", "route_prefix", "trailing_slash")
        view = _View(call, cls, options)
        for name in sorted(view.members()):
            view.add(name)
    return None


class _View:
    """One registration of a view class."""

    def __init__(self, call: Call, cls: Class, options: dict[str, Value]) -> None:
        self.call = call
        self.cls = cls
        self.target = key_of(options.get("app"))
        self.prefix = self._setting(options, "route_prefix", None)
        self.base = self._base(options)
        self.trailing = self._setting(options, "trailing_slash", True)
        self.dashified = self._setting(options, "method_dashified", False) is True
        self.covered = self._covered()

    def _setting(self, options: dict[str, Value], name: str, default: Value) -> Value:
        value = options.get(name)
        if value is None:
            value = attributes.find(self.call.machine, self.cls, name, self.call.site)
        return default if value is MISSING else value

    def _base(self, options: dict[str, Value]) -> Value:
        base = self._setting(options, "route_base", None)
        if base is None:
            return _dashed(self.cls.name.removesuffix("View"))
        return base.strip("/") if isinstance(base, str) else UNKNOWN

    def _covered(self) -> set[str]:
        """The parameters that the base of the rules has variables for, or that are said to be."""
        names, _ = iterate(self.call.machine, self._setting({}, "base_args", ()))
        covered = {name for name in names if isinstance(name, str)}
        if isinstance(self.base, str):
            covered.update(_VARIABLE.findall(self.base))
        return covered

    def members(self) -> set[str]:
        excluded, _ = iterate(self.call.machine, self._setting({}, "excluded_methods", ()))
        return {
            name
            for base in self.cls.mro
            if isinstance(base, Class)
            for name, value in base.namespace.items()
            if isinstance(value, Function)
            and not name.startswith(("_", "before_", "after_"))
            and name not in excluded
        }

    def add(self, name: str) -> None:
        function = attributes.get(self.call.machine, self.cls, name, self.call.site)
        rules = function.attributes.get(_RULES) if isinstance(function, Function) else None
        if isinstance(rules, ListValue):
            self._add_own_rules(name, function, rules.items)
        elif name in _SPECIAL:
            self._add(self._rule("/", function), name, function, _SPECIAL[name])
        else:
            shown = name.replace("_", "-") if self.dashified else name
            path = f"/{shown}/" if self.trailing is True else f"/{shown}"
            self._add(self._rule(path, function), name, function, None)

    def _add_own_rules(self, name: str, function: Value, rules: list[Value]) -> None:
        for index, item in enumerate(rules):
            if not isinstance(item, tuple):
                continue
            rule, values, site = item
            options = {k: v for k, v in values.items.items() if isinstance(k, str)}
            endpoint = f"{self.cls.name}:{name}" + (f"_{index}" if len(rules) > 1 else "")
            endpoint = options.get("endpoint") or endpoint
            text = self._join([rule]) if isinstance(rule, str) else UNKNOWN
            call = Call(self.call.machine, self.call.arguments, site)
            add_rule(call, self.target, text, function, options, endpoint=endpoint)

    def _rule(self, path: str, function: Value) -> Value:
        variables = [] if self._setting({}, "inspect_args", True) is False else _variables(function)
        rule = self._join([path, *(text for name, text in variables if name not in self.covered)])
        if not isinstance(rule, str):
            return UNKNOWN
        if self.trailing is True:
            return rule if rule.endswith("/") else f"{rule}/"
        return rule.rstrip("/") or "/"

    def _join(self, parts: list[str]) -> Value:
        leading = [part for part in (self.prefix, self.base) if part]
        if not all(isinstance(part, str) for part in leading):
            return UNKNOWN
        return re.sub("/+", "/", "/" + "/".join([*map(str, leading), *filter(None, parts)]))

    def _add(self, rule: Value, name: str, function: Value, method: str | None) -> None:
        options: dict[str, Value] = {"methods": (method,)} if method else {"methods": ("GET",)}
        methods = (
            function.attributes.get("http_methods") if isinstance(function, Function) else None
        )
        if method is None and methods is not None:
            options["methods"] = methods
        endpoint = f"{self.cls.name}:{name}"
        add_rule(self.call, self.target, rule, function, options, endpoint=endpoint)


def _variables(function: Value) -> list[tuple[str, str]]:
    """Name and variable part of each parameter without a default; its converter by annotation."""
    function = original(function)
    if not isinstance(function, Function):
        return []
    arguments = function.node.args.args
    required = arguments[: len(arguments) - len(function.node.args.defaults)]
    parts = []
    for argument in required:
        if argument.arg != "self":
            annotation = argument.annotation
            name = annotation.id if isinstance(annotation, ast.Name) else ""
            converter = _CONVERTERS.get(name)
            text = f"<{converter}:{argument.arg}>" if converter else f"<{argument.arg}>"
            parts.append((argument.arg, text))
    return parts


def _dashed(name: str) -> str:
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1-\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", words).lower()


LIBRARY = Library(
    classes=(LibraryClass("flask_classful.FlaskView", methods={"register": _register}),),
    functions={"flask_classful.route": _route, "flask_classful.method": _method},
    aliases={"flask_classy.FlaskView": "flask_classful.FlaskView"}
    | {"flask_classy.route": "flask_classful.route"},
)
