"""Reports `url_for` calls that name an endpoint which does not exist.

## Why is this bad?
An endpoint is the name of a view function, with the name of its blueprint before it. There is
nothing to build a URL for where no view has that name: whoever opens the page gets a 500
response, from a BuildError. It often happens to a page that nobody looked at since a view
was renamed. Calls in templates are looked at as well.

## Example
```python
from flask import Flask, redirect, url_for

app = Flask(__name__)

@app.get("/profile")
def profile():
    return "me"

@app.get("/me")
def me():
    return redirect(url_for("profil"))
```

## Use instead
```python
from flask import Flask, redirect, url_for

app = Flask(__name__)

@app.get("/profile")
def profile():
    return "me"

@app.get("/me")
def me():
    return redirect(url_for("profile"))
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.project import Place
from retort.rules.engine import Codebase, Family, Finding, Fix, Related, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.fix import FileEdit
from retort.rules.engine.rule import CheckedFile
from retort.rules.engine.template_file import TemplateFile
from retort.rules.engine.url_building import UrlBuilding, template_building
from retort.rules.engine.url_for import (
    UrlForCall,
    endpoint_argument,
    quoted_like,
    template_url_for_calls,
    url_for_calls,
    url_for_nodes,
)
from retort.text.edit import Edit

RULE = Rule("url-for-unknown-endpoint", Severity.ERROR, Family.TEMPLATES, mentions=("url_for",))


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    nodes = list(url_for_nodes(codebase, file))
    if not nodes:
        return
    building = UrlBuilding(codebase, file.path)
    for call in url_for_calls(codebase, file):
        yield from _unknown(building, file, call)
    for node in nodes:
        yield from _function_object(building, file, endpoint_argument(node))


def check_template(codebase: Codebase, template: TemplateFile) -> Iterator[Finding]:
    calls = template_url_for_calls(codebase, template)
    if not calls:
        return
    building = template_building(codebase, template)
    for call in calls:
        yield from _unknown(building, template, call)


def _unknown(building: UrlBuilding, file: CheckedFile, call: UrlForCall) -> Iterator[Finding]:
    names = building.full_names(call)
    if not names or not all(building.is_absent(name) for name in names):
        return
    meant = building.meant(names[0])
    relative = meant
    if call.endpoint.startswith(".") and meant and names[0].endswith(call.endpoint):
        prefix = names[0][: -len(call.endpoint)]
        relative = meant.removeprefix(prefix) if meant.startswith(f"{prefix}.") else meant
    advice = f" Change it to '{relative}'." if relative else " Name that of a view function."
    message = (
        f"There is no endpoint '{names[0]}': building the URL fails with a BuildError, and the "
        f"request with a 500 response.{advice}"
    )
    related = []
    if meant:
        route = building.routes[meant][0]
        related = [Related(Place(route.path, route.name_span), f"This view is '{meant}'.")]
    fix = _change(file, call, relative) if relative else None
    yield RULE.at(file, call.where, message, fix=fix, related=related)


def _change(file: CheckedFile, call: UrlForCall, endpoint: str) -> Fix | None:
    literal = quoted_like(file.text, call.where, endpoint) if call.is_literal else None
    if literal is None:
        return None
    return Fix(f"Change to '{endpoint}'", (FileEdit(file.path, Edit(call.where, literal)),))


def _function_object(
    building: UrlBuilding, file: SourceFile, argument: ast.expr | None
) -> Iterator[Finding]:
    """Finds view functions that are handed over themselves."""
    function = file.index.definition_of(argument) if argument is not None else None
    if function is None or argument is None:
        return
    where = file.name_span(function)
    endpoints = {
        route.endpoint
        for routes in building.routes.values()
        for route in routes
        if (route.path, route.name_span) == (file.path, where)
    }
    message = (
        "`url_for` takes the endpoint as a text, not the function: this call fails with a "
        "TypeError. Name the view in quotes."
    )
    (endpoint,) = endpoints if len(endpoints) == 1 else (None,)
    fix = Fix(f"Change to '{endpoint}'", (replace(file, argument, f'"{endpoint}"'),))
    yield RULE.at(file, argument, message, fix=fix if endpoint else None)
