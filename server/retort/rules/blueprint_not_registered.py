"""Reports blueprints with views that nothing registers.

## Why is this bad?
The routes of a blueprint become routes of an app when the app registers it. Until then all
of its URLs answer 404, silently.

## Example
`app.py`
```python
from flask import Blueprint, Flask

app = Flask(__name__)
shop = Blueprint("shop", __name__)

@shop.get("/cart")
def cart():
    return "cart"
```

## Use instead
`app.py`
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
from collections import Counter
from collections.abc import Iterator

from retort.project import Missing
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.codebase import gathered
from retort.rules.engine.edits import insert
from retort.rules.engine.objects import class_kind, kind_of, module_path
from retort.rules.engine.registrations import ROUTE_DECORATORS, registrations

RULE = Rule(
    "blueprint-not-registered", Severity.WARNING, Family.BLUEPRINTS, mentions=("Blueprint",)
)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if _is_out_of_sight(codebase, file):
        return
    views = _idle_views(codebase, file)
    handed = _handed_over(codebase) if views else frozenset()
    for statement in file.tree.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
            continue
        target = statement.targets[0]
        if not isinstance(target, ast.Name) or not views[target.id]:
            continue
        if (file.path, target.id) in handed:
            continue
        if class_kind(codebase, file, statement.value.func) == "blueprint":
            yield _finding(codebase, file, statement, target.id, views[target.id])


def _is_out_of_sight(codebase: Codebase, file: SourceFile) -> bool:
    """Whether the app may be somewhere else, or what it registers cannot be told."""
    apps = codebase.project.apps
    return not apps or any(app.unresolved for app in apps)


def _handed_over(codebase: Codebase) -> frozenset[tuple[str, str]]:
    """The module and name of each blueprint that some code registers, whether it runs or not."""
    found = set()
    for path, origins in codebase.collect(_registered_origins):
        for origin in origins:
            module, _, name = origin.rpartition(".")
            owner = module_path(codebase, path, module) if module else path
            if owner is not None:
                found.add((owner, name))
    return frozenset(found)


@gathered
def _registered_origins(file: SourceFile) -> tuple[str, ...]:
    """What is handed to ``register_blueprint()``, or along with it to a call that may call it:
    dotted names, or plain ones of this file.
    """
    if "register_blueprint" not in file.text:
        return ()
    given = [node for call in file.index.calls for node in _handed_in(call)]
    names = (file.index.origin(node) or _local_name(node) for node in given)
    return tuple(name for name in names if name)


def _handed_in(call: ast.Call) -> Iterator[ast.expr]:
    if _is_registering(call.func):
        yield from call.args[:1]
        yield from (k.value for k in call.keywords if k.arg == "blueprint")
    elif any(_is_registering(argument) for argument in call.args):
        for argument in call.args:
            yield from argument.elts if isinstance(argument, (ast.List, ast.Tuple)) else [argument]


def _is_registering(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "register_blueprint"


def _local_name(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _idle_views(codebase: Codebase, file: SourceFile) -> Counter[str]:
    """How many views of this file each name asks to be routed by, without effect."""
    idle = {
        missing.registration.span
        for missing in codebase.project.unregistered
        if missing.registration.path == file.path
        and missing.reason is Missing.BLUEPRINT_NOT_REGISTERED
    }
    return Counter(
        found.owner.id
        for found in registrations(codebase, file)
        if found.kind == "blueprint"
        and isinstance(found.owner, ast.Name)
        and found.name in ROUTE_DECORATORS | {"add_url_rule"}
        and file.span(found.expression) in idle
    )


def _finding(
    codebase: Codebase, file: SourceFile, statement: ast.Assign, name: str, views: int
) -> Finding:
    routes = "its route answers" if views == 1 else f"its {views} routes answer"
    message = (
        f"No app registers the blueprint `{name}`: {routes} 404, silently. Add "
        f"`app.register_blueprint({name})` where the app is set up."
    )
    return RULE.at(file, statement.targets[0], message, fix=_fix(codebase, file, name))


def _fix(codebase: Codebase, file: SourceFile, name: str) -> Fix | None:
    """Registers it at the end of the module that has the app too, above its guard."""
    app = next(
        (
            node.targets[0].id
            for node in file.tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and kind_of(codebase, file, node.value) == "app"
        ),
        None,
    )
    if app is None:
        return None
    line = f"{app}.register_blueprint({name})\n"
    guard = next((node for node in file.tree.body if isinstance(node, ast.If)), None)
    if guard is not None and "__main__" in file.source(guard.test):
        return Fix(f"Register it in {app}", (insert(file, file.span(guard).start, f"{line}\n"),))
    end = len(file.text)
    return Fix(f"Register it in {app}", (insert(file, end, f"\n{line}"),))
