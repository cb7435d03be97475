"""Reports routes that are added to a second copy of the app.

## Why is this bad?
Python calls the started script `__main__`. A module that imports the app from it by its own
name makes Python run the script a second time, as another module with another app. The routes
are added to that copy, while the first one is served: they answer 404, silently. (Under
`flask --app`, there is one copy only.)

## Example
`app.py`
```python
from flask import Flask

app = Flask(__name__)

import views

if __name__ == "__main__":
    app.run()
```

`views.py`
```python
from app import app

@app.get("/")
def index():
    return "never"
```

## Use instead
`app.py`
```python
from flask import Flask

from views import views

app = Flask(__name__)
app.register_blueprint(views)

if __name__ == "__main__":
    app.run()
```

`views.py`
```python
from flask import Blueprint

views = Blueprint("views", __name__)

@views.get("/")
def index():
    return "hello"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.project import Place
from retort.project.entry_points import is_test
from retort.rules.engine import Codebase, Family, Finding, Related, Rule, Severity, SourceFile
from retort.rules.engine.objects import module_path
from retort.rules.engine.registrations import ROUTE_DECORATORS, registrations
from retort.rules.engine.runs import is_main_guard
from retort.rules.engine.top_imports import imported_modules, top_imports
from retort.text.span import Span

RULE = Rule("main-imported-twice", Severity.WARNING, Family.SHADOWING)

_REGISTERING = ROUTE_DECORATORS | {"add_url_rule", "register_blueprint"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if is_test(file.path) or not registrations(codebase, file):
        return
    for found in codebase.fact(top_imports, file.path):
        if found.guarded or not found.names:
            continue
        script = module_path(codebase, file.path, found.modules[0])
        if script is None or script == file.path or not _is_plain(codebase, script):
            continue
        started = dict(codebase.fact(_started_apps, script))
        apps = {
            bound: started[name]
            for name, bound in zip(found.names, found.bound, strict=True)
            if name in started
        }
        runs = [span for name, span in apps.items() if _registers_on(codebase, file, name)]
        back = _import_of(codebase, script, file.path)
        if runs and back is not None:
            message = (
                f"When {script} is started, this makes a second copy of it: the routes here are "
                "added to that copy's app, and answer 404. Use a blueprint, or move the app to a "
                "module that is not started."
            )
            places = [
                Related(Place(script, runs[0]), "This app is served."),
                Related(Place(script, back), "This module is imported here."),
            ]
            yield RULE.at(file, file.span(found.where), message, related=places)


def _is_plain(codebase: Codebase, script: str) -> bool:
    """Whether a file is no part of a package."""
    return script[: script.rfind("/") + 1] + "__init__.py" not in codebase.paths


def _registers_on(codebase: Codebase, file: SourceFile, name: str) -> bool:
    return any(
        found.name in _REGISTERING and isinstance(found.owner, ast.Name) and found.owner.id == name
        for found in registrations(codebase, file)
    )


def _import_of(codebase: Codebase, script: str, path: str) -> Span | None:
    for found in codebase.fact(top_imports, script):
        if path in imported_modules(codebase, script, found):
            return codebase.source(script).span(found.where)
    return None


def _started_apps(file: SourceFile) -> tuple[tuple[str, Span], ...]:
    """The variables whose ``run()`` is called under the guard, with the call."""
    if "__main__" not in file.text:
        return ()
    return tuple(
        (call.func.value.id, file.span(call))
        for call in file.index.calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "run"
        and isinstance(call.func.value, ast.Name)
        and any(is_main_guard(around) for around in file.index.ancestors(call))
    )
