"""Reports factories that make an application and do not return it.

## Why is this bad?
Whoever calls the factory gets None: the next use of it fails with an AttributeError, and
`flask --app` finds no application.

## Example
```python
from flask import Flask

def create_app():
    app = Flask(__name__)
    app.config["TESTING"] = True
```

## Use instead
```python
from flask import Flask

def create_app():
    app = Flask(__name__)
    app.config["TESTING"] = True
    return app
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.control_flow import Knowledge, completion
from retort.facts.flask_api import NEVER_RETURNS
from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import line_after
from retort.rules.engine.objects import class_kind

# https://flask.palletsprojects.com/en/stable/cli/#application-discovery
_FACTORIES = ("create_app", "make_app")

RULE = Rule("factory-returns-none", Severity.ERROR, Family.CONFIG, mentions=_FACTORIES)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for function in file.index.functions:
        if function.name not in _FACTORIES or function.decorator_list:
            continue
        app = _local_app(codebase, file, function)
        if app is None or _returns_or_keeps(file, function, app):
            continue
        message = (
            f"`{function.name}` makes an app and does not return it: whoever calls it gets None, "
            "and `flask` finds no application. Return it."
        )
        yield RULE.at(file, file.name_span(function), message, fix=_fix(file, function, app))


def _local_app(codebase: Codebase, file: SourceFile, function: FunctionNode) -> str | None:
    """The name that the function itself gives the app it makes."""
    for node in function.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        (target, *_) = node.targets
        if isinstance(target, ast.Name) and class_kind(codebase, file, node.value.func) == "app":
            return target.id
    return None


def _returns_or_keeps(file: SourceFile, function: FunctionNode, app: str) -> bool:
    """Whether the function returns something, never ends, or puts the app somewhere else."""
    knowledge = Knowledge(lambda call: file.api_name(call.func) in NEVER_RETURNS)
    ends = completion(function, knowledge)
    if not ends.falls or any(node.value is not None for node in ends.returns):
        return True
    for node in file.index.own_nodes(function):
        if isinstance(node, (ast.Global, ast.Nonlocal)) and app in node.names:
            return True
        if isinstance(node, ast.Call) and _runs(node, app):
            return True
    return False


def _runs(call: ast.Call, app: str) -> bool:
    """Whether the function starts the app itself."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "run"
        and isinstance(function.value, ast.Name)
        and function.value.id == app
    )


def _fix(file: SourceFile, function: FunctionNode, app: str) -> Fix | None:
    edit = line_after(file, function.body[-1], f"return {app}")
    if edit is None or function.body[-1].col_offset != function.body[0].col_offset:
        return None
    return Fix(f"Add return {app}", (edit,), is_safe=True)
