"""Reports hooks and error handlers that take the wrong number of arguments.

## Why is this bad?
Flask hands the error to an error handler, the response to an `after_request` function, the
exception or None to a teardown function, and nothing to a `before_request` function. A
function that does not take what it is given fails with a TypeError when it runs: on each
request, or, worse, only on the first error.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.errorhandler(404)
def not_found():
    return "There is nothing here.", 404
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.errorhandler(404)
def not_found(error):
    return "There is nothing here.", 404
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import insert
from retort.rules.engine.libraries import injects_arguments
from retort.rules.engine.registrations import Registration, registrations

RULE = Rule("hook-signature", Severity.ERROR, Family.VIEWS)


@dataclass(frozen=True, slots=True)
class _Call:
    """How Flask calls a hook: with one argument of that ``name``, or with none."""

    name: str | None
    when: str


_ERROR = _Call("error", "when the error happens")
_RESPONSE = _Call("response", "on each request")
_TEARDOWN = _Call("exception", "at the end of each request")
_BEFORE = _Call(None, "on each request")

_BY_CALL = "register_error_handler"
_CALLS = {
    "errorhandler": _ERROR,
    "app_errorhandler": _ERROR,
    _BY_CALL: _ERROR,
    "after_request": _RESPONSE,
    "after_app_request": _RESPONSE,
    "teardown_request": _TEARDOWN,
    "teardown_app_request": _TEARDOWN,
    "teardown_appcontext": _TEARDOWN,
    "before_request": _BEFORE,
    "before_app_request": _BEFORE,
    "context_processor": _Call(None, "when a template is rendered"),
    "app_context_processor": _Call(None, "when a template is rendered"),
}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    if any(injects for _, injects in codebase.collect(injects_arguments)):
        return
    reported = set()
    for found in registrations(codebase, file):
        how = _CALLS.get(found.name)
        function = _hook(file, found) if how is not None else None
        if how is None or function is None or function in reported or _fits(function.args, how):
            continue
        reported.add(function)
        yield _finding(file, function, found.name, how)


def _hook(file: SourceFile, found: Registration) -> FunctionNode | None:
    """The function that Flask will call, unless a decorator may add or take arguments."""
    function = found.function
    if function is None:
        given = found.argument(1, "f") if found.name == _BY_CALL else found.argument(0, "f")
        handed_over = file.index.definition_of(given) if isinstance(given, ast.Name) else None
        plain = handed_over is not None and not handed_over.decorator_list
        return handed_over if plain else None
    if isinstance(function, ast.ClassDef):
        return None
    lowest = function.decorator_list[-1] is found.expression
    return function if lowest or _is_stack(function, found.name) else None


def _is_stack(function: FunctionNode, name: str) -> bool:
    """Whether all decorators are the same kind of hook."""
    methods = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return all(isinstance(method, ast.Attribute) and method.attr == name for method in methods)


def _fits(arguments: ast.arguments, how: _Call) -> bool:
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    if any(default is None for default in arguments.kw_defaults):
        return False
    given = 0 if how.name is None else 1
    return required <= given and (given <= len(positional) or arguments.vararg is not None)


def _finding(file: SourceFile, function: FunctionNode, hook: str, how: _Call) -> Finding:
    given = "one argument" if how.name else "no arguments"
    message = (
        f"Flask calls a function of `{hook}` with {given}, so `{function.name}` fails with a "
        f"TypeError {how.when}. {_advice(function, how)}"
    )
    return RULE.at(file, file.name_span(function), message, fix=_fix(file, function, how))


def _advice(function: FunctionNode, how: _Call) -> str:
    if how.name and not function.args.args:
        return f"Add the parameter `{how.name}`."
    return "Take just that one parameter." if how.name else "Remove its parameters."


def _fix(file: SourceFile, function: FunctionNode, how: _Call) -> Fix | None:
    arguments = function.args
    if how.name is None or arguments.args or arguments.posonlyargs or arguments.kwonlyargs:
        return None
    opening = file.text.index("(", file.name_span(function).end) + 1
    text = f"{how.name}, " if arguments.kwarg else how.name
    return Fix(f"Add the parameter {how.name}", (insert(file, opening, text),), is_safe=True)
