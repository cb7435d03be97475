"""Reports views named like the app, or like a Flask helper that the module uses.

## Why is this bad?
The function takes the place of what had the name before. After a view named `app`, the next
`@app.route` fails with an AttributeError at import. After one named `redirect`, every call of
`redirect()` calls the view: those requests fail.

## Example
```python
from flask import Flask, redirect

app = Flask(__name__)

@app.get("/go")
def redirect():
    return "going"

@app.get("/old")
def old():
    return redirect("/new")
```

## Use instead
```python
from flask import Flask, redirect

app = Flask(__name__)

@app.get("/go")
def go():
    return "going"

@app.get("/old")
def old():
    return redirect("/new")
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.flask_api import public_name
from retort.facts.scopes import Binding
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.objects import class_kind
from retort.rules.engine.registrations import ROUTE_DECORATORS, may_register
from retort.rules.engine.rule import related

RULE = Rule("view-shadows-name", Severity.ERROR, Family.SHADOWING)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if not may_register(file):
        return
    for name, bindings in file.index.module_scope.bindings.items():
        if len(bindings) != 2 or not _is_view(bindings[1].node):
            continue
        first, view = bindings
        what = _what(codebase, file, first)
        if what is None or file.span(first.node).start > file.span(view.node).start:
            continue
        use = _first_use(file, name, view.node)
        if use is not None:
            yield _finding(file, name, what, view, use)


def _finding(file: SourceFile, name: str, what: str, view: Binding, use: ast.expr) -> Finding:
    assert isinstance(view.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    at_import = file.index.scope_of(use) is file.index.module_scope
    when = "fails when the module is imported" if at_import else "fails on its requests"
    message = (
        f"This view takes the name of {what}: what uses `{name}` below gets the view, and {when}. "
        "Rename the function."
    )
    span = file.name_span(view.node)
    fix = Fix(f"Rename to `{name}_view`", (replace(file, span, f"{name}_view"),))
    return RULE.at(
        file, span, message, fix=fix, related=[related(file, use, "This gets the view.")]
    )


def _is_view(node: ast.AST) -> bool:
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    called = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return any(isinstance(d, ast.Attribute) and d.attr in ROUTE_DECORATORS for d in called)


def _what(codebase: Codebase, file: SourceFile, binding: Binding) -> str | None:
    """What the name stood for, if that is Flask's."""
    origin = public_name(binding.origin) or ""
    if origin.startswith("flask."):
        return f"`{origin}`"
    if isinstance(binding.value, ast.Call):
        kind = class_kind(codebase, file, binding.value.func)
        return f"the {kind}" if kind else None
    return None


def _first_use(file: SourceFile, name: str, view: ast.AST) -> ast.expr | None:
    """Where the name is used once the view has it: below it, or in any function."""
    end = file.span(view).end
    for node in file.index.of(ast.Name):
        if not (node.id == name and isinstance(node.ctx, ast.Load)):
            continue
        scope = file.index.scope_of(node)
        if view not in [binding.node for binding in scope.lookup(name)]:
            continue
        if scope is not file.index.module_scope:
            return node
        if file.span(node).start > end and isinstance(file.index.parent_of(node), ast.Attribute):
            return node
    return None
