"""Reports imports above the app that lead back to it.

## Why is this bad?
The imported module asks for an app that does not exist yet: the import fails with "cannot
import name 'app' from partially initialized module".

## Example
`shop.py`
```python
from flask import Flask

import views

app = Flask(__name__)
```

`views.py`
```python
from shop import app

@app.get("/")
def index():
    return "hello"
```

## Use instead
`shop.py`
```python
from flask import Flask

app = Flask(__name__)

import views
```

`views.py`
```python
from shop import app

@app.get("/")
def index():
    return "hello"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from retort.project import Place
from retort.rules.engine import (
    Codebase,
    Family,
    Finding,
    Fix,
    Related,
    Rule,
    Severity,
    SourceFile,
)
from retort.rules.engine.edits import insert, replace
from retort.rules.engine.objects import APP_CLASSES, class_kind
from retort.rules.engine.top_imports import TopImport, imported_modules, top_imports
from retort.text.span import Span

RULE = Rule("circular-app-import", Severity.ERROR, Family.SHADOWING, mentions=APP_CLASSES)


@dataclass(frozen=True, slots=True)
class _Way:
    """An import back to the app, where the way to it ends."""

    path: str
    span: Span


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    made = next((n for n in file.tree.body if _makes_app(codebase, file, n)), None)
    if not isinstance(made, ast.Assign):
        return
    name = made.targets[0]
    assert isinstance(name, ast.Name)
    above = file.span(made).start
    for found in codebase.fact(top_imports, file.path):
        if found.guarded or file.span(found.where).end > above:
            continue
        back = _way_back(codebase, file.path, name.id, found)
        if back is not None:
            message = (
                f"This import leads back here: {back.path} asks for `{name.id}` before it exists, "
                "and fails with an ImportError. Move this import below the app."
            )
            places = [
                Related(Place(back.path, back.span), f"Here `{name.id}` is asked for."),
                Related(Place(file.path, file.span(made)), "Here it is made."),
            ]
            span = file.span(found.where)
            yield RULE.at(file, span, message, fix=_move(file, found, made), related=places)


def _makes_app(codebase: Codebase, file: SourceFile, node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and class_kind(codebase, file, node.value.func) == "app"
    )


def _packages_around(path: str) -> Iterator[str]:
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield f"{folder}/__init__.py"


def _way_back(codebase: Codebase, start: str, name: str, found: TopImport) -> _Way | None:
    """The import of ``name`` from ``start`` that is reached by importing what is ``found``."""
    pending = list(imported_modules(codebase, start, found))
    # Python runs the packages around a module before the module itself, and none twice.
    seen = {start, *_packages_around(start)}
    while pending:
        path = pending.pop(0)
        if path in seen:
            continue
        seen.add(path)
        for inner in codebase.fact(top_imports, path):
            if inner.guarded:
                continue
            targets = list(imported_modules(codebase, path, inner))
            if inner.names and targets[:1] == [start] and name in inner.names:
                return _Way(path, codebase.source(path).span(inner.where))
            pending += targets
    return None


def _move(file: SourceFile, found: TopImport, made: ast.stmt) -> Fix | None:
    """Puts the import below the app, if nothing of it is used before."""
    span = file.span(found.where)
    line = file.lines.position(span.start).line
    whole = Span(file.lines.line_start(line), file.lines.line_start(line + 1))
    text = span.of(file.text)
    if whole.of(file.text).strip() != text:
        return None
    used = {
        node.id
        for node in file.index.nodes
        if isinstance(node, ast.Name)
        and whole.end <= file.span(node).start <= file.span(made).end
        and file.index.scope_of(node) is file.index.module_scope
    }
    if used & set(found.bound):
        return None
    end = file.lines.line_end(file.lines.position(file.span(made).end).line)
    edits = (replace(file, whole, ""), insert(file, end, f"\n\n{text}"))
    return Fix("Move the import below the app", edits)
