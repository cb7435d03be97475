"""Reports registering decorators without their parentheses, or hooks with them.

## Why is this bad?
`@app.route` takes the rule in parentheses and registers what stands below. Without them the
function itself is taken for the rule: it is never registered, silently, and its URL answers
404. A hook such as `@app.before_request` is the other way round: with parentheses the import
fails with a TypeError.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.route
def about():
    return "About us"

@app.before_request()
def load_user():
    ...
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.route("/about")
def about():
    return "About us"

@app.before_request
def load_user():
    ...
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import insert, replace
from retort.rules.engine.registrations import ROUTE_DECORATORS, Registration, registrations
from retort.text.span import Span

RULE = Rule("decorator-not-called", Severity.ERROR, Family.URL_RULES)

_CALLED = ROUTE_DECORATORS | {
    "errorhandler",
    "app_errorhandler",
    "endpoint",
    "cli.command",
    "cli.group",
}
_BARE = frozenset(
    {
        *("before_request", "after_request", "teardown_request", "teardown_appcontext"),
        *("before_app_request", "after_app_request", "teardown_app_request"),
        *("context_processor", "app_context_processor", "shell_context_processor"),
        *("url_value_preprocessor", "app_url_value_preprocessor"),
        *("url_defaults", "app_url_defaults"),
    }
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for found in registrations(codebase, file):
        if found.function is None:
            if _calls_hook_function(file, found):
                yield _hook_of_result(file, found)
        elif found.call is None and found.name in _CALLED:
            yield _not_called(file, found, found.function.name)
        elif found.call is not None and found.name in _BARE and not _arguments(found.call):
            yield _called_hook(file, found, found.call)


def _arguments(call: ast.Call) -> list[ast.expr | ast.keyword]:
    return [*call.args, *call.keywords]


def _not_called(file: SourceFile, found: Registration, function: str) -> Finding:
    decorator = file.source(found.expression)
    fix: Fix | None = None
    if found.name in ROUTE_DECORATORS:
        effect = "the function never becomes a view, silently, and its URL answers 404"
        fix = _insertion(file, found, f'("/{function}")')
    elif found.name.startswith("cli."):
        effect = "the command does not exist, silently"
        fix = _insertion(file, found, "()")
    else:
        effect = "the function is never registered, silently"
        if found.name == "endpoint":
            fix = _insertion(file, found, f'("{function}")')
    message = f"`@{decorator}` is not called: {effect}. Add parentheses with its arguments."
    return RULE.at(file, found.expression, message, fix=fix)


def _insertion(file: SourceFile, found: Registration, text: str) -> Fix:
    return Fix("Add parentheses", (insert(file, file.span(found.expression).end, text),))


def _called_hook(file: SourceFile, found: Registration, call: ast.Call) -> Finding:
    message = (
        f"`{found.name}` takes the function itself: with parentheses the import fails with a "
        "TypeError. Remove them."
    )
    parentheses = Span(file.span(call.func).end, file.span(call).end)
    fix = Fix("Remove the parentheses", (replace(file, parentheses, ""),), is_safe=True)
    return RULE.at(file, found.expression, message, fix=fix)


def _calls_hook_function(file: SourceFile, found: Registration) -> bool:
    """Whether a hook is given what one of the file's own functions returns."""
    if found.name not in _BARE or found.call is None or len(found.call.args) != 1:
        return False
    (given,) = found.call.args
    if not (isinstance(given, ast.Call) and isinstance(given.func, ast.Name)):
        return False
    bindings = file.index.scope_of(given).lookup(given.func.id)
    nodes = [binding.node for binding in bindings]
    return len(nodes) == 1 and isinstance(nodes[0], ast.FunctionDef) and not _returns(nodes[0])


def _returns(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Return) and node.value for node in ast.walk(function))


def _hook_of_result(file: SourceFile, found: Registration) -> Finding:
    assert found.call is not None
    given = found.call.args[0]
    assert isinstance(given, ast.Call)
    message = (
        f"`{file.source(given)}` runs now, and its result None is registered: every request "
        "fails with a TypeError. Hand over the function without calling it."
    )
    fix = Fix("Remove the parentheses", (replace(file, given, file.source(given.func)),))
    return RULE.at(file, given, message, fix=fix)
