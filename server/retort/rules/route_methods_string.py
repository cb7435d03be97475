"""Reports `methods=` given as a text instead of a list.

## Why is this bad?
A text is a sequence of letters, so Flask refuses it: the import fails with a TypeError.
`("POST")` is a text too; a tuple of one needs a comma.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.route("/login", methods="POST")
def login():
    return "in"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.route("/login", methods=["POST"])
def login():
    return "in"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.registrations import registrations

RULE = Rule("route-methods-string", Severity.ERROR, Family.URL_RULES)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for found in registrations(codebase, file):
        if found.name not in ("route", "add_url_rule"):
            continue
        methods = (
            next((k for k in found.call.keywords if k.arg == "methods"), None)
            if found.call
            else None
        )
        if methods is None or not isinstance(methods.value, ast.Constant):
            continue
        if not isinstance(methods.value.value, str):
            continue
        message = (
            "`methods` has to be a list: given a text, the import fails with a TypeError. Put it "
            "in brackets."
        )
        text = f"[{_listed(file, methods.value)}]"
        fix = Fix("Wrap in a list", (replace(file, methods.value, text),), is_safe=True)
        yield RULE.at(file, methods.value, message, fix=fix)


def _listed(file: SourceFile, methods: ast.Constant) -> str:
    """The methods one by one: `"GET, POST"` means two."""
    written = file.source(methods)
    quote = written[-1]
    names = str(methods.value).replace(",", " ").split()
    return ", ".join(f"{quote}{name}{quote}" for name in names) if len(names) > 1 else written
