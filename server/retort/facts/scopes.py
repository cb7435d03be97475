"""Scopes and bindings of one file: what a name in it stands for.

A rule asks where an expression comes from (``origin``), never how it is spelled, so
``import flask as f; f.request`` and ``from flask import request as r; r`` are the same.
Scoping follows the language reference, section 4.2 "Naming and binding".
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

ScopeNode: TypeAlias = (
    ast.Module
    | ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.ClassDef
    | ast.Lambda
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)

BindingKind: TypeAlias = Literal["import", "assignment", "function", "class", "parameter", "other"]

_BUILTINS = frozenset(dir(builtins))
_MAX_ALIASES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place that gives a name its meaning.

    ``node`` is that place; ``value`` the expression of a plain assignment ``name = value``;
    ``origin`` the dotted name that an import brings (``flask.request``; a relative import
    keeps its leading dots: ``..extensions.db``).
    """

    kind: BindingKind
    node: ast.AST
    scope: Scope
    value: ast.expr | None = None
    origin: str | None = None


@dataclass(slots=True, eq=False)
class Scope:
    """A region of the text with names of its own.

    ``bindings`` holds, for each name bound here, all places that bind it, in the order
    of the text. ``stars`` are the modules whose names are all imported here.
    """

    node: ScopeNode
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    redirected: dict[str, Literal["global", "nonlocal"]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    @property
    def module(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def function(self) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The innermost function definition around this scope, or None at module level."""
        return next(
            (
                scope.node
                for scope in self.chain()
                if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef)
            ),
            None,
        )

    @property
    def is_in_function(self) -> bool:
        """Whether it is the scope of a function or lambda, or stands in one."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        return any(isinstance(scope.node, kinds) for scope in self.chain())

    def chain(self) -> Iterator[Scope]:
        """Yields this scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def lookup(self, name: str) -> list[Binding]:
        """All places that may give ``name`` its meaning here; empty for an unbound name."""
        scope = self.module if self.redirected.get(name) == "global" else self
        if name in scope.bindings:
            return scope.bindings[name]
        around = (outer for outer in scope.chain() if outer is not scope and not outer.is_class)
        return next((outer.bindings[name] for outer in around if name in outer.bindings), [])

    def origin(self, expression: ast.expr) -> str | None:
        """The dotted name that ``expression`` stands for in this scope, or None if that is open.

        ``flask.request.args`` for ``request.args`` after ``from flask import request``;
        ``builtins.print`` for a builtin. A name with several bindings has an origin only
        when all of them agree; a plain alias (``r = request``) is followed.
        """
        return self._origin(expression, _MAX_ALIASES)

    def _origin(self, expression: ast.expr, depth: int) -> str | None:
        if isinstance(expression, ast.Attribute):
            owner = self._origin(expression.value, depth)
            return f"{owner}.{expression.attr}" if owner else None
        if not isinstance(expression, ast.Name) or depth == 0:
            return None
        bindings = self.lookup(expression.id)
        if not bindings:
            known = expression.id in _BUILTINS and not self.module.stars
            return f"builtins.{expression.id}" if known else None
        origins = {_binding_origin(binding, depth) for binding in bindings}
        return origins.pop() if len(origins) == 1 else None


def _binding_origin(binding: Binding, depth: int) -> str | None:
    if binding.value is not None:
        return binding.scope._origin(binding.value, depth - 1)
    return binding.origin
