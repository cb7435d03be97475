"""The view functions of a file, as the project knows them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from retort.facts.syntax_index import FunctionNode
from retort.project import Route, Unregistered
from retort.rules.engine.codebase import Codebase, SourceFile, once_per_file
from retort.text.span import Span

_HTTP_METHODS = frozenset({"get", "head", "post", "put", "delete", "options", "trace", "patch"})


@dataclass(frozen=True, slots=True)
class View:
    """A function that answers requests.

    ``owner`` is the class of a method of a class view, and then ``routes`` are those of
    the class. ``routes`` hold what the function is asked for, also where that is in no
    url_map yet.
    """

    function: FunctionNode
    owner: ast.ClassDef | None
    routes: tuple[Route | Unregistered, ...]


@once_per_file
def views(codebase: Codebase, file: SourceFile) -> Iterator[View]:
    """The view functions in ``file``, in the order of the text."""
    routes = _routes_by_name(codebase, file)
    if not routes:
        return
    for function in file.index.functions:
        around = file.index.parent_of(function)
        owner = around if isinstance(around, ast.ClassDef) else None
        named = file.name_span(owner or function)
        if named in routes and (owner is None or _answers(function)):
            yield View(function, owner, tuple(routes[named]))


def _routes_by_name(codebase: Codebase, file: SourceFile) -> dict[Span, list[Route | Unregistered]]:
    found: dict[Span, list[Route | Unregistered]] = defaultdict(list)
    for route in codebase.asked_views.get(file.path, ()):
        found[route.name_span].append(route)
    return found


def _answers(function: FunctionNode) -> bool:
    return function.name in _HTTP_METHODS or function.name == "dispatch_request"
