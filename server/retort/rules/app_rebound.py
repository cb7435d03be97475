"""Reports an app variable that is given a second app after routes were added to the first.

## Why is this bad?
The routes above belong to the first app, which nothing refers to any more. The second one does
not have them: their URLs answer 404, silently.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def index():
    return "lost"

app = Flask(__name__)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def index():
    return "found"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from retort.project.entry_points import is_test
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.objects import APP_CLASSES, class_kind
from retort.rules.engine.rule import related
from retort.text.span import Span

RULE = Rule("app-rebound", Severity.WARNING, Family.APP, mentions=APP_CLASSES)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if is_test(file.path) or not _assigns_twice(file):
        return
    made = [node for node in file.tree.body if _makes_app(codebase, file, node)]
    for first, second in pairwise(made):
        name = _name(first)
        if name != _name(second):
            continue
        uses = list(_uses(file, name, first, second))
        routes = [use for use in uses if use is not None]
        if routes and len(routes) == len(uses):
            message = (
                "This puts a second app in the place of the first: what was registered on that "
                "one is lost, and its URLs answer 404. Remove this assignment."
            )
            places = [related(file, use, "This belongs to the first app.") for use in routes]
            yield RULE.at(file, second, message, fix=_removal(file, second), related=places)


def _makes_app(codebase: Codebase, file: SourceFile, node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and _name(node) is not None
        and class_kind(codebase, file, node.value.func) == "app"
    )


def _assigns_twice(file: SourceFile) -> bool:
    """Whether a name gets the result of a call more than once, at module level."""
    called = [
        name
        for node in file.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if (name := _name(node)) is not None
    ]
    return len(called) > len(set(called))


def _name(node: ast.stmt) -> str | None:
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    return target.id if isinstance(target, ast.Name) else None


def _uses(
    file: SourceFile, name: str | None, first: ast.stmt, second: ast.stmt
) -> Iterator[ast.expr | None]:
    """What is done with the first app before the second is there: a registering call or
    decorator, or None for anything else, by which it may live on.
    """
    start, end = file.span(first).end, file.span(second).start
    for node in file.index.of(ast.Name):
        if not (node.id == name and isinstance(node.ctx, ast.Load)):
            continue
        if not start <= file.span(node).start < end:
            continue
        method = file.index.parent_of(node)
        call = file.index.parent_of(method) if isinstance(method, ast.Attribute) else None
        if not isinstance(method, ast.Attribute) or method.attr in ("run", "wsgi_app"):
            yield None
        elif isinstance(call, ast.Call) and call.func is method:
            yield call


def _removal(file: SourceFile, node: ast.stmt) -> Fix | None:
    span = file.span(node)
    line = file.lines.position(span.start).line
    whole = Span(file.lines.line_start(line), file.lines.line_start(line + 1))
    if whole.of(file.text).strip() != span.of(file.text):
        return None
    return Fix("Remove the second app", (replace(file, whole, ""),))
