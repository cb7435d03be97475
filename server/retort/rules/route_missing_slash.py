"""Reports URL rules without a leading slash.

## Why is this bad?
Every URL path starts with a slash, and so does every rule. Flask refuses one that does not
with a ValueError: when the module is imported, or, on a blueprint, when it is registered.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("about")
def about():
    return "about"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/about")
def about():
    return "about"
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.constants import text_constant
from retort.rules.engine.edits import insert
from retort.rules.engine.objects import class_kind
from retort.rules.engine.rule_texts import rule_texts
from retort.text.span import Span

RULE = Rule("route-missing-slash", Severity.ERROR, Family.URL_RULES)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    refused = {
        route.registration.span
        for route in codebase.registered.get(file.path, ())
        if route.rule is not None and not route.rule.startswith("/")
    }
    for rule in rule_texts(codebase, file):
        if rule.text.startswith("/"):
            continue
        registration = rule.registration
        if registration.kind == "app" or file.span(registration.expression) in refused:
            when = (
                "when it is imported"
                if registration.kind == "app"
                else "when the blueprint is registered"
            )
            yield _finding(file, rule.where, rule.node, "A URL rule", when)
    yield from _prefixes(codebase, file)


def _prefixes(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    """The prefix of a blueprint, and the folder of static files, have the same rule."""
    named = "url_prefix" in file.text or "static_url_path" in file.text
    for call in file.index.calls if named else ():
        kind = class_kind(codebase, file, call.func)
        name = "static_url_path" if kind == "app" else "url_prefix"
        if kind is None:
            continue
        given = next((k.value for k in call.keywords if k.arg == name), None)
        node = text_constant(file, given)
        if (
            given is not None
            and node is not None
            and node.value
            and not str(node.value).startswith("/")
        ):
            when = "when it is imported" if kind == "app" else "when the blueprint is registered"
            yield _finding(file, given, node, f"`{name}`", when)


def _finding(
    file: SourceFile, where: ast.expr, node: ast.Constant, what: str, when: str
) -> Finding:
    message = (
        f"{what} has to start with a slash: without it the app fails with a ValueError {when}. "
        f"Write '/{node.value!s}'."
    )
    return RULE.at(file, where, message, fix=_fix(file, node))


def _fix(file: SourceFile, node: ast.Constant) -> Fix | None:
    span = file.span(node)
    written = span.of(file.text)
    opening = len(written) - len(written.lstrip("rRuUbB"))
    if written[opening : opening + 3] in ('"""', "'''"):
        return None
    place = Span(span.start, span.start + opening + 1).end
    return Fix("Insert the slash", (insert(file, place, "/"),), is_safe=True)
