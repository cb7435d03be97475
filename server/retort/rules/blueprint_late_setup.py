"""Reports routes that are added to a blueprint after it was registered.

## Why is this bad?
Registering a blueprint copies its routes to the app. What is added to it afterwards raises
an AssertionError when it is imported; before Flask 2.3 it was lost, and its URL answered 404.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
shop = Blueprint("shop", __name__)
app.register_blueprint(shop)

@shop.get("/cart")
def cart():
    return "cart"
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
shop = Blueprint("shop", __name__)

@shop.get("/cart")
def cart():
    return "cart"

app.register_blueprint(shop)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import begins_line, insert, replace
from retort.rules.engine.registrations import ROUTE_DECORATORS, Registration, registrations
from retort.rules.engine.rule import related
from retort.text.span import Span

RULE = Rule(
    "blueprint-late-setup", Severity.ERROR, Family.BLUEPRINTS, mentions=("register_blueprint",)
)

_SETUP = ROUTE_DECORATORS | {
    *("add_url_rule", "register_blueprint", "before_request", "after_request", "errorhandler"),
    *("teardown_request", "context_processor", "before_app_request", "after_app_request"),
    *("app_errorhandler", "url_value_preprocessor", "url_defaults", "register_error_handler"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    """Compares statements of one block only: elsewhere the order of the text says nothing."""
    found = sorted(registrations(codebase, file), key=lambda r: file.span(r.expression))
    registered: dict[tuple[object, str], Registration] = {}
    reported = set()
    for registration in found:
        block = file.index.parent_of(_statement(file, registration))
        if registration.name == "register_blueprint":
            blueprint = registration.argument(0, "blueprint")
            if isinstance(blueprint, ast.Name):
                registered.setdefault((block, blueprint.id), registration)
        owner = registration.owner
        if registration.kind != "blueprint" or registration.name not in _SETUP:
            continue
        early = registered.get((block, owner.id)) if isinstance(owner, ast.Name) else None
        if early is not None and early is not registration and early not in reported:
            reported.add(early)
            yield _finding(file, early, registration, found)


def _statement(file: SourceFile, registration: Registration) -> ast.AST:
    """The statement that registers: the decorated function, or that of the call."""
    if registration.function is not None:
        return registration.function
    around = file.index.ancestors(registration.expression)
    return next(node for node in around if isinstance(node, ast.stmt))


def _finding(
    file: SourceFile, early: Registration, late: Registration, found: list[Registration]
) -> Finding:
    name = file.source(late.owner)
    message = (
        f"`{name}` is registered already, above: adding to it fails with an AssertionError when "
        "this is imported. Register it below, when it is complete."
    )
    place = related(file, early.expression, "The blueprint is registered here.")
    fix = _fix(file, early, name, found)
    return RULE.at(file, late.expression, message, fix=fix, related=[place])


def _fix(file: SourceFile, early: Registration, name: str, found: list[Registration]) -> Fix | None:
    """Moves the registration below the last thing that is added to the blueprint."""
    statement = _statement(file, early)
    last = next(_statement(file, r) for r in reversed(found) if file.source(r.owner) == name)
    if not isinstance(statement, ast.Expr) or not begins_line(file, statement):
        return None
    span = file.span(statement)
    first_line = file.lines.position(span.start).line
    next_line = file.lines.position(span.end).line + 1
    lines = Span(file.lines.line_start(first_line), file.lines.line_start(next_line))
    end = file.span(last).end
    edits = (replace(file, lines, ""), insert(file, end, f"\n\n{file.source(statement)}"))
    return Fix("Move the registration down", edits, is_safe=True)
