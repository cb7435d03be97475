"""Reports settings that are made after the extension that reads them.

## Why is this bad?
`SQLAlchemy(app)` reads its settings at once. Without `SQLALCHEMY_DATABASE_URI` or
`SQLALCHEMY_BINDS` it raises a RuntimeError, and the app does not start; what is set below
comes too late.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
db = SQLAlchemy(app)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import begins_line, indent_of, insert, replace
from retort.rules.engine.rule import related
from retort.text.span import Span

RULE = Rule("config-after-extension", Severity.ERROR, Family.CONFIG, mentions=("flask_sqlalchemy",))

_READ_AT_ONCE = {
    "flask_sqlalchemy.SQLAlchemy": ("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_BINDS"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for body in _blocks(file):
        for place, statement in enumerate(body):
            for call, app, keys in _extensions(file, statement):
                late = _first_setting(body[place + 1 :], app, keys)
                early = _configures(body[:place], app)
                if late is not None and not early:
                    yield _finding(file, statement, call, late, keys[0])


def _blocks(file: SourceFile) -> Iterator[list[ast.stmt]]:
    """Statements that run one after the other: the module, and the bodies of functions."""
    yield file.tree.body
    for function in file.index.functions:
        yield function.body


def _extensions(
    file: SourceFile, statement: ast.stmt
) -> Iterator[tuple[ast.Call, str, tuple[str, ...]]]:
    """The extensions that a statement makes with an app, or gives one."""
    call = getattr(statement, "value", None)
    if not isinstance(call, ast.Call) or not call.args or not isinstance(call.args[0], ast.Name):
        return
    keys = _READ_AT_ONCE.get(file.api_name(call.func) or "")
    if keys is not None:
        yield call, call.args[0].id, keys


def _first_setting(
    statements: list[ast.stmt], app: str, keys: tuple[str, ...]
) -> ast.Assign | None:
    for statement in statements:
        if isinstance(statement, ast.Assign) and _sets(statement.targets[0], app, keys):
            return statement
    return None


def _sets(target: ast.expr, app: str, keys: tuple[str, ...]) -> bool:
    return (
        isinstance(target, ast.Subscript)
        and isinstance(target.slice, ast.Constant)
        and target.slice.value in keys
        and _is_config(target.value, app)
    )


def _is_config(node: ast.expr, app: str) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "config"
        and isinstance(node.value, ast.Name)
        and node.value.id == app
    )


def _configures(statements: list[ast.stmt], app: str) -> bool:
    """Whether settings may have been read, or handed on, before."""
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                function = node.func
                if isinstance(function, ast.Attribute) and _is_config(function.value, app):
                    return True
                if any(isinstance(a, ast.Name) and a.id == app for a in node.args):
                    return True
            if isinstance(node, ast.Assign) and _sets_any(node.targets[0], app):
                return True
    return False


def _sets_any(target: ast.expr, app: str) -> bool:
    keys = tuple(key for keys in _READ_AT_ONCE.values() for key in keys)
    return _sets(target, app, keys)


def _finding(
    file: SourceFile, statement: ast.stmt, call: ast.Call, late: ast.Assign, key: str
) -> Finding:
    message = (
        f"`{key}` comes too late: the extension reads its settings when it is created, above, and "
        "the app fails with a RuntimeError. Move the setting up."
    )
    place = related(file, call, "The extension is created here.")
    return RULE.at(file, late, message, fix=_fix(file, statement, late), related=[place])


def _fix(file: SourceFile, statement: ast.stmt, late: ast.Assign) -> Fix | None:
    """Moves the lines of the setting above the extension."""
    if not begins_line(file, late) or not begins_line(file, statement):
        return None
    first = file.lines.position(file.span(late).start).line
    last = file.lines.position(file.span(late).end).line
    lines = Span(file.lines.line_start(first), file.lines.line_start(last + 1))
    moved = f"{file.source(late)}\n{indent_of(file, statement)}"
    edits = (insert(file, file.span(statement).start, moved), replace(file, lines, ""))
    return Fix("Move the setting up", edits, is_safe=True)
