"""Reports middleware that is given the app itself, or that takes the place of the app.

## Why is this bad?
`app.wsgi_app` is what the app calls for each request. Middleware that is put there and calls
the app again goes round in circles: every request fails with a RecursionError. Middleware that
is assigned to the app's variable has no `route` or `run`: the next use fails with an
AttributeError.

## Example
```python
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app)
```

## Use instead
```python
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import insert
from retort.rules.engine.objects import class_kind, kind_of

RULE = Rule("middleware-wraps-app", Severity.ERROR, Family.APP, names=("werkzeug.middleware",))


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for node in file.index.statements:
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1):
            continue
        (target,) = node.targets
        if not isinstance(node.value, ast.Call) or not _is_middleware(file, node.value):
            continue
        if isinstance(target, ast.Attribute) and target.attr == "wsgi_app":
            if kind_of(codebase, file, target.value) == "app":
                yield from _wraps_itself(file, node.value, target.value)
        elif isinstance(target, ast.Name) and _is_used_as_app(codebase, file, node, target):
            yield _replaces(file, node.value, target)


def _is_middleware(file: SourceFile, call: ast.Call) -> bool:
    name = file.api_name(call.func) or ""
    return name.startswith("werkzeug.middleware.") and bool(call.args)


def _wraps_itself(file: SourceFile, call: ast.Call, app: ast.expr) -> Iterator[Finding]:
    given = call.args[0]
    if ast.dump(given) == ast.dump(app):
        name = file.source(given)
        message = (
            "The middleware calls the app, which calls the middleware: every request fails with a "
            f"RecursionError. Pass `{name}.wsgi_app`."
        )
        edit = insert(file, file.span(given).end, ".wsgi_app")
        fix = Fix(f"Pass `{name}.wsgi_app`", (edit,), is_safe=True)
        yield RULE.at(file, given, message, fix=fix)


def _is_used_as_app(
    codebase: Codebase, file: SourceFile, node: ast.Assign, target: ast.Name
) -> bool:
    """Whether the variable held an app before, and is used like one after."""
    bindings = file.index.scope_of(target).lookup(target.id)
    was_app = any(
        isinstance(binding.value, ast.Call)
        and class_kind(codebase, file, binding.value.func) == "app"
        and file.span(binding.node).end <= file.span(node).start
        for binding in bindings
    )
    return was_app and any(
        isinstance(use, ast.Attribute)
        and isinstance(use.value, ast.Name)
        and use.value.id == target.id
        and file.span(use).start > file.span(node).end
        and file.index.scope_of(use) is file.index.scope_of(target)
        for use in file.index.nodes
    )


def _replaces(file: SourceFile, call: ast.Call, target: ast.Name) -> Finding:
    message = (
        f"`{target.id}` is the middleware from here on, and has nothing that an app has: the next "
        "use fails with an AttributeError. Assign it to `wsgi_app` of the app."
    )
    edits = [insert(file, file.span(target).end, ".wsgi_app")]
    given = call.args[0]
    if isinstance(given, ast.Name) and given.id == target.id:
        edits.append(insert(file, file.span(given).end, ".wsgi_app"))
    fix = Fix(f"Assign to `{target.id}.wsgi_app`", tuple(edits))
    return RULE.at(file, target, message, fix=fix)
