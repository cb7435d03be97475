"""Reports `send_file()` with a file object and no way to tell its type.

## Why is this bad?
Flask tells the type of a file by its name, and a file object has none. Without
`download_name` or `mimetype` the request fails with a TypeError; with a file opened in text
mode, with a ValueError.

## Example
```python
from io import BytesIO
from flask import Flask, send_file

app = Flask(__name__)

@app.get("/report")
def report():
    return send_file(BytesIO(b"..."))
```

## Use instead
```python
from io import BytesIO
from flask import Flask, send_file

app = Flask(__name__)

@app.get("/report")
def report():
    return send_file(BytesIO(b"..."), download_name="report.pdf")
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import add_argument, replace

RULE = Rule("send-file-missing-type", Severity.ERROR, Family.SECURITY, mentions=("send_file",))

_BUFFERS = {
    "io.BytesIO",
    "io.BufferedReader",
    "tempfile.TemporaryFile",
    "tempfile.SpooledTemporaryFile",
}
_TEXT = {"io.StringIO"}
_TYPED_BY = {"mimetype", "download_name", "attachment_filename"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls:
        if file.api_name(call.func) != "flask.send_file" or not call.args:
            continue
        content = _value(file, call.args[0])
        if not isinstance(content, ast.Call):
            continue
        kind = file.api_name(content.func)
        if kind == "builtins.open" and _opens_text(content):
            yield RULE.at(file, content, _TEXT_MODE, fix=_binary_fix(file, content))
        elif kind in _TEXT:
            yield RULE.at(file, call.args[0], _TEXT_MODE)
        elif kind in _BUFFERS and not _is_typed(call):
            message = (
                "Flask cannot tell the type of a file object, so this request fails with a "
                "TypeError. Pass `download_name=` or `mimetype=`."
            )
            edit = add_argument(file, call, 'download_name="download.bin"')
            yield RULE.at(file, call, message, fix=Fix("Add download_name=", (edit,)))


_TEXT_MODE = (
    "A file in text mode cannot be sent: the request fails with a ValueError. Open it in binary "
    "mode."
)


def _value(file: SourceFile, expression: ast.expr) -> ast.expr | None:
    """The expression itself, or the only one that its name was given."""
    if not isinstance(expression, ast.Name):
        return expression
    bindings = file.index.scope_of(expression).lookup(expression.id)
    return bindings[0].value if len(bindings) == 1 else None


def _opens_text(call: ast.Call) -> bool:
    mode = call.args[1] if len(call.args) > 1 else _keyword(call, "mode")
    if mode is None:
        return not any(keyword.arg is None for keyword in call.keywords)
    return isinstance(mode, ast.Constant) and "b" not in str(mode.value)


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _is_typed(call: ast.Call) -> bool:
    """Whether a name or type is given; ``**options`` may hold one."""
    return len(call.args) > 1 or any(
        keyword.arg is None or keyword.arg in _TYPED_BY for keyword in call.keywords
    )


def _binary_fix(file: SourceFile, call: ast.Call) -> Fix | None:
    if len(call.args) == 1 and not call.keywords:
        return Fix("Open in binary mode", (add_argument(file, call, '"rb"'),))
    mode = call.args[1] if len(call.args) > 1 else None
    if isinstance(mode, ast.Constant) and mode.value in ("r", "rt"):
        return Fix("Open in binary mode", (replace(file, mode, '"rb"'),))
    return None
