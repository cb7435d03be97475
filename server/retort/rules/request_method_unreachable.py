"""Reports views that ask for a method which their URL rules do not allow.

## Why is this bad?
Flask answers 405 to a method that the rule does not name, before the view is called. The
branch for it never runs, silently; a form that posts to the page does not work.

## Example
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/login")
def login():
    if request.method == "POST":
        return "welcome"
    return "please log in"
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)

@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        return "welcome"
    return "please log in"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.project import Place, Route
from retort.rules.engine import Codebase, Family, Finding, Fix, Related, Rule, Severity, SourceFile
from retort.rules.engine.edits import add_argument, insert
from retort.rules.engine.registrations import Registration, registrations
from retort.rules.engine.rule import related
from retort.rules.engine.signatures import HTTP_METHODS
from retort.rules.engine.views import View, views

RULE = Rule(
    "request-method-unreachable",
    Severity.WARNING,
    Family.VIEWS,
    mentions=("method",),
    names=("flask.request",),
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    tests = list(_tests(file))
    for view in views(codebase, file) if tests else ():
        allowed = _allowed(view)
        if view.owner is not None or not allowed or _is_made(codebase, file, view):
            continue
        for test, method in tests:
            unreachable = method in HTTP_METHODS and method not in allowed
            if unreachable and view.function in file.index.ancestors(test):
                yield _finding(codebase, file, view, test, method)


def _is_made(codebase: Codebase, file: SourceFile, view: View) -> bool:
    """Whether a function makes the view for others, so that it may have more rules."""
    function = view.function
    return file.index.scope_of(function).function is not None and not any(
        found.function is function for found in registrations(codebase, file)
    )


def _allowed(view: View) -> set[str]:
    """The methods that reach the view; empty where that cannot be told."""
    if not all(route.methods for route in view.routes):
        return set()
    # OPTIONS is answered by Flask, unless the view says otherwise.
    allowed = {method for route in view.routes for method in route.methods} | {"OPTIONS"}
    return allowed | {"HEAD"} if "GET" in allowed else allowed


def _tests(file: SourceFile) -> Iterator[tuple[ast.Compare, str]]:
    """The comparisons of the request's method with one that is written out."""
    for node in file.index.of(ast.Compare):
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
            continue
        left, right = node.left, node.comparators[0]
        if isinstance(left, ast.Constant):
            left, right = right, left
        if isinstance(right, ast.Constant) and file.api_name(left) == "flask.request.method":
            yield node, str(right.value)


def _finding(
    codebase: Codebase, file: SourceFile, view: View, test: ast.Compare, method: str
) -> Finding:
    other = _other_view(codebase, view, method)
    if other is not None:
        message = (
            f"`{other.view}` answers {method} for this URL rule: such a request never gets "
            f"to `{view.function.name}`, and this is never true. Remove the branch."
        )
        place = Related(Place(other.path, other.name_span), f"This view answers {method}.")
        return RULE.at(file, test, message, related=[place])
    message = (
        f"No URL rule of `{view.function.name}` allows {method}: Flask answers 405 before the view "
        f"runs, and this is never true. Add '{method}' to `methods`."
    )
    routes = [
        found
        for found in registrations(codebase, file)
        if found.function is view.function and found.call is not None
    ]
    places = [related(file, found.expression, "This rule does not allow it.") for found in routes]
    fix = _fix(file, routes[0], method) if len(routes) == 1 else None
    return RULE.at(file, test, message, fix=fix, related=places)


def _other_view(codebase: Codebase, view: View, method: str) -> Route | None:
    """What answers the method for a rule of the view instead."""
    rules = {route.rule for route in view.routes if isinstance(route, Route) and route.rule}
    others = (r for r in codebase.project.routes() if r.rule in rules and method in r.methods)
    return next(others, None)


def _fix(file: SourceFile, route: Registration, method: str) -> Fix | None:
    assert route.call is not None
    if route.name != "route" or route.is_open:
        return None
    title = f"Add '{method}' to methods="
    methods = route.argument(99, "methods")
    if methods is None:
        return Fix(title, (add_argument(file, route.call, f'methods=["GET", "{method}"]'),))
    if isinstance(methods, (ast.List, ast.Tuple, ast.Set)) and methods.elts:
        last = file.span(methods.elts[-1]).end
        return Fix(title, (insert(file, last, f', "{method}"'),))
    return None
