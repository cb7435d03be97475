"""Reports templates whose source is put together from values.

## Why is this bad?
What becomes part of the template's source is executed by Jinja: a visitor who sends
`{{ config }}` reads the secret key, and can go on to run code on the server. Values that are
passed as arguments are only printed.

## Example
```python
from flask import Flask, render_template_string, request

app = Flask(__name__)

@app.get("/hello")
def hello():
    return render_template_string(f"<h1>Hello {request.args['name']}</h1>")
```

## Use instead
```python
from flask import Flask, render_template_string, request

app = Flask(__name__)

@app.get("/hello")
def hello():
    return render_template_string("<h1>Hello {{ name }}</h1>", name=request.args["name"])
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import add_argument, replace
from retort.rules.engine.foreign import ForeignValues
from retort.rules.engine.texts import inserted_values

RULE = Rule(
    "template-string-injection", Severity.ERROR, Family.TEMPLATES, mentions=("template_string",)
)

_HARMLESS = {"builtins.int", "builtins.float", "builtins.len", "builtins.bool"}
_RENDERERS = {"flask.render_template_string", "flask.stream_template_string"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    foreign = ForeignValues(codebase, file, _HARMLESS)
    for call in file.index.calls:
        if file.api_name(call.func) not in _RENDERERS or not call.args:
            continue
        source = call.args[0]
        text = _assigned(file, source)
        inserted = [value for value in inserted_values(text) if foreign.within(value) is not None]
        if not inserted:
            continue
        message = (
            f"`{file.source(inserted[0])}` becomes part of the template and is executed by Jinja, "
            "silently: whoever controls it can read secrets and run code on the server. Pass it "
            "as an argument."
        )
        yield RULE.at(file, source, message, fix=_fix(file, call, text, inserted))


def _assigned(file: SourceFile, source: ast.expr) -> ast.expr:
    if not isinstance(source, ast.Name):
        return source
    bindings = file.index.scope_of(source).lookup(source.id)
    return (bindings[0].value or source) if len(bindings) == 1 else source


def _fix(file: SourceFile, call: ast.Call, text: ast.expr, inserted: list[ast.expr]) -> Fix | None:
    """Passes the one name in an f-string as an argument of the same name."""
    if not isinstance(text, ast.JoinedStr) or text is not call.args[0] or "{{" in file.source(text):
        return None
    (name, *others) = inserted
    if others or not isinstance(name, ast.Name) or len(list(inserted_values(text))) != 1:
        return None
    written = file.source(text)
    if written[0] not in "fF" or "{" + name.id + "}" not in written:
        return None
    plain = written[1:].replace("{" + name.id + "}", "{{ " + name.id + " }}")
    edits = (replace(file, text, plain), add_argument(file, call, f"{name.id}={name.id}"))
    return Fix("Pass the value as an argument", edits)
