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

RULE = Rule("template-string-injection", Severity.ERROR, Family.TEMPLATES)

_RENDERERS = {"flask.render_template_string", "flask.stream_template_string"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls:
        if file.api_name(call.func) not in _RENDERERS or not call.args:
            continue
        source = call.args[0]
        text = _assigned(file, source)
        inserted = [value for value in _inserted(text) if _is_foreign(file, value)]
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


def _inserted(text: ast.expr) -> Iterator[ast.expr]:
    """The values that an expression puts into a text."""
    if isinstance(text, ast.JoinedStr):
        for part in text.values:
            if isinstance(part, ast.FormattedValue):
                yield part.value
    elif isinstance(text, ast.BinOp) and isinstance(text.op, ast.Add):
        for side in (text.left, text.right):
            yield from _inserted(side) if isinstance(side, (ast.BinOp, ast.JoinedStr)) else [side]
    elif isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod):
        yield from text.right.elts if isinstance(text.right, ast.Tuple) else [text.right]
    elif isinstance(text, ast.Call) and _formats(text.func):
        yield from (*text.args, *(keyword.value for keyword in text.keywords))


def _formats(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "format"
        and isinstance(function.value, ast.Constant)
    )


def _is_foreign(file: SourceFile, value: ast.expr) -> bool:
    """Whether a value can come from outside: from the request, or through a parameter."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and _escapes(file, node):
            return False
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Name)) and _is_request(file, node):
            return True
    return False


def _escapes(file: SourceFile, call: ast.Call) -> bool:
    return file.api_name(call.func) in {"builtins.int", "builtins.float", "builtins.len"}


def _is_request(file: SourceFile, node: ast.expr) -> bool:
    name = file.api_name(node.value if isinstance(node, ast.Subscript) else node) or ""
    if name == "flask.request" or name.startswith("flask.request."):
        return True
    if not isinstance(node, ast.Name):
        return False
    scope = file.index.scope_of(node)
    bindings = scope.lookup(node.id)
    return bool(bindings) and any(
        binding.kind == "parameter" or (binding.value and _is_foreign_value(file, binding.value))
        for binding in bindings
    )


def _is_foreign_value(file: SourceFile, value: ast.expr) -> bool:
    return any(
        (file.api_name(node) or "").startswith("flask.request.")
        for node in ast.walk(value)
        if isinstance(node, ast.Attribute)
    )


def _fix(file: SourceFile, call: ast.Call, text: ast.expr, inserted: list[ast.expr]) -> Fix | None:
    """Passes the one name in an f-string as an argument of the same name."""
    if not isinstance(text, ast.JoinedStr) or text is not call.args[0] or "{{" in file.source(text):
        return None
    (name, *others) = inserted
    if others or not isinstance(name, ast.Name) or len(list(_inserted(text))) != 1:
        return None
    written = file.source(text)
    if written[0] not in "fF" or "{" + name.id + "}" not in written:
        return None
    plain = written[1:].replace("{" + name.id + "}", "{{ " + name.id + " }}")
    edits = (replace(file, text, plain), add_argument(file, call, f"{name.id}={name.id}"))
    return Fix("Pass the value as an argument", edits)
