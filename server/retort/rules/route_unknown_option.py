"""Reports options that a URL rule does not know.

## Why is this bad?
What a route decorator is given beyond its own parameters goes to werkzeug's `Rule`, which
refuses names that it does not know: the import fails with a TypeError. The most frequent
one is `method=` for `methods=`.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.route("/login", method=["POST"])
def login():
    return "in"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.route("/login", methods=["POST"])
def login():
    return "in"
```
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from werkzeug.routing import Rule as WerkzeugRule

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.registrations import (
    ROUTE_DECORATORS,
    SHORTCUTS,
    Registration,
    registrations,
)
from retort.text.span import Span

RULE = Rule("route-unknown-option", Severity.ERROR, Family.URL_RULES)

# What werkzeug takes, and what Flask's add_url_rule takes by itself.
_KNOWN = frozenset(inspect.signature(WerkzeugRule).parameters) - {"string"} | {
    *("rule", "endpoint", "view_func", "provide_automatic_options", "options")
}
_MEANT = {"method": "methods", "strict_slash": "strict_slashes", "name": "endpoint"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if "url_rule_class" in file.text:
        return
    for found in registrations(codebase, file):
        if found.name not in ROUTE_DECORATORS | {"add_url_rule"} or found.call is None:
            continue
        if not _is_plain(file, found):
            continue
        for keyword in found.call.keywords:
            if keyword.arg is not None and keyword.arg not in _known(found.name):
                yield _finding(file, found, keyword, keyword.arg)
        if found.name in SHORTCUTS:
            yield from _methods_of_shortcut(file, found)


def _known(name: str) -> frozenset[str]:
    return _KNOWN | {"f"} if name == "add_url_rule" else _KNOWN


def _is_plain(file: SourceFile, found: Registration) -> bool:
    """Whether the object is Flask's own, and no subclass that may take more."""
    if not isinstance(found.owner, ast.Name):
        return False
    bindings = file.index.scope_of(found.owner).lookup(found.owner.id)
    return all(
        binding.kind == "import"
        or (
            isinstance(binding.value, ast.Call)
            and file.api_name(binding.value.func) in ("flask.Flask", "flask.Blueprint")
        )
        for binding in bindings
    )


def _finding(file: SourceFile, found: Registration, keyword: ast.keyword, name: str) -> Finding:
    meant = _MEANT.get(name)
    advice = f"Use `{meant}=`." if meant else "Remove it."
    message = f"URL rules have no option `{name}`: the import fails with a TypeError. {advice}"
    start = file.span(keyword).start
    span = Span(start, start + len(name))
    fix = _rename(file, keyword, span, meant) if meant else None
    return RULE.at(file, span, message, fix=fix)


def _rename(file: SourceFile, keyword: ast.keyword, span: Span, meant: str) -> Fix:
    edits = [replace(file, span, meant)]
    value = keyword.value
    if meant == "methods" and isinstance(value, ast.Constant):
        edits.append(replace(file, value, f"[{file.source(value)}]"))
    return Fix(f"Rename to {meant}=", tuple(edits), is_safe=meant == "methods")


def _methods_of_shortcut(file: SourceFile, found: Registration) -> Iterator[Finding]:
    assert found.call is not None
    for keyword in found.call.keywords:
        if keyword.arg == "methods":
            message = (
                f"`{found.name}` has its method already: with `methods=` the import fails with a "
                "TypeError. Use `route` for other methods."
            )
            method = found.call.func
            assert isinstance(method, ast.Attribute)
            end = file.span(method).end
            name = Span(end - len(method.attr), end)
            fix = Fix("Use route", (replace(file, name, "route"),))
            yield RULE.at(file, keyword, message, fix=fix)
