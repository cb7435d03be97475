"""Reports view decorators whose wrapper keeps its own name.

## Why is this bad?
A view's endpoint is the name of its function. Where a decorator puts a wrapper in its place
without `functools.wraps`, all views that it decorates have the endpoint of the wrapper: with
two of them the import fails with an AssertionError that names a function nobody registered,
and `url_for` with the view's own name raises a BuildError.

## Example
```python
from flask import Flask

app = Flask(__name__)

def logged(view):
    def wrapper(*args, **kwargs):
        print(view.__doc__)
        return view(*args, **kwargs)
    return wrapper

@app.get("/")
@logged
def index():
    return "index"

@app.get("/about")
@logged
def about():
    return "about"
```

## Use instead
```python
from functools import wraps
from flask import Flask

app = Flask(__name__)

def logged(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        print(view.__doc__)
        return view(*args, **kwargs)
    return wrapper

@app.get("/")
@logged
def index():
    return "index"

@app.get("/about")
@logged
def about():
    return "about"
```
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.decorators import Decorator, project_decorator
from retort.rules.engine.edits import begins_line, indent_of, insert, reach
from retort.rules.engine.registrations import ROUTE_DECORATORS, Registration, registrations
from retort.rules.engine.rule import related

RULE = Rule("decorator-without-wraps", Severity.ERROR, Family.VIEWS)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    uses: dict[tuple[Decorator, str], list[FunctionNode]] = defaultdict(list)
    for found in registrations(codebase, file):
        decorator = _renaming(codebase, file, found)
        if decorator is not None and isinstance(
            found.function, (ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            views = uses[decorator, file.source(found.owner)]
            if found.function not in views:
                views.append(found.function)
    for (decorator, _), views in uses.items():
        wrapper = _wrapper(file, decorator)
        if len(views) > 1 and wrapper is not None:
            yield _finding(file, decorator, wrapper, views)


def _renaming(codebase: Codebase, file: SourceFile, found: Registration) -> Decorator | None:
    """The decorator below a route that gives the view another name."""
    if found.name not in ROUTE_DECORATORS or found.call is None or found.function is None:
        return None
    if found.is_open or found.argument(99, "endpoint") is not None:
        return None
    decorators = found.function.decorator_list
    for expression in decorators[decorators.index(found.expression) + 1 :]:
        decorator = project_decorator(codebase, file, expression)
        if decorator is None:
            return None
        calls = 2 if isinstance(expression, ast.Call) else 1
        if decorator.wraps == calls:
            return None if decorator.keeps_name else decorator
    return None


def _wrapper(file: SourceFile, decorator: Decorator) -> FunctionNode | None:
    """The wrapper's definition, where the decorator is in this file."""
    if decorator.path != file.path:
        return None
    outer = next(f for f in file.index.functions if f.lineno == decorator.line)
    inner = (node for node in ast.walk(outer) if node is not outer)
    return next(
        (
            node
            for node in inner
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and node.name == decorator.inner
        ),
        None,
    )


def _finding(
    file: SourceFile, decorator: Decorator, wrapper: FunctionNode, views: list[FunctionNode]
) -> Finding:
    names = " and ".join(f"`{view.name}`" for view in views[:2])
    message = (
        f"{names} both get the endpoint `{wrapper.name}`, so the import fails with an "
        f"AssertionError: `@{decorator.name}` does not keep the name of the view. Put "
        "`@functools.wraps` on the wrapper."
    )
    places = [related(file, file.name_span(view), "Decorated here.") for view in views]
    return RULE.at(file, file.name_span(wrapper), message, fix=_fix(file, wrapper), related=places)


def _fix(file: SourceFile, wrapper: FunctionNode) -> Fix | None:
    outer = file.index.parent_of(wrapper)
    if not isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)) or not outer.args.args:
        return None
    if not begins_line(file, wrapper):
        return None
    spelling, edits = reach(file, "functools.wraps", wrapper)
    line = f"@{spelling}({outer.args.args[0].arg})\n{indent_of(file, wrapper)}"
    edit = insert(file, file.span(wrapper).start, line)
    return Fix("Add @functools.wraps", (*edits, edit), is_safe=True)
