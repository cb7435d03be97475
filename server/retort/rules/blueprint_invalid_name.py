"""Reports blueprint names and endpoints that are empty or have a dot.

## Why is this bad?
A dot stands between the name of a blueprint and the endpoint of its views. A dot within one
of them, or an empty name, makes the import fail with a ValueError.

## Example
```python
from flask import Blueprint

bp = Blueprint("shop.cart", __name__)
```

## Use instead
```python
from flask import Blueprint

bp = Blueprint("shop_cart", __name__)
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import text_constant
from retort.rules.engine.edits import replace
from retort.rules.engine.objects import class_kind
from retort.rules.engine.registrations import ROUTE_DECORATORS, registrations

RULE = Rule(
    "blueprint-invalid-name", Severity.ERROR, Family.BLUEPRINTS, mentions=("Blueprint", "endpoint")
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for call in file.index.calls if "Blueprint" in file.text else ():
        if class_kind(codebase, file, call.func) == "blueprint":
            given = next((k.value for k in call.keywords if k.arg == "name"), None)
            given = given or (call.args[0] if call.args else None)
            yield from _name(file, given, "A blueprint's name")
    for found in registrations(codebase, file):
        if found.kind != "blueprint":
            continue
        if found.name in ROUTE_DECORATORS:
            yield from _name(file, found.argument(99, "endpoint"), "An endpoint of a blueprint")
        elif found.name == "add_url_rule":
            yield from _name(file, found.argument(1, "endpoint"), "An endpoint of a blueprint")


def _name(file: SourceFile, given: ast.expr | None, what: str) -> Iterator[Finding]:
    node = text_constant(file, given)
    if given is None or node is None:
        return
    text = str(node.value)
    if text and "." not in text:
        return
    fault = "may not have a dot" if text else "may not be empty"
    message = f"{what} {fault}: the import fails with a ValueError. Choose a plain name."
    fix = None
    if text:
        written = file.source(node).replace(text, text.replace(".", "_"))
        fix = Fix("Replace the dot", (replace(file, node, written),))
    yield RULE.at(file, given, message, fix=fix)
