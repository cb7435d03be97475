"""Reports import names that are no module of the project.

## Why is this bad?
Flask looks up the module that the import name names, and takes its folder for the root of
templates and static files. Where there is no such module, that is the current folder: started
from anywhere else the app finds no template and no static file, and pages fail with
TemplateNotFound. With None the import fails.

## Example
```python
from flask import Flask

app = Flask("my shop")
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.project.entry_points import is_test
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import Known, constant, follow
from retort.rules.engine.edits import replace

_PLACES = {"flask.Flask": 0, "flask.Blueprint": 1}

RULE = Rule("import-name-not-dunder", Severity.WARNING, Family.APP, names=tuple(_PLACES))

# Only with these does a blueprint look for files.
_FOLDERS = {"template_folder", "static_folder"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if is_test(file.path):
        return
    for call in file.index.calls:
        place = _PLACES.get(file.api_name(call.func) or "")
        if place is None:
            continue
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        given = keywords.get("import_name")
        if given is None and len(call.args) > place:
            given = call.args[place]
        is_relevant = place == 0 or keywords.keys() & _FOLDERS
        if given is None or not is_relevant or keywords.keys() & {"root_path", None}:
            continue
        folders = _FOLDERS if place == 0 else _FOLDERS & keywords.keys()
        later = _assigned(file) if place == 0 else {}
        if all(_is_worked_out(file, keywords.get(f) or later.get(f)) for f in folders):
            continue
        yield from _judge(codebase, file, given)


def _judge(codebase: Codebase, file: SourceFile, given: ast.expr) -> Iterator[Finding]:
    known = constant(file, given)
    fix = Fix("Replace by `__name__`", (replace(file, given, "__name__"),))
    if known == Known(None):
        message = "The import name is None: the import of this module fails. Pass `__name__`."
        yield RULE.at(file, given, message, fix=fix, severity=Severity.ERROR)
    elif file.api_name(given) is None and _is_file(given):
        yield RULE.at(file, given, _message("`__file__` is the name of no module"), fix=fix)
    elif known is not None and isinstance(known.value, str):
        name = known.value
        if name != "__main__" and not _may_be_module(codebase, file, name):
            yield RULE.at(file, given, _message(f"There is no module '{name}' here"), fix=fix)


def _assigned(file: SourceFile) -> dict[str, ast.expr]:
    """The folders that are set on an app after it was made."""
    return {
        target.attr: statement.value
        for statement in file.statements
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Attribute) and target.attr in _FOLDERS
    }


def _is_worked_out(file: SourceFile, folder: ast.expr | None) -> bool:
    """Whether a folder is given as something that may well be a whole path."""
    return folder is not None and not isinstance(follow(file, folder), ast.Constant)


def _is_file(given: ast.expr) -> bool:
    return isinstance(given, ast.Name) and given.id == "__file__"


def _may_be_module(codebase: Codebase, file: SourceFile, name: str) -> bool:
    """Whether there is such a module in the project, or there may be one in a library."""
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        return False
    own = codebase.modules.name(file.path)
    return (
        len(parts) > 1
        or own == name
        or own.startswith(name + ".")
        or codebase.modules.find(name, file.path) is not None
    )


def _message(reason: str) -> str:
    return (
        f"{reason}: started from another folder, the app finds no templates and no static files. "
        "Pass `__name__`."
    )
