"""Whether two places of a program can both be reached in one run."""

from __future__ import annotations

import ast

from retort.project import Place
from retort.rules.engine.codebase import Codebase, SourceFile

_PARTS = ("body", "orelse", "handlers", "cases")


def can_both_happen(codebase: Codebase, first: Place, second: Place) -> bool:
    """Whether surely both places are reached.

    Not where one stands in a branch that excludes that of the other; and not in two
    functions, since the calls of them may exclude each other.
    """
    file, other = codebase.file(first.path), codebase.file(second.path)
    if file is None or other is None:
        return False
    function = _function(file, first)
    if first.path != second.path:
        return function is None and _function(other, second) is None
    if function is not _function(file, second):
        return False
    ours, theirs = _branches(file, first), _branches(file, second)
    return all(theirs.get(node, part) == part for node, part in ours.items())


def _function(file: SourceFile, place: Place) -> ast.AST | None:
    """The innermost function in which a place is reached: decorators run outside of theirs."""
    line = file.lines.position(place.span.start).line + 1
    around = [
        function
        for function in file.index.functions
        if function.lineno < line and place.span.end <= file.span(function).end
    ]
    return around[-1] if around else None


def _branches(file: SourceFile, place: Place) -> dict[ast.AST, str]:
    """For each statement with branches around a place: the branch that the place is in."""
    found: dict[ast.AST, str] = {}
    for node in file.index.statements:
        if isinstance(node, (ast.If, ast.Try, ast.Match)):
            for part in _PARTS:
                for number, child in enumerate(getattr(node, part, ())):
                    if _around(file, child, place):
                        found[node] = _branch(node, part, number)
    return found


def _branch(node: ast.stmt, part: str, number: int) -> str:
    """A name for a branch: each handler and each case is one of its own."""
    if part in ("handlers", "cases"):
        return f"{part}{number}"
    # The ``else`` of a try statement goes on where its body ends.
    return "body" if isinstance(node, ast.Try) else part


def _around(file: SourceFile, node: ast.AST, place: Place) -> bool:
    if isinstance(node, ast.match_case):
        return any(_around(file, child, place) for child in node.body)
    span = file.span(node)
    decorators = getattr(node, "decorator_list", [])
    start = file.span(decorators[0]).start if decorators else span.start
    return start <= place.span.start and place.span.end <= span.end
