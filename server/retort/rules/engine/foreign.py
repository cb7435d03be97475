"""Values that come from the client, followed through the names of one function."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cached_property
from typing import cast

from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.views import views
from retort.syntax.url_rules import parse_url_rule

_SENT = ("args", "form", "values", "json", "cookies", "headers", "data", "files", "query_string")
_TEXT_CONVERTERS = {"default", "string", "path"}
_TEXT_METHODS = {
    *("get", "format", "join", "strip", "lstrip", "rstrip", "lower", "upper", "title", "replace"),
    *("decode", "encode", "getlist", "pop", "joinpath"),
}
_TEXT_FUNCTIONS = {
    *("builtins.str", "os.path.join", "os.path.abspath", "os.path.normpath", "pathlib.Path"),
    *("markupsafe.Markup", "posixpath.join", "os.fspath"),
}
# They tell whether a value is one of those that are allowed.
_JUDGING_METHODS = {"startswith", "is_relative_to", "relative_to"}
_JUDGES = {
    *("werkzeug.utils.safe_join", "werkzeug.security.safe_join", "flask.safe_join"),
    *("os.path.commonpath", "os.path.commonprefix", "re.match", "re.fullmatch", "re.search"),
}
_MAX_STEPS = 6


def _sources(node: ast.AST) -> Iterable[ast.AST]:
    """The parts that a value is made of; not what it is only looked up by."""
    if isinstance(node, ast.Subscript):
        return [node.value]
    method = node.func if isinstance(node, ast.Call) else None
    if isinstance(method, ast.Attribute) and method.attr in ("get", "getlist", "pop"):
        return [method.value, *cast("ast.Call", node).args[1:]]
    return ast.iter_child_nodes(node)


class ForeignValues:
    """Finds what the client sent inside of expressions of one file.

    ``sent`` are the attributes of the request that count. ``cleaned_by`` are the dotted names
    of functions after which a value is harmless. URL variables count when they are text; with
    ``path_variables_only``, when they may hold a slash.
    """

    def __init__(
        self,
        codebase: Codebase,
        file: SourceFile,
        cleaned_by: Iterable[str],
        *,
        sent: Iterable[str] = _SENT,
        path_variables_only: bool = False,
    ) -> None:
        self._codebase = codebase
        self._file = file
        self._cleaned_by = frozenset(cleaned_by)
        self._sent = frozenset(sent)
        self._converters = {"path"} if path_variables_only else _TEXT_CONVERTERS

    @cached_property
    def _variables(self) -> set[ast.arg]:
        """The parameters of views that hold URL variables."""
        return {
            parameter
            for view in views(self._codebase, self._file)
            for route in view.routes
            for variable in parse_url_rule(route.rule or "/").variables
            if variable.converter in self._converters
            for parameter in view.function.args.args
            if parameter.arg == variable.name
        }

    @property
    def are_possible(self) -> bool:
        """Whether there may be any in the file: it knows Flask's request, or has views."""
        knows_request = self._codebase.may_name(self._file, ["flask.request"])
        return knows_request or bool(views(self._codebase, self._file))

    def within(self, expression: ast.expr) -> ast.expr | None:
        """The part of an expression that the client decides on; None if there is none."""
        return self._within(expression, _MAX_STEPS)

    def _within(self, node: ast.AST, steps: int) -> ast.expr | None:
        if isinstance(node, ast.Call) and not self._hands_on(node):
            return None
        if isinstance(node, (ast.Compare, ast.Lambda)):
            return None
        if isinstance(node, ast.expr) and self._is_sent(node):
            return node
        if isinstance(node, ast.Name):
            return self._named(node, steps)
        found = (self._within(child, steps) for child in _sources(node))
        return next((value for value in found if value is not None), None)

    def _hands_on(self, call: ast.Call) -> bool:
        """Whether what goes into a call comes out of it, as far as that is known."""
        name = self._file.api_name(call.func) or ""
        if name in self._cleaned_by:
            return False
        is_method = isinstance(call.func, ast.Attribute) and call.func.attr in _TEXT_METHODS
        return is_method or name in _TEXT_FUNCTIONS

    def _is_sent(self, node: ast.expr) -> bool:
        name = (self._file.api_name(node) or "") if isinstance(node, ast.Attribute) else ""
        return name.startswith("flask.request.") and name.split(".")[2] in self._sent

    def _named(self, node: ast.Name, steps: int) -> ast.expr | None:
        """What a name holds: all that it is given has to come from the client."""
        if not steps:
            return None
        bindings = self._file.index.scope_of(node).lookup(node.id)
        if len(bindings) != 1:
            return None
        (binding,) = bindings
        if self._is_checked(node):
            return None
        if binding.node in self._variables:
            return node
        if binding.value is None:
            return None
        return node if self._within(binding.value, steps - 1) is not None else None

    def _is_checked(self, name: ast.Name) -> bool:
        """Whether the function compares the value with what it allows."""
        function = self._file.index.scope_of(name).function
        return function is not None and any(
            isinstance(judged, ast.Name) and judged.id == name.id
            for node in ast.walk(function)
            for judged in self._judged(node)
        )

    def _judged(self, node: ast.AST) -> Iterable[ast.AST]:
        """What a comparison, or a call that stands for one, looks at."""
        if isinstance(node, ast.Compare):
            is_choice = isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Eq, ast.NotEq))
            return [node.left] if is_choice else []
        if not isinstance(node, ast.Call):
            return []
        if isinstance(node.func, ast.Attribute) and node.func.attr in _JUDGING_METHODS:
            return [node.func.value]
        is_judge = self._file.api_name(node.func) in _JUDGES
        return [part for argument in node.args for part in ast.walk(argument)] if is_judge else []
