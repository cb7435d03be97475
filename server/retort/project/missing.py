"""Views that ask to be routed and are in no url_map, with the step that is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from retort.project.evaluation import Evaluation
from retort.project.files import File, Files
from retort.project.journal import AddRule, Entry, NewRegistry, Position, View
from retort.project.journals import Journals
from retort.project.model import Missing, Place, Unregistered
from retort.project.registration import HIDDEN_METHODS
from retort.project.url_maps import place, where

_ROUTE_METHODS = frozenset({"delete", "get", "patch", "post", "put"})
_ROUTES = _ROUTE_METHODS | {"route"}
_INSIDE = re.compile(r"^[ \t]+@[\w.]+\.(?:route|delete|get|patch|post|put)\(", re.MULTILINE)
"""A route decorator that is not at the top level."""


def not_registered(files: Files, journals: Journals, routed: set[str]) -> Iterator[Unregistered]:
    """The views of the registries that no app reaches; ``routed`` are those that one does."""
    for target in sorted(journals.targets - routed):
        registry = journals.registries.get(target)
        if registry is None or registry.kind == "app":
            continue
        for rule in journals.of(target).rules:
            reason = Missing.BLUEPRINT_NOT_REGISTERED
            yield _unregistered(files, rule, reason, registry.name)


def not_imported(
    files: Files, journals: Journals, dropped: Iterable[Entry]
) -> Iterator[Unregistered]:
    """The views of modules that nothing imports."""
    for entry in dropped:
        if isinstance(entry, AddRule):
            registry = journals.registries.get(entry.target)
            name = None if registry is None else registry.name
            yield _unregistered(files, entry, Missing.MODULE_NOT_IMPORTED, name)


def _unregistered(files: Files, rule: AddRule, reason: Missing, target: str | None) -> Unregistered:
    path, line, _, name_span, span = where(files, rule)
    view = None if rule.view is None else rule.view.name
    registration = place(files, rule.site)
    methods = rule.methods
    return Unregistered(
        reason, rule.rule, methods, view, target, path, line, name_span, span, registration
    )


class NotCalled:
    """The views that are decorated within functions which nothing calls."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._found: dict[str, list[tuple[str, Unregistered]]] = {}

    def update(self, paths: set[str]) -> None:
        """Looks at files again that were edited, or are part of the project from now on."""
        for path in paths:
            self._found.pop(path, None)
            file = None if path.endswith("/") else self._files.get(path)
            inside = file is not None and _INSIDE.search(file.text)
            views = list(_decorated_inside(file)) if file is not None and inside else []
            if views:
                self._found[path] = views

    def find(self, evaluation: Evaluation) -> Iterator[Unregistered]:
        """The views whose surrounding function no unit has run."""
        for path in sorted(self._found):
            entered = evaluation.entered_in(path)
            yield from (view for name, view in self._found[path] if name not in entered)


def _decorated_inside(file: File) -> Iterator[tuple[str, Unregistered]]:
    for name, function in _functions(file.tree.body, ""):
        for node in ast.walk(function):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node is not function:
                for decorator in node.decorator_list:
                    if _is_route(decorator):
                        yield name, _not_called(file, name, node, decorator)


def _functions(
    body: list[ast.stmt], qualifier: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The functions of a module and the methods of its classes, by qualified name."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield qualifier + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{qualifier}{node.name}.")


def _is_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in _ROUTES
        and bool(decorator.args)
        and isinstance(decorator.args[0], ast.Constant)
        and str(decorator.args[0].value).startswith("/")
    )


def _not_called(
    file: File, outer: str, node: ast.FunctionDef | ast.AsyncFunctionDef, decorator: ast.expr
) -> Unregistered:
    assert isinstance(decorator, ast.Call)
    function, rule = decorator.func, decorator.args[0]
    assert isinstance(function, ast.Attribute)
    assert isinstance(rule, ast.Constant)
    end_line, end_column = decorator.end_lineno or 0, decorator.end_col_offset or 0
    site = Position(file.path, decorator.lineno, decorator.col_offset, end_line, end_column)
    name = f"{outer}.<locals>.{node.name}"
    line, _, name_span, span = file.view_spans(View(name, file.path, node))
    return Unregistered(
        Missing.NOT_CALLED,
        str(rule.value),
        _methods(function.attr, decorator),
        name,
        ast.unparse(function.value),
        file.path,
        line,
        name_span,
        span,
        Place(file.path, file.span(site)),
    )


def _methods(name: str, decorator: ast.Call) -> tuple[str, ...]:
    """The methods that a decorator asks for; empty where they are not written out."""
    if name in _ROUTE_METHODS:
        return (name.upper(),)
    keywords = {keyword.arg: keyword.value for keyword in decorator.keywords}
    given = keywords.get("methods")
    if given is None:
        return () if None in keywords else ("GET",)
    items = given.elts if isinstance(given, (ast.List, ast.Tuple, ast.Set)) else []
    written = {str(item.value).upper() for item in items if isinstance(item, ast.Constant)}
    return tuple(sorted(written - HIDDEN_METHODS)) if len(written) == len(items) else ()


def is_foreign(entry: Entry, unit: str) -> bool:
    """Whether an entry is about a registry that another file made."""
    if isinstance(entry, NewRegistry):
        return False
    return entry.target.partition("#")[0].partition(":")[0] != unit.partition(":")[0]
