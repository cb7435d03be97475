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
    url_map yet. ``is_handed_on``: the function goes through another one on its way to a
    route, which may wrap it.
    """

    function: FunctionNode
    owner: ast.ClassDef | None
    routes: tuple[Route | Unregistered, ...]
    is_handed_on: bool = False


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
            asked = tuple(routes[named])
            handed_on = owner is None and any(is_handed_on(codebase, route) for route in asked)
            yield View(function, owner, asked, handed_on)


def is_handed_on(codebase: Codebase, route: Route | Unregistered) -> bool:
    """Whether a view function is neither decorated nor named where it is registered."""
    place = route.registration
    inside = route.span.start <= place.span.start and place.span.end <= route.span.end
    if place.path == route.path and inside:
        return False
    name = (route.view or "").rpartition(".")[2]
    return name not in dict(codebase.fact(_named_in_calls, place.path)).get(place.span, ())


def _named_in_calls(file: SourceFile) -> tuple[tuple[Span, tuple[str, ...]], ...]:
    """By the span of a call that registers: the names that are handed over."""
    found = []
    for call in file.index.calls:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        names = [
            node.id if isinstance(node, ast.Name) else node.attr
            for node in given
            if isinstance(node, (ast.Name, ast.Attribute))
        ]
        method = call.func.attr if isinstance(call.func, ast.Attribute) else None
        if method == "add_url_rule" or isinstance(call.func, ast.Call):
            found.append((file.span(call), tuple(names)))
    return tuple(found)


def _routes_by_name(codebase: Codebase, file: SourceFile) -> dict[Span, list[Route | Unregistered]]:
    found: dict[Span, list[Route | Unregistered]] = defaultdict(list)
    for route in codebase.asked_views.get(file.path, ()):
        found[route.name_span].append(route)
    return found


def _answers(function: FunctionNode) -> bool:
    return function.name in _HTTP_METHODS or function.name == "dispatch_request"
