"""Values that are written out in the code."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from retort.rules.engine.codebase import SourceFile


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


def _literal(file: SourceFile, expression: ast.expr | None) -> ast.Constant | None:
    if isinstance(expression, ast.Name):
        bindings = file.index.scope_of(expression).lookup(expression.id)
        expression = bindings[0].value if len(bindings) == 1 else None
    return expression if isinstance(expression, ast.Constant) else None
