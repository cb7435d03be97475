"""Reports threads that use the request's or app's context.

## Why is this bad?
`request`, `session`, `g` and `current_app` belong to the thread that answers the request. In
another thread they raise a RuntimeError, which only that thread sees: the client gets a
normal response, and the work is not done.

## Example
```python
from threading import Thread
from flask import Flask, request

app = Flask(__name__)

def send_mail():
    print(request.form["address"])

@app.post("/order")
def order():
    Thread(target=send_mail).start()
    return "ordered"
```

## Use instead
```python
from threading import Thread
from flask import Flask, request

app = Flask(__name__)

def send_mail(address):
    print(address)

@app.post("/order")
def order():
    Thread(target=send_mail, args=[request.form["address"]]).start()
    return "ordered"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import cast

from retort.facts.flask_api import CONTEXT_PROXIES
from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import reach, replace
from retort.rules.engine.rule import related

_THREADS = {"threading.Thread": "target", "threading.Timer": "function"}
_EXECUTORS = {
    "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
}
RULE = Rule(
    "context-in-thread",
    Severity.ERROR,
    Family.LIFECYCLE,
    names=(*_THREADS, *sorted(_EXECUTORS)),
)

_CONTEXTS = {"app_context", "test_request_context", "request_context", "test_client"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls:
        target = _target(file, call)
        task = _function(file, target) if target is not None else None
        if target is None or task is None or _has_context(file, task):
            continue
        use = next(_uses(file, task), None)
        if use is None:
            continue
        name = file.source(use)
        message = (
            f"`{name}` raises a RuntimeError here, which nobody sees: the function runs in another "
            "thread, outside of the context of the request. Pass the values that it needs as "
            "arguments."
        )
        started = related(file, call, "The thread is started here.")
        yield RULE.at(file, use, message, fix=_fix(file, target), related=[started])


def _fix(file: SourceFile, target: ast.expr) -> Fix | None:
    """Gives the thread a copy of the context that it is started in, if there may be one."""
    if file.index.scope_of(target).function is None:
        return None
    copy, imports = reach(file, "flask.copy_current_request_context", target)
    edit = replace(file, target, f"{copy}({file.source(target)})")
    return Fix("Start it with a copy of the request's context", (*imports, edit))


def _target(file: SourceFile, call: ast.Call) -> ast.expr | None:
    """The function that a call hands to another thread."""
    maker = file.api_name(call.func)
    if maker in _THREADS:
        keyword = _THREADS[maker]
        given = next((k.value for k in call.keywords if k.arg == keyword), None)
        return given or (call.args[1] if len(call.args) > 1 else None)
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in ("submit", "map") and call.args:
        return call.args[0] if _is_executor(file, function.value) else None
    return None


def _is_executor(file: SourceFile, owner: ast.expr) -> bool:
    if isinstance(owner, ast.Call):
        return file.api_name(owner.func) in _EXECUTORS
    if not isinstance(owner, ast.Name):
        return False
    bindings = file.index.scope_of(owner).lookup(owner.id)
    makers = {_maker(file, binding.node, binding.value) for binding in bindings}
    return bool(makers) and makers <= _EXECUTORS


def _maker(file: SourceFile, node: ast.AST, value: ast.expr | None) -> str | None:
    """The class whose instance a name is bound to, also by ``with ... as name``."""
    around = file.index.parent_of(node)
    made = around.context_expr if isinstance(around, ast.withitem) else value
    return file.api_name(made.func) if isinstance(made, ast.Call) else None


def _function(file: SourceFile, target: ast.expr) -> FunctionNode | ast.Lambda | None:
    if isinstance(target, ast.Lambda):
        return target
    function = file.index.definition_of(target)
    return function if function is not None and not function.decorator_list else None


def _has_context(file: SourceFile, task: FunctionNode | ast.Lambda) -> bool:
    """Whether the function makes a context of its own."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in _CONTEXTS for node in ast.walk(task)
    )


def _uses(file: SourceFile, task: FunctionNode | ast.Lambda) -> Iterator[ast.expr]:
    for node in ast.walk(task):
        used = node.value if isinstance(node, (ast.Attribute, ast.Subscript)) else None
        if used is not None and file.api_name(used) in CONTEXT_PROXIES:
            yield cast("ast.expr", node)
