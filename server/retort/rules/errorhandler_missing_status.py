"""Reports error handlers that answer with status 200.

## Why is this bad?
What an error handler returns is the response, with its own status: 200 unless it says
otherwise. A missing page is then reported as found, silently, to browsers, search engines
and monitoring.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.errorhandler(404)
def not_found(error):
    return "There is nothing here."
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.errorhandler(404)
def not_found(error):
    return "There is nothing here.", 404
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.registrations import registrations
from retort.rules.engine.rule import related

RULE = Rule(
    "errorhandler-missing-status", Severity.WARNING, Family.VIEWS, mentions=("errorhandler",)
)

_BODIES = {"flask.render_template", "flask.render_template_string", "flask.jsonify"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    seen = set()
    for found in registrations(codebase, file):
        function = found.function
        if found.name not in ("errorhandler", "app_errorhandler") or function in seen:
            continue
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        seen.add(function)
        code = _code(found.argument(0, "code_or_exception"))
        if code is None or len(function.decorator_list) > 1 or _sets_status(function):
            continue
        for value in _bare_bodies(file, function):
            message = (
                f"This page is sent with status 200, silently, though it is about an error {code}. "
                f"Return the status as well: `return …, {code}`."
            )
            edit = replace(file, value, f"{file.source(value)}, {code}")
            fix = Fix(f"Append the status {code}", (edit,))
            place = related(file, found.expression, "The error that is handled.")
            yield RULE.at(file, value, message, fix=fix, related=[place])


def _code(target: ast.expr | None) -> int | None:
    value = target.value if isinstance(target, ast.Constant) else None
    return value if isinstance(value, int) and value >= 400 else None


def _sets_status(function: FunctionNode) -> bool:
    """Whether the function names a status on some other way."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr in ("status", "status_code"))
        or (isinstance(node, ast.keyword) and node.arg in ("status", "code", "status_code"))
        for node in ast.walk(function)
    )


def _bare_bodies(file: SourceFile, function: FunctionNode) -> Iterator[ast.expr]:
    """The returned values that are surely a body and nothing else."""
    for node in file.index.own_nodes(function):
        value = node.value if isinstance(node, ast.Return) else None
        is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
        is_made = isinstance(value, ast.Call) and file.api_name(value.func) in _BODIES
        if value is not None and (
            is_text or is_made or isinstance(value, (ast.JoinedStr, ast.Dict))
        ):
            yield value
