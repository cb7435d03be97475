"""What a decorator does to the function below it: wrap it, or hand it back as it is."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from retort.facts.syntax_index import FunctionNode, statements_of
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.rules.engine.objects import module_path

_LIBRARY_WRAPPERS = frozenset(
    {
        *("flask_login.login_required", "flask_login.fresh_login_required"),
        *("flask_jwt_extended.jwt_required", "flask_cors.cross_origin"),
        *("flask_security.auth_required", "flask_security.login_required"),
        *("flask_security.roles_required", "flask_security.roles_accepted"),
        *("flask_login.utils.login_required", "flask_cors.decorator.cross_origin"),
        *("functools.cache", "functools.lru_cache"),
    }
)
_WRAPPING_METHODS = {
    "flask_httpauth.HTTPBasicAuth": "login_required",
    "flask_httpauth.HTTPTokenAuth": "login_required",
    "flask_httpauth.HTTPDigestAuth": "login_required",
    "flask_httpauth.MultiAuth": "login_required",
    "flask_caching.Cache": "cached",
}


@dataclass(frozen=True, slots=True)
class Decorator:
    """A function of the project that is used as a decorator.

    ``wraps`` counts how often it has to be called until a function is wrapped: 1 for
    ``@d``, 2 for ``@d(...)``; 0 where it wraps nothing. ``keeps_name``: the wrapper goes by
    the name of what it wraps. ``inner`` is the wrapper's own name.
    """

    name: str
    path: str
    line: int
    wraps: int = 0
    keeps_name: bool = True
    inner: str = ""


def project_decorator(
    codebase: Codebase, file: SourceFile, expression: ast.expr
) -> Decorator | None:
    """The function of the project behind a decorator; None where it is not one, or not clear."""
    function = expression.func if isinstance(expression, ast.Call) else expression
    if isinstance(function, ast.Name):
        bindings = file.index.scope_of(function).lookup(function.id)
        nodes = [b.node for b in bindings]
        if len(nodes) == 1 and isinstance(nodes[0], (ast.FunctionDef, ast.AsyncFunctionDef)):
            return _describe(file, nodes[0])
    origin = file.index.origin(function)
    return _imported(codebase, file.path, origin, 6) if origin else None


def wraps_view(codebase: Codebase, file: SourceFile, expression: ast.expr) -> bool:
    """Whether a decorator surely puts another function in the place of the one below it."""
    function = expression.func if isinstance(expression, ast.Call) else expression
    if file.api_name(function) in _LIBRARY_WRAPPERS:
        return True
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        bindings = file.index.scope_of(function).lookup(function.value.id)
        makers = {
            file.api_name(b.value.func) if isinstance(b.value, ast.Call) else None for b in bindings
        }
        if len(makers) == 1 and _WRAPPING_METHODS.get(makers.pop() or "") == function.attr:
            return True
    found = project_decorator(codebase, file, expression)
    calls = 2 if isinstance(expression, ast.Call) else 1
    return found is not None and found.wraps == calls


def _imported(codebase: Codebase, importer: str, origin: str, steps: int) -> Decorator | None:
    module, _, name = origin.rpartition(".")
    path = module_path(codebase, importer, module or ("." if origin.startswith(".") else ""))
    if path is None or not steps:
        return None
    said = dict(codebase.fact(_decorators, path)).get(name)
    return _imported(codebase, path, said, steps - 1) if isinstance(said, str) else said


def _decorators(file: SourceFile) -> tuple[tuple[str, Decorator | str], ...]:
    """For each name at module level: what it does as a decorator, or where it is imported from."""
    found: list[tuple[str, Decorator | str]] = []
    for name, bindings in file.index.module_scope.bindings.items():
        if len(bindings) != 1:
            continue
        node = bindings[0].node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.append((name, _describe(file, node)))
        elif bindings[0].origin:
            found.append((name, bindings[0].origin))
    return tuple(found)


def _describe(file: SourceFile, function: FunctionNode) -> Decorator:
    depth, wrapper = 0, function
    while (inner := _returned_function(file, wrapper)) is not None and depth < 2:
        depth, wrapper = depth + 1, inner
    if not depth:
        return Decorator(function.name, file.path, function.lineno)
    keeps = _keeps_name(file, function, wrapper)
    return Decorator(function.name, file.path, function.lineno, depth, keeps, wrapper.name)


def _returned_function(file: SourceFile, function: FunctionNode) -> FunctionNode | None:
    """The function defined inside that all return statements hand back."""
    inner = {
        node.name: node
        for node in function.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    if not inner:
        return None
    returned = {
        node.value.id if isinstance(node.value, ast.Name) else None
        for node in statements_of(function.body)
        if isinstance(node, ast.Return) and file.index.scope_of(node).function is function
    }
    return inner.get(returned.pop() or "") if len(returned) == 1 else None


def _keeps_name(file: SourceFile, outer: FunctionNode, wrapper: FunctionNode) -> bool:
    """Whether the wrapper takes over the name, or something is done that may be that."""
    if wrapper.decorator_list:
        return True
    for node in ast.walk(outer):
        if isinstance(node, ast.Attribute) and node.attr in ("__name__", "__dict__", "__wrapped__"):
            return True
        if isinstance(node, ast.Call) and _is_update_wrapper(file, node):
            return True
    return False


def _is_update_wrapper(file: SourceFile, call: ast.Call) -> bool:
    name = file.api_name(call.func) or ""
    return name in ("functools.update_wrapper", "functools.wraps") or name.startswith("wrapt.")
