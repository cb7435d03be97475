"""Reports views that return what Flask cannot turn into a response.

## Why is this bad?
A body may be text, bytes, a dict, a list, a generator or a response. A number, a set or a
date fails with a TypeError on the request, and the client gets a 500 response.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/count")
def count():
    return 42
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/count")
def count():
    return str(42)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.responses import returned_values

RULE = Rule("view-return-type", Severity.ERROR, Family.VIEWS)

_MAKERS = {
    **{f"builtins.{name}": name for name in ("int", "float", "bool", "set", "len", "sum", "round")},
    "builtins.frozenset": "set",
    "datetime.datetime.now": "datetime",
    "datetime.datetime.utcnow": "datetime",
    "datetime.date.today": "date",
    "decimal.Decimal": "Decimal",
    "uuid.uuid4": "UUID",
    "uuid.uuid1": "UUID",
    "time.time": "float",
}
_COUNTED = {"len": "int", "sum": "number", "round": "number"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for value in returned_values(codebase, file):
        body = (
            value.elts[0] if isinstance(value, ast.Tuple) and len(value.elts) in (2, 3) else value
        )
        kind = _kind(file, body)
        # A number before the body is about the order of the tuple.
        if kind is None or (body is not value and isinstance(body, ast.Constant)):
            continue
        message = (
            f"Flask makes no response of a {kind}: the request fails with a TypeError, and the "
            "client gets a 500 response. Return text, or `jsonify()` it."
        )
        fix = Fix("Wrap in str()", (replace(file, body, f"str({file.source(body)})"),))
        yield RULE.at(file, body, message, fix=fix)


def _kind(file: SourceFile, body: ast.expr) -> str | None:
    """The type of an expression, if it surely is one that Flask refuses."""
    if isinstance(body, ast.Constant):
        refused = isinstance(body.value, (bool, int, float))
        return type(body.value).__name__ if refused else None
    if isinstance(body, (ast.Set, ast.SetComp)):
        return "set"
    if isinstance(body, ast.Compare) or (
        isinstance(body, ast.UnaryOp) and isinstance(body.op, ast.Not)
    ):
        return "bool"
    if isinstance(body, ast.Call):
        made = _MAKERS.get(file.api_name(body.func) or "")
        return _COUNTED.get(made, made) if made else None
    return None
