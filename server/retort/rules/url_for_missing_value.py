"""Reports `url_for` calls that do not fill the variables of the URL rule.

## Why is this bad?
There is no URL without a value for each variable of the rule, and None counts as no value:
whoever opens the page gets a 500 response, from a BuildError. The values of the current
request are not taken over. Calls in templates are looked at as well.

## Example
```python
from flask import Flask, url_for

app = Flask(__name__)

@app.get("/users/<int:user_id>")
def user(user_id):
    return url_for("user")
```

## Use instead
```python
from flask import Flask, url_for

app = Flask(__name__)

@app.get("/users/<int:user_id>")
def user(user_id):
    return url_for("user", user_id=user_id)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.project import Place, Route
from retort.rules.engine import Codebase, Family, Finding, Fix, Related, Rule, Severity, SourceFile
from retort.rules.engine.edits import add_argument, insert
from retort.rules.engine.rule import CheckedFile
from retort.rules.engine.template_file import TemplateFile
from retort.rules.engine.url_building import UrlBuilding, template_building
from retort.rules.engine.url_for import (
    UrlForCall,
    endpoint_argument,
    template_url_for_calls,
    url_for_calls,
    url_for_nodes,
)

RULE = Rule("url-for-missing-value", Severity.ERROR, Family.TEMPLATES, mentions=("url_for",))


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    calls = url_for_calls(codebase, file)
    if not calls:
        return
    building = UrlBuilding(codebase, file.path)
    for call in calls:
        _, names = building.missing_values(call) or (None, [])
        fix = _fix(codebase, file, call, names) if names else None
        yield from _findings(building, file, call, fix)


def check_template(codebase: Codebase, template: TemplateFile) -> Iterator[Finding]:
    calls = template_url_for_calls(codebase, template)
    if not calls:
        return
    building = template_building(codebase, template)
    for call in calls:
        _, names = building.missing_values(call) or (None, [])
        fix = _named(template, call, names) if call.extra is not None else None
        yield from _findings(building, template, call, fix)


def _findings(
    building: UrlBuilding, file: CheckedFile, call: UrlForCall, fix: Fix | None
) -> Iterator[Finding]:
    route, names = building.missing_values(call) or (None, [])
    if route is not None:
        yield _finding(file, call, route, names, fix)
    elif call.extra is not None and not (call.is_open or building.is_replaced):
        message = "`url_for` takes the values by name: this call fails with a TypeError."
        fix = _named(file, call, ["filename"]) if building.lacks_filename(call) else None
        yield RULE.at(file, call.extra, message, fix=fix)
    elif building.lacks_filename(call):
        message = (
            f"The endpoint '{call.endpoint}' needs `filename`: without it, this call fails with "
            "a BuildError, and the request with a 500 response. Name the file."
        )
        yield RULE.at(file, call.where, message)


def _finding(
    file: CheckedFile, call: UrlForCall, route: Route, names: list[str], fix: Fix | None
) -> Finding:
    listed = ", ".join(f"`{name}`" for name in names)
    is_one = len(names) == 1
    error = "a BuildError" if call.extra is None else "a TypeError"
    message = (
        f"The rule '{route.rule}' needs {listed}: without {'it' if is_one else 'them'}, this call "
        f"fails with {error}, and the request with a 500 response. Give "
        f"{'the value' if is_one else 'the values'} by name."
    )
    view = Related(Place(route.path, route.name_span), f"The view of '{route.rule}'.")
    return RULE.at(file, call.extra or call.where, message, fix=fix, related=[view])


def _fix(codebase: Codebase, file: SourceFile, call: UrlForCall, names: list[str]) -> Fix | None:
    """Names the positional value, or passes on what has the same name where the call stands."""
    if call.extra is not None:
        return _named(file, call, names)
    node = next(
        node
        for node in url_for_nodes(codebase, file)
        if (argument := endpoint_argument(node)) is not None
        and file.span(argument).start <= call.where.start < file.span(node).end
    )
    given = {keyword.arg for keyword in node.keywords}
    visible = [name for name in names if _is_visible(file, node, name) and name not in given]
    if visible != names or not names:
        return None
    text = ", ".join(f"{name}={name}" for name in names)
    return Fix(f"Add {text}", (add_argument(file, node, text),))


def _named(file: CheckedFile, call: UrlForCall, names: list[str]) -> Fix | None:
    """Puts the name of the one value that is missing before the positional one."""
    if call.extra is None or len(names) != 1:
        return None
    if not file.text[: call.extra.start].rstrip().endswith(","):
        # A bracket that belongs to the value.
        return None
    return Fix(f"Name the value {names[0]}", (insert(file, call.extra.start, f"{names[0]}="),))


def _is_visible(file: SourceFile, node: ast.AST, name: str) -> bool:
    return any(
        scope.lookup(name)
        for scope in file.index.scope_of(node).chain()
        if scope.parent is not None
    )
