"""Reports objects of the current request or app that are used while a module loads.

## Why is this bad?
`request`, `session`, `g` and `current_app` stand for what belongs to the request at hand.
While a module loads there is none, so the import fails with "RuntimeError: Working outside
of application context" (or "request context"), and the app does not start.

## Example
```python
from flask import Flask, current_app

app = Flask(__name__)
PAGE_SIZE = current_app.config["PAGE_SIZE"]
```

## Use instead
```python
from flask import Flask, current_app

app = Flask(__name__)

def page_size():
    return current_app.config["PAGE_SIZE"]
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.flask_api import CONTEXT_PROXIES
from retort.facts.imports import may_name
from retort.facts.syntax_index import nodes_outside_functions, statements_of
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.codebase import gathered
from retort.rules.engine.constants import follow
from retort.rules.engine.edits import begins_line, replace
from retort.rules.engine.objects import kind_of
from retort.rules.engine.runs import statement_around
from retort.rules.engine.top_imports import is_imported, top_imports

_NEEDS_CONTEXT = {
    "flask.url_for": "an application context",
    "flask.render_template": "an application context",
    "flask.render_template_string": "an application context",
    "flask.flash": "a request context",
    "flask.get_flashed_messages": "a request context",
}
_DATABASE_SETUP = {"create_all", "drop_all", "reflect"}
_OTHERS = {"model_class", "session_options", "metadata", "engine_options", "query_class"}
_NEEDS_REQUEST = {"flask.request", "flask.session"}
_DATABASE = "flask_sqlalchemy.SQLAlchemy"

RULE = Rule(
    "context-at-import",
    Severity.ERROR,
    Family.LIFECYCLE,
    names=(*_NEEDS_CONTEXT, *sorted(CONTEXT_PROXIES), _DATABASE),
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    nodes = list(nodes_outside_functions(file.tree))
    if not _may_use(file, nodes) or _pushes_context(file) or _is_migration(codebase, file):
        return
    uses = [(node, used) for node in nodes if (used := _use(file, node)) is not None]
    uses = [(node, used) for node, used in uses if _runs_at_import(file, node)]
    if not uses or any(inside for _, inside in codebase.collect(_imports_in_context)):
        return
    if not (_makes_app(codebase, file) or is_imported(codebase, file.path)):
        return
    for node, (name, context) in uses:
        message = (
            f"`{name}` needs {context}, and there is none while a module is imported: the import "
            "fails with a RuntimeError. Move it into the function that needs it."
        )
        is_of_app = context == "an application context"
        yield RULE.at(file, node, message, fix=_fix(codebase, file, node) if is_of_app else None)


def _fix(codebase: Codebase, file: SourceFile, node: ast.AST) -> Fix | None:
    """Makes the context of the module's app current around a statement of one line."""
    statement = statement_around(file, node)
    source = file.source(statement)
    if not isinstance(statement, ast.Expr) or statement not in file.tree.body or "\n" in source:
        return None
    above = file.tree.body[: file.tree.body.index(statement)]
    apps = [
        target.id
        for made in above
        if isinstance(made, ast.Assign) and kind_of(codebase, file, made.value) == "app"
        for target in made.targets
        if isinstance(target, ast.Name)
    ]
    if len(apps) != 1 or not begins_line(file, statement):
        return None
    wrapped = f"with {apps[0]}.app_context():\n    {source}"
    return Fix("Run it in the app's context", (replace(file, statement, wrapped),))


def _may_use(file: SourceFile, nodes: list[ast.AST]) -> bool:
    """Whether anything in ``nodes`` looks like a use; told without an index of the file."""
    bound = {found.bound for found in file.imports if may_name([found], RULE.names)}
    return any(
        node.id in bound
        if isinstance(node, ast.Name)
        else isinstance(node, ast.Attribute) and node.attr in _DATABASE_SETUP
        for node in nodes
    )


def _use(file: SourceFile, node: ast.AST) -> tuple[str, str] | None:
    """The proxy or function that a node needs a context for, and which context."""
    if isinstance(node, ast.Call):
        if _is_database_setup(file, node.func):
            return f"{file.source(node.func)}()", "an application context"
        name = file.api_name(node.func)
        context = _NEEDS_CONTEXT.get(name or "")
        return (f"{(name or '').rpartition('.')[2]}()", context) if context else None
    if not isinstance(node, (ast.Attribute, ast.Subscript)):
        return None
    if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
        # `request._get_current_object` is handed on to be called later.
        return None
    name = file.api_name(node.value)
    if name not in CONTEXT_PROXIES:
        return None
    context = "a request context" if name in _NEEDS_REQUEST else "an application context"
    return name.rpartition(".")[2], context


def _is_database_setup(file: SourceFile, function: ast.expr) -> bool:
    """Whether it creates or drops tables of a Flask-SQLAlchemy object that knows no app."""
    if not isinstance(function, ast.Attribute) or function.attr not in _DATABASE_SETUP:
        return False
    made = follow(file, function.value)
    is_database = isinstance(made, ast.Call) and file.api_name(made.func) == _DATABASE
    # Given an app, version 2 needs no context.
    given = isinstance(made, ast.Call) and (made.args or {k.arg for k in made.keywords} - _OTHERS)
    return is_database and not given


def _runs_at_import(file: SourceFile, node: ast.AST) -> bool:
    """Whether a node outside of functions is evaluated whenever the module is loaded."""
    around = list(file.index.ancestors(node))
    if any(isinstance(outer, (ast.If, ast.Try, ast.With, ast.AsyncWith)) for outer in around):
        return False
    return not _is_annotation(file, node, around)


def _is_annotation(file: SourceFile, node: ast.AST, around: list[ast.AST]) -> bool:
    inner: ast.AST = node
    for outer in around:
        if isinstance(outer, (ast.arg, ast.AnnAssign)) and inner is outer.annotation:
            return True
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner is outer.returns:
            return True
        inner = outer
    return False


def _makes_app(codebase: Codebase, file: SourceFile) -> bool:
    return any(app.path == file.path for app in codebase.project.apps)


def _is_migration(codebase: Codebase, file: SourceFile) -> bool:
    """Whether Flask-Migrate runs the file, within an application context."""
    return any(
        module.partition(".")[0] == "alembic"
        for found in codebase.fact(top_imports, file.path)
        for module in found.modules
    )


@gathered
def _imports_in_context(file: SourceFile) -> bool:
    """Whether a file imports others while a context is current."""
    return "_context" in file.text and any(
        isinstance(inner, (ast.Import, ast.ImportFrom))
        for node in file.statements
        if isinstance(node, (ast.With, ast.AsyncWith)) and _is_context(node)
        for inner in statements_of(node.body)
    )


def _is_context(node: ast.With | ast.AsyncWith) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr.endswith("_context")
        for call in (item.context_expr for item in node.items)
    )


def _pushes_context(file: SourceFile) -> bool:
    """Whether the module itself makes a context current: ``app.app_context().push()``."""
    return ".push" in file.text and any(
        isinstance(call.func, ast.Attribute) and call.func.attr == "push" and not call.args
        for call in file.index.calls
    )
