"""Reports blueprints that are registered twice under one name.

## Why is this bad?
The name of a blueprint begins the endpoints of its views, so a parent can have each name only
once: the second registration fails with a ValueError.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
users = Blueprint("shop", __name__)
cart = Blueprint("shop", __name__)

app.register_blueprint(users, url_prefix="/users")
app.register_blueprint(cart, url_prefix="/cart")
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
users = Blueprint("shop", __name__)
cart = Blueprint("shop", __name__)

app.register_blueprint(users, url_prefix="/users")
app.register_blueprint(cart, url_prefix="/cart", name="cart")
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.project import Place
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.blueprints import blueprint_name
from retort.rules.engine.branches import can_both_happen
from retort.rules.engine.constants import text_constant
from retort.rules.engine.edits import add_argument
from retort.rules.engine.registrations import Registration, registrations
from retort.rules.engine.rule import related

RULE = Rule(
    "blueprint-name-conflict", Severity.ERROR, Family.BLUEPRINTS, mentions=("register_blueprint",)
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    """Looks at registrations in one block of code, where surely all of them run."""
    known: dict[tuple[object, ...], Registration] = {}
    for found in registrations(codebase, file):
        name = _name(codebase, file, found)
        if name is None or found.call is None or _repeats(file, found.call):
            continue
        scope = file.index.scope_of(found.call)
        first = known.setdefault((scope, ast.dump(found.owner), name), found)
        if first is found or first.call is None:
            continue
        places = [Place(file.path, file.span(call)) for call in (first.call, found.call)]
        if can_both_happen(codebase, *places):
            yield _finding(file, first.call, found.call, name)


def _name(codebase: Codebase, file: SourceFile, found: Registration) -> str | None:
    """The name under which a registration adds a blueprint, if it is written out."""
    if found.name != "register_blueprint" or found.is_open:
        return None
    given = found.argument(99, "name")
    if given is not None:
        node = text_constant(file, given)
        return str(node.value) if node is not None else None
    blueprint = found.argument(0, "blueprint")
    return blueprint_name(codebase, file, blueprint) if blueprint is not None else None


def _repeats(file: SourceFile, call: ast.Call) -> bool:
    """Whether the registration stands in a loop, or in a try block that expects it to fail."""
    return any(
        isinstance(around, (ast.For, ast.While, ast.Try)) for around in file.index.ancestors(call)
    )


def _finding(file: SourceFile, first: ast.Call, second: ast.Call, name: str) -> Finding:
    message = (
        f"A blueprint named '{name}' is registered already: this fails with a ValueError. Give it "
        "another name with `name=`."
    )
    edit = add_argument(file, second, f'name="{name}2"')
    fix = Fix("Add name=", (edit,))
    return RULE.at(file, second, message, fix=fix, related=[related(file, first, "The first one.")])
