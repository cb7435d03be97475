"""Reports error handlers for something that is no error.

## Why is this bad?
An error handler is registered for an exception class or for the code of an HTTP error. A
text, a list or an instance makes the import fail with a TypeError, a code that belongs to
no error (200, 402) with a ValueError.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.errorhandler("404")
def not_found(error):
    return "There is nothing here.", 404
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

from werkzeug.exceptions import default_exceptions

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.registrations import registrations

RULE = Rule("errorhandler-bad-target", Severity.ERROR, Family.VIEWS, mentions=("error",))

_HANDLERS = {"errorhandler", "app_errorhandler", "register_error_handler"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for found in registrations(codebase, file):
        target = found.argument(0, "code_or_exception") if found.name in _HANDLERS else None
        said = _fault(file, target) if target is not None else None
        if target is None or said is None:
            continue
        fault, instead = said
        message = (
            f"{fault}, so the import fails. Use the number of an HTTP error, or an exception class."
        )
        fix = (
            Fix(f"Change to {instead}", (replace(file, target, instead),), is_safe=True)
            if instead
            else None
        )
        yield RULE.at(file, target, message, fix=fix)


def _fault(file: SourceFile, target: ast.expr) -> tuple[str, str | None] | None:
    """What is wrong with a target, and what was probably meant."""
    if isinstance(target, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
        return "An error handler takes one error at a time", None
    if isinstance(target, ast.Call):
        name = file.api_name(target.func) or ""
        raises = name.startswith(("werkzeug.exceptions.", "builtins."))
        if raises and name.rpartition(".")[2][:1].isupper():
            return "An instance is no exception class", file.source(target.func)
        return None
    if not isinstance(target, ast.Constant):
        return None
    return _constant_fault(target.value)


def _constant_fault(value: object) -> tuple[str, str | None] | None:
    if isinstance(value, str):
        is_code = value.isdigit() and int(value) in default_exceptions
        return "A text is no error", value if is_code else None
    if isinstance(value, int) and not isinstance(value, bool) and value not in default_exceptions:
        return f"There is no HTTP error with the code {value}", None
    return None
