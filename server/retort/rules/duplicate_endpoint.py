"""Reports two view functions under one endpoint.

## Why is this bad?
An endpoint names one view function. A second one under the same name makes the app fail
with an AssertionError: when the module is imported, or, on a blueprint, when it is
registered. It is mostly a function that was copied and not renamed.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def page():
    return "home"

@app.get("/about")
def page():
    return "about"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def page():
    return "home"

@app.get("/about")
def about():
    return "about"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from retort.project import App, Place, Route
from retort.rules.engine import Codebase, Family, Finding, Related, Rule, Severity, SourceFile
from retort.rules.engine.branches import can_both_happen

RULE = Rule("duplicate-endpoint", Severity.ERROR, Family.URL_RULES)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    reported = set()
    for app in codebase.project.apps:
        if not any(route.path == file.path for route in app.routes):
            continue
        for first, second in _pairs(app):
            if second.path != file.path or second.name_span in reported:
                continue
            if can_both_happen(codebase, first.registration, second.registration):
                reported.add(second.name_span)
                yield _finding(file, first, second)


def _pairs(app: App) -> Iterator[tuple[Route, Route]]:
    """Routes with another view than the first one of the same endpoint."""
    first: dict[str, Route] = {}
    for route in app.routes:
        if route.endpoint is None or not route.view or not route.view_is_own:
            continue
        known = first.setdefault(route.endpoint, route)
        if (known.path, known.name_span) != (route.path, route.name_span):
            yield known, route


def _finding(file: SourceFile, first: Route, second: Route) -> Finding:
    message = (
        f"The endpoint '{second.endpoint}' already belongs to another view function: the app fails "
        "with an AssertionError when this one is registered. Rename the function, or give it an "
        "`endpoint=` of its own."
    )
    other = Related(Place(first.path, first.name_span), "The first view function of this endpoint.")
    return RULE.at(file, second.name_span, message, related=[other])
