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

# The place of the import name among the arguments.
_PLACES = {"flask.Flask": 0, "flask.Blueprint": 1}

RULE = Rule("missing-import-name", Severity.ERROR, Family.APP, names=tuple(_PLACES))


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls:
        place = _PLACES.get(_class_name(file, call.func) or "")
        if place is None or _has_import_name(call, place):
            continue
        what = "Flask" if place == 0 else "Blueprint"
        message = (
            f"`{what}()` needs the import name: without it the import of this module fails with "
            "a TypeError. Pass `__name__`."
        )
        yield RULE.at(file, call, message, fix=_insertion(file, call, place))


def _class_name(file: SourceFile, made_by: ast.expr) -> str | None:
    """The dotted name of a class of Flask, or of one that a class here only extends."""
    name = file.api_name(made_by)
    if name is not None or not isinstance(made_by, ast.Name):
        return name
    bindings = file.index.scope_of(made_by).lookup(made_by.id)
    defined = bindings[0].node if len(bindings) == 1 else None
    if not isinstance(defined, ast.ClassDef) or len(defined.bases) != 1 or defined.keywords:
        return None
    own = {getattr(part, "name", "") for part in defined.body}
    takes_the_same = not own & {"__init__", "__new__"} and not defined.decorator_list
    return _class_name(file, defined.bases[0]) if takes_the_same else None


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
