"""Reports tuples that Flask cannot turn into a response.

## Why is this bad?
A view may return `(body, status)`, `(body, headers)` or `(body, status, headers)`. Any other
length or order fails with a TypeError on the request, and the client gets a 500 response.

## Example
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def index():
    return 404, "There is nothing here."
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

@app.get("/")
def index():
    return "There is nothing here.", 404
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from retort.rules.engine import Codebase, Family, Finding, Fix, Rule, Severity, SourceFile
from retort.rules.engine.edits import replace
from retort.rules.engine.responses import returned_values

RULE = Rule("view-return-tuple", Severity.ERROR, Family.VIEWS)


def check(codebase: Codebase, file: SourceFile) -> Iterator[Finding]:
    for value in returned_values(codebase, file):
        if not isinstance(value, ast.Tuple) or _is_open(value):
            continue
        said = _fault(value)
        if said is not None:
            fault, order = said
            message = (
                f"{fault}: the request fails with a TypeError, and the client gets a 500 response. "
                "Return body, status, headers."
            )
            yield RULE.at(file, value, message, fix=_fix(file, value, order))
        elif _is_unnumbered(value.elts[1]):
            message = (
                f"The status {file.source(value.elts[1])} has no number: the client gets the "
                "status code 0, silently. Begin it with one, as in '418 teapot'."
            )
            yield RULE.at(file, value, message)


def _is_open(value: ast.Tuple) -> bool:
    return any(isinstance(item, ast.Starred) for item in value.elts)


def _fault(value: ast.Tuple) -> tuple[str, tuple[int, ...]] | None:
    """What is wrong with a tuple, and the order that its items should have."""
    items = value.elts
    if len(items) not in (2, 3):
        count = "one item" if len(items) == 1 else f"{len(items)} items"
        return f"A tuple of {count} is no response", ()
    kinds = [_kind(item) for item in items]
    if kinds[0] == "status":
        order = (1, 0) if len(items) == 2 else (1, 0, 2)
        return "The status comes before the body", order if kinds[1] != "headers" else ()
    if len(items) == 3 and kinds[1] == "headers" and kinds[2] in ("status", "text"):
        return "The headers come before the status", (0, 2, 1)
    return None


def _kind(item: ast.expr) -> str:
    """What an item surely is: a status, headers or a text; "" if that cannot be told."""
    if isinstance(item, ast.Dict):
        return "headers"
    if isinstance(item, ast.Constant):
        if isinstance(item.value, int) and not isinstance(item.value, bool):
            return "status"
        return "text" if isinstance(item.value, str) else ""
    return ""


def _is_unnumbered(status: ast.expr) -> bool:
    """Whether a status is a text that does not begin with a number."""
    return (
        isinstance(status, ast.Constant)
        and isinstance(status.value, str)
        and not status.value[:1].isdigit()
    )


def _fix(file: SourceFile, value: ast.Tuple, order: tuple[int, ...]) -> Fix | None:
    if len(value.elts) == 1:
        return Fix("Return the body alone", (replace(file, value, file.source(value.elts[0])),))
    if not order:
        return None
    edits = tuple(
        replace(file, place, file.source(value.elts[item]))
        for place, item in zip(value.elts, order, strict=True)
        if place is not value.elts[item]
    )
    return Fix("Reorder to body, status, headers", edits, is_safe=True)
