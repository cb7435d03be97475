"""Reports views that `add_url_rule()` cannot call.

## Why is this bad?
`add_url_rule()` wants the view function itself. Given what a call of it returns, the import
fails with an AttributeError; given a class, or no view at all, each request fails.

## Example
```python
from flask import Flask
from flask.views import View

app = Flask(__name__)

class Index(View):
    def dispatch_request(self):
        return "index"

app.add_url_rule("/", view_func=Index)
```

## Use instead
```python
from flask import Flask
from flask.views import View

app = Flask(__name__)

class Index(View):
    def dispatch_request(self):
        return "index"

app.add_url_rule("/", view_func=Index.as_view("index"))
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from retort.project import Place
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.codebase import gathered
from retort.rules.engine.edits import add_argument, insert, replace
from retort.rules.engine.registrations import Registration, registrations

RULE = Rule("url-rule-bad-view", Severity.ERROR, Family.URL_RULES)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for found in registrations(codebase, file):
        if found.name != "add_url_rule" or found.call is None:
            continue
        view = found.argument(2, "view_func")
        if view is not None:
            yield from _bad_view(file, view)
        elif not found.is_open and not _needs_no_view(codebase, file, found):
            yield _missing(file, found)


def _needs_no_view(codebase: Codebase, file: SourceFile, found: Registration) -> bool:
    """Whether the view of a rule may come from elsewhere, or none is asked for."""
    if any(found.argument(99, option) is not None for option in ("redirect_to", "build_only")):
        return True
    if not _is_reached(codebase, file, found):
        return True
    return any(binds for _, binds in codebase.collect(_binds_views))


def _is_reached(codebase: Codebase, file: SourceFile, found: Registration) -> bool:
    """Whether requests come to a rule; one that names the URL of another is for `url_for`."""
    place = Place(file.path, file.span(found.expression))
    for app in codebase.project.apps:
        own = [route.rule for route in app.routes if route.registration == place]
        if own and not any(route.view and route.rule in own for route in app.routes):
            return True
    return False


@gathered
def _binds_views(file: SourceFile) -> bool:
    """Whether a file gives views to endpoints that are there already."""
    return "view_functions" in file.text or ".endpoint(" in file.text


def _missing(file: SourceFile, found: Registration) -> Finding:
    message = (
        "This rule has no view function: each request of it fails with a KeyError, and the client "
        "gets a 500 response. Give it one with `view_func=`."
    )
    assert found.call is not None
    given = found.argument(1, "endpoint")
    fix = None
    if isinstance(given, ast.Name) and file.index.definition_of(given) is not None:
        message = (
            "The second argument is the endpoint, so this rule has no view function: each request "
            "of it fails with a KeyError, and the client gets a 500 response. Use `view_func=`."
        )
        if given in found.call.args:
            edit = insert(file, file.span(given).start, "view_func=")
            fix = Fix("Pass it as view_func=", (edit,), is_safe=True)
    return RULE.at(file, found.call, message, fix=fix)


def _bad_view(file: SourceFile, view: ast.expr) -> Iterator[Finding]:
    if _is_class_view(file, view):
        message = (
            "A class is no view function: each request fails with a TypeError. Use `.as_view()` "
            "with a name for the endpoint."
        )
        name = _endpoint(file.source(view))
        edit = insert(file, file.span(view).end, f'.as_view("{name}")')
        yield RULE.at(file, view, message, fix=Fix("Append .as_view()", (edit,), is_safe=True))
    elif isinstance(view, ast.Call) and not (view.args or view.keywords):
        if isinstance(view.func, ast.Attribute) and view.func.attr == "as_view":
            yield _unnamed(file, view, view.func)
        elif _returns_response(file, view):
            yield _called(file, view)


def _unnamed(file: SourceFile, view: ast.Call, method: ast.Attribute) -> Finding:
    message = (
        "`as_view()` needs a name for the endpoint: without one the import fails with a TypeError."
    )
    edit = add_argument(file, view, f'"{_endpoint(file.source(method.value))}"')
    return RULE.at(file, view, message, fix=Fix("Add the name", (edit,), is_safe=True))


def _called(file: SourceFile, view: ast.Call) -> Finding:
    function = file.source(view.func)
    message = (
        f"`{function}()` is called here, and what it returns is no view function: the import fails "
        "with an AttributeError. Hand over the function itself."
    )
    fix = Fix("Remove the parentheses", (replace(file, view, function),), is_safe=True)
    return RULE.at(file, view, message, fix=fix)


def _is_class_view(file: SourceFile, view: ast.expr) -> bool:
    if not isinstance(view, ast.Name):
        return False
    bindings = file.index.scope_of(view).lookup(view.id)
    nodes = [binding.node for binding in bindings]
    if len(nodes) != 1 or not isinstance(nodes[0], ast.ClassDef):
        return False
    return any(
        (file.api_name(base) or "") in ("flask.views.View", "flask.views.MethodView")
        for base in nodes[0].bases
    )


def _returns_response(file: SourceFile, view: ast.Call) -> bool:
    """Whether a function of this file returns a text, and so no view."""
    function = file.index.definition_of(view.func)
    if function is None or function.decorator_list:
        return False
    returned = [
        node.value for node in file.index.own_nodes(function) if isinstance(node, ast.Return)
    ]
    return bool(returned) and all(
        isinstance(value, (ast.JoinedStr, ast.Dict, ast.List))
        or (isinstance(value, ast.Constant) and isinstance(value.value, str))
        for value in returned
    )


def _endpoint(name: str) -> str:
    """An endpoint in the style of a function: ``user_list`` for ``UserList``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.rpartition(".")[2]).lower()
