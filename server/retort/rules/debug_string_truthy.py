"""Reports debug mode that is set to a text from the environment.

## Why is this bad?
Environment variables are texts, and every text but the empty one counts as true. With
`DEBUG=0` or `DEBUG=False` the debugger is on, silently.

## Example
```python
import os

from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(debug=os.environ.get("DEBUG"))
```

## Use instead
```python
import os

from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(debug=os.environ.get("DEBUG") == "1")
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import follow
from retort.rules.engine.edits import replace
from retort.rules.engine.objects import kind_of
from retort.rules.engine.runs import debug_settings, runs

RULE = Rule(
    "debug-string-truthy",
    Severity.WARNING,
    Family.APP,
    supersedes=("debug-enabled",),
    mentions=(".run", "debug", "DEBUG"),
)

_READERS = {"os.environ.get", "os.getenv"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for value in _values(codebase, file):
        text = _text_from_environment(file, value)
        if text is None:
            continue
        message = (
            'This is a text, and any text counts as true: with the variable set to "0" or "False" '
            "the debugger is on. Compare it with what means true."
        )
        whole = follow(file, value)
        compared = f'{file.source(text)} == "1"'
        yield RULE.at(
            file, value, message, fix=Fix('Compare with "1"', (replace(file, whole, compared),))
        )


def _values(codebase: Codebase, file: SourceFile) -> Iterator[ast.expr]:
    """What debug mode is set to."""
    for run in runs(codebase, file):
        given = run.argument("debug")
        if given is not None:
            yield given
    for _, switch in debug_settings(file):
        if switch.app is not None and kind_of(codebase, file, switch.app) == "app":
            yield switch.value


def _text_from_environment(file: SourceFile, value: ast.expr) -> ast.expr | None:
    """The expression that reads a variable, if ``value`` is nothing but its truth."""
    value = follow(file, value)
    if isinstance(value, ast.Call):
        name = file.api_name(value.func)
        if name in _READERS:
            return value
        if name == "builtins.bool" and len(value.args) == 1:
            return _text_from_environment(file, value.args[0])
    if isinstance(value, ast.Subscript) and file.api_name(value.value) == "os.environ":
        return value
    return None
