"""Reports paths that are put together from what the client sent.

## Why is this bad?
A name such as `../../etc/passwd`, or an absolute one, leaves the folder it is joined to: the
client reads, or writes, any file that the server can, silently.

## Example
```python
from flask import Flask, request, send_file

app = Flask(__name__)

@app.get("/file")
def file():
    return send_file("uploads/" + request.args["name"])
```

## Use instead
```python
from flask import Flask, request, send_from_directory

app = Flask(__name__)

@app.get("/file")
def file():
    return send_from_directory("uploads", request.args["name"])
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import follow
from retort.rules.engine.edits import reach, replace
from retort.rules.engine.foreign import ForeignValues

RULE = Rule(
    "path-from-request", Severity.WARNING, Family.SECURITY, mentions=("open", "send_file", ".save")
)

_OPENERS = {"flask.send_file", "builtins.open", "io.open", "pathlib.Path.open"}
_OPENS = re.compile(r"\bopen\b|send_file\b|\.save\b")
_SAFE = {
    *("werkzeug.utils.secure_filename", "werkzeug.utils.safe_join", "werkzeug.security.safe_join"),
    *("flask.safe_join", "os.path.basename", "builtins.int", "builtins.len", "builtins.hash"),
    *("uuid.UUID", "hashlib.sha256", "hashlib.md5", "hashlib.sha1"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    foreign = ForeignValues(codebase, file, _SAFE, path_variables_only=True)
    may_open = _OPENS.search(file.text) is not None and foreign.are_possible
    for call in file.index.calls if may_open else ():
        path = _path(file, call)
        if path is None or isinstance(path, ast.Constant):
            continue
        value = foreign.within(path)
        if value is None:
            continue
        value = _whole(file, value)
        name = file.source(value)
        advice = (
            "Use `secure_filename()`."
            if isinstance(call.func, ast.Attribute) and call.func.attr == "save"
            else "Use `send_from_directory()`, or `secure_filename()` for the name."
        )
        message = (
            f"The client decides on this path through `{name}`: `..` or an absolute name leaves "
            f"the folder, silently. {advice}"
        )
        yield RULE.at(file, path, message, fix=_fix(file, foreign, value))


def _whole(file: SourceFile, value: ast.expr) -> ast.expr:
    """The name of an upload, rather than the upload."""
    around = file.index.parent_of(value)
    while isinstance(around, ast.Attribute) and not _is_called(file, around):
        value, around = around, file.index.parent_of(around)
    return value


def _is_called(file: SourceFile, method: ast.Attribute) -> bool:
    call = file.index.parent_of(method)
    return isinstance(call, ast.Call) and call.func is method


def _fix(file: SourceFile, foreign: ForeignValues, value: ast.expr) -> Fix | None:
    """Leaves a plain file name of what the client sent, but not of a whole path that has it."""
    meant = follow(file, value)
    if meant is not value and foreign.within(meant) is not meant:
        return None
    secure, imports = reach(file, "werkzeug.utils.secure_filename", value)
    edit = replace(file, value, f"{secure}({file.source(value)})")
    return Fix("Wrap in secure_filename()", (*imports, edit))


def _path(file: SourceFile, call: ast.Call) -> ast.expr | None:
    """The path that a call opens, sends or writes."""
    if not call.args:
        return None
    if file.api_name(call.func) in _OPENERS:
        return call.args[0]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "save":
        return call.args[0] if _is_upload(file, call.func.value) else None
    return None


def _is_upload(file: SourceFile, owner: ast.expr) -> bool:
    """Whether something came out of ``request.files``."""
    if isinstance(owner, ast.Name):
        bindings = file.index.scope_of(owner).lookup(owner.id)
        return any(b.value is not None and _is_upload(file, b.value) for b in bindings)
    return any(
        isinstance(node, ast.Attribute) and file.api_name(node) == "flask.request.files"
        for node in ast.walk(owner)
    )
