"""What view functions take, wherever in the project they stand."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from retort.facts.control_flow import is_stub
from retort.facts.syntax_index import FunctionNode
from retort.project import Route
from retort.rules.engine.codebase import Codebase, SourceFile
from retort.text.span import Span

HTTP_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")

# They call the view with the arguments that they were called with.
_PASS_ON = frozenset(
    {
        *("flask_login.login_required", "flask_login.fresh_login_required"),
        *("flask_jwt_extended.jwt_required", "flask_cors.cross_origin"),
    }
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """``annotation`` is the dotted name of what it is annotated with; None if it is not plain,
    or the function converts the value.
    """

    name: str
    is_required: bool
    annotation: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function that can be given by name, without ``self``.

    ``is_open``: it takes any others as well (``**kwargs``), or what it takes cannot be
    told, since a decorator may change it. ``positional_only`` are those that Flask cannot fill.
    """

    function: str
    name_span: Span
    parameters: tuple[Parameter, ...]
    positional_only: tuple[str, ...]
    is_open: bool


def signatures_of(codebase: Codebase, route: Route) -> list[Signature]:
    """The functions that answer the route: one, or one per method for a class view."""
    functions = codebase.fact(_signatures, route.path).get(route.name_span, ())
    asked = {method.lower() for method in route.methods}
    if len(functions) == 1:
        return list(functions)
    return [f for f in functions if f.function in asked or f.function == "dispatch_request"]


def _signatures(file: SourceFile) -> Mapping[Span, tuple[Signature, ...]]:
    """By the span of a function's or class's name: what is called for it."""
    found: dict[Span, tuple[Signature, ...]] = {}
    names = {method.lower() for method in HTTP_METHODS} | {"dispatch_request"}
    for function in file.index.functions:
        if not isinstance(file.index.parent_of(function), ast.ClassDef):
            signature = _signature(file, function, is_method=False)
            found[signature.name_span] = (signature,)
    for node in file.index.classes:
        methods = [
            _signature(file, child, is_method=True, owner=node)
            for child in node.body
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)) and child.name in names
        ]
        found[file.name_span(node)] = tuple(methods)
    return found


def _signature(
    file: SourceFile, function: FunctionNode, *, is_method: bool, owner: ast.ClassDef | None = None
) -> Signature:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    parameters = [
        Parameter(arg.arg, place < required, _annotation(file, function, arg))
        for place, arg in enumerate(positional)
    ] + [
        Parameter(arg.arg, default is None, _annotation(file, function, arg))
        for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    only = tuple(arg.arg for arg in arguments.posonlyargs)
    if is_method:
        parameters, only = parameters[1:], only[1:]
    # A view without a body is not meant to run: a hook answers before it.
    is_open = (
        arguments.kwarg is not None
        or is_stub(function)
        or not _is_transparent(file, function, owner)
    )
    return Signature(function.name, file.name_span(function), tuple(parameters), only, is_open)


def _annotation(file: SourceFile, function: FunctionNode, arg: ast.arg) -> str | None:
    """What a parameter is annotated with; None where the function makes that of it itself."""
    plain = isinstance(arg.annotation, (ast.Name, ast.Attribute))
    name = file.api_name(arg.annotation) if arg.annotation is not None and plain else None
    converted = name is not None and any(
        isinstance(node, ast.Call)
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id == arg.arg
        and file.api_name(node.func) == name
        for node in file.index.own_nodes(function)
    )
    return None if converted else name


def _is_transparent(file: SourceFile, function: FunctionNode, owner: ast.ClassDef | None) -> bool:
    """Whether no decorator may change what the function is called with."""
    if owner is not None:
        attributes = {
            target.id
            for node in owner.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        if attributes & {"decorators", "method_decorators"} or owner.decorator_list:
            return False
        return not function.decorator_list
    decorators = function.decorator_list
    registering = [place for place, node in enumerate(decorators) if _registers(node)]
    below = decorators[registering[-1] + 1 :] if registering else decorators
    between = (
        [node for node in decorators[registering[0] :] if not _registers(node)]
        if registering
        else below
    )
    return all(_passes_on(file, node) for node in (*between, *below))


def _registers(decorator: ast.expr) -> bool:
    method = decorator.func if isinstance(decorator, ast.Call) else decorator
    names = {"route", "get", "post", "put", "patch", "delete", "errorhandler", "endpoint"}
    return isinstance(method, ast.Attribute) and method.attr in names


def _passes_on(file: SourceFile, decorator: ast.expr) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return file.api_name(function) in _PASS_ON
