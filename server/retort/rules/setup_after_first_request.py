"""Reports routes, hooks and blueprints that are added inside of a view.

## Why is this bad?
Once the app has answered a request, its set-up is over: `route()`, `register_blueprint()`
and the hooks raise an AssertionError, and the client gets a 500 response.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def index():
    app.add_url_rule("/more", view_func=lambda: "more")
    return "index"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def index():
    return "index"

@app.get("/more")
def more():
    return "more"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Rule, Severity, SourceFile
from retort.rules.engine.registrations import ROUTE_DECORATORS, registrations
from retort.rules.engine.rule import related
from retort.rules.engine.views import views

RULE = Rule("setup-after-first-request", Severity.ERROR, Family.LIFECYCLE)

_SETUP = ROUTE_DECORATORS | {
    *("add_url_rule", "register_blueprint", "errorhandler", "register_error_handler"),
    *("before_request", "after_request", "teardown_request", "teardown_appcontext"),
    *("context_processor", "template_filter", "template_global", "template_test"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    by_function = {view.function: view for view in views(codebase, file)}
    if not by_function:
        return
    for found in registrations(codebase, file):
        if found.name not in _SETUP or found.kind != "app":
            continue
        around = file.index.scope_of(found.expression).function
        if around is None or around not in by_function or _is_own(file, found.owner, around):
            continue
        message = (
            f"`{around.name}` runs on a request, and set-up is over by then: `{found.name}` raises "
            "an AssertionError, and the client gets a 500 response. Move it to the start-up code."
        )
        view = related(file, file.name_span(around), "This is the view.")
        yield RULE.at(file, found.expression, message, related=[view])


def _is_own(file: SourceFile, owner: ast.expr, function: ast.AST) -> bool:
    """Whether the app is made by the function itself."""
    if not isinstance(owner, ast.Name):
        return True
    bindings = file.index.scope_of(owner).lookup(owner.id)
    return any(binding.scope.function is function for binding in bindings)
