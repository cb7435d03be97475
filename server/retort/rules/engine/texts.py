"""Texts that are put together from parts."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def inserted_values(text: ast.expr) -> Iterator[ast.expr]:
    """The values that an f-string, ``+``, ``%`` or ``format()`` puts into a text."""
    if isinstance(text, ast.JoinedStr):
        yield from (part.value for part in text.values if isinstance(part, ast.FormattedValue))
    elif isinstance(text, ast.BinOp) and isinstance(text.op, ast.Add):
        for side in (text.left, text.right):
            if isinstance(side, (ast.BinOp, ast.JoinedStr)):
                yield from inserted_values(side)
            elif not isinstance(side, ast.Constant):
                yield side
    elif isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod):
        yield from text.right.elts if isinstance(text.right, ast.Tuple) else [text.right]
    elif isinstance(text, ast.Call) and _formats(text.func):
        yield from (*text.args, *(keyword.value for keyword in text.keywords))


def _formats(function: ast.expr) -> bool:
    """Whether it is ``format`` of a plain text; that of ``Markup`` escapes its values."""
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "format"
        and isinstance(function.value, (ast.Constant, ast.Name))
    )


def written_parts(text: ast.expr) -> Iterator[str]:
    """The parts of a text that are written out, around what is put into it."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        yield text.value
    elif isinstance(text, ast.JoinedStr):
        for part in text.values:
            yield from written_parts(part)
    elif isinstance(text, ast.BinOp):
        yield from written_parts(text.left)
        if isinstance(text.op, ast.Add):
            yield from written_parts(text.right)
    elif isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute):
        yield from written_parts(text.func.value)
