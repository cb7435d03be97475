"""Reports lists and dicts inside the session that are changed in place.

## Why is this bad?
Flask saves the session only when a key of it is assigned. A change inside of a value goes
unnoticed: it is visible for the rest of this request and lost afterwards, silently.

## Example
```python
from flask import Flask, session

app = Flask(__name__)

@app.post("/cart/<item>")
def add(item):
    session["cart"].append(item)
    return "added"
```

## Use instead
```python
from flask import Flask, session

app = Flask(__name__)

@app.post("/cart/<item>")
def add(item):
    session["cart"].append(item)
    session.modified = True
    return "added"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.scopes import Scope
from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.config import has_own_sessions
from retort.rules.engine.edits import line_after

RULE = Rule("session-nested-mutation", Severity.WARNING, Family.SECURITY, names=("flask.session",))

_MUTATORS = frozenset(
    {
        *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
        *("update", "setdefault", "popitem", "add", "discard"),
    }
)
_SAVING = frozenset({"clear", "pop", "popitem", "setdefault", "update"})


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if any(own for _, own in codebase.collect(has_own_sessions)):
        return
    for statement in file.index.statements:
        target = _mutated(statement)
        session = target and _session_behind(file, target)
        function = file.index.scope_of(statement).function
        if target is None or session is None or function is None or _saves(file, function):
            continue
        value = file.source(target)
        message = (
            f"This changes `{value}` in place, which the session does not notice: the change is "
            "lost, silently, after this request. Assign the key again, or set "
            "`session.modified = True`."
        )
        edit = line_after(file, statement, f"{file.source(session)}.modified = True")
        fix = Fix("Add session.modified = True", (edit,), is_safe=True) if edit else None
        yield RULE.at(file, target, message, fix=fix)


def _mutated(statement: ast.stmt) -> ast.expr | None:
    """The container that a statement changes in place."""
    if isinstance(statement, ast.Expr):
        call = statement.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            return call.func.value if call.func.attr in _MUTATORS else None
        return None
    targets: list[ast.expr] = []
    if isinstance(statement, (ast.Assign, ast.Delete)):
        targets = statement.targets
    elif isinstance(statement, ast.AugAssign):
        targets = [statement.target]
    return next((target.value for target in targets if isinstance(target, ast.Subscript)), None)


def _session_behind(file: SourceFile, container: ast.expr) -> ast.expr | None:
    """The expression for the session that ``container`` is a part of, or came out of."""
    if isinstance(container, ast.Name):
        value = _only_value(file.index.scope_of(container), container.id)
        return _session_behind(file, value) if isinstance(value, ast.Subscript) else None
    inner = container
    while isinstance(inner, ast.Subscript):
        inner = inner.value
        if file.api_name(inner) == "flask.session":
            return inner
    return None


def _only_value(scope: Scope, name: str) -> ast.expr | None:
    bindings = scope.lookup(name)
    return bindings[0].value if len(bindings) == 1 else None


def _saves(file: SourceFile, function: FunctionNode) -> bool:
    """Whether the function also does something that makes Flask save the session."""
    return any(
        file.api_name(node.value) == "flask.session"
        and (not isinstance(node.ctx, ast.Load) or getattr(node, "attr", "") in _SAVING)
        for node in ast.walk(function)
        if isinstance(node, (ast.Attribute, ast.Subscript))
    )
