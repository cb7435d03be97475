"""Why a route is missing: at which step on its way to a url_map a function dropped out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from retort.features.describe import title
from retort.project import Missing, Place, Project, Route, Unregistered
from retort.syntax.python import ParsedModule, parse
from retort.text.line_index import LineIndex

_Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_REGISTRARS = {"route", "get", "post", "put", "patch", "delete", "add_url_rule", "expose"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: taken (``ok``), not taken (``missing``), or not to be told (``unknown``)."""

    state: Literal["ok", "missing", "unknown"]
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps of one view, in order; the last one is the answer."""

    view: str | None
    steps: tuple[Step, ...]


def explain_missing(project: Project, path: str, text: str, offset: int) -> Explanation:
    """Explains the function or class around an offset of the file ``path``."""
    routes = [route for route in project.routes() if _holds(route, path, offset)]
    if routes:
        return Explanation(routes[0].view, tuple(_registered(routes)))
    views = [view for view in project.unregistered if _holds(view, path, offset)]
    if views:
        return Explanation(views[0].view, tuple(_dropped(views)))
    parsed = parse(text)
    lines = LineIndex(text)
    definition = _definition_at(parsed.tree, lines, offset)
    if definition is None:
        step = Step("missing", "There is no function or class here that could be a view.")
        return Explanation(None, (step,))
    return Explanation(definition.name, tuple(_unseen(project, path, parsed, definition)))


def _holds(view: Route | Unregistered, path: str, offset: int) -> bool:
    return view.path == path and offset in view.span


def _registered(routes: list[Route]) -> Iterator[Step]:
    yield Step("ok", f"`{routes[0].view}` is a view.", Place(routes[0].path, routes[0].name_span))
    for route in routes:
        rule = "" if route.rule is not None else " Its rule cannot be told without running it."
        yield Step(
            "ok",
            f"It is in the url_map of {route.app} as {title(route)}.{rule}",
            route.registration,
        )


def _dropped(views: list[Unregistered]) -> Iterator[Step]:
    for view in views:
        target = f"`{view.target}`" if view.target else "an app or blueprint"
        yield Step("ok", f"{target} is asked to route it: {title(view)}.", view.registration)
        yield Step("missing", _REASONS[view.reason].format(target=target, path=view.path))


_REASONS = {
    Missing.BLUEPRINT_NOT_REGISTERED: (
        "No app registers the blueprint {target}. "
        "Call `app.register_blueprint(…)` with it where the app is made."
    ),
    Missing.MODULE_NOT_IMPORTED: (
        "No app imports {path}, so this line never runs. Import it where the app is made."
    ),
    Missing.NOT_CALLED: (
        "The function around this line is never called while an app is set up. "
        "Call it where the app is made."
    ),
}


def _definition_at(tree: ast.Module, lines: LineIndex, offset: int) -> _Definition | None:
    """The innermost function or class that an offset lies in, its decorators included."""
    line = lines.position(offset).line + 1
    found = None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            inside = first <= line <= (node.end_lineno or node.lineno)
            if inside and (found is None or node.lineno >= found.lineno):
                found = node
    return found


def _unseen(
    project: Project, path: str, parsed: ParsedModule, definition: _Definition
) -> Iterator[Step]:
    registrar = next(filter(None, map(_registrar, definition.decorator_list)), None)
    if registrar is None:
        yield Step("missing", f"No decorator of `{definition.name}` registers it.")
        yield Step("unknown", "No call that could be followed registers it either.")
    else:
        yield Step("ok", f"`@{registrar}` looks like a registration.")
    if parsed.errors:
        problem = parsed.errors[0]
        yield Step(
            "missing",
            f"Python cannot import this file: {problem.message}.",
            Place(path, problem.span),
        )
    if not project.apps:
        yield Step("missing", "No Flask app was found that it could belong to.")
    elif registrar is not None:
        name = registrar.rpartition(".")[0]
        yield Step("unknown", f"What `{name}` stands for here cannot be told without running it.")
    for app in project.apps:
        for place in app.unresolved:
            text = f"{app.name} also registers something here that cannot be followed."
            yield Step("unknown", text, place)


def _registrar(decorator: ast.expr) -> str | None:
    """``bp.route`` for a decorator that looks like one of Flask's."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(function, ast.Attribute) and function.attr in _REGISTRARS:
        return ast.unparse(function)
    return None
