"""Reports async views and hooks where Flask's async extra is not installed.

## Why is this bad?
Flask runs `async def` functions with the help of the package asgiref, which comes with
`flask[async]`. Without it the request fails with "RuntimeError: Install Flask with the 'async'
extra in order to use async views".

## Example
`app.py`
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
async def index():
    return "hello"
```

`uv.lock`
```toml
[[package]]
name = "flask"
version = "3.1.3"
```

## Use instead
`app.py`
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
async def index():
    return "hello"
```

`uv.lock`
```toml
[[package]]
name = "flask"
version = "3.1.3"

[[package]]
name = "asgiref"
version = "3.11.0"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import (
    Codebase,
    Family,
    FileEdit,
    Finding,
    Fix,
    Rule,
    Severity,
    SourceFile,
)
from retort.rules.engine.registrations import registrations
from retort.rules.engine.views import views
from retort.text.edit import Edit
from retort.text.span import Span

RULE = Rule("async-extra-missing", Severity.ERROR, Family.SHADOWING, mentions=("async",))

# What Flask itself calls later on, besides views.
_HOOKS = frozenset(
    {
        *("before_request", "after_request", "teardown_request", "teardown_appcontext"),
        *("before_app_request", "after_app_request", "teardown_app_request"),
        *("errorhandler", "app_errorhandler", "context_processor", "app_context_processor"),
        *("url_value_preprocessor", "app_url_value_preprocessor"),
    }
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if not codebase.environment.lacks("asgiref"):
        return
    if "quart" in file.text.lower() or "ensure_sync" in file.text:
        # Quart runs them itself, and so may an app that says how.
        return
    asynchronous = {view.function: "view" for view in views(codebase, file)} | {
        found.function: "hook"
        for found in registrations(codebase, file)
        if found.name in _HOOKS and found.function is not None
    }
    for function, what in asynchronous.items():
        if isinstance(function, ast.AsyncFunctionDef):
            message = (
                f"This {what} is async, and the package asgiref that Flask needs for that is not "
                "installed: requests fail with a RuntimeError. Install `flask[async]`."
            )
            yield RULE.at(file, file.name_span(function), message, fix=_requirement(codebase))


def _requirement(codebase: Codebase) -> Fix | None:
    place = codebase.environment.flask_requirement
    if place is None:
        return None
    path, offset = place
    edit = FileEdit(path, Edit(Span(offset, offset), "[async]"))
    return Fix(f"Ask for `flask[async]` in {path}", (edit,))
