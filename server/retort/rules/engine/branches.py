"""Whether two places of a program can both be reached in one run."""

from __future__ import annotations

import ast

from retort.project import Place
from retort.rules.engine.codebase import Codebase, SourceFile

_PARTS = ("body", "orelse", "handlers", "cases")


def can_both_happen(codebase: Codebase, first: Place, second: Place) -> bool:
    """False where one place stands in a branch that excludes that of the other."""
    if first.path != second.path:
        return True
    file = codebase.file(first.path)
    if file is None:
        return True
    ours, theirs = _branches(file, first), _branches(file, second)
    return all(theirs.get(node, part) == part for node, part in ours.items())


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
