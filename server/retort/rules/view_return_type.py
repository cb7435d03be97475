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
_COROUTINE = "coroutine"
_COUNTED = {"len": "int", "sum": "number", "round": "number"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for value in returned_values(codebase, file):
        body = (
            value.elts[0] if isinstance(value, ast.Tuple) and len(value.elts) in (2, 3) else value
        )
        kind = _kind(file, body) or _made_here(file, body)
        # A number before the body is about the order of the tuple.
        if kind is None or (body is not value and kind == "int" and isinstance(body, ast.Constant)):
            continue
        article = "an" if kind[0] in "aeiou" else "a"
        message = (
            f"Flask makes no response of {article} {kind}: the request fails with a TypeError, and "
            f"the client gets a 500 response. {_advice(kind)}"
        )
        yield RULE.at(file, body, message, fix=_fix(file, body, kind))


def _advice(kind: str) -> str:
    return "Await it." if kind == _COROUTINE else "Return text, or `jsonify()` it."


def _fix(file: SourceFile, body: ast.expr, kind: str) -> Fix | None:
    source = file.source(body)
    if kind == _COROUTINE:
        is_async = isinstance(file.index.scope_of(body).function, ast.AsyncFunctionDef)
        return Fix("Insert await", (replace(file, body, f"await {source}"),)) if is_async else None
    if kind.endswith("object"):
        return None
    return Fix("Wrap in str()", (replace(file, body, f"str({source})"),))


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


def _made_here(file: SourceFile, body: ast.expr) -> str | None:
    """What a call of something in this file gives, if Flask surely refuses that."""
    if not isinstance(body, ast.Call) or not isinstance(body.func, ast.Name):
        return None
    bindings = file.index.scope_of(body).lookup(body.func.id)
    made_by = bindings[0].node if len(bindings) == 1 else None
    if isinstance(made_by, ast.AsyncFunctionDef):
        plain = not made_by.decorator_list and not file.index.is_generator(made_by)
        return _COROUTINE if plain else None
    if isinstance(made_by, ast.ClassDef) and not (made_by.bases or made_by.keywords):
        # An object that can be called is taken for a WSGI app.
        names = {getattr(part, "name", "") for part in made_by.body}
        return None if {"__call__", "__new__"} & names else f"`{made_by.name}` object"
    return None
