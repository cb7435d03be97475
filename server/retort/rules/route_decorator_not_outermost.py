"""Reports route decorators that stand below a decorator that wraps the view.

## Why is this bad?
Decorators are applied from the bottom up. A route decorator registers the function that it
gets; what a decorator above it does to the function never takes part. The page answers 200,
silently, without the check that seems to guard it.

## Example
```python
from functools import wraps
from flask import Flask, abort, session

app = Flask(__name__)

def login_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return view(*args, **kwargs)
    return guarded

@login_required
@app.get("/secret")
def secret():
    return "the secret"
```

## Use instead
```python
from functools import wraps
from flask import Flask, abort, session

app = Flask(__name__)

def login_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return view(*args, **kwargs)
    return guarded

@app.get("/secret")
@login_required
def secret():
    return "the secret"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.decorators import wraps_view
from retort.rules.engine.edits import insert, replace
from retort.rules.engine.registrations import ROUTE_DECORATORS, registrations
from retort.rules.engine.rule import related
from retort.text.span import Span

RULE = Rule("route-decorator-not-outermost", Severity.ERROR, Family.VIEWS)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for found in registrations(codebase, file):
        function = found.function
        if found.name not in ROUTE_DECORATORS or found.call is None or function is None:
            continue
        place = function.decorator_list.index(found.expression)
        above = function.decorator_list[:place]
        wrapper = next((d for d in above if wraps_view(codebase, file, d)), None)
        if wrapper is None or isinstance(function, ast.ClassDef):
            continue
        name = file.source(wrapper.func if isinstance(wrapper, ast.Call) else wrapper)
        message = (
            f"This serves `{function.name}` without `@{name}`: the route is registered before the "
            "decorator above it wraps the function, silently. Move the route to the top."
        )
        places = [related(file, wrapper, "This decorator has no effect on requests.")]
        fix = _fix(file, function, found.expression)
        yield RULE.at(file, found.expression, message, fix=fix, related=places)


def _fix(file: SourceFile, function: FunctionNode, route: ast.expr) -> Fix | None:
    """Moves the lines of the route decorator above the first one."""
    first = _lines(file, function.decorator_list[0])
    own = _lines(file, route)
    if first is None or own is None:
        return None
    moved = own.of(file.text)
    edits = (insert(file, first.start, moved), replace(file, own, ""))
    return Fix("Move the route to the top", edits)


def _lines(file: SourceFile, decorator: ast.expr) -> Span | None:
    """The whole lines of a decorator; None where it shares them."""
    span = file.span(decorator)
    first = file.lines.position(span.start).line
    last = file.lines.position(span.end).line
    before = file.text[file.lines.line_start(first) : span.start].strip()
    after = file.text[span.end : file.lines.line_end(last)].strip()
    if before != "@" or (after and not after.startswith("#")):
        return None
    return Span(file.lines.line_start(first), file.lines.line_start(last + 1))
