"""Reports views that need a body and are only reached by GET.

## Why is this bad?
A GET request has no body. `request.json` and `request.get_json()` answer 415 without one,
and `request.form["name"]` answers 400: the view fails on each request.

## Example
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/search")
def search():
    return request.json["q"]
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/search")
def search():
    return request.args["q"]
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.views import View, views

RULE = Rule("body-read-in-get-route", Severity.WARNING, Family.VIEWS)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for view in views(codebase, file):
        if not _only_get(view) or _looks_before(file, view):
            continue
        for node in file.index.own_nodes(view.function):
            said = _needs_body(file, node)
            if said is not None:
                read, answer = said
                message = (
                    f"A GET request has no body, so `{read}` answers {answer}, and "
                    f"`{view.function.name}` is reached by GET alone. Read `request.args`, or add "
                    "'POST' to `methods`."
                )
                yield RULE.at(file, node, message, fix=_fix(file, node))


def _only_get(view: View) -> bool:
    if view.owner is not None:
        return view.function.name == "get"
    return bool(view.routes) and all(route.methods == ("GET",) for route in view.routes)


def _needs_body(file: SourceFile, node: ast.AST) -> tuple[str, int] | None:
    """What a node reads, and the status that Flask answers where it is not there."""
    if isinstance(node, ast.Attribute) and file.api_name(node) == "flask.request.json":
        return "request.json", 415
    if isinstance(node, ast.Call) and file.api_name(node.func) == "flask.request.get_json":
        is_plain = not node.args and not node.keywords
        return ("request.get_json()", 415) if is_plain else None
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        name = file.api_name(node.value)
        if name in ("flask.request.form", "flask.request.files"):
            return f"{name.removeprefix('flask.')}[…]", 400
    return None


def _fix(file: SourceFile, node: ast.AST) -> Fix | None:
    """Reads a field from the query instead of the form."""
    read = node.value if isinstance(node, ast.Subscript) else None
    if not isinstance(read, ast.Attribute) or read.attr != "form":
        return None
    query = f"{file.source(read.value)}.args"
    return Fix("Use request.args", (replace(file, read, query),))


def _looks_before(file: SourceFile, view: View) -> bool:
    """Whether the view asks first whether there is a body, or catches that there is none."""
    for node in ast.walk(view.function):
        if isinstance(node, ast.Try):
            return True
        if isinstance(node, ast.Attribute):
            name = file.api_name(node) or ""
            if name.startswith("flask.request.") and name.rpartition(".")[2] in _ASKS:
                return True
    return False


_ASKS = {"is_json", "content_type", "content_length", "mimetype", "data", "method", "get_data"}
