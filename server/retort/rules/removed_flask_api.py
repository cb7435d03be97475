"""Reports names that the installed Flask no longer has.

## Why is this bad?
The import, or the line that looks the name up, fails with an ImportError or AttributeError.
Old tutorials and generated code are full of them.

## Example
`app.py`
```python
from flask import Flask, Markup

app = Flask(__name__)

@app.get("/")
def index():
    return Markup("<b>hello</b>")
```

`requirements.txt`
```
flask==3.1.3
```

## Use instead
`app.py`
```python
from flask import Flask
from markupsafe import Markup

app = Flask(__name__)

@app.get("/")
def index():
    return Markup("<b>hello</b>")
```

`requirements.txt`
```
flask==3.1.3
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from retort.rules.engine import (
    Codebase,
    Family,
    Finding,
    Fix,
    Rule,
    Severity,
    SourceFile,
)
from retort.rules.engine.edits import replace
from retort.rules.engine.objects import kind_of
from retort.rules.engine.registrations import registrations
from retort.rules.engine.removed import Removal, gone, import_successor, is_guarded, uses
from retort.text.span import Span

RULE = Rule("removed-flask-api", Severity.ERROR, Family.REMOVED, mentions=("flask",))


def _flask(since: tuple[int, int], instead: str, replacement: str | None = None) -> Removal:
    return Removal("flask", since, instead, replacement)


# https://flask.palletsprojects.com/en/stable/changes/
_NAMES = {
    "flask.Markup": _flask((3, 0), "`markupsafe.Markup`", "markupsafe.Markup"),
    "flask.escape": _flask((3, 0), "`markupsafe.escape`", "markupsafe.escape"),
    "flask._app_ctx_stack": _flask((3, 0), "`flask.g` or `flask.globals.app_ctx`"),
    "flask._request_ctx_stack": _flask((3, 0), "`flask.g` or `flask.globals.request_ctx`"),
    "flask.signals_available": _flask((3, 0), "nothing: signals are always there"),
    "flask.safe_join": _flask((2, 1), "`werkzeug.utils.safe_join`", "werkzeug.utils.safe_join"),
    "flask.json.JSONEncoder": _flask((2, 3), "a subclass of `flask.json.provider.JSONProvider`"),
    "flask.json.JSONDecoder": _flask((2, 3), "a subclass of `flask.json.provider.JSONProvider`"),
    "flask.helpers.locked_cached_property": _flask(
        (3, 0), "`werkzeug.utils.cached_property`", "werkzeug.utils.cached_property"
    ),
}
_METHODS = {
    "before_first_request": _flask((2, 3), "code that runs when the app is created"),
    "before_app_first_request": _flask((2, 3), "code that runs when the app is created"),
}
_ATTRIBUTES = {
    "env": _flask((2, 3), "`app.debug`, or a setting of your own"),
    "got_first_request": _flask((3, 0), "nothing: Flask keeps that to itself"),
    "config.from_json": _flask((2, 1), "`config.from_file(name, load=json.load)`"),
}
_LOOKS_UP = re.compile(r"\.(?:env|got_first_request|from_json)\b")
_SENDERS = ("flask.send_file", "flask.send_from_directory")
_ARGUMENTS = {
    "attachment_filename": _flask((2, 2), "`download_name=`", "download_name"),
    "cache_timeout": _flask((2, 2), "`max_age=`", "max_age"),
    "add_etags": _flask((2, 2), "`etag=`", "etag"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for node, name, removal in uses(codebase, file, _NAMES):
        if removal.applies(codebase):
            short = name.removeprefix("flask.")
            yield gone(
                RULE, file, node, f"`{short}`", removal, import_successor(file, node, removal)
            )
    for found in registrations(codebase, file):
        method = _METHODS.get(found.name)
        if method is None or is_guarded(file, found.expression):
            continue
        if method.applies(codebase):
            yield gone(RULE, file, found.expression, f"`{found.name}`", method, None)
    yield from _attributes(codebase, file)
    yield from _arguments(codebase, file)


def _attributes(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    """What is looked up on an app."""
    for node in file.index.of(ast.Attribute) if _LOOKS_UP.search(file.text) else ():
        owner, name = node.value, node.attr
        if isinstance(owner, ast.Attribute) and owner.attr == "config":
            owner, name = owner.value, f"config.{name}"
        removal = _ATTRIBUTES.get(name)
        if removal is None or not isinstance(node.ctx, ast.Load) or not removal.applies(codebase):
            continue
        is_app = (
            kind_of(codebase, file, owner) == "app" or file.api_name(owner) == "flask.current_app"
        )
        if is_app and not is_guarded(file, node):
            yield gone(RULE, file, node, f"`{name}`", removal, None)


def _arguments(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls_of(*_SENDERS) if codebase.may_name(file, _SENDERS) else ():
        for keyword in call.keywords:
            removal = _ARGUMENTS.get(keyword.arg or "")
            if removal is None or is_guarded(file, call):
                continue
            if removal.applies(codebase):
                start = file.span(keyword).start
                name = Span(start, start + len(keyword.arg or ""))
                edit = replace(file, name, str(removal.replacement))
                fix = Fix(f"Rename to {removal.replacement}=", (edit,), is_safe=True)
                yield gone(RULE, file, keyword, f"`{keyword.arg}=`", removal, fix)
