"""Reports request headers that are read by subscript.

## Why is this bad?
A client decides which headers it sends. Where the header is missing, `request.headers["X"]`
raises a plain KeyError and the client gets a 500 response, unlike `request.form` and
`request.args`, which answer 400.

## Example
```python
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def index():
    return request.headers["X-Request-Id"]
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def index():
    return request.headers.get("X-Request-Id", "none")
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, FileEdit, Finding, Fix, Rule, Severity, SourceFile
from retort.text.edit import Edit

_HEADERS = "flask.request.headers"

RULE = Rule(
    "header-subscript",
    Severity.WARNING,
    Family.SECURITY,
    mentions=("headers",),
    names=("flask.request",),
)

# HTTP/1.1 requests without it do not reach the app.
_ALWAYS_SENT = {"host"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for node in file.index.of(ast.Subscript):
        if not isinstance(node.ctx, ast.Load):
            continue
        if file.api_name(node.value) != _HEADERS or _is_safe(file, node):
            continue
        read = file.source(node)
        message = (
            f"`{read}` raises a KeyError, and the client gets a 500 response, when the request "
            "has no such header. Use `.get()` and say what happens without it."
        )
        fixed = f"{file.source(node.value)}.get({file.source(node.slice)})"
        edit = FileEdit(file.path, Edit(file.span(node), fixed))
        yield RULE.at(file, node, message, fix=Fix("Use .get()", (edit,)))


def _is_safe(file: SourceFile, node: ast.Subscript) -> bool:
    key = node.slice
    if isinstance(key, ast.Constant) and str(key.value).lower() in _ALWAYS_SENT:
        return True
    for around in file.index.ancestors(node):
        if isinstance(around, ast.Try) and _stands_in(around.body, node, file) and around.handlers:
            return True
        if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)):
            return any(_asks_for(test, key, file) for test in ast.walk(around))
    return False


def _stands_in(body: list[ast.stmt], node: ast.AST, file: SourceFile) -> bool:
    return any(around in body for around in file.index.ancestors(node))


def _asks_for(test: ast.AST, key: ast.expr, file: SourceFile) -> bool:
    """Whether a node looks whether the header is there: `key in request.headers`, `.get(key)`."""
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.In, ast.NotIn)):
        owner, asked = test.comparators[0], test.left
    elif isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and test.args:
        owner, asked = test.func.value, test.args[0]
    else:
        return False
    return file.api_name(owner) == _HEADERS and ast.dump(asked) == ast.dump(key)
