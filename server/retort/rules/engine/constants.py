"""Values that are written out in the code."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from retort.rules.engine.codebase import SourceFile

_MAX_STEPS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is surely the one; so that a known None differs from an unknown value."""

    value: object


def constant(file: SourceFile, expression: ast.expr | None) -> Known | None:
    """The value of a literal, or of a name that is given one literal and nothing else."""
    literal = _literal(file, expression)
    return Known(literal.value) if literal is not None else None


def text_constant(file: SourceFile, expression: ast.expr | None) -> ast.Constant | None:
    """The text literal that an expression surely stands for."""
    literal = _literal(file, expression)
    return literal if literal is not None and isinstance(literal.value, str) else None


def follow(file: SourceFile, expression: ast.expr) -> ast.expr:
    """What a name was assigned, if that happened once and on no condition."""
    for _ in range(_MAX_STEPS):
        if not isinstance(expression, ast.Name):
            return expression
        bindings = file.index.scope_of(expression).lookup(expression.id)
        if len(bindings) != 1 or bindings[0].value is None:
            return expression
        (binding,) = bindings
        if file.index.parent_of(binding.node) is not binding.scope.node:
            return expression
        assert binding.value is not None
        expression = binding.value
    return expression


def _literal(file: SourceFile, expression: ast.expr | None) -> ast.Constant | None:
    literal = follow(file, expression) if expression is not None else None
    return literal if isinstance(literal, ast.Constant) else None
