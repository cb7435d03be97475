"""Reports use of the session where no secret key is configured.

## Why is this bad?
Flask signs the session with the secret key. Without one, writing to the session, and
`flash()`, which writes to it too, fail with a RuntimeError, and the client gets a 500 response.

## Example
```python
from flask import Flask, session

app = Flask(__name__)

@app.post("/login/<name>")
def login(name):
    session["user"] = name
    return "welcome"
```

## Use instead
```python
import os
from flask import Flask, session

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]

@app.post("/login/<name>")
def login(name):
    session["user"] = name
    return "welcome"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.config import has_own_sessions, may_have_secret_key
from retort.rules.engine.edits import line_after, reach
from retort.rules.engine.objects import kind_of

RULE = Rule(
    "session-without-secret-key",
    Severity.ERROR,
    Family.SECURITY,
    names=("flask.session", "flask.flash"),
)

_WRITERS = {"clear", "pop", "popitem", "setdefault", "update"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    writes = list(_writes(file))
    if not writes or not codebase.project.apps:
        return
    if may_have_secret_key(codebase):
        return
    if any(uses for _, uses in codebase.collect(has_own_sessions)):
        return
    if any(_is_handed_out(codebase, app.path) for app in codebase.project.apps):
        return
    node, what = writes[0]
    message = (
        f"{what} needs a secret key, and none is configured: it fails with a RuntimeError, and the "
        "client gets a 500 response. Set `app.secret_key` from the environment."
    )
    yield RULE.at(file, node, message, fix=_fix(codebase, file))


def _writes(file: SourceFile) -> Iterator[tuple[ast.expr, str]]:
    """What writes to the session, first in the text first."""
    for node in file.index.of(ast.Subscript, ast.Call):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            if file.api_name(node.value) == "flask.session":
                yield node, "Writing to the session"
        elif isinstance(node, ast.Call):
            name = file.api_name(node.func) or ""
            owner, _, method = name.rpartition(".")
            if name == "flask.flash":
                yield node, "`flash()`"
            elif owner == "flask.session" and method in _WRITERS:
                yield node, f"`session.{method}()`"


def _is_handed_out(codebase: Codebase, path: str) -> bool:
    """Whether an app of that file becomes an attribute, where its users can configure it."""
    file = codebase.file(path)
    return file is not None and any(
        isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Attribute) for target in statement.targets)
        and kind_of(codebase, file, statement.value) == "app"
        for statement in file.index.statements
    )


def _fix(codebase: Codebase, file: SourceFile) -> Fix | None:
    """Sets the key below the line that makes the app, where that is in this file."""
    for statement in file.tree.body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(target, ast.Name) or kind_of(codebase, file, target) != "app":
            continue
        environ, imports = reach(file, "os.environ", statement)
        edit = line_after(file, statement, f'{target.id}.secret_key = {environ}["SECRET_KEY"]')
        return Fix("Set the key from the environment", (*imports, edit)) if edit else None
    return None
