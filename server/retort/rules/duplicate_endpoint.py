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

import ast
from collections.abc import Iterator
from itertools import count

from retort.project import App, Place, Route
from retort.rules.engine import Codebase, Family, Finding, Fix, Related, Rule, Severity, SourceFile
from retort.rules.engine.blueprints import makes_blueprint
from retort.rules.engine.branches import can_both_happen
from retort.rules.engine.codebase import once_per_app
from retort.rules.engine.constants import text_constant
from retort.rules.engine.edits import replace
from retort.rules.engine.registrations import registrations

RULE = Rule("duplicate-endpoint", Severity.ERROR, Family.URL_RULES)


_STATIC = (
    "The endpoint 'static' belongs to the route that Flask adds for static files: the app fails "
    "with an AssertionError when this one is registered. Rename the function, or give it an "
    "`endpoint=` of its own."
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    yield from _same_names(codebase, file)
    reported = set()
    for app in codebase.apps_of(file.path):
        for route in app.routes:
            if route.path == file.path and _is_named_static(codebase, app, route):
                reported.add(route.name_span)
                yield RULE.at(file, route.name_span, _STATIC)
        for first, second in _pairs(codebase, app):
            if second.path != file.path or second.name_span in reported:
                continue
            if _are_of_two_blueprints(codebase, first, second):
                continue
            if can_both_happen(codebase, first.registration, second.registration):
                reported.add(second.name_span)
                yield _finding(file, first, second)


def _is_named_static(codebase: Codebase, app: App, route: Route) -> bool:
    """Whether a view takes the endpoint of the route that Flask adds for static files."""
    if route.endpoint != "static" or route.blueprint is not None or not route.view_is_own:
        return False
    maker = codebase.file(app.path)
    call = maker and next((c for c in maker.index.calls if maker.span(c) == app.span), None)
    if not maker or not call or maker.api_name(call.func) != "flask.Flask":
        return False
    return len(call.args) < 3 and not {k.arg for k in call.keywords} & {"static_folder", None}


def _same_names(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    """Class views that are made a second time under the same name."""
    known: dict[tuple[object, ...], ast.Call] = {}
    for found in registrations(codebase, file):
        made = found.argument(2, "view_func") if found.name == "add_url_rule" else None
        name = _as_view_name(file, made)
        if name is None or found.argument(1, "endpoint") is not None or found.call is None:
            continue
        assert isinstance(made, ast.Call)
        key = file.index.scope_of(found.call), ast.dump(found.owner), name
        first = known.setdefault(key, made)
        places = [Place(file.path, file.span(call)) for call in (first, made)]
        if first is not made and can_both_happen(codebase, *places):
            message = (
                f"The endpoint '{name}' already belongs to another view function, since each "
                "`as_view()` makes a new one: the app fails with an AssertionError when this one "
                "is registered. Make the view once, or give it another name."
            )
            other = Related(places[0], "The first view function of this endpoint.")
            yield RULE.at(file, made, message, related=[other])


def _as_view_name(file: SourceFile, made: ast.expr | None) -> str | None:
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute):
        return None
    keyword = next((k.value for k in made.keywords if k.arg == "name"), None)
    name = text_constant(file, made.args[0] if made.args else keyword)
    return str(name.value) if made.func.attr == "as_view" and name is not None else None


@once_per_app
def _pairs(routes: tuple[Route, ...]) -> Iterator[tuple[Route, Route]]:
    """Routes with another view than the first one of the same endpoint."""
    first: dict[str, Route] = {}
    for route in routes:
        if route.endpoint is None or not route.view or not route.view_is_own:
            continue
        known = first.setdefault(route.endpoint, route)
        if (known.path, known.name_span) != (route.path, route.name_span):
            yield known, route


def _are_of_two_blueprints(codebase: Codebase, first: Route, second: Route) -> bool:
    """Whether they belong to blueprints of one name, the second of which is refused itself."""
    paths = {first.registration.path, second.registration.path}
    if first.blueprint is None or len(paths) == 1:
        return False
    name = first.blueprint.rpartition(".")[2]
    return all(makes_blueprint(codebase, path, name) for path in paths)


def _finding(file: SourceFile, first: Route, second: Route) -> Finding:
    message = (
        f"The endpoint '{second.endpoint}' already belongs to another view function: the app fails "
        "with an AssertionError when this one is registered. Rename the function, or give it an "
        "`endpoint=` of its own."
    )
    other = Related(Place(first.path, first.name_span), "The first view function of this endpoint.")
    return RULE.at(file, second.name_span, message, fix=_fix(file, second), related=[other])


def _fix(file: SourceFile, second: Route) -> Fix | None:
    """Renames the function, where it is decorated and the endpoint is its name."""
    name = second.name_span.of(file.text)
    named = second.endpoint is not None and second.endpoint.rpartition(".")[2] == name
    place = second.registration
    is_decorated = place.path == file.path and place.span.start in second.span
    if not named or not is_decorated or "endpoint" in place.span.of(file.text):
        return None
    taken = {node.id for node in file.index.of(ast.Name)} | set(file.index.module_scope.bindings)
    taken |= {function.name for function in file.index.functions}
    free = next(new for new in (f"{name}_{number}" for number in count(2)) if new not in taken)
    return Fix(f"Rename to `{free}`", (replace(file, second.name_span, free),))
