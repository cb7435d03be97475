"""Reports view functions that can end without returning a response.

## Why is this bad?
A view has to return something that Flask can make a response of. Where it returns nothing,
the request fails with "TypeError: The view function did not return a valid response" and the
client gets a 500 response, often on one branch only.

## Example
```python
from flask import Flask, request

app = Flask(__name__)

@app.get("/search")
def search():
    if "q" in request.args:
        return "results"
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)

@app.get("/search")
def search():
    if "q" in request.args:
        return "results"
    return "Nothing to search for", 400
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.control_flow import Completion, Knowledge, completion, is_stub
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.class_views import hands_on
from retort.rules.engine.edits import line_after, replace
from retort.rules.engine.never_returning import never_returns
from retort.rules.engine.responses import replaces_conversion
from retort.rules.engine.rule import related
from retort.rules.engine.views import View, views

RULE = Rule("view-returns-none", Severity.ERROR, Family.VIEWS)

_EMPTY = '"", 204'

# They hand on what the function returns, or answer before it is called.
_TRANSPARENT = {"route", "get", "post", "put", "patch", "delete", "endpoint", "login_required"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for view in views(codebase, file):
        if any(replaced for _, replaced in codebase.collect(replaces_conversion)):
            return
        if _is_out_of_sight(codebase, file, view):
            continue
        ends = completion(view.function, _knowledge(codebase, file))
        places = [*ends.open_ends, *_empty_returns(ends)]
        if not (ends.falls or places):
            continue
        always = not any(_has_value(node) for node in ends.returns)
        yield _finding(file, view, ends, always)


def _finding(file: SourceFile, view: View, ends: Completion, always: bool) -> Finding:
    name = view.function.name
    if always:
        message = (
            f"`{name}` never returns a response: each request fails with a TypeError, and the "
            "client gets a 500 response. Return a value."
        )
    else:
        message = (
            f"`{name}` can end without a response: such a request fails with a TypeError, and the "
            "client gets a 500 response. Return a value on every path."
        )
    places = [related(file, node, "Nothing is returned here.") for node in _empty_returns(ends)] + [
        related(file, node, "The function can end after this.") for node in ends.open_ends
    ]
    fix = _fix(file, view, ends)
    return RULE.at(file, file.name_span(view.function), message, fix=fix, related=places)


def _fix(file: SourceFile, view: View, ends: Completion) -> Fix | None:
    """Answers with an empty response wherever there is none."""
    edits = [replace(file, node, f"return {_EMPTY}") for node in _empty_returns(ends)]
    if ends.falls:
        last = line_after(file, view.function.body[-1], f"return {_EMPTY}")
        if last is None:
            return None
        edits.append(last)
    return Fix("Return an empty response, with status 204", tuple(edits))


def _empty_returns(ends: Completion) -> list[ast.Return]:
    return [node for node in ends.returns if not _has_value(node)]


def _has_value(node: ast.Return) -> bool:
    return not (
        node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    )


def _is_out_of_sight(codebase: Codebase, file: SourceFile, view: View) -> bool:
    """Whether something else may supply the response: a decorator, a base class, a stub."""
    function = view.function
    if file.index.is_generator(function) or is_stub(function) or view.is_handed_on:
        return True
    if any(not _is_transparent(decorator) for decorator in function.decorator_list):
        return True
    return view.owner is not None and not hands_on(codebase, file.path, view.owner.name)


def _is_transparent(decorator: ast.expr) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (
        isinstance(function, (ast.Attribute, ast.Name))
        and (function.attr if isinstance(function, ast.Attribute) else function.id) in _TRANSPARENT
    )


def _knowledge(codebase: Codebase, file: SourceFile) -> Knowledge:
    def ends_here(call: ast.Call) -> bool:
        known = never_returns(codebase, file, call)
        return _looks_like_abort(call) if known is None else known

    def may_swallow(manager: ast.expr) -> bool:
        called = manager.func if isinstance(manager, ast.Call) else manager
        return file.api_name(called) == "contextlib.suppress"

    def is_exhaustive(branches: ast.If | ast.Match) -> bool:
        return isinstance(branches, ast.Match) or _asks_for_method(file, branches.test)

    return Knowledge(ends_here, may_swallow, is_exhaustive)


def _looks_like_abort(call: ast.Call) -> bool:
    """Whether a function that cannot be told may well be a helper around ``abort``."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return any(
        part in name.lower() for part in ("abort", "fail", "raise", "error", "exit", "throw")
    )


def _asks_for_method(file: SourceFile, test: ast.expr) -> bool:
    """Whether a condition is about the request's method: the rule's methods may leave no other."""
    return any(
        isinstance(part, ast.expr) and file.api_name(part) == "flask.request.method"
        for part in ast.walk(test)
    )
