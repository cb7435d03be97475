"""Reports `Flask()` and `Blueprint()` without an import name.

## Why is this bad?
Flask finds templates, static files and the instance folder by the import name. It is a
required argument: without it the import of the module fails with a TypeError.

## Example
```python
from flask import Flask

app = Flask()
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import add_argument, insert

RULE = Rule("missing-import-name", Severity.ERROR, Family.APP, mentions=("flask",))

# The place of the import name among the arguments.
_PLACES = {"flask.Flask": 0, "flask.Blueprint": 1}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls:
        place = _PLACES.get(file.api_name(call.func) or "")
        if place is None or _has_import_name(call, place):
            continue
        what = "Flask" if place == 0 else "Blueprint"
        message = (
            f"`{what}()` needs the import name: without it the import of this module fails with "
            "a TypeError. Pass `__name__`."
        )
        yield RULE.at(file, call, message, fix=_insertion(file, call, place))


def _has_import_name(call: ast.Call, place: int) -> bool:
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    keywords = {keyword.arg for keyword in call.keywords}
    return starred or len(call.args) > place or bool(keywords & {"import_name", None})


def _insertion(file: SourceFile, call: ast.Call, place: int) -> Fix | None:
    """Adds ``__name__``; None for a blueprint that has no name either."""
    keywords = {keyword.arg for keyword in call.keywords}
    if place and not call.args:
        if "name" not in keywords:
            return None
        edit = add_argument(file, call, "import_name=__name__")
    elif not call.keywords:
        edit = add_argument(file, call, "__name__")
    else:
        start = file.span(call.keywords[0]).start
        edit = insert(file, start, "__name__, ")
    return Fix("Insert `__name__`", (edit,), is_safe=True)
