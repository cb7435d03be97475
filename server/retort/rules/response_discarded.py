"""Reports responses that are made and then dropped.

## Why is this bad?
`redirect()`, `render_template()`, `jsonify()` and their like only return a response; without
`return` it is thrown away, silently, and the code below runs: a page behind a
"redirect to login" is served to everybody.

## Example
```python
from flask import Flask, redirect, session

app = Flask(__name__)

@app.get("/secret")
def secret():
    if "user" not in session:
        redirect("/login")
    return "the secret"
```

## Use instead
```python
from flask import Flask, redirect, session

app = Flask(__name__)

@app.get("/secret")
def secret():
    if "user" not in session:
        return redirect("/login")
    return "the secret"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.flask_api import RESPONSE_MAKERS
from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, FileEdit, Finding, Fix, Rule, Severity, SourceFile
from retort.text.edit import Edit
from retort.text.span import Span

RULE = Rule(
    "response-discarded",
    Severity.WARNING,
    Family.VIEWS,
    supersedes=("view-returns-none",),
    names=tuple(sorted(RESPONSE_MAKERS)),
)

_RENDERERS = {"flask.render_template", "flask.render_template_string"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for statement in file.index.statements:
        if not isinstance(statement, ast.Expr):
            continue
        call = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
        if not isinstance(call, ast.Call):
            continue
        maker = file.api_name(call.func)
        function = file.index.scope_of(statement).function
        if maker not in RESPONSE_MAKERS or function is None or _warms_up(file, maker, statement):
            continue
        name = maker.rpartition(".")[2]
        message = (
            f"The result of `{name}()` is dropped, silently: the code below runs and the client "
            "never gets it. Return it."
        )
        # What follows decides whether the view also seems to return nothing.
        covers = file.name_span(function)
        yield RULE.at(file, call, message, fix=_fix(file, statement, function), covers=covers)


def _warms_up(file: SourceFile, maker: str, statement: ast.stmt) -> bool:
    """Whether it makes a response to see that it can be made: alone in a try block, or
    rendered in a try block, a with block or a loop.
    """
    around = file.index.parent_of(statement)
    if isinstance(around, ast.Try) and around.body == [statement]:
        return True
    return maker in _RENDERERS and isinstance(around, (ast.Try, ast.With, ast.For))


def _fix(file: SourceFile, statement: ast.Expr, function: FunctionNode) -> Fix | None:
    if isinstance(file.index.parent_of(statement), ast.Lambda):
        return None
    start = file.span(statement).start
    return Fix("Insert return", (FileEdit(file.path, Edit(Span(start, start), "return ")),))
