"""From sources to a project."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retort.project.model import App, Place, Project, Route
from retort.project.sources import Sources
from retort.syntax.python import parse
from retort.text.line_index import LineIndex
from retort.text.span import Span

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Options:
    """Settings that change what the project is."""


class Engine:
    """Keeps the project of one root current while its sources change."""

    def __init__(self, sources: Sources, options: Options | None = None) -> None:
        self._sources = sources
        self._options = options or Options()

    def update(self, changed: Iterable[str] | None = None) -> Project:
        """Reads the ``changed`` paths again (created, edited, or deleted; None: all of them).

        Returns the new project; what the change cannot touch is taken over from before.
        """
        return build(self._sources, self._options)


def build(sources: Sources, options: Options | None = None) -> Project:
    """The project that ``sources`` hold, worked out from nothing."""
    apps: list[App] = []
    for path in sources.paths():
        text = sources.read(path)
        if text and "flask" in text:
            apps.extend(_apps(path, text))
    return Project(tuple(apps))


def _apps(path: str, text: str) -> Iterator[App]:
    tree = parse(text).tree
    lines = LineIndex(text)
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        target, function = node.targets[0], node.value.func
        if (
            isinstance(target, ast.Name)
            and isinstance(function, ast.Name)
            and function.id == "Flask"
        ):
            name = f"{path.removesuffix('.py').replace('/', '.')}:{target.id}"
            routes = tuple(_routes(path, name, target.id, tree, lines))
            yield App(name, path, node.lineno, _span(lines, node.value), routes)


def _routes(
    path: str, app: str, variable: str, tree: ast.Module, lines: LineIndex
) -> Iterator[Route]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
                owner, rule = call.func.value, call.args[0]
                if (
                    isinstance(owner, ast.Name)
                    and owner.id == variable
                    and isinstance(rule, ast.Constant)
                ):
                    yield _route(path, app, str(rule.value), node, call, lines)


def _route(
    path: str, app: str, rule: str, node: ast.FunctionDef, call: ast.Call, lines: LineIndex
) -> Route:
    start = lines.offset(node.decorator_list[0].lineno - 1, 0)
    name = lines.text.index(node.name, lines.offset(node.lineno - 1, node.col_offset + 4, "utf-8"))
    return Route(
        rule,
        ("GET",),
        node.name,
        node.name,
        app,
        None,
        path,
        node.lineno,
        node.end_lineno or node.lineno,
        Span(name, name + len(node.name)),
        Span(start, _span(lines, node).end),
        Place(path, _span(lines, call)),
    )


def _span(lines: LineIndex, node: ast.expr | ast.stmt) -> Span:
    end = lines.offset((node.end_lineno or node.lineno) - 1, node.end_col_offset or 0, "utf-8")
    return Span(lines.offset(node.lineno - 1, node.col_offset, "utf-8"), end)
