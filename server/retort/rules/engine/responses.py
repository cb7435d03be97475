"""What view functions return."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine.codebase import Codebase, SourceFile, gathered, once_per_file
from retort.rules.engine.registrations import ROUTE_DECORATORS
from retort.rules.engine.views import View, views

_CONVERTING = ("make_response", "response_class")


@once_per_file
def returned_values(codebase: Codebase, file: SourceFile) -> Iterator[ast.expr]:
    """The values that Flask itself makes a response of: each branch of a conditional by itself.

    Left out are views with decorators or base classes that may convert what they return,
    and projects that replace how a response is made.
    """
    found = [view for view in views(codebase, file) if _is_plain(file, view)]
    if not found or any(replaced for _, replaced in codebase.collect(replaces_conversion)):
        return
    for view in found:
        for node in file.index.own_nodes(view.function):
            if isinstance(node, ast.Return) and node.value is not None:
                yield from _branches(node.value)


@gathered
def replaces_conversion(file: SourceFile) -> bool:
    """Whether a file defines its own way from a value to a response."""
    if not any(name in file.text for name in _CONVERTING):
        return False
    return any(
        statement.name == "make_response"
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
        else any(_is_response_class(target) for target in _targets(statement))
        for statement in file.statements
    )


def _targets(statement: ast.stmt) -> Iterator[ast.expr]:
    """What an assignment gives values to."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    elif isinstance(statement, ast.AnnAssign):
        yield statement.target


def _is_response_class(target: ast.expr) -> bool:
    name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", None)
    return name == "response_class"


def _is_plain(file: SourceFile, view: View) -> bool:
    if view.owner is not None or view.is_handed_on or file.index.is_generator(view.function):
        return False
    return all(_is_route(decorator) for decorator in view.function.decorator_list)


def _is_route(decorator: ast.expr) -> bool:
    method = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(method, ast.Attribute) and method.attr in ROUTE_DECORATORS


def _branches(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield from _branches(value.body)
        yield from _branches(value.orelse)
    else:
        yield value
