"""Reports HTML that is put together with what the client sent.

## Why is this bad?
What a view returns as text is sent as HTML. A value in it is taken for HTML too: a link
with `?name=<script>…` runs a script in the visitor's session, silently. Templates escape
values by themselves.

## Example
```python
from flask import Flask, request

app = Flask(__name__)

@app.get("/hello")
def hello():
    return f"<h1>Hello {request.args['name']}</h1>"
```

## Use instead
```python
from flask import Flask, request
from markupsafe import escape

app = Flask(__name__)

@app.get("/hello")
def hello():
    return f"<h1>Hello {escape(request.args['name'])}</h1>"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import follow
from retort.rules.engine.edits import reach, replace
from retort.rules.engine.foreign import ForeignValues
from retort.rules.engine.responses import returned_values
from retort.rules.engine.texts import inserted_values, written_parts
from retort.rules.engine.views import View, views

RULE = Rule(
    "html-unescaped-input", Severity.WARNING, Family.SECURITY, mentions=("<", "Markup", "request")
)

_MARKUP = ("markupsafe.Markup", "flask.Markup", "jinja2.Markup")
# What a link or form on another page decides on: neither headers, cookies nor JSON.
_SENT = ("args", "form", "values", "data", "files", "query_string")
_SAFE = {
    *("markupsafe.escape", "flask.escape", "html.escape", "builtins.int", "builtins.float"),
    *("builtins.len", "builtins.repr", "builtins.bool", "flask.url_for", "flask.render_template"),
    *("json.dumps", "flask.json.dumps", "urllib.parse.quote", "bleach.clean", "nh3.clean"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    foreign = ForeignValues(codebase, file, _SAFE, sent=_SENT)
    if not foreign.are_possible:
        return
    for text in (*_bodies(codebase, file), *_markup(codebase, file)):
        for part in inserted_values(text):
            if foreign.within(part) is not None:
                yield _finding(file, part)


def _finding(file: SourceFile, part: ast.expr) -> Finding:
    message = (
        f"`{file.source(part)}` becomes part of the HTML as it was sent, silently: a prepared link "
        "or form can run a script as the visitor. Wrap it in `escape()`, or render a template."
    )
    escape, imports = reach(file, "markupsafe.escape", part)
    edit = replace(file, part, f"{escape}({file.source(part)})")
    return RULE.at(file, part, message, fix=Fix("Wrap in escape()", (*imports, edit)))


def _bodies(codebase: Codebase, file: SourceFile) -> Iterator[ast.expr]:
    """The texts that views return as HTML, to a browser that follows a link or sends a form."""
    unseen = {v.function for v in views(codebase, file) if not _shows_pages(v)}
    for value in returned_values(codebase, file):
        if file.index.scope_of(value).function in unseen:
            continue
        if isinstance(value, ast.Tuple):
            # Headers may say that it is something else.
            if len(value.elts) != 2 or isinstance(value.elts[1], ast.Dict):
                continue
            value = value.elts[0]
        value = follow(file, value)
        if _is_page(value):
            yield value


def _shows_pages(view: View) -> bool:
    """Whether a browser makes a page of what the view returns; other methods are for programs."""
    return any(not route.methods or {"GET", "POST"} & {*route.methods} for route in view.routes)


def _markup(codebase: Codebase, file: SourceFile) -> Iterator[ast.expr]:
    for call in file.index.calls if codebase.may_name(file, _MARKUP) else ():
        if call.args and file.api_name(call.func) in _MARKUP:
            yield call.args[0]


def _is_page(value: ast.expr) -> bool:
    """Whether a text has words or tags in it; JSON and bare values are data for a program."""
    texts = list(written_parts(value))
    is_data = any(text.lstrip()[:1] in ("{", "[") for text in texts[:1])
    return not is_data and any(
        character.isalpha() or character == "<" for text in texts for character in text
    )
