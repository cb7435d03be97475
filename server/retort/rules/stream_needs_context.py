"""Reports generators that use the request while the response is streamed.

## Why is this bad?
The view returns before the generator runs. By then the request is over, and `request` or
`session` raise a RuntimeError in the middle of the response.

## Example
```python
from flask import Flask, Response, request

app = Flask(__name__)

@app.get("/rows")
def rows():
    def generate():
        yield request.args["name"]
    return Response(generate())
```

## Use instead
```python
from flask import Flask, Response, request, stream_with_context

app = Flask(__name__)

@app.get("/rows")
def rows():
    def generate():
        yield request.args["name"]
    return Response(stream_with_context(generate()))
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import cast

from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import reach, replace
from retort.rules.engine.rule import related
from retort.rules.engine.views import View, views

RULE = Rule("stream-needs-context", Severity.ERROR, Family.VIEWS, mentions=("yield",))

_PROXIES = {"flask.request", "flask.session"}
_RESPONSES = {"flask.Response", "werkzeug.wrappers.Response", "flask.make_response"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for view in views(codebase, file):
        if file.index.is_generator(view.function):
            use = next(_uses(file, view.function), None)
            if use is not None and len(view.function.decorator_list) <= len(view.routes):
                yield _finding(file, use, view.function, None)
        for call in _streamed(file, view):
            generator = _generator(file, call)
            use = next(_uses(file, generator), None) if generator else None
            if use is not None:
                yield _finding(file, use, view.function, call)


def _finding(file: SourceFile, use: ast.expr, view: FunctionNode, call: ast.Call | None) -> Finding:
    message = (
        f"`{file.source(use)}` raises a RuntimeError while the response is streamed: the request "
        "is over by then. Wrap the generator in `stream_with_context()`, or read the value before."
    )
    if call is None:
        return RULE.at(file, use, message)
    wrap, imports = reach(file, "flask.stream_with_context", call)
    edit = replace(file, call, f"{wrap}({file.source(call)})")
    fix = Fix("Wrap in stream_with_context", (*imports, edit), is_safe=True)
    place = related(file, call, "The response is streamed from here.")
    return RULE.at(file, use, message, fix=fix, related=[place])


def _streamed(file: SourceFile, view: View) -> Iterator[ast.Call]:
    """The calls whose result the view returns as a body."""
    for node in file.index.own_nodes(view.function):
        body = node.value if isinstance(node, ast.Return) else None
        if isinstance(body, ast.Tuple) and body.elts:
            body = body.elts[0]
        if isinstance(body, ast.Call) and file.api_name(body.func) in _RESPONSES and body.args:
            body = body.args[0]
        if isinstance(body, ast.Call):
            yield body


def _generator(file: SourceFile, call: ast.Call) -> FunctionNode | None:
    """The generator function of this file that a call runs."""
    function = file.index.definition_of(call.func)
    if function is None or function.decorator_list or not file.index.is_generator(function):
        return None
    return function


def _uses(file: SourceFile, function: FunctionNode) -> Iterator[ast.expr]:
    for node in file.index.own_nodes(function):
        used = node.value if isinstance(node, (ast.Attribute, ast.Subscript)) else None
        if used is not None and file.api_name(used) in _PROXIES:
            yield cast("ast.expr", node)
