"""Reports hooks that have to return something and do not.

## Why is this bad?
An `after_request` function gets the response and returns the one to send; a context
processor returns a dict of names for templates. Where they return nothing, each response,
or each template, fails with a TypeError and the client gets a 500 response.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.after_request
def no_sniff(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.after_request
def no_sniff(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.facts.control_flow import Knowledge, completion
from retort.facts.flask_api import NEVER_RETURNS
from retort.facts.syntax_index import FunctionNode
from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import line_after
from retort.rules.engine.registrations import Registration, registrations

RULE = Rule("hook-returns-none", Severity.ERROR, Family.VIEWS)

_RESPONSE_HOOKS = {"after_request", "after_app_request"}
_CONTEXT_PROCESSORS = {"context_processor", "app_context_processor"}


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for name, function in _hooks(codebase, file):
        is_alone = len(function.decorator_list) <= 1
        if not is_alone or file.index.is_generator(function) or not _can_end_empty(file, function):
            continue
        if name in _CONTEXT_PROCESSORS:
            message = (
                f"`{function.name}` returns no dict: each template that is rendered fails with a "
                "TypeError. Return a dict of names, an empty one if there are none."
            )
        else:
            message = (
                f"`{function.name}` returns no response: each response fails with a TypeError, and "
                "the client gets a 500 response. Return the response."
            )
        yield RULE.at(file, file.name_span(function), message, fix=_fix(file, name, function))


def _hooks(codebase: Codebase, file: SourceFile) -> Iterator[tuple[str, FunctionNode]]:
    """The functions that have to return something, with the name of the hook."""
    for found in registrations(codebase, file):
        if found.name in _RESPONSE_HOOKS | _CONTEXT_PROCESSORS:
            function = found.function or _given(file, found)
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield found.name, function
    for function in file.index.functions if "after_this_request" in file.text else ():
        names = {file.api_name(decorator) for decorator in function.decorator_list}
        if "flask.after_this_request" in names:
            yield "after_request", function


def _given(file: SourceFile, found: Registration) -> FunctionNode | None:
    """The function of this file that is handed to a hook."""
    handed = found.argument(0, "f")
    return file.index.definition_of(handed) if handed is not None else None


def _can_end_empty(file: SourceFile, function: FunctionNode) -> bool:
    knowledge = Knowledge(
        never_returns=lambda call: file.api_name(call.func) in NEVER_RETURNS,
        is_exhaustive=lambda branches: isinstance(branches, ast.Match),
    )
    ends = completion(function, knowledge)
    return ends.falls or any(
        node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
        for node in ends.returns
    )


def _fix(file: SourceFile, name: str, function: FunctionNode) -> Fix | None:
    """Returns the response at the end of a function that returns nothing anywhere."""
    arguments = function.args.args
    if name not in _RESPONSE_HOOKS or len(arguments) != 1 or _has_return(function):
        return None
    last = function.body[-1]
    if last.col_offset != function.body[0].col_offset:
        return None
    edit = line_after(file, last, f"return {arguments[0].arg}")
    return Fix("Add return", (edit,), is_safe=True) if edit else None


def _has_return(function: FunctionNode) -> bool:
    return any(isinstance(node, ast.Return) for node in ast.walk(function))
