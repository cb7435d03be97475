"""Reports redirects to the name of an endpoint or template.

## Why is this bad?
`redirect` takes a URL. A name is one too, a relative one: the browser puts it in the place of
the last part of the current address, silently, and what it asks for there is mostly not found.

## Example
```python
from flask import Flask, redirect

app = Flask(__name__)

@app.get("/home")
def index():
    return "home"

@app.post("/save")
def save():
    return redirect("index")
```

## Use instead
```python
from flask import Flask, redirect, url_for

app = Flask(__name__)

@app.get("/home")
def index():
    return "home"

@app.post("/save")
def save():
    return redirect(url_for("index"))
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from urllib.parse import urljoin

from retort.project import Place
from retort.rules.engine import Codebase, Family, Finding, Fix, Related, Rule, Severity, SourceFile
from retort.rules.engine.codebase import gathered
from retort.rules.engine.constants import text_constant
from retort.rules.engine.edits import reach, replace
from retort.rules.engine.url_building import UrlBuilding
from retort.rules.engine.url_for import UrlForCall, branches

_REDIRECTS = ("flask.redirect", "werkzeug.utils.redirect", "flask.current_app.redirect")

RULE = Rule(
    "redirect-to-endpoint",
    Severity.WARNING,
    Family.TEMPLATES,
    mentions=("redirect",),
    names=_REDIRECTS,
)

_PAGES = (".html", ".htm", ".jinja", ".j2")


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    building = UrlBuilding(codebase, file.path)
    for call in file.index.calls:
        if call.args and file.api_name(call.func) in _REDIRECTS:
            for target in branches(call.args[0]):
                literal = text_constant(file, target)
                if literal is not None:
                    yield from _finding(codebase, building, file, target, str(literal.value))


def _finding(
    codebase: Codebase, building: UrlBuilding, file: SourceFile, target: ast.expr, name: str
) -> Iterator[Finding]:
    if set(name) & set(":?#") or name.startswith("/"):
        return
    view = building.routes[name][0] if building.knows(name) else None
    is_page = name.endswith(_PAGES) and not any(s for _, s in codebase.collect(_serves_files))
    if (view is None and not is_page) or _answers(building, file, target, name):
        return
    what = "an endpoint" if view is not None else "a template"
    advice = f'`url_for("{name}")`' if view is not None else "`url_for()` with the view's endpoint"
    message = (
        f"'{name}' is {what}, not a URL: the browser puts it in the place of the last part of the "
        f"current address, silently, and finds nothing there. Build the URL with {advice}."
    )
    related = []
    if view is not None:
        related = [Related(Place(view.path, view.name_span), f"This view is '{name}'.")]
    yield RULE.at(file, target, message, fix=_fix(building, file, target, name), related=related)


def _answers(building: UrlBuilding, file: SourceFile, target: ast.expr, name: str) -> bool:
    """Whether a rule answers what the browser makes of a relative target."""
    offset = file.span(target).start
    known = [route for routes in building.routes.values() for route in routes]
    around = [r.rule for r in known if r.path == file.path and offset in r.span and r.rule]
    rules = {route.rule.rstrip("/") for route in known if route.rule}
    joined = [urljoin(rule, name) for rule in around] or [f"/{name}"]
    return any(url.rstrip("/") in rules or _may_match(rules, url) for url in joined)


def _may_match(rules: set[str], url: str) -> bool:
    """Whether a rule with variables may be meant for files."""
    prefixes = (rule.partition("<")[0] for rule in rules if "<" in rule)
    return url.endswith(_PAGES) and any(url.startswith(prefix) for prefix in prefixes)


@gathered
def _serves_files(file: SourceFile) -> bool:
    """Whether static files may be served without the usual prefix."""
    return "static_url_path" in file.text


def _fix(building: UrlBuilding, file: SourceFile, target: ast.expr, name: str) -> Fix | None:
    span = file.span(target)
    call = UrlForCall(name, span, True, frozenset(), False)
    if not building.knows(name) or building.missing_values(call) is not None:
        return None
    spelling, imports = reach(file, "flask.url_for", target)
    return Fix(
        "Wrap in url_for()", (replace(file, target, f"{spelling}({file.source(target)})"), *imports)
    )
